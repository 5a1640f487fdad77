"""The push graph: what a claim may write in it, and what is disputed once the claim is gone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest
from stores.pushing_cases import BASE, Bench, empty, found_in, pushed
from stores.stepped import GRAPH, OxStore

from lodpress.stores import Store
from lodpress.stores.ledger import (
    DIGEST,
    NO_BOOKKEEPING,
    Claim,
    Ledger,
    PushGraph,
    is_bookkeeping,
    spare_graphs,
)
from lodpress.stores.plan import Plan
from lodpress.stores.publication import PublishedGraph

ANA, BEN = (Claim(f"{GRAPH}/claim/{name}", name, f"process of {name}") for name in ("ana", "ben"))
ONE, OTHER = "https://example.org/graph/one", "https://example.org/graph/other"
#: What a push does between claiming and giving up its claim.
Step = Callable[[PushGraph, str], object]


@dataclass(frozen=True)
class _Desk:
    """A store, and a push graph in it, of which Ana has the claim."""

    store: Store
    ledger: PushGraph

    @property
    def digests(self) -> dict[str, str]:
        return self.ledger.digests()


@pytest.fixture(params=[False, True], ids=["named", "default"])
def desk(request: pytest.FixtureRequest) -> _Desk:
    """One in memory; its push graph has a name, or is the default graph."""
    store = _DefaultStore() if request.param else OxStore()
    ledger = PushGraph(store, GRAPH, in_default=request.param)
    ledger.insert_claim(ANA)
    return _Desk(store, ledger)


class _DefaultStore(OxStore):
    """The push graph as `DefaultGraphStore` reads it: by any of its names."""

    def statements(self, graph: str | None) -> list[str]:
        return super().statements(None)


def test_a_claim_is_read_as_it_was_made(desk: _Desk) -> None:
    """With a name that has quotes and line breaks in it, beside others, and its heartbeat as it is now."""
    odd = Claim(f"{GRAPH}/claim/odd", 'a "name"\nof \\ two lines', "1/2/é", 3)
    desk.ledger.insert_claim(odd)
    desk.ledger.beat(ANA.iri, 7)
    claims = {claim.iri: claim for claim in desk.ledger.claims()}
    assert claims == {odd.iri: odd, ANA.iri: Claim(ANA.iri, ANA.claimant, ANA.process, 7)}


def test_a_claim_that_is_taken_back_leaves_the_others(desk: _Desk) -> None:
    """To the last statement; who beats afterwards writes nothing."""
    desk.ledger.insert_claim(BEN)
    desk.ledger.delete_claim(BEN.iri)
    desk.ledger.beat(BEN.iri, 9)
    assert desk.ledger.claims() == (ANA,)
    desk.ledger.delete_claim(ANA.iri)
    assert desk.store.statements(desk.ledger.claims_graph) == []


@pytest.mark.parametrize("value", ["", '"many"', '"-1"'])
def test_a_claim_with_a_heartbeat_that_is_none_is_a_claim(value: str) -> None:
    """Whoever wrote it claims, and has shown no life."""
    store = OxStore()
    heartbeat = [one for one in ANA.statements() if "heartbeat" not in one]
    if value:
        heartbeat.append(ANA.statements()[-1].rsplit(" ", 1)[0] + f" {value}")
    store.patch(f"{GRAPH}/claims", (), heartbeat)
    assert PushGraph(store, GRAPH).claims() == (ANA,)


def test_a_graph_is_unsettled_before_it_is_touched_and_has_its_digest_after(desk: _Desk) -> None:
    """One value at a time, of each graph its own."""
    desk.ledger.unsettle({ONE: "", OTHER: ""}, ANA.iri)
    assert desk.digests == {ONE: "unsettled", OTHER: "unsettled"}
    desk.ledger.settle({ONE: "aa"}, ANA.iri)
    assert desk.digests == {ONE: "aa", OTHER: "unsettled"}
    desk.ledger.unsettle({ONE: "aa", OTHER: "unsettled"}, ANA.iri)
    assert desk.digests == {ONE: "unsettled", OTHER: "unsettled"}


@pytest.mark.parametrize("held", ["aa", "unsettled", "aa disputed", "aa bb disputed unsettled"])
def test_unsettling_removes_every_value_that_a_graph_has(desk: _Desk, held: str) -> None:
    """However many there are: what is read is what is handed back."""
    for value in held.split():
        desk.ledger.unsettle({ONE: ""}, ANA.iri)
        desk.ledger.settle({ONE: value}, ANA.iri)
        if value == "unsettled":
            desk.ledger.unsettle({ONE: ""}, ANA.iri)
    assert sorted(desk.digests[ONE].split()) == sorted(held.split())
    desk.ledger.unsettle(desk.digests, ANA.iri)
    assert desk.digests == {ONE: "unsettled"}


def test_what_is_forgotten_is_listed_no_longer(desk: _Desk) -> None:
    """And nothing else is."""
    desk.ledger.unsettle({ONE: "", OTHER: ""}, ANA.iri)
    desk.ledger.forget([ONE], ANA.iri)
    assert desk.digests == {OTHER: "unsettled"}


@pytest.mark.parametrize("step", ["unsettle", "settle", "forget"])
def test_each_step_has_no_second_effect(desk: _Desk, step: str) -> None:
    """A request whose answer was lost is sent again."""
    steps: dict[str, Step] = {
        "unsettle": lambda ledger, claim: ledger.unsettle({ONE: "aa"}, claim),
        "settle": lambda ledger, claim: ledger.settle({ONE: "bb"}, claim),
        "forget": lambda ledger, claim: ledger.forget([ONE], claim),
    }
    desk.ledger.unsettle({ONE: ""}, ANA.iri)
    steps[step](desk.ledger, ANA.iri)
    once = desk.store.statements(GRAPH)
    steps[step](desk.ledger, ANA.iri)
    assert desk.store.statements(GRAPH) == once


def test_without_its_claim_a_push_unsettles_nothing(desk: _Desk) -> None:
    """The digests of another's work stand as they are."""
    desk.ledger.unsettle({ONE: ""}, ANA.iri)
    desk.ledger.settle({ONE: "aa"}, ANA.iri)
    desk.ledger.delete_claim(ANA.iri)
    desk.ledger.unsettle({ONE: "aa", OTHER: ""}, ANA.iri)
    assert desk.digests == {ONE: "aa"}


