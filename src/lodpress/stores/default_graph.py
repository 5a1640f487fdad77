"""A whole dataset in a store's default graph, for stores that have no named graphs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256

from lodpress.problems import EngineError, StoreError, UsageError
from lodpress.stores.kinds import Graphs, Store, change
from lodpress.stores.ledger import HEARTBEAT, NO_BOOKKEEPING, claims_graph, is_bookkeeping
from lodpress.stores.publication import Publication, PublishedGraph
from lodpress.stores.rewriting.terms import Kind
from lodpress.triples import Triple, from_statements, iri, literal

_HINT = "push into named graphs, without `--default-graph`"


class MergedPublication:
    """The graphs of a publication as one, held in memory as a whole; its methods are those of `Publication`."""

    in_default = True

    def __init__(self, publication: Publication) -> None:
        """Reads nothing."""
        self._publication = publication
        self.dataset = publication.dataset
        self.push_graph = publication.push_graph
        #: The IRI under which the push graph lists the default graph.
        self.graph = f"{publication.dataset}/graph/default"

    def graphs(self) -> Iterator[PublishedGraph]:
        """Yields the one graph; its digest is that of the list of digests, as the dataset's own is."""
        whole, triples = sha256(), 0
        for graph in self._publication.graphs():
            whole.update(f"{graph.sha256}  {graph.iri}\n".encode())
            triples += graph.triples
        yield PublishedGraph(self.graph, whole.hexdigest(), triples, 0, 0)

    def statements(self, graph: PublishedGraph) -> list[str]:  # noqa: ARG002 - there is but one
        """The statements of all graphs, each once."""
        graphs = self._publication.graphs()
        return list(dict.fromkeys(one for graph in graphs for one in self._publication.statements(graph)))


class DefaultGraphStore:
    """A store's default graph as if it were two: what was published, and the push graph; its methods are those of `Store`.

    A large first push is sent in parts, and is whole once its digest stands there.
    """

    connections = 1

    def __init__(self, store: Store, publication: MergedPublication) -> None:
        """Raises UsageError for a store whose default graph cannot be written."""
        if store.kind == "virtuoso":
            raise UsageError("Virtuoso has no default graph that could be written", hint=_HINT)
        if store.kind == "rdf4j":  # what is removed from it is removed from all graphs
            raise UsageError("RDF4J does not keep its default graph apart from its other graphs", hint=_HINT)
        self._store = store
        self._content = publication.graph
        self._bookkeeping = (publication.push_graph, claims_graph(publication.push_graph))
        self.kind: Kind = store.kind
        self.name = f"the default graph of {store.name}"
        self.largest_patch = store.largest_patch
        self._is_apart = False

    def check(self) -> None:
        """Raises StoreError where the default graph holds statements that no push has put there."""
        others = 0 if self.statements(self._bookkeeping[0]) else len(self.statements(self._content))
        if others:
            many = f"{others:,} statement{'' if others == 1 else 's'}"
            raise StoreError(
                f"{self.name} holds {many} that no push has put there, and that would be lost",
                hint=f"{_HINT}, or empty it",
            )

    def statements(self, graph: str | None) -> list[str]:
        wanted = graph in self._bookkeeping
        return [one for one in self._store.statements(None) if is_bookkeeping(one) is wanted]

    def holds(self, graph: str | None, expected: Sequence[str]) -> bool:
        return self.statements(graph) == list(expected)

    def read(self, graph: str | None) -> list[Triple]:
        return from_statements(self.statements(graph))

    def graph_names(self) -> Iterator[str]:
        return iter(())

    def filled(self, graphs: Sequence[str]) -> set[str]:
        return {graph for graph in graphs if self.statements(graph)}

    def add(self, graphs: Graphs) -> None:
        for statements in graphs.values():
            for start in range(0, len(statements), self.largest_patch):
                self._store.update(change(None, (), statements[start : start + self.largest_patch]))

    def replace(self, graph: str, statements: Sequence[str], spare: str) -> None:  # noqa: ARG002 - other stores need them
        removed = f"DELETE {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o {NO_BOOKKEEPING} }}"
        self._store.update(f"{removed} ;\n{change(None, (), statements)}")

    def patch(self, graph: str, removed: Sequence[str], added: Sequence[str]) -> None:  # noqa: ARG002 - there is but one
        self._store.update(change(None, removed, added))

    def remove(self, graph: str) -> None:
        """Nothing: there is no graph beside."""

    def update(self, text: str) -> None:
        if not self._is_apart:
            self._try()
        self._is_apart = True
        self._store.update(text)

    def _try(self) -> None:
        """Raises UsageError where the default graph is not what it is in SPARQL 1.1: a graph beside the named ones.

        Some stores find nothing there where they show all others in its place, and some remove from
        all others what is removed from it: a statement is put into each, and taken out again.
        """
        probe = f"{self._bookkeeping[0]}/probe"
        one = f"{iri(probe)} {HEARTBEAT} {literal('')}"
        self._store.update(change(None, (), [one]))
        self._store.update(f"DELETE {{ {iri(probe)} ?p ?o }} WHERE {{ {iri(probe)} ?p ?o }}")
        found = one in self._store.statements(None)
        named = self._takes(change(probe, (), [one]))
        self._store.update(change(None, [one], ()))
        kept = one in self._store.statements(probe)
        if named:
            self._store.update(change(probe, [one], ()))
        if found or kept is not named:
            raise UsageError(
                f"{self._store.name} does not keep its default graph apart from its other graphs", hint=_HINT
            )

    def _takes(self, text: str) -> bool:
        """Whether the store carries out an update: one without named graphs may not."""
        try:
            self._store.update(text)
        except EngineError:
            return False
        return True
