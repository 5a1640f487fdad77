"""Whatever an endpoint does wrong is one clear message with a hint, and never a short answer."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from querying.endpoint_server import GRAPH, MEDIA, ROWS, Heard, Said, error_of, over, served

from lodpress.engines.endpoint import Method, SparqlEndpoint
from lodpress.problems import EngineError, LodpressError, UsageError

DATA = b"".join(b'<http://e/%d> <http://e/p> "caf\xc3\xa9 %d"@en .\n' % (i, i) for i in range(20))
PAGE = b"<!DOCTYPE html>\n<html><head><title>Welcome to\n the store</title></head><body>...</body></html>"
BLAZEGRAPH = b"SPARQL-QUERY: queryStr=SELECT *\nWHERE\njava.util.concurrent.ExecutionException: some.MalformedQueryException: Encountered \"<EOF>\" at line 2"  # fmt: skip
HALF = '{"head": {"vars": ["s"]}, "results": {"bindings": [{"s": {"type": "literal", "value": "a"}},'


@pytest.mark.parametrize(
    ("status", "body", "kind", "told", "hint"),
    [
        (400, b'Parse error: Encountered "<EOF>" at line 1, column 16.\n', UsageError, 'does not take the query: Parse error: Encountered "<EOF>" at line 1, column 16.', "--explain"),
        (400, b"Virtuoso 37000 Error SP030: SPARQL compiler, line 2: syntax error at '}'\n\nSPARQL query:\nSELECT", UsageError, "query: Virtuoso 37000 Error SP030: SPARQL compiler, line 2: syntax error at '}'", "--explain"),
        (400, b"error at 1:27: expected OPTIONAL", UsageError, "query: error at 1:27: expected OPTIONAL", "--explain"),
        (400, b"Parse error: \nEncountered \" <EOF>\"\nWas expecting", UsageError, 'query: Parse error: Encountered " <EOF>"', "--explain"),
        (400, BLAZEGRAPH, UsageError, 'query: java.util.concurrent.ExecutionException: some.MalformedQueryException: Encountered "<EOF>" at line 2', "--explain"),
        (400, b'{"exception": "Invalid SPARQL query: Unexpected token", "query": "SELECT"}', UsageError, "query: Invalid SPARQL query: Unexpected token", "--explain"),
        (400, b"", UsageError, "does not take the query", "--explain"),
        (403, b"no", EngineError, "does not allow this (403): no", "may this user"),
        (404, b"<html><head><title>Error 404 - Not Found</title></head></html>", EngineError, "is not there (404): Error 404 - Not Found", "path"),
        (405, b"", EngineError, "does not take POST (405)", "--method GET"),
        (406, b"text/csv only", EngineError, "no format to answer in that is read here (406): text/csv only", "JSON"),
        (413, b"", EngineError, "finds the query too long (413)", "split"),
        (418, b"teapot", EngineError, "unexpected status (418): teapot", "endpoint itself"),
        (429, b"slow down", EngineError, "is busy (429), asked once: slow down", "later"),
        (500, b"Virtuoso S1T00 Error SR171: Transaction timed out\n\nSPARQL query:\nSELECT", EngineError, "failed (500): Virtuoso S1T00 Error SR171: Transaction timed out", "log"),
        (502, b"<html><body><h1>Bad &amp; wrong</h1></body></html>", EngineError, "failed (502): Bad & wrong", "log"),
        (503, b"", EngineError, "is busy (503), asked once", "later"),
        (504, b"", EngineError, "from the server behind it in time (504)", "less"),
        (204, b"", EngineError, "unexpected status (204)", "endpoint itself"),
    ],
)  # fmt: skip
def test_each_status_is_told_with_what_the_endpoint_says(
    status: int, body: bytes, kind: type[LodpressError], told: str, hint: str
) -> None:
    """The line that tells most, of what Fuseki, Virtuoso, Oxigraph, Blazegraph and QLever send, and of pages."""
    with served(Said(body, status=status)) as server:
        error = error_of(server.url)
    assert type(error) is kind
    assert str(error).endswith(told)
    assert hint in (error.hint or "")


@pytest.mark.parametrize(
    ("headers", "told", "hint"),
    [
        (
            {"WWW-Authenticate": 'Basic realm="x"'},
            "asks who you are (401), by Basic",
            "LODPRESS_ENDPOINT_USER",
        ),
        (
            {"WWW-Authenticate": "Bearer", "Www-Authenticate": "Digest realm=x"},
            "by Bearer or Digest",
            "TOKEN",
        ),
        ({}, "by no scheme that it names", "LODPRESS_ENDPOINT_TOKEN"),
    ],
)
def test_who_asks_without_credentials_is_told_which_are_wanted(
    headers: dict[str, str], told: str, hint: str
) -> None:
    """By the schemes of its challenges."""
    with served(Said(status=401, headers=headers)) as server:
        error = error_of(server.url)
    assert told in str(error)
    assert hint in (error.hint or "")


JSON = {"Content-Type": MEDIA["json"]}
XHTML = b"<?xml version='1.0'?>\n<html xmlns='http://www.w3.org/1999/xhtml'><title>Hi</title></html>"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (Said(PAGE, headers={"Content-Type": "text/html"}), "answers with a web page: Welcome to the store"),
        (Said(PAGE, headers=JSON), "answers with a web page: Welcome to the store"),
        (Said(XHTML), "answers with a web page: Hi"),
        (Said(b""), "answers with nothing"),
        (Said(b" \n ", headers=JSON), "answers with nothing"),
        (Said(b"s,o\n1,2\n", headers={"Content-Type": "text/csv"}), "answers in CSV"),
        (Said(b"%PDF-1.7", headers={"Content-Type": "application/pdf"}), "answers with application/pdf, which is no SPARQL result: `%PDF-1.7`"),
        (Said(b"\x1b[31mred"), "answers with bytes without a name, which is no SPARQL result: `[31mred`"),
        (Said(b"{}", headers={"Content-Encoding": "gzip"}), "packs its answer as `gzip`"),
        (Said(b'{"error": "out of order"}', headers=JSON), '`{"error": "out of order"}`, which is no SPARQL result in json'),
        (Said(b"<sparql><results/>", headers=JSON), "`<sparql><results/>`, which is no SPARQL result in json"),
        (Said(b"<a/>", headers={"Content-Type": MEDIA["xml"]}), "`<a/>`, which is no SPARQL result in xml"),
        (Said(b"<a></b>", headers={"Content-Type": MEDIA["xml"]}), "`<a></b>`, which is no XML"),
        (Said(b"s\to\n", headers={"Content-Type": MEDIA["tsv"]}), "`s o`, which is no SPARQL result in tsv"),
    ],
)  # fmt: skip
def test_what_are_no_rows_is_told(said: Said, told: str) -> None:
    """Pages, nothing, other formats, packed bytes and JSON of another kind, with the status of success."""
    with served(said) as server:
        assert told in str(error_of(server.url))


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (Said(PAGE), "answers with a web page: Welcome to the store"),
        (Said(XHTML), "answers with a web page: Hi"),
        (Said(XHTML, headers={"Content-Type": MEDIA["rdfxml"]}), "answers with a web page: Hi"),
        (Said(b"<?xml version='1.0'?><html", headers={"Content-Type": MEDIA["rdfxml"]}), "answers with a web page"),
        (Said(b"<?xml version='1.0'?><e:fault xmlns:e='http://e/'><e:text>no</e:text></e:fault>"), "which is no SPARQL result"),
        (Said(b"# no triples, out of order", headers={"Content-Type": "text/plain"}), "answers with text/plain, which"),
        (Said(b"", headers={"Content-Type": MEDIA["rdfxml"]}), "answers with nothing"),
        (Said(b"", headers={"Content-Type": MEDIA["ntriples"]}, framing="close"), "answers with nothing"),
        (Said(b"out of order .\n", headers={"Content-Type": MEDIA["turtle"]}), "`out of order .`, which is no turtle"),
        (Said(b'{"@context": "http://e/", "@id": "http://e/a"}', headers={"Content-Type": MEDIA["jsonld"]}), "which is no jsonld"),
    ],
)  # fmt: skip
def test_what_is_no_graph_is_told(said: Said, told: str) -> None:
    """A page in XHTML could be read as RDF/XML, a line of words as a comment; a context is not fetched."""
    with served(said) as server:
        assert told in str(error_of(server.url, GRAPH))


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("json", b'{"head":{"vars":["s"]},"results":{"bindings":[{"s":{"type":"literal","value":"\xff"}}]}}'),
        ("xml", b'<sparql xmlns="http://www.w3.org/2005/sparql-results#"><head><variable name="s"/></head><results><result><binding name="s"><literal>\xff</literal></binding></result></results></sparql>'),
        ("tsv", b'?s\n"\xff"\n'),
        ("ntriples", b'<http://e/a> <http://e/p> "\xff" .\n'),
        ("turtle", b'<http://e/a> <http://e/p> "\xff" .\n'),
    ],
)  # fmt: skip
def test_bytes_that_are_no_utf8_are_told(name: str, body: bytes) -> None:
    """They are not replaced by others."""
    with served(Said(body, headers={"Content-Type": MEDIA[name]})) as server:
        error_of(server.url, ROWS if name in ("json", "xml", "tsv") else GRAPH)


def _cut(server_says: Said, place: int, framing: str) -> Said:
    assert isinstance(server_says.body, bytes)
    body = server_says.body[:place]
    promised = len(server_says.body) if framing == "length" else 0
    return Said(
        body, headers=server_says.headers, framing=framing, promised=promised, cut=framing == "chunked"
    )


@pytest.mark.parametrize("framing", ["length", "chunked", "close"])
@pytest.mark.parametrize("name", ["json", "xml", "tsv", "ntriples", "turtle", "rdfxml", "jsonld"])
def test_half_an_answer_is_never_taken_for_the_whole(name: str, framing: str) -> None:
    """Cut anywhere, with a length, in chunks, or where only the format itself tells the end."""
    text = ROWS if name in ("json", "xml", "tsv") else GRAPH
    whole = over(DATA, rows=name, graphs=name)(Heard("GET", f"/?query={quote(text)}", {}, ""))
    assert isinstance(whole.body, bytes)
    places = iter(range(0, len(whole.body), max(1, len(whole.body) // 60)))
    with served(lambda _: _cut(whole, next(places), framing)) as server:
        for _ in range(60):
            error_of(server.url, text)


def test_a_cut_answer_says_how_much_of_it_came() -> None:
    """After the rows that were there."""
    with served(Said([HALF.encode()], headers=JSON, framing="chunked", cut=True)) as server:
        variables, rows = SparqlEndpoint(server.url).select(ROWS)
        assert (variables, next(rows)) == (("s",), ('"a"',))
        with pytest.raises(EngineError, match=f"broke off its answer after {len(HALF)} bytes"):
            next(rows)


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("json", HALF.encode()),
        ("xml", b"<sparql xmlns='http://www.w3.org/2005/sparql-results#'><head><variable name='s'/></head><results>"),
        ("rdfxml", b"<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"),
        ("jsonld", b'[{"@id": "http://e/a"},'),
    ],
)  # fmt: skip
def test_half_of_what_has_no_length_is_told_as_half(name: str, body: bytes) -> None:
    """And not as nonsense: the parser came to the end, and wanted more."""
    with served(Said(body, headers={"Content-Type": MEDIA[name]}, framing="close")) as server:
        error = error_of(server.url, ROWS if name in ("json", "xml") else GRAPH)
    assert f"broke off its answer after {len(body)} bytes" in str(error)


def test_an_error_that_is_written_into_the_answer_is_told() -> None:
    """Some endpoints fail in the middle, and say so where a row would be."""
    with served(Said(HALF.encode() + b" Virtuoso 42000 Error: out of memory")) as server:
        assert "no SPARQL result in json: Parser error at line 1 column 94" in str(error_of(server.url))


@pytest.mark.parametrize("name", ["tsv", "ntriples", "turtle"])
def test_lines_without_an_end_are_refused(name: str) -> None:
    """Cut at a line's end they would look whole, also where they are."""
    with served(over(DATA, rows=name, graphs=name, framing="close")) as server:
        error = error_of(server.url, ROWS if name == "tsv" else GRAPH)
    assert f"answers in {name} and does not say where it ends" in str(error)


