"""What a careful person would report of a drawing: gaps, and ways of stating a theme that disagree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lodpress.diagram import Edge, Flowchart, Vertex
from lodpress.positions import Position
from lodpress.problems import Problem
from lodpress.syntax.entries import Entry
from lodpress.syntax.evidence import Decision, IdeaEvidence
from lodpress.syntax.labels import published
from lodpress.syntax.roles import Roles, is_placeholder


@dataclass(frozen=True, slots=True)
class Reading:
    """All that the findings rest on."""

    file: str
    chart: Flowchart
    roles: Roles
    evidence: dict[str, IdeaEvidence]
    marked: dict[str, str | None]
    decisions: dict[str, Decision]
    parents: dict[str, tuple[str, ...]]
    circular: tuple[Edge, ...]
    entries: Sequence[Entry]

    def problem(
        self, code: str, message: str, at: Position | None, hint: str | None = None, *related: Position
    ) -> Problem:
        """A problem of this document."""
        return Problem(code, message, self.file, at, hint, related)

    def idea(self, node: str) -> str:
        """What to call an idea in a sentence."""
        number = self.roles.ideas[node]
        return f"idea {number}" if number is not None else f"the idea `{self.roles.labels[node]}`"

    def theme(self, node: str) -> str:
        """A theme's label, as a sentence quotes it."""
        return f"`{self.roles.labels[node]}`"


def all_findings(reading: Reading) -> Iterator[Problem]:
    """Every finding on the drawing."""
    yield from _drawing(reading)
    yield from _classes(reading)
    yield from _topic(reading)
    yield from _pairing(reading)
    yield from _themes(reading)
    for node in reading.roles.ideas:
        yield from _idea(reading, node)
    yield from _lines_back(reading)


def _where(vertex: Vertex) -> Position:
    return vertex.label.position if vertex.label else vertex.position


def _drawing(reading: Reading) -> Iterator[Problem]:
    chart, say = reading.chart, reading.problem
    for vertex in chart.vertices:
        if len({published(label) for label in vertex.labels}) > 1:
            first, last = vertex.labels[0], vertex.labels[-1]
            message = f"node `{vertex.id}` is given two labels, `{published(first)}` and `{published(last)}`"
            yield say(
                "label-differs", message, last.position, "write the same label each time", first.position
            )
    drawn: dict[tuple[object, ...], Edge] = {}
    for edge in chart.edges:
        if edge.source == edge.target:
            yield say("edge-to-itself", f"a line leads from `{edge.source}` to itself", edge.position)
        text = edge.label.text if edge.label else None
        key = (edge.source, edge.target, edge.stroke, edge.start_head, edge.end_head, text)
        if key in drawn:
            message = f"the line from `{edge.source}` to `{edge.target}` is drawn twice"
            yield say("edge-repeated", message, edge.position, "one line is enough", drawn[key].position)
        drawn.setdefault(key, edge)
    yield from _unlabelled(reading)


def _unlabelled(reading: Reading) -> Iterator[Problem]:
    """Nodes that only lines name, where other nodes have labels: their ids may be misspelt."""
    vertices = reading.chart.vertices
    subgraphs = {part.id for part in reading.chart.subgraphs}
    if not any(vertex.labels for vertex in vertices):
        return
    ends = {end for edge in reading.chart.edges for end in (edge.source, edge.target)}
    for vertex in vertices:
        if (
            not vertex.labels
            and vertex.id in ends
            and vertex.id not in subgraphs
            and vertex.id != reading.roles.topic
        ):
            yield reading.problem("node-unlabelled", f"node `{vertex.id}` is never given a label", vertex.position,
                                  "give it a label, or correct its id")  # fmt: skip


