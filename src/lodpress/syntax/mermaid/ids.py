"""Ids of nodes and classes, and what was meant where Mermaid takes none."""

from __future__ import annotations

import re

from lodpress.syntax.mermaid.cursor import BLANK, Reader
from lodpress.syntax.mermaid.drawing import Span, Words
from lodpress.syntax.mermaid.links import find_odd_link
from lodpress.syntax.mermaid.scanner import LINK, SPACES, START_LINK

#: The kinds of token that ids are made of.
ID_KINDS = frozenset(("NODE", "WORD", "DEFAULT", "COMMA", "COLON", "AMP", "BRKT"))
#: The kinds of token that are reserved words.
KEYWORD_KINDS = frozenset(
    "STYLE LINKSTYLE INTERPOLATE CLASSDEF CLASS GRAPH SUBGRAPH TARGET HREF CALL CLICK END DIRECTION".split()
)
_LONG_KEYWORD_KINDS = frozenset(("END", "CLICK", "CALL", "HREF", "DIRECTION"))
_ODD_KINDS = frozenset(("BAD", ">", "DATA", "LINK_ID", "DIRECTION"))
_WORD = re.compile(r"[A-Za-z]+")
_AS_ID = re.compile(rf"[^;:\"{SPACES}]|:::|{BLANK}*(?:{LINK}|{START_LINK})")
_ODD_SHAPE = re.compile(r">[^\[\](){}|\"\n]*\]")


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
    if not reader.strict and scan.kind in _ODD_KINDS:
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
        if not words.text.strip():
            raise reader.refuse("here an id must stand")
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


def is_used_as_id(reader: Reader) -> bool:
    """Whether the keyword that the scanner stands at was meant as a node's id."""
    return _AS_ID.match(reader.text, _keyword_end(reader)) is not None
