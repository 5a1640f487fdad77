"""One request over HTTP and its reply as a stream, within so many seconds: what a door to a store sends by."""

from __future__ import annotations

import io
import random
import socket
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from functools import partial
from http.client import (
    BadStatusLine,
    HTTPConnection,
    HTTPException,
    HTTPResponse,
    HTTPSConnection,
    IncompleteRead,
)
from itertools import count
from typing import TYPE_CHECKING, Any, cast
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import AbstractHTTPHandler, OpenerDirector, ProxyHandler, Request, UnknownHandler

from lodpress.engines.addresses import cleaned, is_loopback, shown
from lodpress.engines.credentials import Credentials
from lodpress.problems import EngineError

if TYPE_CHECKING:
    from typing_extensions import Buffer

_BUSY = (429, 503)
_FIRST_PAUSE = 0.5
_PEEKED = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How often a busy endpoint is asked in all, and how many seconds are waited between two times at most.

    The pauses double from half a second and are cut by chance, so that many who were sent away do
    not come back at once. An endpoint that names a time (Retry-After, RFC 9110, section 10.2.3) is
    not asked before; where that is longer than `longest`, it is not asked again.
    """

    attempts: int = 4
    longest: float = 60
    busy: tuple[int, ...] = _BUSY
    sleep: Callable[[float], object] = time.sleep
    now: Callable[[], float] = time.time
    chance: Callable[[], float] = random.random

    def pause(self, attempt: int, reply: Reply) -> float | None:
        """The seconds to wait after the attempt (counted from 1), None where it was the last."""
        if reply.status not in self.busy or attempt >= self.attempts:
            return None
        seconds = max(self.backoff(attempt), self.wanted(reply) or 0)
        return seconds if seconds <= self.longest else None

    def backoff(self, attempt: int) -> float:
        """The seconds to wait after the attempt (counted from 1) where nobody names a time."""
        return _FIRST_PAUSE * float(2 ** (attempt - 1)) * (1 + self.chance()) / 2

    def wanted(self, reply: Reply) -> float | None:
        """The seconds that the endpoint asks to wait, from a number or a date."""
        value = (reply.header("Retry-After") or "").strip()
        if value.isascii() and value.isdigit():
            return float(value)
        try:
            when = parsedate_to_datetime(value)
        except ValueError:
            return None
        return (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp() - self.now()


class Reply:
    """What an endpoint answers: its status and headers, and a body that is read once, as it arrives.

    It is to be closed. A body that ends before its end, or that keeps the reader waiting for more
    than the request's seconds in all, raises EngineError; the time that the reader takes does not count.
    """

    def __init__(
        self, response: HTTPResponse, address: str, seconds: float, credentials: Credentials | None
    ) -> None:
        self.address = address
        self.status = response.status
        #: How often was asked in all.
        self.attempts = 1
        #: The first bytes of the body that have arrived, for messages.
        self.beginning = b""
        #: How many bytes of the body have arrived.
        self.size = 0
        #: Whether its reader has come to its end.
        self.ended = False
        #: Whether reading failed; the error has said how.
        self.failed = False
        self._response = response
        self._length = response.length
        self._seconds = seconds
        self._credentials = credentials
        self._held = b""

    def header(self, name: str) -> str | None:
        """The value of a header, None where it is missing."""
        return self._response.headers.get(name)

    def headers(self, name: str) -> list[str]:
        """The values of a header that may stand more than once."""
        return list(self._response.headers.get_all(name) or ())

    @property
    def is_framed(self) -> bool:
        """Whether the reply says where it ends, so that a connection cut before is noticed."""
        return self._response.chunked or self._length is not None

    def peek(self, least: int) -> bytes:
        """The beginning of the body, so many bytes besides blanks where it has them; `read` gives it again."""
        while len(self._held.strip()) < least and len(self._held) < _PEEKED:
            part = self._receive(_PEEKED)
            if not part:
                break
            self._held += part
        return self._held

    def read(self, size: int = -1, /) -> bytes:
        """What has arrived, at least one byte and at most `size`; nothing at the end."""
        size = _PEEKED if size < 0 else size
        part, self._held = self._held[:size], self._held[size:]
        part = part or self._receive(size)
        self.ended = not part
        return part

    def text(self, data: bytes) -> str:
        """A part of the body for a message, without the secret, where the endpoint repeats what it was sent."""
        text = data.decode(errors="replace")
        return self._credentials.hidden(text) if self._credentials else text

    def close(self) -> None:
        """Ends the connection, whatever is still to come."""
        self._response.close()

    def _receive(self, size: int) -> bytes:
        left = size if self._length is None else min(size, self._length - self.size)
        try:
            part = self._response.read1(left) if left else b""
        except (HTTPException, OSError) as error:
            raise self._broken(error) from error
        self.size += len(part)
        self.beginning += part[: _PEEKED - len(self.beginning)]
        if not part and self._length is not None and self.size < self._length:
            raise self._broken(IncompleteRead(b"", self._length - self.size))
        return part

    def _broken(self, error: Exception) -> EngineError:
        self.failed = True
        if isinstance(error, TimeoutError):
            return timed_out(self.address, self._seconds)
        return broken_off(self.address, self.size)


class ConnectionLostError(EngineError):
    """The connection was refused or ended early: what was asked may have been done or not."""


def broken_off(address: str, size: int) -> ConnectionLostError:
    """An answer that is not whole."""
    return ConnectionLostError(
        f"the endpoint `{shown(address)}` broke off its answer after {size} bytes",
        hint="ask again; where it always breaks off, the endpoint or a proxy before it has a limit",
    )


def timed_out(address: str, seconds: float) -> EngineError:
    """An endpoint that keeps one waiting."""
    return EngineError(
        f"the endpoint `{shown(address)}` did not answer within {seconds:g} seconds",
        hint="give it longer with `--timeout`, or ask for less",
    )


def send(
    request: Request, *, address: str, seconds: float, credentials: Credentials | None, patience: Patience
) -> Reply:
    """The reply of any status, asked for again while the endpoint is busy; raises EngineError without one.

    Messages name `address`. Each time has `seconds` in all, for its pauses see Patience. No redirect is followed: urllib would
    take the Authorization header along to any host, and make a GET without the query of a POST. The
    request must be one that may be sent twice.
    """
    for attempt in count(1):
        try:
            reply = Reply(_authorized(request, seconds, credentials), address, seconds, credentials)
        except (HTTPException, OSError) as error:
            raise _unreachable(address, error, seconds) from error
        reply.attempts = attempt
        pause = patience.pause(attempt, reply)
        if pause is None:
            break
        reply.close()
        patience.sleep(pause)
    return reply


def _authorized(request: Request, seconds: float, credentials: Credentials | None) -> HTTPResponse:
    until = time.monotonic() + seconds
    header = credentials.header(request) if credentials else None
    if header:
        request.add_unredirected_header("Authorization", header)
    response = _opened(request, until)
    if response.status == 401 and credentials and credentials.kind == "digest":
        header = credentials.answer(request, response.headers.get_all("WWW-Authenticate") or ())
        if header:
            response.close()
            request.add_unredirected_header("Authorization", header)
            response = _opened(request, until)
    return response


def _opened(request: Request, until: float) -> HTTPResponse:
    opener = OpenerDirector()
    # what is asked on this machine stays on it
    proxies = ProxyHandler({} if is_loopback(request.full_url) else None)
    for handler in (proxies, _TimedHandler(until), UnknownHandler()):
        opener.add_handler(handler)
    return cast("HTTPResponse", opener.open(request, timeout=_left(until)))


def _left(until: float) -> float:
    """The seconds until then; raises TimeoutError where there are none."""
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


class _TimedHandler(AbstractHTTPHandler):
    """Opens http and https so that all that is waited for ends in time, headers that drip in as well."""

    http_request = https_request = AbstractHTTPHandler.do_request_

    def __init__(self, until: float) -> None:
        super().__init__()
        self._until = until

    def http_open(self, request: Request) -> HTTPResponse:
        return self.do_open(partial(_TimedConnection, until=self._until), request)

    def https_open(self, request: Request) -> HTTPResponse:
        return self.do_open(partial(_TimedTlsConnection, until=self._until), request)


class _TimedConnection(HTTPConnection):
    def __init__(self, host: str, *, until: float, **options: Any) -> None:
        super().__init__(host, **options)
        made = partial(_TimedResponse, until)
        self.response_class = made  # type: ignore[assignment]  # it is called, and nothing else

    def putheader(self, header: str | bytes, *values: Any) -> None:
        """Leaves out what urllib always says: to `Connection: close` Jetty answers without telling where it ends."""
        if header != "Connection":
            super().putheader(header, *values)


class _TimedTlsConnection(_TimedConnection, HTTPSConnection):
    pass


class _TimedResponse(HTTPResponse):
    """A response whose bytes are waited for in all no longer than until then."""

    def __init__(self, until: float, sock: socket.socket, *args: Any, **options: Any) -> None:
        super().__init__(sock, *args, **options)
        self.fp.close()
        self.fp = io.BufferedReader(_TimedBytes(sock, _left(until)))


class _TimedBytes(io.RawIOBase):
    """A socket's bytes. Its time-out is for one wait, and begins anew with each byte: here they add up."""

    def __init__(self, sock: socket.socket, seconds: float) -> None:
        self._socket = sock
        self._bytes = sock.makefile("rb", buffering=0)
        self._left = seconds

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Buffer) -> int | None:
        if self._left <= 0:
            raise TimeoutError
        self._socket.settimeout(self._left)
        began = time.monotonic()
        try:
            return self._bytes.readinto(buffer)
        finally:
            self._left -= time.monotonic() - began

    def close(self) -> None:
        self._bytes.close()
        super().close()


