"""What is to change in a graph, and by which way."""

from __future__ import annotations

from collections.abc import Sequence

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodpress.engines.oxigraph import canonical_statements
from lodpress.stores.changes import Change, Deed, Way, change_of
from lodpress.stores.kinds import change, ntriples
from lodpress.stores.rewriting.terms import Kind, StoreLossError
from lodpress.terms import XSD

GRAPH = "urn:g"
A, B, C, D = (f"<urn:a> <urn:b> <urn:{letter}>" for letter in "abcd")
BLANK, OTHER_BLANK = "_:c14n0 <urn:b> <urn:c>", "_:c14n0 <urn:b> <urn:d>"
TEXT = '<urn:a> <urn:b> "no _:blank node"'


def number(text: str, kind: str = "integer", subject: str = "urn:a") -> str:
    """A statement of a number, written so."""
    return f'<{subject}> <urn:b> "{text}"^^<{XSD}{kind}>'


def changed(before: Sequence[str], sent: Sequence[str], kind: Kind = "rdf4j", largest: int = 100) -> Change:
    """The change of a graph."""
    return change_of(GRAPH, before, sent, kind, largest_patch=largest)


@pytest.mark.parametrize(
    ("before", "sent", "deed", "way"),
    [
        ([], [], "same", Way.NOTHING),
        ([A, B], [B, A], "same", Way.NOTHING),
        ([BLANK], [BLANK], "same", Way.NOTHING),
        ([BLANK], ["_:x <urn:b> <urn:c>"], "same", Way.NOTHING),
        ([], [A, B], "new", Way.ADD),
        ([], [A, TEXT], "new", Way.ADD),
        ([], [A, BLANK], "new", Way.REPLACE),
        ([A, B], [A, C], "changed", Way.PATCH),
        ([A], [A, B, C], "changed", Way.PATCH),
        ([A, B, C], [A], "changed", Way.REPLACE),
        ([A, B], [C, D], "changed", Way.REPLACE),
        ([A, B, BLANK], [A, C, BLANK], "changed", Way.PATCH),
        ([A, B, TEXT], [A, C, TEXT], "changed", Way.PATCH),
        ([A, B, C, BLANK], [A, B, C, OTHER_BLANK], "changed", Way.REPLACE),
        ([A, B, C], [], "changed", Way.REPLACE),
    ],
)
def test_the_smaller_of_the_ways_is_chosen(before: list[str], sent: list[str], deed: str, way: Way) -> None:
    """A patch where it is less to send than the whole and no blank node is in the way."""
    found = changed(before, sent)
    assert (found.deed, found.way) == (deed, way)
    assert found.graph == GRAPH
    assert found.sent == sent


def test_a_patch_is_as_large_as_a_store_takes() -> None:
    """One more statement, and the whole is sent."""
    before = [number(str(n)) for n in range(20)]
    sent = [*before[2:], number("100"), number("101")]
    assert changed(before, sent, largest=4).way is Way.PATCH
    assert changed(before, sent, largest=3).way is Way.REPLACE


def test_what_a_store_rewrites_is_no_change() -> None:
    """What it holds is compared with what it makes of what is sent."""
    sent = [number("007"), number("1.50", "decimal")]
    assert changed([number("7"), number("1.5", "decimal")], sent, "oxigraph").way is Way.NOTHING
    assert changed([number("7"), number("1.5", "decimal")], sent, "rdf4j").deed is Deed.CHANGED


def test_statements_are_removed_as_they_are_held_and_added_as_they_are_sent() -> None:
    """A store that rewrites them would not find what was sent."""
    before = [A, B, C, number("7")]
    found = changed(before, [A, B, C, number("008")], "oxigraph")
    assert (found.removed, found.added) == ([number("7")], [number("008")])
    assert found.expected == sorted([A, B, C, number("8")])


def test_statements_of_which_a_store_makes_one_are_named() -> None:
    """In groups, as they are published; it then holds each once."""
    sent = [A, number("1"), number("01"), number("+1"), number("2")]
    found = changed([], sent, "oxigraph")
    assert [sorted(group) for group in found.merged] == [sorted(sent[1:4])]
    assert found.expected == sorted([A, number("1"), number("2")])
    assert changed([], sent, "rdf4j").merged == []


def test_what_a_store_would_damage_is_refused() -> None:
    """Before anything is sent."""
    with pytest.raises(StoreLossError):
        changed([], [A, number("many")], "virtuoso")
    assert changed([], [A, number("many")], "rdf4j").way is Way.ADD


STATEMENTS = st.lists(
    st.one_of(
        st.sampled_from([A, B, C, D, TEXT, BLANK, OTHER_BLANK, "_:c14n1 <urn:b> _:c14n0"]),
        st.builds(number, st.sampled_from(["1", "01", "2"])),
    ),
    unique=True,
    max_size=8,
)


def _canonical(statements: Sequence[str]) -> list[str]:
    return canonical_statements(ntriples(statements))


@given(STATEMENTS, STATEMENTS)
def test_a_change_makes_a_graph_what_was_sent(before: list[str], sent: list[str]) -> None:
    """Carried out by its way in a real store, from any graph to any other."""
    store, graph = ox.Store(), ox.NamedNode(GRAPH)
    store.load(ntriples(before), format=ox.RdfFormat.N_TRIPLES, to_graph=graph)
    held = _canonical([f"{q.subject} {q.predicate} {q.object}" for q in store])
    found = changed(held, sent, "folder")
    if found.way is Way.PATCH:
        store.update(change(GRAPH, found.removed, found.added))
    elif found.way is not Way.NOTHING:
        if found.way is Way.REPLACE:
            store.update(f"DROP SILENT GRAPH <{GRAPH}>")
        assert len(store) == 0
        store.load(ntriples(found.sent), format=ox.RdfFormat.N_TRIPLES, to_graph=graph)
    assert _canonical([f"{q.subject} {q.predicate} {q.object}" for q in store]) == found.expected
