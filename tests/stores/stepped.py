"""Claimants of one store in memory, who go on one request at a time, in the order and at the time that a test names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Semaphore, Thread

import pyoxigraph as ox

from lodpress.problems import StoreBusyError
from lodpress.stores.lease import Claimant, Lease, lease
from lodpress.stores.ledger import PushGraph
from lodpress.stores.rewriting.terms import Kind
from lodpress.triples import Triple, from_statements

GRAPH = "https://example.org/dataset/graph/push"
_SPARES = 2
_SECONDS = 10
_BEAT = 10.0


class OxStore:
    """A store in memory; its methods are those of `Store`."""

    kind: Kind = "sparql"
    name = "the store in memory"
    connections = _SPARES
    largest_patch = 100

    def __init__(self) -> None:
        self.quads = ox.Store()

    def statements(self, graph: str | None) -> list[str]:
        named = ox.DefaultGraph() if graph is None else ox.NamedNode(graph)
        lines = self.quads.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=named)
        assert lines is not None
        return sorted(line.removesuffix(" .") for line in lines.decode().splitlines())

    def read(self, graph: str | None) -> list[Triple]:
        return from_statements(self.statements(graph))

    def graph_names(self) -> Iterator[str]:
        return iter(
            sorted(name.value for name in self.quads.named_graphs() if isinstance(name, ox.NamedNode))
        )

    def add(self, graphs: Mapping[str, Sequence[str]]) -> None:
        for graph, statements in graphs.items():
            self.patch(graph, (), statements)

    def replace(self, graph: str, statements: Sequence[str], spare: str) -> None:
        self.remove(graph)
        self.patch(graph, (), statements)

    def patch(self, graph: str, removed: Sequence[str], added: Sequence[str]) -> None:
        for one in removed:
            self.update(f"DELETE DATA {{ GRAPH <{graph}> {{ {one} }} }}")
        for one in added:
            self.update(f"INSERT DATA {{ GRAPH <{graph}> {{ {one} }} }}")

    def remove(self, graph: str) -> None:
        self.update(f"DROP SILENT GRAPH <{graph}>")

    def update(self, text: str) -> None:
        self.quads.update(text)


@dataclass
class Actor:
    """A claimant: when it can go on, and what became of it."""

    number: int
    may_go: Semaphore = field(default_factory=lambda: Semaphore(0))
    ready_at: float = 0.0
    held: Lease | None = None
    held_since: float = 0.0
    holds_for: float = 0.0
    heartbeat: int = 0
    ended: bool = False
    error: BaseException | None = None
    waited_for: list[str] = field(default_factory=list)


class Stepped(OxStore):
    """The store, and the claimants who share it, of whom one runs at a time. Their clock is the test's.

    With `is_late` the next update is carried out at once, and again, as its first sending, whose connection was
    lost, when `deliver` is called. Reading raises what `fails` is.
    """

    def __init__(self, claimants: int, *, holds_for: float = 1.0, patience: float = 1e9) -> None:
        super().__init__()
        self.now = 0.0
        self.is_late = False
        self.fails: Exception | None = None
        self.most_holding = 0
        self.late: list[str] = []
        self.push_graph = PushGraph(self, GRAPH)
        self.actors = [Actor(number, holds_for=holds_for) for number in range(claimants)]
        self._back = Semaphore(0)
        self._current: Actor | None = None
        self._patience = patience
        for actor in self.actors:
            Thread(target=self._live, args=(actor,), daemon=True).start()
            self._await()

    @property
    def holding(self) -> int:
        """How many hold the lease now."""
        return sum(actor.held is not None for actor in self.actors)

    def step(self, number: int) -> None:
        """Lets a claimant go on until its next request, its sleep, or its end."""
        actor = self.actors[number]
        if actor.ended:
            return
        self.now = max(self.now, actor.ready_at)
        self._current = actor
        actor.may_go.release()
        self._await()
        self.most_holding = max(self.most_holding, self.holding)

    def run(self, *, cost: float = 0.01, steps: int = 5000) -> None:
        """Lets all go on to their end, each when its sleep is over; a request takes `cost` seconds."""
        for _ in range(steps):
            going = [actor for actor in self.actors if not actor.ended]
            if not going:
                return
            first = min(going, key=lambda actor: (actor.ready_at, actor.number))
            self.pass_time(max(0.0, first.ready_at - self.now))
            self.step(first.number)
            first.ready_at = max(first.ready_at, self.now + cost)
        raise AssertionError("they do not come to an end")

    def pass_time(self, seconds: float) -> None:
        """Lets so much time pass, in which those who hold the lease show that they are alive."""
        end = self.now + seconds
        while self.now < end:
            self.now = min(end, self.now + 1)
            for actor in self.actors:
                if actor.held and self.now >= actor.held_since + _BEAT * (actor.heartbeat + 1):
                    actor.heartbeat += 1
                    with suppress(StoreBusyError):  # as the heartbeat's own thread does
                        actor.held.confirm()

    def deliver(self) -> None:
        """Carries out what was sent first and arrives last."""
        if self.late:
            self.quads.update(self.late.pop(0))

    def statements(self, graph: str | None) -> list[str]:
        if self._turn() and self.fails:
            raise self.fails
        return super().statements(graph)

    def update(self, text: str) -> None:
        if self._turn() and self.is_late:
            self.is_late = False
            self.late.append(text)
        super().update(text)

    def _await(self) -> None:
        assert self._back.acquire(timeout=_SECONDS), "a claimant does not come back"
        self._current = None

    def _turn(self) -> bool:
        """Waits for the test to let this claimant go on; whether it was one who asked, and not the test itself."""
        actor = self._current
        if actor is None:
            return False
        self._back.release()
        actor.may_go.acquire()
        return True

    def _live(self, actor: Actor) -> None:
        self._current = actor
        claimant = Claimant(
            name=f"number {actor.number}",
            process=str(actor.number),
            is_gone=lambda process: process == "gone",
            patience=self._patience,
            on_wait=actor.waited_for.append,
            sleep=lambda seconds: self._sleep(actor, seconds),
            now=lambda: self.now,
        )
        try:
            with lease(self, self.push_graph, claimant, _SPARES) as held:
                actor.held, actor.held_since = held, self.now
                self._sleep(actor, actor.holds_for)
                actor.held = None
        except BaseException as error:
            actor.error = error
        actor.held, actor.ended = None, True
        self._back.release()

    def _sleep(self, actor: Actor, seconds: float) -> None:
        actor.ready_at = self.now + seconds
        self._turn()
