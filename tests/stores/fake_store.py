"""A store on loopback that is known by SPARQL and the Graph Store Protocol alone, true or false as its test wants it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import parse_qs, urlsplit

import pyoxigraph as ox
from querying.endpoint_server import MEDIA, Heard, Said, Served, served

from lodpress.terms import XSD

Answer = Callable[[Heard], Said]

_KEPT = "urn:kept:"


@contextmanager
def faked(answer: Said | Answer) -> Iterator[Served]:
    """A server that gives the answer to each request, PUT among them."""
    with served(answer) as server:
        made = server.RequestHandlerClass
        methods = {"do_PUT": made.do_POST}  # type: ignore[attr-defined]  # as it takes a query
        server.RequestHandlerClass = type("Handler", (made,), methods)
        yield server


def answers_of(quads: ox.Store) -> Answer:
    """What a store of those quads answers at one address: to queries, to updates, and for a graph of `?graph=`.

    It keeps every literal as it was sent: its datatypes have other names in `quads`.
    """

    def answer(request: Heard) -> Said:
        form = {name: values[-1] for name, values in parse_qs(urlsplit(request.target).query).items()}
        is_update = request.headers.get("Content-Type", "").startswith("application/sparql-update")
        body = request.body.replace(XSD, _KEPT)
        try:
            if "graph" in form:
                return _of_graph(quads, ox.NamedNode(form["graph"]), request.method, body)
            if is_update:
                quads.update(body)
                return Said(status=204)
            return _of_query(quads, request.query.replace(XSD, _KEPT))
        except (SyntaxError, ValueError) as error:
            return Said(str(error).encode(), status=400)

    return answer


def _of_query(quads: ox.Store, query: str) -> Said:
    found = quads.query(query)
    if isinstance(found, ox.QueryTriples):
        lines = found.serialize(format=ox.RdfFormat.N_TRIPLES)
        return _said(lines, "ntriples")
    return _said(found.serialize(format=ox.QueryResultsFormat.JSON), "json")


def _of_graph(quads: ox.Store, graph: ox.NamedNode, method: str, body: str) -> Said:
    if method == "GET":
        return _said(quads.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=graph), "ntriples")
    quads.remove_graph(graph)
    quads.load(body.encode(), format=ox.RdfFormat.TURTLE, to_graph=graph)
    return Said(status=204)


def _said(body: bytes | None, form: str) -> Said:
    assert body is not None  # without an output argument the bytes are returned
    return Said(body.replace(_KEPT.encode(), XSD.encode()), headers={"Content-Type": MEDIA[form]})
