"""The lines that join nodes in a statement, with their texts, and what was meant by odd ones."""

from __future__ import annotations

import re
from typing import NamedTuple

from lodpress.syntax.mermaid.brackets import LABEL_KINDS, read_text, unquote
from lodpress.syntax.mermaid.cursor import Reader, Refused
from lodpress.syntax.mermaid.drawing import Span, Words
from lodpress.syntax.mermaid.ids import KEYWORD_KINDS
from lodpress.syntax.mermaid.links import Link, find_odd_link, read_link, read_split_link
from lodpress.syntax.mermaid.scanner import DONE_KINDS

_SPLIT_ENDS = {
    "-": re.compile(r"[xo<]?--+[-xo>]"),
    "=": re.compile(r"[xo<]?==+[=xo>]"),
    ".": re.compile(r"[xo<]?-?\.+-[xo>]?"),
}
_ANY_SPLIT_END = re.compile("|".join(pattern.pattern for pattern in _SPLIT_ENDS.values()))
_CUT_LINK = re.compile(r"[-=.xo>][->=]")


class Join(NamedTuple):
    """A line as a statement writes it."""

    link: Link
    label: Words | None
    name: str | None


def read_join(reader: Reader) -> Join | None:
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
                return Join(odd, _read_bar_text(reader), name)
        return _read_whole_link(reader, name)
    if scan.kind == "START_LINK":
        return _read_split_link(reader, name)
    if reader.strict or scan.kind in DONE_KINDS:
        return None
    odd = _read_odd_link(reader)
    return None if odd is None else Join(odd, _read_bar_text(reader), name)


def _read_whole_link(reader: Reader, name: str | None) -> Join:
    scan = reader.scan
    written = reader.text[scan.start : scan.end]
    link = read_link(written.strip().strip("\x00").strip())
    token = Span(scan.start, scan.end)
    scan.advance()
    if "\n" in written and scan.kind in KEYWORD_KINDS and not reader.strict:
        raise Refused(token, "this line leads to no node")
    return Join(link, _read_bar_text(reader) if scan.kind == "|" else None, name)


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
        label = read_text(reader)
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


def _read_split_link(reader: Reader, name: str | None) -> Join | None:
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
    return Join(link, label, name)


def _read_edge_text(reader: Reader) -> Words:
    scan = reader.scan
    kind = LABEL_KINDS.get(scan.kind)
    if kind is None:
        raise reader.refuse("here the text of a line must stand")
    start, end = scan.start, scan.end
    scan.advance()
    if kind == "text":
        while scan.kind == "EDGE_TEXT":
            end = scan.end
            scan.advance()
    return reader.words(start, end)._replace(kind=kind)


def _mend_split_link(reader: Reader, start: int, name: str | None) -> Join | None:
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
        return Join(Link(stroke, link.start_head, link.end_head, link.length), label, name)
    odd = _read_odd_link(reader)
    if odd is None:
        raise Refused(Span(start, scan.end), "the text of this line is never closed")
    return Join(odd, _read_bar_text(reader), name)


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
