"""Where something stands in a source text: the text, its lines, and spans in code points."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A span of a source file.

    `line` and `column` are 1-based and count code points; `start` and `end` are 0-based
    code-point offsets into the text as decoded (no byte order mark, line ends as LF), `end`
    exclusive.
    """

    file: str
    line: int
    column: int
    start: int
    end: int
    end_line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Source:
    """A decoded source text that knows its lines.

    >>> Source("a.txt", "one\\ntwo").position(4, 7)
    Position(file='a.txt', line=2, column=1, start=4, end=7, end_line=2)
    """

    name: str
    text: str = field(repr=False)
    _line_starts: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        starts = [0]
        find = self.text.find
        at = find("\n")
        while at >= 0:
            starts.append(at + 1)
            at = find("\n", at + 1)
        object.__setattr__(self, "_line_starts", tuple(starts))

    def position(self, start: int, end: int) -> Position:
        """The position of `text[start:end]`; a span never ends before it starts."""
        end = max(start, end)
        line = bisect_right(self._line_starts, start)
        last = bisect_right(self._line_starts, max(start, end - 1))
        return Position(self.name, line, start - self._line_starts[line - 1] + 1, start, end, last)

    @property
    def line_count(self) -> int:
        """The number of lines; a last line without content does not count."""
        count = len(self._line_starts)
        return count - 1 if self._line_starts[-1] == len(self.text) else count

    def line_span(self, line: int) -> tuple[int, int]:
        """The offsets of 1-based `line`, without its line end."""
        start = self._line_starts[line - 1]
        end = self._line_starts[line] - 1 if line < len(self._line_starts) else len(self.text)
        return start, end

    def line_text(self, line: int) -> str:
        """The text of 1-based `line`, without its line end."""
        start, end = self.line_span(line)
        return self.text[start:end]
