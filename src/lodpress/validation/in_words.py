"""Validation results as problems of a document: what they are about in words, and at which line it stands."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from lodpress.classes import DESCRIBED_CLASSES
from lodpress.positions import Position, Source
from lodpress.problems import Problem
from lodpress.terms import CG, PREFIXES, RDF
from lodpress.triples import Triple, lexical_form
from lodpress.validation.results import Severity, ShapeResult
from lodpress.validation.vocabulary import sh

Facts = Mapping[str, Sequence[str]]

_CODES: dict[Severity, str] = {
    "Violation": "shape-violation",
    "Warning": "shape-warning",
    "Info": "shape-info",
}
_SCHEMA = PREFIXES["schema"]
_LINE = f"<{CG}sourceLine>"
_TYPE = f"<{RDF}type>"
_POSITION = f"<{_SCHEMA}position>"
_NUMBERED = frozenset({"idea", "line", "paragraph"})
_COUNTS = frozenset(map(sh, ("MinCountConstraintComponent", "MaxCountConstraintComponent")))
_WHOLE_NUMBER = re.compile(r'"0*([0-9]{1,9})"')
_SHOWN = 80


def shape_problem(result: ShapeResult, triples: Collection[Triple], source: Source) -> Problem:
    """The result as a problem of the document that `triples` state, at the first line that it is about.

    That is the first source line of the focus node or, where that stands on no line, of the value.
    The shape's message says the rule and, after its last semicolon, what to do.
    """
    subjects = {result.focus, result.value}
    facts: dict[str, dict[str, list[str]]] = {}
    for s, p, o in triples:
        if s in subjects:
            facts.setdefault(s, {}).setdefault(p, []).append(o)
    rule, _, advice = result.message.rstrip().removesuffix(".").rpartition("; ")
    about = f"{_named(result.focus, facts)}: {rule or advice}"
    if result.value and result.value != result.focus and result.component not in _COUNTS:
        about += f" (found {_named(result.value, facts)})"
    at = _position(facts.get(result.focus, {}), source)
    if at is None and result.value:
        at = _position(facts.get(result.value, {}), source)
    return Problem(_CODES[result.severity], about, source.name, at, advice if rule else None)


def _position(facts: Facts, source: Source) -> Position | None:
    """The first source line that is stated, whole; None where none is, or the text has no such line."""
    found = (_WHOLE_NUMBER.match(term) for term in facts.get(_LINE, ()))
    lines = [int(match[1]) for match in found if match]
    if not lines or not 1 <= min(lines) <= source.line_count:
        return None
    return source.position(*source.line_span(min(lines)))


def _named(term: str, facts: Mapping[str, Facts]) -> str:
    """A term as a reader knows it: ``idea 13 `200× inference price drop` ``, else its text or IRI."""
    if not term.startswith("<"):
        return f"`{_text(term)}`"
    about = facts.get(term, {})
    types = about.get(_TYPE, ())
    for kind, word, name in DESCRIBED_CLASSES:
        if kind in types:
            numbers = [match[1] for t in about.get(_POSITION, ()) if (match := _WHOLE_NUMBER.match(t))]
            number = f" {min(numbers, key=int)}" if numbers and word in _NUMBERED else ""
            names = about.get(name, ())
            return (
                f"{word}{number} `{_text(min(names))}`" if names else f"{word}{number or f' `{term[1:-1]}`'}"
            )
    return f"`{term[1:-1]}`"


def _text(term: str) -> str:
    """A literal's text on one line, cut where it is long; another term as it is."""
    text = " ".join((lexical_form(term) if term.startswith('"') else term).split())
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
