"""A push that is killed, or whose store is, harms no graph, and the next one finishes it at once."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from servers import Proxy, Server, dropping
from stores.pushing_cases import (
    Bench,
    Step,
    empty,
    found_in,
    harm,
    login_of,
    pushed,
    recording,
    release_for,
    requests_in,
    started,
    store_of,
)

from lodpress.problems import EngineError
from lodpress.stores import Publication, folder_store

pytestmark = pytest.mark.slow

#: Seconds from the last byte of a request to the end of the store: before it is at work, at work, done.
_LATER = (0.0, 0.002, 0.01)
#: The requests that write, at which is killed, of some dozen: the lists of graphs, the first of their changes, the digests.
_CHOSEN = (1, 2, 3, -3)
_SECONDS_AT_MOST = 30  # a claim of another machine is waited for for a minute


def test_a_store_that_is_killed_holds_each_graph_old_or_new(bench: Bench) -> None:
    """Or no digest says that it does; the next push, after its restart, finishes the work."""
    failures = {}
    with dropping(bench.server.query_url) as proxy:
        for number, (step, place) in enumerate(_kills(bench)):
            proxy.arm(place, then=_killing(bench.server, _LATER[number % len(_LATER)]))
            with pytest.raises(EngineError):
                pushed(step.after.publication, store_of(bench.server, proxy, attempts=2))
            bench.server.start()
            between = found_in(bench.direct, step.after)
            pushed(step.after.publication, bench.direct)
            wrong = found_in(bench.direct, step.after).unfinished(step.after)
            wrong += (
                between.false_digests(step.after) if bench.server.kind == "rdf4j" else harm(between, step)
            )
            if wrong:
                failures[place] = wrong
    assert failures == {}


def test_a_push_that_is_killed_is_finished_by_the_next_without_waiting(bench: Bench, tmp_path: Path) -> None:
    """It takes over the claim of the dead at once, and removes their spare graphs."""
    failures, spares = {}, 0
    with dropping(bench.server.query_url) as proxy:
        for step, place in _kills(bench):
            _kill_push(
                proxy, place + 150, step, bench, tmp_path
            )  # when the request's answer has come, and before the next
            between = found_in(bench.direct, step.after)
            assert len(between.ledger.claims) == 1
            spares += any("/claim/" in name for name in between.graphs)
            begin = time.monotonic()
            with started(
                step.after.publication, bench.server.query_url, tmp_path, **login_of(bench.server)
            ) as process:
                _, said = process.communicate(timeout=60)
            wrong = [*harm(between, step), *found_in(bench.direct, step.after).unfinished(step.after)]
            if (
                wrong
                or process.returncode
                or "waiting" in said
                or time.monotonic() - begin > _SECONDS_AT_MOST
            ):
                failures[place] = [*wrong, said]
    assert failures == {}
    assert (spares > 0) is (bench.server.kind in ("fuseki", "virtuoso"))  # the others need none


@pytest.mark.parametrize("seconds", [0.0, 0.01, 0.02, 0.04, 0.08])
def test_a_push_into_a_folder_that_is_killed_is_finished_by_the_next(
    publications: dict[str, Publication], tmp_path: Path, seconds: float
) -> None:
    """So many seconds after it has begun."""
    folder = tmp_path / "store"
    pushed(publications["old"], folder_store(folder, create=True))
    with started(publications["new"], str(folder), tmp_path) as process:
        assert process.stderr
        assert "pushing to" in process.stderr.readline()
        time.sleep(seconds)
        process.kill()
    store = folder_store(folder)
    step = Step(release_for(publications["old"], store), release_for(publications["new"], store))
    assert harm(found_in(store, step.after), step) == []
    pushed(publications["new"], store)
    assert found_in(store, step.after).unfinished(step.after) == []


def _kills(bench: Bench) -> Iterator[tuple[Step, int]]:
    """Yields pushes of one release over the other, to and fro, and the end of a request in each."""
    empty(bench.direct)
    pushed(bench.old.publication, bench.direct)
    steps = (Step(bench.old, bench.new), Step(bench.new, bench.old))
    ends = [_ends(step, bench) for step in steps]
    for number, at in enumerate(_CHOSEN):
        yield steps[number % 2], ends[number % 2][at]


def _ends(step: Step, bench: Bench) -> list[int]:
    """Where the requests of the push end that write."""
    with recording(bench.server.query_url) as recorder:
        pushed(step.after.publication, store_of(bench.server, recorder))
        return [sent.end for sent in requests_in(bytes(recorder.heard)) if sent.writes]


def _killing(server: Server, seconds: float) -> Callable[[], None]:
    def kill() -> None:
        time.sleep(seconds)
        server.kill()

    return kill


def _kill_push(proxy: Proxy, place: int, step: Step, bench: Bench, folder: Path) -> None:
    """Nothing, once the command that pushes is killed when so many bytes are through."""
    proxy.arm(place, then=lambda: process.kill())  # noqa: PLW0108 - there is no process yet
    address, kind = proxy.url(bench.server.query_url), bench.server.kind
    process = started(step.after.publication, address, folder, "--kind", kind, **login_of(bench.server))
    with process:
        process.wait(60)
    assert process.returncode < 0
