"""An ontology compiled into tables, by its own small closure; no third-party engine takes part."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from lodpress.datatypes import SUPER_DATATYPES, TYPING_DATATYPES
from lodpress.entailment.axioms import Axioms, Pair, read_axioms, set_apart
from lodpress.entailment.checks import compile_checks
from lodpress.entailment.consistency import find_contradictions
from lodpress.entailment.expansion import Expansion
from lodpress.entailment.refusals import refuse_unsupported
from lodpress.entailment.results import Contradiction
from lodpress.entailment.schema import Schema, close_schema
from lodpress.entailment.tables import Background, Chain, ClassRow, LinkRow, PropertyRow, Tables
from lodpress.entailment.terms import (
    ALL_VALUES_FROM,
    DOMAIN,
    HAS_VALUE,
    INTERSECTION_OF,
    INVERSE_OF,
    ONE_OF,
    PROPERTY_CHAIN,
    RANGE,
    SOME_VALUES_FROM,
    SYMMETRIC,
    THING,
    TRANSITIVE,
    TYPE,
)
from lodpress.problems import EngineError
from lodpress.triples import Triple

_EMPTY = Background(frozenset(), (), {}, {}, {})

_Key = TypeVar("_Key")
_Item = TypeVar("_Item")

#: A property and whether it leads the way of the triple it follows from, or back.
_Way = tuple[str, bool]


def compile_tables(ontology: Collection[Triple]) -> Tables:
    """The tables of an ontology given as triples.

    Raises EngineError, naming the axiom, where the ontology holds what tables cannot: what makes
    two individuals one (owl:sameAs, owl:hasKey, functional and inverse functional object
    properties, at most one value of an object property), or axioms about the terms of RDFS and OWL
    themselves; and where the ontology contradicts itself. Axioms that OWL 2 RL has no rule for
    (minimum and exact cardinalities, owl:hasSelf, owl:disjointUnionOf, facets) entail nothing.
    """
    triples = set_apart(ontology)
    axioms = read_axioms(triples)
    refuse_unsupported(axioms)
    schema = close_schema(axioms)
    checks = compile_checks(axioms, schema)
    classes = _class_rows(axioms, schema)
    looked_at = checks.judged_classes | classes.keys()
    links, properties = _link_rows(axioms, schema), _properties(axioms, schema)
    empty = Tables(
        properties={name: properties.row(name, looked_at) for name in {*properties.names(), *links}},
        links=links,
        classes=classes,
        super_classes=schema.super_classes,
        typing_datatypes=_typing_datatypes(schema, looked_at),
        checks=checks,
        background=_EMPTY,
    )
    return replace(empty, background=_background(empty, axioms, triples))


def refuse_contradictions(contradictions: Iterable[Contradiction]) -> None:
    """Nothing; raises EngineError where an ontology contradicts itself."""
    for contradiction in contradictions:
        raise EngineError(f"the ontology contradicts itself ({contradiction.rule}): {contradiction.message}")


def _background(tables: Tables, axioms: Axioms, ontology: Collection[Triple]) -> Background:
    """The ontology's own facts, closed (and cls-oo); raises EngineError where they are inconsistent."""
    members = [(member, TYPE, name) for name, listed in axioms.lists(ONE_OF) for member in listed]
    facts = list(dict.fromkeys((*axioms.facts, *members)))
    expansion = Expansion(tables)
    expansion.expand(facts, literals={triple[2] for triple in ontology if triple[2][0] == '"'})
    checks = tables.checks
    refuse_contradictions(find_contradictions(checks, ontology, expansion.derived, expansion.types))
    return Background(
        facts=frozenset(expansion.facts.union(expansion.typings(expansion.types))),
        judged=tuple(sorted(triple for triple in expansion.facts if triple[1] in checks.judged_properties)),
        types={name: frozenset(found) for name, found in expansion.types.items()},
        following=_frozen(expansion.following),
        preceding=_frozen(expansion.preceding),
    )


def _frozen(index: Mapping[str, Mapping[str, list[str]]]) -> dict[str, dict[str, tuple[str, ...]]]:
    return {
        name: {node: tuple(ends) for node, ends in nodes.items()} for name, nodes in index.items() if nodes
    }


def _typing_datatypes(schema: Schema, looked_at: frozenset[str]) -> frozenset[str]:
    """The datatypes whose literals are in a class that some rule looks at."""
    return frozenset(
        name
        for name in TYPING_DATATYPES
        if not looked_at.isdisjoint(schema.classes_above(*SUPER_DATATYPES.get(name, {name})))
    )


