"""The reader of Mermaid flowcharts: strict as Mermaid 12.3.0, or lenient as a person would be."""

from __future__ import annotations

import re
from collections.abc import Callable

from lodpress.diagram import Flowchart
from lodpress.positions import Source
from lodpress.problems import InputError, Problem
from lodpress.syntax.mermaid.cursor import BLANK, Reader, Refused
from lodpress.syntax.mermaid.drawing import Drawing, Span, Words
from lodpress.syntax.mermaid.ids import KEYWORD_KINDS, is_used_as_id
from lodpress.syntax.mermaid.interactions import read_accessibility, read_accessibility_block, read_click
from lodpress.syntax.mermaid.nodes import read_chain
from lodpress.syntax.mermaid.prelude import Prelude, prepare
from lodpress.syntax.mermaid.scanner import SPACES
from lodpress.syntax.mermaid.styles import read_class, read_class_definition, read_link_style, read_style
from lodpress.syntax.mermaid.subgraphs import Subgraphs

_KEYWORD = r"(?P<keyword>flowchart-elk|flowchart|graph|swimlane-beta)(?![A-Za-z0-9_])"
_DIRECTION = r"(?P<direction>LR|RL|TB|BT|TD|BR|[<>^v])"
_HEADER = re.compile(rf"[{SPACES}]*{_KEYWORD}(?:{BLANK}*\n|[{SPACES}]*{_DIRECTION}(?={BLANK}*\n|;))")
_ODD_HEADER = re.compile(
    rf"[{SPACES}]*{_KEYWORD}(?:{BLANK}+{_DIRECTION}(?![^{SPACES};])|(?![^{SPACES};]))", re.IGNORECASE
)
_SIGNS = {"TD": "TB", "<": "RL", ">": "LR", "^": "BT", "v": "TB", "V": "TB"}
_STATEMENTS: dict[str, Callable[[Reader], None]] = {
    "CLASSDEF": read_class_definition,
    "CLASS": read_class,
    "STYLE": read_style,
    "LINKSTYLE": read_link_style,
    "CLICK": read_click,
    "ACC_TITLE": read_accessibility,
    "ACC_DESCR": read_accessibility,
    "ACC_BLOCK": read_accessibility_block,
}
_HEADER_MISSING = "a flowchart begins with a line such as `graph LR`"


def parse_flowchart(
    source: Source, start: int, end: int, *, strict: bool = False, max_nesting: int = 100
) -> tuple[Flowchart, tuple[Problem, ...]]:
    """The flowchart in `source.text[start:end]`, and what was repaired or could not be read.

    The span begins with the front matter, comments or header of the flowchart and holds nothing else.
    With `strict` the text is read as Mermaid 12.3.0 reads it, and an `InputError` is raised where
    Mermaid refuses it. Otherwise nothing is raised: what Mermaid refuses is repaired where a person
    would know what is meant, and passed over to the end of its line where not.
    """
    prelude = prepare(source.text[start:end], strict=strict)
    drawing = Drawing(source, start, end)
    reader = Reader(source.name, prelude.text + "\n", drawing, strict=strict)
    try:
        _keep_comments(reader, prelude)
        _read_header(reader)
        _read_statements(reader, max_nesting)
    except Refused as refusal:
        problem = reader.problem("mermaid-syntax", refusal.span, refusal.message)
        raise InputError(f"{problem.position}: {problem.message}", problems=(problem,)) from None
    title = Span(*prelude.title) if prelude.title else None
    _report_late_classes(reader)
    flowchart = drawing.finish(title and Words(drawing.written(title), title))
    return flowchart, tuple(sorted(reader.problems, key=lambda problem: problem.sort_key))


def _keep_comments(reader: Reader, prelude: Prelude) -> None:
    for span in prelude.comments:
        written = reader.drawing.written(Span(*span))
        reader.drawing.comment(Words(written.removeprefix("%%").removesuffix("%%").strip(), Span(*span)))
    for span in prelude.empty_comments:
        reader.drawing.comment(Words("", Span(*span)))
        _repair(reader, Span(*span), "Mermaid draws a lone `%%` as a node; it was read as a comment")
    for span in prelude.lost_semicolons:
        _repair(reader, Span(*span), "behind a colour Mermaid loses this `;`; begin a new line instead")


def _repair(reader: Reader, span: Span, message: str, hint: str | None = None) -> None:
    """Report a repair outside of any statement."""
    reader.begin_statement()
    reader.repair(span, message, hint)
    reader.keep_findings()


