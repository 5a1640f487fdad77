"""owlrl's known faults, each shown on owlrl itself where it can be, and guarded at its door."""

from __future__ import annotations

import decimal
import subprocess
import sys

import pytest
import rdflib
from ontologies import term, triples
from owlrl import OWLRL_Semantics
from rdflib.term import _toPythonMapping

from lodpress.entailment import reference_reasoner
from lodpress.entailment.reference import Finding, close
from lodpress.problems import EngineError

_DATA = ":d a owl:DatatypeProperty \n :d a owl:FunctionalProperty"

_PREFIXES = "@prefix : <https://example.org/> . @prefix owl: <http://www.w3.org/2002/07/owl#> . "


def _bare(turtle: str) -> rdflib.Graph:
    """What owlrl makes of a text without the door."""
    graph = rdflib.Graph().parse(data=_PREFIXES + turtle, format="turtle")
    OWLRL_Semantics(graph, False, False).closure()
    return graph


def test_a_document_is_not_grown_in_place() -> None:
    """The caller's triples are the same after the call."""
    ontology, document = triples(":A rdfs:subClassOf :B"), triples(":x a :A")
    before = [*ontology], [*document]
    reference_reasoner(ontology).entail(document)
    assert (ontology, document) == before


def test_owlrl_writes_its_errors_into_the_closure() -> None:
    """The fault: an inconsistency is a triple with a blank node, and nothing is raised."""
    graph = _bare(":A owl:disjointWith :B . :x a :A, :B .")
    assert [str(o) for _, p, o in graph if str(p).endswith("#error")]


def test_error_messages_become_findings() -> None:
    """The guard: the closure holds no message, and the findings hold it with its rules."""
    closure = close(triples(":A owl:disjointWith :B \n :x a :A \n :x a :B"))
    assert not [triple for triple in closure.triples if "agent-ont" in "".join(triple)]
    message = (
        "Disjoint classes https://example.org/A and https://example.org/B have a common individual "
        "https://example.org/x"
    )
    assert closure.findings == (Finding(("cax-dw", "cax-adc", "dt-not-type"), message),)


def test_owlrl_misses_two_values_of_a_functional_data_property() -> None:
    """The fault: no error, and each subject that has one value gets the other."""
    graph = _bare(':d a owl:DatatypeProperty, owl:FunctionalProperty . :x :d "a", "b" . :y :e "a" .')
    assert not [o for _, p, o in graph if str(p).endswith("#error")]
    example = rdflib.Namespace("https://example.org/")
    assert (example.y, example.e, rdflib.Literal("b")) in graph


def test_two_values_of_a_functional_data_property_are_found_and_stay_apart() -> None:
    """The guard: the contradiction is reported, and no other subject gets a value."""
    found = reference_reasoner(triples(_DATA)).entail(triples(':x :d "a" \n :x :d "b" \n :y :e "a"'))
    assert [contradiction.rule for contradiction in found.contradictions] == ["prp-fp"]
    assert found.inferred == ()


def test_owlrl_makes_literals_subjects() -> None:
    """The fault: an inverse property leads back from a literal."""
    graph = _bare(':p owl:inverseOf :q . :x :p "a" .')
    assert any(isinstance(s, rdflib.Literal) for s in graph.subjects())


def test_no_literal_subject_is_kept() -> None:
    """The guard: what is kept is RDF."""
    found = reference_reasoner(triples(":p owl:inverseOf :q")).entail(triples(':x :p "a"'))
    assert found.inferred == ()


def test_owlrl_raises_on_an_ill_typed_decimal() -> None:
    """The fault: an error that it does not expect comes out of it."""
    with pytest.raises(decimal.InvalidOperation):
        _bare(':x :p "x"^^<http://www.w3.org/2001/XMLSchema#decimal> .')


