"""The lines between nodes: what a written arrow says of stroke, heads and length."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lodpress.diagram import Head, Stroke

_LONGEST = 10
_HEADS: dict[str, Head] = {">": "arrow", "<": "arrow", "x": "cross", "o": "circle"}
_STROKES: dict[str, Stroke] = {"=": "thick", "~": "invisible"}


@dataclass(frozen=True, slots=True)
class Link:
    """How a line is drawn."""

    stroke: Stroke
    start_head: Head | None
    end_head: Head | None
    length: int


def read_link(written: str) -> Link:
    """The line that an arrow such as `-.->` draws.

    As in Mermaid, a head at the start counts only where the end has the same.
    """
    end_head = _HEADS.get(written[-1])
    body = written[:-1]
    same = end_head is not None and _HEADS.get(written[0]) == end_head
    body = body[1:] if same else body
    dots = body.count(".")
    stroke = "dotted" if dots else _STROKES.get(body[0], "normal")
    return Link(stroke, end_head if same else None, end_head, min(dots or len(body) - 1, _LONGEST))


def read_split_link(opening: str, closing: str) -> Link:
    """The line that two halves with a text between them draw, such as `<-- text -->`."""
    end = read_link(closing)
    return Link(end.stroke, _HEADS.get(opening[0]), end.end_head, end.length)


#: Arrows that Mermaid refuses, and the arrow that a person means by them.
_ODD_LINKS: tuple[tuple[str, str], ...] = (
    (r"[<←]-{1,2}[>→]|↔|⟷", "<-->"),
    (r"-\.+-{2,}>|\.{2,}>|-\.+>", "-.->"),
    (r"-\.+-{2,}", "-.-"),
    (r"={1,2}>{1,2}|[⇒⟹]", "==>"),
    (r"-{1,3}>{1,2}|[→➔➜➝➞⟶]|[–—]+>|-[–—]+>", "-->"),
    (r"←|<-{1,2}|⟵", "<--"),
    (r"-{2,3}|[–—]{1,2}", "---"),
    (r"~~", "~~~"),
)
_ODD_LINK = re.compile("|".join(f"({pattern})" for pattern, _ in _ODD_LINKS))


def find_odd_link(text: str, at: int, limit: int) -> tuple[Link, int, str] | None:
    """The line meant by an arrow at `at` that Mermaid refuses, where it ends, and how to write it."""
    match = _ODD_LINK.match(text, at, limit)
    if match is None or match.lastindex is None:
        return None
    meant = _ODD_LINKS[match.lastindex - 1][1]
    if meant == "<--":
        return Link("normal", "arrow", None, 1), match.end(), meant
    return read_link(meant), match.end(), meant