def test_without_its_claim_a_push_settles_and_forgets_nothing(desk: _Desk) -> None:
    """What it wrote is disputed, beside what is listed already."""
    desk.ledger.unsettle({ONE: "", OTHER: ""}, ANA.iri)
    desk.ledger.delete_claim(ANA.iri)
    desk.ledger.settle({ONE: "aa"}, ANA.iri)
    desk.ledger.forget([OTHER], ANA.iri)
    assert {graph: set(values.split()) for graph, values in desk.digests.items()} == {
        ONE: {"unsettled", "disputed"},
        OTHER: {"unsettled", "disputed"},
    }


def test_anothers_claim_is_not_ones_own(desk: _Desk) -> None:
    """Ben has taken over from Ana, who wakes: only what he settles is settled."""
    desk.ledger.unsettle({ONE: ""}, ANA.iri)
    desk.ledger.delete_claim(ANA.iri)
    desk.ledger.insert_claim(BEN)
    desk.ledger.settle({ONE: "hers"}, ANA.iri)
    assert set(desk.digests[ONE].split()) == {"unsettled", "disputed"}
    desk.ledger.unsettle(desk.digests, BEN.iri)
    desk.ledger.settle({ONE: "his"}, BEN.iri)
    assert desk.digests == {ONE: "his"}


@pytest.mark.parametrize("woken", ["settle", "forget"])
def test_who_was_taken_for_dead_and_wakes_leaves_no_digest_that_stands(desk: _Desk, woken: str) -> None:
    """Ana sleeps before she writes, Ben takes over, pushes and ends; then she writes over what he has settled."""
    desk.ledger.unsettle({ONE: ""}, ANA.iri)
    desk.ledger.delete_claim(ANA.iri)
    desk.ledger.insert_claim(BEN)
    desk.ledger.unsettle({ONE: "unsettled"}, BEN.iri)
    desk.store.replace(ONE, ["<urn:b> <urn:b> <urn:b>"], "")
    desk.ledger.settle({ONE: "his"}, BEN.iri)
    desk.ledger.delete_claim(BEN.iri)
    desk.store.replace(ONE, ["<urn:a> <urn:a> <urn:a>"], "")
    if woken == "settle":
        desk.ledger.settle({ONE: "hers"}, ANA.iri)
    else:
        desk.ledger.forget([ONE], ANA.iri)
    (value,) = desk.digests.values()
    assert value not in ("his", "hers")
    with Plan([PublishedGraph(ONE, "his", 1, 0, 0)], desk.digests.items()) as plan:
        assert [(one.graph.iri, one.held) for one in plan.pending()] == [(ONE, value)]


def test_the_filter_leaves_out_what_is_bookkeeping() -> None:
    """The two say the same of each statement of a store's default graph."""
    store = OxStore()
    ledger = PushGraph(store, GRAPH, in_default=True)
    ledger.insert_claim(ANA)
    ledger.unsettle({ONE: ""}, ANA.iri)
    others = ["<urn:a> <urn:b> <urn:c>", "<urn:a> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <urn:c>"]
    store.update(f"INSERT DATA {{ {' . '.join(others)} }}")
    assert [one for one in store.statements(None) if not is_bookkeeping(one)] == sorted(others)
    store.update(f"DELETE {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o {NO_BOOKKEEPING} }}")
    assert len(store.statements(None)) == 5
    assert all(map(is_bookkeeping, store.statements(None)))