def _read_header(reader: Reader) -> None:
    """Read `graph LR` or the like."""
    header = _HEADER.match(reader.text)
    if header is not None:
        reader.scan.reset(header.end())
    elif reader.strict:
        raise Refused(Span(0, 0), _HEADER_MISSING)
    else:
        header = _ODD_HEADER.match(reader.text)
        if header is None:
            _miss_header(reader)
            return
        _mend_header(reader, header)
    _set_direction(reader, header)


def _set_direction(reader: Reader, header: re.Match[str]) -> None:
    direction = (header["direction"] or "TB").upper()
    reader.drawing.direction = _SIGNS.get(direction, direction)


def _miss_header(reader: Reader) -> None:
    """Report that the header is missing; what may be a statement is read all the same."""
    text = reader.text
    at = min(len(text) - len(text.lstrip(" \t\n\r\x00")), len(text) - 1)
    span = Span(at, reader.line_end(at))
    reader.problems.append(reader.problem("mermaid-syntax", span, _HEADER_MISSING))
    reader.scan.reset(at if reader.begins_statement(at) else span.end)


def _mend_header(reader: Reader, header: re.Match[str]) -> None:
    """A header that Mermaid refuses: in other letters, or with a statement behind it."""
    written = header.group().strip(" \t\n\r\x00")
    meant = header["keyword"].lower() + written[len(header["keyword"]) :].upper()
    if written != meant and header["direction"] != "v":
        span = Span(header.start("keyword"), header.end())
        _repair(reader, span, f"`{written}` is no header; it was read as `{meant}`", f"Write `{meant}`")
    elif reader.text.startswith(";", reader.skip_blanks(header.end())):
        semicolon = reader.skip_blanks(header.end())
        message = "`;` may stand only directly behind the direction of a header"
        _repair(reader, Span(semicolon, semicolon + 1), message)
    reader.scan.reset(header.end())
    reader.end_statement()


def _read_late_header(reader: Reader) -> None:
    """A header where a statement should stand: the header, if there was none before."""
    if reader.strict or reader.drawing.direction is not None:
        raise reader.refuse("the header stands once, at the start")
    reader.scan.limit = len(reader.text)
    header = _HEADER.match(reader.text, reader.scan.start) or _ODD_HEADER.match(
        reader.text, reader.scan.start
    )
    if header is None:
        raise reader.refuse("the header stands once, at the start")
    _set_direction(reader, header)
    _mend_header(reader, header)


def _read_statements(reader: Reader, max_nesting: int) -> None:
    """Read statement by statement to the end."""
    scan = reader.scan
    subgraphs = Subgraphs(reader, max_nesting)
    statements = _STATEMENTS | {
        "SUBGRAPH": subgraphs.read_opening,
        "END": subgraphs.read_end,
        "DIRECTION": subgraphs.read_direction,
        "GRAPH": _read_late_header,
    }
    while scan.kind != "EOF" or scan.limit < len(reader.text):
        if scan.kind in ("NEWLINE", "SPACE", "SEMI"):
            scan.advance()
        elif scan.kind == "EOF":
            scan.limit = len(reader.text)
            scan.reset(scan.start)
        else:
            _read_statement(reader, statements)
    subgraphs.close_all()


def _read_statement(reader: Reader, statements: dict[str, Callable[[Reader], None]]) -> None:
    """Read one statement; in lenient mode pass over it to the end of its line if it cannot be read."""
    scan = reader.scan
    start = scan.start
    reader.begin_statement()
    read = statements.get(scan.kind, read_chain)
    if not reader.strict and scan.kind in KEYWORD_KINDS and is_used_as_id(reader):
        read = read_chain
    try:
        read(reader)
    except Refused as refusal:
        if reader.strict:
            raise
        reader.retreat(start)
        start = reader.skip_spaces(start)  # a line end may belong to a line that leads from no node
        reader.pass_over(Span(start, reader.line_end(start)), refusal.message)


_BEFORE = ("class-before-node", "before it is drawn", "move the `class` line below the node")
_WITHOUT = ("class-without-node", "and is never drawn", "correct the id, or draw the node")


def _report_late_classes(reader: Reader) -> None:
    """Report classes given to nodes that are drawn later, or never."""
    if reader.strict:
        return
    for assignment, drawn in reader.drawing.apply_late_classes():
        name, class_name = assignment.node.text, assignment.class_name
        code, told, hint = _BEFORE if drawn else _WITHOUT
        message = f"`{name}` is given the class `{class_name}` {told}"
        reader.problems.append(reader.problem(code, assignment.node.span, message, hint))