@pytest.mark.parametrize(
    "said",
    [
        Said(b"{}", headers={"X-SQL-State": "S1TAT", "X-SQL-Message": "RC...: Returning incomplete results.  Activity:  4K rnd"}),
        Said(b"{}", status=206),
    ],
)  # fmt: skip
def test_an_answer_that_calls_itself_a_part_is_told(said: Said) -> None:
    """Virtuoso answers with what it has found when its time is up, and calls that a success."""
    with served(said) as server:
        assert "answers with a part of the result only: " in str(error_of(server.url))


@pytest.mark.parametrize(("limit", "is_cut"), [("20", True), ("21", False), ("19", True), ("many", False)])
def test_rows_up_to_virtuosos_limit_are_told_to_be_cut(limit: str, is_cut: bool) -> None:
    """It names its limit where that many rows come; what follows is left out in silence."""

    def answer(request: Heard) -> Said:
        said = over(DATA)(request)
        return Said(said.body, headers={**said.headers, "X-SPARQL-MaxRows": limit})

    with served(answer) as server:
        rows = SparqlEndpoint(server.url).select(ROWS)[1]
        if is_cut:
            with pytest.raises(EngineError, match=f"gives no more than {limit} rows"):
                list(rows)
        assert len(list(rows)) == (0 if is_cut else 20)


