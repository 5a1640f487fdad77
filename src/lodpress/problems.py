"""Findings as data, how they are shown, and the tree of errors."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from lodpress.codes import CODES, Severity
from lodpress.positions import Position, Source


@dataclass(frozen=True, slots=True)
class Problem:
    """A finding: a code of `lodpress.codes`, what was found, where, and what to do about it.

    `position` is None where the finding concerns the whole of `file`; `related` are the other
    places that the finding rests on. Without a hint of its own it has that of its code.
    """

    code: str
    message: str
    file: str
    position: Position | None = None
    hint: str | None = None
    related: tuple[Position, ...] = ()

    def __post_init__(self) -> None:
        if self.hint is None:
            object.__setattr__(self, "hint", CODES[self.code].hint)

    def __str__(self) -> str:
        return f"{self.position or self.file}: {self.severity.value}[{self.code}]: {self.message}"

    @property
    def severity(self) -> Severity:
        """The severity that the code has."""
        return CODES[self.code].severity

    @property
    def line(self) -> int | None:
        """The 1-based line, None for what concerns the whole file."""
        return self.position.line if self.position else None

    @property
    def sort_key(self) -> tuple[str, int, int, str, str]:
        """Findings in the order of the text; those on a whole file come first."""
        at = self.position
        return (self.file, at.start if at else -1, at.end if at else -1, self.code, self.message)


class LodpressError(Exception):
    """The root of every error that lodpress raises; `hint` says what to do."""

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.hint = hint


class UsageError(LodpressError):
    """A call that cannot be carried out as asked: an unknown name, a value of the wrong type."""


class QuerySyntaxError(UsageError):
    """A query that is not SPARQL 1.1; `line` and `column` say from where on, both 1-based, 0 where that is unknown."""

    def __init__(self, message: str, *, line: int = 0, column: int = 0, hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.line = line
        self.column = column


class SettingsError(UsageError):
    """A settings file or value that cannot be used."""


class InputError(LodpressError):
    """An input that cannot be read; `problems` say where and why."""

    def __init__(self, message: str, *, problems: tuple[Problem, ...] = (), hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.problems = problems


class OutputError(LodpressError):
    """An output that cannot be written; what was there before is untouched."""


class FindingsError(LodpressError):
    """Nothing was published, because errors stand; `problems` holds them, of very many the first thousand."""

    def __init__(self, message: str, *, problems: tuple[Problem, ...] = (), hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.problems = problems


class EngineError(LodpressError):
    """A third-party engine failed; its own exception is the cause."""


class StoreError(LodpressError):
    """A store does not hold what was published; what it lacks or has beside it is told."""


class StoreBusyError(LodpressError):
    """Somebody else is pushing into the store."""


def cell_width(text: str) -> int:
    """The number of terminal cells that `text` takes (Unicode Standard Annex 11)."""
    wide = sum(unicodedata.east_asian_width(c) in "WF" for c in text)
    unseen = sum(unicodedata.category(c) in ("Mn", "Me", "Cf") for c in text)
    return len(text) + wide - unseen


def _excerpt(source: Source, position: Position, width: int) -> tuple[str, str]:
    """The line around the position, cut to `width`, and the carets below it."""
    start, end = source.line_span(position.line)
    left = max(start, position.start - width // 2) if end - start > width else start
    right = min(end, left + width)
    shown = source.text[left:right].replace("\t", " ")
    offset = cell_width(source.text[left : position.start])
    marked = cell_width(source.text[position.start : min(position.end, right)])
    if left > start:
        shown, offset = "…" + shown, offset + 1
    if right < end:
        shown += "…"
    return shown, " " * offset + "^" * max(1, marked)


def render(
    problem: Problem, source: Source | None = None, *, path: str | None = None, width: int = 100
) -> str:
    """The problem as a person reads it: place, line with caret, hint; without colour.

    The excerpt needs `source`; a long line is cut to `width` code points around the place. `path`
    is shown in place of the file's name.
    """
    at = problem.position
    lines = [f"{problem.severity.value}[{problem.code}]: {problem.message}"]
    lines.append(f"  --> {path or problem.file}{f':{at.line}:{at.column}' if at else ''}")
    if source is not None and at is not None and source.text:
        shown, carets = _excerpt(source, at, width)
        gutter = str(at.line)
        lines.append(f"  {gutter} | {shown}")
        lines.append(f"  {' ' * len(gutter)} | {carets}")
    if problem.hint:
        lines.append(f"  hint: {problem.hint}")
    return "\n".join(lines)
