"""What differs between two sides, found by reading both once in the same order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from lodpress.stores.comparison.sides import Graph

#: Where a statement stands: in the first side alone, in the second alone, in both.
Where = Literal["-", "+", "="]
#: A graph's IRI (empty where all is one graph), a statement, and where it stands.
Step = tuple[str, str, Where]

_DOCUMENT_GRAPH = re.compile(r"(.+)/graph/(?:asserted|inferred|links)")


def document_of_graph(graph: str) -> str:
    """The document that a graph is of, empty where it is of none.

    >>> document_of_graph("https://example.org/tides/graph/inferred")
    'https://example.org/tides'
    """
    found = _DOCUMENT_GRAPH.fullmatch(graph)
    return found[1] if found else ""


@dataclass(frozen=True, slots=True)
class Totals:
    """How many triples each side has alone and both have, and how many graphs were read and differ."""

    removed: int
    added: int
    same: int
    graphs: int
    graphs_changed: int


class Comparison:
    """Both sides as steps, in the order of graphs and statements; `totals` are known when all were taken.

    Graphs whose bytes are equal are not read, but where another graph of their document differs and
    `names` is wanted: what a thing is called may stand there.
    """

    def __init__(self, a: Iterable[Graph], b: Iterable[Graph], *, names: bool = False) -> None:
        self._a = a
        self._b = b
        self._names = names
        self._counts: dict[Where, int] = {"-": 0, "+": 0, "=": 0}
        self._graphs = 0
        self._changed = 0

    @property
    def totals(self) -> Totals:
        """The counts of what was taken so far."""
        removed, added, same = self._counts.values()
        return Totals(removed, added, same, self._graphs, self._changed)

    def __iter__(self) -> Iterator[Step]:
        document, unread, differs = "", list[tuple[Graph, Graph]](), False
        for name, one, other in _paired(self._a, self._b):
            self._graphs += 1
            if not document or document_of_graph(name) != document:
                document, unread, differs = document_of_graph(name), [], False
            if one and other and _same_bytes(one, other):
                self._counts["="] += one.size
                unread.append((one, other))
            else:
                changed = self._changed
                yield from self._read(name, one, other)
                differs |= self._changed > changed
            if differs and self._names:
                for pair in unread:
                    yield from _steps(pair[0].name, *pair)
                unread = []

    def _read(self, name: str, one: Graph | None, other: Graph | None) -> Iterator[Step]:
        differs = False
        for step in _steps(name, one, other):
            self._counts[step[2]] += 1
            differs |= step[2] != "="
            yield step
        self._changed += differs


def _same_bytes(one: Graph, other: Graph) -> bool:
    return (
        one.raw is not None and other.raw is not None and one.size == other.size and one.raw() == other.raw()
    )


def _paired(a: Iterable[Graph], b: Iterable[Graph]) -> Iterator[tuple[str, Graph | None, Graph | None]]:
    """Yields the graphs of both sides by name, with None where a side has none of that name."""
    rest, others = iter(a), iter(b)
    one, other = next(rest, None), next(others, None)
    while one or other:
        name = min(graph.name for graph in (one, other) if graph)
        left = one if one and one.name == name else None
        right = other if other and other.name == name else None
        yield name, left, right
        # only now: a graph is read before the next of its side is taken
        one = next(rest, None) if left else one
        other = next(others, None) if right else other


def _steps(name: str, one: Graph | None, other: Graph | None) -> Iterator[Step]:
    ours = one.statements() if one else iter(())
    theirs = other.statements() if other else iter(())
    mine, yours = next(ours, None), next(theirs, None)
    while mine is not None or yours is not None:
        if yours is None or (mine is not None and mine < yours):
            assert mine is not None  # one of the two is there
            yield name, mine, "-"
            mine = next(ours, None)
        elif mine is None or yours < mine:
            yield name, yours, "+"
            yours = next(theirs, None)
        else:
            yield name, mine, "="
            mine, yours = next(ours, None), next(theirs, None)
