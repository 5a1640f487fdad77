"""The processes that the tests of `spill` start: they measure their memory, or run out of disk."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

from lodpress.spill import DistinctCounts, SortedLines


def peak(folder: Path, kind: str, number: int) -> None:
    """Adds keys of which each stands twice, far apart; prints the peak memory of the process in kilobytes."""
    keys = (f"<https://example.org/document/{i % (number // 2)}/idea/1>" for i in range(number))
    if kind == "lines":
        with SortedLines(folder, memory=4_000_000) as lines:
            lines.add(keys)
            count = sum(1 for _ in lines.drain())
    else:
        with DistinctCounts(folder, memory=4_000_000) as counts:
            counts.add(("", key) for key in keys)
            count = counts.drain()[""].distinct
    if count != number // 2:
        raise ValueError(count)
    sys.stdout.write(str(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss))


def full(folder: Path, number: int) -> None:
    """Sorts on a file system of one megabyte, made for this process; prints the error."""
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder], check=True)
    with SortedLines(folder, memory=200_000) as lines:
        try:
            lines.add(f"<https://example.org/document/{i}>" for i in range(number))
        except OSError as error:
            sys.stdout.write(f"{error.strerror}\n")
    free = os.statvfs(folder)
    sys.stdout.write(f"{free.f_bfree * free.f_frsize}\n")


if __name__ == "__main__":
    command, place, *rest = sys.argv[1:]
    if command == "full":
        full(Path(place), int(rest[0]))
    else:
        peak(Path(place), command, int(rest[0]))
