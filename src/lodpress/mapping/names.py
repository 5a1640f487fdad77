"""The relative ids of one document: which IRI each drawn or listed thing gets under the document's base."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from lodpress.diagram import Edge
from lodpress.iris import distinct, segment, slug
from lodpress.model import ConceptGraph, KeyIdea


@dataclass(frozen=True, slots=True)
class Names:
    """Relative ids: `nodes` by node id, `ideas` and `edges` by their place in the document."""

    nodes: dict[str, str]
    ideas: tuple[str, ...]
    edges: tuple[str, ...]


def _idea_names(ideas: Sequence[KeyIdea]) -> list[str]:
    """`idea/{number}` for the first idea with a number, else a name from its node, else `idea/{number}-2`."""
    seen: set[int] = set()
    names = []
    for idea in ideas:
        if idea.drawn and (idea.number is None or idea.number in seen):
            names.append(f"idea/n-{slug(idea.drawn.node_id)}")
            continue
        names.append(f"idea/{idea.number}")
        if idea.number is not None:
            seen.add(idea.number)
    return distinct(names)


def _edge_names(edges: Sequence[Edge]) -> list[str]:
    """`edge/{from}/{to}`, a second line between the same nodes with `/2`."""
    count: Counter[tuple[str, str]] = Counter()
    names = []
    for edge in edges:
        ends = (edge.source, edge.target)
        count[ends] += 1
        name = f"edge/{segment(edge.source)}/{segment(edge.target)}"
        names.append(name if count[ends] == 1 else f"{name}/{count[ends]}")
    return names


def names_of(graph: ConceptGraph) -> Names:
    """The relative id of everything in the document that has one."""
    ideas = _idea_names(graph.ideas)
    nodes = {idea.drawn.node_id: name for idea, name in zip(graph.ideas, ideas, strict=True) if idea.drawn}
    themes = distinct(slug(theme.label) for theme in graph.themes)
    nodes |= {theme.drawn.node_id: f"theme/{name}" for theme, name in zip(graph.themes, themes, strict=True)}
    nodes |= {node.drawn.node_id: f"node/{segment(node.drawn.node_id)}" for node in graph.nodes}
    nodes |= {part.node_id: f"collection/{segment(part.node_id)}" for part in graph.collections}
    if graph.topic:
        nodes[graph.topic.drawn.node_id] = "topic"
    return Names(nodes, tuple(ideas), tuple(_edge_names(graph.edges)))
