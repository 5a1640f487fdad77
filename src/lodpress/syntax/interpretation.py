"""What drawing and list mean together: topic, themes, key ideas and classes, each paired and decided."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lodpress.diagram import ClassAssignment, Edge, Flowchart
from lodpress.model import Collection, Drawn, DrawnNode, KeyIdea, MainTopic, Passage, Theme, VisualClass
from lodpress.positions import Source
from lodpress.problems import Problem
from lodpress.syntax.entries import Entry
from lodpress.syntax.evidence import class_themes, decide, gather, nesting
from lodpress.syntax.findings import Reading, all_findings
from lodpress.syntax.roles import Roles, is_placeholder, roles_of


@dataclass(frozen=True, slots=True)
class Interpretation:
    """The meaning of one document, and the findings on it."""

    ideas: tuple[KeyIdea, ...]
    topic: MainTopic | None = None
    themes: tuple[Theme, ...] = ()
    nodes: tuple[DrawnNode, ...] = ()
    collections: tuple[Collection, ...] = ()
    classes: tuple[VisualClass, ...] = ()
    links: tuple[Edge, ...] = ()
    problems: tuple[Problem, ...] = ()


def interpret(source: Source, chart: Flowchart | None, entries: Sequence[Entry]) -> Interpretation:
    """What the drawing, if there is one, and the list of key ideas mean."""
    if chart is None or not chart.vertices:
        ideas = tuple(KeyIdea(entry.number, None, None, entry.statement) for entry in entries)
        return Interpretation(ideas, problems=tuple(_no_theme(source)) if ideas else ())
    roles = roles_of(chart, {entry.number for entry in entries})
    reading = _reading(source, chart, roles, entries)
    drawn = _drawn_concepts(chart)
    apart = frozenset(roles.collections)
    problems = (*all_findings(reading), *(() if roles.themes else _no_theme(source)))
    return Interpretation(
        ideas=tuple(sorted(_ideas(reading, drawn), key=_idea_order)),
        topic=_topic(chart, roles, drawn),
        themes=tuple(Theme(roles.labels[t], drawn[t], reading.parents[t]) for t in roles.themes),
        nodes=tuple(DrawnNode(roles.labels[n], drawn[n]) for n in roles.nodes),
        collections=tuple(
            Collection(roles.labels[part.id], part.id, part.members, part.position)
            for part in chart.subgraphs
            if part.id in apart
        ),
        classes=tuple(_visual_classes(chart, reading.marked)),
        links=tuple(
            e for e in chart.edges if {e.source, e.target} <= roles.ideas.keys() and e.source != e.target
        ),
        problems=problems,
    )


def _no_theme(source: Source) -> Iterator[Problem]:
    message = "the document has no theme, so none of its ideas has one"
    yield Problem(
        "no-theme", message, source.name, None, "draw a node for each theme, and a line from each idea to it"
    )


def _reading(source: Source, chart: Flowchart, roles: Roles, entries: Sequence[Entry]) -> Reading:
    evidence = gather(chart, roles)
    marked = class_themes(chart, roles, evidence)
    decisions = {idea: decide(found, marked) for idea, found in evidence.items()}
    parents, circular = nesting(chart, roles)
    return Reading(source.name, chart, roles, evidence, marked, decisions, parents, circular, entries)


def _topic(chart: Flowchart, roles: Roles, drawn: dict[str, Drawn]) -> MainTopic | None:
    vertex = next((v for v in chart.vertices if v.id == roles.topic), None)
    if vertex is None:
        return None
    label = roles.labels[vertex.id]
    return MainTopic(label, drawn[vertex.id], is_placeholder(label, vertex.id, labelled=bool(vertex.labels)))


def _ideas(reading: Reading, drawn: dict[str, Drawn]) -> Iterator[KeyIdea]:
    """Drawn ideas with their statements, then the entries that have no node; they pair by number alone."""
    statements: dict[int, Passage] = {}
    for entry in reading.entries:
        statements.setdefault(entry.number, entry.statement)
    paired: set[int] = set()
    for node, number in reading.roles.ideas.items():
        statement = None
        if number is not None and number not in paired:
            statement = statements.get(number)
            paired.add(number)
        decision = reading.decisions[node]
        label = reading.roles.labels[node]
        yield KeyIdea(number, label, drawn[node], statement, decision.themes, decision.primary)
    for entry in reading.entries:
        if entry.number not in paired or statements[entry.number] is not entry.statement:
            yield KeyIdea(entry.number, None, None, entry.statement)


def _idea_order(idea: KeyIdea) -> tuple[bool, int, int]:
    return (idea.number is None, idea.number or 0, idea.positions[0].start)


def _assignments(chart: Flowchart) -> dict[str, list[ClassAssignment]]:
    found: dict[str, list[ClassAssignment]] = {}
    for assignment in chart.class_assignments:
        found.setdefault(assignment.node, []).append(assignment)
    return found


def _drawn_concepts(chart: Flowchart) -> dict[str, Drawn]:
    """How each vertex and subgraph is drawn, by id; of a subgraph that lines name too, both places count."""
    given = _assignments(chart)

    def classes(node: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(a.class_name for a in given.get(node, ())))

    drawn: dict[str, Drawn] = {}
    for vertex in chart.vertices:
        places = tuple(label.position for label in vertex.labels) or (vertex.position,)
        style = ",".join(vertex.styles) or None
        drawn[vertex.id] = Drawn(vertex.id, places, vertex.shape, style, classes(vertex.id))
    for part in chart.subgraphs:
        before = drawn[part.id].positions if part.id in drawn else ()
        place = part.title.position if part.title else part.position
        drawn[part.id] = Drawn(part.id, (*before, place), None, None, classes(part.id))
    return drawn


def _visual_classes(chart: Flowchart, marked: dict[str, str | None]) -> Iterator[VisualClass]:
    for name, theme in marked.items():
        definitions = [d for d in chart.class_definitions if d.name == name]
        given = [a.statement for a in chart.class_assignments if a.class_name == name]
        places = tuple(dict.fromkeys([*(d.position for d in definitions), *given]))
        styles = definitions[-1].styles if definitions else ()
        yield VisualClass(name, styles, theme, places)
