"""An endpoint answers as a store in memory does, in whatever format and way it answers."""

from __future__ import annotations

import pytest
from documents_read import mapped_case
from querying.endpoint_server import MEDIA, Heard, Said, over, served

from lodpress.engines.endpoint import Method, SparqlEndpoint
from lodpress.engines.oxigraph_sparql import SparqlStore
from lodpress.problems import UsageError
from lodpress.querying import query

TRIPLES = mapped_case("giving-rivers-room").mapped.triples
DATA = "".join(f"{s} {p} {o} .\n" for s, p, o in TRIPLES).encode()
STORE = SparqlStore(triples=TRIPLES)
KINDS = "SELECT ?kind (COUNT(?s) AS ?n) { ?s a ?kind } GROUP BY ?kind ORDER BY ?kind"
TRUE = '"true"^^<http://www.w3.org/2001/XMLSchema#boolean>'
FALSE = '"false"^^<http://www.w3.org/2001/XMLSchema#boolean>'

VIRTUOSO_ROW = '{ "__ASK_RETVAL": { "type": "literal", "value": "1" }}'
LOOKS_LIKE_ONE = r"{ \"type\": \"bnode\", \"value\": \"nodeID://b1"
VIRTUOSO_BLANKS = f"""{{ "head": {{ "vars": ["a", "b"] }}, "results": {{ "bindings": [
    {{ "a": {{ "type": "bnode", "value": "nodeID://b10" }}\t, "b": {{ "type": "literal", "value": "{LOOKS_LIKE_ONE}" }}}},
    {{ "a": {{ "type": "bnode", "value": "nodeID://b11" }}}} ] }} }}"""


def _rows(
    endpoint: SparqlEndpoint | SparqlStore, text: str
) -> tuple[tuple[str, ...], list[tuple[str | None, ...]]]:
    variables, rows = endpoint.select(text)
    return variables, list(rows)


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(
    ("name", "values"), [("themes", {}), ("idea-search", {"text": "flood"}), ("idea-themes", {"idea": "10"}), ("idea-whole", {"idea": "10"})]
)  # fmt: skip
def test_an_endpoint_answers_as_a_store(name: str, values: dict[str, str], method: Method) -> None:
    """Rows and graphs, labels and numbers looked up on the other side, by GET and by POST."""
    with served(over(DATA)) as server:
        assert query(name, SparqlEndpoint(server.url, method=method), values) == query(name, STORE, values)


@pytest.mark.parametrize(
    ("name", "framing"),
    [(name, framing) for name in ("json", "xml", "tsv") for framing in ("length", "chunked", "close")][:-1],
)
def test_rows_are_read_in_each_format(name: str, framing: str) -> None:
    """By the media type of the answer, however its end is told; TSV has to tell it."""
    with served(over(DATA, rows=name, framing=framing)) as server:
        assert _rows(SparqlEndpoint(server.url), KINDS) == _rows(STORE, KINDS)


@pytest.mark.parametrize("name", ["ntriples", "turtle", "rdfxml", "jsonld"])
def test_graphs_are_read_in_each_format(name: str) -> None:
    """By the media type of the answer."""
    text = "CONSTRUCT { ?s a ?kind } WHERE { ?s a ?kind }"
    with served(over(DATA, graphs=name)) as server:
        assert SparqlEndpoint(server.url).construct(text) == STORE.construct(text) != []


@pytest.mark.parametrize("name", ["ntriples", "turtle", "rdfxml", "jsonld"])
def test_a_graph_without_triples_is_empty(name: str) -> None:
    """N-Triples says nothing at all then, which is not half of an answer."""
    with served(over(DATA, graphs=name)) as server:
        text = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o . FILTER(false) }"
        assert SparqlEndpoint(server.url).construct(text) == []


@pytest.mark.parametrize("name", ["json", "xml", "tsv"])
@pytest.mark.parametrize(("text", "answer"), [("ASK { ?s ?p ?o }", TRUE), ("ASK { ?s ?s ?s }", FALSE)])
def test_a_question_is_answered_in_each_format(name: str, text: str, answer: str) -> None:
    """As one row, of the variable `answer`."""
    with served(over(DATA, rows=name)) as server:
        assert _rows(SparqlEndpoint(server.url), text) == (("answer",), [(answer,)])


@pytest.mark.parametrize(
    ("name", "media"),
    [
        ("json", "application/json; charset=utf-8"),
        ("json", "text/plain"),
        ("json", ""),
        ("xml", "text/xml"),
        ("xml", "application/octet-stream"),
    ],
)
def test_rows_under_another_name_are_read_where_their_beginning_tells(name: str, media: str) -> None:
    """Their parsers take nothing else for a result."""

    def answer(request: Heard) -> Said:
        return Said(over(DATA, rows=name)(request).body, headers={"Content-Type": media} if media else {})

    with served(answer) as server:
        assert _rows(SparqlEndpoint(server.url), KINDS) == _rows(STORE, KINDS)


@pytest.mark.parametrize("name", ["ntriples", "turtle", "rdfxml", "jsonld"])
def test_graphs_under_another_name_are_read_where_their_beginning_tells(name: str) -> None:
    """Plain text was the name of N-Triples once."""
    text = "CONSTRUCT { ?s a ?kind } WHERE { ?s a ?kind }"

    def answer(request: Heard) -> Said:
        return Said(over(DATA, graphs=name)(request).body, headers={"Content-Type": "text/plain"})

    with served(answer) as server:
        assert SparqlEndpoint(server.url).construct(text) == STORE.construct(text)


