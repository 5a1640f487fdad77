"""A hundred races for the lease on each real store: never do two hold it, and both have held it in the end."""

from __future__ import annotations

import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Barrier, Lock

import pytest
from servers import STORES, Server, serving, skip_where_missing

from lodpress.endpoints import PASSWORD, USER, open_store
from lodpress.stores import Claimant, Store
from lodpress.stores.lease import lease
from lodpress.stores.ledger import PushGraph

pytestmark = pytest.mark.slow

_RACES = 100
_HELD = 0.02  # seconds, longer than a claim takes to be made and read


@dataclass
class _Race:
    """Two at one push graph: how many hold at once at most, and how often each had to wait."""

    graph: str
    start: Barrier = field(default_factory=lambda: Barrier(2))
    lock: Lock = field(default_factory=Lock)
    holding: int = 0
    most: int = 0
    held: int = 0
    waits: int = 0

    def run(self, number: int, store: Store) -> None:
        """One of the two: it claims at the same moment as the other, holds a while and goes."""
        claimant = Claimant(
            name=f"number {number}",
            process=str(number),
            is_gone=lambda _: False,
            patience=60,
            sleep=self._wait,
        )
        self.start.wait()
        with lease(store, PushGraph(store, self.graph), claimant, 2):
            self._come(1)
            time.sleep(_HELD)
            self._come(-1)

    def _come(self, change: int) -> None:
        with self.lock:
            self.holding += change
            self.held += change > 0
            self.most = max(self.most, self.holding)

    def _wait(self, seconds: float) -> None:
        with self.lock:
            self.waits += 1
        time.sleep(seconds / 10)


def environment(server: Server) -> Mapping[str, str]:
    """The credentials of a server, as a user gives them."""
    return dict(zip((USER, PASSWORD), server.login, strict=True)) if server.login else {}


@pytest.mark.parametrize("kind", STORES)
def test_of_a_hundred_races_each_has_one_holder_at_a_time(kind: str) -> None:
    """Both claim at the same moment; no claim stays."""
    skip_where_missing(kind)
    with serving(kind) as server, ThreadPoolExecutor(2) as pool:
        stores = [open_store(server.query_url, environment(server)) for _ in range(2)]
        races = []
        for number in range(_RACES):
            race = _Race(f"https://example.org/{number}/dataset/graph/push")
            list(pool.map(race.run, range(2), stores))
            races.append(race)
        assert [(race.most, race.held) for race in races] == [(1, 2)] * _RACES
        # they did meet: a race in which nobody had to wait is none
        assert sum(race.waits > 0 for race in races) > _RACES / 2
        assert [race.graph for race in races if stores[0].read(race.graph)] == []
