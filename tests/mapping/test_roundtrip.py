"""Nothing in the text is lost: the drawing and the texts can be rebuilt from the RDF alone."""

from __future__ import annotations

from typing import Any

import pytest
import rdflib
from documents_read import BASE, CG, MappedCase, mapped_cases
from rdflib import DCTERMS, PROV, RDF, SKOS, Graph, URIRef

from lodpress.engines.rdflib import graph_of
from lodpress.model import Drawn

NS = rdflib.Namespace(CG)
SCHEMA = rdflib.Namespace("https://schema.org/")
HEADS = {NS.ArrowHead: "arrow", NS.CircleHead: "circle", NS.CrossHead: "cross", None: None}
STROKES = {NS.Solid: "normal", NS.Dotted: "dotted", NS.Thick: "thick", NS.Invisible: "invisible"}
CASES = mapped_cases()


def _value(graph: Graph, subject: Any, predicate: URIRef) -> Any:
    found = graph.value(subject, predicate)
    return found.toPython() if isinstance(found, rdflib.Literal) else found


def _node_id(graph: Graph, concept: Any) -> str:
    return str(graph.value(concept, NS.nodeId))


@pytest.mark.parametrize("case", CASES, ids=str)
def test_lines_are_rebuilt_as_drawn(case: MappedCase) -> None:
    """Ends, order, stroke, heads, length and text of every drawn line."""
    graph = graph_of(case.mapped.triples)
    rebuilt = sorted(
        (
            _value(graph, edge, SCHEMA.position),
            _node_id(graph, graph.value(edge, NS.source)),
            _node_id(graph, graph.value(edge, NS.target)),
            STROKES[graph.value(edge, NS.lineStyle)],  # type: ignore[index]
            HEADS[graph.value(edge, NS.startHead)],  # type: ignore[index]
            HEADS[graph.value(edge, NS.endHead)],  # type: ignore[index]
            _value(graph, edge, NS.length) or 1,
            _value(graph, edge, NS.edgeLabel),
        )
        for edge in graph.subjects(RDF.type, NS.Edge)
    )
    assert rebuilt == [
        (
            e.ordinal,
            e.source,
            e.target,
            e.stroke,
            e.start_head,
            e.end_head,
            e.length,
            e.label.text if e.label else None,
        )
        for e in case.mapped.graph.edges
    ]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_nodes_are_rebuilt_as_drawn(case: MappedCase) -> None:
    """Id, label, shape, style and classes of every node and subgraph, whatever its role."""
    graph, model = graph_of(case.mapped.triples), case.mapped.graph
    rebuilt = {
        str(node_id): (
            str(graph.value(concept, SKOS.prefLabel)),
            _value(graph, concept, NS.shape),
            _value(graph, concept, NS.style),
            sorted(_value(graph, c, NS.className) for c in graph.objects(concept, NS.drawnAs)),
        )
        for concept, node_id in graph.subject_objects(NS.nodeId)
    }
    drawn: list[tuple[str, Drawn]] = [(part.label, part.drawn) for part in (*model.themes, *model.nodes)]
    drawn += [(idea.name, idea.drawn) for idea in model.ideas if idea.drawn]
    drawn += [(model.topic.label, model.topic.drawn)] if model.topic else []
    expected: dict[str, Any] = {d.node_id: (label, d.shape, d.style, sorted(d.classes)) for label, d in drawn}
    expected |= {part.node_id: (part.label, None, None, []) for part in model.collections}
    assert rebuilt == expected
    assert {v.id for v in model.flowchart.vertices} <= set(rebuilt) if model.flowchart else not rebuilt


@pytest.mark.parametrize("case", CASES, ids=str)
def test_texts_are_rebuilt_word_for_word(case: MappedCase) -> None:
    """Header, page head, credits, paragraphs, statements with their numbers, classes and direction."""
    graph, model = graph_of(case.mapped.triples), case.mapped.graph
    document = URIRef(BASE + model.name)
    assert _value(graph, document, NS.header) == (model.header.text if model.header else None)
    assert _value(graph, document, NS.credits) == (model.credits_line.text if model.credits_line else None)
    assert _value(graph, document, NS.pageHead) == ("\n".join(p.text for p in model.page_head) or None)
    paragraphs = sorted(
        (_value(graph, p, SCHEMA.position), str(t)) for p, t in graph.subject_objects(SCHEMA.text)
    )
    assert [text for _, text in paragraphs] == [passage.text for passage in model.paragraphs]
    statements = sorted(
        (_value(graph, i, SCHEMA.position) or 0, str(s)) for i, s in graph.subject_objects(NS.statement)
    )
    assert statements == sorted((i.number or 0, i.statement.text) for i in model.ideas if i.statement)
    styles = {(str(n), _value(graph, c, NS.style)) for c, n in graph.subject_objects(NS.className)}
    assert styles == {(c.name, ",".join(c.styles) or None) for c in model.classes}
    assert _value(graph, document, NS.direction) == (model.flowchart.direction if model.flowchart else None)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_who_made_the_document_is_rebuilt(case: MappedCase) -> None:
    """Everybody whom header, page head and credits name, each with the role."""
    graph = graph_of(case.mapped.triples)
    rebuilt = {
        (str(graph.value(graph.value(part, PROV.agent), SCHEMA.name)), str(role).removeprefix(CG))
        for part, role in graph.subject_objects(PROV.hadRole)
    }
    assert rebuilt == {(credit.name, credit.role) for credit in case.mapped.graph.credits}


@pytest.mark.parametrize("case", CASES, ids=str)
def test_everything_read_leads_back_to_its_lines(case: MappedCase) -> None:
    """Each described thing of this vocabulary names its source lines, and fragments of the source text."""
    graph = graph_of(case.mapped.triples)
    source = f"{BASE}{case.mapped.graph.name}/source"
    kinds = (
        NS.MainTopic,
        NS.Theme,
        NS.KeyIdea,
        NS.DrawnNode,
        NS.Edge,
        NS.VisualClass,
        NS.ResumeParagraph,
        PROV.Association,
    )
    for thing in [thing for kind in kinds for thing in graph.subjects(RDF.type, kind)]:
        lines = {int(str(line)) for line in graph.objects(thing, NS.sourceLine)}
        fragments = [str(f) for f in graph.objects(thing, PROV.wasDerivedFrom)]
        assert lines and max(lines) <= case.mapped.graph.source.line_count
        assert fragments and all(f.startswith((source + "#line=", source + "#char=")) for f in fragments)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_no_blank_node_and_one_document_each(case: MappedCase) -> None:
    """Instance data has no blank node, and everything but agents stands below the document's IRI."""
    own = f"<{BASE}{case.mapped.graph.name}"
    for subject, _, term in case.mapped.triples:
        assert not subject.startswith("_:") and not term.startswith("_:")
        assert subject == own + ">" or subject.startswith((own + "/", f"<{BASE}agent/"))
    assert DCTERMS.isPartOf is not None
