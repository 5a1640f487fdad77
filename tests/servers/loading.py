"""Data put into a running server, graph by graph, by the SPARQL 1.1 Graph Store HTTP Protocol."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import (
    HTTPBasicAuthHandler,
    HTTPDigestAuthHandler,
    HTTPPasswordMgrWithPriorAuth,
    Request,
)

from lodpress.triples import Triple, statement
from servers.processes import Server, ServerError, opener

#: Triples by the IRI of the graph that holds them.
Graphs = Mapping[str, Sequence[Triple]]


def ntriples(triples: Iterable[Triple]) -> bytes:
    """The triples in N-Triples."""
    return "".join(f"{statement(triple)} .\n" for triple in triples).encode()


def fill(server: Server, graphs: Graphs) -> None:
    """Puts each graph into the server in the place of what it held; raises ServerError."""
    web = opener()
    if server.login:
        # Basic at once: a server that refuses a long body may close before it was sent to the end
        passwords = HTTPPasswordMgrWithPriorAuth()
        passwords.add_password(None, server.graph_store_url, *server.login, is_authenticated=True)
        handler = HTTPBasicAuthHandler if server.authentication == "basic" else HTTPDigestAuthHandler
        web.add_handler(handler(passwords))
    for graph, triples in graphs.items():
        request = Request(
            server.graph_store_url + quote(graph, safe=""),
            data=ntriples(triples),
            headers={"Content-Type": "application/n-triples"},
            method="PUT",
        )
        try:
            with web.open(request, timeout=120):
                pass
        except HTTPError as error:
            said = error.read().decode(errors="replace").strip()
            raise ServerError(f"{server.kind} does not take <{graph}>: {error.code} {said}") from error
