"""Validation of what documents share, in batches: neither memory nor calls grow with the number of resources."""

from __future__ import annotations

from collections.abc import Sequence

from lodpress.triples import Triple
from lodpress.validation.results import ShapeResult, Validator

_BATCH = 20_000


class Batches:
    """Takes resources one at a time, whole, and validates many at once."""

    def __init__(self, engine: Validator) -> None:
        self._engine = engine
        self._held: list[Triple] = []
        self._results: list[tuple[ShapeResult, list[Triple]]] = []

    def add(self, triples: Sequence[Triple]) -> None:
        """Takes the triples of one resource."""
        self._held += triples
        if len(self._held) > _BATCH:
            self._validate()

    def results(self) -> list[tuple[ShapeResult, list[Triple]]]:
        """All results so far, each with the triples of its resource."""
        self._validate()
        return self._results

    def _validate(self) -> None:
        held, self._held = self._held, []
        if held:
            found = self._engine.validate(held)
            subjects = {result.focus for result in found}
            about = [triple for triple in held if triple[0] in subjects]
            self._results += [(result, about) for result in found]
