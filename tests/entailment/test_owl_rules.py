"""Each rule of OWL 2 RL by hand: what a document entails, by both engines."""

from __future__ import annotations

from collections.abc import Callable, Collection

import pytest
from ontologies import triples

from lodpress.entailment import Reasoner, compiled_reasoner, reference_reasoner
from lodpress.triples import Triple

Engine = Callable[[Collection[Triple]], Reasoner]

_CASES = {
    "cax-sco": (":A rdfs:subClassOf :B", ":x a :A", ":x a :B"),
    "cax-sco through a chain of classes": (
        ":A rdfs:subClassOf :B \n :B rdfs:subClassOf :C",
        ":x a :A",
        ":x a :B \n :x a :C",
    ),
    "cax-eqc1 and cax-eqc2": (":A owl:equivalentClass :B", ":x a :A \n :y a :B", ":x a :B \n :y a :A"),
    "prp-spo1": (":p rdfs:subPropertyOf :q", ":x :p :y", ":x :q :y"),
    "prp-eqp1 and prp-eqp2": (
        ":p owl:equivalentProperty :q",
        ":x :p :y \n :x :q :z",
        ":x :q :y \n :x :p :z",
    ),
    "prp-dom": (":p rdfs:domain :A", ":x :p :y", ":x a :A"),
    "prp-dom through a super-property": (
        ":p rdfs:subPropertyOf :q \n :q rdfs:domain :A \n :A rdfs:subClassOf :B",
        ":x :p :y",
        ":x :q :y \n :x a :A \n :x a :B",
    ),
    "prp-rng": (":p rdfs:range :A", ":x :p :y \n :y :q :z", ":y a :A"),
    "prp-rng of an inverse is a domain": (
        ":p owl:inverseOf :q \n :q rdfs:range :A",
        ":x :p :y \n :y :r :z",
        ":y :q :x \n :x a :A",
    ),
    "prp-inv1": (":p owl:inverseOf :q", ":x :p :y \n :y :r :z", ":y :q :x"),
    "prp-inv2": (":p owl:inverseOf :q", ":x :q :y \n :y :r :z", ":y :p :x"),
    "prp-symp": (":p a owl:SymmetricProperty", ":x :p :y \n :y :r :z", ":y :p :x"),
    "inverse of a symmetric property": (
        ":p owl:inverseOf :q \n :q a owl:SymmetricProperty",
        ":x :p :y \n :y :r :z",
        ":y :q :x \n :x :q :y \n :y :p :x",
    ),
    "inverse of a super-property": (
        ":p rdfs:subPropertyOf :q \n :q owl:inverseOf :r \n :r rdfs:subPropertyOf :s",
        ":x :p :y \n :y :t :z",
        ":x :q :y \n :y :r :x \n :y :s :x",
    ),
    "a property below the inverse of another": (
        "_:i owl:inverseOf :q \n :p rdfs:subPropertyOf _:i",
        ":x :p :y \n :y :r :z",
        ":y :q :x",
    ),
    "prp-trp": (":p a owl:TransitiveProperty", ":x :p :y \n :y :p :z \n :z :p :w", ":x :p :z \n :x :p :w \n :y :p :w"),
    "prp-trp in a circle": (":p a owl:TransitiveProperty", ":x :p :y \n :y :p :x", ""),
    "sub-property of a transitive property": (
        ":p rdfs:subPropertyOf :q \n :q a owl:TransitiveProperty",
        ":x :p :y \n :y :p :z",
        ":x :q :y \n :y :q :z \n :x :q :z",
    ),
    "inverse of a transitive property": (
        ":p owl:inverseOf :q \n :q a owl:TransitiveProperty",
        ":x :p :y \n :y :p :z \n :z :r :x",
        ":y :q :x \n :z :q :y \n :z :q :x \n :x :p :z",
    ),
    "prp-spo2": (":r owl:propertyChainAxiom ( :p :q )", ":x :p :y \n :y :q :z", ":x :r :z"),
    "prp-spo2 of one link": (":r owl:propertyChainAxiom ( :p )", ":x :p :y", ":x :r :y"),
    "prp-spo2 of three links": (
        ":r owl:propertyChainAxiom ( :p :q :p )",
        ":x :p :y \n :y :q :z \n :z :p :w",
        ":x :r :w",
    ),
    "prp-spo2 whose links are inferred": (
        ":r owl:propertyChainAxiom ( :p :q ) \n :a rdfs:subPropertyOf :p \n :b owl:inverseOf :q",
        ":x :a :y \n :z :b :y",
        ":x :p :y \n :x :r :z",
    ),
    "prp-spo2 whose link is the chain's own property": (
        ":r owl:propertyChainAxiom ( :r :p )",
        ":x :r :y \n :y :p :z \n :z :p :w",
        ":x :r :z \n :x :r :w",
    ),
    "prp-spo2 through the ontology's own facts": (
        ":r owl:propertyChainAxiom ( :p :q ) \n :solid :q :line",
        ":x :p :solid",
        ":x :r :line",
    ),
    "cls-svf1": (
        "_:e owl:onProperty :p \n _:e owl:someValuesFrom :A \n _:e rdfs:subClassOf :B",
        ":x :p :y \n :y a :A \n :z :p :x",
        ":x a :B",
    ),
    "cls-svf1 of a literal": (
        "_:e owl:onProperty :p \n _:e owl:someValuesFrom xsd:decimal \n _:e rdfs:subClassOf :B",
        ':x :p "1"^^xsd:integer \n :y :p "one"',
        ":x a :B",
    ),
    "cls-svf2": (
        "_:e owl:onProperty :p \n _:e owl:someValuesFrom owl:Thing \n _:e rdfs:subClassOf :B",
        ":x :p :y",
        ":x a :B",
    ),
    "cls-avf": (
        "_:e owl:onProperty :p \n _:e owl:allValuesFrom :A \n :B rdfs:subClassOf _:e",
        ":x a :B \n :x :p :y \n :y :q :z",
        ":y a :A",
    ),
    "cls-hv1": (
        "_:e owl:onProperty :p \n _:e owl:hasValue :v \n :A rdfs:subClassOf _:e",
        ":x a :A",
        ":x :p :v",
    ),
    "cls-hv1 under a super-property": (
        "_:e owl:onProperty :p \n _:e owl:hasValue :v \n :A rdfs:subClassOf _:e \n :p rdfs:subPropertyOf :q",
        ":x a :A",
        ":x :p :v \n :x :q :v",
    ),
    "cls-hv1 of a literal, verbatim": (
        '_:e owl:onProperty :p \n _:e owl:hasValue "01"^^xsd:integer \n :A rdfs:subClassOf _:e',
        ":x a :A",
        ':x :p "01"^^xsd:integer',
    ),
    "cls-hv2": (
        "_:e owl:onProperty :p \n _:e owl:hasValue :v \n _:e rdfs:subClassOf :A",
        ":x :p :v \n :y :p :x",
        ":x a :A",
    ),
    "cls-hv2 under a super-property": (
        "_:e owl:onProperty :q \n _:e owl:hasValue :v \n _:e rdfs:subClassOf :A \n :p rdfs:subPropertyOf :q",
        ":x :p :v",
        ":x :q :v \n :x a :A",
    ),
    "cls-hv2 of an inverse": (
        "_:e owl:onProperty :q \n _:e owl:hasValue :v \n _:e rdfs:subClassOf :A \n :p owl:inverseOf :q",
        ":v :p :x \n :x :r :y",
        ":x :q :v \n :x a :A",
    ),
    "equivalentClass to a restriction": (
        "_:e owl:onProperty :p \n _:e owl:hasValue :v \n :A owl:equivalentClass _:e",
        ":x a :A \n :y :p :v",
        ":x :p :v \n :y a :A",
    ),
    "cls-int1": (":C owl:intersectionOf ( :A :B )", ":x a :A \n :x a :B \n :y a :A", ":x a :C"),
    "cls-int2": (":C owl:intersectionOf ( :A :B )", ":x a :C", ":x a :A \n :x a :B"),
    "cls-uni": (":C owl:unionOf ( :A :B )", ":x a :A \n :y a :B", ":x a :C \n :y a :C"),
    "cls-oo": (":C owl:oneOf ( :x :y ) \n :C rdfs:subClassOf :D \n :p rdfs:domain :C", ":z :p :x", ":z a :C \n :z a :D"),
    "prp-trp before a link that comes late": (
        ":p a owl:TransitiveProperty \n :p owl:propertyChainAxiom ( :a :b )",
        ":y :a :m \n :m :b :z \n :x :p :y",
        ":y :p :z \n :x :p :z",
    ),
    "prp-trp after a link that comes late": (
        ":p a owl:TransitiveProperty \n :p owl:propertyChainAxiom ( :a :b )",
        ":x :a :m \n :m :b :y \n :y :p :z",
        ":x :p :y \n :x :p :z",
    ),
    "cls-svf1 of a type that comes late": (
        ":C owl:intersectionOf ( :A :B ) \n _:e owl:onProperty :p \n _:e owl:someValuesFrom :C \n"
        "_:e rdfs:subClassOf :D",
        ":x :p :y \n :y a :A \n :y a :B",
        ":y a :C \n :x a :D",
    ),
    "cls-svf1 of a type that the ontology states": (
        "_:e owl:onProperty :p \n _:e owl:someValuesFrom :A \n _:e rdfs:subClassOf :D \n :named a :A \n"
        ":p rdfs:range :B",
        ":x :p :named",
        ":x a :D",
    ),
    "cls-svf1 of a literal in a class": (
        "_:e owl:onProperty :p \n _:e owl:someValuesFrom :A \n _:e rdfs:subClassOf :D \n :p rdfs:range :A",
        ':x :p "one"',
        ":x a :D",
    ),
    "cls-avf of a type that comes late": (
        ":C owl:intersectionOf ( :A :B ) \n _:e owl:onProperty :p \n _:e owl:allValuesFrom :D \n"
        ":C rdfs:subClassOf _:e",
        ":x :p :y \n :x a :A \n :x a :B \n :y :q :z",
        ":x a :C \n :y a :D",
    ),
    "scm-hv": (
        "_:e owl:onProperty :p \n _:e owl:hasValue :v \n _:f owl:onProperty :q \n _:f owl:hasValue :v \n"
        ":p rdfs:subPropertyOf :q \n :A rdfs:subClassOf _:e \n _:f rdfs:subClassOf :B",
        ":x a :A",
        ":x :p :v \n :x :q :v \n :x a :B",
    ),
    "scm-svf1": (
        "_:e owl:onProperty :p \n _:e owl:someValuesFrom :C \n _:f owl:onProperty :p \n"
        "_:f owl:someValuesFrom :D \n :C rdfs:subClassOf :D \n :A rdfs:subClassOf _:e \n _:f rdfs:subClassOf :B",
        ":x a :A",
        ":x a :B",
    ),
    "scm-svf2": (
        "_:e owl:onProperty :p \n _:e owl:someValuesFrom :C \n _:f owl:onProperty :q \n"
        "_:f owl:someValuesFrom :C \n :p rdfs:subPropertyOf :q \n :A rdfs:subClassOf _:e \n _:f rdfs:subClassOf :B",
        ":x a :A",
        ":x a :B",
    ),
    "scm-avf1": (
        "_:e owl:onProperty :p \n _:e owl:allValuesFrom :C \n _:f owl:onProperty :p \n"
        "_:f owl:allValuesFrom :D \n :C rdfs:subClassOf :D \n :A rdfs:subClassOf _:e \n _:f rdfs:subClassOf :B",
        ":x a :A",
        ":x a :B",
    ),
    "scm-avf2": (
        "_:e owl:onProperty :p \n _:e owl:allValuesFrom :C \n _:f owl:onProperty :q \n"
        "_:f owl:allValuesFrom :C \n :p rdfs:subPropertyOf :q \n :A rdfs:subClassOf _:f \n _:e rdfs:subClassOf :B",
        ":x a :A",
        ":x a :B",
    ),
    "literals stay as written": (
        ":p rdfs:subPropertyOf :q",
        ':x :p "01"^^xsd:integer \n :x :p "1.50"^^xsd:decimal \n :x :p "2025-01-01T00:00:00Z"^^xsd:dateTime \n'
        ':x :p "a"@en-us \n :x :p "say\\u0001\\"hi\\""',
        ':x :q "01"^^xsd:integer \n :x :q "1.50"^^xsd:decimal \n :x :q "2025-01-01T00:00:00Z"^^xsd:dateTime \n'
        ':x :q "a"@en-us \n :x :q "say\\u0001\\"hi\\""',
    ),
    "a literal is no subject": (":p owl:inverseOf :q \n :q rdfs:domain :A", ':x :p "one"', ""),
    "a document's blank node is not the ontology's": (
        "_:e owl:onProperty :p \n _:e owl:hasValue :v \n :A rdfs:subClassOf _:e",
        ":x a _:e",
        "",
    ),
}  # fmt: skip


