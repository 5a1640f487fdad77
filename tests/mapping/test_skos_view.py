"""A SKOS browser that infers nothing shows the whole tree from the asserted triples alone."""

from __future__ import annotations

import pytest
from documents_read import MappedCase, mapped_case, mapped_cases
from rdflib import RDF, SKOS, Graph
from rdflib.term import Node

from lodpress.engines.rdflib import graph_of

CASES = mapped_cases()


def _browse(graph: Graph) -> dict[Node, str]:
    """What a browser that follows asserted narrower from the top concepts finds: concepts and their labels."""
    found: dict[Node, str] = {}
    for scheme in graph.subjects(RDF.type, SKOS.ConceptScheme):
        waiting = list(graph.objects(scheme, SKOS.hasTopConcept))
        while waiting:
            concept = waiting.pop()
            if concept in found or (concept, RDF.type, SKOS.Concept) not in graph:
                continue
            found[concept] = str(graph.value(concept, SKOS.prefLabel))
            assert (concept, SKOS.inScheme, scheme) in graph
            waiting += graph.objects(concept, SKOS.narrower)
    return found


@pytest.mark.parametrize("case", CASES, ids=str)
def test_every_concept_is_reached_from_the_top(case: MappedCase) -> None:
    """All concepts, each with a label, by asserted triples."""
    graph = graph_of(case.mapped.triples)
    found = _browse(graph)
    assert set(found) == set(graph.subjects(RDF.type, SKOS.Concept))
    assert all(label and label != "None" for label in found.values())


@pytest.mark.parametrize("case", CASES, ids=str)
def test_hierarchy_is_stated_both_ways(case: MappedCase) -> None:
    """Broader and narrower, topConceptOf and hasTopConcept, related and its inverse."""
    graph = graph_of(case.mapped.triples)
    for one, other in (
        (SKOS.broader, SKOS.narrower),
        (SKOS.topConceptOf, SKOS.hasTopConcept),
        (SKOS.related, SKOS.related),
    ):
        assert {(o, s) for s, o in graph.subject_objects(one)} == set(graph.subject_objects(other))


def test_the_example_is_one_tree_of_37_concepts() -> None:
    """One top concept, six themes below it, thirty ideas below them."""
    graph = graph_of(mapped_case("deepseek-impact").mapped.triples)
    (top,) = graph.objects(None, SKOS.hasTopConcept)
    themes = set(graph.objects(top, SKOS.narrower))
    ideas = {idea for theme in themes for idea in graph.objects(theme, SKOS.narrower)}
    assert (len(_browse(graph)), len(themes), len(ideas)) == (37, 6, 30)
