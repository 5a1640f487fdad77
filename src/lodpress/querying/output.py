"""Answers as text: the names of the formats, a table for people, N-Triples."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from lodpress.problems import UsageError, cell_width
from lodpress.querying.answers import Description, Solutions, plain
from lodpress.suggestions import nearest
from lodpress.terms import PREFIXES, XSD

#: The formats of rows that need all of them, those that are written as the rows come, and those of graphs.
ROW_FORMATS = ("table", "markdown", "html", "csv", "tsv", "json", "xml")
STREAMED_FORMATS = ("csv", "tsv", "json", "xml")
GRAPH_FORMATS = ("turtle", "nt", "jsonld")

_LOCAL = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_NUMBERS = tuple(XSD + name for name in ("integer", "decimal", "double", "float"))
_GAP = "  "
_NARROWEST = 8


def shortened(term: str, base: str = "") -> str:
    """The term as a table shows it: IRIs with a known prefix or relative to the base, literals as their text."""
    if not term.startswith("<"):
        return plain(term)
    text = term[1:-1]
    if base and text.startswith(base) and len(text) > len(base):
        return text[len(base) :]
    for prefix, namespace in PREFIXES.items():
        if text.startswith(namespace) and _LOCAL.fullmatch(text, len(namespace)):
            return f"{prefix}:{text[len(namespace) :]}"
    return text


def checked_format(name: str, *, rows: bool) -> str:
    """The format's name; raises UsageError where it cannot hold rows, or a graph."""
    known = ROW_FORMATS if rows else GRAPH_FORMATS
    if name in known:
        return name
    if name in ROW_FORMATS + GRAPH_FORMATS:
        what = "rows" if rows else "a graph"
        hint = "one of " + ", ".join(f"`{known_name}`" for known_name in known)
        raise UsageError(f"the query answers with {what}, which `{name}` cannot hold", hint=hint)
    raise UsageError(f"there is no format `{name}`", hint=nearest(name, known))


def ntriples(description: Description) -> str:
    """The graph as N-Triples, sorted."""
    return "".join(f"{s} {p} {o} .\n" for s, p, o in description.triples)


def table(solutions: Solutions, *, base: str = "", width: int = 100) -> str:
    """The solutions as an aligned table of at most `width` cells, each line ended by LF.

    Wide text is wrapped; numbers stand to the right. Columns stay at least eight cells wide, so that
    a table of many columns may be wider.
    """
    columns = [_column(solutions, place, base) for place in range(len(solutions.variables))]
    widths = _widths([max(map(cell_width, [*_words(column), ""])) for column in columns],
                     [max(map(cell_width, column)) for column in columns], width)  # fmt: skip
    right = [is_numeric(solutions, place) for place in range(len(columns))]
    lines = []
    for row in zip(*columns, strict=True):
        lines += _row_lines(row, widths, right)
        if len(lines) == 1:
            lines.append(_GAP.join("-" * size for size in widths))
    return "".join(line.rstrip() + "\n" for line in lines)


def _column(solutions: Solutions, place: int, base: str) -> list[str]:
    shown = ["" if row[place] is None else shortened(str(row[place]), base) for row in solutions.rows]
    return [solutions.variables[place], *(visible(text) for text in shown)]


def visible(text: str) -> str:
    """The text with its control characters, which could move a terminal's cursor, as blanks."""
    return "".join(
        " " if unicodedata.category(character) in ("Cc", "Zl", "Zp") else character for character in text
    )


def _words(column: Iterable[str]) -> list[str]:
    return [word for text in column for word in text.split()]


def is_numeric(solutions: Solutions, place: int) -> bool:
    """Whether the column holds numbers and nothing else."""
    terms = [row[place] for row in solutions.rows if row[place] is not None]
    return bool(terms) and all(
        str(term).endswith(tuple(f"^^<{kind}>" for kind in _NUMBERS)) for term in terms
    )


def _widths(longest_words: Sequence[int], natural: Sequence[int], total: int) -> list[int]:
    """Column widths: the natural ones, the widest narrowed until the table fits.

    No column gets narrower than its longest word while another can give way.
    """
    widths = list(natural)
    room = total - len(_GAP) * (len(widths) - 1)
    for floors in ([max(word, _NARROWEST) for word in longest_words], [_NARROWEST] * len(widths)):
        while sum(widths) > room:
            place = max(range(len(widths)), key=lambda i: (widths[i] > floors[i], widths[i], i))
            if widths[place] <= floors[place]:
                break
            widths[place] -= 1
    return widths


def _row_lines(row: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> list[str]:
    cells = [wrapped(text, size) for text, size in zip(row, widths, strict=True)]
    height = max(map(len, cells), default=1)
    lines = []
    for number in range(height):
        parts = [cell[number] if number < len(cell) else "" for cell in cells]
        padded = [
            _padded(part, size, at_end) for part, size, at_end in zip(parts, widths, right, strict=True)
        ]
        lines.append(_GAP.join(padded))
    return lines


def _padded(text: str, size: int, at_end: bool) -> str:
    blanks = " " * max(0, size - cell_width(text))
    return blanks + text if at_end else text + blanks


def wrapped(text: str, size: int) -> list[str]:
    """The text in lines of at most `size` terminal cells, broken at blanks, and inside words only where it must be."""
    lines = [""]
    for word in text.split():
        pieces = _pieces(word, size)
        if lines[-1] and cell_width(lines[-1]) + 1 + cell_width(pieces[0]) <= size:
            lines[-1] += " " + pieces[0]
        elif lines[-1]:
            lines.append(pieces[0])
        else:
            lines[-1] = pieces[0]
        lines += pieces[1:]
    return lines


def _pieces(word: str, size: int) -> list[str]:
    pieces = [""]
    for character in word:
        if pieces[-1] and cell_width(pieces[-1] + character) > size:
            pieces.append("")
        pieces[-1] += character
    return pieces
