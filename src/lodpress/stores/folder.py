"""The folder of a local Oxigraph store, written and read as a server is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lodpress.engines.oxigraph import canonical_statements
from lodpress.engines.oxigraph_store import StoreFolder
from lodpress.stores.kinds import Graphs, are_lines_of, change, trig
from lodpress.stores.rewriting.terms import Kind
from lodpress.triples import Triple, from_statements


class FolderStore:
    """A store's folder; its methods are those of `Store`."""

    kind: Kind = "folder"
    connections = 1
    largest_patch = 10_000

    def __init__(self, folder: StoreFolder, name: str) -> None:
        """`name` is the folder's in messages."""
        self._folder = folder
        self.name = name

    def statements(self, graph: str | None) -> list[str]:
        return canonical_statements(self._folder.get(graph))

    def holds(self, graph: str | None, expected: Sequence[str]) -> bool:
        return are_lines_of(self._folder.get(graph), expected)

    def read(self, graph: str | None) -> list[Triple]:
        return from_statements(self.statements(graph))

    def graph_names(self) -> Iterator[str]:
        return self._folder.graph_names()

    def filled(self, graphs: Sequence[str]) -> set[str]:
        return {graph for graph in graphs if self._folder.holds_any(graph)}

    def add(self, graphs: Graphs) -> None:
        self._folder.load(trig(graphs))

    def replace(self, graph: str, statements: Sequence[str], spare: str) -> None:  # noqa: ARG002 - other kinds need it
        self._folder.update(f"DROP SILENT GRAPH <{graph}> ;\n{change(graph, (), statements)}")

    def patch(self, graph: str, removed: Sequence[str], added: Sequence[str]) -> None:
        self._folder.update(change(graph, removed, added))

    def remove(self, graph: str) -> None:
        self._folder.update(f"DROP SILENT GRAPH <{graph}>")

    def update(self, text: str) -> None:
        self._folder.update(text)
