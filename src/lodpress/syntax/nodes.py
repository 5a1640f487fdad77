"""Nodes and the lines between them: ids, labels in brackets, chains, `&`, text on lines."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from lodpress.diagram import LabelKind
from lodpress.syntax.drawing import Span, Words
from lodpress.syntax.links import Link, find_odd_link, read_link, read_split_link
from lodpress.syntax.metadata import DATA, Value, read_metadata
from lodpress.syntax.reader import BLANK, Reader, Refused
from lodpress.syntax.scanner import LINK, SPACES, START_LINK
from lodpress.syntax.shapes import BRACKETS, MEANT, NAMES, OPENERS

ID_KINDS = frozenset(("NODE", "WORD", "DEFAULT", "COMMA", "COLON", "AMP", "BRKT"))
KEYWORD_KINDS = frozenset(
    "STYLE LINKSTYLE INTERPOLATE CLASSDEF CLASS GRAPH SUBGRAPH TARGET HREF CALL CLICK END DIRECTION".split()
)
_LONG_KEYWORD_KINDS = frozenset(("END", "CLICK", "CALL", "HREF", "DIRECTION"))
_DONE_KINDS = frozenset(("NEWLINE", "SEMI", "EOF"))
_JOIN_KINDS = _DONE_KINDS | {"LINK", "START_LINK", "LINK_ID"}
_KINDS: dict[str, LabelKind] = {"TEXT": "text", "EDGE_TEXT": "text", "STR": "string", "MD_STR": "markdown"}
_WORD = re.compile(r"[A-Za-z]+")
_AS_ID = re.compile(rf"[^;:\"{SPACES}]|:::|{BLANK}*(?:{LINK}|{START_LINK})")
_CONTINUES = re.compile(rf"{BLANK}*(?:\Z|\n|[;&|%]|:::|@\{{|{LINK}|{START_LINK}|<?[-=]+>|[→⇒↔←])")
_ODD_SHAPE = re.compile(r">[^\[\](){}|\"\n]*\]")
_SPLIT_ENDS = {
    "-": re.compile(r"[xo<]?--+[-xo>]"),
    "=": re.compile(r"[xo<]?==+[=xo>]"),
    ".": re.compile(r"[xo<]?-?\.+-[xo>]?"),
}
_ANY_SPLIT_END = re.compile("|".join(pattern.pattern for pattern in _SPLIT_ENDS.values()))
_CUT_LINK = re.compile(r"[-=.xo>][->=]")
_LINK_INSIDE = re.compile(r"--|==|-\.")


@dataclass(slots=True)
class Node:
    """A node as a statement mentions it."""

    id: Words
    label: Words | None = None
    shape: str | None = None
    classes: list[Words] = field(default_factory=list)
    data: dict[str, Value] | None = None
    end: int = 0


class _Join(NamedTuple):
    """A line as a statement writes it."""

    link: Link
    label: Words | None
    name: str | None


def read_chain(reader: Reader) -> None:
    """Read and draw a statement of nodes and lines."""
    groups = [_read_group(reader)]
    _refuse_prose(reader, groups[0])
    joins: list[_Join] = []
    while (join := _read_join(reader)) is not None:
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


def _draw(reader: Reader, groups: list[list[Node]], joins: list[_Join]) -> None:
    """Draw what a statement says, in Mermaid's order."""
    drawing = reader.drawing
    statement = Span(groups[0][0].id.span.start, groups[-1][-1].end)
    for group in groups:
        for node in group:
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
    if node.data is not None and not drawing.has_line(name):
        shape, label, kind = (node.data.get(key) for key in ("shape", "label", "labelType"))
        words = None
        if label is not None and label.text:
            label_kind = kind.text if kind is not None else ""
            known: LabelKind = label_kind if label_kind in ("text", "string", "markdown") else "markdown"  # type: ignore[assignment]
            words = Words(label.text, Span(label.start, label.end), known)
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


def read_id(reader: Reader) -> Words:
    """An id: of a node, or of a class."""
    scan = reader.scan
    start = scan.start
    if scan.kind not in ID_KINDS:
        return _read_odd_id(reader)
    end = scan.end
    scan.advance()
    while scan.kind in ID_KINDS:
        end = scan.end
        scan.advance()
    if not reader.strict and scan.kind in ("BAD", ">", "DATA", "LINK_ID", "DIRECTION"):
        end = _widen_id(reader, start, end)
    return Words(reader.text[start:end], Span(start, end))


