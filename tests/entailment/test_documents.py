"""Documents under the shipped ontology: both engines, to the triple, and what each family of rules leaves."""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest
from documents_read import MappedCase, mapped_case, mapped_cases

from lodpress.bundled import bundled_text
from lodpress.engines import oxigraph
from lodpress.entailment import Reasoner, TableReasoner, compile_tables
from lodpress.entailment.reference import owlrl_reasoner
from lodpress.terms import PREFIXES
from lodpress.triples import Triple

QUICK = ("giving-rivers-room", "de-wem-gehoert-die-strasse", "v08_no_graph")
CASES = mapped_cases()


@cache
def _engines() -> tuple[Reasoner, Reasoner]:
    ontology = oxigraph.triples_of_turtle(bundled_text("ontology", "cg.ttl").encode())
    return TableReasoner(compile_tables(ontology)), owlrl_reasoner(ontology)


def _assert_equal(case: MappedCase) -> None:
    tables, owlrl = _engines()
    found, expected = tables.entail(case.mapped.triples), owlrl.entail(case.mapped.triples)
    assert found.inferred == expected.inferred
    assert found.contradictions == expected.contradictions == ()


@pytest.mark.parametrize("case", [c for c in CASES if c.case.text.stem in QUICK], ids=str)
def test_tables_entail_what_owlrl_entails(case: MappedCase) -> None:
    """Three documents of different kinds, to the triple."""
    _assert_equal(case)


@pytest.mark.slow
@pytest.mark.parametrize("case", [c for c in CASES if c.case.text.stem not in QUICK], ids=str)
def test_tables_entail_what_owlrl_entails_everywhere(case: MappedCase) -> None:
    """Every other document, to the triple."""
    _assert_equal(case)


def _family(triple: Triple) -> str:
    term = triple[2] if triple[1].endswith("#type>") else triple[1]
    return next(f"{p}:{term[1:-1].removeprefix(n)}" for p, n in PREFIXES.items() if term[1:].startswith(n))


def _influences(asserted: tuple[Triple, ...]) -> set[tuple[str, str]]:
    """The pairs that a narrower property of PROV joins, and prov:wasInfluencedBy itself does not."""
    prov = "<http://www.w3.org/ns/prov#was"
    stated = {(s, o) for s, p, o in asserted if p == prov + "InfluencedBy>"}
    return {(s, o) for s, p, o in asserted if p.startswith(prov)} - stated


def test_each_family_of_rules_leaves_so_many_triples() -> None:
    """37 concepts, 66 of them pairs in the tree, 89 lines, 30 ideas: each count follows from the drawing."""
    asserted = mapped_case("deepseek-impact").mapped.triples
    inferred = _engines()[0].entail(asserted).inferred
    concepts, ideas, edges, themes, classes, paragraphs = 37, 30, 89, 6, 6, 3
    direct = themes + ideas + 1  # each theme under the topic, each idea under its theme, idea 1 under two
    lifted = ideas  # each idea under the topic, through its theme
    associations, agents = 3, 3
    described = (
        1 + concepts + edges + classes + paragraphs + 1 + associations
    )  # document, …, source or scheme, …
    assert Counter(map(_family, inferred)) == {
        "schema:CreativeWork": ideas + paragraphs + 1,
        "schema:Claim": ideas,
        "schema:text": ideas,
        "skos:note": ideas,
        "rdfs:label": concepts + 1,  # the scheme has a label too
        "prov:Agent": agents,
        "prov:Entity": described + 1,
        "skos:broaderTransitive": direct + lifted,
        "skos:narrowerTransitive": direct + lifted,
        "skos:semanticRelation": 2 * (direct + lifted),
        "prov:wasInfluencedBy": len(_influences(asserted)),
    }
    assert not set(inferred) & set(asserted)
