"""The kinds of triple stores: where each is asked, and how a graph is changed there so that it is old or new, never torn.

A PUT over an existing graph is safe in Oxigraph and RDF4J alone: Fuseki keeps the part of a cut one,
Virtuoso is empty when it is killed. So each kind has its own way; each is tried in the tests against
the real store, with cut connections and killed servers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count
from typing import Protocol

from lodpress.engines.endpoint import SparqlEndpoint
from lodpress.engines.graph_store import GraphStore
from lodpress.engines.oxigraph import canonical_statements
from lodpress.engines.transport import ConnectionLostError
from lodpress.problems import EngineError
from lodpress.stores.rewriting.terms import Kind
from lodpress.terms import CG
from lodpress.triples import Triple, from_statements

#: Statements by the IRI of the graph that is to hold them.
Graphs = Mapping[str, Sequence[str]]

_ATTEMPTS = 6
_NAMES = "SELECT DISTINCT ?graph { GRAPH ?graph { ?s ?p ?o } }"
_FILLED = "SELECT DISTINCT ?graph { VALUES ?graph { %s } GRAPH ?graph { ?s ?p ?o } }"


class Store(Protocol):
    """A triple store whose graphs are read and changed; `None` is its default graph.

    Everything raises EngineError with what the store says. What changes a graph leaves it either
    old or new where the store can hold that; where the error is a lost connection, both may be.
    """

    @property
    def kind(self) -> Kind:
        """What the store is."""

    @property
    def name(self) -> str:
        """The store in a message."""

    @property
    def connections(self) -> int:
        """How many graphs may be written at once."""

    @property
    def largest_patch(self) -> int:
        """The most statements that `patch` takes."""

    def statements(self, graph: str | None) -> list[str]:
        """The statements that the graph holds, in canonical form, sorted; none where it is absent."""

    def holds(self, graph: str | None, expected: Sequence[str]) -> bool:
        """Whether the graph holds these statements, in canonical form and sorted, and no others."""

    def read(self, graph: str | None) -> list[Triple]:
        """The triples that the graph holds, each once, sorted; none where it is absent."""

    def graph_names(self) -> Iterator[str]:
        """Yields the IRIs of the named graphs, sorted."""

    def filled(self, graphs: Sequence[str]) -> set[str]:
        """Those of the named graphs that hold something."""

    def add(self, graphs: Graphs) -> None:
        """Fills graphs that hold nothing yet; no statement has a blank node."""

    def replace(self, graph: str, statements: Sequence[str], spare: str) -> None:
        """Puts the statements in the place of what the graph holds; `spare` is an IRI for a graph of one's own."""

    def patch(self, graph: str, removed: Sequence[str], added: Sequence[str]) -> None:
        """Removes and adds statements without blank nodes, in one step."""

    def remove(self, graph: str) -> None:
        """Removes the graph."""

    def update(self, text: str) -> None:
        """Carries out a SPARQL 1.1 update that has no second effect when it is sent twice."""


class HttpStore:
    """A store that holds a graph as one PUT has sent it: Oxigraph, RDF4J, and what is not known better."""

    kind: Kind = "sparql"
    connections = 4
    largest_patch = 10_000
    _accept = "application/n-triples"

    def __init__(self, graphs: GraphStore, endpoint: SparqlEndpoint, name: str) -> None:
        """Contacts nobody."""
        self._graphs = graphs
        self._endpoint = endpoint
        self.name = name

    def statements(self, graph: str | None) -> list[str]:
        return canonical_statements(self._graphs.get(graph, self._accept))

    def holds(self, graph: str | None, expected: Sequence[str]) -> bool:
        return are_lines_of(self._graphs.get(graph, self._accept), expected)

    def read(self, graph: str | None) -> list[Triple]:
        return from_statements(self.statements(graph))

    def graph_names(self) -> Iterator[str]:
        yield from sorted(self._graphs.insist(lambda: self._iris(_NAMES)))

    def filled(self, graphs: Sequence[str]) -> set[str]:
        values = " ".join(f"<{graph}>" for graph in graphs)
        return set(self._graphs.insist(lambda: self._iris(_FILLED % values)))

    def add(self, graphs: Graphs) -> None:
        if self._graphs.addresses.dataset:
            self._graphs.post(trig(graphs), "application/trig")
            return
        for graph, statements in graphs.items():
            self._put(graph, statements)

    def replace(self, graph: str, statements: Sequence[str], spare: str) -> None:  # noqa: ARG002 - other kinds need it
        self._put(graph, statements)

    def patch(self, graph: str, removed: Sequence[str], added: Sequence[str]) -> None:
        self.update(change(graph, removed, added))

    def remove(self, graph: str) -> None:
        self.update(f"DROP SILENT GRAPH <{graph}>")

    def update(self, text: str) -> None:
        self._graphs.update(text)

    def _iris(self, query: str) -> list[str]:
        """The IRIs of the query's first variable."""
        _, rows = self._endpoint.select(query)
        return [row[0][1:-1] for row in rows if row[0] and row[0].startswith("<")]

    def _put(self, graph: str, statements: Sequence[str]) -> None:
        self._graphs.put(graph, ntriples(statements))


