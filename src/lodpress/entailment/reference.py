"""The reference engine: the one door to owlrl, guarded against what it is known to do wrong.

- It grows the graph it is given: the door gives it a graph of its own.
- It writes contradictions into the closure as error messages: the door takes them out. What is
  reported are the findings of this project's own checker over owlrl's closure; the tests hold that
  all of owlrl's are among them.
- Two values of a functional data property become one by owl:sameAs between literals, and each then
  stands wherever the other did. The door keeps these axioms from owlrl; the checker judges them.
- The last property of a key is not compared (rule prp-key): an ontology with owl:hasKey is refused.
- An ill-typed decimal raises out of it, zeros of xsd:double are called ill-typed: ill-typed
  literals pass as blank nodes, and what it says of the others' types is not listened to.
- rdflib rewrites literals such as "01" where it parses or normalises: terms are built as they stand.
- Its entry point swaps rdflib's table of datatypes for the whole process: its rules are called directly.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from owlrl import OWLRL_Semantics  # type: ignore[import-untyped]  # owlrl has no annotations
from rdflib import OWL, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from lodpress.datatypes import datatype, is_ill_typed
from lodpress.entailment.axioms import Axioms, read_axioms, set_apart
from lodpress.entailment.checks import Checks, compile_checks
from lodpress.entailment.compilation import refuse_contradictions
from lodpress.entailment.consistency import find_contradictions
from lodpress.entailment.refusals import refuse_document_axioms
from lodpress.entailment.results import Entailment, kept
from lodpress.entailment.schema import close_schema
from lodpress.entailment.terms import (
    DATATYPE_PROPERTY,
    FUNCTIONAL,
    HAS_KEY,
    MAX_CARDINALITY,
    TYPE,
)
from lodpress.problems import EngineError
from lodpress.triples import Triple, iri, lexical_form, literal

_ILL_TYPED = "ill-typed."

#: How owlrl words its findings, and the rules that it words so.
_RULES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("'sameAs' and 'differentFrom'", ("eq-diff1",)),
    ("'sameAs' and 'AllDifferent'", ("eq-diff2", "eq-diff3")),
    ("Irreflexive property", ("prp-irp",)),
    ("Erroneous usage of asymmetric", ("prp-asyp",)),
    ("Disjoint properties in an 'AllDisjointProperties'", ("prp-adp",)),
    ("Erroneous usage of disjoint properties", ("prp-pdw",)),
    ("Negative (object)", ("prp-npa1",)),
    ("Negative (datatype)", ("prp-npa2",)),
    ("Erroneous usage of maximum cardinality", ("cls-maxc1",)),
    ("Erroneous usage of maximum qualified", ("cls-maxqc1", "cls-maxqc2")),
    ("Violation of complementarity", ("cls-com",)),
    ("Disjoint classes", ("cax-dw", "cax-adc", "dt-not-type")),
    ("Lexical value of the literal", ("dt-not-type",)),
)
_NOTHING = re.compile(r".* is defined of type 'Nothing'", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Finding:
    """A contradiction as owlrl reports it: the rules of which one is meant, and its own words."""

    rules: tuple[str, ...]
    message: str


@dataclass(frozen=True, slots=True)
class Closure:
    """What owlrl makes of some triples: all that holds, literals as subjects included, and its findings.

    That each term is the same as itself (eq-ref) is left out.
    """

    triples: frozenset[Triple]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class OwlrlReasoner:
    """The reference engine over one ontology; made by `owlrl_reasoner`."""

    ontology: tuple[Triple, ...]
    ontology_closure: frozenset[Triple]
    checks: Checks

    def entail(self, asserted: Collection[Triple]) -> Entailment:
        """What follows from the document and the ontology; EngineError where a document states axioms."""
        refuse_document_axioms(asserted)
        closure = close((*self.ontology, *asserted)).triples
        stated = frozenset(asserted)
        links = sorted(triple for triple in closure - stated if triple[1] != TYPE)
        return Entailment(
            kept(closure, asserted, self.ontology_closure),
            find_contradictions(self.checks, asserted, links, _types(closure)),
        )


def owlrl_reasoner(ontology: Collection[Triple]) -> OwlrlReasoner:
    """The reference engine for an ontology given as triples.

    Raises EngineError where the ontology has an owl:hasKey or contradicts itself.
    """
    triples = set_apart(ontology)
    axioms = read_axioms(triples)
    for name, _ in axioms.pairs(HAS_KEY):
        raise EngineError(f"owlrl does not compare the last property of a key: {name} owl:hasKey")
    checks = compile_checks(axioms, close_schema(axioms))
    passed = tuple(triple for triple in triples if not _is_withheld(triple, axioms))
    closure = close(passed).triples
    links = sorted(triple for triple in closure if triple[1] != TYPE)
    refuse_contradictions(find_contradictions(checks, (), links, _types(closure)))
    return OwlrlReasoner(passed, closure, checks)


def _is_withheld(triple: Triple, axioms: Axioms) -> bool:
    """Whether the axiom says that a data property has at most one value, which the checker judges."""
    s, p, o = triple
    if p == TYPE and o == FUNCTIONAL:
        return s in axioms.typed(DATATYPE_PROPERTY)
    if p != MAX_CARDINALITY:
        return False
    return any(
        name == s and on in axioms.typed(DATATYPE_PROPERTY) for name, on in axioms.limits(MAX_CARDINALITY, 1)
    )


def close(triples: Iterable[Triple]) -> Closure:
    """The closure of the triples under the rules of owlrl, without its axiomatic triples."""
    given = tuple(triples)
    ill_typed = sorted({o for _, _, o in given if o[0] == '"' and is_ill_typed(o)})
    stand_ins = {term: BNode(f"{_ILL_TYPED}{number}") for number, term in enumerate(ill_typed)}
    originals = {node: term for term, node in stand_ins.items()}
    graph = Graph()
    for s, p, o in given:
        graph.add((_node(s, stand_ins), _node(p, stand_ins), _node(o, stand_ins)))
    semantics = OWLRL_Semantics(graph, axioms=False, daxioms=False)
    try:
        semantics.closure()
    except (ArithmeticError, LookupError, TypeError, ValueError) as error:
        raise EngineError(f"owlrl failed: {error}") from error
    messages = tuple(dict.fromkeys(semantics.error_messages))
    errors = {s for s, p, _ in graph if str(p).endswith("agent-ont#error")}
    return Closure(
        frozenset(
            (_term(s, originals), _term(p, originals), _term(o, originals))
            for s, p, o in graph
            if s not in errors and not (s == o and p == OWL.sameAs)
        ),
        tuple(Finding(_rules(message), message) for message in messages if not _is_about_types(message)),
    )


def _is_about_types(message: str) -> bool:
    """Whether owlrl calls a literal ill-typed; all that are were kept from it."""
    return message.startswith("Lexical value of the literal")


def _rules(message: str) -> tuple[str, ...]:
    """The rules that owlrl may mean; raises EngineError for words that are not known."""
    if _NOTHING.fullmatch(message):
        return ("cls-nothing2",)
    for beginning, rules in _RULES:
        if message.startswith(beginning):
            return rules
    raise EngineError(f"owlrl reports something unknown: {message}")


def _types(closure: Iterable[Triple]) -> dict[str, set[str]]:
    """The classes of each individual and literal."""
    types: dict[str, set[str]] = {}
    for s, p, o in closure:
        if p == TYPE:
            types.setdefault(s, set()).add(o)
    return types


def _node(term: str, stand_ins: Mapping[str, BNode]) -> Node:
    """The rdflib node of an N-Triples term, its text untouched.

    xsd:string is written out, else owlrl would not know that a plain literal is one.
    """
    if term[0] == "<":
        return URIRef(term[1:-1])
    if term[0] == "_":
        return BNode(term[2:])
    if term in stand_ins:
        return stand_ins[term]
    if term[-1] not in '>"':
        return Literal(lexical_form(term), lang=term[term.rindex('"') + 2 :])
    return Literal(lexical_form(term), datatype=URIRef(datatype(term)[1:-1]), normalize=False)


def _term(node: Node, originals: Mapping[BNode, str]) -> str:
    """The N-Triples term of an rdflib node."""
    if isinstance(node, URIRef):
        return iri(str(node))
    if isinstance(node, BNode):
        return originals.get(node) or f"_:{node}"
    if isinstance(node, Literal):
        return literal(str(node), language=node.language or "", datatype=str(node.datatype or ""))
    raise EngineError(f"owlrl made a term of an unknown kind: {node!r}")
