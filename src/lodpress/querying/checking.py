"""What a careful reader would report of a query: syntax, prefixes, parameters, terms, and the rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from lodpress.positions import Source
from lodpress.problems import Problem, UsageError
from lodpress.querying.bundle import read_head
from lodpress.querying.headings import head_problems
from lodpress.querying.parameters import Parameter, ParameterFault, is_parameter, read_parameters
from lodpress.querying.prologue import expanded, names_of, namespaces_of, prefixes_of
from lodpress.querying.refusals import refuse
from lodpress.querying.rules import departures
from lodpress.querying.syntax import Parser, syntax_problem
from lodpress.querying.tokens import Token, tokens
from lodpress.suggestions import nearest
from lodpress.terms import PREFIXES, RDFS
from lodpress.triples import Triple

#: The tag by which a query says that it calls another server.
FEDERATED = "federated"

#: The namespaces that an ontology documents, each with the names in it.
Vocabulary = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Checker:
    """What queries are checked with: the parsers that must read them, and the terms that there are."""

    parsers: Sequence[Parser]
    vocabulary: Vocabulary

    def problems(self, source: Source) -> tuple[Problem, ...]:
        """Every finding on a query, in the order of the text, which has `single_line_ends`.

        Of a text that is not SPARQL 1.1 that is said alone, beside what its head and its parameters lack.
        """
        parameters, faults = read_parameters(source.text)
        found = [*head_problems(source, parameters, complete=not faults), *_faulty(source, faults)]
        fault = syntax_problem(source, self.parsers)
        if fault:
            found.append(fault)
        else:
            found += _service(source)
            found += _prefixes(source)
            found += _unset(source, parameters, faults)
            found += self._terms(source)
            unused = _unused(source, parameters)
            found += [_idle(source, parameter) for parameter in unused]
            found += departures(source, [parameter for parameter in parameters if parameter not in unused])
        return tuple(sorted(found, key=lambda problem: problem.sort_key))

    def _terms(self, source: Source) -> Iterator[Problem]:
        found = list(tokens(source.text))
        namespaces = namespaces_of(found)
        declared = {prefix.token.start for prefix in prefixes_of(found)}
        for before, token in zip([None, *found], found, strict=False):
            if before is not None and before.start in declared:
                continue  # the namespace of a PREFIX line
            iri = expanded(token, namespaces)
            for namespace, names in self.vocabulary.items():
                name = iri.removeprefix(namespace)
                if name not in (iri, "", *names):
                    message = f"the ontology knows no `{token.text.rstrip('.')}`"
                    near = nearest(name, names)
                    hint = near if near.startswith("did") else "`ontology/index.html` lists the terms"
                    yield _problem(source, "query-term-unknown", message, token, hint)


def vocabulary_of(triples: Iterable[Triple]) -> Vocabulary:
    """The namespaces that an ontology documents: those of the terms that say what they are defined by."""
    found: dict[str, set[str]] = {}
    for subject, predicate, ontology in triples:
        if predicate == f"<{RDFS}isDefinedBy>":
            start = subject[1:-1].removeprefix(ontology[1:-1])[:1]  # a `#` or a `/`
            namespace = ontology[1:-1] + start
            found.setdefault(namespace, set()).add(subject[1:-1].removeprefix(namespace))
    return {namespace: frozenset(names) for namespace, names in found.items()}


def _problem(source: Source, code: str, message: str, at: Token, hint: str) -> Problem:
    return Problem(code, message, source.name, source.position(at.start, at.end), hint)


def _faulty(source: Source, faults: Sequence[ParameterFault]) -> Iterator[Problem]:
    for fault in faults:
        yield Problem("query-parameter", fault.message, source.name, source.position(*fault.span), fault.hint)


def _service(source: Source) -> Iterator[Problem]:
    found = list(tokens(source.text))
    if FEDERATED in read_head(source.text)[1].get("tags", ()) or any(
        token.is_word("FROM") for token in found
    ):  # FROM is a finding of its own
        return
    try:
        refuse(source.text)
    except UsageError as error:
        calls = [token for token in found if "SERVICE" in token.text.upper()] or found
        hint = "add the tag `federated`" if "SERVICE" in str(error) else str(error.hint)
        yield _problem(source, "query-service", str(error), calls[0], hint)


def _prefixes(source: Source) -> Iterator[Problem]:
    found = list(tokens(source.text))
    used = {prefix for prefix, _ in names_of(found)}
    seen: set[str] = set()
    for prefix in prefixes_of(found):
        known = PREFIXES.get(prefix.name, prefix.namespace)
        if prefix.name in seen:
            message = f"the prefix `{prefix.name}:` is declared twice"
            yield _problem(source, "query-prefix-repeated", message, prefix.token, "keep one of the lines")
        elif prefix.name not in used:
            message = f"the prefix `{prefix.name}:` is not used"
            yield _problem(source, "query-prefix-unused", message, prefix.token, "take the line out")
        if known != prefix.namespace:
            message = f"`{prefix.name}:` stands for `{prefix.namespace}`, elsewhere for `{known}`"
            hint = f"write `PREFIX {prefix.name}: <{known}>`, or choose another prefix"
            yield _problem(source, "query-prefix-differs", message, prefix.token, hint)
        seen.add(prefix.name)


def _unused(source: Source, parameters: Sequence[Parameter]) -> list[Parameter]:
    """The parameters that stand in their VALUES lines alone."""
    used = [token.text for token in tokens(source.text)]
    return [parameter for parameter in parameters if used.count(parameter.variable) == len(parameter.spans)]


def _idle(source: Source, parameter: Parameter) -> Problem:
    at = next(token for token in tokens(source.text) if token.text == parameter.variable)
    message = f"the parameter `{parameter.name}` is never used"
    return _problem(source, "query-parameter-unused", message, at, "use it, or take its VALUES line out")


def _unset(
    source: Source, parameters: Sequence[Parameter], faults: Sequence[ParameterFault]
) -> Iterator[Problem]:
    """Variables that are named as parameters and have no VALUES line."""
    given = {parameter.variable for parameter in parameters}
    faulty = [source.text[slice(*fault.span)] for fault in faults]
    for token in tokens(source.text):
        name = token.text
        if not name.startswith("?_") or name in given or any(name in text for text in faulty):
            continue
        given.add(name)
        if is_parameter(name):
            message = f"`{name}` is named as a parameter and has no VALUES line"
            hint = f"add `VALUES {name} {{ default }}` to each group that uses it, or name it otherwise"
            yield _problem(source, "query-parameter", message, token, hint)
