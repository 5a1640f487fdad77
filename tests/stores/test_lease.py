"""The lease of a dataset's pushes: never do two hold it, whatever the order of their requests, and each gets it in the end."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from stores.stepped import GRAPH, Actor, Stepped

from lodpress.problems import EngineError, StoreBusyError
from lodpress.stores import lease as module
from lodpress.stores.ledger import Claim, spare_graphs

#: A claimant goes on; a request is lost and arrives later; or so many seconds pass.
_STEPS = st.one_of(
    st.integers(0, 2), st.integers(0, 2), st.sampled_from(["late", "deliver", 0.05, 1.0, 9.0, 31.0, 61.0])
)


@pytest.fixture(autouse=True)
def _heartbeats_by_the_clock_of_the_test_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_HEARTBEAT", 1e6)


def _carry_out(store: Stepped, step: int | float | str) -> None:
    if step == "late":
        store.is_late = True
    elif step == "deliver":
        store.deliver()
    elif isinstance(step, float):
        store.pass_time(step)
    elif isinstance(step, int) and step < len(store.actors):
        store.step(step)


def _errors(store: Stepped) -> list[BaseException]:
    return [actor.error for actor in store.actors if actor.error]


@settings(deadline=None, max_examples=60)
@given(st.integers(2, 3), st.sampled_from([0.0, 5.0, 100.0]), st.lists(_STEPS, max_size=120))
@example(2, 5.0, [0, 1, 0, 61.0])  # one is slow to read its claim
@example(2, 0.0, [0, 1, 0, 1, 0, 1, 61.0])  # both have tried before
def test_never_do_two_hold_the_lease(
    claimants: int, holds_for: float, steps: list[int | float | str]
) -> None:
    """Requests in any order, at any time, and those that were lost on their way executed once more; all hold it in the end."""
    store = Stepped(claimants, holds_for=holds_for)
    for step in steps:
        _carry_out(store, step)
    store.run()
    assert (store.most_holding, _errors(store)) == (1, [])


def test_who_waits_long_is_not_taken_for_dead() -> None:
    """Two wait for a third for longer than a claim may be silent; then one of them holds, and the other goes on waiting."""
    store = Stepped(3, holds_for=90.0)
    store.run()
    assert (store.most_holding, _errors(store)) == (1, [])
    assert store.now > 3 * 90


@pytest.mark.parametrize(("first", "arrives"), [([0, 1, 0, 1, 0], 3), ([0, 1, 0], 3)])
def test_a_withdrawal_that_arrives_late_takes_no_later_claim_away(first: list[int], arrives: int) -> None:
    """Two meet, one's withdrawal is lost, is sent again, and arrives once more when that one holds."""
    store = Stepped(2, holds_for=5.0)
    for step in first:
        store.step(step)
    store.is_late = True
    store.step(1)  # the withdrawal
    while not store.actors[1].held:
        store.now = max(store.now, store.actors[1].ready_at)
        store.step(1)
    store.deliver()
    store.run()
    assert (store.most_holding, _errors(store)) == (1, [])


@pytest.mark.parametrize("cost", [0.01, 0.2, 1.0, 3.0])
@pytest.mark.parametrize("claimants", [2, 4])
def test_all_get_their_turn_however_far_the_store_is(cost: float, claimants: int) -> None:
    """A request takes so many seconds; those who meet again and again wait longer each time."""
    store = Stepped(claimants, holds_for=1.0)
    store.run(cost=cost)
    assert (store.most_holding, _errors(store)) == (1, [])
    assert store.now < claimants * (60 * cost + 30)


@pytest.mark.parametrize(("process", "seconds"), [("gone", 0.0), ("elsewhere", 60.0)])
def test_a_claim_of_nobody_is_removed_with_its_graphs(process: str, seconds: float) -> None:
    """At once where its process is known to have ended, else once its heartbeat has stood still for a minute."""
    store = Stepped(1)
    dead = Claim(f"{GRAPH}/claim/dead", "who has died", process, 7)
    store.push_graph.insert_claim(dead)
    for spare in spare_graphs(dead.iri, 2):
        store.patch(spare, (), ["<urn:a> <urn:b> <urn:c>"])
    store.run()
    assert _errors(store) == []
    assert seconds <= store.now < seconds + 10
    assert len(store.quads) == 0


def test_a_claim_that_shows_life_is_waited_for() -> None:
    """However long it takes; who is told once who that is."""
    store = Stepped(1)
    living = Claim(f"{GRAPH}/claim/other", "somebody else", "elsewhere")
    store.push_graph.insert_claim(living)
    for beat in range(1, 30):
        store.push_graph.beat(living.iri, beat)
        store.pass_time(30)
        for _ in range(20):
            store.step(0)
    assert store.actors[0].held is None
    assert store.actors[0].waited_for == ["somebody else"]
    store.push_graph.delete_claim(living.iri)
    store.run()
    assert (store.most_holding, _errors(store)) == (1, [])


@pytest.mark.parametrize("patience", [0.0, 45.0])
def test_patience_has_an_end(patience: float) -> None:
    """Who is still pushing is said, and no claim of one's own stays."""
    store = Stepped(1, patience=patience)
    living = Claim(f"{GRAPH}/claim/other", "somebody else", "elsewhere")
    store.push_graph.insert_claim(living)
    store.run()
    (error,) = _errors(store)
    assert isinstance(error, StoreBusyError)
    assert str(error) == "somebody else is still pushing into the store in memory"
    assert patience <= store.now < patience + 10
    assert store.push_graph.read().claims == (living,)


def _holding(store: Stepped) -> Actor:
    (actor,) = store.actors
    while actor.held is None:
        store.step(0)
    return actor


def test_who_has_lost_the_claim_is_told() -> None:
    """By the store at the next heartbeat, and at each look from then on without it."""
    store = Stepped(1, holds_for=1000)
    actor = _holding(store)
    assert actor.held
    actor.held.check()
    store.push_graph.delete_claim(actor.held.claim)
    actor.held.check()  # not known yet
    for look in (actor.held.confirm, actor.held.check, actor.held.confirm):
        with pytest.raises(StoreBusyError, match="another push has taken over"):
            look()
    store.run()


def test_who_was_silent_for_long_asks_before_going_on() -> None:
    """As after a laptop's sleep: others may have taken over meanwhile."""
    store = Stepped(1, holds_for=1000)
    actor = _holding(store)
    assert actor.held
    store.push_graph.delete_claim(actor.held.claim)
    store.now += 31
    with pytest.raises(StoreBusyError):
        actor.held.check()
    store.run()


def test_a_heartbeat_shows_itself_in_the_store() -> None:
    """One more each time, and nothing else changes."""
    store = Stepped(1, holds_for=1000)
    actor = _holding(store)
    assert actor.held
    beats = []
    for _ in range(3):
        actor.held.confirm()
        (claim,) = store.push_graph.read().claims
        beats.append((claim.iri, claim.heartbeat))
    assert beats == [(actor.held.claim, number) for number in (1, 2, 3)]
    store.run()


def test_a_store_that_fails_is_told_and_no_claim_stays() -> None:
    """The claim was made, and cannot be read."""
    store = Stepped(1)
    store.step(0)
    store.fails = EngineError("no answer")
    store.step(0)
    store.fails = None
    store.run()
    assert [str(error) for error in _errors(store)] == ["no answer"]
    assert store.push_graph.read().claims == ()
