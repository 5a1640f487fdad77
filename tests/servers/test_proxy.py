"""The tests' proxy passes all on unchanged, and drops at the byte that it is told."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection
from socketserver import StreamRequestHandler, ThreadingTCPServer
from urllib.parse import urlsplit

import pytest

from servers import Proxy, Requested, dropping
from servers.processes import free_port

_BODY = b"GET /none HTTP/1.1\r\n\r\n" * 4
_REQUEST = b"PUT /graph?name=%20a HTTP/1.1\r\nHost: e.org\r\nContent-Length: 88\r\n\r\n" + _BODY
_ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n" + b"0123456789" * 10
_PUT = Requested("PUT", "/graph?name=%20a")


class _Store(ThreadingTCPServer):
    """Keeps what each connection sends, and answers each whole request."""

    daemon_threads = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answering)
        self.heard: list[bytes] = []
        self.url = f"http://127.0.0.1:{self.server_address[1]}/graph"


class _Answering(StreamRequestHandler):
    def handle(self) -> None:
        assert isinstance(self.server, _Store)
        heard = b""
        with suppress(OSError):
            while piece := self.connection.recv(65536):
                heard += piece
                if heard.endswith(_BODY):
                    self.connection.sendall(_ANSWER)
        self.server.heard.append(heard)


@contextmanager
def _running() -> Iterator[_Store]:
    """The store; what was heard is whole after the block, when all connections have ended."""
    with _Store() as store:
        thread = threading.Thread(target=store.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield store
        finally:
            store.shutdown()
            thread.join()
            store.timeout = 0
            for _ in range(9):  # those who were not accepted yet are heard as well
                store.handle_request()


def _connected(proxy: Proxy, store: _Store) -> socket.socket:
    address = urlsplit(proxy.url(store.url))
    return socket.create_connection((address.hostname, address.port), timeout=20)


def _answer(client: socket.socket, request: bytes = _REQUEST) -> bytes:
    """What comes back until the whole answer is there or the connection ends."""
    found = b""
    with suppress(OSError):
        client.sendall(request)
        while len(found) < len(_ANSWER) and (piece := client.recv(65536)):
            found += piece
    return found


def _asked(proxy: Proxy, store: _Store) -> bytes:
    with _connected(proxy, store) as client:
        return _answer(client)


def test_all_is_passed_on_unchanged_and_counted() -> None:
    """Byte for byte, the Host header as well; two requests over one connection, one over another."""
    with _running() as store, dropping(store.url) as proxy:
        with _connected(proxy, store) as client:
            assert [_answer(client), _answer(client)] == [_ANSWER, _ANSWER]
        assert _asked(proxy, store) == _ANSWER
        assert (proxy.connections, proxy.dropped) == (2, 0)
        assert (proxy.sent, proxy.answered) == (3 * len(_REQUEST), 3 * len(_ANSWER))
        assert proxy.requests == (_PUT, _PUT, _PUT)
    assert sorted(store.heard) == [_REQUEST, _REQUEST * 2]


def test_an_http_client_notices_nothing() -> None:
    """Python's own takes the answer by way of the proxy."""
    with _running() as store, dropping(store.url) as proxy:
        client = HTTPConnection(urlsplit(proxy.url(store.url)).netloc, timeout=20)
        client.request("PUT", "/graph?name=%20a", _BODY)
        assert client.getresponse().read() == _ANSWER[-100:]
        client.close()
        assert proxy.requests == (_PUT,)


def test_an_address_keeps_all_but_its_port() -> None:
    """One of another server is refused, as its requests would go where they are not meant to."""
    with dropping("http://127.0.0.1:4711/ds") as proxy:
        port = urlsplit(proxy.url("http://127.0.0.1:4711")).port
        url = "http://127.0.0.1:4711/ds/data?graph="
        assert proxy.url(url) == f"http://127.0.0.1:{port}/ds/data?graph="
        with pytest.raises(ValueError, match="not behind this proxy"):
            proxy.url("http://127.0.0.1:4712/ds/data?graph=")


@pytest.mark.parametrize("after", range(0, len(_REQUEST) + 1, 8))
def test_a_request_is_cut_at_its_byte(after: int) -> None:
    """The server hears so many bytes, be they the whole request, and the client no answer."""
    with _running() as store, dropping(store.url) as proxy:
        proxy.arm(after)
        found = _asked(proxy, store)
        assert (proxy.sent, proxy.dropped) == (after, 1)
        assert proxy.requests == ((_PUT,) if after >= _REQUEST.index(_BODY) else ())
    assert store.heard == [_REQUEST[:after]]
    assert found == b""


