"""The bundle is data too: `queries.ttl` of a release holds each query as a SPARQL example that others can find."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
import rdflib
from rdflib.namespace import DCAT, DCTERMS, RDF, RDFS, SH, VOID
from truth import ROOT

from lodpress.api import build
from lodpress.engines import oxigraph
from lodpress.querying.bundle import Query
from lodpress.querying.defaults import default_of
from lodpress.querying.execution import shipped_bundle
from lodpress.settings import Output, Settings

BASE = "https://graphs.example.com/all/"
SCHEMA = rdflib.Namespace("https://schema.org/")
SPDX = rdflib.Namespace("http://spdx.org/rdf/terms#")
SPEX = rdflib.Namespace("https://purl.expasy.org/sparql-examples/ontology#")
DATASET = rdflib.URIRef(f"{BASE}dataset")
DOCUMENT = ROOT / "documents" / "giving-rivers-room.txt"
TEXT = {"SELECT": SH.select, "CONSTRUCT": SH.construct, "ASK": SH.ask, "DESCRIBE": SPEX.describe}
QUERIES = shipped_bundle().queries

each_query = pytest.mark.parametrize("one", QUERIES, ids=lambda one: one.name)


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release with pages."""
    out = tmp_path_factory.mktemp("release") / "out"
    build([DOCUMENT], out, Settings(base=BASE))
    return out


@pytest.fixture(scope="module")
def graph(release: Path) -> rdflib.Graph:
    """The published queries."""
    return rdflib.Graph().parse(release / "queries.ttl", publicID="https://other.example/")


def _node(one: Query) -> rdflib.URIRef:
    return rdflib.URIRef(f"{BASE}dataset/query/{one.name}")


@each_query
def test_a_query_is_published_whole(graph: rdflib.Graph, one: Query) -> None:
    """Its form, its text as the file has it, its question and its tags, for this dataset."""
    node = _node(one)
    kind = (
        SPEX.SPARQLDescribeExecutable
        if one.form == "DESCRIBE"
        else SH[f"SPARQL{one.form.capitalize()}Executable"]
    )
    assert set(graph.objects(node, RDF.type)) == {SH.SPARQLExecutable, kind}
    texts = [text for predicate in TEXT.values() for text in graph.objects(node, predicate)]
    assert texts == [graph.value(node, TEXT[one.form])]
    assert str(texts[0]) == (ROOT / "queries" / f"{one.name}.rq").read_text(encoding="utf-8")
    assert list(graph.objects(node, RDFS.comment)) == [rdflib.Literal(one.question, lang="en")]
    assert list(graph.objects(node, RDFS.label)) == [rdflib.Literal(one.summary, lang="en")]
    assert {str(word) for word in graph.objects(node, SCHEMA.keywords)} == set(one.decorators["tags"])
    assert list(graph.objects(node, SCHEMA.target)) == [DATASET]


@each_query
def test_the_parameters_of_a_query_are_described(graph: rdflib.Graph, one: Query) -> None:
    """The local name of the path is the variable, and the default is the term that the file asks about."""
    found = {}
    for parameter in graph.objects(_node(one), SH.parameter):
        assert graph.value(parameter, RDF.type) == SH.Parameter
        found[str(graph.value(parameter, SH.path)).rsplit("/", 1)[-1]] = graph.value(
            parameter, SH.defaultValue
        )
        kind = SH.datatype if graph.value(parameter, SH.nodeKind) == SH.Literal else SH["class"]
        assert set(graph.objects(parameter, SH.datatype | SH["class"])) == set(graph.objects(parameter, kind))
    told = {p.variable.removeprefix("?"): default_of(p, one.text).term for p in one.parameters}
    assert {
        name: term.n3().replace("^^<http://www.w3.org/2001/XMLSchema#string>", "")
        for name, term in found.items()
    } == told


def test_nothing_but_the_bundle_is_published(graph: rdflib.Graph) -> None:
    """As many executables as files, each in one bundle, whose prefixes are those of the files."""
    assert set(graph.subjects(RDF.type, SH.SPARQLExecutable)) == set(map(_node, QUERIES))
    assert set(graph.objects(None, DCTERMS.isPartOf)) == {rdflib.URIRef(f"{BASE}dataset/queries")}
    declared = {(str(graph.value(s, SH.prefix)), str(o)) for s, o in graph.subject_objects(SH.namespace)}
    lines = {line for one in QUERIES for line in one.text.splitlines() if line.startswith("PREFIX ")}
    assert {f"PREFIX {prefix}: <{namespace}>" for prefix, namespace in declared} == lines


def test_what_a_federated_query_calls_is_told(graph: rdflib.Graph) -> None:
    """Of every query with the tag, and of no other."""
    calling = set(graph.subjects(SPEX.federatesWith))
    assert calling == {_node(one) for one in QUERIES if "federated" in one.decorators["tags"]}
    assert all(str(server).startswith("https://") for server in graph.objects(None, SPEX.federatesWith))


def test_editors_find_the_examples_as_they_ask_for_them(graph: rdflib.Graph) -> None:
    """By the query that the public collections of examples document."""
    asked = """PREFIX sh: <http://www.w3.org/ns/shacl#> PREFIX spex: <https://purl.expasy.org/sparql-examples/ontology#>
        SELECT ?sq ?comment ?query { ?sq a sh:SPARQLExecutable ; <http://www.w3.org/2000/01/rdf-schema#comment> ?comment ;
        sh:select|sh:ask|sh:construct|spex:describe ?query }"""
    assert {(str(row[1]), str(row[2])) for row in graph.query(asked)} == {
        (one.question, one.text) for one in QUERIES
    }  # type: ignore[index]  # rows of a SELECT


def test_the_file_of_each_query_is_in_the_release(graph: rdflib.Graph, release: Path) -> None:
    """What is named as the query in another form can be downloaded there."""
    for one in QUERIES:
        file = str(graph.value(_node(one), DCTERMS.hasFormat)).removeprefix(BASE)
        assert (release / file).read_text(encoding="utf-8") == one.text


def test_the_description_leads_to_the_queries(release: Path) -> None:
    """With size and checksum of the file, and without asking the publisher more of it."""
    void = rdflib.Graph().parse(release / "void.ttl")
    bundle = void.value(DATASET, DCTERMS.relation)
    assert bundle == rdflib.URIRef(f"{BASE}dataset/queries")
    assert void.value(bundle, VOID.dataDump) == rdflib.URIRef(f"{BASE}queries.ttl")
    data = (release / "queries.ttl").read_bytes()
    file = void.value(bundle, DCAT.distribution)
    assert int(str(void.value(file, DCAT.byteSize))) == len(data)
    checksum = void.value(void.value(file, SPDX.checksum), SPDX.checksumValue)
    assert str(checksum) == hashlib.sha256(data).hexdigest()


def test_the_bytes_are_the_same_on_every_run_with_or_without_pages(release: Path, tmp_path: Path) -> None:
    """What is published of the queries hangs on nothing but them and the base."""
    build([DOCUMENT], tmp_path / "out", Settings(base=BASE, output=Output(pages=False, source=False)))
    assert (tmp_path / "out" / "queries.ttl").read_bytes() == (release / "queries.ttl").read_bytes()


def test_both_engines_read_the_file_alike(release: Path, graph: rdflib.Graph) -> None:
    """Texts of several lines between three quotes too."""
    triples = oxigraph.triples_of_turtle((release / "queries.ttl").read_bytes())
    assert len(triples) == len(set(triples)) == len(graph)
    assert '"""#' in (release / "queries.ttl").read_text(encoding="utf-8")
