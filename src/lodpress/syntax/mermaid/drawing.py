"""A flowchart while it is being read: what Mermaid would have drawn so far."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from lodpress.diagram import (
    ClassAssignment,
    ClassDefinition,
    Comment,
    Edge,
    Flowchart,
    Label,
    LabelKind,
    Subgraph,
    Vertex,
)
from lodpress.positions import Position, Source
from lodpress.syntax.mermaid.links import Link


class Span(NamedTuple):
    """A piece of the flowchart's text, counted from the flowchart's start."""

    start: int
    end: int


class Words(NamedTuple):
    """Words as written: what they say and where they stand."""

    text: str
    span: Span
    kind: LabelKind = "text"


@dataclass(slots=True)
class _Node:
    id: str
    span: Span
    labels: list[Words] = field(default_factory=list)
    shape: str | None = None
    classes: list[str] = field(default_factory=list)
    styles: list[str] = field(default_factory=list)
    link: str | None = None


@dataclass(slots=True)
class _Line:
    source: str
    target: str
    span: Span
    link: Link
    label: Words | None
    id: str | None
    classes: list[str] = field(default_factory=list)


class _Assignment(NamedTuple):
    node: Words
    class_name: str
    statement: Span


@dataclass(slots=True)
class _Group:
    id: str | None
    title: Words | None
    span: Span
    members: list[str] = field(default_factory=list)
    direction: str | None = None
    classes: list[str] = field(default_factory=list)


class Drawing:
    """Collects what is drawn, statement by statement, in Mermaid's order."""

    def __init__(self, source: Source, start: int, end: int) -> None:
        self._source, self._start, self._end = source, start, end
        self._nodes: dict[str, _Node] = {}
        self._lines: list[_Line] = []
        self._lines_by_id: dict[str, _Line] = {}
        self._definitions: list[tuple[str, tuple[str, ...], Span]] = []
        self._assignments: list[tuple[_Assignment, bool]] = []
        self._open: list[_Group] = []
        self._closed: dict[str, _Group] = {}
        self._owned: set[str] = set()
        self._group_count = 0
        self._comments: list[Words] = []
        self.direction: str | None = None

    def position(self, span: Span) -> Position:
        """Where `span` stands in the source."""
        end = self._end
        return self._source.position(min(self._start + span.start, end), min(self._start + span.end, end))

    def written(self, span: Span) -> str:
        """The text of `span` as the source has it."""
        return self._source.text[self._start + span.start : self._start + span.end]

    @property
    def line_count(self) -> int:
        """How many lines are drawn so far."""
        return len(self._lines)

    @property
    def depth(self) -> int:
        """How many subgraphs are open."""
        return len(self._open)

    def has_line(self, name: str) -> bool:
        """Whether a line was given the id `name`."""
        return name in self._lines_by_id

    def add_node(self, name: str, span: Span, label: Words | None = None, shape: str | None = None) -> None:
        """Draw a node, or give an earlier one its label or shape."""
        node = self._nodes.get(name)
        if node is None:
            node = self._nodes[name] = _Node(name, span)
        if label is not None:
            if not node.labels:
                node.span = span
            node.labels.append(label)
        if shape is not None:
            node.shape = shape

    def style_node(self, name: str, span: Span, styles: tuple[str, ...]) -> None:
        """Give a node styles; as in Mermaid this draws it."""
        if name not in self._lines_by_id:
            self.add_node(name, span)
            self._nodes[name].styles.extend(styles)

    def text_of(self, name: str) -> str:
        """What the node `name` says so far."""
        node = self._nodes.get(name)
        return node.labels[-1].text if node is not None and node.labels else name

    def add_line(
        self, ends: tuple[str, str], span: Span, link: Link, label: Words | None, name: str | None
    ) -> None:
        """Draw a line; an id that another line has already is left out."""
        line = _Line(*ends, span, link, label, None if name in self._lines_by_id else name)
        self._lines.append(line)
        if line.id is not None:
            self._lines_by_id[line.id] = line

    def define_class(self, name: str, styles: tuple[str, ...], span: Span) -> None:
        """Keep a class definition."""
        self._definitions.append((name, styles, span))

    def assign_class(self, node: Words, class_name: str, statement: Span) -> None:
        """Give a node, line or subgraph a class."""
        known = self._give_class(node.text, class_name)
        self._assignments.append((_Assignment(node, class_name, statement), known))

    def _give_class(self, name: str, class_name: str) -> bool:
        """Whether something is drawn that can have the class; if so it has it now."""
        owners = self._owners(name)
        for owner in owners:
            owner.classes.append(class_name)
        return bool(owners)

    def _owners(self, name: str) -> list[_Node | _Line | _Group]:
        """What is drawn under a name so far."""
        found = (self._nodes.get(name), self._lines_by_id.get(name), self._closed.get(name))
        return [owner for owner in found if owner is not None]

    def make_clickable(self, name: str, link: str | None) -> None:
        """Keep where a click on a node leads; Mermaid marks it with a class."""
        if link is not None and name in self._nodes:
            self._nodes[name].link = link
        self._give_class(name, "clickable")

    def comment(self, words: Words) -> None:
        """Keep a comment."""
        self._comments.append(words)

    def mention(self, names: list[str]) -> None:
        """Let the nodes of a statement belong to the innermost open subgraph."""
        if self._open:
            self._open[-1].members.extend(names)

    def turn(self, direction: str) -> None:
        """Set the direction of the innermost open subgraph; outside of all Mermaid passes it over."""
        if self._open:
            self._open[-1].direction = direction

    def open_subgraph(self, name: str | None, title: Words | None, span: Span) -> None:
        """Begin a subgraph."""
        self._open.append(_Group(name, title, span))

    def close_subgraph(self) -> Span:
        """End the innermost subgraph; the span of its opening is returned.

        A node belongs to the subgraph that closes first.
        """
        group = self._open.pop()
        name = group.id if group.id is not None else f"subGraph{self._group_count}"
        group.id = name
        self._group_count += 1
        group.members = [member for member in dict.fromkeys(group.members) if member not in self._owned]
        self._owned.update(group.members)
        earlier = self._closed.setdefault(name, group)
        if earlier is not group:
            earlier.members.extend(group.members)
        self.mention([name])
        return group.span

    def apply_late_classes(self) -> list[tuple[_Assignment, bool]]:
        """The class assignments that came before their node was drawn; they are kept from now on.

        With each stands whether the node was drawn later; if it never was the assignment is left out.
        """
        late = [(a, self._owners(a.node.text)) for a, known in self._assignments if not known]
        for assignment, owners in reversed(late):
            for owner in owners:
                owner.classes.insert(0, assignment.class_name)
        drawn = {id(assignment) for assignment, owners in late if owners}
        self._assignments = [(a, known or id(a) in drawn) for a, known in self._assignments]
        return [(assignment, bool(owners)) for assignment, owners in late]

    def finish(self, title: Words | None) -> Flowchart:
        """The flowchart as drawn."""
        comments = sorted(self._comments, key=lambda words: words.span)
        return Flowchart(
            self.position(Span(0, self._end - self._start)),
            self.direction,
            self._label(title),
            tuple(self._vertex(node) for node in self._nodes.values()),
            tuple(self._edge(number, line) for number, line in enumerate(self._lines, 1)),
            tuple(ClassDefinition(n, styles, self.position(span)) for n, styles, span in self._definitions),
            self._class_assignments(),
            tuple(self._subgraph(group) for group in self._closed.values()),
            tuple(Comment(words.text, self.position(words.span)) for words in comments),
        )

    def _label(self, words: Words | None) -> Label | None:
        return None if words is None else Label(words.text, words.kind, self.position(words.span))

    def _vertex(self, node: _Node) -> Vertex:
        labels = tuple(Label(w.text, w.kind, self.position(w.span)) for w in node.labels)
        look = (node.shape, tuple(node.classes), tuple(node.styles), node.link)
        return Vertex(node.id, self.position(node.span), labels, *look)

    def _edge(self, number: int, line: _Line) -> Edge:
        link = line.link
        return Edge(
            number,
            line.source,
            line.target,
            self.position(line.span),
            link.stroke,
            link.start_head,
            link.end_head,
            link.length,
            self._label(line.label),
            line.id,
            tuple(line.classes),
        )

    def _class_assignments(self) -> tuple[ClassAssignment, ...]:
        return tuple(
            ClassAssignment(a.node.text, a.class_name, self.position(a.node.span), self.position(a.statement))
            for a, known in self._assignments
            if known
        )

    def _subgraph(self, group: _Group) -> Subgraph:
        return Subgraph(
            group.id or "",
            self._label(group.title),
            tuple(group.members),
            self.position(group.span),
            group.direction,
            tuple(group.classes),
        )
