"""The axioms of an ontology, found by what they state."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from lodpress.datatypes import value
from lodpress.entailment.terms import AXIOM_CLASSES, AXIOM_PREDICATES, FIRST, NIL, ON_PROPERTY, REST, TYPE
from lodpress.problems import EngineError
from lodpress.triples import Triple

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Axioms:
    """An ontology's triples by predicate, its instances by class, and the facts among them.

    `facts` are the triples that state something of individuals: neither an axiom nor a declaration.
    """

    by_predicate: Mapping[str, tuple[Pair, ...]]
    by_class: Mapping[str, frozenset[str]]
    objects: Mapping[Pair, tuple[str, ...]]
    facts: tuple[Triple, ...]

    def pairs(self, predicate: str) -> tuple[Pair, ...]:
        """Subject and object of each triple with the predicate."""
        return self.by_predicate.get(predicate, ())

    def typed(self, class_term: str) -> frozenset[str]:
        """What is stated to be of the class."""
        return self.by_class.get(class_term, frozenset())

    def members(self, head: str) -> tuple[str, ...]:
        """The members of an RDF list; raises EngineError where it is cut short or runs in a circle."""
        found: list[str] = []
        seen: set[str] = set()
        while head != NIL:
            first, rest = self.objects.get((head, FIRST)), self.objects.get((head, REST))
            if head in seen or not first or not rest:
                raise EngineError(f"the ontology holds a list without an end at `{head}`")
            seen.add(head)
            found.append(first[0])
            head = rest[0]
        return tuple(found)

    def lists(self, predicate: str) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Subject and members of each list that the predicate leads to."""
        for subject, head in self.pairs(predicate):
            yield subject, self.members(head)

    def restrictions(self, predicate: str) -> Iterator[tuple[str, str, str]]:
        """Class, property and filler of each restriction made with the predicate."""
        for subject, filler in self.pairs(predicate):
            for on in self.objects.get((subject, ON_PROPERTY), ()):
                yield subject, on, filler

    def limits(self, predicate: str, count: int) -> Iterator[Pair]:
        """Class and property of each restriction that allows at most `count` values."""
        for subject, on, number in self.restrictions(predicate):
            if number[0] == '"' and value(number) == ("decimal", count):
                yield subject, on


def set_apart(ontology: Iterable[Triple]) -> list[Triple]:
    """The ontology's triples, its blank nodes labelled so that no document's label meets one of them."""
    return [
        (_apart(s), _apart(p), _apart(o)) if "_" in (s[0], p[0], o[0]) else (s, p, o) for s, p, o in ontology
    ]


def _apart(term: str) -> str:
    return f"_:ontology.{term[2:]}" if term[0] == "_" else term


def read_axioms(ontology: Iterable[Triple]) -> Axioms:
    """The axioms of an ontology given as triples."""
    by_predicate: dict[str, list[Pair]] = {}
    by_class: dict[str, set[str]] = {}
    objects: dict[Pair, list[str]] = {}
    facts: list[Triple] = []
    for triple in ontology:
        s, p, o = triple
        if p == TYPE:
            by_class.setdefault(o, set()).add(s)
        elif p in AXIOM_PREDICATES:
            by_predicate.setdefault(p, []).append((s, o))
            objects.setdefault((s, p), []).append(o)
        if p not in AXIOM_PREDICATES and not (p == TYPE and o in AXIOM_CLASSES):
            facts.append(triple)
    return Axioms(
        {predicate: tuple(pairs) for predicate, pairs in by_predicate.items()},
        {name: frozenset(members) for name, members in by_class.items()},
        {key: tuple(found) for key, found in objects.items()},
        tuple(facts),
    )
