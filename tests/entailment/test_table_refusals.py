"""What tables cannot hold is refused by name, in an ontology and in a document."""

from __future__ import annotations

import pickle

import pytest
from ontologies import triples

from lodpress.entailment import TableReasoner, compile_tables, compiled_reasoner, reference_reasoner
from lodpress.problems import EngineError

_AXIOMS = {
    "owl:hasKey": ":A owl:hasKey ( :p )",
    "owl:sameAs": ":x owl:sameAs :y",
    "a functional object property": ":p a owl:ObjectProperty \n :p a owl:FunctionalProperty",
    "a functional property of no kind": ":p a owl:FunctionalProperty",
    "an inverse functional property": ":p a owl:DatatypeProperty \n :p a owl:InverseFunctionalProperty",
    "at most one value of an object property": (
        '_:e owl:maxCardinality "1"^^xsd:nonNegativeInteger \n _:e owl:onProperty :p'
    ),
    "at most one value in a class": (
        '_:e owl:maxQualifiedCardinality "1"^^xsd:nonNegativeInteger \n _:e owl:onProperty :p \n _:e owl:onClass :A'
    ),
    "a property below owl:sameAs": ":p rdfs:subPropertyOf owl:sameAs",
    "a property below rdf:type": ":p rdfs:subPropertyOf rdf:type",
    "a domain of rdf:type": "rdf:type rdfs:domain :A",
    "a class below owl:Class": ":A rdfs:subClassOf owl:Class",
    "a chain that ends in rdf:type": "rdf:type owl:propertyChainAxiom ( :p :q )",
    "a transitive rdfs:subClassOf": "rdfs:subClassOf a owl:TransitiveProperty",
}


@pytest.mark.parametrize("axiom", _AXIOMS)
def test_an_axiom_that_tables_cannot_hold_is_refused(axiom: str) -> None:
    """Nothing is skipped in silence."""
    with pytest.raises(EngineError, match="cannot hold this axiom"):
        compile_tables(triples(_AXIOMS[axiom]))


def test_the_refusal_names_the_axiom() -> None:
    """An author can find the axiom in the ontology."""
    with pytest.raises(
        EngineError, match=r"<https://example\.org/A> <http://www\.w3\.org/2002/07/owl#hasKey>"
    ):
        compile_tables(triples(_AXIOMS["owl:hasKey"]))


@pytest.mark.parametrize("engine", [compiled_reasoner, reference_reasoner])
@pytest.mark.parametrize(
    "ontology", [":A owl:disjointWith :B \n :x a :A \n :x a :B", ':x :p "x"^^xsd:decimal']
)
def test_an_ontology_that_contradicts_itself_is_refused(engine: object, ontology: str) -> None:
    """No document could be consistent with it."""
    assert callable(engine)
    with pytest.raises(EngineError, match="the ontology contradicts itself"):
        engine(triples(ontology))


def test_a_list_that_runs_in_a_circle_is_refused() -> None:
    """A list without an end would never be read to its end."""
    looped = triples(":r owl:propertyChainAxiom _:l \n _:l rdf:first :p \n _:l rdf:rest _:l")
    with pytest.raises(EngineError, match="a list without an end"):
        compile_tables(looped)


@pytest.mark.parametrize("engine", [compiled_reasoner, reference_reasoner])
@pytest.mark.parametrize(
    "document",
    [":A rdfs:subClassOf :B", ":x owl:sameAs :y", ":p a owl:TransitiveProperty", ":x a xsd:integer"],
)
def test_a_document_that_states_axioms_is_refused(engine: object, document: str) -> None:
    """Axioms belong in the ontology, for both engines."""
    assert callable(engine)
    with pytest.raises(EngineError, match="a document states an axiom"):
        engine([]).entail(triples(document))


@pytest.mark.parametrize(
    "ontology",
    [
        '_:e owl:minCardinality "1"^^xsd:nonNegativeInteger \n _:e owl:onProperty :p \n :A rdfs:subClassOf _:e',
        '_:e owl:maxCardinality "2"^^xsd:nonNegativeInteger \n _:e owl:onProperty :p \n :A rdfs:subClassOf _:e',
    ],
)
def test_an_axiom_without_a_rule_entails_nothing(ontology: str) -> None:
    """OWL 2 RL has no rule for these; both engines leave them alone."""
    document = triples(":x a :A \n :x :p :y \n :x :p :z \n :x :p :w")
    for engine in (compiled_reasoner, reference_reasoner):
        assert engine(triples(ontology)).entail(document).inferred == ()


def test_tables_can_be_stored() -> None:
    """Compiled tables survive pickling, and entail the same."""
    tables = compile_tables(triples(":p rdfs:subPropertyOf :q \n :q a owl:TransitiveProperty \n :a :q :b"))
    document = triples(":x :p :y \n :y :p :a")
    stored = pickle.loads(pickle.dumps(tables))
    assert TableReasoner(stored).entail(document) == TableReasoner(tables).entail(document)
