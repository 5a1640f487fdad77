"""One document's triples expanded by the tables until nothing new follows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Set
from dataclasses import dataclass

from lodpress.datatypes import classes, datatype
from lodpress.entailment.consistency import find_contradictions
from lodpress.entailment.refusals import UNSTATED_CLASSES, document_axiom
from lodpress.entailment.results import Entailment, kept
from lodpress.entailment.tables import Chain, Index, PropertyRow, Tables
from lodpress.entailment.terms import AXIOM_PREDICATES, TYPE
from lodpress.triples import Triple

_NOTHING: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TableReasoner:
    """The fast engine: each document is expanded by a compiled ontology, by itself."""

    tables: Tables

    def entail(self, asserted: Collection[Triple]) -> Entailment:
        """What follows from the document and the ontology; EngineError where a document states axioms."""
        tables, background = self.tables, self.tables.background
        expansion = Expansion(tables)
        expansion.expand(asserted)
        described = {triple[0] for triple in asserted}
        inferred = (*expansion.derived, *expansion.typings(described))
        judged = (*expansion.derived, *background.judged)
        return Entailment(
            kept(inferred, asserted, background.facts),
            find_contradictions(
                tables.checks, asserted, judged, expansion.types, background=background.types
            ),
        )


class Expansion:
    """The closure of one document while it grows: filled by `expand`, read, and thrown away.

    `derived` are the triples beside the asserted ones and beside those with rdf:type, which `types`
    holds. `following` and `preceding` lead along the properties that rules join.
    """

    __slots__ = ("_instances", "_links", "_tables", "derived", "facts", "following", "preceding", "types")

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._links: list[Triple] = []
        self._instances: list[tuple[str, str]] = []
        self.facts: set[Triple] = set()
        self.derived: list[Triple] = []
        self.types: dict[str, set[str]] = {}
        self.following: dict[str, dict[str, list[str]]] = {name: {} for name in tables.links}
        self.preceding: dict[str, dict[str, list[str]]] = {name: {} for name in tables.links}

    def expand(self, asserted: Collection[Triple], *, literals: Iterable[str] = ()) -> None:
        """Takes the triples, and the types of further `literals`, and derives all that follows."""
        self.facts.update(asserted)
        if self._tables.typing_datatypes:
            self._type_literals(literals)
            self._type_literals(triple[2] for triple in asserted if triple[2][0] == '"')
        self._read(asserted)
        while self._links or self._instances:
            while self._links:
                self._follow_link(*self._links.pop())
            while self._instances:
                self._follow_instance(*self._instances.pop())

    def typings(self, individuals: Iterable[str]) -> Iterator[Triple]:
        """The rdf:type triples of the individuals."""
        for individual in individuals:
            for name in self.types.get(individual, ()):
                yield individual, TYPE, name

    def _read(self, asserted: Iterable[Triple]) -> None:
        rows, links, above = self._tables.properties, self._tables.links, self._tables.super_classes
        for triple in asserted:
            s, p, o = triple
            row = rows.get(p)
            if row is not None:
                if p in links:
                    self._index(s, p, o)
                self._apply(row, s, o)
            elif p == TYPE:
                if o in UNSTATED_CLASSES:
                    raise document_axiom(triple)
                self._add_types(s, above.get(o) or {o})
            elif p in AXIOM_PREDICATES:
                raise document_axiom(triple)

    def _type_literals(self, literals: Iterable[str]) -> None:
        """The rule dt-type2, for the datatypes that some rule looks at."""
        typing, above = self._tables.typing_datatypes, self._tables.super_classes
        for literal in literals:
            if datatype(literal) in typing:
                for name in classes(literal):
                    self._add_types(literal, above.get(name) or {name})

    def _apply(self, row: PropertyRow, s: str, o: str) -> None:
        """What a triple entails by itself; what its row holds is closed, so nothing is applied twice."""
        for name in row.forward:
            self._add(s, name, o)
        for name in row.backward:
            self._add(o, name, s)
        if row.subject_classes:
            known = self.types.get(s)
            if known is None or not row.subject_classes <= known:
                self._add_types(s, row.subject_classes)
        found = row.literal_classes if o[0] == '"' else row.object_classes
        if found:
            known = self.types.get(o)
            if known is None or not found <= known:
                self._add_types(o, found)
        if row.subject_values and o in row.subject_values:
            self._add_types(s, row.subject_values[o])
        if row.object_values and s in row.object_values:
            self._add_types(o, row.object_values[s])

    def _add(self, s: str, p: str, o: str) -> bool:
        """Whether the triple was new; it is then held, and joined with others where a rule does."""
        triple = (s, p, o)
        if triple in self.facts:
            return False
        self.facts.add(triple)
        self.derived.append(triple)
        if p in self._tables.links:
            self._index(s, p, o)
        return True

    def _index(self, s: str, p: str, o: str) -> None:
        self.following[p].setdefault(s, []).append(o)
        self.preceding[p].setdefault(o, []).append(s)
        self._links.append((s, p, o))

    def _infer(self, s: str, p: str, o: str) -> None:
        """Adds a triple that a join found, with what it entails by itself."""
        if self._add(s, p, o):
            row = self._tables.properties.get(p)
            if row is not None:
                self._apply(row, s, o)

    def _add_types(self, individual: str, names: Set[str]) -> None:
        """Adds classes, given with all above them."""
        known = self.types.get(individual)
        if known is None:
            known = self.types[individual] = set(self._tables.background.types.get(individual, ()))
        if names <= known:
            return
        joined = self._tables.classes
        for name in names - known:
            known.add(name)
            if name in joined:
                self._instances.append((individual, name))

    def _is_a(self, individual: str, name: str) -> bool:
        known = self.types.get(individual)
        if known is None:
            return name in self._tables.background.types.get(individual, ())
        return name in known

    def _after(self, p: str, node: str) -> list[str]:
        """Where the property leads from the node, in the document and in the ontology."""
        return _ends(self.following, self._tables.background.following, p, node)

    def _before(self, p: str, node: str) -> list[str]:
        """From where the property leads to the node."""
        return _ends(self.preceding, self._tables.background.preceding, p, node)

    def _follow_link(self, s: str, p: str, o: str) -> None:
        """The rules prp-trp, prp-spo2, cls-svf1 and cls-avf, for a new triple."""
        row = self._tables.links[p]
        if row.is_transitive:
            for end in self._after(p, o):
                self._infer(s, p, end)
            for start in self._before(p, s):
                self._infer(start, p, o)
        for chain in row.chains:
            self._follow_chain(chain, s, o)
        for filler, found in row.some:
            if self._is_a(o, filler):
                self._add_types(s, found)
        for restriction, found in row.all:
            if self._is_a(s, restriction):
                self._add_types(o, found)

    def _follow_chain(self, chain: Chain, s: str, o: str) -> None:
        """The rule prp-spo2, for a new link of a chain."""
        starts, ends = {s}, {o}
        for name in chain.before:
            starts = {start for node in starts for start in self._before(name, node)}
        for name in chain.after:
            ends = {end for node in ends for end in self._after(name, node)}
        for start in starts:
            for end in ends:
                self._infer(start, chain.property, end)

    def _follow_instance(self, individual: str, name: str) -> None:
        """The rules cls-hv1, cls-svf1, cls-avf and cls-int1, for a new instance."""
        row = self._tables.classes[name]
        for p, value in row.values:
            self._infer(individual, p, value)
        for p, found in row.some:
            for subject in self._before(p, individual):
                self._add_types(subject, found)
        for p, found in row.all:
            for value in self._after(p, individual):
                self._add_types(value, found)
        for members, found in row.intersections:
            if all(self._is_a(individual, member) for member in members):
                self._add_types(individual, found)


def _ends(own: dict[str, dict[str, list[str]]], background: Index, p: str, node: str) -> list[str]:
    return [*own[p].get(node, _NOTHING), *background.get(p, _NO_INDEX).get(node, _NOTHING)]


_NO_INDEX: dict[str, tuple[str, ...]] = {}
