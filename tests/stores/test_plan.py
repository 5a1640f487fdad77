"""What is to be done, from both sides' digests."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lodpress.stores.plan import Pending, Plan
from lodpress.stores.publication import PublishedGraph

DIGESTS = st.dictionaries(st.sampled_from("abcdef"), st.sampled_from(["1", "2", "unsettled", "1 disputed"]))


def graphs(digests: Mapping[str, str]) -> list[PublishedGraph]:
    """Published graphs with these digests, in this order."""
    return [PublishedGraph(iri, sha256, n, n * 10, n + 1) for n, (iri, sha256) in enumerate(digests.items())]


@pytest.mark.parametrize(
    ("held", "pending"),
    [
        ({}, {"b": "", "a": ""}),
        ({"a": "1", "b": "2"}, {}),
        ({"a": "1"}, {"b": ""}),
        ({"a": "2", "b": "2"}, {"a": "2"}),
        ({"a": "1", "b": "unsettled"}, {"b": "unsettled"}),
        ({"a": "1 disputed", "b": "2 unsettled"}, {"b": "2 unsettled", "a": "1 disputed"}),
        ({"a": "", "b": "2"}, {"a": ""}),
    ],
)
def test_a_graph_is_pending_unless_the_store_has_its_digest_alone(
    held: dict[str, str], pending: dict[str, str]
) -> None:
    """In the order of the publication, each with what the store has for it."""
    published = graphs({"b": "2", "a": "1"})
    with Plan(published, held.items()) as plan:
        assert {one.graph.iri: one.held for one in plan.pending()} == pending
        assert list(plan.pending(everything=True)) == [Pending(graph, held.get(graph.iri, "")) for graph in published]  # fmt: skip
        assert (plan.published, plan.pending_count, plan.vanished_count) == (2, len(pending), 0)


@settings(deadline=None, max_examples=30)
@given(DIGESTS, DIGESTS)
def test_both_sides_are_told_apart(published: dict[str, str], held: dict[str, str]) -> None:
    """What is published and not held, what is held otherwise, and what is held and not published."""
    with Plan(graphs(published), held.items()) as plan:
        pending = {one.graph: one.held for one in plan.pending()}
        vanished = list(plan.vanished())
        counts = (plan.published, plan.pending_count, plan.vanished_count)
    assert pending == {graph: held.get(graph.iri, "") for graph in graphs(published) if held.get(graph.iri) != graph.sha256}  # fmt: skip
    assert vanished == sorted(item for item in held.items() if item[0] not in published)
    assert counts == (len(published), len(pending), len(vanished))


@pytest.mark.parametrize(
    "names", [["a", "b"], ["é", "z", "日本", "😀"], ["urn:'quoted'", 'urn:"', "urn:a;b--"]]
)
def test_names_are_taken_as_they_are(names: Sequence[str]) -> None:
    """Whatever their letters mean elsewhere."""
    with Plan(graphs(dict.fromkeys(names, "1")), [(name, "1") for name in names[1:]]) as plan:
        assert [one.graph.iri for one in plan.pending()] == names[:1]


def test_two_plans_do_not_meet_and_leave_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each has a file of its own, which is gone afterwards, also where the work fails."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with Plan(graphs({"a": "1"}), []) as one, Plan(graphs({"b": "1"}), []) as other:
        assert ([p.graph.iri for p in one.pending()], [p.graph.iri for p in other.pending()]) == (
            ["a"],
            ["b"],
        )
        assert len(list(tmp_path.iterdir())) == 2
    with pytest.raises(ZeroDivisionError), Plan(graphs({"a": "1"}), []):
        _ = 1 / 0
    assert list(tmp_path.iterdir()) == []


def test_a_plan_that_cannot_be_made_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As where the index of a release is damaged."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(ZeroDivisionError):
        Plan(graphs({"a": "1"}), (("b", str(1 // 0)) for _ in range(1)))
    assert list(tmp_path.iterdir()) == []


def test_one_question_can_be_asked_while_another_is_answered() -> None:
    """The graphs are read batch by batch, and counted meanwhile."""
    with Plan(graphs(dict.fromkeys("abc", "1")), [("d", "1")]) as plan:
        pending = plan.pending()
        assert next(pending).graph.iri == "a"
        assert (plan.pending_count, list(plan.vanished())) == (3, [("d", "1")])
        assert [one.graph.iri for one in pending] == ["b", "c"]