def test_a_graph_where_rows_are_asked_for_is_told_as_a_store_does() -> None:
    """And rows where a graph is asked for."""
    with served(over(DATA)) as server:
        endpoint = SparqlEndpoint(server.url)
        with pytest.raises(UsageError, match="makes a graph, where rows"):
            endpoint.select("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
        with pytest.raises(UsageError, match="makes rows, where a graph"):
            endpoint.construct(KINDS)


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(
    "text",
    [
        "# what did this load?\n# add more\nSELECT ?s { ?s ?p ?o }",
        "prefix a: <https://example.org/address/insert#> SELECT ?s { ?s ?p ?o }",
        "# no word that tells",
    ],
)
def test_a_query_is_sent_as_a_query_whatever_words_it_has(text: str, method: Method) -> None:
    """SPARQLWrapper would send the first two as updates, and warn of the third."""
    with served(Said(b"{}", status=400)) as server:
        with pytest.raises(UsageError):
            SparqlEndpoint(server.url, method=method).select(text)
        (heard,) = server.heard
    assert heard.form == {"query": [text]}


def test_a_request_names_the_formats_and_asks_for_no_packing() -> None:
    """JSON first, since some speak only XML or TSV; for graphs N-Triples first; CSV tells too little."""
    with served(over(DATA)) as server:
        endpoint = SparqlEndpoint(server.url)
        _rows(endpoint, KINDS)
        endpoint.construct("DESCRIBE <https://example.org/none>")
        rows, graph = (heard.headers for heard in server.heard)
    assert rows["Accept"].startswith(MEDIA["json"] + ",") and MEDIA["xml"] in rows["Accept"]
    assert graph["Accept"].startswith(MEDIA["ntriples"] + ",") and "rdf+xml" in graph["Accept"]
    assert "csv" not in rows["Accept"] and rows["Accept-Encoding"] == "identity"
    assert "Connection" not in rows  # to `close` Jetty sends no chunks, and half would look like the whole
    assert rows["User-Agent"].startswith("lodpress") and "Authorization" not in rows


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_parameters_of_the_address_are_kept(method: Method) -> None:
    """By GET they stand before the query, by POST they stay in the address, where keys are looked for."""
    with served(over(DATA)) as server:
        _rows(SparqlEndpoint(f"{server.url}?default-graph-uri=&key=a%20b", method=method), KINDS)
        (heard,) = server.heard
    kept = {"default-graph-uri": [""], "key": ["a b"]}
    assert heard.form == (kept if method == "GET" else {}) | {"query": [KINDS]}
    assert heard.target.startswith("/sparql?default-graph-uri=&key=a")


def test_a_query_too_long_for_get_is_told_before_it_is_sent() -> None:
    """Whoever chose GET may have an endpoint that knows nothing else: nothing is changed behind their back."""
    long = f"SELECT ?s {{ ?s ?p '{'x' * 9000}' }}"
    with served(over(DATA)) as server:
        with pytest.raises(UsageError, match="too long for GET") as caught:
            SparqlEndpoint(server.url, method="GET").select(long)
        assert "--method GET" in str(caught.value.hint) and server.heard == []
        assert _rows(SparqlEndpoint(server.url, method="POST"), long) == (("s",), [])


def test_an_iri_is_asked_at_its_uri() -> None:
    """Letters beyond ASCII and blanks in the path are written as a server expects them; a fragment is not sent."""
    with served(over(DATA)) as server:
        address = f"http://localhost:{server.server_port}/über uns/sparql?a=ü#top"
        _rows(SparqlEndpoint(address), KINDS)
        assert server.heard[0].target == "/%C3%BCber%20uns/sparql?a=%C3%BC"


@pytest.mark.parametrize(("bindings", "answer"), [(VIRTUOSO_ROW, TRUE), ("", FALSE)])
def test_virtuosos_answer_to_a_question_is_understood(bindings: str, answer: str) -> None:
    """One row for true, none for false."""
    body = f'{{ "head": {{ "vars": ["__ASK_RETVAL"] }}, "results": {{ "bindings": [ {bindings} ] }} }}'
    with served(Said(body.encode())) as server:
        assert _rows(SparqlEndpoint(server.url), "ASK {}") == (("answer",), [(answer,)])


@pytest.mark.parametrize("more", [b', "metadata": {"httpRequests": [0]}}', b', "meta": 1} '])
def test_what_is_added_behind_the_rows_is_passed_over(more: bytes) -> None:
    """Comunica and QLever add what they know of the query; the rows are whole then."""
    body = b'{"head": {"vars": ["a"]}, "results": {"bindings": [{"a": {"type": "literal", "value": "x"}}]}'
    with served(Said(body + more)) as server:
        assert _rows(SparqlEndpoint(server.url), "SELECT * {}") == (("a",), [('"x"',)])


@pytest.mark.parametrize("size", [1, 2, 7, 1000])
def test_virtuosos_blank_nodes_are_read_however_their_bytes_arrive(size: int) -> None:
    """Its labels are none that RDF has; a text that looks like one stays as it is."""
    data = VIRTUOSO_BLANKS.encode()
    parts = [data[start : start + size] for start in range(0, len(data), size)]
    with served(Said(parts, headers={"Content-Type": MEDIA["json"]}, framing="chunked")) as server:
        _, rows = _rows(SparqlEndpoint(server.url), "SELECT * {}")
    assert rows == [("_:b10", f'"{LOOKS_LIKE_ONE}"'), ("_:b11", None)]
