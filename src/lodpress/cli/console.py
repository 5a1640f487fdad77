"""What is said on standard error: findings, errors and progress, in colour where that is wanted."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TextIO

import click

from lodpress.codes import Severity
from lodpress.positions import Source
from lodpress.problems import Problem, render

if TYPE_CHECKING:
    from lodpress.publishing import Findings, OnFindings

_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}


@dataclass(frozen=True, slots=True)
class Console:
    """Standard error: `coloured` as the environment wants it; `least` is the severity shown even when quiet."""

    coloured: bool
    on_terminal: bool
    quiet: bool = False
    verbose: bool = False
    least: Severity = Severity.ERROR

    @classmethod
    def of_environment(cls, environment: Mapping[str, str]) -> Console:
        """Colour only on a terminal, and never with NO_COLOR or a dumb one."""
        terminal = sys.stderr is not None and sys.stderr.isatty()  # None where the caller closed it
        plain = bool(environment.get("NO_COLOR")) or environment.get("TERM") == "dumb"
        return cls(terminal and not plain, terminal)

    def with_levels(self, *, quiet: bool, verbose: bool, least: Severity) -> Console:
        """The console saying less or more; what makes a command fail is said in any case."""
        return replace(self, quiet=quiet, verbose=verbose, least=least)

    def _styled(self, text: str, colour: str) -> str:
        return click.style(text, fg=colour, bold=True) if self.coloured else text

    def say(self, text: str) -> None:
        """A plain line, unless all is to be quiet."""
        if not self.quiet:
            _write(text)

    def detail(self, text: str) -> None:
        """A line for those who asked for more."""
        if self.verbose:
            _write(text)

    def error(self, message: str, hint: str | None) -> None:
        """An error that ends the command; it is said even when all is to be quiet."""
        _write(f"{self._styled('error', 'red')}: {message}")
        if hint:
            _write(f"  hint: {hint}")

    def problems(self, problems: Sequence[Problem], source: Source | None, path: str | None) -> None:
        """The findings, in order; when quiet, those alone that make the command fail."""
        order = list(Severity)
        for problem in problems:
            if self.quiet and order.index(problem.severity) > order.index(self.least):
                continue
            text = render(problem, source, path=path)
            head, _, rest = text.partition(": ")
            _write(f"{self._styled(head, _COLOURS[problem.severity])}: {rest}")

    @contextmanager
    def progress(self, label: str, total: int) -> Iterator[Callable[[], None]]:
        """A function to call after each document; it draws a bar on a terminal when the work is long."""
        if self.quiet or not self.on_terminal or total < 50:
            yield lambda: None
            return
        from rich.console import Console as RichConsole  # noqa: PLC0415 - only where a bar is drawn
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415

        drawn = RichConsole(stderr=True, no_color=not self.coloured)
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        # standard output may lead into a file: only what goes to the terminal of the bar is its own
        with Progress(*columns, console=drawn, transient=True, redirect_stdout=False) as progress:
            task = progress.add_task(label, total=total)
            yield lambda: progress.advance(task)


def _write(text: str) -> None:
    """Says a line; where nobody can hear it the work goes on, as its release does not hang on the words."""
    try:
        click.echo(text, err=True)
    except OSError:
        forget(sys.stderr)


def forget(stream: TextIO) -> None:
    """Lets what is still to be written go nowhere, so that Python does not try again, and fail, when it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def counted(counts: Mapping[Severity, int]) -> str:
    """The counts of findings in words."""
    names = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
    parts = [f"{n} {names[s]}{'' if n == 1 else 's'}" for s in Severity if (n := counts[s])]
    return ", ".join(parts) or "no findings"


def several(number: int, noun: str) -> str:
    """The number and its noun.

    >>> several(1, "graph"), several(2000, "graph")
    ('1 graph', '2,000 graphs')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def teller(console: Console) -> OnFindings:
    """What shows each document's findings on the console as they come, and for those who asked for more each document."""

    def tell(findings: Findings) -> None:
        path = findings.document.path if findings.document else None
        console.problems(findings.problems, findings.source, path)
        if path:
            console.detail(f"read {path}: {counted(Counter(one.severity for one in findings.problems))}")

    return tell