def _read_odd_id(reader: Reader) -> Words:
    """An id that Mermaid refuses: a reserved word, one in quotes, one of signs that it does not know."""
    scan, text = reader.scan, reader.text
    start = scan.start
    if reader.strict:
        raise reader.refuse("here an id must stand")
    if scan.kind == "STR":
        words = reader.words(start, scan.end)
        scan.advance()
        reader.repair(words.span, f"`{words.text}` in quotes is no id; it was read as one")
        return words
    if scan.kind in KEYWORD_KINDS:
        return _read_reserved_id(reader)
    end = _widen_id(reader, start, start)
    if end == start:
        raise reader.refuse("here an id must stand")
    return Words(text[start:end], Span(start, end))


def _read_reserved_id(reader: Reader) -> Words:
    """An id that is a reserved word, or begins with one."""
    scan, text = reader.scan, reader.text
    start, word_end = scan.start, _keyword_end(reader)
    end = word_end
    scan.reset(end)
    while scan.kind in ID_KINDS:
        end = scan.end
        scan.advance()
    span = Span(start, end)
    what = "is" if end == word_end else "begins with"
    reader.repair(span, f"`{text[start:end]}` {what} a reserved word; it was read as an id")
    return Words(text[start:end], span)


def _keyword_end(reader: Reader) -> int:
    """Where the keyword ends that the scanner stands at, without the blanks that its token may hold."""
    scan = reader.scan
    if scan.kind in _LONG_KEYWORD_KINDS:
        word = _WORD.match(reader.text, scan.start)
        return word.end() if word is not None else scan.end
    return scan.end


def _widen_id(reader: Reader, start: int, end: int) -> int:
    """Where an id ends that goes on with signs that Mermaid does not know, or in which a line begins."""
    scan, text = reader.scan, reader.text
    if scan.kind == ">" and text[end - 1] == "-" and end - start > 1 and not _ODD_SHAPE.match(text, end):
        scan.reset(end - 1)
        return end - 1
    first = end
    while scan.kind in ID_KINDS or _is_odd_sign(reader):
        end = scan.end
        scan.advance()
    if end > first:
        reader.repair(Span(start, end), f"Mermaid takes no id such as `{text[start:end]}`")
    return end


def _is_odd_sign(reader: Reader) -> bool:
    """Whether the scanner stands at a sign that an id may have been meant to hold."""
    scan = reader.scan
    if scan.kind == "LINK_ID":
        return True
    if scan.kind != "BAD" or reader.text[scan.start] in ")]}":
        return False
    return find_odd_link(reader.text, scan.start, scan.limit) is None


def read_label(reader: Reader) -> tuple[Words | None, str]:
    """The label that begins here, and the shape that its brackets draw."""
    start = reader.scan.start
    try:
        label, shape = _read_bracketed(reader)
    except Refused:
        if reader.strict:
            raise
        reader.retreat(start)
        return _read_meant(reader, start)
    if reader.strict or _goes_on(reader, reader.scan.start) or _find_meant(reader, start) is None:
        return label, shape
    return _read_meant(reader, start)


def _goes_on(reader: Reader, at: int) -> bool:
    """Whether what follows a label can follow one."""
    if _CONTINUES.match(reader.text, at) is not None:
        return True
    behind = reader.skip_blanks(at)
    return behind > at and reader.begins_statement(behind)


def _read_bracketed(reader: Reader) -> tuple[Words, str]:
    """A label as Mermaid takes it."""
    scan = reader.scan
    opener: tuple[str, ...] = (scan.kind,)
    scan.advance()
    if opener == ("[|",):
        _read_property(reader)
    elif opener[0] in "({" and scan.kind == opener[0]:
        opener *= 2
        scan.advance()
    label = _read_text(reader)
    if opener == ("[|",):
        closers: dict[tuple[str, ...], str] = {("]",): "rect"}
    else:
        closers = BRACKETS[opener]
    closer: tuple[str, ...] = (scan.kind,)
    scan.advance()
    if len(opener) == 2:
        closer += (scan.kind,)
        scan.advance()
    shape = closers.get(closer)
    if shape is None:
        raise Refused(label.span, "Mermaid refuses brackets and quotes in a label without quotes")
    return label, shape


def _read_property(reader: Reader) -> None:
    """A property in front of a label, as in `[|border:solid| label]`."""
    for kind in ("NODE", "COLON", "NODE", "|"):
        if reader.scan.kind != kind:
            raise reader.refuse("here a property `name:value|` must stand")
        reader.scan.advance()


def _read_text(reader: Reader) -> Words:
    """The text inside brackets or between bars: one in quotes, or plain."""
    scan, text = reader.scan, reader.text
    kind = _KINDS.get(scan.kind)
    if kind is None:
        raise reader.refuse("here a label must stand")
    start, end = scan.start, scan.end
    first = scan.kind
    scan.advance()
    said = None
    if scan.kind == "TEXT":
        said = text[start:end]
        while scan.kind == "TEXT":
            said += text[scan.start : scan.end]
            end = scan.end
            scan.advance()
    elif first == "TEXT" and scan.kind in ("STR", "MD_STR"):
        raise reader.refuse("Mermaid refuses quotes inside a label")
    return reader.words(start, end, said)._replace(kind=kind)


