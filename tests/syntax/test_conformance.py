"""The reader against what Mermaid 12.3.0 itself makes of 1,511 flowcharts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lodpress.codes import Severity
from lodpress.diagram import Edge, Flowchart
from lodpress.positions import Source
from lodpress.problems import InputError
from lodpress.syntax.mermaid.flowchart import parse_flowchart

CASES = Path(__file__).parents[2].parent / "shared" / "conformance" / "mermaid-flowchart.jsonl"
GAPS = Path(__file__).with_name("conformance_gaps.txt")
TYPES = {"arrow": "arrow_point", "circle": "arrow_circle", "cross": "arrow_cross", None: "arrow_open"}
#: Where lenient mode departs on purpose from what Mermaid draws; each is told in a problem.
REPAIRED = {
    "own:comment empty %%",
    "own:core class before nodes",
    "own:class of an unknown node",
    "spec:subgraph: should handle subgraphs3",
}

#: Refused cases that hold a statement which lenient mode cannot repair either.
BEYOND_REPAIR = {
    "own:empty string",
    "own:mindmap is another diagram",
    "own:stateDiagram is another",
    "own:prose line before the graph",
    "own:markdown fence kept",
    "own:resume text left in the graph",
    "own:id with space",
    "own:label unclosed",
    "spec:flow-text: should not freeze when ellipse text has a `(`",
}

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not CASES.exists(), reason="shared/conformance/mermaid-flowchart.jsonl is missing"),
]


def cases() -> Iterator[dict[str, Any]]:
    """The cases; line ends and byte order mark as the decoder of files leaves them."""
    with CASES.open(encoding="utf-8") as lines:
        for line in lines:
            case = json.loads(line)
            yield case | {"input": case["input"].removeprefix("\ufeff").replace("\r\n", "\n")}


def stripped(styles: list[str]) -> list[str]:
    """Styles without the blanks that Mermaid leaves in front."""
    return [style.strip() for style in styles]


def look(edge: Edge) -> tuple[str, str, int | None]:
    """Type, stroke and length as Mermaid names them; it gives up on a line with two unlike heads."""
    if edge.start_head is None:
        return TYPES[edge.end_head], edge.stroke, edge.length
    if edge.start_head == edge.end_head:
        return f"double_{TYPES[edge.end_head]}", edge.stroke, edge.length
    return "INVALID", "INVALID", None


def describe(chart: Flowchart) -> dict[str, Any]:
    """A flowchart in the words of the conformance file."""
    definitions: dict[str, list[str]] = {}
    for definition in chart.class_definitions:
        definitions.setdefault(definition.name, []).extend(definition.styles)
    return {
        "direction": chart.direction,
        "vertices": [
            (v.id, v.text, v.label.kind if v.label else "text", v.shape, [*v.classes], [*v.styles], v.link)
            for v in chart.vertices
        ],
        "edges": [
            (
                e.source,
                e.target,
                e.label.text if e.label else "",
                e.label.kind if e.label else "text",
                *look(e),
            )
            for e in chart.edges
        ],
        "edge classes": [[*e.classes] for e in chart.edges],
        "classDefs": definitions,
        "subgraphs": [
            (s.id, s.title.text if s.title else "", [*s.members], s.direction, [*s.classes])
            for s in chart.subgraphs
        ],
    }


def expected(said: dict[str, Any]) -> dict[str, Any]:
    """What Mermaid makes of a case, in the same words."""
    return {
        "direction": said["direction"],
        "vertices": [
            (
                v["id"],
                v["text"],
                v["labelType"],
                v["shape"],
                v["classes"],
                stripped(v["styles"]),
                v.get("link"),
            )
            for v in said["vertices"]
        ],
        "edges": [
            tuple(e[key] for key in ("start", "end", "text", "labelType", "type", "stroke", "length"))
            for e in said["edges"]
        ],
        "edge classes": [e["classes"] for e in said["edges"]],
        "classDefs": {c["id"]: stripped(c["styles"]) for c in said["classDefs"]},
        "subgraphs": [(s["id"], s["title"], s["nodes"], s["dir"], s["classes"]) for s in said["subgraphs"]],
    }


def read_strictly(text: str) -> dict[str, Any] | None:
    """What strict mode makes of a text, None where it refuses."""
    try:
        chart, problems = parse_flowchart(Source("case", text), 0, len(text), strict=True)
    except InputError as refusal:
        assert [problem.code for problem in refusal.problems] == ["mermaid-syntax"]
        return None
    assert problems == ()
    return describe(chart)


def test_strict_mode_reads_each_case_as_mermaid_does() -> None:
    """Strict mode draws what Mermaid draws and refuses what it refuses, but for the gaps listed."""
    gaps = {line for line in GAPS.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"}
    differing = set()
    count = 0
    for case in cases():
        count += 1
        wanted = None if "error" in case["expected"] else expected(case["expected"])
        if read_strictly(case["input"]) != wanted:
            differing.add(case["name"])
    assert count == 1511
    assert differing == gaps


def test_lenient_mode_reads_what_mermaid_takes_as_mermaid_does() -> None:
    """Lenient mode changes nothing in a flowchart that Mermaid takes, and finds nothing wrong with it."""
    differing = set()
    for case in cases():
        if "error" not in case["expected"]:
            text = case["input"]
            chart, problems = parse_flowchart(Source("case", text), 0, len(text))
            if problems or describe(chart) != expected(case["expected"]):
                differing.add(case["name"])
    assert differing == REPAIRED


def test_lenient_mode_says_something_of_what_mermaid_refuses() -> None:
    """Whatever Mermaid refuses is repaired or passed over with a problem, never in silence."""
    silent, passed_over = set(), set()
    for case in cases():
        if "error" in case["expected"]:
            text = case["input"]
            _, problems = parse_flowchart(Source("case", text), 0, len(text))
            if any(problem.severity is Severity.ERROR for problem in problems):
                passed_over.add(case["name"])
            elif not problems:
                silent.add(case["name"])
    assert silent == set()
    assert passed_over == BEYOND_REPAIR
