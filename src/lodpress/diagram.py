"""What a flowchart draws, before anyone asks what it means: vertices, edges, classes, subgraphs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from lodpress.positions import Position

LabelKind = Literal["text", "string", "markdown"]
Stroke = Literal["normal", "dotted", "thick", "invisible"]
Head = Literal["arrow", "circle", "cross"]


@dataclass(frozen=True, slots=True)
class Label:
    """A written label: `text` as Mermaid reads it (quotes and delimiters gone, line breaks as drawn)."""

    text: str
    kind: LabelKind
    position: Position


@dataclass(frozen=True, slots=True)
class Vertex:
    """A drawn node. `labels` are all that were written, in order; the last one is drawn."""

    id: str
    position: Position
    labels: tuple[Label, ...] = ()
    shape: str | None = None
    classes: tuple[str, ...] = ()
    styles: tuple[str, ...] = ()
    link: str | None = None

    @property
    def label(self) -> Label | None:
        """The label that is drawn, if one was written."""
        return self.labels[-1] if self.labels else None

    @property
    def text(self) -> str:
        """What is drawn inside the node: its label, else its id."""
        return self.labels[-1].text if self.labels else self.id


@dataclass(frozen=True, slots=True)
class Edge:
    """A drawn line; `ordinal` counts from 1 in the order drawn, `position` is the statement's."""

    ordinal: int
    source: str
    target: str
    position: Position
    stroke: Stroke = "normal"
    start_head: Head | None = None
    end_head: Head | None = "arrow"
    length: int = 1
    label: Label | None = None
    id: str | None = None
    classes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ClassDefinition:
    """A `classDef` line for one class name: its styles as Mermaid splits them."""

    name: str
    styles: tuple[str, ...]
    position: Position


@dataclass(frozen=True, slots=True)
class ClassAssignment:
    """One node given one class, by a `class` line or by `:::`; the position is the node id's there."""

    node: str
    class_name: str
    position: Position
    statement: Position


@dataclass(frozen=True, slots=True)
class Subgraph:
    """A `subgraph` block: the ids of the nodes (and subgraphs) that belong to it, in Mermaid's order."""

    id: str
    title: Label | None
    members: tuple[str, ...]
    position: Position
    direction: str | None = None
    classes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Comment:
    """A `%%` comment or an accessibility text, kept because nothing in the text is lost."""

    text: str
    position: Position


@dataclass(frozen=True, slots=True)
class Flowchart:
    """One flowchart as drawn, each part in the order in which Mermaid first meets it."""

    position: Position
    direction: str | None = None
    title: Label | None = None
    vertices: tuple[Vertex, ...] = ()
    edges: tuple[Edge, ...] = ()
    class_definitions: tuple[ClassDefinition, ...] = ()
    class_assignments: tuple[ClassAssignment, ...] = ()
    subgraphs: tuple[Subgraph, ...] = ()
    comments: tuple[Comment, ...] = ()
