"""Every shipped query keeps the rules by which engines answer alike, and the check sees where one does not."""

from __future__ import annotations

import re

import pytest
from query_cases import EXAMPLES, engine, expected_answers

from lodpress.bundled import bundled
from lodpress.positions import Source
from lodpress.querying.answers import Solutions
from lodpress.querying.bundle import Query
from lodpress.querying.execution import run, shipped_bundle
from lodpress.querying.parameters import parameters_of
from lodpress.querying.rules import departures
from lodpress.terms import PREFIXES

QUERIES = shipped_bundle().queries
each_query = pytest.mark.parametrize("one", QUERIES, ids=lambda one: one.name)


def _departures(text: str, name: str = "mine.rq") -> list[str]:
    return [str(problem) for problem in departures(Source(name, text), parameters_of(text))]


@each_query
def test_a_query_keeps_the_rules(one: Query) -> None:
    """Nothing that a program can see departs from the twelve rules."""
    assert _departures(one.text, one.name) == []


LINE = "VALUES ?_idea_iri { <https://example.org/a> }"
PROLOGUE = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
DECIMAL = 'VALUES ?_x_decimal { "1.5"^^xsd:decimal }'


@pytest.mark.parametrize(
    ("rule", "marked"),
    [
        (1, f"SELECT ?t WHERE {{\n?t a cg:Theme .\n{LINE.replace('?_idea_iri', '«?_idea_iri»')}\n?_idea_iri cg:hasTheme ?t .\n}} ORDER BY ?t"),
        (1, f"SELECT ?t WHERE {{\n{LINE}\nOPTIONAL {{ ?t a cg:Theme }}\n{{ ?t cg:themeOf «?_idea_iri» }} }} ORDER BY ?t"),
        (1, f"SELECT ?t WHERE {{\n{LINE.replace('?_idea_iri', '«?_idea_iri»')}\n}} ORDER BY ?t"),
        (2, "SELECT ?t WHERE { ?t a cg:Theme . OPTIONAL { ?i cg:hasTheme ?t FILTER(«?u» != ?t) } } ORDER BY ?t"),
        (2, "SELECT ?t WHERE { ?t a cg:Theme . OPTIONAL { ?i cg:hasTheme ?t FILTER BOUND(«?u») } } ORDER BY ?t"),
        (2, "SELECT ?t WHERE { ?t a cg:Theme . { ?i a cg:KeyIdea FILTER EXISTS { ?i cg:hasTheme «?t» } } } ORDER BY ?t"),
        (2, "SELECT ?n WHERE { { SELECT ?n WHERE { ?t cg:length ?n } } ?e a cg:Edge FILTER(?n > 1 && BOUND(«?t»)) } ORDER BY ?n"),
        (3, "SELECT ?n WHERE { { SELECT («COALESCE»(COUNT(DISTINCT ?t), 0) AS ?n) WHERE { ?t a cg:Theme } } } ORDER BY ?n"),
        (3, "SELECT ?n WHERE { { SELECT («MIN»(?m) AS ?n) WHERE { ?t a cg:Theme OPTIONAL { ?t cg:length ?m } } } } ORDER BY ?n"),
        (4, "SELECT ?t WHERE { ?i cg:linksTo«+ ?t» } ORDER BY ?t"),
        (4, f"SELECT ?i WHERE {{\n{LINE}\n?i cg:linksTo«+ ?_idea_iri» .\n}} ORDER BY ?i"),
        (4, f"SELECT ?i WHERE {{\n{LINE}\n?i (^cg:linksTo)«* ?_idea_iri» .\n}} ORDER BY ?i"),
        (5, "«ASK» { ?t a cg:Theme }"),
        (5, "SELECT («SAMPLE»(?t) AS ?x) WHERE { ?t a cg:Theme } ORDER BY ?x"),
        (5, "SELECT ?b WHERE { ?t cg:length ?n BIND(?n > 1 AS «?b») } ORDER BY ?b"),
        (5, "SELECT ?b WHERE { ?t cg:length ?n BIND(BOUND(?n) AS «?b») } ORDER BY ?b"),
        (6, "SELECT «?t» WHERE { ?t a cg:Theme }"),
        (6, "SELECT ?t «?i» WHERE { ?i cg:hasTheme ?t } ORDER BY ?t"),
        (6, "SELECT ?t ?i WHERE { ?i cg:hasTheme ?t } ORDER BY ?t ?i «LIMIT» 3"),
        (6, "SELECT ?t WHERE { { SELECT ?t { ?t a cg:Theme } «LIMIT» 3 } } ORDER BY ?t"),
        (6, "SELECT ?t WHERE { ?t a cg:Theme } ORDER BY ?t «LIMIT» 10000 OFFSET 1"),
        (6, "SELECT ?l WHERE { ?t rdfs:label ?l ; cg:length 2 } ORDER BY DESC(«?l»)"),
        (7, 'SELECT ?t WHERE {\nVALUES ?_x_en { "a" }\n?t cg:statement ?s FILTER(CONTAINS(?s, STR(«?_x_en»)))\n} ORDER BY ?t'),
        (7, 'SELECT ?t WHERE { ?t cg:statement ?s FILTER(«REGEX»(?s, "a", "i")) } ORDER BY ?t'),
        (7, 'SELECT ?t WHERE { ?t cg:statement ?s FILTER(«UCASE»(?s) = "A") } ORDER BY ?t'),
        (8, "SELECT ?n WHERE { { SELECT («COUNT»(*) AS ?n) WHERE { ?t a cg:Theme } } } ORDER BY ?n"),
        (8, "SELECT ?n WHERE { { SELECT («SUM»(?l) AS ?n) WHERE { ?t cg:length ?l } } } ORDER BY ?n"),
        (8, f"SELECT ?t WHERE {{\n{DECIMAL}\n?t cg:length «?_x_decimal» .\n}} ORDER BY ?t"),
        (9, 'SELECT ?t WHERE {\nVALUES «?_x_date» { "2026-01-01"^^xsd:date }\n?t cg:on ?d FILTER(?d > ?_x_date)\n} ORDER BY ?t'),
        (10, "SELECT ?t WHERE { «?t» skos:exactMatch ?o FILTER NOT EXISTS { ?o a cg:Theme } } ORDER BY ?t"),
        (10, "SELECT ?t WHERE { ?t a cg:Theme . OPTIONAL { «?t» rdfs:seeAlso ?l } } ORDER BY ?t"),
        (11, "SELECT ?e WHERE { ?e cg:source ?a ; cg:target ?b . ?a a cg:Theme . «?b» a cg:KeyIdea } ORDER BY ?e"),
        (12, "SELECT ?t WHERE { «GRAPH» ?g { ?t a cg:Theme } } ORDER BY ?t"),
        (12, "SELECT ?t «FROM» <https://example.org/g> WHERE { ?t a cg:Theme } ORDER BY ?t"),
    ],
)  # fmt: skip
def test_the_check_sees_a_departure(rule: int, marked: str) -> None:
    """For each rule that a program can see there is a query that breaks it alone, and the place is named."""
    text = PROLOGUE + marked.replace("«", "").replace("»", "")
    found = departures(Source("mine.rq", text), parameters_of(text))
    assert [problem.message.split(":")[0] for problem in found] == [f"rule {rule}"], found
    at = found[0].position
    assert at is not None
    assert f"{text[: at.start]}«{text[at.start : at.end]}»{text[at.end :]}" == PROLOGUE + marked


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?t WHERE { { ?t a cg:Theme FILTER NOT EXISTS { ?i cg:hasTheme ?t } } { ?i a cg:KeyIdea } } ORDER BY ?t",
        "SELECT ?t WHERE { ?t skos:exactMatch ?o FILTER EXISTS { ?o a cg:Theme } } ORDER BY ?t",
        "CONSTRUCT { ?t rdfs:seeAlso ?x } WHERE { ?t a cg:Theme . SERVICE SILENT <https://example.org/> { ?x owl:sameAs+ ?t } }",
        f"SELECT ?i WHERE {{\n{LINE}\n?i cg:linksTo+ ?_idea_iri . FILTER(?i != ?_idea_iri)\n}} ORDER BY ?i",
        f"SELECT ?i WHERE {{\n{LINE}\n?i cg:linksTo* ?_idea_iri . ?i a cg:KeyIdea\n}} ORDER BY ?i",
        f"SELECT ?i WHERE {{\n{LINE}\n{DECIMAL}\n?_idea_iri cg:linksTo ?i ; cg:length ?n FILTER(?n > ?_x_decimal)\n}} ORDER BY ?i",
        'SELECT ?t WHERE { VALUES (?t ?n) { (<a:b> 1) } ?t cg:statement ?s FILTER(REGEX(?s, "a") && ?n > 0) } ORDER BY ?t',
        "SELECT (COUNT(DISTINCT ?t) AS ?n) WHERE { ?t a cg:Theme }",
        'SELECT ?t ?n WHERE { ?t a cg:Theme ; cg:length ?n } ORDER BY CONCAT(STR(1000000 - ?n), " ", MD5(STR(?t))) LIMIT 9',
        "SELECT ?l WHERE { ?t rdfs:label ?l ; cg:length 2 } ORDER BY STR(?l) LANG(?l)",
        'SELECT ?b WHERE { ?t cg:length ?n BIND(IF(?n > 1, "yes", "no") AS ?b) } ORDER BY ?b',
    ],
)  # fmt: skip
def test_what_keeps_the_rules_is_let_pass(text: str) -> None:
    """Each beside one of its like that does not."""
    assert _departures(PROLOGUE + text) == []


@pytest.mark.parametrize(
    "one", [one for one in QUERIES if "federated" not in one.decorators["tags"]], ids=lambda one: one.name
)
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
    """One folder deep, so that a list of them is short."""
    assert {file.parent.name for file in bundled("queries").rglob("*.rq")} <= {
        "across", "constructs", "dataset", "federated", "ideas", "people", "provenance", "quality", "relations", "themes",
    }  # fmt: skip
    assert all(len(one.name.split("/")) == 2 for one in QUERIES)
