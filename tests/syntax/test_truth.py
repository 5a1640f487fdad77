"""Documents read as a careful person reads them: each beside the truth that a person wrote down."""

from __future__ import annotations

from collections import Counter

import pytest
from truth import SHARED, TruthCase, truth_cases

from lodpress.model import ConceptGraph
from lodpress.problems import InputError
from lodpress.settings import Settings
from lodpress.syntax.reading import read_document

CASES = truth_cases()
READABLE = [case for case in CASES if not case.is_refused]


def _read(case: TruthCase) -> ConceptGraph:
    return read_document(case.text.read_bytes(), case.text.name, "document", Settings())


def _problems_of(case: TruthCase) -> list[tuple[int | None, str, str]]:
    try:
        problems = _read(case).problems
    except InputError as error:
        problems = error.problems
    return [(problem.line, problem.severity.value, problem.code) for problem in problems]


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared documents are not here")
def test_the_real_document_and_all_shared_ones_are_among_the_cases() -> None:
    """Fourteen shared documents are read."""
    assert sum("shared" in case.text.parts for case in CASES) == 14


@pytest.mark.parametrize("case", CASES, ids=str)
def test_problems_are_those_a_person_reports(case: TruthCase) -> None:
    """No problem more and no fewer, each with its line and severity, and its code where the truth names it."""
    expected = Counter((p["line"], p["severity"], p.get("code")) for p in case.truth["problems"])
    with_code = any(code for _, _, code in expected)
    found = Counter(
        (line, severity, code if with_code else None) for line, severity, code in _problems_of(case)
    )
    assert found == expected


@pytest.mark.parametrize("case", READABLE, ids=str)
def test_ideas_are_read_whole(case: TruthCase) -> None:
    """Number, label, statement, themes and primary theme of each idea, in order."""
    graph = _read(case)
    label = {theme.drawn.node_id: theme.label for theme in graph.themes}
    found = [
        {
            "number": idea.number,
            "label": idea.label,
            "statement": idea.statement.text if idea.statement else None,
            "themes": sorted(label[theme] for theme in idea.themes),
            "primary_theme": label[idea.primary_theme] if idea.primary_theme else None,
        }
        for idea in graph.ideas
    ]
    expected = [idea | {"themes": sorted(idea["themes"])} for idea in case.truth["ideas"]]
    assert found == expected


@pytest.mark.parametrize("case", READABLE, ids=str)
def test_topic_themes_language_and_classes_are_read(case: TruthCase) -> None:
    """The main topic (unless a placeholder), the themes in the order drawn, the language, the classes."""
    graph, truth = _read(case), case.truth
    topic = graph.topic.label if graph.topic and not graph.topic.is_placeholder else None
    assert topic == truth["main_topic"]
    assert [theme.label for theme in graph.themes] == truth["themes"]
    assert graph.language == truth["language"]
    assert [drawn.name for drawn in graph.classes] == truth["classes"]


@pytest.mark.parametrize("case", READABLE, ids=str)
def test_drawing_and_resume_are_counted_as_mermaid_and_a_person_count(case: TruthCase) -> None:
    """Nodes, lines, paragraphs, and the lines between two ideas with their text."""
    graph, truth = _read(case), case.truth
    name = {idea.drawn.node_id: idea.name for idea in graph.ideas if idea.drawn}
    relations = [[name[e.source], name[e.target], e.label.text if e.label else None] for e in graph.links]
    assert relations == truth["relations"]
    assert len(graph.flowchart.vertices if graph.flowchart else ()) == truth["nodes"]
    assert len(graph.edges) == truth["edges"]
    assert len(graph.paragraphs) == truth["paragraphs"]


@pytest.mark.parametrize("case", READABLE, ids=str)
def test_every_position_says_what_stands_there(case: TruthCase) -> None:
    """Line, column and offsets of all that was read agree with the text."""
    graph = _read(case)
    places = [p for idea in graph.ideas for p in idea.positions]
    places += [p for theme in graph.themes for p in theme.drawn.positions]
    places += [edge.position for edge in graph.edges] + [passage.position for passage in graph.paragraphs]
    lines = graph.source.text.split("\n")
    for place in places:
        before = "\n".join(lines[: place.line - 1])
        start = len(before) + (1 if place.line > 1 else 0) + place.column - 1
        assert start == place.start < place.end


@pytest.mark.parametrize("case", CASES, ids=str)
def test_every_finding_says_what_to_do(case: TruthCase) -> None:
    """A hint, in a few words without a full stop; and a place, unless it concerns the whole file."""
    try:
        problems = _read(case).problems
    except InputError as error:
        problems = error.problems
    for problem in problems:
        assert problem.hint and not problem.hint.endswith(".")
        assert problem.position is None or problem.position.file == case.text.name
