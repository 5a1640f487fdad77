"""What an entailment engine hands back, and which inferred triples are kept."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Set
from dataclasses import dataclass
from typing import Protocol

from lodpress.entailment.terms import RESOURCE, THING
from lodpress.triples import Triple

_UNIVERSAL = frozenset({THING, RESOURCE})


@dataclass(frozen=True, slots=True, order=True)
class Contradiction:
    """One inconsistency: a rule of OWL 2 RL that ends in false, and the triples that it fires on.

    `rule` is the name in the tables of the OWL 2 profiles (section 4.3), such as `cax-dw`. A data
    property with two values where it may have one is named after the rule that asks for one:
    `prp-fp` or `cls-maxc2`. `triples` are asserted or inferred, in order; `message` says it in words.
    """

    rule: str
    triples: tuple[Triple, ...]
    message: str


@dataclass(frozen=True, slots=True)
class Entailment:
    """What follows from one document: the inferred triples that are kept, sorted, and the contradictions."""

    inferred: tuple[Triple, ...]
    contradictions: tuple[Contradiction, ...]


class Reasoner(Protocol):
    """An OWL 2 RL engine that holds one ontology and is asked about one document after another."""

    def entail(self, asserted: Collection[Triple]) -> Entailment:
        """What follows from the document and the ontology; EngineError where a document states axioms."""
        ...


def kept(
    closure: Iterable[Triple], asserted: Collection[Triple], ontology_closure: Set[Triple]
) -> tuple[Triple, ...]:
    """The triples of the closure that are worth publishing, sorted.

    The one rule, for every engine: the subject is an IRI that the document describes (a subject of
    its asserted triples); the triple is not asserted and does not follow from the ontology alone;
    it is not reflexive; its object is not owl:Thing or rdfs:Resource, which all is, nor a blank
    node, which means nothing outside the ontology's graph (the class of a restriction); its
    predicate is an IRI.
    """
    described = {triple[0] for triple in asserted if triple[0][0] == "<"}
    found = {
        triple
        for triple in closure
        if triple[0] in described
        and triple[1][0] == "<"
        and triple[2][0] != "_"
        and triple[2] != triple[0]
        and triple[2] not in _UNIVERSAL
    }
    return tuple(sorted(found.difference(asserted).difference(ontology_closure)))