@pytest.mark.parametrize("text", ['"x"^^xsd:decimal', '"1_000"^^xsd:integer', '"TRUE"^^xsd:boolean'])
def test_an_ill_typed_literal_is_reported_and_inferred_from(text: str) -> None:
    """The guard: the contradiction is reported, and the triple with the literal still entails."""
    found = reference_reasoner(triples(":p rdfs:subPropertyOf :q")).entail(triples(f":x :p {text}"))
    assert [contradiction.rule for contradiction in found.contradictions] == ["dt-not-type"]
    assert found.inferred == tuple(triples(f":x :q {text}"))


@pytest.mark.parametrize(
    "text", ['"0"^^xsd:double', '"INF"^^xsd:float', '"2025-01-01T24:00:00Z"^^xsd:dateTime']
)
def test_what_owlrl_takes_for_ill_typed_and_is_not_is_no_contradiction(text: str) -> None:
    """Zero, infinity and midnight as 24:00:00 are values (XML Schema 1.1)."""
    assert reference_reasoner([]).entail(triples(f":x :p {text}")).contradictions == ()
    assert close(triples(f":x :p {text}")).findings == ()


@pytest.mark.parametrize(
    "text",
    ['"01"^^xsd:integer', '"1.50"^^xsd:decimal', '"2025-01-01T00:00:00Z"^^xsd:dateTime', '"a"@en-us', '"a"'],
)
def test_a_literal_comes_back_as_it_was_given(text: str) -> None:
    """rdflib would write 1, 1.5 and +00:00."""
    found = reference_reasoner(triples(":p rdfs:subPropertyOf :q")).entail(triples(f":x :p {text}"))
    assert [o for _, _, o in found.inferred] == [term(text)]


def test_the_process_is_left_as_it_was() -> None:
    """Neither rdflib's table of datatypes nor its switch for literals is altered."""
    before = dict(_toPythonMapping), rdflib.NORMALIZE_LITERALS
    reference_reasoner(triples(":p rdfs:subPropertyOf :q")).entail(triples(':x :p "01"^^xsd:integer'))
    assert (dict(_toPythonMapping), rdflib.NORMALIZE_LITERALS) == before


def test_owlrl_makes_one_of_two_whose_last_key_differs() -> None:
    """The fault: the last property of a key is not compared."""
    graph = _bare(':A owl:hasKey (:p) . :x a :A ; :p "1" . :y a :A ; :p "2" .')
    example = rdflib.Namespace("https://example.org/")
    assert (example.x, rdflib.OWL.sameAs, example.y) in graph


def test_an_ontology_with_a_key_is_refused() -> None:
    """The guard: the axiom is named."""
    with pytest.raises(EngineError, match=r"example\.org/A.*hasKey"):
        reference_reasoner(triples(":A owl:hasKey ( :p )"))


def test_one_thing_under_two_names_is_inferred() -> None:
    """What tables refuse the reference does: a functional object property makes two individuals one."""
    reasoner = reference_reasoner(triples(":p a owl:ObjectProperty \n :p a owl:FunctionalProperty"))
    found = reasoner.entail(triples(":x :p :y \n :x :p :z \n :y :q :w"))
    assert set(triples(":y owl:sameAs :z \n :x :q :w")) - set(found.inferred) == set(triples(":x :q :w"))


def test_the_same_and_different_is_a_contradiction() -> None:
    """Rule eq-diff1 over what a functional property made one."""
    reasoner = reference_reasoner(triples(":p a owl:ObjectProperty \n :p a owl:FunctionalProperty"))
    found = reasoner.entail(triples(":x :p :y \n :x :p :z \n :y owl:differentFrom :z"))
    assert {contradiction.rule for contradiction in found.contradictions} == {"eq-diff1"}


def test_the_fast_engine_loads_no_third_party_engine() -> None:
    """A fresh process that compiles and entails has neither owlrl nor rdflib in it."""
    program = (
        "import sys; from lodpress.entailment import compiled_reasoner; compiled_reasoner([]).entail([]);"
        "print({'owlrl', 'rdflib', 'pyoxigraph'} & sys.modules.keys())"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout == "set()\n"
