"""Requests are found in the bytes of a connection, however these come in."""

from __future__ import annotations

import pytest

from servers.framing import Requested, reader

_PUT = b"PUT /ds?graph=http%3A%2F%2Fe.org HTTP/1.1\r\nHost: e.org\r\nContent-Length: 26\r\n\r\n"
_POST = b"POST /update HTTP/1.1\r\ntransfer-encoding: Chunked\r\n\r\n"
_CHUNKS = b"5;name=value\r\nGET /\r\n1A\r\nGET /no HTTP/1.1\r\n\r\n123456\r\n0\r\nTrailer: GET\r\n\r\n"
_STREAM = b"".join(
    [
        b"GET / HTTP/1.1\r\nHost: e.org\r\n\r\n",
        _PUT + b"GET /no HTTP/1.1\r\n\r\n123456",
        _POST + _CHUNKS,
        _PUT.replace(b"26", b" 0 "),
        b"HEAD /last HTTP/1.0\r\n\r\n",
    ]
)
_REQUESTS = [
    Requested("GET", "/"),
    Requested("PUT", "/ds?graph=http%3A%2F%2Fe.org"),
    Requested("POST", "/update"),
    Requested("PUT", "/ds?graph=http%3A%2F%2Fe.org"),
    Requested("HEAD", "/last"),
]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 50, len(_STREAM)])
def test_requests_are_found_in_pieces_of_any_size(size: int) -> None:
    """What a body holds is no request, be it of a length said before or chunked."""
    found: list[Requested] = []
    read = reader(found.append)
    for place in range(0, len(_STREAM), size):
        read.send(_STREAM[place : place + size])
    assert found == _REQUESTS


def test_a_request_is_noted_with_the_last_byte_of_its_head() -> None:
    """Neither before, nor only once its body is there."""
    found: list[Requested] = []
    read = reader(found.append)
    read.send(_PUT[:-1])
    assert found == []
    read.send(_PUT[-1:])
    assert found == [_REQUESTS[1]]


@pytest.mark.parametrize(
    "stream", [b"GET /\r\n\r\n", b"GET / SPDY/1\r\n\r\n", b"GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n"]
)
def test_what_is_no_http_is_an_error(stream: bytes) -> None:
    """A count over misread bytes would be worth nothing."""
    with pytest.raises(ValueError):
        reader(lambda request: None).send(stream)
