"""No query calls another server, fetches a graph or changes data unless it is allowed to."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from query_cases import ENGINES, EXAMPLES, engine

from lodpress.engines.rdflib_sparql import SparqlGraph
from lodpress.problems import EngineError, UsageError
from lodpress.querying.execution import query
from lodpress.querying.refusals import refuse, single_line_ends

#: Ways to write a call: the engines that really carry each out, by trial, and the text.
CALLS = {
    "plain": ("pyoxigraph rdflib", "SELECT * { SERVICE <URL> { ?s ?p ?o } }"),
    "odd case": ("pyoxigraph rdflib", "SELECT * { sErViCe SILENT <URL> { ?s ?p ?o } }"),
    "a prefixed name": ("pyoxigraph rdflib", "PREFIX e: <URL> SELECT * { SERVICE e: { ?s ?p ?o } }"),
    "a prefixed name run on": ("pyoxigraph", "PREFIX : <URL> SELECT * {SERVICE:{ ?s ?p ?o } }"),
    "run on to SILENT": ("pyoxigraph", "SELECT * { SERVICESILENT<URL>{ ?s ?p ?o } }"),
    "run on to a value": ("pyoxigraph", "SELECT * { OPTIONAL { ?a a true } BIND(1 AS ?b) SERVICE<URL>{ ?s ?p ?o } }"),
    "after a comment": ("pyoxigraph rdflib", "SELECT * { # no\nSERVICE # no\n <URL> # no\n { ?s ?p ?o } }"),
    "after a quote in a comment": ("pyoxigraph rdflib", "SELECT * { # it's '''\n SERVICE <URL> { ?s ?p ?o } # '''\n }"),
    "after a number sign in an IRI": (
        "pyoxigraph",
        "SELECT * { OPTIONAL { ?a <http://example.org/#p> ?b } SERVICE <URL> { ?s ?p ?o } }",
    ),
    "behind a comparison that looks like an IRI": (
        "pyoxigraph",
        "PREFIX : <URL> SELECT * { BIND(1 AS ?a) BIND(2 AS ?b) FILTER(?a<?b)SERVICE:#>\n{ ?s ?p ?o } }",
    ),
    "behind a comparison that hides a comment": (
        "pyoxigraph",
        "SELECT * { BIND(1 AS ?a) BIND(2 AS ?b) FILTER(?a<?b#>'''\n) SERVICE <URL> { ?s ?p ?o } #'''\n}",
    ),
    "in a string that ends": ("pyoxigraph rdflib", "SELECT * { BIND('\\'' AS ?x) SERVICE <URL> { ?s ?p ?o } BIND('' AS ?y) }"),
    "through a variable": ("rdflib", "SELECT * { VALUES ?x { <URL> } SERVICE ?x { ?s ?p ?o } }"),
    "in code point escapes": ("rdflib", "SELECT * { \\u0053ERVICE <URL> { ?s ?p ?o } }"),
    "in code point escapes of a comment": ("rdflib", "SELECT * { # \\u000ASERVICE <URL> { ?s ?p ?o }\n}"),
    "in code point escapes of half a word": ("rdflib", "SELECT * { \\u0053\\u0045RVICE <URL> { ?s ?p ?o } }"),
    "with a long s": ("rdflib", "SELECT * { \u017fERVICE <URL> { ?s ?p ?o } }"),
    "after a carriage return": ("pyoxigraph", "SELECT * { # '''\rSERVICE <URL> { ?s ?p ?o }\n# '''\n}"),
    "in a subquery": ("pyoxigraph rdflib", "SELECT * { { SELECT * { SERVICE <URL> { ?s ?p ?o } } } }"),
    "in an EXISTS": ("pyoxigraph rdflib", "SELECT * { BIND(1 AS ?a) FILTER EXISTS { SERVICE <URL> { ?s ?p ?o } } }"),
    "in a construct": ("pyoxigraph rdflib", "CONSTRUCT { ?s ?p ?o } WHERE { SERVICE <URL> { ?s ?p ?o } }"),
}  # fmt: skip


@dataclass
class Listener:
    """A server on loopback that remembers what it was asked."""

    url: str = ""
    asked: list[str] = field(default_factory=list)


@pytest.fixture
def listener() -> Iterator[Listener]:
    """A server that answers every request with no solutions."""
    heard = Listener()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            heard.asked.append(self.path)
            body = b'{"head":{"vars":["s","p","o"]},"results":{"bindings":[]}}'
            self.send_response(200)
            self.send_header("Content-Type", "application/sparql-results+json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET  # noqa: N815 - the names that http.server calls

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        heard.url = f"http://127.0.0.1:{server.server_port}/"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield heard
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("kind", ENGINES)
@pytest.mark.parametrize("name", CALLS)
def test_no_call_leaves_the_machine(name: str, kind: str, listener: Listener) -> None:
    """However SERVICE is written, the query is refused before anything is sent."""
    with pytest.raises(UsageError):
        query(CALLS[name][1].replace("URL", listener.url), engine(kind, *EXAMPLES))
    assert listener.asked == []


@pytest.mark.parametrize("name", [name for name in CALLS if "pyoxigraph" in CALLS[name][0]])
def test_the_calls_are_real(name: str, listener: Listener) -> None:
    """Handed to pyoxigraph itself, each of these texts does send a request."""
    text = CALLS[name][1].replace("URL", listener.url)
    store = engine("pyoxigraph", "giving-rivers-room")
    with suppress(EngineError):
        (store.construct if text.startswith("CONSTRUCT") else store.select)(text)
    assert listener.asked


@pytest.mark.parametrize("name", [name for name in CALLS if "rdflib" in CALLS[name][0]])
def test_the_reference_engine_refuses_calls_by_its_own_parse(name: str) -> None:
    """rdflib's door asks what rdflib understood, whatever stands before it."""
    text = single_line_ends(CALLS[name][1]).replace("URL", "http://127.0.0.1:9/")
    with pytest.raises(UsageError, match="call another server"):
        SparqlGraph().select(text)


