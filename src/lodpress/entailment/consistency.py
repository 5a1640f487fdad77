"""Where a closure does what its ontology forbids: the rules of OWL 2 RL that end in false.

Both engines' closures are judged here, so that they report the same contradictions.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from itertools import chain, combinations
from types import MappingProxyType

from lodpress.datatypes import SUPER_DATATYPES, datatype, differ, holds, is_ill_typed
from lodpress.entailment.checks import Checks, Clash
from lodpress.entailment.results import Contradiction
from lodpress.entailment.terms import DIFFERENT_FROM, NOTHING, SAME_AS, THING, TYPE
from lodpress.triples import Triple

Types = Mapping[str, Set[str]]

_NO_TYPES: Types = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the rules look at: the triples of the judged properties, those with doubtful literals, and types.

    A literal is doubtful where it is of no language and no xsd:string, or its property has a datatype as range.
    """

    links: Mapping[str, list[Triple]]
    literals: tuple[Triple, ...]
    types: Types
    background: Types
    asserted: Collection[Triple]

    def is_a(self, individual: str, name: str) -> bool:
        """Whether the individual is in the class, by the document or by the ontology alone."""
        found = self.types.get(individual)
        return name in (self.background.get(individual, ()) if found is None else found)


def find_contradictions(
    checks: Checks,
    asserted: Collection[Triple],
    derived: Iterable[Triple],
    types: Types,
    *,
    background: Types = _NO_TYPES,
) -> tuple[Contradiction, ...]:
    """The contradictions in a closure, sorted.

    `derived` are its triples beside the asserted ones and beside those with rdf:type, which `types`
    holds; what `types` does not know is in the classes that `background` says, and in no two of them
    that clash.
    """
    links: dict[str, list[Triple]] = {name: [] for name in checks.judged_properties}
    literals: list[Triple] = []
    ranges = checks.ranges
    for triple in chain(asserted, derived):
        _, p, o = triple
        if p in links:
            links[p].append(triple)
        if o[0] == '"' and (o[-1] == ">" or p in ranges):
            literals.append(triple)
    evidence = Evidence(links, tuple(literals), types, background, asserted)
    return tuple(sorted({found for rule in _RULES for found in rule(checks, evidence)}))


def _shown(term: str) -> str:
    return f"`{term[1:-1]}`" if term[0] == "<" else f"`{term}`"


def _contradiction(rule: str, message: str, *triples: Triple) -> Contradiction:
    return Contradiction(rule, tuple(sorted(set(triples))), message)


def _common_instances(checks: Checks, evidence: Evidence) -> Iterator[Contradiction]:
    """The rules cls-nothing2, cax-dw, cax-adc and cls-com."""
    clashing = checks.clashing_classes
    clashes: dict[frozenset[str], list[Clash]] = {}
    for individual, classes in evidence.types.items():
        present = clashing & classes
        if not present:
            continue
        if NOTHING in present:
            message = f"{_shown(individual)} is in owl:Nothing, which has no instance"
            yield _contradiction("cls-nothing2", message, (individual, TYPE, NOTHING))
        if present not in clashes:
            clashes[present] = [
                clash for clash in checks.classes if clash[1] in present and clash[2] in present
            ]
        for rule, one, other in clashes[present]:
            message = (
                f"{_shown(individual)} is a {_shown(one)} and a {_shown(other)}, which share no instance"
            )
            yield _contradiction(rule, message, (individual, TYPE, one), (individual, TYPE, other))


def _irreflexive(checks: Checks, evidence: Evidence) -> Iterator[Contradiction]:
    """The rule prp-irp."""
    for name in checks.irreflexive:
        for triple in evidence.links[name]:
            if triple[0] == triple[2]:
                message = f"{_shown(name)} leads from {_shown(triple[0])} to itself, which it may not"
                yield _contradiction("prp-irp", message, triple)


def _asymmetric(checks: Checks, evidence: Evidence) -> Iterator[Contradiction]:
    """The rule prp-asyp."""
    for name in checks.asymmetric:
        present = set(evidence.links[name])
        for s, p, o in present:
            if (o, p, s) in present:
                one, other = sorted((s, o))
                message = (
                    f"{_shown(p)} leads from {_shown(one)} to {_shown(other)} and back, which it may not"
                )
                yield _contradiction("prp-asyp", message, (s, p, o), (o, p, s))


def _disjoint_properties(checks: Checks, evidence: Evidence) -> Iterator[Contradiction]:
    """The rules prp-pdw and prp-adp."""
    for rule, one, other in checks.properties:
        present = set(evidence.links[other])
        for s, p, o in evidence.links[one]:
            if (s, other, o) in present:
                both = f"{_shown(one)} and {_shown(other)}"
                message = f"{both} lead from {_shown(s)} to {_shown(o)}, and only one may"
                yield _contradiction(rule, message, (s, p, o), (s, other, o))


def _denied_triples(checks: Checks, evidence: Evidence) -> Iterator[Contradiction]:
    """The rules prp-npa1 and prp-npa2."""
    for rule, triple in checks.negative:
        if triple in evidence.links[triple[1]]:
            s, p, o = triple
            message = f"{_shown(p)} leads from {_shown(s)} to {_shown(o)}, which the ontology denies"
            yield _contradiction(rule, message, triple)


