"""Claims about `lodpress.spill`: exact, sorted, flat in memory, nothing left behind."""

from __future__ import annotations

import random
import subprocess
import sys
from collections import Counter, defaultdict
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from serialization import conftest as file_systems

from lodpress.problems import UsageError
from lodpress.spill import Count, DistinctCounts, SortedLines

namespace = file_systems.namespace  # a file system of its own, offered here as well
CHILD = Path(__file__).with_name("spill_child.py")
LINES = st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\n"), max_size=4), max_size=60)


def _keys(number: int) -> list[str]:
    """Keys in a fixed disorder, many of them twice or more."""
    chosen = random.Random(7)
    return [f"<https://example.org/idea/{chosen.randrange(number // 2)}>" for _ in range(number)]


@pytest.mark.parametrize("memory", [100_000, 16_000_000], ids=["many runs", "few runs"])
def test_lines_come_back_sorted_and_each_once(tmp_path: Path, memory: int) -> None:
    """200,000 lines against Python's own sort of a set, whether or not runs have to be merged twice."""
    keys = _keys(200_000)
    with SortedLines(tmp_path, memory=memory) as lines:
        lines.add(keys)
        assert list(lines.drain()) == sorted(set(keys))


@given(LINES)
def test_the_order_is_that_of_the_bytes(tmp_path_factory: pytest.TempPathFactory, added: list[str]) -> None:
    """Control characters below the line end, the empty line and all of Unicode, a run for every line."""
    with SortedLines(tmp_path_factory.getbasetemp(), memory=0) as lines:
        lines.add(added)
        assert [line.encode() for line in lines.drain()] == sorted({line.encode() for line in added})


def test_a_drained_collection_starts_anew(tmp_path: Path) -> None:
    """What was given out is not given out again, and what is added meanwhile waits for its turn."""
    with SortedLines(tmp_path) as lines:
        lines.add(["b", "a"])
        drained = lines.drain()
        first = next(drained)
        lines.add(["c"])
        assert [first, *drained] == ["a", "b"]
        assert list(lines.drain()) == ["c"]
        assert list(lines.drain()) == []


def test_a_line_end_inside_a_line_is_refused(tmp_path: Path) -> None:
    """It would come back as two lines."""
    with SortedLines(tmp_path) as lines, pytest.raises(UsageError, match="line end"):
        lines.add(["a\nb"])


def test_keys_are_counted_exactly_by_group(tmp_path: Path) -> None:
    """200,000 pairs against Python's sets; one group's name is the beginning of another's."""
    chosen = random.Random(11)
    pairs = [(f"p{chosen.randrange(12)}", key) for key in _keys(200_000)]
    sets: defaultdict[str, set[str]] = defaultdict(set)
    for group, key in pairs:
        sets[group].add(key)
    times = Counter(group for group, _ in pairs)
    with DistinctCounts(tmp_path, memory=1_000_000) as counts:
        counts.add(pairs)
        drained = counts.drain()
    assert drained == {group: Count(times[group], len(keys)) for group, keys in sets.items()}
    assert list(drained) == sorted(sets)


def test_counts_of_several_additions_are_of_all_of_them(tmp_path: Path) -> None:
    """A key of two documents counts twice as a mention and once as a key; a drain starts anew."""
    with DistinctCounts(tmp_path) as counts:
        counts.add([("Idea", "a"), ("Idea", "b")])
        counts.add([("Idea", "a"), ("Theme", "a")])
        assert counts.drain() == {"Idea": Count(3, 2), "Theme": Count(1, 1)}
        assert counts.drain() == {}


def test_nothing_has_a_name_in_the_folder(tmp_path: Path) -> None:
    """The files have no names, so that not even a killed process leaves one behind."""
    with SortedLines(tmp_path, memory=1_000) as lines:
        lines.add(_keys(1_000))
        assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_reported_and_given_back(tmp_path: Path, namespace: tuple[str, ...]) -> None:
    """A real file system of one megabyte: the system's own error, and all of the space free again."""
    command = [*namespace, sys.executable, str(CHILD), "full", str(tmp_path), "100000"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    error, free = done.stdout.splitlines()
    assert error == "No space left on device"
    assert int(free) == 1 << 20


def test_a_missing_folder_is_an_error(tmp_path: Path) -> None:
    """The folder is the caller's to make."""
    with SortedLines(tmp_path / "none", memory=0) as lines, pytest.raises(FileNotFoundError):
        lines.add(["a"])


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["lines", "counts"])
def test_memory_does_not_grow_with_the_number_of_keys(tmp_path: Path, kind: str) -> None:
    """Four times as many keys, a sixteenth more memory at most: the peak of whole processes."""
    peaks = []
    for number in (400_000, 1_600_000):
        command = [sys.executable, str(CHILD), kind, str(tmp_path), str(number)]
        peaks.append(int(subprocess.run(command, capture_output=True, text=True, check=True).stdout))
    assert peaks[1] < peaks[0] * 1.0625