def _unreachable(address: str, error: Exception, seconds: float) -> EngineError:
    cause = error.reason if isinstance(error, URLError) and isinstance(error.reason, Exception) else error
    if isinstance(cause, TimeoutError):
        return timed_out(address, seconds)
    if isinstance(cause, BadStatusLine) and "HTTP/1.1 ".startswith(str(cause.args[0]).strip()):
        return broken_off(address, 0)  # within the first words of its answer
    place = urlsplit(address)
    at = f"the endpoint `{shown(address)}`"
    told = cleaned(str(getattr(cause, "strerror", None) or cause))
    for kind, message, hint in (
        (socket.gaierror, f"there is no host `{place.hostname}` to be found for {at}: {told}",
         "is its name right, and is there a network?"),
        (ConnectionRefusedError, f"nothing answers at {at}: connection refused",
         "is it running, and on that port?"),
        (ssl.SSLCertVerificationError, f"{at} shows a certificate that is not trusted: {told}",
         "SSL_CERT_FILE may name the certificates that you trust"),
        (ssl.SSLError, f"{at} does not speak https: {told}", "does its address begin with `http:`?"),
        (ConnectionError, f"{at} closed the connection without an answer: {told}",
         "does it speak http there, and https where its address says so?"),
        (HTTPException, f"{at} does not speak HTTP: {told}", "is the port that of the endpoint?"),
    ):  # fmt: skip
        if isinstance(cause, kind):
            lost = isinstance(cause, ConnectionError | IncompleteRead)
            return (ConnectionLostError if lost else EngineError)(message, hint=hint)
    return EngineError(f"cannot reach {at}: {told}", hint="is it running, and is there a network?")
