"""Claims about the terms of `ontology/cg.ttl`: documented, used, and what follows from them."""

from __future__ import annotations

import re

import pytest
from documents_read import mapped_case
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, OWL, RDF, RDFS, SKOS, VANN
from rdflib.term import Node

from lodpress.bundled import bundled_text
from lodpress.engines import oxigraph, rdflib
from lodpress.entailment.reference import owlrl_reasoner
from lodpress.settings import EXAMPLE_BASE
from lodpress.stores.ledger import DIGEST, Claim
from lodpress.terms import CG, PREFIXES

TEXT = bundled_text("ontology", "cg.ttl")
GRAPH = Graph().parse(data=TEXT)
ONTOLOGY = URIRef(CG.rstrip("#"))
TERMS = sorted({s for s in GRAPH.subjects() if isinstance(s, URIRef) and s.startswith(CG)})
BORROWED = sorted(
    {s for s in GRAPH.subjects(RDF.type) if isinstance(s, URIRef) and not s.startswith(str(ONTOLOGY))}
)
PROPERTY_KINDS = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
STANDARD = (
    "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items()) + f"@base <{EXAMPLE_BASE}> .\n"
)
CONTEXTS = "".join(
    bundled_text("ontology", f"{name}.jsonld") for name in ("context", "description", "report")
)


def _curies(text: str) -> set[URIRef]:
    """The IRIs of the quoted names with a known prefix."""
    return {URIRef(PREFIXES[p] + name) for p, name in re.findall(r'"([a-z]+):(\w+)"', text) if p in PREFIXES}


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term.removeprefix(CG))
def test_a_term_is_documented(term: URIRef) -> None:
    """Each has one English label, one English definition, one example, and says where it is defined."""
    for predicate in (RDFS.label, SKOS.definition):
        (text,) = GRAPH.objects(term, predicate)
        assert isinstance(text, Literal)
        assert (text.language, bool(text.strip())) == ("en", True)
    assert list(GRAPH.objects(term, RDFS.isDefinedBy)) == [ONTOLOGY]
    (example,) = GRAPH.objects(term, SKOS.example)
    assert any(term in triple for triple in Graph().parse(data=STANDARD + str(example)))


def _shipped(term: URIRef) -> list[str]:
    """The shipped documents that the example of a term is of."""
    (example,) = GRAPH.objects(term, SKOS.example)
    return [name for name in ("deepseek-impact", "giving-rivers-room") if f"<{name}" in str(example)]


@pytest.mark.parametrize("term", list(filter(_shipped, TERMS)), ids=lambda term: term.removeprefix(CG))
def test_an_example_from_a_shipped_document_is_true(term: URIRef) -> None:
    """What an example states of one of the two documents stands in that document's data."""
    (example,) = GRAPH.objects(term, SKOS.example)
    names = _shipped(term)
    data = {triple for name in names for triple in mapped_case(name).mapped.triples}
    assert set(oxigraph.triples_of_turtle((STANDARD + str(example)).encode())) <= data


@pytest.mark.parametrize("predicate", [RDFS.label, SKOS.definition])
def test_no_two_terms_say_the_same_of_themselves(predicate: URIRef) -> None:
    """A label or a definition that stands twice tells nothing apart."""
    texts = [str(text).casefold() for term in TERMS for text in GRAPH.objects(term, predicate)]
    assert sorted(texts) == sorted(set(texts))


@pytest.mark.parametrize(
    "predicate",
    [
        DCTERMS.title,
        DCTERMS.description,
        DCTERMS.creator,
        DCTERMS.publisher,
        DCTERMS.license,
        DCTERMS.created,
        DCTERMS.modified,
        OWL.versionIRI,
        OWL.versionInfo,
        VANN.preferredNamespacePrefix,
        VANN.preferredNamespaceUri,
    ],
)
def test_the_ontology_describes_itself(predicate: URIRef) -> None:
    """The header says once what the ontology is, whose, and under which terms."""
    assert len(list(GRAPH.objects(ONTOLOGY, predicate))) == 1


def test_the_version_and_the_namespace_are_said_one_way() -> None:
    """The version IRI ends in the version, the prefix and namespace are those of all files."""
    assert (
        str(GRAPH.value(ONTOLOGY, OWL.versionIRI)) == f"{ONTOLOGY}/{GRAPH.value(ONTOLOGY, OWL.versionInfo)}"
    )
    assert str(GRAPH.value(ONTOLOGY, VANN.preferredNamespaceUri)) == CG
    assert PREFIXES[str(GRAPH.value(ONTOLOGY, VANN.preferredNamespacePrefix))] == CG
    assert dict(re.findall(r"^@prefix (\w+): <(.*)> \.$", TEXT, re.MULTILINE)).items() <= PREFIXES.items()


def test_nothing_is_imported() -> None:
    """Few published vocabularies are OWL 2 DL."""
    assert (None, OWL.imports, None) not in GRAPH