def _find_meant(reader: Reader, start: int) -> tuple[str, int, str, int] | None:
    """The brackets meant around a label that Mermaid refuses: opener, end of the text, shape, its end."""
    text = reader.text
    opener = next(o for n in (3, 2, 1) if (o := text[start : start + n]) in MEANT)
    for written, closer, shape in MEANT[opener]:
        inner = start + len(written)
        stop = _find_closer(reader, inner, written, closer)
        if stop >= 0:
            return written, stop, shape, stop + len(closer)
    return None


def _read_meant(reader: Reader, start: int) -> tuple[Words | None, str]:
    """A label that Mermaid refuses, read as if it had been written in quotes."""
    meant = _find_meant(reader, start)
    if meant is None:
        raise Refused(Span(start, start + 1), "this label is never closed")
    written, stop, shape, end = meant
    reader.scan.reset(end)
    label = unquote(reader.words(start + len(written), stop))
    if not label.text:
        reader.repair(Span(start, end), "the label is empty; the node is drawn without one")
        return None, shape
    reader.repair_label(label, "Mermaid refuses brackets and quotes in this label; it was read as quoted")
    return label, shape


def unquote(label: Words) -> Words:
    """The label without quotes around it, also where one of the two is missing."""
    text, (start, end), _ = label
    lone = text.count('"') == 1
    opens = text.startswith('"') and (lone or text.endswith('"'))
    closes = text.endswith('"') and (lone or text.startswith('"'))
    if text == '"':
        return Words("", Span(start, start), "string")
    bare = text[opens : len(text) - closes]
    start += opens + len(bare) - len(bare.lstrip())
    return Words(bare.strip(), Span(start, max(start, end - closes)), "string")


def _find_closer(reader: Reader, inner: int, opener: str, closer: str) -> int:
    """Where a label ends: at a closing bracket behind which a statement can go on; -1 if nowhere.

    The label may run on over two more lines if nothing on them looks like another statement.
    """
    text = reader.text
    end = reader.line_end(inner)
    for more in range(3):
        stop = _find_closer_before(reader, inner, end, (opener, closer))
        if stop >= 0 or more == 2 or _LINK_INSIDE.search(text, inner, end):
            return stop
        end = reader.line_end(min(end + 1, len(text)))
    return -1


def _find_closer_before(reader: Reader, inner: int, end: int, brackets: tuple[str, str]) -> int:
    opener, closer = brackets
    text, depth, at = reader.text, 0, inner
    pattern = re.compile(f"{re.escape(closer)}|{re.escape(opener)}")
    while (match := pattern.search(text, at, end)) is not None:
        at = match.start() + 1
        if match.group() != closer:
            depth += len(opener) == 1 and opener != ">"
        elif depth:
            depth -= 1
        elif _goes_on(reader, match.end()):
            return match.start()
    return -1


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


def _read_join(reader: Reader) -> _Join | None:
    """The line that leads on to the next node, if one does."""
    scan = reader.scan
    name = None
    if scan.kind == "LINK_ID":
        name = reader.text[scan.start : scan.end].replace("@", "", 1)
        scan.advance()
        if scan.kind not in ("LINK", "START_LINK"):
            raise reader.refuse("here a line must stand")
    if scan.kind == "LINK":
        if not reader.strict and _CUT_LINK.match(reader.text, scan.end - 1):
            odd = _read_odd_link(reader)
            if odd is not None:
                return _Join(odd, _read_bar_text(reader), name)
        return _read_whole_link(reader, name)
    if scan.kind == "START_LINK":
        return _read_split_link(reader, name)
    if reader.strict or scan.kind in _DONE_KINDS:
        return None
    odd = _read_odd_link(reader)
    return None if odd is None else _Join(odd, _read_bar_text(reader), name)


def _read_whole_link(reader: Reader, name: str | None) -> _Join:
    scan = reader.scan
    written = reader.text[scan.start : scan.end]
    link = read_link(written.strip().strip("\x00").strip())
    token = Span(scan.start, scan.end)
    scan.advance()
    if "\n" in written and scan.kind in KEYWORD_KINDS and not reader.strict:
        raise Refused(token, "this line leads to no node")
    return _Join(link, _read_bar_text(reader) if scan.kind == "|" else None, name)