def test_a_huge_error_page_is_not_read_whole_nor_shown_raw() -> None:
    """Its beginning is told in a line; what steers a terminal is left out."""
    sent: list[int] = []

    def page() -> Iterator[bytes]:
        for number in range(3000):
            sent.append(number)
            yield b"\x1b[31m\x07 out\xe2\x80\xae of \x00order " * 1000

    with served(Said(page(), status=500, framing="close")) as server:
        error = error_of(server.url)
    assert "failed (500): [31m out of order [31m" in str(error)
    assert str(error).endswith("…")
    assert len(sent) < 1500  # what the buffers of two sockets hold


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_redirect_is_not_followed_and_names_its_target(status: int, method: Method) -> None:
    """Not to another host, and not on the same one, where POST would become GET: the user decides."""
    with served(over(DATA)) as other:
        with served(Said(status=status, headers={"Location": other.url})) as server:
            error = error_of(server.url, method=method)
        assert f"sends on to `{other.url}`" in str(error)
        assert other.heard == []


def test_a_redirect_to_itself_ends() -> None:
    """As every other."""
    with served(Said(b"moved", status=302, headers={"Location": "/sparql"})) as server:
        assert f"sends on to `{server.url}` (302)" in str(error_of(server.url))
        assert len(server.heard) == 1


