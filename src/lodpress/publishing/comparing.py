"""What two places hold, side by side: releases, RDF files, stores in folders and at addresses."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Set
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from lodpress.problems import InputError, UsageError
from lodpress.querying import is_store
from lodpress.spill import SortedLines
from lodpress.stores import Kind, Publication, Store
from lodpress.stores.comparison.difference import Comparison
from lodpress.stores.comparison.sides import AsStored, FileSide, Graph, ReleaseSide, Side, StoreSide, as_one
from lodpress.stores.rewriting.terms import StoreLossError, stored_triple
from lodpress.triples import Triple

#: Opens the store at an address or in a folder.
OpenStore = Callable[[str], Store]

_INDEX, _QUADS = "GRAPHS", "dataset.nq"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What is compared: these named graphs, or all; with `everything` a store's graphs of other datasets too.

    With `names` the things that changed can be told by what they are called.
    """

    graphs: frozenset[str] = frozenset()
    everything: bool = False
    names: bool = False


@dataclass(frozen=True, slots=True)
class Compared:
    """A comparison, and how many graphs a store has outside `base`, which are left out.

    `unseen` are the wanted graphs of which none was found so far.
    """

    comparison: Comparison
    base: str
    left_out: int
    unseen: Set[str]

    def check(self) -> None:
        """Raises InputError, once all is compared, where a wanted graph is on neither side."""
        for graph in sorted(self.unseen):
            raise InputError(f"neither side has a graph <{graph}>")


def is_address(place: str) -> bool:
    """Whether a place is that of a server, rather than a path."""
    return place.lower().startswith(("http:", "https:"))


@contextmanager
def compared(
    places: tuple[str, str], folder: Path, open_store: OpenStore, scope: Scope
) -> Iterator[Compared]:
    """Two places, graph by graph where both have named graphs, else all graphs of each as one.

    What a store is known to make of the other side's terms is no difference. Sorts in `folder`. Raises
    InputError, UsageError and EngineError for a place that cannot be read.
    """
    with ExitStack() as stack:
        sides = _sides(places, folder, open_store, stack)
        base, left_out = "", 0
        if not scope.everything:
            base, left_out = _left_out(sides)
        by_graph = all(side.has_named_graphs for side in sides)
        graphs: list[Iterable[Graph]] = []
        unseen = set(scope.graphs)
        for side in sides:
            kept = _kept(side.graphs() if by_graph else side.everything(), side, scope, base)
            kept = _seen(kept, unseen)
            if not by_graph:
                kept = as_one(kept, stack.enter_context(SortedLines(folder)))
            graphs.append(kept)
        yield Compared(Comparison(graphs[0], graphs[1], names=scope.names), base, left_out, unseen)


def _sides(places: tuple[str, str], folder: Path, open_store: OpenStore, stack: ExitStack) -> list[Side]:
    stores = [open_store(place) if is_address(place) or is_store(Path(place)) else None for place in places]
    sides: list[Side] = []
    for place, own, other in zip(places, stores, reversed(stores), strict=True):
        if own:
            sides.append(StoreSide(own))
        else:
            sides.append(_of_path(Path(place), folder, _as_stored(other.kind) if other else None))
        stack.callback(sides[-1].close)
    return sides


def _of_path(path: Path, folder: Path, as_stored: AsStored | None) -> Side:
    if not path.is_dir():
        if not path.exists():
            raise InputError(f"there is no file or folder `{path}`")
        return FileSide(path, folder, as_stored)
    if (path / _INDEX).is_file():
        return ReleaseSide(Publication(path), folder, as_stored)
    if not (path / _QUADS).is_file():
        raise UsageError(f"the folder `{path}` is neither a release nor a store: it has no {_QUADS}",
                         hint="`lodpress build` makes a release")  # fmt: skip
    return FileSide(path / _QUADS, folder, as_stored)


def _as_stored(kind: Kind) -> AsStored:
    """What a store of that kind makes of a triple; what it would damage is left as it is, and so is a difference."""

    def stored(triple: Triple) -> Triple:
        try:
            return stored_triple(triple, kind)
        except StoreLossError:
            return triple

    return stored


def _left_out(sides: list[Side]) -> tuple[str, int]:
    """Where a release is beside a store: its base, and how many graphs the store has outside it."""
    stores = [side for side in sides if isinstance(side, StoreSide)]
    bases = [side.base for side in sides if isinstance(side, ReleaseSide)]
    if len(stores) != 1 or len(bases) != 1:
        return "", 0
    return bases[0], sum(not name.startswith(bases[0]) for name in stores[0].names)


def _kept(graphs: Iterable[Graph], side: Side, scope: Scope, base: str) -> Iterator[Graph]:
    for graph in graphs:
        if graph.name:
            wanted = graph.name in scope.graphs if scope.graphs else graph.name.startswith(base)
        else:
            wanted = not (scope.graphs and side.has_named_graphs)
        if wanted:
            yield graph


def _seen(graphs: Iterable[Graph], unseen: set[str]) -> Iterator[Graph]:
    """Yields the graphs, and takes each out of those that nobody has seen."""
    for graph in graphs:
        unseen.discard(graph.name)
        yield graph
