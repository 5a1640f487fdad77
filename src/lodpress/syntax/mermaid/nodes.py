"""Statements of nodes and lines: chains, `&`, data."""

from __future__ import annotations

from dataclasses import dataclass, field

from lodpress.diagram import LabelKind
from lodpress.syntax.mermaid.brackets import read_label
from lodpress.syntax.mermaid.cursor import Reader, Refused
from lodpress.syntax.mermaid.drawing import Span, Words
from lodpress.syntax.mermaid.ids import read_id
from lodpress.syntax.mermaid.joins import Join, read_join
from lodpress.syntax.mermaid.links import find_odd_link
from lodpress.syntax.mermaid.metadata import DATA, Value, read_metadata
from lodpress.syntax.mermaid.scanner import DONE_KINDS
from lodpress.syntax.mermaid.shapes import NAMES, OPENERS

_JOIN_KINDS = DONE_KINDS | {"LINK", "START_LINK", "LINK_ID"}
_DATA_KINDS: dict[str, LabelKind] = {"text": "text", "string": "string", "markdown": "markdown"}


@dataclass(slots=True)
class Node:
    """A node as a statement mentions it."""

    id: Words
    label: Words | None = None
    shape: str | None = None
    classes: list[Words] = field(default_factory=list)
    data: dict[str, Value] | None = None
    end: int = 0


def read_chain(reader: Reader) -> None:
    """Read and draw a statement of nodes and lines."""
    groups = [_read_group(reader)]
    _refuse_prose(reader, groups[0])
    joins: list[Join] = []
    while (join := read_join(reader)) is not None:
        joins.append(join)
        groups.append(_read_group(reader))
    _draw(reader, groups, joins)
    reader.keep_findings()
    reader.end_statement()


def _refuse_prose(reader: Reader, nodes: list[Node]) -> None:
    """Refuse a lone word that other words follow on its line: that is prose and draws nothing."""
    scan, node = reader.scan, nodes[0]
    if reader.strict or scan.kind in _JOIN_KINDS or len(nodes) > 1:
        return
    if node.shape is None and node.data is None and not node.classes:
        behind = reader.text[scan.start : scan.start + 2]
        odd = find_odd_link(reader.text, scan.start, scan.limit)
        if odd is None and behind != "%%":
            raise Refused(Span(node.id.span.start, scan.end), "this is neither a node nor a line")


def _draw(reader: Reader, groups: list[list[Node]], joins: list[Join]) -> None:
    """Draw what a statement says, in Mermaid's order."""
    drawing = reader.drawing
    statement = Span(groups[0][0].id.span.start, groups[-1][-1].end)
    for group in groups:
        for node in group:
            if not drawing.has_line(node.id.text) or (joins and not reader.strict):
                _draw_node(reader, node, statement)
    for join, left, right in zip(joins, groups, groups[1:], strict=False):
        span = Span(left[0].id.span.start, right[-1].end)
        for source in left:
            for target in right:
                named = source is left[-1] and target is right[0]
                ends = (source.id.text, target.id.text)
                drawing.add_line(ends, span, join.link, join.label, join.name if named else None)
    drawing.mention([node.id.text for group in reversed(groups) for node in group])


def _draw_node(reader: Reader, node: Node, statement: Span) -> None:
    drawing, name = reader.drawing, node.id.text
    drawing.add_node(name, node.id.span, node.label, node.shape)
    for class_name in node.classes:
        drawing.assign_class(node.id, class_name.text, statement)
    if node.data is not None:
        shape, label, kind = (node.data.get(key) for key in ("shape", "label", "labelType"))
        words = None
        if label is not None and label.text:
            label_kind = _DATA_KINDS.get(kind.text if kind is not None else "", "markdown")
            words = Words(label.text, Span(label.start, label.end), label_kind)
        elif ("icon" in node.data or "img" in node.data) and drawing.text_of(name) == name:
            words = Words("", Span(node.id.span.end, node.id.span.end))
        drawing.add_node(name, node.id.span, words, shape.text if shape and shape.text else None)


def _read_group(reader: Reader) -> list[Node]:
    """One node, or several joined by `&`."""
    scan = reader.scan
    nodes = [_read_node(reader)]
    while True:
        if scan.kind == "DATA":
            _read_data(reader, nodes[-1])
        if scan.kind != "SPACE":
            return nodes
        scan.advance()
        if scan.kind != "AMP":
            if reader.strict and nodes[-1].data is not None:
                raise reader.refuse("nothing may follow the data of a node but a line, `&` or a line end")
            return nodes
        amp = Span(scan.start, scan.end)
        scan.advance()
        if scan.kind == "SPACE":
            scan.advance()
        else:
            reader.repair(amp, "`&` between nodes needs a blank on either side")
        nodes.append(_read_node(reader))


def _read_node(reader: Reader) -> Node:
    """One node: its id, its label, its class."""
    scan = reader.scan
    node = Node(read_id(reader))
    if scan.kind in OPENERS:
        node.label, node.shape = read_label(reader)
    while scan.kind == ":::":
        if node.classes:
            reader.repair(Span(scan.start, scan.end), "`:::` gives one class; several were read")
        scan.advance()
        if scan.kind == "SPACE":
            reader.repair(Span(scan.start, scan.end), "no blank may stand behind `:::`")
            scan.advance()
        node.classes.append(read_id(reader))
    node.end = node.classes[-1].span.end if node.classes else _end_of(reader, node)
    return node


def _end_of(reader: Reader, node: Node) -> int:
    return reader.scan.start if node.shape is not None else node.id.span.end


def _read_data(reader: Reader, node: Node) -> None:
    """The data of a node between `@{` and `}`."""
    scan = reader.scan
    data = DATA.match(reader.text, scan.end, scan.limit)
    if data is None:
        reader.count_vain(scan.limit - scan.end)
        raise reader.refuse("the data of this node is never closed")
    node.data = read_metadata(reader.text, *data.span(1))
    node.end = data.end()
    shape = node.data.get("shape")
    if shape is not None and shape.text not in NAMES:
        reader.repair(Span(shape.start, shape.end), f"there is no shape `{shape.text}`; it was left out")
        del node.data["shape"]
    scan.reset(data.end())
