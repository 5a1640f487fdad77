"""Every shipped query keeps the rules by which engines answer alike, and the check sees where one does not."""

from __future__ import annotations

import re

import pytest
from query_cases import EXAMPLES, engine, expected_answers
from query_rules import departures

from lodpress.bundled import bundled, bundled_text
from lodpress.querying.answers import Solutions
from lodpress.querying.bundle import Query
from lodpress.querying.execution import run, shipped_bundle
from lodpress.querying.parameters import term_of
from lodpress.querying.tokens import tokens
from lodpress.terms import PREFIXES

QUERIES = shipped_bundle().queries
each_query = pytest.mark.parametrize("one", QUERIES, ids=lambda one: one.name)


@each_query
def test_a_query_keeps_the_rules(one: Query) -> None:
    """Nothing that a program can see departs from the twelve rules."""
    assert departures(one.text) == []


LINE = "VALUES ?_idea_iri { <https://example.org/a> }"


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("1", f"SELECT ?t WHERE {{\n?t a cg:Theme .\n{LINE}\n?_idea_iri cg:hasTheme ?t .\n}} ORDER BY ?t"),
        ("1", f"SELECT ?t WHERE {{\n{LINE}\nOPTIONAL {{ ?t a cg:Theme }}\n{{ ?t cg:themeOf ?_idea_iri }} }} ORDER BY ?t"),
        ("1", f"SELECT ?t WHERE {{\n{LINE}\n}} ORDER BY ?t"),
        ("2", "SELECT ?t WHERE { ?t a cg:Theme . OPTIONAL { ?i cg:hasTheme ?t FILTER(?u != ?t) } } ORDER BY ?t"),
        ("2", "SELECT ?t WHERE { ?t a cg:Theme . { ?i a cg:KeyIdea FILTER EXISTS { ?i cg:hasTheme ?t } } } ORDER BY ?t"),
        ("3", "SELECT ?n WHERE { { SELECT (COALESCE(COUNT(DISTINCT ?t), 0) AS ?n) WHERE { ?t a cg:Theme } } } ORDER BY ?n"),
        ("3", "SELECT ?n WHERE { { SELECT (MIN(?m) AS ?n) WHERE { ?t a cg:Theme OPTIONAL { ?t cg:length ?m } } } } ORDER BY ?n"),
        ("4", "SELECT ?t WHERE { ?i cg:linksTo+ ?t } ORDER BY ?t"),
        ("5", "ASK { ?t a cg:Theme }"),
        ("5", "SELECT (SAMPLE(?t) AS ?x) WHERE { ?t a cg:Theme } ORDER BY ?x"),
        ("6", "SELECT ?t WHERE { ?t a cg:Theme }"),
        ("6", "SELECT ?t ?i WHERE { ?i cg:hasTheme ?t } ORDER BY ?t"),
        ("6", "SELECT ?t ?i WHERE { ?i cg:hasTheme ?t } ORDER BY ?t ?i LIMIT 3"),
        ("7", 'SELECT ?t WHERE {\nVALUES ?_x_en { "a" }\n?t cg:statement ?s FILTER(CONTAINS(?s, STR(?_x_en)))\n} ORDER BY ?t'),
        ("5", 'SELECT ?t WHERE { ?t cg:statement ?s FILTER(REGEX(?s, "a", "i")) } ORDER BY ?t'),
        ("8", "SELECT ?n WHERE { { SELECT (COUNT(*) AS ?n) WHERE { ?t a cg:Theme } } } ORDER BY ?n"),
        ("8", "SELECT ?n WHERE { { SELECT (SUM(?l) AS ?n) WHERE { ?t cg:length ?l } } } ORDER BY ?n"),
        ("9", 'SELECT ?t WHERE {\nVALUES ?_x_date { "2026-01-01"^^xsd:date }\n?t cg:on ?d FILTER(?d > ?_x_date)\n} ORDER BY ?t'),
        ("10", "SELECT ?t WHERE { ?t a cg:Theme . OPTIONAL { ?t skos:prefLabel ?l } } ORDER BY ?t"),
        ("11", "SELECT ?e WHERE { ?e cg:source ?a ; cg:target ?b . ?a a cg:Theme . ?b a cg:KeyIdea } ORDER BY ?e"),
        ("5/12", "SELECT ?t WHERE { GRAPH ?g { ?t a cg:Theme } } ORDER BY ?t"),
        ("5/12", "SELECT ?t FROM <https://example.org/g> WHERE { ?t a cg:Theme } ORDER BY ?t"),
    ],
)  # fmt: skip
def test_the_check_sees_a_departure(rule: str, text: str) -> None:
    """For each rule that a program can see there is a query that breaks it."""
    assert any(wrong.startswith(rule) for wrong in departures(text)), departures(text)


