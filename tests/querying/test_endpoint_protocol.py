"""The W3C's cases of the SPARQL 1.1 Protocol, as far as a client that only queries can meet them.

Most of them put questions to a server: wrong methods, wrong media types, updates. A client can send
what the positive cases of queries send, and has to get their answers; pyoxigraph is the server, with
the graphs that the cases name.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, parse_qsl, quote, urlencode, urlsplit

import pyoxigraph as ox
import pytest
import rdflib
from querying.endpoint_server import MEDIA, Heard, Said, served
from rdflib.collection import Collection

from lodpress.engines.endpoint import Method, SparqlEndpoint

SUITE = Path(__file__).resolve().parents[2].parent / "shared" / "suites" / "sparql11" / "protocol"
MF = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
HT = rdflib.Namespace("http://www.w3.org/2011/http#")
CNT = rdflib.Namespace("http://www.w3.org/2011/content#")
KASEI = "http://kasei.us/2009/09/sparql/data/data{}.rdf"
CASES = (
    "query_post_form", "query_dataset_default_graphs_get", "query_dataset_default_graphs_post",
    "query_dataset_named_graphs_post", "query_dataset_named_graphs_get", "query_dataset_full",
    "query_multiple_dataset", "query_get", "query_content_type_select", "query_content_type_ask",
    "query_content_type_describe", "query_content_type_construct", "query_post_direct",
)  # fmt: skip

needs_suite = pytest.mark.skipif(not SUITE.is_dir(), reason="shared/suites/sparql11/protocol is missing")


@cache
def _manifest() -> rdflib.Graph:
    return rdflib.Graph().parse(SUITE / "manifest.ttl")


def _request(name: str) -> tuple[str, list[tuple[str, str]], str, str]:
    """The query of a case, its other parameters, the answer's format, and the boolean that it expects, if any."""
    graph: Any = _manifest()
    (case,) = [case for case in graph.subjects(rdflib.RDF.type, MF.ProtocolTest) if case.endswith(f"#{name}")]
    requests = Collection(graph, graph.value(graph.value(case, MF.action), HT.requests))
    (request,) = requests
    parameters = parse_qsl(urlsplit(str(graph.value(request, HT.absolutePath))).query)
    chars = str(graph.value(graph.value(request, HT.body), CNT.chars) or "")
    if chars.startswith("query="):
        parameters += parse_qsl(chars)
    query = dict(parameters).get("query", chars)
    reply = graph.value(request, HT.resp)
    expected = str(graph.value(reply, MF.expectedFormat)), str(graph.value(reply, MF.expectedBoolean) or "")
    return query, [pair for pair in parameters if pair[0] != "query"], *expected


def _answer(request: Heard) -> Said:
    """What a server over the suite's graphs says, by the dataset that the request describes (section 2.1.4)."""
    store = ox.Store()
    for number in (1, 2, 3):
        store.load(path=SUITE / f"data{number}.nt", format=ox.RdfFormat.N_TRIPLES,
                   to_graph=ox.NamedNode(KASEI.format(number)))  # fmt: skip
    named = parse_qs(urlsplit(request.target).query)
    graphs = {
        key: [ox.NamedNode(iri) for iri in named.get(f"{key}-uri", [])]
        for key in ("default-graph", "named-graph")
    }
    results = store.query(request.query, base_iri="http://www.example/", default_graph=graphs["default-graph"] or None,
                          named_graphs=graphs["named-graph"] or None)  # fmt: skip
    if isinstance(results, ox.QueryTriples):
        return Said(
            results.serialize(format=ox.RdfFormat.N_TRIPLES) or b"",
            headers={"Content-Type": MEDIA["ntriples"]},
        )
    return Said(
        results.serialize(format=ox.QueryResultsFormat.JSON) or b"", headers={"Content-Type": MEDIA["json"]}
    )


@needs_suite
@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("name", CASES)
def test_a_query_is_sent_as_the_case_has_it_and_answered(name: str, method: Method) -> None:
    """With one query and the dataset's parameters, by GET or as a form; a body of bare SPARQL is not sent."""
    query, parameters, form, boolean = _request(name)
    with served(_answer) as server:
        endpoint = SparqlEndpoint(f"{server.url}?{urlencode(parameters, quote_via=quote)}", method=method)
        if form == "RDF":
            assert len(endpoint.construct(query)) == query.startswith("CONSTRUCT")
        else:
            (row,) = endpoint.select(query)[1]
            assert row[0] is not None
            assert row[0].startswith('"1"' if form == "tabular" else f'"{boolean or "true"}"')
        (heard,) = server.heard
    assert (heard.method, heard.query) == (method, query)
    assert [pair for pair in parse_qsl(urlsplit(heard.target).query) if pair[0] != "query"] == parameters
    assert heard.headers.get("Content-Type") == {"POST": "application/x-www-form-urlencoded"}.get(method)


@needs_suite
def test_the_cases_are_all_that_are_about_good_queries() -> None:
    """The rest are updates, and requests that only a server can refuse."""
    names = {str(case).partition("#")[2] for case in _manifest().subjects(rdflib.RDF.type, MF.ProtocolTest)}
    assert {name for name in names if not name.startswith(("update_", "bad_"))} == set(CASES)
