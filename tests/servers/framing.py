"""The requests in what a client sends over one connection, found by HTTP/1.1's own framing (RFC 9112, section 6)."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass

#: Is sent the bytes as they come, in pieces of any size.
Reader = Generator[None, bytes, None]


@dataclass(frozen=True, slots=True)
class Requested:
    """A request's method and target, as its first line has them."""

    method: str
    path: str


def reader(note: Callable[[Requested], None]) -> Reader:
    """What is sent the bytes of one connection, begun already; each request is noted once its head is whole.

    Sending raises ValueError where the bytes are no HTTP/1.1.
    """
    begun = _requests(note)
    next(begun)
    return begun


def _requests(note: Callable[[Requested], None]) -> Reader:
    buffer = bytearray()
    while True:
        head = yield from _until(buffer, b"\r\n\r\n")
        line, *fields = head.decode("latin-1").split("\r\n")
        method, path, version = line.split(" ")
        if not version.startswith("HTTP/1."):
            raise ValueError(f"no HTTP/1.1: {line!r}")
        note(Requested(method, path))
        named = [field.partition(":") for field in fields]
        headers = {name.strip().lower(): value.strip() for name, _, value in named}
        if headers.get("transfer-encoding", "").lower() == "chunked":
            yield from _skip_chunks(buffer)
        else:
            yield from _skip(buffer, int(headers.get("content-length", "0")))


def _skip_chunks(buffer: bytearray) -> Reader:
    """Section 7.1: each chunk after its size in hexadecimal; trailers after the last, which has none."""
    while size := int((yield from _until(buffer, b"\r\n")).partition(b";")[0], 16):
        yield from _skip(buffer, size + len(b"\r\n"))
    while (yield from _until(buffer, b"\r\n")):
        pass


def _until(buffer: bytearray, end: bytes) -> Generator[None, bytes, bytes]:
    """What stands before the end, which is taken as well."""
    while end not in buffer:
        buffer += yield
    found, _, rest = bytes(buffer).partition(end)
    buffer[:] = rest
    return found


def _skip(buffer: bytearray, size: int) -> Reader:
    while len(buffer) < size:
        size -= len(buffer)
        buffer.clear()
        buffer += yield
    del buffer[:size]
