"""Claims about `lodpress.stores.blank_nodes`: equal labels mean isomorphic graphs, and stay where nothing changed."""

from __future__ import annotations

import pyoxigraph as ox
from hypothesis import given
from hypothesis import strategies as st
from stores.memory_store import STATEMENTS

from lodpress.stores.blank_nodes import has_blank_node, labelled

_BLANK = st.lists(STATEMENTS.filter(has_blank_node), max_size=8)
_OTHERS = {"_:x": "_:n1", "_:y": "_:n0", "_:z": "_:x"}


def _renamed(statements: list[str]) -> list[str]:
    """The same graph, written otherwise."""
    triples = [one.split(" ", 2) for one in reversed(statements)]
    return [f"{_OTHERS.get(s, s)} {p} {_OTHERS.get(o, o)}" for s, p, o in triples]


def _canonical(statements: list[str]) -> ox.Dataset:
    text = "".join(f"{one} .\n" for one in statements)
    dataset = ox.Dataset(ox.parse(text.encode(), format=ox.RdfFormat.N_TRIPLES))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return dataset


@given(_BLANK, _BLANK)
def test_labels_are_equal_exactly_where_graphs_are_isomorphic(one: list[str], other: list[str]) -> None:
    """RDFC-1.0 over the whole graph decides; a graph that is written otherwise is the same."""
    assert labelled(set(one)) == labelled(set(_renamed(one)))
    assert (labelled(set(one)) == labelled(set(other))) == (_canonical(one) == _canonical(other))


def test_what_did_not_change_keeps_its_labels() -> None:
    """RDFC-1.0 alone would number all blank nodes anew."""
    before = ["<urn:a> <urn:p> _:x", '_:x <urn:p> "1"', "<urn:b> <urn:p> _:y", '_:y <urn:p> "2"']
    after = [*before, "<urn:0> <urn:p> _:z", '_:z <urn:p> "0"']
    assert set(labelled(before)) < set(labelled(after))


def test_groups_that_say_the_same_are_as_many_as_they_were() -> None:
    """Two blank nodes of one description are two, and not one."""
    twice = ['_:x <urn:p> "1"', '_:y <urn:p> "1"']
    assert len(set(labelled(twice))) == 2
    assert labelled(twice[:1])[0] in labelled(twice)


def test_blank_nodes_are_found_in_subject_and_object_alone() -> None:
    """A text may hold what looks like one."""
    assert has_blank_node("_:a <urn:p> <urn:o>")
    assert has_blank_node("<urn:s> <urn:p> _:a")
    assert not has_blank_node('<urn:s> <urn:p> "<urn:x> _:a"')