def _different_things(checks: Checks, evidence: Evidence) -> Iterator[Contradiction]:
    """The rules eq-diff1, eq-diff2 and eq-diff3; each thing is the same as itself (eq-ref)."""
    stated = (("eq-diff1", s, o) for s, _, o in evidence.links[DIFFERENT_FROM])
    same = set(evidence.links[SAME_AS])
    for rule, one, other in (*stated, *checks.different):
        if one == other or (one, SAME_AS, other) in same or (other, SAME_AS, one) in same:
            message = f"{_shown(one)} is the same as {_shown(other)}, and stated to be different"
            denied = [(one, DIFFERENT_FROM, other)] if rule == "eq-diff1" else []
            yield _contradiction(rule, message, (one, SAME_AS, other), *denied)


def _single_values(checks: Checks, evidence: Evidence) -> Iterator[Contradiction]:
    """The rules prp-fp and cls-maxc2 for data properties, whose values no rule can make one."""
    for name in checks.functional:
        yield from _two_values("prp-fp", evidence.links[name])
    for restriction, name in checks.at_most_one:
        limited = (triple for triple in evidence.links[name] if evidence.is_a(triple[0], restriction))
        yield from _two_values("cls-maxc2", limited)


def _two_values(rule: str, triples: Iterable[Triple]) -> Iterator[Contradiction]:
    by_subject: dict[str, set[Triple]] = {}
    for triple in triples:
        if triple[2][0] == '"':
            by_subject.setdefault(triple[0], set()).add(triple)
    for subject, group in by_subject.items():
        for one, other in combinations(sorted(group), 2):
            if differ(one[2], other[2]):
                values = f"{one[2]} and {other[2]}"
                message = f"{_shown(subject)} has two values of {_shown(one[1])}, {values}, and may have one"
                yield _contradiction(rule, message, one, other)


def _no_values(checks: Checks, evidence: Evidence) -> Iterator[Contradiction]:
    """The rules cls-maxc1, cls-maxqc1 and cls-maxqc2."""
    for restriction, name, filler in checks.none:
        for triple in evidence.links[name]:
            s, _, o = triple
            if not evidence.is_a(s, restriction):
                continue
            premises = [triple, (s, TYPE, restriction)]
            message = f"{_shown(s)} has a value of {_shown(name)} and may have none"
            if filler in ("", THING):
                yield _contradiction("cls-maxqc2" if filler else "cls-maxc1", message, *premises)
            elif evidence.is_a(o, filler):
                message += f" in {_shown(filler)}"
                yield _contradiction("cls-maxqc1", message, *premises, (o, TYPE, filler))


def _wrong_values(checks: Checks, evidence: Evidence) -> Iterator[Contradiction]:
    """The rule dt-not-type: for a literal's own datatype, and for those that ranges and allValuesFrom give it.

    Of several triples by which a subject has the wrong literal, an asserted one is named.
    """
    found: dict[tuple[str, str, str], list[Triple]] = {}
    for triple, name in (*_outside_range(checks, evidence), *_outside_all_values(checks, evidence)):
        found.setdefault((triple[0], triple[2], name), []).append(triple)
    if found:
        asserted = frozenset(evidence.asserted)
        for (_, o, name), triples in found.items():
            first = min(asserted.intersection(triples) or triples)
            yield _contradiction("dt-not-type", f"{o} is no value of {_shown(name)}", first)


def _outside_range(checks: Checks, evidence: Evidence) -> Iterator[tuple[Triple, str]]:
    """Triples with a literal, each with a datatype that it is stated to be of and is not."""
    sound: set[tuple[str, frozenset[str]]] = set()
    for triple in evidence.literals:
        _, p, o = triple
        datatypes = checks.ranges.get(p, _NONE)
        if (o, datatypes) in sound:
            continue
        wrong = [datatype(o)] if o[-1] == ">" and is_ill_typed(o) else _not_holding(datatypes, o)
        if wrong:
            yield from ((triple, name) for name in wrong)
        else:
            sound.add((o, datatypes))


def _outside_all_values(checks: Checks, evidence: Evidence) -> Iterator[tuple[Triple, str]]:
    """The like for the datatypes that owl:allValuesFrom gives the values of a restriction's instances."""
    for restriction, on, name in checks.all_values:
        for triple in evidence.links[on]:
            s, _, o = triple
            if o[0] != '"' or not evidence.is_a(s, restriction) or is_ill_typed(o):
                continue
            yield from ((triple, wrong) for wrong in _not_holding({name}, o))


def _not_holding(datatypes: Set[str], literal: str) -> list[str]:
    """Those of the datatypes that do not hold the value of a well-typed literal."""
    own = datatype(literal)
    if not datatypes or datatypes <= (SUPER_DATATYPES.get(own) or {own}):
        return []
    return [name for name in datatypes if not holds(name, literal)]


_NONE: frozenset[str] = frozenset()

_RULES: tuple[Callable[[Checks, Evidence], Iterator[Contradiction]], ...] = (
    _common_instances, _irreflexive, _asymmetric, _disjoint_properties, _denied_triples, _different_things,
    _single_values, _no_values, _wrong_values,
)  # fmt: skip
