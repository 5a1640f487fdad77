"""An endpoint that is not there, is another service, is not to be trusted, or takes too long: one message each."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import islice, repeat
from pathlib import Path
from threading import Thread

import pytest
from querying.endpoint_server import ROWS, Heard, Said, Served, error_of, over, served

from lodpress.engines.endpoint import SparqlEndpoint
from lodpress.engines.transport import Patience
from lodpress.problems import EngineError

DATA = b"".join(b'<http://e/%d> <http://e/p> "%d" .\n' % (i, i) for i in range(20))


def test_a_host_that_is_unknown_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """The resolver's words are kept."""

    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    error = error_of("https://sparql.example.org/")
    assert "no host `sparql.example.org` to be found" in str(error)


def test_a_proxy_that_cannot_be_asked_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """As urllib speaks to none but those of HTTP."""
    monkeypatch.setenv("http_proxy", "socks5://127.0.0.1:9")
    assert "cannot reach the endpoint" in str(error_of("http://sparql.example.org/"))


def test_a_port_where_nothing_listens_is_told_at_once() -> None:
    """Without asking again."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    slept: list[float] = []
    endpoint = SparqlEndpoint(f"http://127.0.0.1:{port}/sparql", patience=Patience(sleep=slept.append))
    with pytest.raises(
        EngineError, match=f"nothing answers at the endpoint `http://127.0.0.1:{port}/sparql`"
    ):
        endpoint.select(ROWS)
    assert slept == []


@contextmanager
def _spoken(words: bytes) -> Iterator[str]:
    """A port where somebody says just that, whatever is asked."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def answer() -> None:
            with suppress(OSError):
                connection, _ = listener.accept()
                with connection:
                    connection.recv(65536)
                    connection.sendall(words)

        thread = Thread(target=answer)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}/sparql"
        finally:
            thread.join()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (b"SSH-2.0-somebody\r\n", "does not speak HTTP: SSH-2.0-somebody"),
        (b"", "closed the connection without an answer"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"x" * 70000, "does not speak HTTP: got more than 65536 bytes"),
        (b"HTTP/1.1 200 OK\r\n" + b"X: x\r\n" * 200, "does not speak HTTP: got more than 100 headers"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nnonsense", "broke off its answer after 0 bytes"),
    ],
)  # fmt: skip
def test_who_does_not_speak_http_is_told(words: bytes, told: str) -> None:
    """Another service on the port, or one that goes."""
    with _spoken(words) as url:
        assert told in str(error_of(url))


def test_https_where_only_http_is_spoken_is_told() -> None:
    """The usual slip."""
    with _spoken(b"HTTP/1.1 400 Bad Request\r\n\r\n") as url:
        error = error_of(url.replace("http:", "https:"))
    assert "does not speak https" in str(error)


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is missing, which makes a certificate")
def test_a_certificate_has_to_be_trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One of its own making is not, unless the user says so; then rows come over https."""
    certificate, key = tmp_path / "certificate.pem", tmp_path / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", "-addext",
         "subjectAltName=DNS:localhost", "-days", "2", "-keyout", key, "-out", certificate],
        check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with served(over(DATA), context) as server:
        url = f"https://localhost:{server.server_port}/sparql"
        assert "shows a certificate that is not trusted" in str(error_of(url))
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert len(list(SparqlEndpoint(url).select(ROWS)[1])) == 20


def _drip(server: Served, parts: Iterator[bytes]) -> Iterator[bytes]:
    """The parts, one each twentieth of a second, for some seconds or until the server goes."""
    for part in islice(parts, 100):
        yield part
        if server.over.wait(0.05):
            return


@pytest.mark.parametrize("framing", ["nothing", "length", "chunked", "close"])
def test_an_endpoint_that_takes_too_long_ends(framing: str) -> None:
    """One that says nothing, and one that says a byte from time to time, which no time-out of a socket ends."""
    servers: list[Served] = []

    def answer(_: Heard) -> Said:
        if framing == "nothing":
            servers[0].over.wait(10)
            return Said()
        return Said(_drip(servers[0], repeat(b" ")), framing=framing, promised=10_000)

    with served(answer) as server:
        servers.append(server)
        began = time.monotonic()
        error = error_of(server.url, timeout=0.4)
        assert 0.3 < time.monotonic() - began < 4
    assert "did not answer within 0.4 seconds" in str(error)
    assert "--timeout" in (error.hint or "")


@pytest.mark.parametrize(
    "words", [b"HTTP/1.1 200 OK\r\nX: ", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"]
)
def test_headers_and_sizes_of_chunks_that_drip_in_end_too(words: bytes) -> None:
    """They are read by the line, however long it takes to come."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def answer() -> None:
            connection, _ = listener.accept()
            with connection, suppress(OSError):
                connection.sendall(words)
                for byte in repeat(b"0", 200):
                    connection.sendall(byte)
                    time.sleep(0.05)

        thread = Thread(target=answer)
        thread.start()
        began = time.monotonic()
        error = error_of(f"http://127.0.0.1:{listener.getsockname()[1]}/sparql", timeout=0.4)
        assert time.monotonic() - began < 4
        thread.join()
    assert "did not answer within 0.4 seconds" in str(error)