def _classes(reading: Reading) -> Iterator[Problem]:
    chart = reading.chart
    defined = {definition.name for definition in chart.class_definitions} | {"default"}
    used = {assignment.class_name for assignment in chart.class_assignments} | {"default"}
    reported: set[str] = set()
    for assignment in chart.class_assignments:
        name = assignment.class_name
        if name not in defined and name not in reported:
            reported.add(name)
            yield reading.problem("class-undefined", f"class `{name}` is used and not defined", assignment.statement,
                                  f"add `classDef {name} …`, or correct the name")  # fmt: skip
    for definition in chart.class_definitions:
        if definition.name not in used:
            yield reading.problem("class-unused", f"class `{definition.name}` is defined and not used", definition.position,
                                  "give it to a node, or take it out")  # fmt: skip


def _topic(reading: Reading) -> Iterator[Problem]:
    topic = reading.roles.topic
    vertex = next((v for v in reading.chart.vertices if v.id == topic), None)
    if vertex and is_placeholder(reading.roles.labels[vertex.id], vertex.id, labelled=bool(vertex.labels)):
        message = (
            f"the main node holds a placeholder, `{reading.roles.labels[vertex.id]}`, in place of a topic"
        )
        yield reading.problem(
            "placeholder-topic", message, _where(vertex), "write the topic of the talk as its label"
        )


def _likeness(label: str, statement: str) -> float:
    """How many of the shorter text's words begin as one of the other's does, from 0 to 1."""
    one, other = (
        {w[:4] for w in "".join(c if c.isalnum() else " " for c in t.casefold()).split()}
        for t in (label, statement)
    )
    return len(one & other) / max(1, min(len(one), len(other)))


def _pairing(reading: Reading) -> Iterator[Problem]:
    """Drawn ideas without entry and entries without node, each with the likely partner, which is not made."""
    roles, entries = reading.roles, reading.entries
    listed = {entry.number for entry in entries}
    drawn_numbers = set(roles.ideas.values())
    vertices = {vertex.id: vertex for vertex in reading.chart.vertices}
    unpaired = [n for n, number in roles.ideas.items() if number is None or (listed and number not in listed)]
    undrawn = [entry for entry in entries if entry.number not in drawn_numbers]
    pairs = _likely_pairs([(n, roles.labels[n]) for n in unpaired], undrawn)
    for node in unpaired:
        number, partner = roles.ideas[node], pairs.get(node)
        likely = f"; it is likely idea {partner.number} of the list" if partner else ""
        hint = f"end the label with ` {partner.number}`" if partner else "number it as the list does"
        if number is None:
            message = f"the idea `{roles.labels[node]}` is drawn without a number{likely}"
            yield reading.problem("idea-without-number", message, _where(vertices[node]), hint)
        else:
            message = f"the idea `{roles.labels[node]}` is drawn as number {number}, which the list of key ideas lacks{likely}"
            yield reading.problem("idea-not-listed", message, _where(vertices[node]), hint)
    by_entry = {id(entry): node for node, entry in pairs.items()}
    for entry in undrawn:
        drawn = by_entry.get(id(entry))
        likely = f"; it is likely {_drawn_as(reading, drawn)}" if drawn else ""
        yield reading.problem("idea-not-drawn", f"entry {entry.number} of the list has no node{likely}", entry.statement.position,
                              "draw it, or correct the number on its node")  # fmt: skip
    yield from _repeated_numbers(reading, vertices)


def _drawn_as(reading: Reading, node: str) -> str:
    number = reading.roles.ideas[node]
    how = "without a number" if number is None else f"as number {number}"
    return f"the idea `{reading.roles.labels[node]}`, drawn {how}"


def _likely_pairs(unpaired: Sequence[tuple[str, str]], undrawn: Sequence[Entry]) -> dict[str, Entry]:
    """The most alike first, each once; nothing below a likeness of one half."""
    scored = sorted(
        (
            (-_likeness(label, entry.statement.text), i, j)
            for i, (_, label) in enumerate(unpaired)
            for j, entry in enumerate(undrawn)
        ),
    )
    pairs: dict[str, Entry] = {}
    taken: set[int] = set()
    for score, i, j in scored:
        node = unpaired[i][0]
        if score <= -0.5 and node not in pairs and j not in taken:
            pairs[node] = undrawn[j]
            taken.add(j)
    return pairs


