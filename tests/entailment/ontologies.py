"""Small ontologies and documents for the entailment tests: written by hand in few letters, or by chance."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import count
from random import Random

from lodpress import datatypes
from lodpress.entailment import terms
from lodpress.terms import OWL, RDF, RDFS, XSD
from lodpress.triples import Triple, iri, literal

_PREFIXES = {
    "owl": OWL,
    "rdf": RDF,
    "rdfs": RDFS,
    "xsd": XSD,
    "": "https://example.org/",
}


def term(text: str) -> str:
    """The N-Triples term of `:name`, `prefix:name`, `_:label` or a literal, whose datatype may be prefixed.

    >>> term(":a"), term('"1"^^xsd:integer')
    ('<https://example.org/a>', '"1"^^<http://www.w3.org/2001/XMLSchema#integer>')
    """
    if text[0] == '"':
        quoted, mark, datatype = text.rpartition("^^")
        return f"{quoted}^^{term(datatype)}" if mark and datatype[-1] != '"' else text
    prefix, _, name = text.partition(":")
    return text if prefix == "_" else iri(_PREFIXES[prefix] + name)


def triples(text: str) -> list[Triple]:
    """The triples of a text: three terms a line; `a` is rdf:type, and `( … )` an RDF list."""
    found: list[Triple] = []
    for number, line in enumerate(filter(None, map(str.strip, text.split("\n")))):
        s, p, *rest = line.split()
        value = rest[0]
        if value == "(":
            nodes = [f"_:list{number}.{place}" for place in range(len(rest) - 2)]
            found += _list(nodes, [term(member) for member in rest[1:-1]])
            value = nodes[0]
        found.append((term(s), terms.TYPE if p == "a" else term(p), term(value)))
    return found


def _list(nodes: Sequence[str], members: Sequence[str]) -> Iterator[Triple]:
    for place, (node, member) in enumerate(zip(nodes, members, strict=True)):
        yield node, terms.FIRST, member
        yield node, terms.REST, nodes[place + 1] if place + 1 < len(nodes) else terms.NIL


_CLASSES = [term(f":C{n}") for n in range(6)]
_OBJECT_PROPERTIES = [term(f":p{n}") for n in range(5)]
_DATA_PROPERTIES = [term(f":d{n}") for n in range(3)]
_NAMED = [term(f":named{n}") for n in range(2)]
_INDIVIDUALS = [term(f":i{n}") for n in range(5)]
_LITERALS = [
    literal("one"),
    literal("eins", language="de"),
    *(
        term(f'"{text}"^^xsd:{datatype}')
        for text, datatype in (
            ("1", "integer"), ("01", "integer"), ("1", "nonNegativeInteger"), ("-7", "int"), ("1.50", "decimal"),
            ("0", "double"), ("true", "boolean"), ("T", "token"), ("2025-01-01T00:00:00Z", "dateTime"),
        )
    ),
]  # fmt: skip
_ILL_TYPED = [term('"x"^^xsd:integer'), term('"x"^^xsd:decimal'), term('"2025-02-30"^^xsd:date')]
_DATATYPES = [
    datatypes.xsd(name) for name in ("integer", "string", "decimal", "nonNegativeInteger", "double")
]


class _Chance:
    """An ontology and a document by chance; equal seeds give equal ones."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)
        self._labels = (f"_:b{number}" for number in count())
        self._axioms: list[Callable[[], list[Triple]]] = [
            self._sub_class, self._sub_class, self._equivalent, self._sub_property, self._sub_property,
            self._sub_data_property, self._inverse, self._characteristic, self._transitive, self._domain,
            self._range, self._data_range, self._chain, self._chain, self._class_of_classes, self._one_of,
            self._restricted, self._restricted, self._restricted, self._data_restricted, self._disjoint,
            self._all_disjoint, self._complement, self._disjoint_properties, self._functional, self._limit,
            self._denied, self._fact, self._different, self._inverse_expression,
        ]  # fmt: skip

    def ontology(self) -> list[Triple]:
        declared = [
            *((name, terms.TYPE, terms.CLASS) for name in _CLASSES),
            *((name, terms.TYPE, terms.OBJECT_PROPERTY) for name in _OBJECT_PROPERTIES),
            *((name, terms.TYPE, terms.DATATYPE_PROPERTY) for name in _DATA_PROPERTIES),
        ]
        kinds = self._random.choices(self._axioms, k=self._random.randint(8, 20))
        return list(dict.fromkeys(declared + [triple for kind in kinds for triple in kind()]))

    def document(self) -> list[Triple]:
        found = []
        for _ in range(self._random.randint(6, 16)):
            s, kind = self._of(_INDIVIDUALS), self._random.random()
            if kind < 0.3:
                found.append((s, terms.TYPE, self._class()))
            elif kind < 0.75:
                found.append((s, self._property(), self._of([*_INDIVIDUALS, *_NAMED])))
            elif kind < 0.95:
                found.append((s, self._of(_DATA_PROPERTIES), self._value()))
            else:
                found.append((s, self._of([*_OBJECT_PROPERTIES, terms.DIFFERENT_FROM]), self._value()))
        return list(dict.fromkeys(found))

    def _of(self, options: Sequence[str]) -> str:
        return self._random.choice(options)

    def _value(self) -> str:
        """A literal, seldom an ill-typed one."""
        return self._of(_ILL_TYPED if self._random.random() < 0.02 else _LITERALS)

    def _class(self) -> str:
        return self._random.choices([self._of(_CLASSES), terms.THING, terms.NOTHING], [60, 2, 0.4])[0]

    def _property(self) -> str:
        return self._of(_OBJECT_PROPERTIES)

    def _sub_class(self) -> list[Triple]:
        return [(self._class(), terms.SUB_CLASS_OF, self._class())]

    def _equivalent(self) -> list[Triple]:
        classes = (self._class(), terms.EQUIVALENT_CLASS, self._class())
        properties = (self._property(), terms.EQUIVALENT_PROPERTY, self._property())
        return [self._random.choice([classes, properties])]

    def _sub_property(self) -> list[Triple]:
        return [(self._property(), terms.SUB_PROPERTY_OF, self._property())]

    def _sub_data_property(self) -> list[Triple]:
        return [(self._of(_DATA_PROPERTIES), terms.SUB_PROPERTY_OF, self._of(_DATA_PROPERTIES))]

    def _inverse(self) -> list[Triple]:
        return [(self._property(), terms.INVERSE_OF, self._property())]

    def _inverse_expression(self) -> list[Triple]:
        label = next(self._labels)
        return [(label, terms.INVERSE_OF, self._property()), (self._property(), terms.SUB_PROPERTY_OF, label)]

    def _characteristic(self) -> list[Triple]:
        kinds = [terms.SYMMETRIC, terms.SYMMETRIC, terms.ASYMMETRIC, terms.IRREFLEXIVE]
        return [(self._property(), terms.TYPE, self._of(kinds))]

    def _transitive(self) -> list[Triple]:
        return [(self._property(), terms.TYPE, terms.TRANSITIVE)]

    def _domain(self) -> list[Triple]:
        return [(self._of([*_OBJECT_PROPERTIES, *_DATA_PROPERTIES]), terms.DOMAIN, self._class())]

    def _range(self) -> list[Triple]:
        return [(self._property(), terms.RANGE, self._class())]

    def _data_range(self) -> list[Triple]:
        return [(self._of(_DATA_PROPERTIES), terms.RANGE, self._of(_DATATYPES))]

    def _listed(self, s: str, p: str, members: Sequence[str]) -> list[Triple]:
        nodes = [next(self._labels) for _ in members]
        return [(s, p, nodes[0]), *_list(nodes, members)]

    def _chain(self) -> list[Triple]:
        links = [self._property() for _ in range(self._random.choice([2, 2, 2, 3, 1]))]
        return self._listed(self._property(), terms.PROPERTY_CHAIN, links)

    def _class_of_classes(self) -> list[Triple]:
        kind = self._of([terms.INTERSECTION_OF, terms.INTERSECTION_OF, terms.UNION_OF])
        members = [self._class() for _ in range(self._random.choice([2, 2, 3]))]
        name = self._random.choice([self._class(), next(self._labels)])
        named = [] if name[0] == "<" else [(name, terms.SUB_CLASS_OF, self._class())]
        return [*named, *self._listed(name, kind, members)]

    def _one_of(self) -> list[Triple]:
        return self._listed(self._class(), terms.ONE_OF, self._random.sample([*_NAMED, *_INDIVIDUALS], 2))

    def _restricted(self) -> list[Triple]:
        name, kind = next(self._labels), self._random.random()
        if kind < 0.35:
            value = self._of([*_NAMED, *_INDIVIDUALS])
            restriction = (name, terms.HAS_VALUE, value)
        else:
            predicate = terms.SOME_VALUES_FROM if kind < 0.7 else terms.ALL_VALUES_FROM
            restriction = (name, predicate, self._random.choice([self._class(), self._class(), terms.THING]))
        return [(name, terms.ON_PROPERTY, self._property()), restriction, *self._placed(name)]

    def _data_restricted(self) -> list[Triple]:
        name, kind = next(self._labels), self._random.random()
        predicate = self._of([terms.SOME_VALUES_FROM, terms.ALL_VALUES_FROM])
        restriction = (name, predicate, self._of(_DATATYPES))
        if kind < 0.4:
            restriction = (name, terms.HAS_VALUE, self._of(_LITERALS))
        return [(name, terms.ON_PROPERTY, self._of(_DATA_PROPERTIES)), restriction, *self._placed(name)]

    def _placed(self, name: str) -> list[Triple]:
        """Where a class without a name stands: above a class, below one, or beside it."""
        above = (self._class(), terms.SUB_CLASS_OF, name)
        below = (name, terms.SUB_CLASS_OF, self._class())
        beside = (self._class(), terms.EQUIVALENT_CLASS, name)
        return [self._random.choice([above, below, beside])]

    def _disjoint(self) -> list[Triple]:
        return [(self._class(), terms.DISJOINT_WITH, self._class())]

    def _complement(self) -> list[Triple]:
        return [(self._class(), terms.COMPLEMENT_OF, self._class())]

    def _all_disjoint(self) -> list[Triple]:
        name, kind = next(self._labels), self._random.random()
        options, what = (_CLASSES, terms.ALL_DISJOINT_CLASSES)
        if kind < 0.5:
            options, what = (_OBJECT_PROPERTIES, terms.ALL_DISJOINT_PROPERTIES)
        members = self._random.sample(options, 3)
        return [(name, terms.TYPE, what), *self._listed(name, terms.MEMBERS, members)]

    def _disjoint_properties(self) -> list[Triple]:
        return [(self._property(), terms.PROPERTY_DISJOINT_WITH, self._property())]

    def _functional(self) -> list[Triple]:
        return [(self._of(_DATA_PROPERTIES), terms.TYPE, terms.FUNCTIONAL)]

    def _limit(self) -> list[Triple]:
        name, number = next(self._labels), term('"0"^^xsd:nonNegativeInteger')
        one = term('"1"^^xsd:nonNegativeInteger')
        rest = self._random.choice(
            [
                [(name, terms.MAX_CARDINALITY, number), (name, terms.ON_PROPERTY, self._property())],
                [(name, terms.MAX_CARDINALITY, one), (name, terms.ON_PROPERTY, self._of(_DATA_PROPERTIES))],
                [
                    (name, terms.MAX_QUALIFIED, number),
                    (name, terms.ON_PROPERTY, self._property()),
                    (name, terms.ON_CLASS, self._class()),
                ],
            ]
        )
        return [*rest, (self._class(), terms.SUB_CLASS_OF, name)]

    def _denied(self) -> list[Triple]:
        name = next(self._labels)
        target = self._random.choice(
            [(terms.TARGET_INDIVIDUAL, self._of(_INDIVIDUALS)), (terms.TARGET_VALUE, self._of(_LITERALS))]
        )
        on = self._property() if target[0] == terms.TARGET_INDIVIDUAL else self._of(_DATA_PROPERTIES)
        return [
            (name, terms.SOURCE_INDIVIDUAL, self._of(_INDIVIDUALS)),
            (name, terms.ASSERTION_PROPERTY, on),
            (name, *target),
        ]

    def _different(self) -> list[Triple]:
        name = next(self._labels)
        members = self._listed(name, terms.DISTINCT_MEMBERS, self._random.sample(_INDIVIDUALS, 3))
        return [(name, terms.TYPE, terms.ALL_DIFFERENT), *members]

    def _fact(self) -> list[Triple]:
        link = (self._of(_NAMED), self._property(), self._of([*_NAMED, *_INDIVIDUALS]))
        kind = (self._of(_NAMED), terms.TYPE, self._of(_CLASSES))
        return [self._random.choice([link, kind])]


def by_chance(seed: int) -> tuple[list[Triple], list[Triple]]:
    """An ontology and a document; equal seeds give equal ones."""
    chance = _Chance(seed)
    return chance.ontology(), chance.document()
