"""Statements about looks: `classDef`, `class`, `style`, `linkStyle`."""

from __future__ import annotations

import re

from lodpress.syntax.mermaid.cursor import BLANK, Reader, Refused
from lodpress.syntax.mermaid.drawing import Span, Words
from lodpress.syntax.mermaid.ids import ID_KINDS, KEYWORD_KINDS, read_id
from lodpress.syntax.mermaid.scanner import DONE_KINDS

_STYLE_KINDS = frozenset(("NODE", "COLON", "BRKT", "SPACE", "STYLE"))
_NAME = r"[^\s;,\x00]+"
_CLASS = re.compile(
    rf"(?P<gap>{BLANK}+)(?P<nodes>{_NAME}(?:{BLANK}*,{BLANK}*{_NAME})*+)(?P<between>{BLANK}+)(?P<name>[^\s;\x00]+)"
)
_LONE_COMMA = re.compile(
    rf"(?P<gap>{BLANK}+)(?P<nodes>{_NAME}(?:,{_NAME})*+),(?P<between>{BLANK}+)(?P<name>[^\s;\x00]+)"
)
_PLAIN_NAMES = re.compile(r"[\w!#$%&'*+.`?\\/:,-]*+\Z")
_NODE_NAME = re.compile(_NAME)
_BLANK = re.compile(BLANK)
_LINES = re.compile(rf"{BLANK}*(?:default|(?P<numbers>\d+(?:{BLANK}*,{BLANK}*\d+)*+))(?={BLANK}|\n|;|\Z)")
_NUMBER = re.compile(r"\d+")
_DIGITS = 9  # no flowchart has that many lines
_INTERPOLATE = re.compile(rf"{BLANK}interpolate{BLANK}([^\s;,\x00]+)")
_NEXT_STYLE = re.compile(rf";{BLANK}*[a-z]+(?:-[a-z]+)*{BLANK}*:(?!:)")
_COMMA = re.compile(rf"\((?:[^()\n]*\))?|[,;]|{BLANK}+")
_STATEMENT_END = re.compile(r"[\n;]")


def read_class_definition(reader: Reader) -> None:
    """Read `classDef name,… style,…`."""
    start = reader.scan.start
    reader.scan.advance()
    _take_blank(reader)
    names = _read_names(reader)
    if reader.scan.kind in DONE_KINDS and not reader.strict:
        reader.repair(names.span, f"`classDef {names.text}` gives no style")
        styles: tuple[str, ...] = ()
    else:
        _take_blank(reader)
        styles = _split_definition(_read_styles(reader))
    span = Span(start, _end(reader, start))
    for name in names.text.split(","):
        reader.drawing.define_class(name, styles, span)
    reader.keep_findings()
    reader.end_statement()


def read_style(reader: Reader) -> None:
    """Read `style node style,…`."""
    reader.scan.advance()
    _take_blank(reader)
    node = _read_names(reader)
    _take_blank(reader)
    styles = _read_styles(reader)
    reader.drawing.style_node(node.text, node.span, styles)
    reader.keep_findings()
    reader.end_statement()


def _end(reader: Reader, start: int) -> int:
    """Where the statement ends that began at `start`, without blanks."""
    return start + len(reader.text[start : reader.scan.start].rstrip(" \t\x00"))


def _take_blank(reader: Reader) -> None:
    """The one blank that Mermaid asks for between the parts of such a statement."""
    scan = reader.scan
    if scan.kind != "SPACE":
        raise reader.refuse("here one blank must stand")
    if len(reader.text[scan.start : scan.end].strip("\x00")) != 1:
        reader.repair(Span(scan.start, scan.end), "only one blank may stand here")
    scan.advance()


def _read_names(reader: Reader) -> Words:
    """An id or several joined by commas; lenient with blanks behind the commas and reserved words."""
    words = read_id(reader)
    scan = reader.scan
    while not reader.strict and scan.kind == "SPACE" and words.text.endswith(","):
        reader.repair(Span(scan.start, scan.end), "no blank may stand in a list of names")
        scan.advance()
        if scan.kind not in ID_KINDS and scan.kind not in KEYWORD_KINDS:
            raise reader.refuse("here a name must stand")
        more = read_id(reader)
        words = Words(words.text + more.text, Span(words.span.start, more.span.end))
    return words


def _read_styles(reader: Reader) -> tuple[str, ...]:
    """Styles joined by commas, without blanks around each."""
    scan, text = reader.scan, reader.text
    first = start = scan.start
    styles: list[str] = []
    while True:
        empty = scan.start == start
        while scan.kind in _STYLE_KINDS:
            if scan.kind == "SPACE" and not reader.strict and reader.begins_statement(scan.end):
                break
            scan.advance()
            empty = False
        if empty or scan.kind not in ("COMMA", "SPACE", *DONE_KINDS) or _more_follow(reader):
            return _read_odd_styles(reader, first)
        styles.append(text[start : scan.start].replace("\x00", "").strip())
        if scan.kind != "COMMA":
            return tuple(styles)
        scan.advance()
        start = scan.start


def _more_follow(reader: Reader) -> bool:
    """Whether a semicolon stands where only a comma can be meant."""
    scan = reader.scan
    return (
        scan.kind == "SEMI" and not reader.strict and _NEXT_STYLE.match(reader.text, scan.start) is not None
    )


