"""An ontology as tables: what each property and each class of a document's triple entails."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lodpress.entailment.checks import Checks
from lodpress.triples import Triple

Classes = frozenset[str]


@dataclass(frozen=True, slots=True)
class PropertyRow:
    """What one triple entails by itself, all hierarchies followed to their ends.

    `forward` are the properties that lead from its subject to its object, `backward` those that lead
    back; `subject_classes` and `object_classes` what both ends are. `literal_classes` are those of
    an object that is a literal: none, where no rule asks what a literal is. By `subject_values` and
    `object_values` (owl:hasValue) the other end decides: what a subject is for an object, what an
    object is for a subject.
    """

    forward: tuple[str, ...] = ()
    backward: tuple[str, ...] = ()
    subject_classes: Classes = frozenset()
    object_classes: Classes = frozenset()
    literal_classes: Classes = frozenset()
    subject_values: Mapping[str, Classes] | None = None
    object_values: Mapping[str, Classes] | None = None


@dataclass(frozen=True, slots=True)
class Chain:
    """A property chain seen from one of its links: the links before it (nearest first) and after it."""

    property: str
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LinkRow:
    """What a triple entails together with others.

    `some` are fillers with the classes of a subject that has such a value (owl:someValuesFrom),
    `all` restrictions with the classes that its instances' values have (owl:allValuesFrom).
    """

    is_transitive: bool = False
    chains: tuple[Chain, ...] = ()
    some: tuple[tuple[str, Classes], ...] = ()
    all: tuple[tuple[str, Classes], ...] = ()


@dataclass(frozen=True, slots=True)
class ClassRow:
    """What an instance of a class entails: values, and with other triples what it and others are.

    `values` are property and value (owl:hasValue); `some` property and the classes of what has the
    instance as value; `all` property and the classes of the instance's values; `intersections` all
    the classes that are asked for and the classes that they make.
    """

    values: tuple[tuple[str, str], ...] = ()
    some: tuple[tuple[str, Classes], ...] = ()
    all: tuple[tuple[str, Classes], ...] = ()
    intersections: tuple[tuple[Classes, Classes], ...] = ()


#: Of a property: what it leads to from each node.
Index = Mapping[str, Mapping[str, tuple[str, ...]]]


@dataclass(frozen=True, slots=True)
class Background:
    """What the ontology says of individuals, closed; documents are expanded in front of it.

    `judged` are the facts whose properties a consistency rule compares with others.
    """

    facts: frozenset[Triple]
    judged: tuple[Triple, ...]
    types: Mapping[str, Classes]
    following: Index
    preceding: Index


@dataclass(frozen=True, slots=True)
class Tables:
    """A compiled ontology. `typing_datatypes` are the datatypes whose literals some rule looks at."""

    properties: Mapping[str, PropertyRow]
    links: Mapping[str, LinkRow]
    classes: Mapping[str, ClassRow]
    super_classes: Mapping[str, Classes]
    typing_datatypes: Classes
    checks: Checks
    background: Background
