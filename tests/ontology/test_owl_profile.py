"""Claims about `ontology/cg.ttl` as an OWL 2 DL ontology, judged by pyHermiT; `.ci/owl_profile.py` asks OWLAPI."""

from __future__ import annotations

import pytest
from mapped_documents import EXAMPLES, READABLE, turtle
from pyhermit import LoadOptions, Reasoner, load_snapshot
from pyhermit.profile import validate_owl2_dl_view
from pyowl_core import DocumentFormat
from pyowl_core.exceptions import PyOWLCoreError
from rdflib import Graph
from rdflib.namespace import SKOS
from truth import TruthCase

from lodpress.bundled import bundled_text
from lodpress.settings import EXAMPLE_BASE
from lodpress.terms import CG, PREFIXES

ONTOLOGY = bundled_text("ontology", "cg.ttl")
OPTIONS = LoadOptions(format=DocumentFormat.TURTLE)


def faults(addition: str = "", *, classify: bool = False) -> set[str]:
    """What is wrong with the ontology and the addition, by pyHermiT's names; nothing where all is well.

    To classify, which finds classes that can have no instance, takes a minute where there are a thousand individuals.
    """
    data = f"{ONTOLOGY}\n{addition}".encode()
    try:
        view = load_snapshot(data, options=OPTIONS, document_iri=CG.rstrip("#"))
    except PyOWLCoreError as error:
        return {type(error).__name__}
    found = validate_owl2_dl_view(view)
    if not found.conforms:
        return {issue.rule_id for issue in found.issues}
    with Reasoner(view) as reasoner:
        if not reasoner.is_consistent():
            return {"inconsistent"}
        empty = len(reasoner.unsatisfiable_classes()) if classify else 1  # owl:Nothing is one
        return {"unsatisfiable"} if empty > 1 else set()


def test_the_ontology_is_in_owl_2_dl_and_every_class_can_have_instances() -> None:
    """The ontology alone has no fault."""
    assert faults(classify=True) == set()


def test_a_class_that_can_have_no_instance_is_found() -> None:
    """The test above would see one."""
    assert faults("cg:Odd a owl:Class ; rdfs:subClassOf skos:Concept, skos:Collection .", classify=True) == {
        "unsatisfiable"
    }


@pytest.mark.parametrize("case", EXAMPLES, ids=str)
def test_an_example_is_in_owl_2_dl_and_consistent(case: TruthCase) -> None:
    """The ontology with what a published document asserts has no fault."""
    assert faults(turtle(case)) == set()


@pytest.mark.slow
@pytest.mark.parametrize("case", [case for case in READABLE if case not in EXAMPLES], ids=str)
def test_every_document_is_in_owl_2_dl_and_consistent(case: TruthCase) -> None:
    """So have the documents with something wrong in them."""
    assert faults(turtle(case)) == set()


def test_the_examples_of_all_terms_are_in_owl_2_dl_and_consistent_together() -> None:
    """What the documentation shows is what may be written."""
    examples = "\n".join(str(text) for text in Graph().parse(data=ONTOLOGY).objects(None, SKOS.example))
    prefixes = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
    assert faults(f"@base <{EXAMPLE_BASE}> .\n{prefixes}{examples}") == set()


@pytest.mark.parametrize(
    ("addition", "fault"),
    [
        ("<urn:x> a cg:Undeclared .", "OWL2DL_MISSING_DECLARATION"),
        ("<urn:x> cg:undeclared <urn:y> .", "UnsupportedSyntaxError"),
        ("cg:hasTheme rdfs:subPropertyOf skos:undeclared .", "OWL2DL_MISSING_DECLARATION"),
        ("cg:hasTheme a owl:DatatypeProperty .", "OWL2DL_PROPERTY_PUNNING"),
        ("skos:prefLabel a owl:DatatypeProperty .", "OWL2DL_PROPERTY_PUNNING"),
        ("dct:isPartOf a owl:AnnotationProperty .", "OWL2DL_PROPERTY_PUNNING"),
        ("cg:statement rdfs:subPropertyOf skos:definition .", "OWL2DL_PROPERTY_PUNNING"),
        ("cg:Theme a rdfs:Datatype .", "OWL2DL_CLASS_DATATYPE_PUNNING"),
        ("<urn:x> cg:hasTheme 'text' .", "UnsupportedSyntaxError"),
        ("<urn:x> cg:statement <urn:y> .", "UnsupportedSyntaxError"),
        ("skos:broaderTransitive a owl:FunctionalProperty .", "OWL2DL_NON_SIMPLE_PROPERTY"),
        ("skos:related owl:propertyDisjointWith skos:broaderTransitive .", "OWL2DL_NON_SIMPLE_PROPERTY"),
        (
            "cg:Theme rdfs:subClassOf [ a owl:Restriction ; owl:onProperty skos:broaderTransitive ;"
            " owl:maxCardinality '1'^^xsd:nonNegativeInteger ] .",
            "OWL2DL_NON_SIMPLE_PROPERTY",
        ),
        (
            "cg:source owl:propertyChainAxiom ( cg:target cg:hasTheme ) ."
            " cg:target owl:propertyChainAxiom ( cg:source cg:hasTheme ) .",
            "RIA_DEPENDENCY_CYCLE",
        ),
        ("cg:className rdfs:range xsd:date .", "OWL2DL_RESERVED_VOCABULARY"),
        ("<urn:x> schema:text '2025'^^xsd:gYear .", "OWL2DL_RESERVED_VOCABULARY"),
        ("<urn:x> dct:created '2025-01-01'^^xsd:date .", "OWL2DL_RESERVED_VOCABULARY"),
        ("<urn:x> schema:text 'x'^^cg:own .", "OWL2DL_MISSING_DECLARATION"),
        ("<urn:x> cg:sourceLine 'x'^^xsd:integer .", "INVALID_LITERAL"),
        ("<https://w3id.org/lodpress/ns> owl:imports <urn:x> .", "UnresolvedImportError"),
        ("[] a owl:AllDisjointClasses ; owl:members [ rdf:first cg:Theme ] .", "UnsupportedSyntaxError"),
        ("<urn:x> dct:source ( <urn:y> ) .", "UnsupportedSyntaxError"),
        ("<urn:x> a rdf:Statement ; rdf:subject <urn:y> .", "UnsupportedSyntaxError"),
        ("<urn:x> a cg:Theme, skos:ConceptScheme .", "inconsistent"),
        ("<urn:x> a prov:Activity ; prov:wasDerivedFrom <urn:y> .", "inconsistent"),
        ("<urn:x> skos:related <urn:y> ; skos:broader <urn:y> .", "inconsistent"),
        ("<urn:x> skos:related <urn:y> . <urn:y> cg:themeOf <urn:x> .", "inconsistent"),
        ("<urn:x> cg:underTopic <urn:y> . <urn:z> cg:hasTheme <urn:y> .", "inconsistent"),
        ("<urn:x> cg:source <urn:y> . <urn:y> a cg:VisualClass .", "inconsistent"),
        ("<urn:x> skos:member <urn:y> . <urn:y> a cg:Edge .", "inconsistent"),
        ("cg:Dotted owl:sameAs cg:Solid .", "inconsistent"),
        ("<urn:x> cg:sourceLine 'one' .", "inconsistent"),
    ],
)
def test_what_owl_2_dl_forbids_and_what_cannot_be_true_is_found(addition: str, fault: str) -> None:
    """The judge of the tests above sees each of these faults, so its silence means something."""
    assert fault in faults(addition)
