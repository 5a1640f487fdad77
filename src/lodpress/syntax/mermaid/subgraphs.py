"""Subgraphs: their titles, directions, ends, and how deep they are nested."""

from __future__ import annotations

import re

from lodpress.syntax.mermaid.brackets import read_label
from lodpress.syntax.mermaid.cursor import BLANK, Reader, Refused
from lodpress.syntax.mermaid.drawing import Span, Words
from lodpress.syntax.mermaid.scanner import DONE_KINDS, SPACES

_TITLE_KINDS = frozenset(
    "NODE SPACE WORD AMP COLON BRKT STYLE LINKSTYLE CLASSDEF CLASS CLICK GRAPH SUBGRAPH END ^ START_LINK".split()
)
_DIRECTION = re.compile(f"direction[{SPACES}]+(TB|BT|RL|LR|TD)")
_GAP = re.compile(f"{BLANK}+|;")


class Subgraphs:
    """Reads the statements that begin and end subgraphs, without recursion."""

    def __init__(self, reader: Reader, max_nesting: int) -> None:
        self._reader = reader
        self._limit = max_nesting
        self._beyond = 0
        self._reported = False

    def read_opening(self, reader: Reader) -> None:
        """Read `subgraph id[title]`."""
        start = reader.scan.start
        name, title, end = self._read_name(reader)
        span = Span(start, end)
        reader.keep_findings()
        if reader.drawing.depth >= self._limit:
            self._go_beyond(span)
        else:
            reader.drawing.open_subgraph(name, title, span)
        if reader.scan.kind == "NEWLINE" and reader.strict and title is not None and end < reader.scan.start:
            raise reader.refuse("no blank may stand behind the title of a subgraph")
        reader.end_statement()

    def _go_beyond(self, span: Span) -> None:
        """Pass over a subgraph that is nested too deep; its nodes belong to the one around it."""
        self._beyond += 1
        if not self._reported:
            self._reported = True
            message = f"subgraphs are nested more than {self._limit} deep"
            self._reader.problems.append(self._reader.problem("nesting-too-deep", span, message))

    def _read_name(self, reader: Reader) -> tuple[str | None, Words | None, int]:
        """The id and the title of a subgraph, and where they end."""
        scan = reader.scan
        word = Span(scan.start, scan.end)
        scan.advance()
        if scan.kind in DONE_KINDS:
            reader.repair(word, "Mermaid asks for a title of a subgraph")
            return None, None, word.end
        first = scan.start
        try:
            return self._read_title(reader)
        except Refused:
            if reader.strict:
                raise
            reader.retreat(first)
            return _read_odd_title(reader, word.end)

    def _read_title(self, reader: Reader) -> tuple[str | None, Words | None, int]:
        """The id and title as Mermaid takes them."""
        scan, text = reader.scan, reader.text
        if scan.kind != "SPACE":
            raise reader.refuse("here a blank must stand")
        scan.advance()
        start = end = scan.start
        quoted = scan.kind in ("STR", "MD_STR")
        markdown = scan.kind == "MD_STR"
        if quoted:
            end = scan.end
            scan.advance()
        while scan.kind in _TITLE_KINDS:
            end = scan.end if scan.kind != "SPACE" or not quoted else end
            scan.advance()
        if end == start:
            raise reader.refuse("here a title must stand")
        words = reader.words(start, end)
        if scan.kind == "[":
            title, _ = read_label(reader)
            flat = scan.kind in ("LINK", "START_LINK") or (scan.kind == "SPACE" and " " in words.text)
            if flat and not reader.strict:
                raise reader.refuse("the title of a subgraph and a statement stand on one line")
            return words.text, title, scan.start
        if scan.kind == "SPACE" or scan.kind not in DONE_KINDS:
            raise reader.refuse("this is no title of a subgraph")
        words = words._replace(kind="markdown" if markdown else "text")
        written = text[start : scan.start if not quoted else end] + _blanks_before_end(reader)
        return self._name_of(reader, words, written), words, words.span.end + (2 if markdown else int(quoted))

    def _name_of(self, reader: Reader, words: Words, written: str) -> str | None:
        """The id that a title gives: none if it holds a blank, as in Mermaid."""
        if not any(sign.isspace() for sign in words.text) and any(sign.isspace() for sign in written):
            if reader.strict:
                return None
            blank = Span(words.span.end, words.span.end + 1)
            reader.repair(blank, "Mermaid takes no id from a title with a blank at its end; it was removed")
            return words.text
        return None if any(sign.isspace() for sign in written) else words.text

    def read_end(self, reader: Reader) -> None:
        """Read `end`."""
        scan = reader.scan
        word = Span(scan.start, scan.start + len("end"))
        scan.advance()
        if self._beyond:
            self._beyond -= 1
        elif reader.drawing.depth:
            reader.drawing.close_subgraph()
        else:
            reader.repair(word, "this `end` ends no subgraph; it was left out")
        reader.keep_findings()

    def read_direction(self, reader: Reader) -> None:
        """Read `direction LR`; Mermaid passes over the rest of the line."""
        scan, text = reader.scan, reader.text
        written = text[scan.start : scan.end]
        if reader.strict:
            named = set(_DIRECTION.findall(written))
            reader.drawing.turn(next(name for name in ("TB", "BT", "RL", "LR", "TD") if name in named))
            scan.advance()
            return
        reader.drawing.turn(written[-2:])
        scan.advance()
        behind = reader.skip_blanks(scan.start)
        if behind < reader.line_end(behind) and not reader.begins_statement(behind) and text[behind] != ";":
            scan.reset(reader.line_end(behind))
        reader.end_statement()

    def close_all(self) -> None:
        """Close what is still open at the end; Mermaid refuses that."""
        reader = self._reader
        count = reader.drawing.depth
        last: Span | None = None
        for _ in range(count):
            span = reader.drawing.close_subgraph()
            last = last or span
        if last is not None:
            reader.begin_statement()
            what = "this subgraph is" if count == 1 else f"{count} subgraphs are"
            reader.repair(last, f"{what} never closed; it was closed at the end")
            reader.keep_findings()


def _blanks_before_end(reader: Reader) -> str:
    """The blanks between a title and the line end behind it: Mermaid counts them to the title."""
    scan = reader.scan
    if scan.kind != "NEWLINE":
        return ""
    return reader.text[scan.start : scan.end].partition("\n")[0].strip("\x00")


def _read_odd_title(reader: Reader, start: int) -> tuple[str | None, Words | None, int]:
    """A title that Mermaid refuses: to the end of the line, or to a statement behind it."""
    first = reader.skip_blanks(start)
    end = reader.line_end(start)
    for gap in _GAP.finditer(reader.text, first, end):
        if gap.group() == ";":
            end = gap.start()
            break
        if gap.end() < end and reader.begins_statement(gap.end()):
            words = reader.words(first, gap.start())
            reader.scan.reset(gap.start())
            return (None if " " in words.text else words.text), words, gap.start()
    words = reader.words(first, end)
    if not words.text:
        raise Refused(Span(start, end), "here a title must stand")
    words = Words(words.text.strip('"'), words.span, "string")
    reader.repair_label(words, "Mermaid refuses this title; it was read as quoted")
    reader.scan.reset(end)
    return None, words, words.span.end
