"""Labels in brackets, and what was meant where Mermaid refuses one."""

from __future__ import annotations

import re

from lodpress.diagram import LabelKind
from lodpress.syntax.mermaid.cursor import BLANK, Reader, Refused
from lodpress.syntax.mermaid.drawing import Span, Words
from lodpress.syntax.mermaid.scanner import LINK, START_LINK
from lodpress.syntax.mermaid.shapes import BRACKETS, MEANT

#: The kinds of label by the kinds of token that hold their text.
LABEL_KINDS: dict[str, LabelKind] = {
    "TEXT": "text",
    "EDGE_TEXT": "text",
    "STR": "string",
    "MD_STR": "markdown",
}
_CONTINUES = re.compile(rf"{BLANK}*(?:\Z|\n|[;&|%]|:::|@\{{|{LINK}|{START_LINK}|<?[-=]+>|[→⇒↔←])")
_LINK_INSIDE = re.compile(r"--|==|-\.")


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
    label = read_text(reader)
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


def read_text(reader: Reader) -> Words:
    """The text inside brackets or between bars: one in quotes, or plain."""
    scan, text = reader.scan, reader.text
    kind = LABEL_KINDS.get(scan.kind)
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
