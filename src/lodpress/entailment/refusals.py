"""What the entailment tables cannot hold, refused by name: axioms of an ontology, axioms in a document."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from lodpress.datatypes import DATATYPES
from lodpress.entailment.axioms import Axioms
from lodpress.entailment.terms import (
    ALL_VALUES_FROM,
    AXIOM_CLASSES,
    AXIOM_PREDICATES,
    COMPLEMENT_OF,
    DATATYPE_PROPERTY,
    DISJOINT_WITH,
    DOMAIN,
    EQUIVALENT_CLASS,
    EQUIVALENT_PROPERTY,
    FUNCTIONAL,
    HAS_KEY,
    HAS_VALUE,
    INTERSECTION_OF,
    INVERSE_FUNCTIONAL,
    INVERSE_OF,
    MAX_CARDINALITY,
    MAX_QUALIFIED,
    ON_CLASS,
    ON_PROPERTY,
    ONE_OF,
    PROPERTY_CHAIN,
    RANGE,
    SAME_AS,
    SOME_VALUES_FROM,
    SUB_CLASS_OF,
    SUB_PROPERTY_OF,
    SYMMETRIC,
    TRANSITIVE,
    TYPE,
    UNION_OF,
)
from lodpress.problems import EngineError
from lodpress.triples import Triple

#: Classes that no document may give an individual: those of axioms and declarations, and datatypes.
UNSTATED_CLASSES = AXIOM_CLASSES | DATATYPES

#: Terms that no axiom may be about, else a fact could turn out to be an axiom.
_BUILT_IN = AXIOM_PREDICATES | AXIOM_CLASSES | {TYPE}

_BETWEEN_TERMS = (SUB_PROPERTY_OF, EQUIVALENT_PROPERTY, INVERSE_OF, DOMAIN, RANGE, SUB_CLASS_OF, EQUIVALENT_CLASS,
                  DISJOINT_WITH, COMPLEMENT_OF, SOME_VALUES_FROM, ALL_VALUES_FROM, ON_CLASS, ON_PROPERTY,
                  HAS_VALUE)  # fmt: skip


def refuse_document_axioms(asserted: Collection[Triple]) -> None:
    """Nothing; raises EngineError where a document states an axiom, which belongs in the ontology."""
    for s, p, o in asserted:
        if p in AXIOM_PREDICATES or (p == TYPE and o in UNSTATED_CLASSES):
            raise document_axiom((s, p, o))


def document_axiom(triple: Triple) -> EngineError:
    """The error of a document that states an axiom."""
    return EngineError(
        f"a document states an axiom: {' '.join(triple)}",
        hint="axioms belong in the ontology; a document describes individuals",
    )


def refuse_unsupported(axioms: Axioms) -> None:
    """Nothing; raises EngineError for the first axiom that tables cannot hold."""
    for axiom in (*_merging(axioms), *_about_axioms(axioms)):
        raise EngineError(
            f"the entailment tables cannot hold this axiom of the ontology: {axiom}",
            hint="take the axiom out, or build with `--reference`",
        )


def _merging(axioms: Axioms) -> Iterator[str]:
    """The axioms by which two individuals can turn out to be one (owl:sameAs)."""
    data = axioms.typed(DATATYPE_PROPERTY)
    for predicate in (SAME_AS, HAS_KEY):
        yield from (f"{s} {predicate} {o}" for s, o in axioms.pairs(predicate) if s != o)
    objects = axioms.typed(INVERSE_FUNCTIONAL) | (axioms.typed(FUNCTIONAL) - data)
    for name in sorted(objects):
        kind = INVERSE_FUNCTIONAL if name in axioms.typed(INVERSE_FUNCTIONAL) else FUNCTIONAL
        yield f"{name} {TYPE} {kind} (it is no data property, whose values are compared)"
    for subject, on in axioms.limits(MAX_CARDINALITY, 1):
        if on not in data:
            yield f"{subject} {MAX_CARDINALITY} 1 on {on} (it is no data property, whose values are compared)"
    for subject, on in axioms.limits(MAX_QUALIFIED, 1):
        if (subject, ON_CLASS) in axioms.objects:
            yield f"{subject} {MAX_QUALIFIED} 1 on {on}"


def _about_axioms(axioms: Axioms) -> Iterator[str]:
    """The axioms about what axioms are made of."""
    for predicate in _BETWEEN_TERMS:
        for pair in axioms.pairs(predicate):
            if not _BUILT_IN.isdisjoint(pair):
                yield f"{pair[0]} {predicate} {pair[1]}"
    for predicate in (PROPERTY_CHAIN, INTERSECTION_OF, UNION_OF, ONE_OF):
        for name, members in axioms.lists(predicate):
            if not _BUILT_IN.isdisjoint((name, *members)):
                yield f"{name} {predicate} ({' '.join(members)})"
    for kind in (SYMMETRIC, TRANSITIVE):
        yield from (f"{name} {TYPE} {kind}" for name in sorted(axioms.typed(kind) & _BUILT_IN))