def test_spare_graphs_are_below_their_claim() -> None:
    """Each its own, and no graph of the dataset's."""
    assert spare_graphs("urn:claim", 2) == ["urn:claim/graph/0", "urn:claim/graph/1"]


PUSHED = f"{BASE}dataset/graph/push"
HERE, THERE = (Claim(f"{PUSHED}/claim/{name}", name, f"process of {name}") for name in ("here", "there"))
FIRST, SECOND = f"{BASE}graph/first", f"{BASE}graph/second"


@pytest.mark.slow
def test_in_each_store_what_is_written_under_a_claim_has_its_effect(bench: Bench) -> None:
    """Listed, settled, forgotten, and nothing is disputed."""
    ledger = PushGraph(bench.direct, PUSHED)
    ledger.insert_claim(HERE)
    ledger.beat(HERE.iri, 5)
    ledger.unsettle({FIRST: "", SECOND: ""}, HERE.iri)
    assert ledger.digests() == {FIRST: "unsettled", SECOND: "unsettled"}
    ledger.settle({FIRST: "aa"}, HERE.iri)
    ledger.forget([SECOND], HERE.iri)
    assert ledger.read() == Ledger({FIRST: "aa"}, (replace(HERE, heartbeat=5),))
    ledger.unsettle({FIRST: "aa"}, HERE.iri)
    ledger.settle({FIRST: "bb"}, HERE.iri)
    ledger.delete_claim(HERE.iri)
    assert ledger.read() == Ledger({FIRST: "bb"}, ())
    empty(bench.direct)


@pytest.mark.slow
@pytest.mark.parametrize("another", [False, True], ids=["alone", "beside another's"])
def test_in_each_store_what_is_written_without_a_claim_is_disputed(bench: Bench, another: bool) -> None:
    """Whether nobody pushes any longer or somebody else does."""
    ledger = PushGraph(bench.direct, PUSHED)
    ledger.insert_claim(HERE)
    ledger.unsettle({FIRST: "", SECOND: ""}, HERE.iri)
    ledger.delete_claim(HERE.iri)
    if another:
        ledger.insert_claim(THERE)
    ledger.settle({FIRST: "aa"}, HERE.iri)
    ledger.forget([SECOND], HERE.iri)
    ledger.unsettle({f"{BASE}graph/third": ""}, HERE.iri)
    digests = {graph: set(values.split()) for graph, values in ledger.digests().items()}
    assert digests == {graph: {"unsettled", "disputed"} for graph in (FIRST, SECOND)}
    empty(bench.direct)


@pytest.mark.slow
@pytest.mark.parametrize("torn", [False, True], ids=["whole", "overwritten"])
def test_in_each_store_the_next_push_settles_what_is_disputed(bench: Bench, torn: bool) -> None:
    """Who was taken for dead wakes after another push has ended: what is as it should be is only read."""
    empty(bench.direct)
    pushed(bench.old.publication, bench.direct)
    graph = next(iter(bench.old.graphs))
    if torn:
        bench.direct.update(f"INSERT DATA {{ GRAPH <{graph}> {{ <urn:a> <urn:a> <urn:a> }} }}")
    PushGraph(bench.direct, bench.old.publication.push_graph).settle({graph: "hers"}, ANA.iri)
    assert found_in(bench.direct, bench.old).ledger.digests[graph].split().count("disputed") == 1
    outcome, done = pushed(bench.old.publication, bench.direct)
    assert [(one.graph, str(one.deed)) for one in done] == [(graph, "changed" if torn else "same")]
    assert (outcome.changed, found_in(bench.direct, bench.old).unfinished(bench.old)) == (torn, [])


def test_a_push_graph_lists_graphs_of_its_own_dataset_alone() -> None:
    """Whoever may write there cannot have those of others removed, as vanished or as spare graphs."""
    store = OxStore()
    store.update(
        f"INSERT DATA {{ GRAPH <{GRAPH}> {{ <https://example.com/other/graph/asserted> {DIGEST} 'x' ."
        f" <https://example.org/tides/graph/asserted> {DIGEST} 'y' }} }}"
    )
    PushGraph(store, GRAPH).insert_claim(Claim("https://example.org/tides", "mallory", "1"))
    assert PushGraph(store, GRAPH).digests() == {"https://example.org/tides/graph/asserted": "y"}
    assert PushGraph(store, GRAPH).claims() == ()
