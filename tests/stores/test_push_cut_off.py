"""A push whose connection is cut, at whatever byte, harms no graph, and the next one finishes it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from servers import Proxy, dropping
from servers.proxy import Direction
from stores.pushing_cases import Bench, Step, first_pushes, found_in, harm, next_pushes, pushed, store_of

from lodpress.problems import EngineError

pytestmark = pytest.mark.slow

_PLACES = 20
Steps = Callable[[Bench, Direction, int], Iterator[tuple[Step, int]]]


@pytest.mark.parametrize("steps", [first_pushes, next_pushes])
def test_a_push_that_is_cut_for_good_leaves_each_graph_old_or_new(bench: Bench, steps: Steps) -> None:
    """At twenty places; no digest stands that is not true, and the next push finishes the work and clears up."""
    failures = {}
    with dropping(bench.server.query_url) as proxy:
        for step, place in steps(bench, "request", _PLACES):
            with _lost(proxy, place):
                says_done = _push(bench, step, proxy)
            between = found_in(bench.direct, step.after)
            pushed(step.after.publication, bench.direct)
            after = found_in(bench.direct, step.after)
            wrong = [*harm(between, step), *after.unfinished(step.after)]
            if says_done:
                wrong += between.differing(step.after)
            if wrong:
                failures[place] = wrong
        assert failures == {}
        assert proxy.dropped == _PLACES


@pytest.mark.parametrize(
    ("steps", "of", "number"),
    [(first_pushes, "request", 10), (next_pushes, "request", _PLACES), (next_pushes, "answer", 10)],
)
def test_a_push_whose_connection_is_cut_once_comes_to_its_end(
    bench: Bench, steps: Steps, of: Direction, number: int
) -> None:
    """By its own retries, at places of what is sent and of what is answered, and leaves nothing behind."""
    failures = {}
    with dropping(bench.server.query_url) as proxy:
        for step, place in steps(bench, of, number):
            proxy.arm(place, of=of)
            try:
                pushed(step.after.publication, store_of(bench.server, proxy))
                wrong = found_in(bench.direct, step.after).unfinished(step.after)
            except EngineError as error:
                wrong = [str(error)]
                pushed(step.after.publication, bench.direct)
            if wrong:
                failures[place] = wrong
        assert failures == {}
        assert proxy.dropped == number


@contextmanager
def _lost(proxy: Proxy, place: int) -> Iterator[None]:
    """The way to the store, lost at that place and found again after the block."""
    proxy.arm(place, stays_down=True)
    yield
    proxy.come_up()


def _push(bench: Bench, step: Step, proxy: Proxy) -> bool:
    """Whether the push says that it has come to its end."""
    try:
        pushed(step.after.publication, store_of(bench.server, proxy, attempts=2))
    except EngineError:
        return False
    return True