@pytest.mark.parametrize(
    "text",
    [
        "# SERVICE <x> { }\nSELECT * { ?s ?p ?o }",
        "SELECT * { ?s ?p 'SERVICE <x> { }' }",
        'SELECT * { ?s ?p """SERVICE\n<x> { }""" }',
        "PREFIX service: <https://example.org/service#> SELECT * { ?s service:level ?o }",
        "SELECT * { ?service <https://example.org/SERVICE> ?o }",
        "SELECT * { ?s ?p ?service FILTER(?service < 3) }",
        "SELECT * { ?s ?p ?o FILTER(?o = <https://example.org/#service>) }",
        "SELECT * { ?s <https://example.org/a#b> ?o ; <https://example.org/service#c> ?q }",
        'SELECT * { ?s ?p "Blue \\u00e9 \\u0075" }',
    ],
)
def test_the_word_alone_is_no_call(text: str) -> None:
    """In comments, strings, names and variables SERVICE is a word like others."""
    refuse(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("LOAD <https://example.org/a>", "`LOAD` is no query"),
        ("PREFIX a: <https://example.org/> INSERT DATA { a:a a:a a:a }", "`INSERT` is no query"),
        ("DROP ALL", "`DROP` is no query"),
        ("", "this text is no query"),
        ("SELECT * FROM <https://example.org/g> { ?s ?p ?o }", "names its data with FROM"),
        ("SELECT * from named <https://example.org/g> { ?s ?p ?o }", "names its data with FROM"),
        ("SELECT * { ?s ?p '\\u0027' }", "code point escapes"),
        ("SELECT * { SERVICE <https://example.org/> {} }", "`SERVICE`|SERVICE"),
    ],
)
def test_what_is_no_query_over_the_data_is_refused(text: str, said: str) -> None:
    """Updates, other data, hidden characters: each with its own words."""
    with pytest.raises(UsageError, match=said):
        refuse(text)


def test_a_call_can_be_allowed(listener: Listener) -> None:
    """Who trusts the query says so."""
    text = f"SELECT * {{ SERVICE <{listener.url}> {{ ?s ?p ?o }} }}"
    query(text, engine("pyoxigraph", "giving-rivers-room"), allow_service=True)
    assert len(listener.asked) == 1


_PIECES = st.sampled_from(
    ["SERVICE", "service", "SILENT", "<http://127.0.0.1:9/>", ":", ":x", "e:x", "?v", "{", "}", "(", ")", "<", ">",
     "#", "\n", "'", '"', "'''", '"""', "\\", " ", ".", ";", "a", "true", "1", "FILTER", "BIND(1 AS ?v)", "?s ?p ?o",
     "_:b", "@en", "GRAPH", "\\u0053", "\\u0022", "\\u000A", "ERVICE", "\u017f", "OPTIONAL", "UNION", "^", "/", "<#>"]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(_PIECES, max_size=12))
def test_what_rdflib_takes_for_a_call_is_refused(pieces: list[str]) -> None:
    """Whatever the pieces make, a text in which rdflib finds a call does not come through."""
    text = single_line_ends(
        "PREFIX : <http://127.0.0.1:9/> PREFIX e: <http://127.0.0.1:9/> SELECT * {" + "".join(pieces) + "}"
    )
    try:
        SparqlGraph().select(text)
    except UsageError as error:
        if "call another server" in str(error):
            with pytest.raises(UsageError):
                refuse(text)
    except EngineError:
        pass
