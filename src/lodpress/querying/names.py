"""From what a person calls a thing to its IRI: labels, numbers and short names looked up in the data."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from lodpress.problems import UsageError
from lodpress.querying.answers import Engine, plain
from lodpress.querying.parameters import Parameter, Value, looks_like_iri, sparql_term, term_of
from lodpress.suggestions import nearest
from lodpress.terms import CG, DCT, PREFIXES, PROV, SKOS
from lodpress.triples import literal

_SHOWN = 8
_MOST = 5000
_FEW = 100
_LONGEST_NUMBER = 18

_SCHEMA = PREFIXES["schema"]

#: What the last word of a parameter's name asks for: its classes, and the property that names it.
_KINDS = {
    "agent": ((f"{PROV}Person", f"{PROV}SoftwareAgent"), f"{_SCHEMA}name"),
    "class": ((f"{CG}VisualClass",), f"{CG}className"),
    "document": ((f"{CG}ConceptGraph",), f"{DCT}title"),
    "idea": ((f"{CG}KeyIdea",), f"{SKOS}prefLabel"),
    "person": ((f"{PROV}Person",), f"{_SCHEMA}name"),
    "theme": ((f"{CG}Theme",), f"{SKOS}prefLabel"),
    "topic": ((f"{CG}MainTopic",), f"{SKOS}prefLabel"),
}
_ANY = (tuple(f"{CG}{name}" for name in ("KeyIdea", "Theme", "MainTopic", "DrawnNode")), f"{SKOS}prefLabel")

# Each finds `thing` and `label`. The first three start from an index of the store, the last looks at all.
_LABELLED = "VALUES ?label { LABELS } KINDS ?thing PROPERTY ?label ; TYPE ."
_AT = "VALUES ?thing { PLACES } KINDS ?thing TYPE ; PROPERTY ?label ."
_NUMBERED = f"KINDS ?thing <{_SCHEMA}position> NUMBER ; TYPE ; PROPERTY ?label ."
_SCANNED = """{ KINDS ?thing TYPE ; PROPERTY ?label . FILTER(LCASE(STR(?label)) = NAME) }
  UNION
  { KINDS ?thing TYPE ; PROPERTY ?label . FILTER(STRENDS(STR(?thing), ENDING)) }"""
_KNOWN = "KINDS ?thing TYPE ; PROPERTY ?label ."
_MARK = re.compile("KINDS|TYPE|PROPERTY|LABELS|PLACES|NUMBER|NAME|ENDING")
_TAG = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")
_LANGUAGES = (
    f"SELECT DISTINCT ?language WHERE {{ ?document a <{CG}ConceptGraph> ; <{DCT}language> ?language . }}"
)
_BASES = (
    f"SELECT DISTINCT ?base WHERE {{ ?document a <{CG}ConceptGraph> . "
    'BIND(REPLACE(STR(?document), "/[^/]*$", "/") AS ?base) }'
)


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A thing that goes by a name."""

    term: str
    label: str

    def __str__(self) -> str:
        return f"`{self.term[1:-1]}` ({self.label})"


def resolved(parameter: Parameter, value: Value, engine: Engine) -> str:
    """The IRI term that the value names for the parameter.

    The value is an absolute IRI, the end of one (`theme/cost`), a label in any case, or a number.
    Raises UsageError that lists the candidates where there are several, and the nearest known
    labels where there are none.
    """
    text = str(value).strip()
    if looks_like_iri(text):
        return term_of(parameter, text)
    found = _called(parameter, text, engine)
    exact = [candidate for candidate in found if candidate.label == text]
    if len(found) > 1 and len(exact) == 1:
        return exact[0].term
    if not found:
        raise _unknown(parameter, text, engine)
    if len(found) > 1:
        shown = ", ".join(str(candidate) for candidate in found[:_SHOWN])
        more = f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
        raise UsageError(f"`{text}` names several {_word(parameter)}s", hint=f"one of {shown}{more}")
    return found[0].term


