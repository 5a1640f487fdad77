"""A contradiction as a problem of the document: in words, at the source line of what it is about."""

from __future__ import annotations

from collections.abc import Iterable

from lodpress.entailment.results import Contradiction
from lodpress.positions import Source
from lodpress.problems import Problem
from lodpress.terms import CG
from lodpress.triples import Triple, iri, lexical_form

_SOURCE_LINE = iri(CG + "sourceLine")


def contradiction_problem(found: Contradiction, triples: Iterable[Triple], source: Source) -> Problem:
    """The contradiction at the first source line that the triples give to one of its subjects."""
    subjects = {triple[0] for triple in found.triples}
    lines = [int(lexical_form(o)) for s, p, o in triples if p == _SOURCE_LINE and s in subjects]
    at = source.position(*source.line_span(min(lines))) if lines else None
    hint = "the message names the rule and the statements; one of them has to go"
    return Problem("inconsistent", f"{found.message} ({found.rule})", source.name, at, hint)
