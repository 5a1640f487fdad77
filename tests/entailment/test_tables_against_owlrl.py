"""The tables held to owlrl: on ontologies and documents by chance, both engines give the same."""

from __future__ import annotations

from collections.abc import Callable, Collection

import pytest
from ontologies import by_chance
from pyoxigraph import RdfFormat, parse, serialize

from lodpress.bundled import bundled_text
from lodpress.entailment import Entailment, Reasoner, compiled_reasoner, reference_reasoner
from lodpress.entailment.reference import Finding, close, owlrl_reasoner
from lodpress.problems import EngineError
from lodpress.triples import Triple, from_ntriples, iri, lexical_form, literal

Engine = Callable[[Collection[Triple]], Reasoner]


def _entailed(engine: Engine, ontology: list[Triple], document: list[Triple]) -> Entailment | str:
    """What the engine hands back, or why it refuses an ontology that contradicts itself."""
    try:
        reasoner = engine(ontology)
    except EngineError as error:
        assert str(error).startswith("the ontology contradicts itself")
        return str(error)
    return reasoner.entail(document)


def _compare(seeds: range) -> tuple[int, int]:
    """The number of triples inferred and of contradictions found, both the same in both engines."""
    inferred = contradictions = 0
    for seed in seeds:
        tables, owlrl = (
            _entailed(engine, *by_chance(seed)) for engine in (compiled_reasoner, reference_reasoner)
        )
        assert tables == owlrl, f"seed {seed}"
        if isinstance(tables, Entailment):
            inferred += len(tables.inferred)
            contradictions += len(tables.contradictions)
    return inferred, contradictions


@pytest.mark.parametrize("start", [0])
def test_both_engines_give_the_same(start: int) -> None:
    """25 ontologies by chance: the same triples and contradictions, and some of each."""
    inferred, contradictions = _compare(range(start, start + 25))
    assert inferred > 50
    assert contradictions > 10


@pytest.mark.slow
@pytest.mark.parametrize("start", range(50, 600, 50))
def test_both_engines_give_the_same_on_hundreds_of_ontologies(start: int) -> None:
    """550 more, 50 at a time."""
    inferred, contradictions = _compare(range(start, start + 50))
    assert inferred > 100
    assert contradictions > 20


def _is_among(finding: Finding, entailment: Entailment) -> bool:
    """Whether one of the contradictions has a rule that owlrl may mean and a term that owlrl names."""
    return any(
        found.rule in finding.rules and any(text in finding.message for text in _texts(found.triples))
        for found in entailment.contradictions
    )


def _texts(triples: Collection[Triple]) -> set[str]:
    """The subjects and objects as owlrl writes them."""
    terms = {term for s, _, o in triples for term in (s, o)}
    return {lexical_form(term) if term[0] == '"' else term.strip("<>") for term in terms}


def test_what_owlrl_finds_is_among_what_the_tables_find() -> None:
    """Every finding of owlrl in a document has its contradiction, by rule and by a term that both name."""
    checked = 0
    for seed in range(200, 220):
        ontology, document = by_chance(seed)
        entailment = _entailed(compiled_reasoner, ontology, document)
        if isinstance(entailment, Entailment):
            findings = close((*owlrl_reasoner(ontology).ontology, *document)).findings
            checked += len(findings)
            assert all(_is_among(finding, entailment) for finding in findings), f"seed {seed}"
    assert checked > 5


def _own_ontology() -> list[Triple]:
    quads = parse(bundled_text("ontology", "cg.ttl"), format=RdfFormat.TURTLE)
    return from_ntriples(serialize(quads, format=RdfFormat.N_TRIPLES).decode().splitlines())


def _document() -> list[Triple]:
    """A small document in the project's own vocabulary: a topic, a theme, two ideas and a drawn line."""
    cg, skos, prov = (
        "https://w3id.org/lodpress/ns#",
        "http://www.w3.org/2004/02/skos/core#",
        "http://www.w3.org/ns/prov#",
    )
    kind = iri("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    topic, theme, idea, other, edge, scheme = (
        iri(f"https://example.org/{name}")
        for name in ("topic", "theme/a", "idea/1", "idea/2", "edge/1/2", "scheme")
    )
    return [
        (scheme, kind, iri(skos + "ConceptScheme")), (scheme, iri(skos + "hasTopConcept"), topic),
        (topic, kind, iri(cg + "MainTopic")), (theme, kind, iri(cg + "Theme")), (idea, kind, iri(cg + "KeyIdea")),
        (other, kind, iri(cg + "KeyIdea")), (theme, iri(cg + "underTopic"), topic),
        (idea, iri(cg + "primaryTheme"), theme), (other, iri(cg + "hasTheme"), theme),
        (idea, iri(cg + "linksTo"), other), (edge, iri(cg + "source"), idea), (edge, iri(cg + "target"), other),
        (idea, iri(prov + "wasDerivedFrom"), iri("https://example.org/source")),
        (idea, iri(cg + "statement"), literal("One.", language="en")),
    ]  # fmt: skip


def test_both_engines_give_the_same_on_the_projects_own_ontology() -> None:
    """The shipped ontology compiles, and a document in its terms entails the same by both engines."""
    ontology, document = _own_ontology(), _document()
    tables = compiled_reasoner(ontology).entail(document)
    assert tables == reference_reasoner(ontology).entail(document)
    assert len(tables.inferred) > 20
    assert tables.contradictions == ()


def test_a_concept_that_is_a_scheme_contradicts_the_projects_own_ontology() -> None:
    """Both engines refuse one thing to be a theme and a concept scheme."""
    thing, kind = iri("https://example.org/x"), iri("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    classes = ("https://w3id.org/lodpress/ns#Theme", "http://www.w3.org/2004/02/skos/core#ConceptScheme")
    document = [(thing, kind, iri(name)) for name in classes]
    ontology = _own_ontology()
    found = compiled_reasoner(ontology).entail(document).contradictions
    assert found == reference_reasoner(ontology).entail(document).contradictions
    assert {each.rule for each in found} <= {"cax-dw", "cax-adc"}
    assert found
