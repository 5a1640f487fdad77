"""What an ontology forbids: the rules of OWL 2 RL that end in false, with the axioms they read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from itertools import combinations

from lodpress.datatypes import DATATYPES
from lodpress.entailment.axioms import Axioms
from lodpress.entailment.schema import Schema
from lodpress.entailment.terms import (
    ALL_DIFFERENT,
    ALL_DISJOINT_CLASSES,
    ALL_DISJOINT_PROPERTIES,
    ALL_VALUES_FROM,
    ASSERTION_PROPERTY,
    ASYMMETRIC,
    COMPLEMENT_OF,
    DATATYPE_PROPERTY,
    DIFFERENT_FROM,
    DISJOINT_WITH,
    DISTINCT_MEMBERS,
    FUNCTIONAL,
    IRREFLEXIVE,
    MAX_CARDINALITY,
    MAX_QUALIFIED,
    MEMBERS,
    NOTHING,
    ON_CLASS,
    PROPERTY_DISJOINT_WITH,
    RANGE,
    SAME_AS,
    SOURCE_INDIVIDUAL,
    TARGET_INDIVIDUAL,
    TARGET_VALUE,
)
from lodpress.triples import Triple

#: A rule, and two terms that may not meet in the data as the rule says.
Clash = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Checks:
    """What an ontology forbids, by the rule that says so.

    `judged_classes` and `judged_properties` are those whose instances and triples some rule looks
    at; `clashing_classes` those of them that a rule about two classes names, and owl:Nothing.
    """

    classes: tuple[Clash, ...]  # rule and two classes without a common instance
    properties: tuple[Clash, ...]  # rule and two properties without a common pair
    irreflexive: tuple[str, ...]
    asymmetric: tuple[str, ...]
    negative: tuple[tuple[str, Triple], ...]  # rule and a triple that is denied
    different: tuple[Clash, ...]  # rule and two names of different things
    functional: tuple[str, ...]  # data properties with at most one value
    at_most_one: tuple[tuple[str, str], ...]  # restriction and data property
    none: tuple[tuple[str, str, str], ...]  # restriction, property, class of the values; "" for any
    ranges: Mapping[str, frozenset[str]]  # the datatypes of a property's values
    all_values: tuple[tuple[str, str, str], ...]  # restriction, property, datatype of the values
    clashing_classes: frozenset[str] = field(init=False)
    judged_classes: frozenset[str] = field(init=False)
    judged_properties: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        clashing = {NOTHING}.union(*((one, other) for _, one, other in self.classes))
        restrictions = (*self.at_most_one, *self.none, *self.all_values)
        classes = {name for name, *_ in restrictions} | {name for *_, name in self.none if name}
        properties = {on for _, on, *_ in restrictions} | {triple[1] for _, triple in self.negative}
        properties.update(name for _, *both in self.properties for name in both)
        properties.update(self.irreflexive, self.asymmetric, self.functional, (DIFFERENT_FROM, SAME_AS))
        object.__setattr__(self, "clashing_classes", frozenset(clashing))
        object.__setattr__(self, "judged_classes", frozenset(clashing | classes))
        object.__setattr__(self, "judged_properties", frozenset(properties))


def compile_checks(axioms: Axioms, schema: Schema) -> Checks:
    """What the ontology forbids."""
    data = axioms.typed(DATATYPE_PROPERTY)
    limited = axioms.limits(MAX_CARDINALITY, 1)
    return Checks(
        classes=tuple(sorted(set(_class_clashes(axioms)))),
        properties=tuple(sorted(set(_property_clashes(axioms)))),
        irreflexive=tuple(sorted(axioms.typed(IRREFLEXIVE))),
        asymmetric=tuple(sorted(axioms.typed(ASYMMETRIC))),
        negative=tuple(sorted(_denied(axioms))),
        different=tuple(sorted(_different(axioms))),
        functional=tuple(sorted(axioms.typed(FUNCTIONAL) & data)),
        at_most_one=tuple(sorted({(name, on) for name, on in limited if on in data})),
        none=tuple(sorted(_without_values(axioms))),
        ranges=_data_ranges(axioms, schema),
        all_values=tuple(
            sorted(
                (name, on, super_class)
                for name, on, filler in axioms.restrictions(ALL_VALUES_FROM)
                for super_class in schema.classes_above(filler) & DATATYPES
            )
        ),
    )


def _class_clashes(axioms: Axioms) -> Iterator[Clash]:
    for rule, predicate in (("cax-dw", DISJOINT_WITH), ("cls-com", COMPLEMENT_OF)):
        yield from ((rule, min(pair), max(pair)) for pair in axioms.pairs(predicate))
    yield from _member_pairs(axioms, "cax-adc", ALL_DISJOINT_CLASSES)


def _property_clashes(axioms: Axioms) -> Iterator[Clash]:
    yield from (("prp-pdw", min(pair), max(pair)) for pair in axioms.pairs(PROPERTY_DISJOINT_WITH))
    yield from _member_pairs(axioms, "prp-adp", ALL_DISJOINT_PROPERTIES)


def _member_pairs(axioms: Axioms, rule: str, kind: str, predicate: str = MEMBERS) -> Iterator[Clash]:
    for name, members in axioms.lists(predicate):
        if name in axioms.typed(kind):
            yield from ((rule, min(pair), max(pair)) for pair in combinations(members, 2))


def _different(axioms: Axioms) -> Iterator[Clash]:
    yield from _member_pairs(axioms, "eq-diff2", ALL_DIFFERENT)
    yield from _member_pairs(axioms, "eq-diff3", ALL_DIFFERENT, DISTINCT_MEMBERS)


def _denied(axioms: Axioms) -> Iterator[tuple[str, Triple]]:
    for name, source in axioms.pairs(SOURCE_INDIVIDUAL):
        for on in axioms.objects.get((name, ASSERTION_PROPERTY), ()):
            for rule, predicate in (("prp-npa1", TARGET_INDIVIDUAL), ("prp-npa2", TARGET_VALUE)):
                for target in axioms.objects.get((name, predicate), ()):
                    yield rule, (source, on, target)


def _without_values(axioms: Axioms) -> Iterator[tuple[str, str, str]]:
    yield from ((name, on, "") for name, on in axioms.limits(MAX_CARDINALITY, 0))
    for name, on in axioms.limits(MAX_QUALIFIED, 0):
        yield from ((name, on, filler) for filler in axioms.objects.get((name, ON_CLASS), ()))


def _data_ranges(axioms: Axioms, schema: Schema) -> dict[str, frozenset[str]]:
    """The datatypes in each property's ranges (scm-rng1, scm-rng2)."""
    direct: dict[str, set[str]] = {}
    for on, filler in axioms.pairs(RANGE):
        direct.setdefault(on, set()).update(schema.classes_above(filler) & DATATYPES)
    names = {*direct, *schema.super_properties}
    closed = {name: _united(direct, schema.properties_above(name)) for name in names}
    return {name: found for name, found in closed.items() if found}


def _united(direct: Mapping[str, Set[str]], names: Iterable[str]) -> frozenset[str]:
    return frozenset().union(*(direct.get(name, frozenset()) for name in names))
