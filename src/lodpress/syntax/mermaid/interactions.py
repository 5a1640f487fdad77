"""Statements that draw nothing: `click`, `accTitle`, `accDescr`."""

from __future__ import annotations

import re

from lodpress.syntax.mermaid.cursor import BLANK, Reader, Refused
from lodpress.syntax.mermaid.drawing import Span
from lodpress.syntax.mermaid.scanner import LINK, SPACES, START_LINK

_TARGET = rf"{BLANK}(?:_self|_blank|_parent|_top)(?![A-Za-z0-9_])"
_TIP = rf'{BLANK}"[^"]+"'
_CLICK = re.compile(
    rf"(?P<nodes>[^{SPACES}\"]+)[{SPACES}]"
    rf'(?:(?:href[{SPACES}])?"(?P<link>[^"]+)"(?:{_TIP})?(?:{_TARGET})?'
    rf"|call[{SPACES}]+[^(\n]+\([^)\n]*\)(?:{_TIP})?"
    rf"|(?!{LINK}|{START_LINK})[^{SPACES}\";()\[\]{{}}<>]+(?:{_TIP})?)"
)
_NODE_NAME = re.compile(r"[^,]+")


def read_click(reader: Reader) -> None:
    """Read `click node …`: a link or a script; only the link is kept."""
    scan = reader.scan
    click = _CLICK.match(reader.text, scan.end, scan.limit)
    runs_on = "\n" in reader.text[scan.start : scan.end]
    if click is None or (runs_on and not reader.strict):
        raise Refused(Span(scan.start, reader.line_end(scan.start)), "this `click` cannot be read")
    scan.reset(click.end())
    if not reader.strict and scan.kind == "SPACE":
        scan.reset(reader.skip_blanks(scan.start))
    reader.keep_findings()
    reader.end_statement()
    for node in _NODE_NAME.findall(click["nodes"]):
        reader.drawing.make_clickable(node, click["link"])


def read_accessibility(reader: Reader) -> None:
    """Read `accTitle: …` or `accDescr: …`, kept as a comment."""
    start = reader.scan.end
    end = reader.line_end(start) if start and reader.text[start - 1] != "\n" else start
    _keep(reader, start, end, end)


def read_accessibility_block(reader: Reader) -> None:
    """Read `accDescr { … }`, kept as a comment."""
    start = reader.scan.end
    end = reader.text.find("}", start, reader.scan.limit)
    if end < 0:
        reader.count_vain(reader.scan.limit - start)
        raise Refused(Span(reader.scan.start, start), "this description is never closed")
    _keep(reader, start, end, end + 1)


def _keep(reader: Reader, start: int, end: int, behind: int) -> None:
    reader.drawing.comment(reader.words(start, end))
    reader.keep_findings()
    reader.scan.reset(behind)
