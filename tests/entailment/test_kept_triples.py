"""Which inferred triples are kept."""

from __future__ import annotations

import pytest
from ontologies import triples

from lodpress.entailment import kept

_DOCUMENT = triples(":x :p :y")


@pytest.mark.parametrize(
    "dropped",
    [
        ":x :p :y",  # asserted
        ":x :p :x",  # reflexive
        ":y a :A",  # y is described nowhere
        "_:b a :A",
        ":x a owl:Thing",
        ":x a rdfs:Resource",
        ":x a _:restriction",
        ":x _:inverse :y",
        ":x :known :y",  # follows from the ontology alone
        '"one" :q :x',
    ],
)
def test_a_triple_that_says_nothing_new_is_dropped(dropped: str) -> None:
    """Each reason to drop a triple works by itself."""
    ontology = frozenset(triples(":x :known :y"))
    assert kept(triples(dropped), [*_DOCUMENT, *triples("_:b :p :z")], ontology) == ()


def test_a_blank_node_of_the_document_is_no_subject_to_keep() -> None:
    """Only IRIs are described for others to read."""
    assert kept(triples("_:b a :A"), triples("_:b :p :y"), frozenset()) == ()


def test_what_is_kept_is_sorted_and_stands_once() -> None:
    """The same bytes on every machine."""
    closure = triples(':x a :B \n :x a :A \n :x a :B \n :x :q "one"')
    assert kept(closure, _DOCUMENT, frozenset()) == tuple(sorted(set(closure)))