def _repeated_numbers(reading: Reading, vertices: dict[str, Vertex]) -> Iterator[Problem]:
    seen: dict[int, str] = {}
    for node, number in reading.roles.ideas.items():
        if number is not None and seen.setdefault(number, node) != node:
            message = f"number {number} is drawn on a second node; only the first pairs with the list"
            yield reading.problem("idea-number-repeated", message, _where(vertices[node]), "number the ideas anew",
                                  _where(vertices[seen[number]]))  # fmt: skip


def _themes(reading: Reading) -> Iterator[Problem]:
    roles = reading.roles
    used = {t for decision in reading.decisions.values() for t in decision.themes}
    used |= {parent for parents in reading.parents.values() for parent in parents}
    places = {v.id: _where(v) for v in reading.chart.vertices} | {
        s.id: s.position for s in reading.chart.subgraphs
    }
    for theme in roles.themes:
        if theme not in used:
            yield reading.problem("theme-without-ideas", f"theme {reading.theme(theme)} has no idea", places[theme],
                                  "draw a line from an idea to it, or take it out")  # fmt: skip
    for edge in reading.circular:
        message = f"this line would nest theme {reading.theme(edge.target)} in itself"
        yield reading.problem("theme-cycle", message, edge.position, "take the line out")


def _idea(reading: Reading, node: str) -> Iterator[Problem]:
    evidence, decision, say = reading.evidence[node], reading.decisions[node], reading.problem
    vertex = next(v for v in reading.chart.vertices if v.id == node)
    name = reading.idea(node)
    if not evidence.classes and not vertex.classes and any(e.classes for e in reading.evidence.values()):
        yield say("idea-without-class", f"{name} has no class, though other ideas have one", _where(vertex),
                  "add the node to the `class` line of its theme")  # fmt: skip
    if not decision.themes:
        if reading.roles.themes:
            yield say(
                "idea-without-theme", f"{name} has no theme", _where(vertex), "draw a line from it to a theme"
            )
    elif decision.primary is None:
        themes = " and ".join(reading.theme(t) for t in decision.themes)
        yield say("primary-theme-undecided", f"nothing decides which theme of {name} comes first: {themes}", _where(vertex),
                  "draw one line from the idea to a theme, or give it the theme's class")  # fmt: skip
    lines = evidence.line_themes
    for assignment in evidence.classes:
        stands_for = reading.marked.get(assignment.class_name)
        if stands_for and lines and stands_for not in lines:
            named = " and ".join(reading.theme(t) for t in lines)
            message = f"{name} has class `{assignment.class_name}`, which stands for theme {reading.theme(stands_for)}, but its lines name {named}"
            yield say(
                "class-disagrees",
                message,
                assignment.position,
                "give it the class of its theme",
                _where(vertex),
            )


def _lines_back(reading: Reading) -> Iterator[Problem]:
    evidence, say = reading.evidence, reading.problem
    both_ways = any({t for t, _ in e.own} & {t for t, _ in e.back} for e in evidence.values())
    for node, found in evidence.items():
        own = dict(found.own)
        back = {theme for theme, _ in found.back}
        name = reading.idea(node)
        for theme, edge in own.items():
            if both_ways and theme not in back:
                message = f"{name} has a line to theme {reading.theme(theme)}, which draws no line back to it"
                yield say("line-back-missing", message, edge.position, "add the line back")
        for theme, edge in found.back:
            if own and theme not in own:
                named = " and ".join(reading.theme(t) for t in own)
                classes = sorted({a.class_name for a in found.classes})
                given = f" and whose class is `{classes[0]}`" if len(classes) == 1 else ""
                message = f"theme {reading.theme(theme)} draws a line to {name}, whose own line names theme {named}{given}"
                yield say(
                    "theme-line-disagrees",
                    message,
                    edge.position,
                    "draw what is meant",
                    *(e.position for e in own.values()),
                )
