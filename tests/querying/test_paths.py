"""Paths of any length between two ideas, as a reader of the drawing would trace them."""

from __future__ import annotations

from itertools import pairwise, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from query_cases import ENGINES, engine

from lodpress.engines.oxigraph_sparql import SparqlStore
from lodpress.problems import UsageError
from lodpress.querying.paths import paths
from lodpress.terms import CG


def _numbers(found: list[tuple[str, ...]]) -> list[list[int]]:
    return [[int(node.rsplit("/", 1)[1]) for node in path] for path in found]


def _drawn(lines: set[tuple[int, int]]) -> SparqlStore:
    return SparqlStore(triples=[(f"<urn:{a}>", f"<{CG}linksTo>", f"<urn:{b}>") for a, b in sorted(lines)])


@given(
    st.sets(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=18),
    st.integers(0, 5),
    st.integers(0, 5),
    st.integers(1, 6),
)
@settings(max_examples=150, deadline=None)
def test_the_paths_are_those_that_trying_every_order_finds(
    lines: set[tuple[int, int]], start: int, end: int, longest: int
) -> None:
    """Every simple path, each once, short ones first."""
    expected = [
        tuple(f"urn:{node}" for node in order)
        for length in range(2, longest + 2)
        for order in permutations(range(6), length)
        if (order[0], order[-1]) == (start, end) and all(pair in lines for pair in pairwise(order))
    ]
    assert list(paths(_drawn(lines), f"urn:{start}", f"urn:{end}", longest=longest)) == expected


@pytest.mark.parametrize("kind", ENGINES)
def test_ideas_are_named_by_label_or_number(kind: str) -> None:
    """Both engines find the paths that the drawing has."""
    data = engine(kind, "giving-rivers-room")
    by_number = _numbers(list(paths(data, 7, 8, longest=12)))
    assert by_number
    assert all(path[0] == 7 and path[-1] == 8 for path in by_number)
    assert [len(path) for path in by_number] == sorted(len(path) for path in by_number)


def test_a_long_path_is_found_without_walking_dead_ends() -> None:
    """A chain of two thousand nodes with a thicket beside it that leads nowhere."""
    chain = {(n, n + 1) for n in range(2000)}
    thicket = {(n, m) for n in range(9000, 9040) for m in range(9000, 9040) if n != m}
    data = _drawn(chain | thicket | {(0, 9000)})
    assert [len(path) for path in paths(data, "urn:0", "urn:2000", longest=2000)] == [2001]


def test_a_path_needs_a_line() -> None:
    """Less than one is a mistake."""
    with pytest.raises(UsageError, match="at least one line"):
        list(paths(_drawn({(0, 1)}), "urn:0", "urn:1", longest=0))