def test_every_term_that_the_contexts_map_to_is_defined() -> None:
    """No key of any record leads to a term that does not exist."""
    assert {term for term in _curies(CONTEXTS) if term.startswith(CG)} - set(TERMS) == set()


def test_every_term_is_used() -> None:
    """A term could never be published that no context maps to, no push writes, and no term is of, or has values of."""
    used: set[Node] = set(_curies(CONTEXTS))
    pushed = " ".join([DIGEST, *Claim("urn:claim", "ana", "1").statements()])
    used |= {URIRef(term) for term in re.findall("<([^>]*)>", pushed)}
    used |= {o for s, p, o in GRAPH if s in used and p in (RDF.type, RDFS.range)}
    assert set(TERMS) - used == set()


def test_every_term_that_documents_use_is_declared() -> None:
    """Borrowed terms of the document context have a declaration of their own."""
    used = _curies(bundled_text("ontology", "context.jsonld"))
    assert used - set(TERMS) - set(BORROWED) == set()


def test_no_borrowed_term_is_declared_in_vain() -> None:
    """Each is used by a context, by the ontology's own statements, or by an axiom about a term that is."""
    needed: set[Node] = _curies(CONTEXTS) | set(GRAPH.predicates())
    while more := {o for s, p, o in GRAPH if (s in needed and p != RDF.type) or s in TERMS} - needed:
        needed |= more
    listed = set(GRAPH.objects(None, RDF.first))
    assert set(BORROWED) - needed - listed == set()


@pytest.mark.parametrize("name", ["prefLabel", "definition", "note", "example"])
def test_labels_and_notes_of_skos_are_annotation_properties(name: str) -> None:
    """SKOS, sections 5.3 and 7.3."""
    assert (SKOS[name], RDF.type, OWL.AnnotationProperty) in GRAPH


def test_a_property_is_of_one_kind() -> None:
    """Every declared property is an object, a data or an annotation property, and no two of them."""
    kinds = {
        s: [k for k in PROPERTY_KINDS if (s, RDF.type, k) in GRAPH]
        for k in PROPERTY_KINDS
        for s in GRAPH.subjects(RDF.type, k)
    }
    assert {term: found for term, found in kinds.items() if len(found) != 1} == {}


#: Each resource is the subject of a fact, since nothing is kept of those that a document does not describe.
FACTS = """
<t> a cg:Theme . <i> cg:primaryTheme <t> . <t> cg:underTheme <u> . <u> cg:underTopic <m> .
<i> cg:linksTo <j> ; skos:related <j> ; cg:statement "It is so." ;
    skos:prefLabel "Idea" ; skos:definition "The idea." .
<m> cg:nodeId "M" . <j> cg:nodeId "J" . <a> schema:name "A" . <c> skos:member <n> . <n> cg:nodeId "N" .
<s> skos:hasTopConcept <m> .
<d> prov:wasGeneratedBy <g> . <g> prov:qualifiedAssociation <q> . <q> prov:agent <a> ; prov:hadRole cg:Generator .
<i> prov:wasDerivedFrom <w> .
<e> cg:source <i> ; cg:lineStyle cg:Dotted .
"""


@pytest.fixture(scope="module")
def entailed() -> Graph:
    """What follows from the facts."""
    data = f"@base <{EXAMPLE_BASE}> .\n" + STANDARD + FACTS
    reasoner = owlrl_reasoner(oxigraph.triples_of_turtle(TEXT.encode()))
    return rdflib.graph_of(reasoner.entail(oxigraph.triples_of_turtle(data.encode())).inferred)


@pytest.mark.parametrize(
    "triple",
    [
        "<i> cg:hasTheme <t>",
        "<i> skos:broader <t>",
        "<t> cg:themeOf <i>",
        "<t> skos:narrower <i>",
        "<i> skos:broaderTransitive <m>",
        "<m> skos:narrowerTransitive <i>",
        "<i> skos:semanticRelation <m>",
        "<i> a skos:Concept",
        "<i> a schema:CreativeWork",
        "<i> schema:text 'It is so.'",
        "<u> a cg:Theme",
        "<m> a cg:MainTopic",
        "<j> skos:related <i>",
        "<m> skos:topConceptOf <s>",
        "<m> skos:inScheme <s>",
        "<s> a skos:ConceptScheme",
        "<g> prov:wasAssociatedWith <a>",
        "<g> a prov:Activity",
        "<a> a prov:Agent",
        "<q> a prov:Association",
        "<d> a prov:Entity",
        "<d> prov:wasInfluencedBy <g>",
        "<i> prov:wasInfluencedBy <w>",
        "<e> a cg:Edge",
        "<c> a skos:Collection",
        "<i> skos:note 'The idea.'",
        "<i> rdfs:label 'Idea'",
    ],
)
def test_what_skos_prov_and_the_vocabulary_mean_follows(triple: str, entailed: Graph) -> None:
    """Nothing is imported, so each restated axiom must do its work."""
    assert entailed.query(f"ASK {{ {triple} }}", base=EXAMPLE_BASE, initNs=PREFIXES).askAnswer
