"""From what a person calls a thing to its IRI: labels, numbers and short names looked up in the data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lodpress.problems import UsageError
from lodpress.querying.answers import Engine, plain
from lodpress.querying.parameters import Parameter, Value, bound, looks_like_iri, parameters_of, term_of
from lodpress.suggestions import nearest
from lodpress.terms import CG, DCT, SKOS

_SHOWN = 8
_SUGGESTED = 5000
_LONGEST_NUMBER = 18

#: What the last word of a parameter's name asks for: a class, the property that names it, a word for it.
_KINDS = {
    "class": (f"{CG}VisualClass", f"{CG}className", "class"),
    "document": (f"{CG}ConceptGraph", f"{DCT}title", "document"),
    "idea": (f"{CG}KeyIdea", f"{SKOS}prefLabel", "idea"),
    "theme": (f"{CG}Theme", f"{SKOS}prefLabel", "theme"),
    "topic": (f"{CG}MainTopic", f"{SKOS}prefLabel", "topic"),
}
_ANY = "VALUES ?kind { cg:KeyIdea cg:Theme cg:MainTopic cg:DrawnNode }\n    ?thing a ?kind"

_PROLOGUE = f"PREFIX cg: <{CG}>\nPREFIX schema: <https://schema.org/>\nPREFIX skos: <{SKOS}>\n"
_CALLED = """
SELECT DISTINCT ?thing ?label
WHERE {
  {
    VALUES ?_name_literal { "" }
    PATTERN ; PROPERTY ?label .
    FILTER(LCASE(STR(?label)) = ?_name_literal)
  }
  UNION
  {
    VALUES ?_ending_literal { "" }
    PATTERN ; PROPERTY ?label .
    FILTER(STRENDS(STR(?thing), ?_ending_literal))
  }
NUMBERED}
ORDER BY ?thing STR(?label)
"""
_NUMBERED = """  UNION
  {
    VALUES ?_number_integer { 0 }
    ?thing schema:position ?_number_integer .
    PATTERN ; PROPERTY ?label .
  }
"""
_KNOWN = f"""
SELECT DISTINCT ?thing ?label
WHERE {{
  PATTERN ; PROPERTY ?label .
}}
ORDER BY ?thing LIMIT {_SUGGESTED}
"""


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


def _word(parameter: Parameter) -> str:
    return parameter.name.rsplit("-", 1)[-1] if _kind(parameter) else "thing"


def _kind(parameter: Parameter) -> tuple[str, str, str] | None:
    return _KINDS.get(parameter.name.rsplit("-", 1)[-1])


def _query(template: str, parameter: Parameter) -> str:
    kind = _kind(parameter)
    pattern = f"?thing a <{kind[0]}>" if kind else _ANY
    name = kind[1] if kind else f"{SKOS}prefLabel"
    return _PROLOGUE + template.replace("PATTERN", pattern).replace("PROPERTY", f"<{name}>")


def _called(parameter: Parameter, text: str, engine: Engine) -> list[_Candidate]:
    numbered = text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER
    query = _query(_CALLED.replace("NUMBERED", _NUMBERED if numbered else ""), parameter)
    places = parameters_of(query)
    values: dict[str, Value] = {"name": text.lower(), "ending": "/" + text.strip("/"), "number": text}
    terms = {place.name: term_of(place, values[place.name]) for place in places}
    return _candidates(engine.select(bound(query, places, terms))[1])


def _candidates(rows: Sequence[tuple[str | None, ...]]) -> list[_Candidate]:
    """Each thing once, under its first label."""
    labels: dict[str, str] = {}
    for thing, label in rows:
        labels.setdefault(thing or "", plain(label or ""))
    return [_Candidate(term, label) for term, label in labels.items()]


def _unknown(parameter: Parameter, text: str, engine: Engine) -> UsageError:
    known = _candidates(engine.select(_query(_KNOWN, parameter))[1])
    word = _word(parameter)
    if not known:
        return UsageError(f"`{text}` names no {word}", hint=f"the data holds no {word} at all")
    labels = list(dict.fromkeys(candidate.label for candidate in known))
    hint = nearest(text, labels)
    if hint.startswith("known") and len(labels) > _SHOWN:
        hint = f"a label, a number, or the end of an IRI, as in `{'/'.join(known[0].term[1:-1].split('/')[-2:])}`"
    return UsageError(f"`{text}` names no {word}", hint=hint)
