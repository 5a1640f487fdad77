"""`query --check`: every kind of finding on a query, at its place, and nothing on a query that is as it should be."""

from __future__ import annotations

import re

import pytest

from lodpress.bundled import bundled_text
from lodpress.codes import CODES
from lodpress.engines import oxigraph, oxigraph_sparql, rdflib_sparql
from lodpress.positions import Source
from lodpress.problems import Problem
from lodpress.querying.bundle import Query
from lodpress.querying.checking import Checker, vocabulary_of
from lodpress.querying.execution import shipped_bundle

CHECKER = Checker(
    (oxigraph_sparql.check_syntax, rdflib_sparql.check_syntax),
    vocabulary_of(oxigraph.triples_of_turtle(bundled_text("ontology", "cg.ttl").encode())),
)

GOOD = """\
# Which ideas has a theme?
#+ summary: The ideas of a theme
#+ description: >
#+   By their numbers.
#+ tags:
#+   - themes
#+ defaults:
#+   - theme: https://example.org/t
#+   - least: 1
#+ pagination: 100
PREFIX cg: <https://w3id.org/lodpress/ns#>
PREFIX schema: <https://schema.org/>

SELECT DISTINCT ?number ?idea
WHERE {
  VALUES ?_theme_iri { <https://example.org/t> }
  VALUES ?_least_integer { 1 }
  ?idea cg:hasTheme ?_theme_iri ;
    schema:position ?number .
  FILTER(?number >= ?_least_integer)
}
ORDER BY ?number ?idea
"""

#: The code, what is put in place of what in a good query, and the text at the place that is named.
FAULTS = [
    ("query-syntax", "?idea cg:hasTheme", "?idea", "?idea"),
    ("query-syntax", "ORDER BY ?number ?idea", "ORDER ?number", "ORDER"),
    ("query-service", "?idea cg:hasTheme", "SERVICE <https://a.org/> { ?x a ?y } ?idea cg:hasTheme", "SERVICE"),
    ("query-prefix-repeated", "PREFIX schema", "PREFIX cg: <https://w3id.org/lodpress/ns#>\nPREFIX schema", "cg:"),
    ("query-prefix-unused", "PREFIX schema", "PREFIX dct: <http://purl.org/dc/terms/>\nPREFIX schema", "dct:"),
    ("query-prefix-differs", "https://schema.org/", "http://schema.org/", "schema:"),
    ("query-parameter", "{ 1 }", "{ 1 2 }", "VALUES ?_least_integer"),
    ("query-parameter", "?_least_integer", "?_least_whole", "VALUES ?_least_whole { 1 }"),
    ("query-parameter", "?idea cg:hasTheme", "?idea cg:underTopic ?_topic_iri ; cg:hasTheme", "?_topic_iri"),
    ("query-parameter-unused", "  FILTER(?number >= ?_least_integer)\n", "", "?_least_integer"),
    ("query-default", "least: 1", "least: 2", "least: 2"),
    ("query-default", "least: 1", "least: 1\n#+   - last: 1", "last: 1"),
    ("query-default", "#+   - least: 1\n", "", "VALUES ?_least_integer { 1 }"),
    ("query-default", "{ 1 }", '{ "1" }', 'VALUES ?_least_integer { "1" }'),
    ("query-default", "{ 1 }", "{ 1.5 }", "VALUES ?_least_integer { 1.5 }"),
    ("query-question", "# Which ideas has a theme?\n", "", "summary: The ideas of a theme"),
    ("query-question", "a theme?", "a theme", "Which ideas has a theme"),
    ("query-question", "a theme?", "a theme? Or two?", "Which ideas has a theme? Or two?"),
    ("query-decorator-missing", "#+ summary: The ideas of a theme\n", "", None),
    ("query-decorator-unknown", "#+ pagination", "#+ paginaton", "paginaton: 100"),
    ("query-decorator-value", "pagination: 100", "pagination: 0", "pagination: 0"),
    ("query-decorator-value", "pagination: 100", "pagination: many", "pagination: many"),
    ("query-decorator-value", "pagination: 100", "pagination: 100\n#+ pagination: 9", "pagination: 9"),
    ("query-decorator-value", "pagination: 100", "method: PUT", "method: PUT"),
    ("query-decorator-value", "pagination: 100", "endpoint: here", "endpoint: here"),
    ("query-decorator-value", "pagination: 100", "endpoint_in_url: no", "endpoint_in_url: no"),
    ("query-decorator-value", "pagination: 100", "enumerate:\n#+   - topic", "topic"),
    ("query-decorator-value", "tags:\n#+   - themes", "tags: themes", "tags: themes"),
    ("query-decorator-value", "summary: The ideas of a theme", "summary:", "summary:"),
    ("query-term-unknown", "cg:hasTheme", "cg:hasThem", "cg:hasThem"),
    ("query-term-unknown", "?idea cg:hasTheme", "?idea <https://w3id.org/lodpress/ns#hasthemes> ?x ; cg:hasTheme", "<https://w3id.org/lodpress/ns#hasthemes>"),
    ("query-rule", "ORDER BY ?number ?idea", "ORDER BY ?number", "?idea"),
]  # fmt: skip