def _read_bar_text(reader: Reader) -> Words | None:
    """The text between bars behind a line, if there is one; one blank may follow it."""
    scan, text = reader.scan, reader.text
    if scan.kind == "SPACE" and not reader.strict:
        scan.advance()
    if scan.kind != "|":
        return None
    start = scan.start
    label: Words | None = None
    try:
        scan.advance()
        label = _read_text(reader)
        if scan.kind != "|":
            raise reader.refuse("here `|` must stand")
        scan.advance()
    except Refused:
        if reader.strict:
            raise
        reader.retreat(start)
        stop = text.find("|", start + 1, reader.line_end(start))
        if stop < 0:
            raise
        label = unquote(reader.words(start + 1, stop))
        if label.text:
            reader.repair_label(
                label, "Mermaid refuses brackets and quotes in this text; it was read as quoted"
            )
        else:
            reader.repair(Span(start, stop + 1), "the text between the bars is empty")
            label = None
        scan.reset(stop + 1)
    _take_one_blank(reader)
    return label


def _take_one_blank(reader: Reader) -> None:
    scan = reader.scan
    if scan.kind == "SPACE" and (scan.end - scan.start == 1 or not reader.strict):
        if scan.end - scan.start > 1:
            reader.repair(Span(scan.start, scan.end), "only one blank may stand behind the text of a line")
        scan.advance()


def _read_split_link(reader: Reader, name: str | None) -> _Join | None:
    """A line with its text inside, such as `-- text -->`."""
    scan, text = reader.scan, reader.text
    start, opening = scan.start, text[scan.start : scan.end].strip()
    try:
        scan.advance()
        label = _read_edge_text(reader)
        if scan.kind != "LINK":
            raise reader.refuse("the text of this line is never closed")
    except Refused:
        if reader.strict:
            raise
        return _mend_split_link(reader, start, name)
    link = read_split_link(opening, text[scan.start : scan.end].strip())
    if label is None:
        raise reader.refuse("here the text of a line must stand")
    scan.advance()
    return _Join(link, label, name)


def _read_edge_text(reader: Reader) -> Words:
    scan = reader.scan
    kind = _KINDS.get(scan.kind)
    if kind is None:
        raise reader.refuse("here the text of a line must stand")
    start, end = scan.start, scan.end
    scan.advance()
    if kind == "text":
        while scan.kind == "EDGE_TEXT":
            end = scan.end
            scan.advance()
    return reader.words(start, end)._replace(kind=kind)


def _mend_split_link(reader: Reader, start: int, name: str | None) -> _Join | None:
    """A line whose text Mermaid refuses, or one that only looks as if a text followed."""
    text, scan = reader.text, reader.scan
    reader.retreat(start)
    opening = text[start : scan.end].strip()
    inner = scan.end
    closing = _find_split_end(reader, opening, inner)
    label = None if closing is None else unquote(reader.words(inner, closing.start()))
    if closing is not None and label is not None and label.text:
        link = read_split_link(opening, closing.group())
        scan.reset(reader.skip_blanks(closing.end()))
        stroke = read_link(opening + opening[-1]).stroke
        if stroke == link.stroke:
            reader.repair_label(label, "Mermaid refuses this text on a line; it was read as quoted")
        else:
            message = (
                f"`{opening}` and `{closing.group()}` are no halves of one line; it was drawn as it begins"
            )
            reader.repair(Span(*closing.span()), message)
        return _Join(Link(stroke, link.start_head, link.end_head, link.length), label, name)
    odd = _read_odd_link(reader)
    if odd is None:
        raise Refused(Span(start, scan.end), "the text of this line is never closed")
    return _Join(odd, _read_bar_text(reader), name)


def _find_split_end(reader: Reader, opening: str, inner: int) -> re.Match[str] | None:
    """The second half of a line: of the same sort if there is one on the line of text, else of any."""
    sign = next((s for s in "=." if s in opening), "-")
    end = reader.line_end(inner)
    own = _SPLIT_ENDS[sign].search(reader.text, inner, end)
    return own or _ANY_SPLIT_END.search(reader.text, inner, end)


def _read_odd_link(reader: Reader) -> Link | None:
    """A line that Mermaid refuses, such as `->`, read as the one that is meant."""
    scan = reader.scan
    at = reader.skip_blanks(scan.start)
    odd = find_odd_link(reader.text, at, scan.limit)
    if odd is None:
        return None
    link, end, meant = odd
    scan.reset(reader.skip_blanks(end))
    written = reader.text[at:end]
    if written == meant:
        reader.repair(Span(at, end), f"`{written}` is half a line; it was read as a line that points back")
    else:
        reader.repair(Span(at, end), f"`{written}` is no line; it was read as `{meant}`", f"Write `{meant}`")
    return link


def is_used_as_id(reader: Reader) -> bool:
    """Whether the keyword that the scanner stands at was meant as a node's id."""
    return _AS_ID.match(reader.text, _keyword_end(reader)) is not None
