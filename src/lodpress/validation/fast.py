"""The fast engine: the one door to pyshacl-turbo, an extra that need not be there.

The call that its documentation names parses the data in rdflib first, which takes longer than the
check; so N-Triples go straight into its native reader, by a class that it does not promise to keep.
The version is pinned for that, and the tests hold its results to the reference's.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from importlib.util import find_spec
from pathlib import Path

from lodpress.engines.rdflib import graph_of
from lodpress.problems import EngineError
from lodpress.triples import Triple
from lodpress.validation.ill_typed import marked
from lodpress.validation.report import results_of
from lodpress.validation.results import ShapeResult
from lodpress.validation.shapes import ShapesGraph, read_shapes


def available() -> bool:
    """Whether pyshacl-turbo is installed."""
    return find_spec("pyshacl_turbo") is not None


class FastValidator:
    """pyshacl-turbo over one shapes graph, compiled once."""

    def __init__(self, sources: Sequence[Path | str]) -> None:
        """Compiles the shapes; raises EngineError as `read_shapes` does, and where pyshacl-turbo refuses them."""
        from pyshacl_turbo import CompiledShapes, ValidationFailure  # noqa: PLC0415 - an extra
        from pyshacl_turbo.rdf import Input  # noqa: PLC0415

        self._input, self._failures = (
            Input,
            (ValidationFailure, RuntimeError, ValueError, NotImplementedError),
        )
        self._shapes: ShapesGraph = read_shapes(sources)
        try:
            # a graph, not a text: only so do blank nodes keep their labels
            graph = graph_of(self._shapes.triples)
            self._compiled = CompiledShapes(graph)  # type: ignore[no-untyped-call]  # it has no annotations
        except self._failures as error:
            raise EngineError(f"pyshacl-turbo failed: {error}") from error

    @staticmethod
    def _text(triples: Collection[Triple]) -> str:
        return "".join([f"{s} {p} {o} .\n" for s, p, o in triples])

    def validate(self, triples: Collection[Triple]) -> tuple[ShapeResult, ...]:
        """The results, sorted, each once; raises EngineError where pyshacl-turbo fails."""
        data = self._input(self._text(marked(triples)), "nt", None, {})
        try:
            _, report, _ = self._compiled.validate(data)  # type: ignore[no-untyped-call]  # as above
        except self._failures as error:
            raise EngineError(f"pyshacl-turbo failed: {error}") from error
        return results_of(report, self._shapes)