each_query = pytest.mark.parametrize("one", shipped_bundle().queries, ids=lambda one: one.name)


def problems(text: str) -> tuple[Problem, ...]:
    """The findings on a text."""
    return CHECKER.problems(Source("mine.rq", text))


def test_a_query_that_is_as_it_should_be_has_no_finding() -> None:
    """The query that the faults below are put into."""
    assert problems(GOOD) == ()


@each_query
def test_a_shipped_query_has_no_finding(one: Query) -> None:
    """The bundle keeps all that is asked of others."""
    assert [str(problem) for problem in CHECKER.problems(Source(one.name, one.text))] == []


@pytest.mark.parametrize(("code", "old", "new", "place"), FAULTS)
def test_a_fault_is_found_at_its_place(code: str, old: str, new: str, place: str | None) -> None:
    """Alone, with a hint of its own."""
    assert old in GOOD
    # what a parameter is called is changed at each of its places
    text = GOOD.replace(old, new, -1 if old.startswith("?_least") else 1)
    found = problems(text)
    assert [problem.code for problem in found] == [code], [*map(str, found)]
    at = found[0].position
    assert (text[at.start : at.end] if at else None) == place
    assert found[0].hint


def test_all_faults_are_told_and_not_the_first() -> None:
    """Two slips in the head, two in the prefixes, one in a term."""
    text = (
        GOOD.replace("a theme?", "a theme").replace("paginat", "pagint").replace("cg:hasTheme", "cg:hasThem")
    )
    text = text.replace("PREFIX schema", "PREFIX skos: <https://skos.org/>\nPREFIX schema")
    assert [problem.code for problem in problems(text)] == [
        "query-question", "query-decorator-unknown", "query-prefix-differs", "query-prefix-unused",
        "query-term-unknown",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "hint"),
    [
        ("cg:hasTheme", "cg:hasThem", "did you mean `hasTheme`"),
        ("#+ pagination", "#+ paginaton", "did you mean `pagination`?"),
        ("least: 1", "least: 1\n#+   - last: 1", "did you mean `least`?"),
        ("https://schema.org/", "http://schema.org/", "write `PREFIX schema: <https://schema.org/>`"),
        ('{ 1 }', '{ "1" }', 'write `VALUES ?_least_integer { "1"^^<http://www.w3.org/2001/XMLSchema#integer> }`'),
    ],
)  # fmt: skip
def test_what_is_near_is_named(old: str, new: str, hint: str) -> None:
    """A slip of the pen is answered with what was meant."""
    assert str(problems(GOOD.replace(old, new))[0].hint).startswith(hint)


def test_a_query_that_says_so_may_call_another_server() -> None:
    """By the tag `federated`; nobody is called while it is checked."""
    text = GOOD.replace("- themes", "- federated").replace(
        "?idea cg:hasTheme", "SERVICE <http://127.0.0.1:9/> { ?x a ?y } ?idea cg:hasTheme"
    )
    assert problems(text) == ()


@pytest.mark.parametrize(
    ("kind", "default", "told"),
    [
        ("iri", "<https://example.org/ä>", "https://example.org/ä"),
        ("literal", '"a \\"b\\" \\\\ c"', 'a "b" \\ c'),
        ("en", '"rain"@en', "rain"),
        ("en", "'rain'", "rain"),
        ("date", '"2026-01-31"^^xsd:date', "2026-01-31"),
        ("decimal", "1.50", "1.50"),
        ("decimal", '"1.5"^^<http://www.w3.org/2001/XMLSchema#decimal>', "1.5"),
    ],
)
def test_a_default_is_told_as_a_person_gives_it(kind: str, default: str, told: str) -> None:
    """Without quotes, type and tag; the term of the VALUES line has all three."""
    text = (
        GOOD.replace("{ 1 }", f"{{ {default} }}")
        .replace("_integer", f"_{kind}")
        .replace("least: 1", f"least: {told}")
    )
    text = text.replace("PREFIX schema", "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>\nPREFIX schema")
    codes = {problem.code for problem in problems(text)} - {"query-prefix-unused", "query-rule"}
    assert codes == set()


def test_every_code_of_queries_has_its_fault_here() -> None:
    """All but the one on expected answers."""
    assert {code for code in CODES if code.startswith("query-")} == {code for code, *_ in FAULTS} | {
        "query-answer"
    }


def test_the_rules_are_told_with_the_numbers_that_findings_have() -> None:
    """`lodpress explain query-rule` lists all twelve."""
    told = re.findall(r"^ ?(\d+)\. .*\.$", CODES["query-rule"].explanation, re.MULTILINE)
    assert told == [str(number) for number in range(1, 13)]