def _read_odd_styles(reader: Reader, start: int) -> tuple[str, ...]:
    """Styles that Mermaid refuses: with brackets, with semicolons between, with too many commas."""
    if reader.strict:
        raise reader.refuse("here a style must stand")
    text, end = reader.text, reader.line_end(start)
    styles: list[str] = []
    done = at = start
    while (sign := _COMMA.search(text, at, end)) is not None:
        at = sign.end()
        if _ends_styles(reader, sign):
            end = sign.start()
            break
        if sign.group() in (",", ";"):
            styles.append(text[done : sign.start()])
            done = at
    styles.append(text[done:end])
    kept = tuple(style for each in styles if (style := each.replace("\x00", "").strip()))
    if not kept:
        raise Refused(Span(start, end), "here a style must stand")
    reader.repair(
        Span(start, start + len(text[start:end].rstrip())), "Mermaid refuses these styles as they are written"
    )
    reader.scan.reset(end)
    return kept


def _ends_styles(reader: Reader, sign: re.Match[str]) -> bool:
    """Whether the statement ends at a semicolon or a blank behind a style."""
    if sign.group() == ";":
        return _NEXT_STYLE.match(reader.text, sign.start()) is None
    return sign.group()[0] not in "(," and reader.begins_statement(sign.end())


def _split_definition(styles: tuple[str, ...]) -> tuple[str, ...]:
    """The styles of a definition; a comma behind a backslash belongs to its style."""
    joined = ",".join(styles)
    if "\\," not in joined:
        return styles
    pieces = joined.replace("\\,", "\x00").split(",")
    return tuple(piece.replace("\x00", ",").strip() for piece in pieces)


def read_class(reader: Reader) -> None:
    """Read `class node,… name`."""
    if reader.strict:
        _read_strict_class(reader)
    else:
        _read_lenient_class(reader)


def _read_strict_class(reader: Reader) -> None:
    start = reader.scan.start
    reader.scan.advance()
    _take_blank(reader)
    nodes = read_id(reader)
    _take_blank(reader)
    name = read_id(reader)
    if reader.scan.kind == "NEWLINE" and reader.text[reader.scan.start] not in "\n\x00":
        raise reader.refuse("no blank may stand at the end of this line")
    reader.end_statement()
    _assign(reader, nodes.span, name.text, Span(start, name.span.end))


def _read_lenient_class(reader: Reader) -> None:
    scan, text = reader.scan, reader.text
    start = scan.start
    found = _CLASS.match(text, scan.end) or _LONE_COMMA.match(text, scan.end)
    if found is None:
        raise reader.refuse("a line `class` names nodes and a class")
    statement = Span(start, found.end())
    _repair_class(reader, found)
    scan.reset(found.end())
    if scan.kind not in DONE_KINDS and scan.kind != "SPACE":
        raise reader.refuse("a line `class` names nodes and a class")
    _assign(reader, Span(*found.span("nodes")), found["name"], statement)
    reader.keep_findings()
    reader.end_statement()


def _repair_class(reader: Reader, found: re.Match[str]) -> None:
    """Report the first blank of a `class` line that Mermaid refuses."""
    text = reader.text
    for part in ("gap", "between"):
        if len(found[part].strip("\x00")) != 1:
            reader.repair(Span(*found.span(part)), "only one blank may stand here")
    blank = _BLANK.search(text, *found.span("nodes"))
    if blank is not None:
        end = reader.skip_blanks(blank.start())
        reader.repair(
            Span(blank.start(), end), "no blank may stand in the list of a `class` line; it was removed"
        )
    for part in ("nodes", "name"):
        if _PLAIN_NAMES.match(_BLANK.sub("", found[part])) is None:
            reader.repair(Span(*found.span(part)), f"Mermaid takes no name such as `{found[part]}`")
    behind = reader.skip_blanks(found.end())
    if text[found.end() : behind].strip("\x00") and (behind == len(text) or text[behind] in "\n;"):
        reader.repair(
            Span(found.end(), behind), "no blank may stand at the end of a `class` line; it was removed"
        )


def _assign(reader: Reader, nodes: Span, class_name: str, statement: Span) -> None:
    for node in _NODE_NAME.finditer(reader.text, nodes.start, nodes.end):
        reader.drawing.assign_class(Words(node.group(), Span(*node.span())), class_name, statement)


def read_link_style(reader: Reader) -> None:
    """Read `linkStyle 0,… style,…`; lines keep no styles, but their numbers must exist."""
    scan, text = reader.scan, reader.text
    start = scan.start
    scan.advance()
    _take_blank(reader)
    lines = _LINES.match(text, scan.start)
    if lines is None:
        raise reader.refuse("here the numbers of lines must stand, or `default`")
    if _BLANK.search(lines.group()):
        reader.repair(Span(*lines.span()), "no blank may stand in a list of numbers")
    scan.reset(lines.end())
    curve = _INTERPOLATE.match(text, scan.start)
    if curve is not None:
        scan.reset(curve.end())
    if curve is None or scan.kind not in DONE_KINDS:
        _take_blank(reader)
        _read_styles(reader)
    for number in _NUMBER.findall(lines["numbers"] or ""):
        if len(number) > _DIGITS or int(number) >= reader.drawing.line_count:
            reader.repair(Span(start, lines.end()), f"there is no line {number} yet; its style was left out")
    reader.keep_findings()
    reader.end_statement()
