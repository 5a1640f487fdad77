"""Rows come while the answer still arrives, and nothing is left open behind them."""

from __future__ import annotations

import gc
import time
import tracemalloc
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count, islice
from threading import Event
from urllib.parse import quote

import pytest
from querying.endpoint_server import MEDIA, Heard, Said, over, served

from lodpress.engines.endpoint import SparqlEndpoint
from lodpress.engines.transport import Patience
from lodpress.problems import EngineError

ROWS = "SELECT ?n { ?s ?p ?n }"
HEAD = b'{"head": {"vars": ["n"]}, "results": {"bindings": [{}'
ROW = b',{"n": {"type": "literal", "value": "%d"}}'
END = b"]}}"


def _endless(gone: Event) -> Iterator[bytes]:
    """Rows for as long as somebody listens."""
    try:
        yield HEAD
        for number in count():
            yield ROW % number
    finally:
        gone.set()


@pytest.mark.parametrize("name", ["json", "xml", "tsv"])
def test_rows_come_before_the_answer_has_ended(name: str) -> None:
    """The endpoint says the rest only when the first rows are here."""
    came = Event()
    text = 'SELECT ?n { VALUES ?n { "first" "second" } }'
    whole = over(b"", rows=name)(Heard("GET", f"/?query={quote(text)}", {}, "")).body
    assert isinstance(whole, bytes)
    split = whole.index(b"second")

    def parts() -> Iterator[bytes]:
        yield whole[:split]
        assert came.wait(10)
        yield whole[split:]

    with served(Said(parts(), headers={"Content-Type": MEDIA[name]}, framing="chunked")) as server:
        _, rows = SparqlEndpoint(server.url).select(ROWS)
        first = next(rows)
        came.set()
        assert [first, *rows] == [('"first"',), ('"second"',)]


@pytest.mark.parametrize(
    "use",
    [
        lambda rows: None,
        next,
        lambda rows: list(islice(rows, 5)),
        lambda rows: rows.close(),
    ],
    ids=["unread", "one", "five", "closed"],
)
def test_whoever_stops_early_ends_the_connection(use: Callable[[Iterator[object]], object]) -> None:
    """Also before the first row."""
    gone = Event()
    with served(Said(_endless(gone), framing="chunked")) as server:
        rows = SparqlEndpoint(server.url).select(ROWS)[1]
        use(rows)
        del rows
        assert gone.wait(10)


@pytest.mark.parametrize("end", [b" nonsense", b""], ids=["nonsense", "cut"])
def test_an_answer_that_fails_ends_the_connection(end: bytes) -> None:
    """And what failed can be dropped by another thread: nothing of pyoxigraph is left in the traceback."""

    def ask() -> None:
        with served(Said([HEAD, end], framing="chunked", cut=True)) as server:
            list(SparqlEndpoint(server.url).select(ROWS)[1])

    with ThreadPoolExecutor(1) as pool, pytest.raises(EngineError):
        pool.submit(ask).result()
    gc.collect()  # pytest makes an error of an object that cannot be dropped, or of a socket left open


def test_a_busy_endpoint_is_left_before_it_is_asked_again() -> None:
    """Its answer is not waited for."""
    gone = Event()
    was_left: list[bool] = []
    with served(lambda _: Said(_endless(gone), status=503, framing="close")) as server:
        patience = Patience(attempts=2, sleep=lambda _: was_left.append(gone.wait(10)))
        with pytest.raises(EngineError, match="is busy"):
            SparqlEndpoint(server.url, patience=patience).select(ROWS)
    assert was_left == [True]


def test_many_rows_take_no_memory() -> None:
    """However long the answer is."""
    with served(Said(_endless(Event()), framing="chunked")) as server:
        rows = SparqlEndpoint(server.url).select(ROWS)[1]
        next(rows)
        tracemalloc.start()
        *_, last = islice(rows, 3000)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert last == ('"2999"',)
        del rows
    assert peak < 500_000


def test_the_time_that_the_reader_takes_is_not_the_endpoints() -> None:
    """A slow reader of a quick answer is not cut off."""
    with served(Said([HEAD, *(ROW % number for number in range(3)), END], framing="chunked")) as server:
        rows = SparqlEndpoint(server.url, timeout=1.0).select(ROWS)[1]
        for _ in range(2):
            next(rows)
            time.sleep(0.7)
        assert list(rows) == [('"1"',), ('"2"',)]


def test_one_endpoint_answers_many_threads() -> None:
    """Each has its own answer."""
    with served(lambda request: Said(HEAD + ROW % int(request.query) + END)) as server:
        endpoint = SparqlEndpoint(server.url)

        def ask(number: int) -> tuple[str | None, ...]:
            return list(endpoint.select(str(number))[1])[1]

        with ThreadPoolExecutor(8) as pool:
            assert list(pool.map(ask, range(80))) == [(f'"{number}"',) for number in range(80)]
