"""The right to be the only one who pushes a dataset into a store.

No store that was tried keeps two from inserting a claim at once, so nobody trusts the insertion: a claim is
made known first, and only then all claims are read. Of any two the later one reads the earlier, and
whoever reads another's withdraws and tries again after a while. So two may both withdraw, but never both go on.
"""

from __future__ import annotations

import random
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import count
from threading import Event, Lock, Thread

from lodpress.problems import EngineError, StoreBusyError
from lodpress.stores.kinds import Store
from lodpress.stores.ledger import Claim, PushGraph, spare_graphs

_HEARTBEAT = 10.0
# doubled with each claim that met another, so that those far from the store do not meet for ever
_PAUSE, _LONGEST_PAUSE = 0.5, 8.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimant:
    """Who pushes, and how long is waited for others.

    `is_gone` says of another claim's `process` whether it is known to be one of this machine that has
    ended. A claim whose heartbeat stands still for `silence` seconds is of nobody.
    """

    name: str
    process: str
    is_gone: Callable[[str], bool]
    patience: float = 600
    silence: float = 60
    on_wait: Callable[[str], object] = lambda _: None
    sleep: Callable[[float], object] = time.sleep
    now: Callable[[], float] = time.monotonic


class Lease:
    """A claim that holds, and how long it is sure to; it may be shared by threads."""

    def __init__(self, claim: str, push_graph: PushGraph, claimant: Claimant) -> None:
        """The claim has just been seen to stand alone."""
        self.claim = claim
        self.push_graph = push_graph
        self._claimant = claimant
        self._shown = claimant.now()
        self._heartbeat = 0
        self._is_lost = False
        self._lock = Lock()

    def check(self) -> None:
        """Raises StoreBusyError where the claim is gone: somebody took this process for dead.

        The store is asked where it has heard nothing for so long that somebody soon may.
        """
        if self._is_lost or self._claimant.now() - self._shown >= self._claimant.silence / 2:
            self.confirm()

    def confirm(self) -> None:
        """Shows that the claim is of somebody, and asks the store whether it still stands; raises as `check`."""
        with self._lock:
            now = self._claimant.now()
            if not self._is_lost:
                self._heartbeat += 1
                self.push_graph.beat(self.claim, self._heartbeat)
                self._is_lost = all(one.iri != self.claim for one in self.push_graph.claims())
            if self._is_lost:
                raise StoreBusyError("another push has taken over", hint="push again once it has ended")
            self._shown = now


@contextmanager
def lease(store: Store, push_graph: PushGraph, claimant: Claimant, spares: int) -> Iterator[Lease]:
    """The only right to push, for as long as the block lasts.

    Waits for others, and raises StoreBusyError, which says for whom, after `claimant.patience`
    seconds. Claims of processes that have ended are removed, with their spare graphs.
    """
    contest = _Contest(store, push_graph, claimant)
    used = 0
    try:
        gone = contest.win()
        used = spares
        held, ended = Lease(contest.claim, push_graph, claimant), Event()
        beating = Thread(target=_beat, args=(held, ended), daemon=True)
        beating.start()
        try:
            for claim in gone:
                _clear(store, push_graph, claim, spares)
            yield held
            used = 0  # who ends well leaves nothing in them
        finally:
            ended.set()
            beating.join()
    finally:
        # what stands in the way of this is told already, and a claim that stays is seen to be of nobody
        with suppress(EngineError):
            contest.withdraw(used)


class _Contest:
    """One's attempts to be the only one. Each makes a new claim.

    One that was made again and again would look silent to others who wait as well, and could be taken
    away by its own earlier withdrawal, where that was lost on its way and arrives late.
    """

    def __init__(self, store: Store, push_graph: PushGraph, claimant: Claimant) -> None:
        self._store = store
        self._push_graph = push_graph
        self._claimant = claimant
        self._until = claimant.now() + claimant.patience
        self._own: list[str] = []
        self._seen: dict[tuple[str, int], float] = {}
        self._told = ""

    @property
    def claim(self) -> str:
        """The IRI of the claim that was made last."""
        return self._own[-1]

    def win(self) -> list[str]:
        """Makes claims until one stands alone, and gives the others, which are of nobody.

        Raises StoreBusyError where the claimant's patience is at its end. A claim that took long to be
        made and read again may itself have been taken for one of nobody meanwhile.
        """
        for attempt in count():
            begun = self._claimant.now()
            name = f"{self._push_graph.graph}/claim/{uuid.uuid4()}"
            self._own.append(name)
            self._push_graph.insert_claim(Claim(name, self._claimant.name, self._claimant.process))
            others, living = self._others()
            in_time = self._claimant.now() - begun < self._claimant.silence / 2
            if in_time and not living:
                return [one.iri for one in others]
            self.withdraw()
            if not in_time and begun >= self._until:
                raise EngineError(f"{self._store.name} takes too long to answer", hint="push again later")
            while living:  # who has to wait only looks: claims would stand in each other's way
                self._wait(living, attempt)
                _, living = self._others()
        raise AssertionError

    def withdraw(self, spares: int = 0) -> None:
        """Takes the claim back, with so many of its spare graphs: before them it stays, to be found by the next push."""
        if self._own:
            _clear(self._store, self._push_graph, self.claim, spares)

    def _others(self) -> tuple[list[Claim], list[Claim]]:
        """The claims of others, and those of them who live."""
        others = [one for one in self._push_graph.claims() if one.iri not in self._own]
        return others, [one for one in others if not _is_of_nobody(one, self._claimant, self._seen)]

    def _wait(self, living: list[Claim], attempt: int) -> None:
        holder = max(living, key=lambda one: one.heartbeat).claimant  # the others have only just come
        if self._claimant.now() >= self._until:
            raise StoreBusyError(f"{holder} is still pushing into {self._store.name}",
                                 hint="push again once it has ended, or give it longer with `--wait`")  # fmt: skip
        if holder != self._told:
            self._told = holder
            self._claimant.on_wait(holder)
        longest = min(_PAUSE * 2**attempt, _LONGEST_PAUSE)
        self._claimant.sleep(longest * random.uniform(0.2, 1))  # noqa: S311 - so that two do not always meet


def _clear(store: Store, push_graph: PushGraph, claim: str, spares: int) -> None:
    """Removes a claim, and what it has left behind."""
    for spare in spare_graphs(claim, spares):
        store.remove(spare)
    push_graph.delete_claim(claim)


def _is_of_nobody(other: Claim, claimant: Claimant, seen: dict[tuple[str, int], float]) -> bool:
    """Whether who made the claim has ended: known of this machine, and by its silence of others."""
    first = seen.setdefault((other.iri, other.heartbeat), claimant.now())
    return claimant.is_gone(other.process) or claimant.now() - first >= claimant.silence


def _beat(held: Lease, ended: Event) -> None:
    """Keeps the claim from looking silent."""
    while not ended.wait(_HEARTBEAT):
        try:
            held.confirm()
        except StoreBusyError:
            return
        except EngineError:
            continue  # the next one may get through; what is written finds out by itself