def class_of(parameter: Parameter) -> str | None:
    """The class of what a parameter of type `iri` names, by the last word of its name; None where it may be of several."""
    classes, _ = _kind(parameter)
    return classes[0] if len(classes) == 1 else None


def _word(parameter: Parameter) -> str:
    last = parameter.name.rsplit("-", 1)[-1]
    return last if last in _KINDS else "thing"


def _kind(parameter: Parameter) -> tuple[tuple[str, ...], str]:
    return _KINDS.get(parameter.name.rsplit("-", 1)[-1], _ANY)


def _called(parameter: Parameter, text: str, engine: Engine) -> list[_Candidate]:
    """What goes by the text: by its exact label, by its IRI, by its number, else by whatever is like it.

    Nothing is looked for further once it is found: among millions, only the first three are quick.
    """
    name = term_of(replace(parameter, type="literal"), text)
    terms = {"LABELS": " ".join(map(sparql_term, [name, *_in_languages(text, engine)]))}
    found = _found(_LABELLED, terms, parameter, engine)
    if not found and (places := _places(parameter, text, engine)):
        found = _found(_AT, {"PLACES": " ".join(places)}, parameter, engine)
    if not found and text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER:
        found = _found(_NUMBERED, {"NUMBER": str(int(text))}, parameter, engine)
    if not found:
        name, ending = literal(text.lower()), literal("/" + text.strip("/"))
        found = _found(
            _SCANNED, {"NAME": sparql_term(name), "ENDING": sparql_term(ending)}, parameter, engine
        )
    return found


def _in_languages(text: str, engine: Engine) -> list[str]:
    """The text as a literal in each language that the data's documents have."""
    languages = {plain(row[0]) for row in engine.select(_LANGUAGES)[1] if row[0]}
    return [literal(text, language=one) for one in sorted(languages) if _TAG.fullmatch(one)]


def _places(parameter: Parameter, text: str, engine: Engine) -> list[str]:
    """The IRIs that the text makes behind what IRIs of documents begin with; none where it makes none.

    Data of several publishers has several such beginnings, and what stands behind any of them is as
    good as what stands behind another. Where they are very many, none is tried.
    """
    ending = text.strip("/")
    bases = {plain(row[0]) for row in engine.select(_BASES)[1] if row[0]} if ending else set()
    try:
        return [term_of(parameter, base + ending) for base in sorted(bases)] if len(bases) <= _FEW else []
    except UsageError:
        return []


def _found(template: str, terms: Mapping[str, str], parameter: Parameter, engine: Engine) -> list[_Candidate]:
    """Each thing once, under its first label, in the order of their IRIs.

    The marks of the template are replaced in one go, so that no text of a term is taken for a mark.
    """
    classes, name = _kind(parameter)
    kinds = " ".join(f"<{one}>" for one in classes)
    marks = {
        "KINDS": f"VALUES ?kind {{ {kinds} }}" if len(classes) > 1 else "",
        "TYPE": "a ?kind" if len(classes) > 1 else f"a {kinds}",
        "PROPERTY": f"<{name}>",
        **terms,
    }
    group = _MARK.sub(lambda mark: marks[mark[0]], template)
    query = f"SELECT DISTINCT ?thing ?label WHERE {{ {group} }} ORDER BY ?thing STR(?label) LIMIT {_MOST}"
    labels: dict[str, str] = {}
    for thing, label in engine.select(query)[1]:
        labels.setdefault(thing or "", plain(label or ""))
    return [_Candidate(term, label) for term, label in labels.items()]


def _unknown(parameter: Parameter, text: str, engine: Engine) -> UsageError:
    known = _found(_KNOWN, {}, parameter, engine)
    word = _word(parameter)
    if not known:
        return UsageError(f"`{text}` names no {word}", hint=f"the data holds no {word} at all")
    labels = list(dict.fromkeys(candidate.label for candidate in known))
    hint = nearest(text, labels)
    if hint.startswith("known") and len(labels) > _SHOWN:
        hint = f"a label, a number, or the end of an IRI, as in `{'/'.join(known[0].term[1:-1].split('/')[-2:])}`"
    return UsageError(f"`{text}` names no {word}", hint=hint)
