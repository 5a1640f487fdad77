"""The same questions put to six engines, and how their answers differ."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from itertools import islice, product

from documents_read import BASE, mapped_case
from generated_documents import generated_documents
from query_cases import EXAMPLES, comparable
from servers import KINDS, Graphs, serving
from truth import SHARED

from lodpress.engines.endpoint import SparqlEndpoint
from lodpress.engines.oxigraph_sparql import SparqlStore
from lodpress.engines.rdflib_sparql import SparqlGraph
from lodpress.mapping.document import MappedDocument
from lodpress.problems import EngineError, UsageError
from lodpress.querying import Query, run, shipped_bundle
from lodpress.querying.answers import Answer, Engine, Solutions
from lodpress.querying.parameters import Parameter
from lodpress.querying.tokens import tokens
from lodpress.terms import CG, RDF, SKOS
from lodpress.triples import Triple, lexical_form

#: The engines that are compared with pyoxigraph's answers.
OTHERS = ("rdflib", *KINDS)
_IN_PROCESS: Mapping[str, type[SparqlStore] | type[SparqlGraph]] = {
    "pyoxigraph": SparqlStore,
    "rdflib": SparqlGraph,
}
REAL = "000_33529ed99a7298db"
_SECONDS = 300
_TRIES = 1000
_SHOWN = 3

#: The class of what the last word of a parameter's name asks for.
_CLASSES = {
    "class": f"<{CG}VisualClass>",
    "document": f"<{CG}ConceptGraph>",
    "idea": f"<{CG}KeyIdea>",
    "theme": f"<{CG}Theme>",
    "topic": f"<{CG}MainTopic>",
}


@dataclass(frozen=True, slots=True)
class Data:
    """Documents as a release holds them: the asserted triples of each in a graph of its own."""

    name: str
    graphs: Graphs

    @property
    def triples(self) -> list[Triple]:
        """The triples of all graphs, each once."""
        return list(dict.fromkeys(triple for triples in self.graphs.values() for triple in triples))


def _data(name: str, documents: Iterable[MappedDocument]) -> Data:
    return Data(name, {f"{BASE}{one.graph.name}/graph/asserted": one.triples for one in documents})


@cache
def examples() -> Data:
    """Both examples."""
    return _data("examples", [mapped_case(name).mapped for name in EXAMPLES])


@cache
def real_document() -> Data:
    """The one real document, which stands outside of the checkout."""
    return _data("real", [mapped_case(REAL).mapped])


@cache
def everything() -> Data:
    """A hundred generated documents and both examples."""
    mapped = [*generated_documents(), *(mapped_case(n).mapped for n in EXAMPLES)]
    return _data("generated", mapped)


DATA = {"examples": examples, "real": real_document, "generated": everything}


def data_named(name: str) -> Data | None:
    """The data of that name; None for the real document where it is not there."""
    if name == "real" and not (SHARED / "seed" / f"{REAL}.txt").is_file():
        return None
    return DATA[name]()


@dataclass(frozen=True, slots=True)
class Question:
    """A query with values for its parameters; those left out keep their defaults."""

    query: Query
    values: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        given = " ".join(f"--{name} {value}" for name, value in self.values.items())
        return f"{self.query.short_name} {given}".strip()


def questions(data: Data, queries: Iterable[Query]) -> list[tuple[Question, Answer]]:
    """Each query with its defaults, and with the first and the last values in the data that find something.

    With each pyoxigraph's answer. Queries over foreign endpoints are left out: they have tests of their own.
    """
    store = SparqlStore(triples=data.triples)
    local = [query for query in queries if "federated" not in query.decorators.get("tags", ())]
    asked = [question for query in local for question in (Question(query), *_with_found(query, data, store))]
    return [(question, run(question.query, store, question.values)) for question in asked]


@cache
def expected_answers(name: str) -> list[tuple[Question, Answer]]:
    """The questions that the shipped bundle asks of the data of that name, each with pyoxigraph's answer."""
    return questions(DATA[name](), shipped_bundle().queries)


def _with_found(query: Query, data: Data, store: Engine) -> list[Question]:
    """The query with the first values by IRI order that find something, and the last."""
    found: list[Question] = []
    candidates = {parameter.name: _candidates(parameter, data) for parameter in query.parameters}
    chosen = {name: values for name, values in candidates.items() if values}
    for turn in (1, -1) if chosen else ():
        combinations = _combinations([values[::turn] for values in chosen.values()])
        tried = [Question(query, dict(zip(chosen, one, strict=True))) for one in islice(combinations, _TRIES)]
        first = next((one for one in tried if not is_empty(run(query, store, one.values))), tried[0])
        if first not in found:
            found.append(first)
    return found