class UpdatedStore(HttpStore):
    """A store that is known by its SPARQL 1.1 Protocol alone: it is read by CONSTRUCT and written by updates.

    Whether an update that ends early has changed something is up to the store.
    """

    def statements(self, graph: str | None) -> list[str]:
        pattern = "?s ?p ?o" if graph is None else f"GRAPH <{graph}> {{ ?s ?p ?o }}"
        query = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {pattern} }}"
        triples = self._graphs.insist(lambda: self._endpoint.construct(query))
        return canonical_statements(ntriples(f"{s} {p} {o}" for s, p, o in triples))

    def holds(self, graph: str | None, expected: Sequence[str]) -> bool:
        return self.statements(graph) == list(expected)

    def add(self, graphs: Graphs) -> None:
        for graph, statements in graphs.items():
            self.update(change(graph, (), statements))

    def replace(self, graph: str, statements: Sequence[str], spare: str) -> None:  # noqa: ARG002 - other kinds need it
        self.update(f"DROP SILENT GRAPH <{graph}> ;\n{change(graph, (), statements)}")


class OxigraphStore(HttpStore):
    """Oxigraph: one request is one transaction; two PUTs of one graph at once would be merged, which the lease prevents."""

    kind: Kind = "oxigraph"


class Rdf4jStore(HttpStore):
    """RDF4J, GraphDB: one request is one transaction; a large one may be torn where the server is killed."""

    kind: Kind = "rdf4j"


class FusekiStore(HttpStore):
    """Apache Jena Fuseki, which takes a request that was cut at the end of a statement for a whole one.

    So what it is sent is wrong unless it is whole: an update, or TriG, of which whole graphs alone can
    be taken. A larger change goes through a spare graph, and from there in one operation; MOVE, COPY
    and ADD lose triples there.
    """

    kind: Kind = "fuseki"

    def replace(self, graph: str, statements: Sequence[str], spare: str) -> None:
        self._put(spare, statements)
        if len(self.statements(spare)) != len(statements):
            raise EngineError(f"{self.name} did not take <{graph}> whole", hint="push again")
        # The first line is for one that comes late, when the spare graph has gone: it must not empty the other.
        self.update(
            f"DELETE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }} INSERT {{ GRAPH <{graph}> {{ ?a ?b ?c }} }} WHERE {{\n"
            f"  {{ SELECT ?x {{ GRAPH <{spare}> {{ ?x ?y ?z }} }} LIMIT 1 }}\n"
            f"  {{ GRAPH <{graph}> {{ ?s ?p ?o }} }} UNION {{ GRAPH <{spare}> {{ ?a ?b ?c }} }}\n}}"
        )
        self.remove(spare)


class VirtuosoStore(HttpStore):
    """Virtuoso: a PUT of a graph that holds something is empty where the server is killed, so it is put beside and moved.

    It gives up what waits for a lock (SQL state 40001), and is asked again then.
    """

    kind: Kind = "virtuoso"
    largest_patch = 500
    _accept = "text/plain"  # its name for N-Triples
    # it looks at the beginning of what it is sent, and takes a long line there for no Turtle
    _beginning = f"@prefix cg: <{CG}> .\n".encode()
    _again = ("40001", "deadlock")

    def replace(self, graph: str, statements: Sequence[str], spare: str) -> None:
        """A MOVE whose answer was lost is not sent again as it is: that of a graph that has gone empties its target.

        The spare graph is filled anew before, which waits for one that is still under way.
        """
        for attempt in count(1):
            self._put(spare, statements)
            if len(self.statements(spare)) != len(statements):
                raise EngineError(f"{self.name} did not take <{graph}> whole", hint="push again")
            try:
                return self._graphs.update(f"MOVE <{spare}> TO <{graph}>", twice=False)
            except ConnectionLostError:
                if attempt == _ATTEMPTS:
                    raise
        raise AssertionError

    def _put(self, graph: str, statements: Sequence[str]) -> None:
        self._graphs.put(graph, self._beginning + ntriples(statements), "text/turtle")

    def update(self, text: str) -> None:
        for _ in range(_ATTEMPTS):
            try:
                return self._graphs.update(text)
            except EngineError as error:
                if not any(sign in str(error) for sign in self._again):
                    raise
        return self._graphs.update(text)


def ntriples(statements: Iterable[str]) -> bytes:
    """The statements as N-Triples."""
    return "".join([f"{one} .\n" for one in statements]).encode()


def are_lines_of(lines: bytes, expected: Sequence[str]) -> bool:
    """Whether N-Triples hold these statements, in canonical form and sorted, and no others.

    Most stores write canonical N-Triples in an order of their own: only others need to be parsed.
    """
    if set(lines.split(b"\n")) - {b""} == {f"{one} .".encode() for one in expected}:
        return True
    return canonical_statements(lines) == list(expected)


def trig(graphs: Graphs) -> bytes:
    """The graphs as TriG, of which nothing but whole graphs can be read where it is cut."""
    blocks = []
    for graph, statements in graphs.items():
        lines = " .\n".join(statements)
        blocks.append(f"<{graph}> {{\n{lines} .\n}}\n")
    return "".join(blocks).encode()


def in_graph(graph: str | None, pattern: str) -> str:
    """A pattern or statements in a graph, in the default graph for None, as SPARQL has them in a group."""
    return pattern if graph is None else f"GRAPH <{graph}> {{\n{pattern}\n}}"


def change(graph: str | None, removed: Iterable[str], added: Iterable[str]) -> str:
    """The one operation that removes and adds statements of a graph; cut anywhere it is no SPARQL.

    >>> print(change("urn:g", ["<urn:a> <urn:b> 1"], []))
    DELETE { GRAPH <urn:g> {
    <urn:a> <urn:b> 1 .
    } } INSERT { } WHERE { }
    """
    parts = []
    for statements in (list(removed), list(added)):
        lines = " .\n".join(statements)
        parts.append(f"{{ {in_graph(graph, f'{lines} .')} }}" if statements else "{ }")
    return f"DELETE {parts[0]} INSERT {parts[1]} WHERE {{ }}"
