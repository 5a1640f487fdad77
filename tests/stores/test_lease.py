"""The lease of a dataset's pushes: never two hold it, whatever the order of their requests, and each gets it in the end."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lodpress.problems import EngineError, StoreBusyError
from lodpress.stores import lease as module
from stores.stepped import Stepped

#: A claimant goes on, after so many seconds; or time passes, or a request that was lost arrives.
_STEPS = st.one_of(
    st.integers(0, 2),
    st.integers(0, 2),
    st.sampled_from(["late", "deliver", 0.05, 1.0, 9.0, 31.0, 61.0]),
)


@pytest.fixture(autouse=True)
def _no_heartbeat_by_the_clock_on_the_wall(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_HEARTBEAT", 1e6)


@settings(deadline=None, max_examples=150)
@given(
    claimants=st.integers(2, 3),
    holds_for=st.sampled_from([0.0, 5.0, 100.0]),
    steps=st.lists(_STEPS, max_size=120),
)
def test_never_do_two_hold_the_lease(
    claimants: int, holds_for: float, steps: list[int | float | str]
) -> None:
    """Requests in any order, at any time, and those that were lost on their way executed later; and all come to hold it."""
    store = Stepped(claimants, holds_for=holds_for)
    for step in steps:
        if step == "late":
            store.is_late = True
        elif step == "deliver":
            store.deliver()
        elif isinstance(step, float):
            store.pass_time(step)
        elif isinstance(step, int) and step < claimants:
            store.step(step)
    store.run()
    assert store.most_holding == 1
    assert [actor.error for actor in store.actors] == [None] * claimants


def test_who_waits_long_is_not_taken_for_dead() -> None:
    """Two wait for a third for longer than a claim may be silent; then one of them holds, and the other goes on waiting."""
    store = Stepped(3, holds_for=90.0)
    store.run()
    assert store.most_holding == 1
    assert store.now > 3 * 90
