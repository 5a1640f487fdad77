"""The generated documents are what the tests that use them need."""

from __future__ import annotations

from generated_documents import COUNT, generated_documents, generated_inputs, generated_text, press

from lodpress.codes import Severity


def test_all_generated_documents_are_publishable() -> None:
    """None of them has an error: of its text, of entailment or of validation."""
    done = [press().process(document) for document in generated_inputs()]
    assert len(done) == COUNT
    assert not [p for one in done for p in one.problems if p.severity == Severity.ERROR]


def test_generated_documents_are_the_same_on_every_run() -> None:
    """The number alone decides what a document holds, and no two are alike."""
    assert generated_text(50) == generated_text(50)
    assert len({document.read() for document in generated_inputs()}) == COUNT


def test_generated_documents_hold_what_real_ones_hold() -> None:
    """Evidence that disagrees, nested themes, languages and scripts, letters beyond U+FFFF, lines of every style."""
    graphs = [mapped.graph for mapped in generated_documents()]
    edges = [edge for graph in graphs for edge in graph.edges]
    codes = {problem.code for graph in graphs for problem in graph.problems}
    assert codes >= {"class-disagrees", "theme-line-disagrees", "line-back-missing", "idea-without-theme"}
    assert codes >= {"idea-not-listed", "idea-not-drawn"}
    assert {graph.language for graph in graphs} == {"ar", "de", "en", "es", "fr", "ja", "zh"}
    assert any(character > "\uffff" for graph in graphs for idea in graph.ideas for character in idea.name)
    assert any(theme.parents for graph in graphs for theme in graph.themes)
    assert {edge.stroke for edge in edges} == {"normal", "dotted", "thick", "invisible"}
    assert {edge.end_head for edge in edges} == {"arrow", "circle", "cross", None}
    assert any(edge.label for edge in edges)


def test_generated_documents_share_what_documents_share() -> None:
    """Themes, people and models stand in many of them."""
    graphs = [mapped.graph for mapped in generated_documents()]
    for names in (
        {(graph.name, theme.label) for graph in graphs for theme in graph.themes},
        {(graph.name, credit.name) for graph in graphs for credit in graph.credits},
    ):
        assert len({name for _, name in names}) < len(names) / 2
