"""A proxy for tests, which drops a connection at the byte that a test names and tells what passed."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from servers.framing import Requested, reader

Direction = Literal["request", "answer"]

_HOST = "127.0.0.1"
_PIECE = 65536
_SECONDS_TO_CONNECT = 10
_SECONDS_TO_END = 30


@dataclass(frozen=True, slots=True)
class _Drop:
    """What happens once so many bytes of one direction are through."""

    of: Direction
    stays_down: bool
    then: Callable[[], None] | None


@dataclass(frozen=True, slots=True, eq=False)
class _Connection:
    """The two ends of a client's connection."""

    client: socket.socket
    server: socket.socket

    def cut(self) -> None:
        """Ends both directions, as a process that dies does: what was passed on arrives, then the end."""
        for end in (self.server, self.client):
            _shut(end)


class Proxy:
    """Passes bytes to a server and back, unchanged, and drops connections where it is told to."""

    def __init__(self, host: str, port: int) -> None:
        """Listens to nobody yet."""
        self._target = (host, port)
        # bound, and never listening: while the proxy is down nobody else is given its port
        self._guard = _bound(0)
        self._port: int = self._guard.getsockname()[1]
        self._lock = threading.Lock()
        self._listener: socket.socket | None = None
        self._is_down = True
        self._connections: set[_Connection] = set()
        self._threads: list[threading.Thread] = []
        self._drop: _Drop | None = None
        self._left = 0
        self._bytes: dict[Direction, int] = {"request": 0, "answer": 0}
        self._requests: list[Requested] = []
        self._accepted = self._dropped = 0

    def url(self, url: str) -> str:
        """The same address by way of the proxy; raises ValueError where it is another server's."""
        parts = urlsplit(url)
        if (parts.hostname, parts.port) != self._target:
            raise ValueError(f"{url} is not behind this proxy")
        return url.replace(parts.netloc, f"{_HOST}:{self._port}", 1)

    @property
    def sent(self) -> int:
        """The bytes that were passed from clients to the server."""
        with self._lock:
            return self._bytes["request"]

    @property
    def answered(self) -> int:
        """The bytes that were passed from the server to clients."""
        with self._lock:
            return self._bytes["answer"]

    @property
    def requests(self) -> tuple[Requested, ...]:
        """The requests whose heads were passed on whole, in order."""
        with self._lock:
            return tuple(self._requests)

    @property
    def connections(self) -> int:
        """The connections that clients have made, those too that no server took."""
        with self._lock:
            return self._accepted

    @property
    def dropped(self) -> int:
        """How often an armed drop has happened."""
        with self._lock:
            return self._dropped

    def arm(
        self,
        after: int,
        *,
        of: Direction = "request",
        stays_down: bool = False,
        then: Callable[[], None] | None = None,
    ) -> None:
        """Drops, once, the connection over which the last of so many bytes of that direction passes from now on.

        They are counted over all connections together. Not one more passes over this one, nor any
        answer to the last of them; 0 drops at the first byte, which is kept back. `then` is called
        before the client can see the drop, so it may kill the server. Other and later connections
        go on, or all are cut and refused (`stays_down`) until `come_up`. Arming again takes the
        place of what was armed.
        """
        with self._lock:
            self._drop, self._left = _Drop(of, stays_down, then), after

    def disarm(self) -> None:
        """Drops nothing any more that has not been dropped."""
        with self._lock:
            self._drop = None

    def go_down(self) -> None:
        """Refuses connections from now on, as where no server is, and cuts those that are open."""
        with self._lock:
            self._is_down = True
            listener, self._listener = self._listener, None
            connections = list(self._connections)
        if listener:
            _shut(listener)  # its own thread closes it: a number closed here could be another file's by then
        for connection in connections:
            connection.cut()

    def come_up(self) -> None:
        """Listens, at the same port as ever; does nothing where it does already."""
        with self._lock:
            self._is_down = False
            if self._listener is None:
                self._listener = _bound(self._port)
                self._listener.listen()
                self._start(self._accept, self._listener)

    def close(self) -> None:
        """Ends every connection and every thread, for good; raises RuntimeError where one does not end."""
        self.go_down()
        self._guard.close()
        while self._threads:  # those that accept stand before those that they start
            thread = self._threads.pop(0)
            thread.join(_SECONDS_TO_END)
            if thread.is_alive():
                raise RuntimeError(f"{thread.name} of the proxy does not end")

    def _start(self, run: Callable[[socket.socket], None], end: socket.socket) -> None:
        thread = threading.Thread(target=run, args=(end,), daemon=True)
        thread.start()
        self._threads.append(thread)

    def _accept(self, listener: socket.socket) -> None:
        with listener:
            while True:
                try:
                    client, _ = listener.accept()
                except OSError:  # it was shut
                    return
                with self._lock:
                    self._accepted += 1
                    self._start(self._carry, client)

    def _carry(self, client: socket.socket) -> None:
        """One connection, from its beginning to its end; where the server takes none it ends at once."""
        with client:
            try:
                server = socket.create_connection(self._target, _SECONDS_TO_CONNECT)
            except OSError:
                return
            with server:
                server.settimeout(None)
                connection = _Connection(client, server)
                if not self._admit(connection):
                    return
                answers = threading.Thread(target=self._pass, args=(connection, "answer"), daemon=True)
                answers.start()
                self._pass(connection, "request")
                answers.join()
                with self._lock:
                    self._connections.discard(connection)

    def _admit(self, connection: _Connection) -> bool:
        for end in (connection.client, connection.server):
            end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with self._lock:
            if not self._is_down:
                self._connections.add(connection)
            return not self._is_down

    def _pass(self, connection: _Connection, of: Direction) -> None:
        """One direction, until its source ends; what breaks on one side is cut on both."""
        try:
            self._pump(connection, of)
        except OSError:
            connection.cut()
        except BaseException:
            connection.cut()
            raise

    def _pump(self, connection: _Connection, of: Direction) -> None:
        source, target = connection.client, connection.server
        if of == "answer":
            source, target = target, source
        requests = reader(self._note)
        while piece := source.recv(_PIECE):
            passed, drop = self._take(connection, of, piece)
            if of == "request":
                requests.send(passed)
            target.sendall(passed)
            if drop:
                self._carry_out(drop, connection)
                return
        target.shutdown(socket.SHUT_WR)

    def _take(self, connection: _Connection, of: Direction, piece: bytes) -> tuple[bytes, _Drop | None]:
        """As much of the piece as may pass, counted, and the drop that follows it, if one does."""
        with self._lock:
            if self._is_down or connection not in self._connections:
                return b"", None
            drop = self._drop if self._drop and self._drop.of == of else None
            is_last = drop is not None and self._left <= len(piece)
            if drop:
                piece = piece[: self._left]
                self._left -= len(piece)
            self._bytes[of] += len(piece)
            if not drop or not is_last:
                return piece, None
            # from here on nothing passes, be it an answer to these very bytes or over other connections
            self._drop, self._is_down = None, drop.stays_down
            self._connections.discard(connection)
            self._dropped += 1
            return piece, drop

    def _carry_out(self, drop: _Drop, connection: _Connection) -> None:
        try:
            if drop.then:
                drop.then()
        finally:
            if drop.stays_down:
                self.go_down()
            connection.cut()

    def _note(self, request: Requested) -> None:
        with self._lock:
            self._requests.append(request)


@contextmanager
def dropping(url: str) -> Iterator[Proxy]:
    """A proxy before the server of that address, on a free port of loopback; it ends with the block."""
    parts = urlsplit(url)
    proxy = Proxy(parts.hostname or "", parts.port or 80)
    try:
        proxy.come_up()
        yield proxy
    finally:
        proxy.close()


def _bound(port: int) -> socket.socket:
    """A socket at that port, or at a free one for 0; several of the proxy's own may be, of which one listens."""
    bound = socket.socket()
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    bound.bind((_HOST, port))
    return bound


def _shut(end: socket.socket) -> None:
    with suppress(OSError):  # the other side was faster
        end.shutdown(socket.SHUT_RDWR)
