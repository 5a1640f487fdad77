"""What needs the whole dataset, sorted and counted on disk, in memory that does not grow with it.

An external merge sort: what was added is held up to a limit, then written sorted to a file without a
name (so that nothing stays behind, however the process ends); every 32 such runs become one.
"""

from __future__ import annotations

import heapq
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from lodpress.problems import UsageError

_FAN = 32  # runs merged at once: open files grow by this many at each power of it
_OVERHEAD = 100  # bytes that Python needs for a held line beside its text
_MEMORY = 1_000_000  # bytes of lines held before they are written: so few that a thousand documents fill them


class SortedLines:
    """Lines, added in any order, that come back sorted by their UTF-8 bytes, each once.

    Needs room in `folder` for what was added and, while runs are merged, for as much again.
    """

    def __init__(self, folder: Path, *, memory: int = _MEMORY) -> None:
        self._folder = folder
        self._memory = memory
        self._held: set[bytes] = set()
        self._size = 0
        self._levels: list[list[IO[bytes]]] = []

    def add(self, lines: Iterable[str]) -> None:
        """Takes lines without line ends; raises OSError where the folder cannot hold them."""
        for line in lines:
            encoded = line.encode()
            if encoded in self._held:
                continue
            if b"\n" in encoded:
                raise UsageError(f"a line end inside a line: {line!r}")
            self._held.add(encoded)
            self._size += len(encoded) + _OVERHEAD
            if self._size > self._memory:
                self._spill()

    def drain(self) -> Iterator[str]:
        """Yields what was added so far, sorted, each line once; what is added later is a new collection."""
        self._spill()
        levels, self._levels = self._levels, []
        runs = [run for level in levels for run in level]
        try:
            for line in _merge(runs):
                yield line.decode()
        finally:
            _close(runs)

    def close(self) -> None:
        """Forgets everything and gives the disk back."""
        _close([run for level in self._levels for run in level])
        self._levels = []
        self._held = set()
        self._size = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _spill(self) -> None:
        held, self._held, self._size = self._held, set(), 0
        if held:
            self._keep(self._write(sorted(held)), 0)

    def _keep(self, run: IO[bytes], level: int) -> None:
        if level == len(self._levels):
            self._levels.append([])
        runs = self._levels[level]
        runs.append(run)
        if len(runs) == _FAN:
            merged = self._write(_merge(runs))
            _close(runs)
            runs.clear()
            self._keep(merged, level + 1)

    def _write(self, lines: Iterable[bytes]) -> IO[bytes]:
        """A run of the sorted lines, rewound."""
        run = tempfile.TemporaryFile(dir=self._folder)  # noqa: SIM115 - closed by `close` or `drain`
        try:
            run.writelines(line + b"\n" for line in lines)
            run.seek(0)
        except BaseException:
            _close([run])
            raise
        return run


@dataclass(frozen=True, slots=True)
class Count:
    """How many keys a group was given, and how many of them differ."""

    times: int
    distinct: int


class DistinctCounts:
    """Counts of keys by group: exact while no two keys share a 128-bit BLAKE2 hash.

    The groups are held in memory (the properties or classes of a vocabulary), the keys are not.
    Without groups to tell apart, give one group for all.
    """

    def __init__(self, folder: Path, *, memory: int = _MEMORY) -> None:
        self._lines = SortedLines(folder, memory=memory)
        self._groups: dict[str, int] = {}
        self._times: Counter[str] = Counter()

    def add(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Takes pairs of a group and a key; raises OSError where the folder cannot hold them."""
        self._lines.add(self._record(group, key) for group, key in pairs)

    def drain(self) -> dict[str, Count]:
        """The counts of what was added so far, by group in the order of its name; then starts anew."""
        names = list(self._groups)
        distinct = Counter(names[int(line[:-32])] for line in self._lines.drain())
        counts = {name: Count(self._times[name], distinct[name]) for name in sorted(names)}
        self.close()
        return counts

    def close(self) -> None:
        """Forgets everything and gives the disk back."""
        self._lines.close()
        self._groups = {}
        self._times = Counter()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _record(self, group: str, key: str) -> str:
        self._times[group] += 1
        number = self._groups.setdefault(group, len(self._groups))
        return f"{number}{blake2b(key.encode(), digest_size=16).hexdigest()}"


def _merge(runs: list[IO[bytes]]) -> Iterator[bytes]:
    """Yields the lines of sorted runs in order, each once and without its end.

    The ends go before lines are compared: a line end is greater than a tab, the end of a line is not.
    """
    previous = None
    for line in heapq.merge(*map(_bare, runs)):
        if line != previous:
            yield line
            previous = line


def _bare(run: IO[bytes]) -> Iterator[bytes]:
    return (line[:-1] for line in run)


def _close(runs: Iterable[IO[bytes]]) -> None:
    for run in runs:
        run.close()
