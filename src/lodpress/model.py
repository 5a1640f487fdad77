"""What a concept graph means: frozen records of topic, themes, key ideas and who made them.

Drawn things are named by their node id throughout; IRIs come with the mapping.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from lodpress.diagram import Comment, Edge, Flowchart
from lodpress.positions import Position, Source
from lodpress.problems import Problem

Role = Literal["Generator", "Interviewer", "Guest", "Curator"]


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of the source text, as published, and where it stands."""

    text: str
    position: Position


@dataclass(frozen=True, slots=True)
class Drawn:
    """How a concept is drawn: its node id, shape, styles, classes, and where its label is written."""

    node_id: str
    positions: tuple[Position, ...]
    shape: str | None = None
    style: str | None = None
    classes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MainTopic:
    """The central node; `is_placeholder` says that its label names no topic."""

    label: str
    drawn: Drawn
    is_placeholder: bool = False


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme; `parents` are the node ids of the themes it is nested in."""

    label: str
    drawn: Drawn
    parents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KeyIdea:
    """A key idea, drawn or listed or both; `themes` and `primary_theme` are node ids of themes."""

    number: int | None
    label: str | None
    drawn: Drawn | None
    statement: Passage | None
    themes: tuple[str, ...] = ()
    primary_theme: str | None = None

    @property
    def name(self) -> str:
        """What to call the idea: its label, else its statement."""
        if self.label is not None:
            return self.label
        return self.statement.text if self.statement else ""

    @property
    def positions(self) -> tuple[Position, ...]:
        """Where the idea was read: its labels, then its statement."""
        drawn = self.drawn.positions if self.drawn else ()
        return (*drawn, self.statement.position) if self.statement else drawn


@dataclass(frozen=True, slots=True)
class DrawnNode:
    """A drawn node without a role."""

    label: str
    drawn: Drawn


@dataclass(frozen=True, slots=True)
class Collection:
    """A subgraph that is no theme: the node ids of its members."""

    label: str
    node_id: str
    members: tuple[str, ...]
    position: Position


@dataclass(frozen=True, slots=True)
class VisualClass:
    """A drawn class: its styles, the theme it stands for, and the lines that define and give it."""

    name: str
    styles: tuple[str, ...]
    theme: str | None
    positions: tuple[Position, ...]


@dataclass(frozen=True, slots=True)
class Credit:
    """Somebody or some model, and the part they took."""

    name: str
    role: Role
    position: Position


@dataclass(frozen=True, slots=True, repr=False)
class ConceptGraph:
    """One document as a careful person reads it.

    `links` are the lines between two ideas, `edges` all that are drawn.
    """

    name: str
    source: Source
    language: str
    title: str
    header: Passage | None = None
    page_head: tuple[Passage, ...] = ()
    credits_line: Passage | None = None
    credits: tuple[Credit, ...] = ()
    talk_date: Passage | None = None
    curation_date: Passage | None = None
    flowchart: Flowchart | None = None
    topic: MainTopic | None = None
    themes: tuple[Theme, ...] = ()
    ideas: tuple[KeyIdea, ...] = ()
    nodes: tuple[DrawnNode, ...] = ()
    collections: tuple[Collection, ...] = ()
    classes: tuple[VisualClass, ...] = ()
    links: tuple[Edge, ...] = ()
    paragraphs: tuple[Passage, ...] = ()
    problems: tuple[Problem, ...] = ()

    def __repr__(self) -> str:
        counts = f"{len(self.themes)} themes, {len(self.ideas)} ideas, {len(self.problems)} findings"
        return f"<ConceptGraph {self.name}: {counts}>"

    @property
    def edges(self) -> tuple[Edge, ...]:
        """The drawn lines, in order."""
        return self.flowchart.edges if self.flowchart else ()

    @property
    def comments(self) -> tuple[Comment, ...]:
        """The comments in the drawing, in order."""
        return self.flowchart.comments if self.flowchart else ()
