"""A SPARQL endpoint on loopback, over pyoxigraph or as its test wants it: well, badly or rudely answered."""

from __future__ import annotations

import hashlib
import secrets
import ssl
import sys
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from urllib.parse import parse_qs, urlsplit
from urllib.request import parse_http_list, parse_keqv_list

import pyoxigraph as ox
import pytest

from lodpress.engines.endpoint import Method, SparqlEndpoint
from lodpress.engines.transport import Patience
from lodpress.problems import LodpressError

REALM = "a realm"
ROWS = "SELECT ?s ?o { ?s <http://e/p> ?o }"
GRAPH = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
MEDIA = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "tsv": "text/tab-separated-values; charset=utf-8",
    "ntriples": "application/n-triples",
    "turtle": "text/turtle;charset=utf-8",
    "rdfxml": "application/rdf+xml",
    "jsonld": "application/ld+json",
}
_ROWS = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "tsv": ox.QueryResultsFormat.TSV,
}
_GRAPHS = {
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "turtle": ox.RdfFormat.TURTLE,
    "rdfxml": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
}


@dataclass(frozen=True)
class Heard:
    """A request as it came."""

    method: str
    target: str
    headers: dict[str, str]
    body: str

    @property
    def form(self) -> dict[str, list[str]]:
        """The parameters of the address, or of a posted form."""
        text = urlsplit(self.target).query if self.method == "GET" else self.body
        return parse_qs(text, keep_blank_values=True, strict_parsing=True)

    @property
    def query(self) -> str:
        """The one query."""
        (query,) = self.form["query"]
        return query


@dataclass(frozen=True)
class Said:
    """An answer: `framing` is by its `length`, in `chunked` parts, or up to the `close` of the connection.

    `promised` is a length other than that of the body; `cut` leaves out the end of chunks.
    """

    body: bytes | Iterable[bytes] = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    framing: str = "length"
    promised: int = 0
    cut: bool = False


class Served(ThreadingHTTPServer):
    """A server that is up: what it heard, and an event that is set when it goes."""

    daemon_threads = False  # so that closing waits for every answer

    def __init__(self, answer: Said | Callable[[Heard], Said]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answer = answer
        self.heard: list[Heard] = []
        self.over = Event()

    @property
    def url(self) -> str:
        """The address of the endpoint."""
        return f"http://127.0.0.1:{self.server_port}/sparql"

    def handle_error(self, request: object, client_address: object) -> None:
        """Says nothing of hands that were not shaken."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Handler(BaseHTTPRequestHandler):
    server: Served
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        request = Heard(self.command, self.path, dict(self.headers), body.decode())
        self.server.heard.append(request)
        said = self.server.answer if isinstance(self.server.answer, Said) else self.server.answer(request)
        self.close_connection = True
        self.send_response(said.status)
        for name, value in said.headers.items():
            self.send_header(name, value)
        with suppress(BrokenPipeError, ConnectionResetError):  # who asked may have gone
            self._send(said)

    def do_GET(self) -> None:
        self.do_POST()

    def _send(self, said: Said) -> None:
        if said.framing == "length":
            size = len(said.body) if isinstance(said.body, bytes) else 0
            self.send_header("Content-Length", str(said.promised or size))
        if said.framing == "chunked":
            self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        try:
            self._send_parts(said, (said.body,) if isinstance(said.body, bytes) else said.body)
        finally:
            if isinstance(said.body, Generator):
                said.body.close()

    def _send_parts(self, said: Said, parts: Iterable[bytes]) -> None:
        for part in parts:
            chunked = said.framing == "chunked" and part
            self.wfile.write(b"%x\r\n%s\r\n" % (len(part), part) if chunked else part)
            self.wfile.flush()
            if self.server.over.is_set():  # what never ends ends with the test
                return
        if said.framing == "chunked" and not said.cut:
            self.wfile.write(b"0\r\n\r\n")

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


@contextmanager
def served(answer: Said | Callable[[Heard], Said], context: ssl.SSLContext | None = None) -> Iterator[Served]:
    """An endpoint that gives the answer to each request; with a context it speaks https."""
    server = Served(answer)
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.over.set()
        server.shutdown()
        server.server_close()
        thread.join()


def over(
    data: bytes, *, rows: str = "json", graphs: str = "ntriples", framing: str = "chunked"
) -> Callable[[Heard], Said]:
    """What pyoxigraph answers over the N-Triples, in the formats and the framing named."""
    store = ox.Store()
    store.load(data, format=ox.RdfFormat.N_TRIPLES)

    def answer(request: Heard) -> Said:
        try:
            results = store.query(request.query)
        except SyntaxError as error:
            return Said(str(error).encode(), status=400, headers={"Content-Type": "text/plain"})
        name = graphs if isinstance(results, ox.QueryTriples) else rows
        form = _GRAPHS[graphs] if isinstance(results, ox.QueryTriples) else _ROWS[rows]
        body = results.serialize(format=form)  # type: ignore[arg-type]
        assert body is not None
        return Said(body, headers={"Content-Type": MEDIA[name]}, framing=framing)

    return answer


@dataclass
class DigestDoor:
    """Lets in who knows the password, by HTTP Digest with MD5 and `auth` (RFC 7616); each nonce is good once."""

    inner: Callable[[Heard], Said]
    user: str
    password: str
    challenge: str = (
        'Digest realm="{realm}", nonce="{nonce}", opaque="o", qop="auth,auth-int", algorithm="MD5"'
    )
    nonces: set[str] = field(default_factory=set)

    def __call__(self, request: Heard) -> Said:
        scheme, _, rest = request.headers.get("Authorization", "").partition(" ")
        if scheme == "Digest" and self._knows(request, parse_keqv_list(parse_http_list(rest))):
            return self.inner(request)
        nonce = secrets.token_hex(8)
        self.nonces.add(nonce)
        challenge = self.challenge.format(realm=REALM, nonce=nonce)
        return Said(b"who are you?", status=401, headers={"WWW-Authenticate": challenge})

    def _knows(self, request: Heard, given: dict[str, str]) -> bool:
        if given["nonce"] not in self.nonces:
            return False
        self.nonces.remove(given["nonce"])
        secret = _md5(f"{self.user}:{REALM}:{self.password}")
        asked = _md5(f"{request.method}:{request.target}")
        middle = ":".join(given[name] for name in ("nonce", "nc", "cnonce", "qop"))
        expected = {
            "username": self.user,
            "realm": REALM,
            "uri": request.target,
            "opaque": "o",
            "nc": "00000001",
            "qop": "auth",
            "response": _md5(f"{secret}:{middle}:{asked}"),
        }
        return expected.items() <= given.items()


def _md5(text: str) -> str:
    return hashlib.md5(text.encode()).hexdigest()


def error_of(url: str, text: str = ROWS, *, method: Method = "POST", timeout: float = 10) -> LodpressError:
    """What is raised for a query, which has to be an error of ours, with a hint, in one line that can be shown."""
    endpoint = SparqlEndpoint(url, method=method, timeout=timeout, patience=Patience(attempts=1))
    with pytest.raises(LodpressError) as caught:
        _ = list(endpoint.select(text)[1]) if text.startswith("SELECT") else endpoint.construct(text)
    told = str(caught.value)
    assert caught.value.hint
    assert told.isprintable() and len(told) < 700
    assert f"`{url}`" in told
    return caught.value
