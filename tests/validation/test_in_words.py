"""A validation result as a problem of the document."""

from __future__ import annotations

import pytest

from lodpress.codes import CODES
from lodpress.engines.oxigraph import triples_of_turtle
from lodpress.positions import Source
from lodpress.validation import ShapeResult, shape_problem

DATA = """
PREFIX cg: <https://w3id.org/lodpress/ns#>
PREFIX dct: <http://purl.org/dc/terms/>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX schema: <https://schema.org/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
<urn:doc> a cg:ConceptGraph ; dct:title "Soil"@en .
<urn:idea> a cg:KeyIdea, skos:Concept ; schema:position 13 ; skos:prefLabel "200× inference\\nprice \\"drop\\""@en ; cg:sourceLine 4, 2 .
<urn:unnumbered> a cg:KeyIdea ; skos:prefLabel "Clay"@en ; cg:sourceLine 99 .
<urn:theme> a cg:Theme ; skos:prefLabel "Cost"@en ; cg:sourceLine 3 .
<urn:topic> a cg:MainTopic ; skos:prefLabel "Soil"@en .
<urn:line> a cg:Edge ; schema:position 7 ; cg:sourceLine 1 .
<urn:class> a cg:VisualClass ; cg:className "a\\\\new" .
<urn:paragraph> a cg:ResumeParagraph ; schema:position 2 .
<urn:bare> a cg:DrawnNode .
<urn:person> a prov:Person ; schema:name "Ana Example" .
<urn:long> a cg:Theme ; skos:prefLabel "%s"@en .
""" % ("word " * 100)
TRIPLES = triples_of_turtle(DATA.encode())
SOURCE = Source("soil.txt", "graph LR\n  A[Idea 13]\n  B[Cost]\n13.- Idea\n")


def result(focus: str, **changes: str | None) -> ShapeResult:
    """A result on a resource of the data."""
    component = changes.get("component") or "Class"
    return ShapeResult(
        focus=f"<urn:{focus}>",
        path="<urn:p>",
        value=changes.get("value"),
        component=f"<http://www.w3.org/ns/shacl#{component}ConstraintComponent>",
        shape="<urn:s>",
        severity=changes.get("severity") or "Violation",  # type: ignore[arg-type]  # one of the three
        message=changes.get("message") or "A rule holds; do this.",
    )


@pytest.mark.parametrize(
    ("focus", "name"),
    [
        ("idea", 'idea 13 `200× inference price "drop"`'),
        ("unnumbered", "idea `Clay`"),
        ("theme", "theme `Cost`"),
        ("topic", "main topic `Soil`"),
        ("line", "line 7"),
        ("class", "class `a\\new`"),
        ("paragraph", "paragraph 2"),
        ("bare", "node `urn:bare`"),
        ("doc", "document `Soil`"),
        ("person", "person `Ana Example`"),
        ("unknown", "`urn:unknown`"),
    ],
)
def test_resource_is_named_in_words(focus: str, name: str) -> None:
    """A reader knows the thing by its kind, number and label."""
    assert shape_problem(result(focus), TRIPLES, SOURCE).message == f"{name}: A rule holds"


def test_long_label_is_cut() -> None:
    """A message stays readable."""
    message = shape_problem(result("long"), TRIPLES, SOURCE).message
    assert message.endswith("…`: A rule holds") and len(message) < 110


def test_problem_stands_at_the_first_line_of_the_focus_node() -> None:
    """The whole of the first source line is marked, the label's before the statement's."""
    at = shape_problem(result("idea"), TRIPLES, SOURCE).position
    assert at is not None
    assert (at.file, at.line, SOURCE.text[at.start : at.end]) == ("soil.txt", 2, "  A[Idea 13]")


def test_problem_of_a_document_stands_where_its_value_does() -> None:
    """A shape that looks at a whole document names the culprit as its value."""
    problem = shape_problem(result("doc", value="<urn:theme>", component="SPARQL"), TRIPLES, SOURCE)
    assert problem.line == 3
    assert problem.message == "document `Soil`: A rule holds (found theme `Cost`)"


@pytest.mark.parametrize("focus", ["doc", "unnumbered", "unknown"])
def test_problem_without_a_line_concerns_the_file(focus: str) -> None:
    """No source line, or one that the text does not have, gives no place."""
    problem = shape_problem(result(focus), TRIPLES, SOURCE)
    assert (problem.position, problem.file) == (None, "soil.txt")


@pytest.mark.parametrize(
    ("component", "value", "end"),
    [
        ("Datatype", '"0"^^<http://www.w3.org/2001/XMLSchema#integer>', " (found `0`)"),
        ("Class", "<urn:line>", " (found line 7)"),
        ("Class", "<urn:elsewhere>", " (found `urn:elsewhere`)"),
        ("MaxCount", '"2"', ""),
        ("Not", "<urn:theme>", ""),
    ],
)
def test_value_is_shown_where_it_tells_more(component: str, value: str, end: str) -> None:
    """A count has no culprit, and the focus node is named already."""
    problem = shape_problem(result("theme", component=component, value=value), TRIPLES, SOURCE)
    assert problem.message == f"theme `Cost`: A rule holds{end}"


@pytest.mark.parametrize(
    ("message", "rule", "hint"),
    [
        ("A rule holds; do this.", "A rule holds", "do this"),
        ("One; two; do this.", "One; two", "do this"),
        ("Only a rule.", "Only a rule", CODES["shape-violation"].hint),
    ],
)
def test_advice_becomes_the_hint(message: str, rule: str, hint: str | None) -> None:
    """What stands after the last semicolon says what to do."""
    problem = shape_problem(result("theme", message=message), TRIPLES, SOURCE)
    assert (problem.message, problem.hint) == (f"theme `Cost`: {rule}", hint)


@pytest.mark.parametrize(
    ("severity", "code"),
    [("Violation", "shape-violation"), ("Warning", "shape-warning"), ("Info", "shape-info")],
)
def test_severity_decides_the_code(severity: str, code: str) -> None:
    """Only a violation is an error."""
    assert shape_problem(result("theme", severity=severity), TRIPLES, SOURCE).code == code