@dataclass(frozen=True, slots=True)
class _Properties:
    """What each property entails in one step; a row follows the steps to their ends.

    `turned` are the properties that lead back, `subjects` and `objects` the classes of both ends,
    `values` the values that make a subject an instance of a class.
    """

    schema: Schema
    turned: Mapping[str, set[str]]
    subjects: Mapping[str, frozenset[str]]
    objects: Mapping[str, frozenset[str]]
    values: Mapping[str, list[Pair]]

    def names(self) -> set[str]:
        """The properties that entail something by themselves."""
        return {*self.schema.super_properties, *self.turned, *self.subjects, *self.objects, *self.values}

    def row(self, name: str, looked_at: frozenset[str]) -> PropertyRow:
        """All that a triple with the property entails by itself."""
        ways = self._ways(name)
        along, back = ([other for other, is_along in ways if is_along is way] for way in (True, False))
        objects = _classes(self.objects, along) | _classes(self.subjects, back)
        return PropertyRow(
            forward=tuple(sorted(set(along) - {name})),
            backward=tuple(sorted(back)),
            subject_classes=_classes(self.subjects, along) | _classes(self.objects, back),
            object_classes=objects,
            literal_classes=objects & looked_at,
            subject_values=self._value_classes(along),
            object_values=self._value_classes(back),
        )

    def _ways(self, name: str) -> list[_Way]:
        """All properties that follow from a triple with the property, itself included."""
        found: set[_Way] = set()
        agenda: list[_Way] = [(name, True)]
        while agenda:
            way = agenda.pop()
            if way not in found:
                found.add(way)
                agenda.extend((above, way[1]) for above in self.schema.properties_above(way[0]))
                agenda.extend((back, not way[1]) for back in self.turned.get(way[0], ()))
        return sorted(found)

    def _value_classes(self, properties: Iterable[str]) -> dict[str, frozenset[str]] | None:
        """What has one of the properties with a value is, by value (cls-hv2)."""
        found = _grouped(pair for name in properties for pair in self.values.get(name, ()))
        return {value: self.schema.classes_above(*names) for value, names in found.items()} or None


def _classes(by_property: Mapping[str, frozenset[str]], properties: Iterable[str]) -> frozenset[str]:
    return frozenset().union(*(by_property.get(name, ()) for name in properties))


def _properties(axioms: Axioms, schema: Schema) -> _Properties:
    """The rules prp-dom, prp-rng, prp-symp, prp-inv1, prp-inv2, cls-svf2 and cls-hv2."""
    having = ((on, name) for name, on, filler in axioms.restrictions(SOME_VALUES_FROM) if filler == THING)
    subjects = _grouped((*axioms.pairs(DOMAIN), *having))
    objects = _grouped(axioms.pairs(RANGE))
    turned: dict[str, set[str]] = {name: {name} for name in axioms.typed(SYMMETRIC)}
    for one, other in axioms.pairs(INVERSE_OF):
        turned.setdefault(one, set()).add(other)
        turned.setdefault(other, set()).add(one)
    return _Properties(
        schema=schema,
        turned=turned,
        subjects={name: schema.classes_above(*found) for name, found in subjects.items()},
        objects={name: schema.classes_above(*found) for name, found in objects.items()},
        values=_grouped((on, (value, name)) for name, on, value in axioms.restrictions(HAS_VALUE)),
    )


def _grouped(pairs: Iterable[tuple[_Key, _Item]]) -> dict[_Key, list[_Item]]:
    groups: dict[_Key, list[_Item]] = {}
    for key, item in pairs:
        groups.setdefault(key, []).append(item)
    return groups


def _link_rows(axioms: Axioms, schema: Schema) -> dict[str, LinkRow]:
    """A row for each property that some rule joins with another triple."""
    transitive = axioms.typed(TRANSITIVE)
    chains = _grouped(_chains(axioms))
    some = _grouped((on, (filler, schema.classes_above(name))) for name, on, filler in _some(axioms))
    every = _grouped((on, (name, schema.classes_above(filler))) for name, on, filler in _all(axioms))
    return {
        name: LinkRow(
            is_transitive=name in transitive,
            chains=tuple(chains.get(name, ())),
            some=tuple(some.get(name, ())),
            all=tuple(every.get(name, ())),
        )
        for name in {*transitive, *chains, *some, *every}
    }


def _some(axioms: Axioms) -> Iterator[tuple[str, str, str]]:
    """The owl:someValuesFrom restrictions that ask what the value is; cls-svf2 is in the property rows."""
    return (found for found in axioms.restrictions(SOME_VALUES_FROM) if found[2] != THING)


def _all(axioms: Axioms) -> Iterator[tuple[str, str, str]]:
    return axioms.restrictions(ALL_VALUES_FROM)


def _chains(axioms: Axioms) -> Iterator[tuple[str, Chain]]:
    """Each property chain seen from each of its links."""
    for name, links in axioms.lists(PROPERTY_CHAIN):
        for place, link in enumerate(links):
            yield link, Chain(name, links[:place][::-1], links[place + 1 :])


def _class_rows(axioms: Axioms, schema: Schema) -> dict[str, ClassRow]:
    """A row for each class whose instances entail more than classes."""
    values = _grouped((name, (on, value)) for name, on, value in axioms.restrictions(HAS_VALUE))
    some = _grouped((filler, (on, schema.classes_above(name))) for name, on, filler in _some(axioms))
    every = _grouped((name, (on, schema.classes_above(filler))) for name, on, filler in _all(axioms))
    intersections = _grouped(
        (member, (frozenset(members), schema.classes_above(name)))
        for name, members in axioms.lists(INTERSECTION_OF)
        for member in dict.fromkeys(members)
    )
    return {
        name: ClassRow(
            values=tuple(values.get(name, ())),
            some=tuple(some.get(name, ())),
            all=tuple(every.get(name, ())),
            intersections=tuple(intersections.get(name, ())),
        )
        for name in {*values, *some, *every, *intersections}
    }
