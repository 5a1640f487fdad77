"""The reference engine: the one door to pyshacl, guarded against what it is known to do wrong.

- It passes over terms that SHACL does not have, and lets `re.error` out of a pattern: shapes are
  checked as they are read.
- It takes ill-typed literals of many datatypes for well-typed: they go in marked as such.
- It switches rdflib's treatment of literals off and on for the whole process, and leaves it off
  where a shapes file is broken: a lock is held, and what was set before is set again.
- It takes for ill-typed what Python has no value for, such as dates before year 1 and the time
  24:00:00: what it says of a well-typed literal's datatype is passed over. Inside sh:or, sh:not and
  the like this stands.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

import pyshacl
import rdflib
from pyparsing import ParseException
from pyshacl.errors import ConstraintLoadError, RuleLoadError, ShapeLoadError, ValidationFailure
from rdflib import term as rdflib_term

from lodpress.datatypes import is_ill_typed
from lodpress.engines.rdflib import graph_of
from lodpress.problems import EngineError
from lodpress.triples import Triple
from lodpress.validation.ill_typed import marked
from lodpress.validation.report import results_of
from lodpress.validation.results import ShapeResult
from lodpress.validation.shapes import ShapesGraph, read_shapes
from lodpress.validation.vocabulary import sh

# the switches that pyshacl turns belong to the process, and so does the lock over them
_SWITCHES = Lock()
_DATATYPE = sh("DatatypeConstraintComponent")
_FAILURES = (
    ConstraintLoadError, RuleLoadError, ShapeLoadError, ValidationFailure, ParseException, re.error, RuntimeError,
    ValueError, TypeError, LookupError, NotImplementedError,
)  # fmt: skip


class ReferenceValidator:
    """pyshacl over one shapes graph."""

    def __init__(self, sources: Sequence[Path | str]) -> None:
        """Reads the shapes; raises EngineError as `read_shapes` does."""
        self._shapes: ShapesGraph = read_shapes(sources)
        self._graph = graph_of(self._shapes.triples)

    def validate(self, triples: Collection[Triple]) -> tuple[ShapeResult, ...]:
        """The results, sorted, each once; raises EngineError where pyshacl fails."""
        data = graph_of(marked(triples))
        with restored_switches():
            try:
                _, report, text = pyshacl.validate(data, shacl_graph=self._graph, inference="none")
            except _FAILURES as error:
                raise EngineError(f"pyshacl failed: {error}") from error
        if not isinstance(report, rdflib.Graph):
            raise EngineError(f"pyshacl failed: {text}")
        return tuple(r for r in results_of(report, self._shapes) if not self._is_mistaken(r))

    def _is_mistaken(self, result: ShapeResult) -> bool:
        """Whether a well-typed literal of the very datatype that is asked for was refused."""
        if result.component != _DATATYPE or result.value is None or is_ill_typed(result.value):
            return False
        asked = self._shapes.stated.get(result.shape, {}).get(sh("datatype"), ())
        return any(result.value.endswith(f'"^^{datatype}') for datatype in asked)


@contextmanager
def restored_switches() -> Iterator[None]:
    """Holds rdflib's process-wide treatment of literals to what it was, whatever happens inside."""
    boolean = rdflib.XSD.boolean
    with _SWITCHES:
        normalize, parse = rdflib.NORMALIZE_LITERALS, rdflib_term._toPythonMapping[boolean]
        try:
            yield
        finally:
            rdflib.NORMALIZE_LITERALS = normalize
            rdflib_term._toPythonMapping[boolean] = parse
