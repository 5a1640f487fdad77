"""What the tests' proxy does to real stores."""

from __future__ import annotations

import time
from http.client import HTTPException
from urllib.error import URLError
from urllib.parse import quote, urlsplit
from urllib.request import Request

import pytest

from lodpress.engines.endpoint import SparqlEndpoint
from lodpress.problems import EngineError
from lodpress.triples import Triple
from servers import STORES, Proxy, Server, dropping, serving, skip_where_missing
from servers.loading import ntriples
from servers.processes import is_alive, opener

pytestmark = pytest.mark.slow

GRAPH = "https://example.org/graph"
OLD: list[Triple] = [("<https://example.org/old>", "<https://example.org/label>", '"old"')]
NEW: list[Triple] = [(f"<https://example.org/{i}>", OLD[0][1], f'"{i}"') for i in range(1000)]


def _subjects(url: str) -> set[str | None]:
    """Of all triples, by way of the URL."""
    query = f"SELECT ?s {{ ?s {OLD[0][1]} ?o }}"
    return {row[0] for row in SparqlEndpoint(url).select(query)[1]}


def _put(proxy: Proxy, server: Server) -> None:
    url = proxy.url(server.graph_store_url) + quote(GRAPH, safe="")
    headers = {"Content-Type": "application/n-triples"}
    with opener().open(Request(url, data=ntriples(NEW), headers=headers, method="PUT"), timeout=60):
        pass


@pytest.mark.parametrize("kind", STORES)
def test_a_store_is_asked_by_way_of_the_proxy_and_killed_at_a_byte_of_its_answer(kind: str) -> None:
    """It is dead when the client sees the drop; started again it is there, by the same way."""
    skip_where_missing(kind)
    with serving(kind, {GRAPH: OLD}) as server, dropping(server.query_url) as proxy:
        url = proxy.url(server.query_url)
        group = server.group
        proxy.arm(20, of="answer", then=server.kill)
        with pytest.raises(EngineError):
            _subjects(url)
        assert not is_alive(group)
        server.start()
        assert _subjects(url) == {OLD[0][0]}
        assert {request.path for request in proxy.requests} == {urlsplit(url).path}


@pytest.mark.parametrize("kind", ["oxigraph", "rdf4j"])
def test_a_put_that_is_cut_leaves_the_old_graph_where_a_store_promises_it(kind: str) -> None:
    """And the same put, read back and made again where it must be, is through."""
    skip_where_missing(kind)
    with serving(kind, {GRAPH: OLD}) as server, dropping(server.graph_store_url) as proxy:
        for after in (0, 1, 300, 1000, 20_000, len(ntriples(NEW))):
            proxy.arm(after)
            with pytest.raises((URLError, HTTPException, OSError)):
                _put(proxy, server)
            assert _subjects(server.query_url) == {OLD[0][0]}
        # RDF4J, still at the request that was cut, can merge the next one with what the graph held: read and mend
        for _ in range(3):
            _put(proxy, server)
            found = _subjects(server.query_url)
            if found == {triple[0] for triple in NEW}:
                break
            time.sleep(0.5)
        assert found == {triple[0] for triple in NEW}
        assert proxy.dropped == 6
        assert {request.method for request in proxy.requests} == {"PUT"}
