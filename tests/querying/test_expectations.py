"""An expected answer beside a query is compared with the answer, and what differs is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from lodpress.engines.oxigraph_sparql import SparqlStore
from lodpress.problems import InputError
from lodpress.querying.bundle import parsed_query
from lodpress.querying.expectations import answer_problem, expected_file

XSD = "http://www.w3.org/2001/XMLSchema#"
DATA = SparqlStore(
    triples=[
        ("<a:1>", "<a:size>", f'"2.5"^^<{XSD}decimal>'),
        ("<a:2>", "<a:size>", f'"7"^^<{XSD}integer>'),
        ("<a:1>", "<a:part>", "_:b"),
        ("_:b", "<a:name>", '"bread"@en'),
    ]
)
ROWS = "SELECT ?x ?size { ?x <a:size> ?size } ORDER BY ?x"
GRAPH = "CONSTRUCT { ?x <a:has> ?part . ?part <a:name> ?name } { ?x <a:part> ?part . ?part <a:name> ?name }"


def _said(tmp_path: Path, text: str, expected: str, ending: str = ".tsv") -> str | None:
    file = tmp_path / f"mine.expected{ending}"
    file.write_text(expected, encoding="utf-8")
    problem = answer_problem(parsed_query("mine.rq", text), DATA, file)
    assert problem is None or problem.code == "query-answer"
    return problem and problem.message.removeprefix("the answer is not the expected one: ")


@pytest.mark.parametrize(
    ("text", "expected", "ending"),
    [
        (ROWS, "?x\t?size\n<a:1>\t2.5\n<a:2>\t7\n", ".tsv"),
        (ROWS, "?x\t?size\n<a:1>\t2.50000000001\n<a:2>\t7\n", ".tsv"),
        (ROWS.split("ORDER", maxsplit=1)[0], "?x\t?size\n<a:2>\t7\n<a:1>\t2.5\n", ".tsv"),
        ("SELECT ?part { ?x <a:part> ?part }", "?part\n_:other\n", ".tsv"),
        ("SELECT ?x { ?x <a:none> ?part }", "?x\n", ".tsv"),
        (GRAPH, '<a:1> <a:has> [ <a:name> "bread"@en ] .', ".ttl"),
    ],
)
def test_an_expected_answer_that_holds_is_no_finding(
    tmp_path: Path, text: str, expected: str, ending: str
) -> None:
    """To ten digits, in any order where the query orders nothing, blank nodes under any label."""
    assert _said(tmp_path, text, expected, ending) is None


@pytest.mark.parametrize(
    ("text", "expected", "ending", "said"),
    [
        (ROWS, "?x\t?size\n<a:1>\t2.5\n", ".tsv", f'it has an unexpected row `<a:2> "7"^^<{XSD}integer>`'),
        (ROWS, "?x\t?size\n<a:2>\t7\n<a:1>\t2.5\n", ".tsv", "the rows are the same, in another order"),
        (ROWS, "?x\t?n\n<a:1>\t2.5\n<a:2>\t7\n", ".tsv", "the columns are not `?x ?n`"),
        ("SELECT ?x { ?x <a:none> ?y }", "?x\n<a:1>\n<a:2>\n", ".tsv", "it lacks row `<a:1>` and 1 more"),
        (GRAPH, '<a:1> <a:has> <a:2> . <a:2> <a:name> "bread"@en .', ".ttl", None),
        (GRAPH, "?x\n", ".tsv", "one is rows, the other a graph"),
        ("SELECT ?x { SERVICE <http://127.0.0.1:9/> { ?x ?y ?z } }", "?x\n", ".tsv", "the query calls another server with SERVICE"),
    ],
)  # fmt: skip
def test_what_differs_is_said(
    tmp_path: Path, text: str, expected: str, ending: str, said: str | None
) -> None:
    """What is missing and what is too much, by the first of each."""
    found = _said(tmp_path, text, expected, ending)
    assert found
    assert said is None or found == said


@pytest.mark.parametrize("ending", [".tsv", ".ttl"])
def test_an_expected_answer_that_is_none_is_refused(tmp_path: Path, ending: str) -> None:
    """The file is named, and how such a file is made."""
    with pytest.raises(InputError, match=rf"mine\.expected\{ending}"):
        _said(tmp_path, ROWS, "<a:1\t", ending)


def test_the_file_stands_beside_the_query(tmp_path: Path) -> None:
    """Under its name; without one there is nothing to compare."""
    (tmp_path / "one.expected.ttl").touch()
    assert expected_file(tmp_path / "one.rq") == tmp_path / "one.expected.ttl"
    assert expected_file(tmp_path / "two.rq") is None