@pytest.mark.parametrize("location", ["http://[", "", "//ana:sesame@evil/\x1b[31m?key=1"])
def test_a_strange_target_of_a_redirect_is_told(location: str) -> None:
    """And no secret that it holds."""
    with served(Said(status=302, headers={"Location": location})) as server:
        assert "sesame" not in str(error_of(server.url))


@pytest.mark.parametrize(
    "address",
    ["file:///etc/hostname", "ftp://example.org/", "example.org", "", "http://", "http://a..b/", "http://a b/",
     "http://example.org:port/", "http://example.org:99999/", "http://[::1/", "javascript:alert(1)"],
)  # fmt: skip
def test_only_http_is_an_endpoint(address: str) -> None:
    """No file is read and no other protocol spoken."""
    with pytest.raises(UsageError, match="is no endpoint"):
        SparqlEndpoint(address)


@pytest.mark.parametrize("address", ["http://e.org/?query=ASK{}", "http://e.org/sparql?a=1&update="])
def test_an_address_with_a_query_in_it_is_refused(address: str) -> None:
    """Two queries are none by the SPARQL 1.1 Protocol, section 2.1.4."""
    with pytest.raises(UsageError, match="holds a query already"):
        SparqlEndpoint(address)


def test_a_method_and_a_time_that_make_no_sense_are_refused() -> None:
    """Before anybody is asked."""
    with pytest.raises(UsageError, match="`PUT` asks no endpoint"):
        SparqlEndpoint("http://e.org/", method="PUT")  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="needs time"):
        SparqlEndpoint("http://e.org/", timeout=0)
