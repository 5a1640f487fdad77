"""Which drawn node is what, from structure alone: who is linked with whom, and whose label ends in a number.

The ids of nodes say nothing: in one document `G1` is a theme, in the next a key idea.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from lodpress.diagram import Flowchart
from lodpress.syntax.labels import numbered, plain_text, published

_PLACEHOLDER = re.compile(
    r"(?:main|core|root|center|centre|central|topic|main (?:topic|node)|start|hub|title|placeholder|node|todo|tbd|\?+|…|\.{3})"
    r"|[a-z]+\d+-\d+",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Roles:
    """Node ids by role, each in the order drawn; `ideas` with their numbers, `labels` as published."""

    topic: str | None
    ideas: dict[str, int | None]
    themes: tuple[str, ...]
    nodes: tuple[str, ...]
    collections: tuple[str, ...]
    labels: dict[str, str]


@dataclass(slots=True)
class _Graph:
    """The drawing as adjacency, subgraphs as nodes that have members but no lines of their own."""

    chart: Flowchart
    out: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    into: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    labels: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    labelled: set[str] = field(default_factory=set)
    classes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    subgraphs: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        for edge in self.chart.edges:
            if edge.source != edge.target:
                self.out[edge.source].append(edge.target)
                self.into[edge.target].append(edge.source)
        for vertex in self.chart.vertices:
            label = published(vertex.label) if vertex.label else vertex.id
            text, number = numbered(label)
            self.labels[vertex.id] = label or vertex.id
            self.classes[vertex.id] = vertex.classes
            if vertex.label and label:
                self.labelled.add(vertex.id)
            if number is not None and text:
                self.numbers[vertex.id] = number
        for part in self.chart.subgraphs:
            self.subgraphs.add(part.id)
            self.labels[part.id] = (
                plain_text(part.title.text, part.title.kind) if part.title else ""
            ) or part.id
            self.labelled.add(part.id)
            self.numbers.pop(part.id, None)

    def neighbours(self, node: str) -> list[str]:
        return self.out.get(node, []) + self.into.get(node, [])


def _listed_ideas(graph: _Graph, listed: Collection[int]) -> set[str]:
    """Nodes whose label ends in a number of the list; without a list, in one of a run 1…n."""
    numbers = set(listed)
    if not numbers:
        count = len(graph.numbers)
        inside = {node for node, number in graph.numbers.items() if 1 <= number <= count}
        return inside if len(inside) * 2 > count else set()
    return {node for node, number in graph.numbers.items() if number in numbers}


def _reached_ideas(graph: _Graph, start: str, ideas: Collection[str]) -> set[str]:
    """The ideas that lines lead to from `start`; from an idea the way goes on to ideas only."""
    seen, waiting = {start}, [start]
    while waiting:
        node = waiting.pop()
        for after in graph.out.get(node, ()):
            if after not in seen and (after in ideas or node not in ideas):
                seen.add(after)
                waiting.append(after)
    return {node for node in seen if node in ideas}


def _topic(graph: _Graph, ideas: Collection[str]) -> str | None:
    """The node that no line from another node without number enters and that reaches most ideas."""
    others = [v.id for v in graph.chart.vertices if v.id not in ideas and v.id not in graph.subgraphs]
    reached = {
        node: _reached_ideas(graph, node, ideas)
        for node in others
        if not any(before not in ideas for before in graph.into.get(node, ()))
    }
    reached = {node: found for node, found in reached.items() if found}
    if not reached:
        return None
    best = max(reached, key=lambda node: len(reached[node]))
    everything = set().union(*reached.values())
    shared = sum(any(o != best and o not in ideas for o in graph.neighbours(idea)) for idea in reached[best])
    return best if reached[best] == everything or shared * 2 >= len(reached[best]) else None


def _drawn_as_ideas(graph: _Graph, ideas: Collection[str], topic: str | None) -> set[str]:
    """Nodes without a listed number that are drawn just as the numbered ideas are."""
    linked = {n for idea in ideas for n in graph.neighbours(idea)} - set(ideas) - {topic}
    from_topic = set(graph.out.get(topic, ())) if topic else set()
    idea_classes = {name for idea in ideas for name in graph.classes.get(idea, ())}
    through = any(i in from_topic and linked & set(graph.neighbours(i)) for i in ideas)
    mostly_from_topic = sum(i in from_topic for i in ideas) * 2 > len(ideas)
    found = set()
    for vertex in graph.chart.vertices:
        node = vertex.id
        if (
            node in ideas
            or node == topic
            or node in graph.subgraphs
            or node in linked
            or node not in graph.into
        ):
            continue
        on_the_way = through and node in from_topic and linked & set(graph.neighbours(node))
        in_class = idea_classes & set(vertex.classes) and (node in from_topic or not mostly_from_topic)
        numbered_alike = node in graph.numbers and mostly_from_topic and node in from_topic
        if node in graph.labelled and (on_the_way or in_class or numbered_alike):
            found.add(node)
    return found


def _themes(graph: _Graph, ideas: Mapping[str, int | None], topic: str | None) -> set[str]:
    """Labelled nodes linked with an idea or a theme, and subgraphs that hold one."""
    members = {part.id: part.members for part in graph.chart.subgraphs}
    themes: set[str] = set()
    waiting = list(ideas)
    holders = defaultdict(list)
    for holder, held in members.items():
        for member in held:
            holders[member].append(holder)
    while waiting:
        node = waiting.pop()
        linked = graph.neighbours(node) + holders[node]
        for other in linked:
            if other not in themes and other not in ideas and other != topic and other in graph.labelled:
                themes.add(other)
                waiting.append(other)
    return themes


def roles_of(chart: Flowchart, listed: Collection[int]) -> Roles:
    """The role of every node and subgraph; `listed` are the numbers that the list of key ideas has."""
    graph = _Graph(chart)
    sure = _listed_ideas(graph, listed)
    topic = _topic(graph, sure) if sure else None
    drawn = sure | _drawn_as_ideas(graph, sure, topic)
    ideas = {v.id: graph.numbers.get(v.id) for v in chart.vertices if v.id in drawn}
    themes = _themes(graph, ideas, topic)
    order = {v.id: v.position.start for v in chart.vertices} | {
        s.id: s.position.start for s in chart.subgraphs
    }
    rest = [node for node in order if node not in ideas and node not in themes and node != topic]
    labels = {node: numbered(text)[0] if node in ideas else text for node, text in graph.labels.items()}
    return Roles(
        topic=topic,
        ideas=ideas,
        themes=tuple(sorted(themes, key=lambda node: (order[node], node))),
        nodes=tuple(node for node in rest if node not in graph.subgraphs),
        collections=tuple(node for node in rest if node in graph.subgraphs),
        labels=labels,
    )


def is_placeholder(label: str, node_id: str, *, labelled: bool) -> bool:
    """Whether a main node's label names no topic: `Core`, `Vault7-269`, or no label at all.

    >>> is_placeholder("Vault7-269", "Main", labelled=True), is_placeholder("Covid-19", "A", labelled=True)
    (True, False)
    """
    return not labelled or label == node_id or _PLACEHOLDER.fullmatch(label) is not None
