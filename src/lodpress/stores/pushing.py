"""A push: a store made to hold exactly what was published, and shown to hold it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from queue import SimpleQueue

from lodpress.engines.refusals import TooLargeError
from lodpress.problems import StoreError
from lodpress.stores.changes import Change, Deed, Way, change_of
from lodpress.stores.default_graph import MergedPublication
from lodpress.stores.kinds import Graphs, Store
from lodpress.stores.lease import Claimant, Lease, lease
from lodpress.stores.ledger import PushGraph, spare_graphs
from lodpress.stores.plan import Pending, Plan
from lodpress.stores.publication import Publication

Published = Publication | MergedPublication

_BATCH_TRIPLES, _BATCH_GRAPHS = 20_000, 50
_SHOWN = 3
_SETTLING = 1.0  # seconds; 0.05 were enough for RDF4J at 1,000 triples


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a push is to do: `prune` removes graphs that are no longer published, `everything` reads all of them back."""

    prune: bool = False
    everything: bool = False


@dataclass(frozen=True, slots=True)
class Done:
    """What was done with one graph: how many statements it holds now, and how many came and went.

    `merged` are groups of published statements of which the store made one.
    """

    graph: str
    deed: Deed
    triples: int
    added: int
    removed: int
    way: Way
    merged: Sequence[tuple[str, ...]] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a push did in all: `unchanged` graphs were not looked at; `vanished` ones are still there, unpruned."""

    unchanged: int
    changed: int
    vanished: int


OnDone = Callable[[Done], object]


def push(
    publication: Published, store: Store, wanted: Wanted, claimant: Claimant, on_done: OnDone
) -> Outcome:
    """What was done so that the store holds the publication; each graph that changed is told of as it is read back.

    Nothing is sent where the digests that the store keeps are those of the publication. Raises
    StoreError where the store holds something else than it was sent, StoreLossError for what it
    would damage, StoreBusyError where somebody else keeps pushing, EngineError with what it says.
    """
    push_graph = PushGraph(store, publication.push_graph, in_default=publication.in_default)
    littered = any(claimant.is_gone(claim.process) for claim in push_graph.claims())
    with Plan(publication.graphs(), push_graph.digests().items()) as plan:
        pending = plan.pending_count or wanted.everything or (wanted.prune and plan.vanished_count)
        if not (pending or littered):
            return Outcome(plan.published, 0, plan.vanished_count)
    with (
        lease(store, push_graph, claimant, store.connections) as held,
        Plan(publication.graphs(), push_graph.digests().items()) as plan,
    ):
        work = _Work(publication, store, held, claimant)
        changed = sum(work.told(work.batches(plan.pending(everything=wanted.everything)), on_done))
        if wanted.prune:
            changed += sum(work.told(work.removals(plan.vanished()), on_done))
        held.confirm()
        unchanged = 0 if wanted.everything else plan.published - plan.pending_count
        return Outcome(unchanged, changed, 0 if wanted.prune else plan.vanished_count)


def preview(publication: Published, store: Store, wanted: Wanted) -> Iterator[Change]:
    """Yields what a push would change, graph by graph; nothing is written."""
    push_graph = PushGraph(store, publication.push_graph, in_default=publication.in_default)
    with Plan(publication.graphs(), push_graph.digests().items()) as plan:
        for batch in _batches(plan.pending(everything=wanted.everything)):
            for change in _changes(publication, store, batch):
                if change.deed is not Deed.SAME:
                    yield change
        for graph, _ in plan.vanished() if wanted.prune else ():
            yield _removal(store, graph)


class _Work:
    """The writing of one push, under its lease; several batches are under way at once, each of other graphs."""

    def __init__(self, publication: Published, store: Store, held: Lease, claimant: Claimant) -> None:
        self._publication = publication
        self._store = store
        self._push_graph = held.push_graph
        self._lease = held
        self._claimant = claimant
        self._spares: SimpleQueue[str] = SimpleQueue()
        for spare in spare_graphs(held.claim, store.connections):
            self._spares.put(spare)

    def batches(self, pending: Iterable[Pending]) -> Iterator[Callable[[], list[Done]]]:
        """Yields the writing of so many graphs at once."""
        return (lambda batch=batch: self._write(batch) for batch in _batches(pending))  # type: ignore[misc]  # bound early

    def removals(self, vanished: Iterable[tuple[str, str]]) -> Iterator[Callable[[], list[Done]]]:
        """Yields the removal of so many graphs at once."""
        graphs = iter(vanished)
        while batch := list(islice(graphs, _BATCH_GRAPHS)):
            yield lambda batch=batch: self._remove(batch)  # type: ignore[misc]  # bound early

    def told(self, batches: Iterable[Callable[[], list[Done]]], on_done: OnDone) -> Iterator[int]:
        """Yields how many graphs each batch changed, in order, while the next ones are under way."""
        with ThreadPoolExecutor(self._store.connections) as pool:
            running: deque[Future[list[Done]]] = deque()
            try:
                for batch in batches:
                    running.append(pool.submit(batch))
                    if len(running) > self._store.connections:
                        yield _tell(running.popleft().result(), on_done)
                while running:
                    yield _tell(running.popleft().result(), on_done)
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)  # what is under way comes to its end
                raise

    def _write(self, batch: Sequence[Pending]) -> list[Done]:
        changes = list(_changes(self._publication, self._store, batch))
        touched = [
            (pending, change)
            for pending, change in zip(batch, changes, strict=True)
            if change.deed is not Deed.SAME or pending.held != pending.graph.sha256
        ]
        self._lease.check()
        if touched:
            claim = self._lease.claim
            self._push_graph.unsettle({p.graph.iri: p.held for p, _ in touched}, claim)
            self._send([change for _, change in touched])
            self._push_graph.settle({p.graph.iri: p.graph.sha256 for p, _ in touched}, claim)
        return [
            Done(c.graph, c.deed, len(c.expected), len(c.added), len(c.removed), c.way, c.merged)
            for c in changes
        ]

    def _send(self, changes: Sequence[Change]) -> None:
        """Carries the changes out and reads each graph back; what differs is tried once more after a while.

        RDF4J may still be at a PUT whose connection was cut when it takes the next one, and then holds both.
        """
        new = {change.graph: change.sent for change in changes if change.way is Way.ADD}
        self._add(new)
        for change in changes:
            self._carry_out(change)
        differing = [change for change in changes if not self._holds(change)]
        if differing:
            self._claimant.sleep(_SETTLING)
        for change in differing:
            if not self._holds(change):
                self._replace(change)
                _compare(self._store, change)

    def _add(self, graphs: Graphs) -> None:
        """Fills new graphs; so many at once as the store takes."""
        try:
            if graphs:
                self._store.add(graphs)
        except TooLargeError:
            if len(graphs) == 1:
                raise
            half = len(graphs) // 2
            for part in (islice(graphs.items(), half), islice(graphs.items(), half, None)):
                self._add(dict(part))

    def _carry_out(self, change: Change) -> None:
        if change.way is Way.PATCH:
            self._store.patch(change.graph, change.removed, change.added)
        elif change.way is Way.REPLACE:
            self._replace(change)

    def _holds(self, change: Change) -> bool:
        return change.way is Way.NOTHING or self._store.holds(change.graph, change.expected)

    def _replace(self, change: Change) -> None:
        spare = self._spares.get()
        try:
            self._store.replace(change.graph, change.sent, spare)
        finally:
            self._spares.put(spare)

    def _remove(self, batch: Sequence[tuple[str, str]]) -> list[Done]:
        self._lease.check()
        self._push_graph.unsettle(dict(batch), self._lease.claim)
        done = []
        for graph, _ in batch:
            change = _removal(self._store, graph)
            self._store.remove(graph)
            _compare(self._store, change)
            done.append(Done(graph, Deed.REMOVED, 0, 0, len(change.removed), Way.REMOVE))
        self._push_graph.forget(dict(batch), self._lease.claim)
        return done


def _changes(publication: Published, store: Store, batch: Sequence[Pending]) -> Iterator[Change]:
    """Yields the change of each graph; of those that no push has listed, the store is asked at once which hold anything."""
    filled = {pending.graph.iri for pending in batch if pending.held}
    unlisted = [pending.graph.iri for pending in batch if not pending.held]
    if unlisted:
        filled |= store.filled(unlisted)
    for pending in batch:
        graph = pending.graph.iri
        before = store.statements(graph) if graph in filled else ()
        yield change_of(
            graph,
            before,
            publication.statements(pending.graph),
            store.kind,
            largest_patch=store.largest_patch,
        )


def _removal(store: Store, graph: str) -> Change:
    return Change(graph, Deed.REMOVED, (), (), store.statements(graph), (), Way.REMOVE)


def _batches(pending: Iterable[Pending]) -> Iterator[list[Pending]]:
    batch: list[Pending] = []
    triples = 0
    for one in pending:
        if batch and (triples + one.graph.triples > _BATCH_TRIPLES or len(batch) == _BATCH_GRAPHS):
            yield batch
            batch, triples = [], 0
        batch.append(one)
        triples += one.graph.triples
    if batch:
        yield batch


def _tell(done: Sequence[Done], on_done: OnDone) -> int:
    for one in done:
        on_done(one)
    return sum(one.deed is not Deed.SAME for one in done)


def _compare(store: Store, change: Change) -> None:
    """Nothing where the graph holds what is expected; raises StoreError, which shows some of what differs."""
    held = store.statements(change.graph)
    if held == list(change.expected):
        return
    missing, beside = set(change.expected).difference(held), set(held).difference(change.expected)
    lines = [
        f"  {sign} {one}" for sign, some in (("-", missing), ("+", beside)) for one in sorted(some)[:_SHOWN]
    ]
    raise StoreError(
        f"{store.name} does not hold <{change.graph}> as it was sent; statements that it lacks: {len(missing)},"
        f" that it has beside: {len(beside)}\n" + "\n".join(lines),
        hint="does somebody else write into this graph? push again; if it stays so, is `--kind` the right one?",
    )