@each_query
def test_a_query_opens_with_its_question_and_has_its_decorators(one: Query) -> None:
    """The first line is a question of one sentence; summary, description and tags follow."""
    assert one.text.startswith(f"# {one.question}\n")
    assert re.fullmatch(r"[A-Z][^.?!]*\?", one.question)
    assert isinstance(one.decorators["tags"], tuple)
    assert one.decorators["summary"]
    assert one.decorators["description"]


@each_query
def test_the_defaults_that_are_told_are_the_defaults_that_are_asked(one: Query) -> None:
    """The decorator `defaults` says what the VALUES lines hold, and each fits its type."""
    told = dict(item.split(": ", 1) for item in one.decorators.get("defaults", ()))
    assert list(told) == [parameter.name for parameter in one.parameters]
    for parameter in one.parameters:
        assert term_of(parameter, told[parameter.name]).split("^^")[0].strip('"') == parameter.default.strip(
            '"'
        )


@each_query
def test_prefixes_are_declared_as_everywhere_and_used(one: Query) -> None:
    """Each PREFIX line is the project's own, and none is idle."""
    declared = dict(re.findall(r"^PREFIX (\w+): <(.*)>$", one.text, re.MULTILINE))
    used = {
        token.text.split(":")[0]
        for token in tokens(one.text)
        if token.kind == "prefixed" and token.text[-1] != ":"
    }
    assert declared == {name: PREFIXES[name] for name in used}


@each_query
def test_a_query_uses_only_terms_that_the_ontology_knows(one: Query) -> None:
    """No misspelt `cg:` term hides in an empty answer."""
    known = set(re.findall(r"^cg:(\w+)$", bundled_text("ontology", "cg.ttl"), re.MULTILINE))
    used = {
        token.text[3:] for token in tokens(one.text) if token.text.startswith("cg:") and token.text != "cg:"
    }
    assert used <= known


@each_query
def test_no_boolean_is_answered_and_tagged_text_is_sorted_by_text_and_tag(one: Query) -> None:
    """Rules 5 and 6 on what is answered: `yes` and `no` for truth, STR and LANG for labels."""
    answers = [
        run(one, engine("pyoxigraph", *EXAMPLES)),
        *(e.answer for e in expected_answers() if e.query == one),
    ]
    rows = [
        (answer.variables, row) for answer in answers if isinstance(answer, Solutions) for row in answer.rows
    ]
    order = one.text.rsplit("ORDER BY", 1)[-1]
    for variables, row in rows:
        for name, term in zip(variables, row, strict=True):
            assert not str(term).endswith("boolean>")
            if re.search(r'"@[a-z-]+$', str(term)):
                assert f"STR(?{name})" in order
                assert f"LANG(?{name})" in order


def test_each_file_stands_in_a_folder_by_its_subject() -> None:
    """Themes, ideas, relations, quality, provenance, dataset."""
    folders = {file.parent.name for file in bundled("queries").rglob("*.rq")}
    assert folders == {"dataset", "ideas", "provenance", "quality", "relations", "themes"}
