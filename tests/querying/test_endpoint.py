"""An endpoint answers as a store in memory does, and says clearly when it cannot."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from urllib.parse import parse_qs

import pytest
from documents_read import mapped_case

from lodpress.engines.endpoint import SparqlEndpoint
from lodpress.engines.oxigraph import SparqlStore, serialized_solutions
from lodpress.problems import EngineError, LodpressError, UsageError
from lodpress.querying import query

TRIPLES = mapped_case("giving-rivers-room").mapped.triples


@contextmanager
def _served(status: int = 200, body: bytes | None = None, wait: float = 0) -> Iterator[str]:
    """A SPARQL endpoint on loopback over the rivers document; with `body`, one that answers just that."""

    over = Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            over.wait(wait)
            data = _answer(form["query"][0]) if body is None else body
            self.send_response(status)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            with suppress(BrokenPipeError, ConnectionResetError):  # who asked may have gone
                self.wfile.write(data)

        def log_message(self, format: str, *args: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = False  # so that closing waits for every answer
    thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/sparql"
    finally:
        over.set()
        server.shutdown()
        server.server_close()
        thread.join()


def _answer(text: str) -> bytes:
    store = SparqlStore(triples=TRIPLES)
    if "CONSTRUCT" in text:
        return "".join(f"{s} {p} {o} .\n" for s, p, o in store.construct(text)).encode()
    return serialized_solutions(*store.select(text), "json")


@pytest.mark.parametrize(
    ("name", "values"), [("themes", {}), ("idea-search", {"text": "flood"}), ("idea-themes", {"idea": "10"}), ("idea-whole", {"idea": "10"})]
)  # fmt: skip
def test_an_endpoint_answers_as_a_store(name: str, values: dict[str, str]) -> None:
    """Rows and graphs, labels and numbers looked up on the other side."""
    with _served() as url:
        assert query(name, SparqlEndpoint(url), values) == query(name, SparqlStore(triples=TRIPLES), values)


@pytest.mark.parametrize(
    ("status", "body", "kind", "told"),
    [
        (200, b"<html><body>Welcome</body></html>", EngineError, "no SPARQL result: `<html>"),
        (200, b'{"head": {"vars": ["a"]}, "results": {"bindings": [', EngineError, "no SPARQL result"),
        (200, b"", EngineError, "no SPARQL result"),
        (400, b"Parse error at line 3", UsageError, "does not take the query: "),
        (401, b"", EngineError, "asks for a password"),
        (404, b"", EngineError, "there is no endpoint at"),
        (500, b"out of memory", EngineError, "failed: "),
        (503, b"", EngineError, "refused: "),
    ],
)
def test_what_an_endpoint_does_wrong_is_said(
    status: int, body: bytes, kind: type[LodpressError], told: str
) -> None:
    """HTML, half a result, nothing, and each status: one clear message with the endpoint's IRI."""
    with _served(status, body) as url, pytest.raises(kind) as caught:
        query("themes", SparqlEndpoint(url))
    assert told in str(caught.value)
    assert url in str(caught.value)


def test_an_endpoint_that_is_down_or_slow_is_said() -> None:
    """A closed port, and an answer that takes too long."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    with pytest.raises(EngineError, match="cannot reach the endpoint"):
        query("themes", SparqlEndpoint(f"http://127.0.0.1:{port}/sparql"))
    with _served(wait=2) as url, pytest.raises(EngineError, match="did not answer within 1 seconds"):
        query("themes", SparqlEndpoint(url, timeout=1))


@pytest.mark.parametrize("url", ["file:///etc/hostname", "ftp://example.org/", "example.org", "", "http://"])
def test_only_http_is_an_endpoint(url: str) -> None:
    """No file is read and no other protocol spoken."""
    with pytest.raises(UsageError, match="is no endpoint"):
        SparqlEndpoint(url)