@pytest.mark.parametrize("engine", [compiled_reasoner, reference_reasoner])
@pytest.mark.parametrize("case", _CASES)
def test_a_document_entails_what_the_rule_says(case: str, engine: Engine) -> None:
    """Each rule yields its triples and no others."""
    ontology, document, expected = map(triples, _CASES[case])
    found = engine(ontology).entail(document)
    assert set(found.inferred) == set(expected)
    assert found.contradictions == ()


_DECLARATIONS = ":p a owl:ObjectProperty \n :d a owl:DatatypeProperty"
_CLASHES = {
    "cax-dw": (":A owl:disjointWith :B", ":x a :A \n :x a :B", ":x a :A \n :x a :B"),
    "cax-dw among inferred types": (
        ":A owl:disjointWith :B \n :p rdfs:domain :B \n :C rdfs:subClassOf :A",
        ":x a :C \n :x :p :y",
        ":x a :A \n :x a :B",
    ),
    "cax-dw with a class disjoint with itself": (":A owl:disjointWith :A", ":x a :A", ":x a :A"),
    "cax-adc": (
        "_:n a owl:AllDisjointClasses \n _:n owl:members ( :A :B :C )",
        ":x a :B \n :x a :C",
        ":x a :B \n :x a :C",
    ),
    "cls-com": (":A owl:complementOf :B", ":x a :A \n :x a :B", ":x a :A \n :x a :B"),
    "cls-nothing2": (":A rdfs:subClassOf owl:Nothing", ":x a :A", ":x a owl:Nothing"),
    "prp-irp": (":p a owl:IrreflexiveProperty", ":x :p :x", ":x :p :x"),
    "prp-asyp": (":p a owl:AsymmetricProperty", ":x :p :y \n :y :p :x", ":x :p :y \n :y :p :x"),
    "prp-asyp between two properties": (
        ":p a owl:AsymmetricProperty \n :q owl:inverseOf :p",
        ":x :p :y \n :x :q :y",
        ":x :p :y \n :y :p :x",
    ),
    "prp-pdw": (":p owl:propertyDisjointWith :q", ":x :p :y \n :x :q :y", ":x :p :y \n :x :q :y"),
    "prp-pdw with a transitive property": (
        ":p owl:propertyDisjointWith :q \n :q a owl:TransitiveProperty",
        ":x :p :z \n :x :q :y \n :y :q :z",
        ":x :p :z \n :x :q :z",
    ),
    "prp-adp": (
        "_:n a owl:AllDisjointProperties \n _:n owl:members ( :p :q :r )",
        ":x :q :y \n :x :r :y",
        ":x :q :y \n :x :r :y",
    ),
    "prp-npa1": (
        "_:n owl:sourceIndividual :x \n _:n owl:assertionProperty :p \n _:n owl:targetIndividual :y",
        ":x :p :y",
        ":x :p :y",
    ),
    "prp-npa2": (
        '_:n owl:sourceIndividual :x \n _:n owl:assertionProperty :d \n _:n owl:targetValue "1"^^xsd:integer',
        ':x :d "1"^^xsd:integer',
        ':x :d "1"^^xsd:integer',
    ),
    "prp-fp": (
        ":d a owl:FunctionalProperty",
        ':x :d "1"^^xsd:integer \n :x :d "2"^^xsd:integer',
        ':x :d "1"^^xsd:integer \n :x :d "2"^^xsd:integer',
    ),
    "prp-fp of a sub-property": (
        ":d a owl:FunctionalProperty \n :e rdfs:subPropertyOf :d",
        ':x :d "one" \n :x :e "two"',
        ':x :d "one" \n :x :d "two"',
    ),
    "cls-maxc1": (
        '_:e owl:maxCardinality "0"^^xsd:nonNegativeInteger \n _:e owl:onProperty :p \n :A rdfs:subClassOf _:e',
        ":x a :A \n :x :p :y",
        ":x a _:ontology.e \n :x :p :y",
    ),
    "cls-maxc2": (
        '_:e owl:maxCardinality "1"^^xsd:nonNegativeInteger \n _:e owl:onProperty :d \n :A rdfs:subClassOf _:e',
        ':x a :A \n :x :d "one" \n :x :d "two"',
        ':x :d "one" \n :x :d "two"',
    ),
    "cls-maxqc1": (
        '_:e owl:maxQualifiedCardinality "0"^^xsd:nonNegativeInteger \n _:e owl:onProperty :p \n'
        "_:e owl:onClass :B \n :A rdfs:subClassOf _:e",
        ":x a :A \n :x :p :y \n :y a :B \n :x :p :z",
        ":x a _:ontology.e \n :x :p :y \n :y a :B",
    ),
    "cls-maxqc1 with a value that the ontology describes": (
        '_:e owl:maxQualifiedCardinality "0"^^xsd:nonNegativeInteger \n _:e owl:onProperty :p \n'
        "_:e owl:onClass :B \n :A rdfs:subClassOf _:e \n :named a :B",
        ":x a :A \n :x :p :named",
        ":x a _:ontology.e \n :x :p :named \n :named a :B",
    ),
    "cls-maxqc2": (
        '_:e owl:maxQualifiedCardinality "0"^^xsd:nonNegativeInteger \n _:e owl:onProperty :p \n'
        "_:e owl:onClass owl:Thing \n :A rdfs:subClassOf _:e",
        ":x a :A \n :x :p :y",
        ":x a _:ontology.e \n :x :p :y",
    ),
    "eq-diff1": ("", ":x owl:differentFrom :x", ":x owl:sameAs :x \n :x owl:differentFrom :x"),
    "dt-not-type": ("", ':x :d "x"^^xsd:integer', ':x :d "x"^^xsd:integer'),
    "dt-not-type by a range": (":d rdfs:range xsd:integer", ':x :d "one"', ':x :d "one"'),
    "dt-not-type by the range of a super-property, at the asserted triple": (
        ":d rdfs:subPropertyOf :e \n :e rdfs:range xsd:nonNegativeInteger",
        ':x :d "-1"^^xsd:integer',
        ':x :d "-1"^^xsd:integer',
    ),
    "dt-not-type by owl:allValuesFrom": (
        "_:e owl:onProperty :d \n _:e owl:allValuesFrom xsd:string \n :A rdfs:subClassOf _:e",
        ':x a :A \n :x :d "1"^^xsd:integer',
        ':x :d "1"^^xsd:integer',
    ),
}  # fmt: skip


