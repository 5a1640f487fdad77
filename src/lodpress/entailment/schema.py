"""The closure of an ontology's own axioms: the scm rules of OWL 2 RL (profiles, section 4.3, table 9)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from lodpress.entailment.axioms import Axioms, Pair
from lodpress.entailment.terms import (
    ALL_VALUES_FROM,
    CLASS,
    DATATYPE_PROPERTY,
    EQUIVALENT_CLASS,
    EQUIVALENT_PROPERTY,
    HAS_VALUE,
    INTERSECTION_OF,
    NOTHING,
    OBJECT_PROPERTY,
    PROPERTY,
    SOME_VALUES_FROM,
    SUB_CLASS_OF,
    SUB_PROPERTY_OF,
    THING,
    UNION_OF,
)

Restriction = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Schema:
    """What is below what: each class and property with all that is above it, itself included."""

    super_classes: Mapping[str, frozenset[str]]
    super_properties: Mapping[str, frozenset[str]]

    def classes_above(self, *classes: str) -> frozenset[str]:
        """The classes and all above them."""
        return frozenset().union(*(self.super_classes.get(name, {name}) for name in classes))

    def properties_above(self, name: str) -> frozenset[str]:
        """The property and all above it."""
        return self.super_properties.get(name) or frozenset({name})


def close_schema(axioms: Axioms) -> Schema:
    """The hierarchies of classes and of properties that follow from the axioms."""
    properties = _closed(_property_edges(axioms))
    declared = axioms.typed(OBJECT_PROPERTY) | axioms.typed(DATATYPE_PROPERTY) | axioms.typed(PROPERTY)
    below = _pairs(properties) | {(name, name) for name in declared}
    edges = set(_class_edges(axioms))
    declared_classes = _declared_classes(axioms)
    while True:
        classes = _closed(edges)
        under = _pairs(classes) | {(name, name) for name in declared_classes}
        found = set(_restriction_edges(axioms, under, below)) - edges
        if not found:
            return Schema(_with_itself(classes), _with_itself(properties))
        edges |= found


def _declared_classes(axioms: Axioms) -> frozenset[str]:
    """The declared classes; Thing and Nothing are declared by cls-thing and cls-nothing1."""
    return axioms.typed(CLASS) | {THING, NOTHING}


def _property_edges(axioms: Axioms) -> Iterator[Pair]:
    """The rules scm-spo and scm-eqp1."""
    yield from axioms.pairs(SUB_PROPERTY_OF)
    yield from _both_ways(axioms.pairs(EQUIVALENT_PROPERTY))


def _class_edges(axioms: Axioms) -> Iterator[Pair]:
    """The rules scm-cls, scm-sco, scm-eqc1, scm-int and scm-uni."""
    for name in _declared_classes(axioms):
        yield name, THING
        yield NOTHING, name
    yield from axioms.pairs(SUB_CLASS_OF)
    yield from _both_ways(axioms.pairs(EQUIVALENT_CLASS))
    for name, members in axioms.lists(INTERSECTION_OF):
        yield from ((name, member) for member in members)
    for name, members in axioms.lists(UNION_OF):
        yield from ((member, name) for member in members)


def _both_ways(pairs: Iterable[Pair]) -> Iterator[Pair]:
    for one, other in pairs:
        yield one, other
        yield other, one


def _restriction_edges(axioms: Axioms, under: set[Pair], below: set[Pair]) -> Iterator[Pair]:
    """The rules scm-hv, scm-svf1, scm-svf2, scm-avf1 and scm-avf2."""
    for one, other in _same_filler(axioms.restrictions(HAS_VALUE)):
        if (one[1], other[1]) in below:
            yield one[0], other[0]
    for kind in (SOME_VALUES_FROM, ALL_VALUES_FROM):
        for one, other in _same_property(axioms.restrictions(kind)):
            if (one[2], other[2]) in under:
                yield one[0], other[0]
        for one, other in _same_filler(axioms.restrictions(kind)):
            if (one[1], other[1]) in below:
                yield (one[0], other[0]) if kind == SOME_VALUES_FROM else (other[0], one[0])


def _same_filler(restrictions: Iterable[Restriction]) -> Iterator[tuple[Restriction, Restriction]]:
    return _grouped(restrictions, 2)


def _same_property(restrictions: Iterable[Restriction]) -> Iterator[tuple[Restriction, Restriction]]:
    return _grouped(restrictions, 1)


def _grouped(restrictions: Iterable[Restriction], part: int) -> Iterator[tuple[Restriction, Restriction]]:
    """Each two different restrictions that have the part in common, in both orders."""
    groups: dict[str, list[Restriction]] = {}
    for restriction in restrictions:
        groups.setdefault(restriction[part], []).append(restriction)
    for group in groups.values():
        yield from ((one, other) for one in group for other in group if one[0] != other[0])


def _closed(edges: Iterable[Pair]) -> dict[str, set[str]]:
    """Each lower end of an edge with all that it leads to, itself only where it is in no circle."""
    direct: dict[str, set[str]] = {}
    for low, high in edges:
        if low != high:
            direct.setdefault(low, set()).add(high)
    return {low: _reached(direct, low) for low in direct}


def _reached(direct: Mapping[str, set[str]], start: str) -> set[str]:
    found: set[str] = set()
    agenda = list(direct[start])
    while agenda:
        name = agenda.pop()
        if name not in found and name != start:
            found.add(name)
            agenda.extend(direct.get(name, ()))
    return found


def _pairs(closed: Mapping[str, set[str]]) -> set[Pair]:
    return {(low, high) for low, above in closed.items() for high in above}


def _with_itself(closed: Mapping[str, set[str]]) -> dict[str, frozenset[str]]:
    return {low: frozenset({low, *above}) for low, above in closed.items()}