@pytest.mark.parametrize("after", range(0, len(_ANSWER) + 1, 7))
def test_an_answer_is_cut_at_its_byte(after: int) -> None:
    """The client gets so many bytes of it, while the server has heard all."""
    with _running() as store, dropping(store.url) as proxy:
        proxy.arm(after, of="answer")
        assert _asked(proxy, store) == _ANSWER[:after]
        assert (proxy.answered, proxy.dropped) == (after, 1)
    assert store.heard == [_REQUEST]


def test_bytes_are_counted_over_connections_from_the_arming_on() -> None:
    """What passed before is not; what passes over the first connection is."""
    with _running() as store, dropping(store.url) as proxy:
        _asked(proxy, store)
        proxy.arm(len(_REQUEST) + 10)
        assert [_asked(proxy, store) for _ in range(3)] == [_ANSWER, b"", _ANSWER]
    assert sorted(store.heard) == [_REQUEST[:10], _REQUEST, _REQUEST, _REQUEST]


def test_a_drop_happens_once_and_only_the_last_that_was_armed() -> None:
    """Armed again it is another one; disarmed it is none."""
    with _running() as store, dropping(store.url) as proxy:
        proxy.arm(10)
        proxy.arm(10, of="answer")
        assert [_asked(proxy, store) for _ in range(2)] == [_ANSWER[:10], _ANSWER]
        proxy.arm(10)
        proxy.disarm()
        assert _asked(proxy, store) == _ANSWER
        assert proxy.dropped == 1


def test_one_drop_leaves_the_other_connections_alone() -> None:
    """They are open before it and go on after it."""
    with _running() as store, dropping(store.url) as proxy, _connected(proxy, store) as other:
        assert _answer(other) == _ANSWER
        proxy.arm(10)
        assert _asked(proxy, store) == b""
        assert _answer(other) == _ANSWER


def test_a_proxy_that_stays_down_refuses_all_until_it_comes_up() -> None:
    """Open connections end with the one that was dropped; the port is the same afterwards."""
    with _running() as store, dropping(store.url) as proxy, _connected(proxy, store) as other:
        assert _answer(other) == _ANSWER
        proxy.arm(10, stays_down=True)
        assert _asked(proxy, store) == b""
        assert _answer(other) == b""
        for _ in range(3):
            with pytest.raises(ConnectionRefusedError):
                _connected(proxy, store)
        proxy.come_up()
        assert _asked(proxy, store) == _ANSWER
        assert proxy.sent == 2 * len(_REQUEST) + 10
    assert sorted(store.heard) == [_REQUEST[:10], _REQUEST, _REQUEST]


def test_a_proxy_goes_down_and_up_as_often_as_it_is_told() -> None:
    """Told twice it does no more than once."""
    with _running() as store, dropping(store.url) as proxy:
        for _ in range(5):
            proxy.go_down()
            proxy.go_down()
            with pytest.raises(ConnectionRefusedError):
                _connected(proxy, store)
            proxy.come_up()
            proxy.come_up()
            assert _asked(proxy, store) == _ANSWER


@pytest.mark.parametrize("stays_down", [False, True])
def test_what_is_to_happen_at_the_byte_is_done_before_the_client_sees_the_drop(stays_down: bool) -> None:
    """When the bytes before it are passed on."""
    seen: list[int] = []
    with _running() as store, dropping(store.url) as proxy:
        proxy.arm(10, stays_down=stays_down, then=lambda: seen.append(proxy.sent))
        assert _asked(proxy, store) == b""
        assert seen == [10]


def test_a_connection_ends_at_once_where_no_server_is() -> None:
    """And is counted, for tests of how often somebody tries."""
    url = f"http://127.0.0.1:{free_port()}"
    with dropping(url) as proxy:
        client = HTTPConnection(urlsplit(proxy.url(url)).netloc, timeout=20)
        for _ in range(3):
            with pytest.raises(OSError, match=r"."):
                client.request("GET", "/")
                client.getresponse()
        assert (proxy.connections, proxy.sent) == (3, 0)


def test_nothing_is_left_after_the_block_though_it_fails() -> None:
    """No connection, no thread and no port, while the server is silent and the client waits."""
    before = set(threading.enumerate())
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(ZeroDivisionError), dropping(url) as proxy:
            address = ("127.0.0.1", urlsplit(proxy.url(url)).port)
            client = socket.create_connection(address, timeout=20)
            client.sendall(_REQUEST)
            accepted, _ = silent.accept()
            assert accepted.recv(1000) == _REQUEST
            raise ZeroDivisionError
    with client, accepted:
        assert (client.recv(1), accepted.recv(1)) == (b"", b"")
    assert set(threading.enumerate()) <= before
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(address)
