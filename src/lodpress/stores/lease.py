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
from threading import Event, Thread

from lodpress.problems import EngineError, StoreBusyError
from lodpress.stores.kinds import Store
from lodpress.stores.ledger import Claim, PushGraph, spare_graphs

_HEARTBEAT = 10.0
_PAUSE = (0.1, 0.5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimant:
    """Who pushes, and how long is waited for others.

    `is_gone` says of another claim's `process` whether it is one of this machine that has ended; None
    where that cannot be known. A claim whose heartbeat stands still for `silence` seconds is of nobody.
    """

    name: str
    process: str
    is_gone: Callable[[str], bool]
    patience: float = 600
    silence: float = 60
    on_wait: Callable[[str], object] = lambda _: None
    sleep: Callable[[float], object] = time.sleep
    now: Callable[[], float] = time.monotonic


@dataclass(frozen=True, slots=True)
class Lease:
    """A claim that holds, in its push graph."""

    claim: str
    push_graph: PushGraph
    lost: Event

    def check(self) -> None:
        """Raises StoreBusyError where the claim is known to be gone: somebody took this process for dead."""
        if self.lost.is_set():
            raise StoreBusyError("another push has taken over", hint="push again once it has ended")

    def confirm(self) -> None:
        """Asks the store whether the claim still stands; raises as `check`."""
        if all(one.iri != self.claim for one in self.push_graph.read().claims):
            self.lost.set()
        self.check()


@contextmanager
def lease(store: Store, push_graph: PushGraph, claimant: Claimant, spares: int) -> Iterator[Lease]:
    """The only right to push, for as long as the block lasts.

    Waits for others, and raises StoreBusyError, which says for whom, after `claimant.patience`
    seconds. Claims of processes that have ended are removed, with their spare graphs.
    """
    claim = Claim(f"{push_graph.graph}/claim/{uuid.uuid4()}", claimant.name, claimant.process)
    try:
        _acquire(store, push_graph, claim, claimant, spares)
        held, ended = Lease(claim.iri, push_graph, Event()), Event()
        beating = Thread(target=_beat, args=(held, ended), daemon=True)
        beating.start()
        try:
            yield held
        finally:
            ended.set()
            beating.join()
    finally:
        # what stands in the way of this is told already, and a claim that stays is seen to be of nobody
        with suppress(EngineError):
            push_graph.delete_claim(claim.iri)


def _acquire(store: Store, push_graph: PushGraph, claim: Claim, claimant: Claimant, spares: int) -> None:
    until, told = claimant.now() + claimant.patience, ""
    seen: dict[tuple[str, int], float] = {}
    while True:
        push_graph.insert_claim(claim)
        others = [other for other in push_graph.read().claims if other.iri != claim.iri]
        living = [other for other in others if not _is_of_nobody(other, claimant, seen)]
        if not living:
            for other in others:
                for spare in spare_graphs(other.iri, spares):
                    store.remove(spare)
                push_graph.delete_claim(other.iri)
            return
        push_graph.delete_claim(claim.iri)
        if claimant.now() >= until:
            raise StoreBusyError(f"{living[0].claimant} is still pushing into {store.name}",
                                 hint="push again once it has ended, or give it longer with `--wait`")  # fmt: skip
        if living[0].claimant != told:
            told = living[0].claimant
            claimant.on_wait(told)
        claimant.sleep(random.uniform(*_PAUSE))  # noqa: S311 - so that two do not always meet


def _is_of_nobody(other: Claim, claimant: Claimant, seen: dict[tuple[str, int], float]) -> bool:
    """Whether who made the claim has ended: known of this machine, and by its silence of others."""
    first = seen.setdefault((other.iri, other.heartbeat), claimant.now())
    return claimant.is_gone(other.process) or claimant.now() - first >= claimant.silence


def _beat(held: Lease, ended: Event) -> None:
    """Shows every few seconds that the claim is of somebody, and looks whether it still stands."""
    heartbeat = 1
    while not ended.wait(_HEARTBEAT):
        try:
            held.push_graph.beat(held.claim, heartbeat)
            held.confirm()
        except StoreBusyError:
            return
        except EngineError:
            continue  # the next one may get through; what is written finds out by itself
        heartbeat += 1
