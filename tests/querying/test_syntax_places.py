"""A query that is not SPARQL 1.1 is told with the line and a caret below what is wrong."""

from __future__ import annotations

import pytest

from lodpress.engines import oxigraph_sparql, rdflib_sparql
from lodpress.positions import Source
from lodpress.problems import Problem, QuerySyntaxError, render
from lodpress.querying.syntax import syntax_problem

PARSERS = (oxigraph_sparql.check_syntax, rdflib_sparql.check_syntax)


def _problem(text: str) -> Problem | None:
    return syntax_problem(Source("mine.rq", text), PARSERS)


@pytest.mark.parametrize(
    ("marked", "message"),
    [
        ("SELECT * {\n  ?a a «cg:Theme»\n}", "the prefix `cg:` is not declared"),
        ("SELECT ?a { ?a ?b ?c } «}»\n\n", "`}` closes what was never opened"),
        ("SELECT ?a «{» ?a ?b ?c", "`{` is never closed"),
        ("SELECT ?a { FILTER(?a = 1 «}»)", "`}` closes another bracket than the last that was opened"),
        ('SELECT ?a { ?a ?b «"»x }', "a string begins here and does not end on its line"),
        ("SELECT ?a { ?a ?b «<c>» }", "the IRI `c` is relative, and there is no BASE"),
        ("PREFIX «cg» <https://example.org/>\nSELECT * { ?a ?b ?c }", "`cg` has no colon"),
        ("«SELCT» ?a { ?a ?b ?c }", "`SELCT` is no query"),
        ("«INSERT» DATA { <a:b> <a:b> <a:b> }", "`INSERT` is no query"),
        ("\n# nothing\n", "the text holds no query"),
        ("", "the text holds no query"),
        ("SELECT ?a {\n\t?a ?b\n«}»\n", "SPARQL 1.1 cannot be read on from here"),
        ('# é𝒳\nSELECT ?é { ?é ?b "𝒳" } «GROUP» ?é', "SPARQL 1.1 cannot be read on from here"),
        ("SELECT ?a WHERE { ?a ?b ?c . «FILTER»(?c == 3) }", "SPARQL 1.1 cannot be read on from here"),
        ("SELECT ?a ?b { ?a ?b ?c } GROUP BY «?a»\n\n", "the query is no longer SPARQL 1.1 where it ends"),
    ],
)
def test_the_place_of_a_fault_is_named(marked: str, message: str) -> None:
    """In code points, and on something that can be seen."""
    text = marked.replace("«", "").replace("»", "")
    problem = _problem(text)
    assert problem is not None
    assert problem.message == message
    at = problem.position
    assert at is not None
    if "«" in marked:
        assert f"{text[: at.start]}«{text[at.start : at.end]}»{text[at.end :]}" == marked


def test_a_fault_is_drawn_with_its_line_and_a_caret() -> None:
    """As every finding is, with the file's own name."""
    text = "PREFIX skos: <http://www.w3.org/2004/02/skos/core#>\nSELECT * {\n  ?a sko:broader ?b .\n}\n"
    problem = _problem(text)
    assert problem is not None
    assert render(problem, Source("mine.rq", text)) == (
        "error[query-syntax]: the prefix `sko:` is not declared\n"
        "  --> mine.rq:3:6\n"
        "  3 |   ?a sko:broader ?b .\n"
        "    |      ^^^^^^^^^^^\n"
        "  hint: did you mean `skos`?"
    )


def test_a_reason_that_an_engine_has_is_passed_on() -> None:
    """What only its algebra knows."""
    problem = _problem("SELECT ?a ?b { ?a ?b ?c } GROUP BY ?a")
    assert problem is not None
    assert problem.hint == "pyoxigraph says: The SELECT contains a variable that is unbound"


@pytest.mark.parametrize("parser", PARSERS)
@pytest.mark.parametrize("form", ["SELECT ?a", "ASK", "CONSTRUCT { ?a ?b ?c }", "DESCRIBE ?a"])
def test_a_parser_reads_every_form_and_calls_nobody(parser: object, form: str) -> None:
    """A port where nobody listens is not asked, and all is well."""
    assert callable(parser)
    parser(f"{form} WHERE {{ SERVICE <http://127.0.0.1:9/> {{ ?a ?b ?c }} }}")


@pytest.mark.parametrize("parser", PARSERS)
def test_a_parser_names_the_line(parser: object) -> None:
    """From where on it could not read."""
    assert callable(parser)
    with pytest.raises(QuerySyntaxError) as caught:
        parser("SELECT ?a {\n?a ?b\n}")
    assert caught.value.line in (2, 3)
    assert caught.value.column >= 1
