"""A release as the graphs that a store is to hold, each with its digest, read one at a time.

A release may come from somebody else, and what is read of it goes into updates: so nothing is taken for an
IRI or a statement that is none, and no graph that is not of its own dataset.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from lodpress.engines.oxigraph import canonical_digest, canonical_triples_of_turtle, is_canonical_ntriples
from lodpress.iris import Iris, checked_base, may_stand_in_iri
from lodpress.problems import InputError, SettingsError
from lodpress.stores.blank_nodes import has_blank_node
from lodpress.triples import Triple, digest, from_statements, statement

_DATA, _INDEX, _DESCRIPTION, _MARKER = "dataset.nq", "GRAPHS", "void.ttl", "DIGESTS"
_HINT = "build it anew"


@dataclass(frozen=True, slots=True)
class PublishedGraph:
    """A graph of a release: its RDFC-1.0 SHA-256, how many triples it has, and where they stand in its file."""

    iri: str
    sha256: str
    triples: int
    offset: int
    size: int


class Publication:
    """The graphs of a release's folder: those of `dataset.nq`, and the description's."""

    in_default = False

    def __init__(self, folder: Path) -> None:
        """Reads nothing but the name of the dataset; raises InputError where the folder is no release."""
        self.folder = folder
        marker = self._opened(_MARKER)
        #: The dataset's IRI.
        self.dataset = marker.partition("\n")[0].partition("  ")[2]
        self._base = self.dataset.removesuffix("dataset")
        if Iris(self._base).dataset != self.dataset or not _is_base(self._base):
            raise InputError(f"`{folder / _MARKER}` names no dataset", hint=_HINT)

    @property
    def description_graph(self) -> str:
        """The IRI of the graph that holds the description of the dataset."""
        return f"{self.dataset}/graph/description"

    @property
    def push_graph(self) -> str:
        """The IRI of the graph in which a store keeps what was pushed there."""
        return f"{self.dataset}/graph/push"

    def graphs(self) -> Iterator[PublishedGraph]:
        """Yields each graph, in the order of `dataset.nq`, the description last; nothing but the index is read."""
        with self._path(_INDEX).open(encoding="utf-8", newline="\n") as rows:
            next(rows, None)
            for row in rows:
                try:
                    offset, size, triples, sha256, graph = row.rstrip("\n").split("\t")
                    published = PublishedGraph(self._own(graph), sha256, int(triples), int(offset), int(size))
                except ValueError as error:
                    raise InputError(f"`{self.folder / _INDEX}` is damaged", hint=_HINT) from error
                yield published
        described = self._description()
        yield PublishedGraph(self.description_graph, canonical_digest(described), len(described), 0, 0)

    def statements(self, graph: PublishedGraph) -> list[str]:
        """The statements of a graph, as they stand in the file.

        Raises InputError where they are not those of the graph's digest: the release is damaged.
        """
        if graph.iri == self.description_graph:
            return [statement(triple) for triple in self._description()]
        with self._path(_DATA).open("rb") as file:
            file.seek(graph.offset)
            lines = file.read(graph.size).decode(errors="replace").split("\n")
        end = f" <{graph.iri}> ."
        statements = [line.removesuffix(end) for line in lines if line]
        data = "".join([f"{one} .\n" for one in statements]).encode()
        whole = len(statements) == graph.triples and graph.sha256 in _digests(statements)
        if not (whole and is_canonical_ntriples(data)):
            raise InputError(
                f"`{self.folder / _DATA}` does not hold <{graph.iri}> as it was published", hint=_HINT
            )
        return statements

    def _own(self, graph: str) -> str:
        """The IRI of a graph of this dataset; raises ValueError for what is none, and for those of pushes."""
        if not (graph.startswith(self._base) and may_stand_in_iri(graph)) or graph.startswith(
            self.push_graph
        ):
            raise ValueError(graph)
        return graph

    def _description(self) -> list[Triple]:
        return canonical_triples_of_turtle(self._opened(_DESCRIPTION).encode())

    def _path(self, name: str) -> Path:
        path = self.folder / name
        if not path.is_file():
            raise InputError(f"`{self.folder}` is no whole release: it has no `{name}`", hint=_HINT)
        return path

    def _opened(self, name: str) -> str:
        try:
            return self._path(name).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(f"cannot read `{self.folder / name}`: {error}", hint=_HINT) from error


def _is_base(text: str) -> bool:
    try:
        return checked_base(text) == text
    except SettingsError:
        return False


def _digests(statements: Sequence[str]) -> Iterator[str]:
    """Yields the digest of the statements as they stand, and that of their canonical form."""
    yield digest(statements)
    if any(map(has_blank_node, statements)):
        with suppress(SyntaxError, ValueError):  # of what is damaged
            yield canonical_digest(from_statements(statements))