def _combinations(columns: Sequence[Sequence[str]]) -> Iterator[tuple[str, ...]]:
    """Values for each parameter; two of a kind never the same one, and neighbours first, as of one document."""
    if len(columns) == 2 and columns[0] == columns[1]:
        values = columns[0]
        for distance in range(1, len(values)):
            for one, other in zip(values, values[distance:], strict=False):
                yield from ((one, other), (other, one))
    else:
        yield from product(*columns)


def is_empty(answer: Answer) -> bool:
    """Whether an answer holds nothing."""
    return not (answer.rows if isinstance(answer, Solutions) else answer.triples)


def _candidates(parameter: Parameter, data: Data) -> list[str]:
    """What the data holds for the parameter, in order; nothing for numbers and dates, which keep their defaults."""
    if parameter.is_iri:
        wanted = _CLASSES.get(parameter.name.rsplit("-", 1)[-1])
        return sorted({s for s, p, o in data.triples if p == f"<{RDF}type>" and o == (wanted or o)})
    if parameter.type in ("integer", "decimal", "date", "dateTime"):
        return []
    labels = (o for _, p, o in sorted(data.triples) if p == f"<{SKOS}prefLabel>")
    return list(
        dict.fromkeys(word for label in labels for word in re.findall(r"\w{3,}", lexical_form(label)))
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """An engine over some data; `recover` returns once a server that broke down over a query is back."""

    kind: str
    engine: Engine
    recover: Callable[[], None]


@contextmanager
def asked_over(kind: str, data: Data) -> Iterator[Asked]:
    """The data in an engine for as long as the block lasts: in this process, or a server behind the door."""
    if kind in _IN_PROCESS:
        yield Asked(kind, _IN_PROCESS[kind](triples=data.triples), lambda: None)
        return
    with serving(kind, data.graphs) as server:
        yield Asked(kind, SparqlEndpoint(server.query_url, timeout=_SECONDS), server.wait)


@dataclass(frozen=True, slots=True)
class Reply:
    """What came of a question in one engine: the difference from what was expected, if any, and how long it took."""

    question: Question
    difference: str
    seconds: float


def replies(asked: Asked, expected: Iterable[tuple[Question, Answer]]) -> Iterator[Reply]:
    """Each question put to the engine; Comunica's order is left alone, for its sort is not stable."""
    for question, answer in expected:
        begin = time.perf_counter()
        try:
            found = run(question.query, asked.engine, question.values)
        except (EngineError, UsageError) as error:
            different = f"no answer: {error}"
            asked.recover()
        else:
            different = difference(
                answer, found, in_order=asked.kind != "comunica" and _orders(question.query)
            )
        yield Reply(question, different, time.perf_counter() - begin)


def _orders(query: Query) -> bool:
    """Whether the query orders its solutions: an ORDER outside of all braces."""
    depth, found = 0, False
    for token in tokens(query.text):
        depth += {"{": 1, "}": -1}.get(token.text, 0)
        found = found or (depth == 0 and token.is_word("ORDER"))
    return found


def difference(expected: Answer, found: Answer, *, in_order: bool) -> str:
    """How an answer differs from the expected one, in words; empty where they are alike."""
    if isinstance(expected, Solutions) != isinstance(found, Solutions):
        return "rows where a graph is expected, or a graph where rows are"
    if (
        isinstance(expected, Solutions)
        and isinstance(found, Solutions)
        and expected.variables != found.variables
    ):
        return f"variables {found.variables} in place of {expected.variables}"
    first, second = items(expected), items(found)
    if Counter(first) != Counter(second):
        return _unlike(first, second)
    if in_order and first != second:
        place = next(i for i, (a, b) in enumerate(zip(first, second, strict=True)) if a != b)
        return f"another order from row {place + 1} on: {_shown(second[place])} where {_shown(first[place])} is expected"
    return ""


def items(answer: Answer) -> Sequence[tuple[str | None, ...]]:
    """The rows or triples of an answer, their numbers to ten significant digits."""
    alike = comparable(answer)
    return alike.rows if isinstance(alike, Solutions) else alike.triples


def _unlike(expected: Sequence[tuple[str | None, ...]], found: Sequence[tuple[str | None, ...]]) -> str:
    lacks, extra = Counter(expected) - Counter(found), Counter(found) - Counter(expected)
    lines = [f"{len(found)} rows for {len(expected)}, {lacks.total()} missing, {extra.total()} too many"]
    lines += [f"- {_shown(row)}" for row in islice(lacks, _SHOWN)]
    lines += [f"+ {_shown(row)}" for row in islice(extra, _SHOWN)]
    return "\n      ".join(lines)


def _shown(row: Sequence[str | None]) -> str:
    return " ".join(term or "UNDEF" for term in row).replace(BASE, "")