@pytest.mark.parametrize("engine", [compiled_reasoner, reference_reasoner])
@pytest.mark.parametrize("case", _CLASHES)
def test_a_contradiction_is_found_and_its_triples_named(case: str, engine: Engine) -> None:
    """Each rule that ends in false fires once, on the triples that clash."""
    ontology, document, expected = map(triples, _CLASHES[case])
    found = engine([*triples(_DECLARATIONS), *ontology]).entail(document).contradictions
    assert [(each.rule, each.triples) for each in found] == [
        (case.split(maxsplit=1)[0], tuple(sorted(expected)))
    ]


_CONSISTENT = {
    "two forms of one value": (
        ":d a owl:FunctionalProperty",
        ':x :d "1"^^xsd:integer \n :x :d "01"^^xsd:integer',
    ),
    "one value of each of two subjects": (":d a owl:FunctionalProperty", ':x :d "one" \n :y :d "two"'),
    "a value of a derived datatype": (":d rdfs:range xsd:decimal", ':x :d "1"^^xsd:byte'),
    "an integer that is not negative": (":d rdfs:range xsd:nonNegativeInteger", ':x :d "1"^^xsd:integer'),
    "any literal": (":d rdfs:range rdfs:Literal", ':x :d "a"@en'),
    "zero and infinity": ("", ':x :d "0"^^xsd:double \n :x :d "INF"^^xsd:double'),
    "an asymmetric property one way": (":p a owl:AsymmetricProperty", ":x :p :y"),
    "two members of classes that are not disjoint": (":A owl:disjointWith :B", ":x a :A \n :y a :B"),
    "an object outside the class that is forbidden": (
        '_:e owl:maxQualifiedCardinality "0"^^xsd:nonNegativeInteger \n _:e owl:onProperty :p \n'
        "_:e owl:onClass :B \n :A rdfs:subClassOf _:e",
        ":x a :A \n :x :p :y",
    ),
}


@pytest.mark.parametrize("engine", [compiled_reasoner, reference_reasoner])
@pytest.mark.parametrize("case", _CONSISTENT)
def test_what_the_ontology_allows_is_no_contradiction(case: str, engine: Engine) -> None:
    """What comes close to a clash and is none is left alone."""
    ontology, document = map(triples, _CONSISTENT[case])
    assert engine([*triples(_DECLARATIONS), *ontology]).entail(document).contradictions == ()


def test_a_message_says_in_words_what_clashes() -> None:
    """The message names individual and classes, in backticks and without a full stop."""
    document: list[Triple] = triples(":x a :A \n :x a :B")
    (found,) = compiled_reasoner(triples(":A owl:disjointWith :B")).entail(document).contradictions
    assert found.message == (
        "`https://example.org/x` is a `https://example.org/A` and a `https://example.org/B`, "
        "which share no instance"
    )
