"""What is compared: the graphs of a store, of a release and of an RDF file, one at a time and sorted."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain, groupby
from pathlib import Path
from typing import Protocol

from lodpress.engines.oxigraph import read_quads
from lodpress.problems import InputError
from lodpress.spill import SortedLines
from lodpress.stores.blank_nodes import has_blank_node, labelled, renamed
from lodpress.stores.ledger import is_bookkeeping
from lodpress.stores.publication import Publication, PublishedGraph
from lodpress.triples import Triple, from_statements, statement

#: What a store makes of a triple.
AsStored = Callable[[Triple], Triple]

#: The graph in which a store keeps what was pushed there, by how its IRI ends.
PUSH_GRAPH = "/dataset/graph/push"
_CLAIMS = f"{PUSH_GRAPH}/claim"

_MEMORY = 32_000_000  # bytes of lines that are sorted at once


class ReadableStore(Protocol):
    """A triple store that is read and never written."""

    @property
    def name(self) -> str:
        """The store in a message."""

    def graph_names(self) -> Iterator[str]:
        """Yields the IRIs of the named graphs, sorted."""

    def read(self, graph: str | None) -> list[Triple]:
        """The triples of a named graph, of the default graph for None; none where it is absent."""


@dataclass(frozen=True, slots=True)
class Graph:
    """A graph by its IRI, empty for the default graph: `statements` gives them sorted, each once.

    `raw` are its bytes where they stand in a file: equal bytes are equal graphs, of `size` triples.
    """

    name: str
    statements: Callable[[], Iterator[str]]
    raw: Callable[[], bytes] | None = None
    size: int = 0


class Side(Protocol):
    """One of the two that are compared; its graphs may be asked for once."""

    name: str
    #: Whether it has named graphs, or nothing at all: such sides are compared graph by graph.
    has_named_graphs: bool

    def graphs(self) -> Iterator[Graph]:
        """Yields the graphs in the order of their IRIs, each to be read before the next is taken."""

    def everything(self) -> Iterator[Graph]:
        """Yields the graphs as `graphs`, and the default graph of a store too."""

    def close(self) -> None:
        """Gives the disk back."""


def is_of_pushes(graph: str) -> bool:
    """Whether a graph of a store is a push graph, or one that a push uses for a while."""
    return graph.endswith(PUSH_GRAPH) or _CLAIMS in graph


def content_of(store: ReadableStore, graph: str) -> list[Triple]:
    """The triples of a graph of a store; of its default graph, which is empty, without what pushes keep there."""
    if graph:
        return store.read(graph)
    return [triple for triple in store.read(None) if not is_bookkeeping(statement(triple))]


class StoreSide:
    """The named graphs of a store, or its default graph where it has no other; what pushes keep there is left out."""

    def __init__(self, store: ReadableStore) -> None:
        """Asks for the names of the graphs."""
        self.name = store.name
        self._store = store
        #: The IRIs of its named graphs.
        self.names = [name for name in store.graph_names() if not is_of_pushes(name)]
        self.has_named_graphs = bool(self.names) or not content_of(store, "")

    def graphs(self) -> Iterator[Graph]:
        return (self._graph(name) for name in (self.names if self.has_named_graphs else [""]))

    def everything(self) -> Iterator[Graph]:
        return (self._graph(name) for name in ["", *self.names])

    def close(self) -> None:
        pass

    def _graph(self, name: str) -> Graph:
        return Graph(name, lambda: iter(_sorted(map(statement, content_of(self._store, name)))))


class ReleaseSide:
    """The graphs of a release, the description among them, read from where its index says they stand."""

    has_named_graphs = True

    def __init__(self, publication: Publication, folder: Path, as_stored: AsStored | None = None) -> None:
        """Sorts the index in `folder`; raises InputError where the release is none or not whole."""
        self.name = str(publication.folder)
        #: What the IRIs of the release begin with.
        self.base = publication.dataset.removesuffix("dataset")
        self._publication = publication
        self._as_stored = as_stored
        self._index = SortedLines(folder)
        self._index.add(f"{g.iri} {g.sha256} {g.triples} {g.offset} {g.size}" for g in publication.graphs())

    def graphs(self) -> Iterator[Graph]:
        for line in self._index.drain():
            iri, sha256, triples, offset, size = line.split(" ")
            published = PublishedGraph(iri, sha256, int(triples), int(offset), int(size))
            raw = partial(self._raw, published) if published.size and not self._as_stored else None
            yield Graph(iri, partial(self._statements, published), raw, published.triples)

    everything = graphs

    def close(self) -> None:
        self._index.close()

    def _statements(self, graph: PublishedGraph) -> Iterator[str]:
        return iter(_sorted(_mapped(self._publication.statements(graph), self._as_stored)))

    def _raw(self, graph: PublishedGraph) -> bytes:
        with (self._publication.folder / "dataset.nq").open("rb") as file:
            file.seek(graph.offset)
            return file.read(graph.size)


class FileSide:
    """The graphs of an RDF file, sorted on disk."""

    def __init__(self, path: Path, folder: Path, as_stored: AsStored | None = None) -> None:
        """Reads the file and sorts it in `folder`; raises InputError, UsageError as `read_quads`."""
        self.name = str(path)
        self._lines = SortedLines(folder, memory=_MEMORY)
        self.has_named_graphs = True
        try:
            self._lines.add(self._read(path, as_stored))
        except BaseException:
            self.close()
            raise

    def _read(self, path: Path, as_stored: AsStored | None) -> Iterator[str]:
        named = None
        for graph, one in read_quads(path):
            named = named or bool(graph)
            if graph.startswith("_:"):
                raise InputError(f"{path}: the graph `{graph}` has a blank node for a name",
                                 hint="graphs are compared by their IRIs")  # fmt: skip
            yield _line(graph, _mapped_one(one, as_stored) if as_stored else one)
        self.has_named_graphs = named is not False

    def graphs(self) -> Iterator[Graph]:
        return _graphs(self._lines)

    everything = graphs

    def close(self) -> None:
        self._lines.close()


def as_one(graphs: Iterable[Graph], lines: SortedLines) -> Iterator[Graph]:
    """Yields all graphs as one, sorted by `lines`; blank nodes of two graphs are never the same."""
    for number, graph in enumerate(graphs):
        for one in graph.statements():
            lines.add(
                _line("", own) for own in (renamed([one], f"g{number}") if has_blank_node(one) else [one])
            )
    return _graphs(lines)


def _line(graph: str, one: str) -> str:
    """A line that sorts by its graph; within it come those with blank nodes first, to be labelled together.

    A blank is less than any character of an IRI, so that the lines sort as the IRIs do.
    """
    return f"{graph} {'0' if has_blank_node(one) else '1'}{one}"


def _graphs(lines: SortedLines) -> Iterator[Graph]:
    for name, own in groupby(lines.drain(), key=lambda line: line.partition(" ")[0]):
        yield Graph(name, partial(_labelled, (line[len(name) + 1 :] for line in own)))


def _labelled(lines: Iterator[str]) -> Iterator[str]:
    blank = list[str]()
    for line in lines:
        if line[0] == "1":
            ground = (other[1:] for other in chain([line], lines))
            return heapq.merge(labelled(blank), ground) if blank else ground
        blank.append(line[1:])
    return iter(labelled(blank))


def _sorted(statements: Iterable[str]) -> list[str]:
    """The statements sorted, each once, their blank nodes under canonical labels."""
    distinct = set(statements)
    blank = [one for one in distinct if has_blank_node(one)]
    return sorted([*distinct.difference(blank), *labelled(sorted(blank))])


def _mapped(statements: Iterable[str], as_stored: AsStored | None) -> Iterable[str]:
    return statements if as_stored is None else (_mapped_one(one, as_stored) for one in statements)


def _mapped_one(one: str, as_stored: AsStored) -> str:
    (triple,) = from_statements([one])
    return statement(as_stored(triple))
