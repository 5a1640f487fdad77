"""The results in a SHACL validation report, whichever engine wrote it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

import rdflib

from lodpress.engines.rdflib import term_text
from lodpress.problems import EngineError
from lodpress.triples import lexical_form
from lodpress.validation.ill_typed import unmarked
from lodpress.validation.results import Severity, ShapeResult
from lodpress.validation.shapes import Description, ShapesGraph, description, path_text
from lodpress.validation.vocabulary import SH, sh

_SEVERITIES: dict[str, Severity] = {sh(name): name for name in get_args(Severity)}


def results_of(report: rdflib.Graph, shapes: ShapesGraph) -> tuple[ShapeResult, ...]:
    """The results, sorted, each once; raises EngineError where the report lacks what SHACL asks of it."""
    if (None, rdflib.URIRef(f"{SH}result"), None) not in report:
        return ()
    stated = description((term_text(s), term_text(p), term_text(o)) for s, p, o in report)
    nodes = {node for pairs in stated.values() for node in pairs.get(sh("result"), ())}
    found = {_result(stated[node], stated, shapes) for node in nodes}
    return tuple(sorted(found, key=lambda result: result.sort_key))


def _result(pairs: Mapping[str, list[str]], stated: Description, shapes: ShapesGraph) -> ShapeResult:
    def one(name: str) -> str | None:
        values = pairs.get(sh(name))
        return unmarked(min(values)) if values else None

    focus, component, shape, severity = map(
        one, ("focusNode", "sourceConstraintComponent", "sourceShape", "resultSeverity")
    )
    if not (focus and component and shape and severity):
        raise EngineError("the SHACL engine wrote a result without focus node, component, shape or severity")
    path = one("resultPath")
    return ShapeResult(
        focus=focus,
        path=path_text(path, {**shapes.stated, **stated}) if path else None,
        value=one("value"),
        component=component,
        shape=shapes.named(shape),
        severity=_SEVERITIES[severity],
        message=_text(one("resultMessage")),
    )


def _text(literal: str | None) -> str:
    """The text of a literal's term."""
    return lexical_form(literal) if literal else ""
