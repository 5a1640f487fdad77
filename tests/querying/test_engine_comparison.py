"""The comparison of engines sees what differs, and asks what finds something."""

from __future__ import annotations

import pytest
from engine_comparison import Asked, Question, difference, examples, is_empty, questions, replies

from lodpress.engines.oxigraph_sparql import SparqlStore
from lodpress.problems import EngineError
from lodpress.querying import Description, Solutions, shipped_bundle
from lodpress.querying.answers import Answer, Terms
from lodpress.querying.bundle import parsed_query
from lodpress.triples import Triple

INTEGER = "http://www.w3.org/2001/XMLSchema#integer"
DECIMAL = "http://www.w3.org/2001/XMLSchema#decimal"
A, B = ("<a>", '"1"'), ("<b>", None)


def _rows(*rows: Terms) -> Solutions:
    return Solutions(("thing", "text"), rows)


@pytest.mark.parametrize(
    ("found", "told"),
    [
        (_rows(A), "1 rows for 2, 1 missing, 0 too many"),
        (_rows(A, B, B), "3 rows for 2, 0 missing, 1 too many"),
        (_rows(A, ("<b>", '""')), "2 rows for 2, 1 missing, 1 too many"),
        (_rows(A, ("<b>", '"1"@en')), "2 rows for 2, 1 missing, 1 too many"),
        (_rows(B, A), "another order from row 1 on"),
        (Solutions(("text", "thing"), (A, B)), "variables"),
        (Description(()), "a graph where rows are"),
    ],
)
def test_a_difference_is_told(found: Answer, told: str) -> None:
    """Rows that are missing, too many, unbound, tagged or in another order."""
    assert told in difference(_rows(A, B), found, in_order=True)
    assert difference(_rows(A, B), _rows(A, B), in_order=True) == ""


def test_order_is_left_alone_where_it_is_not_asked_for() -> None:
    """The same rows in another order, for an engine or a query without one."""
    assert difference(_rows(A, B), _rows(B, A), in_order=False) == ""


@pytest.mark.parametrize(
    ("digits", "alike"), [("0.3333333333333333", True), ("0.33333333334", True), ("0.333333333", False)]
)
def test_numbers_are_compared_to_ten_significant_digits(digits: str, alike: bool) -> None:
    """A division has more digits in one engine than in another."""
    third, other = (_rows((f'"{text}"^^<{DECIMAL}>', None)) for text in ("0.33333333333333333333", digits))
    assert (difference(third, other, in_order=True) == "") is alike


def test_graphs_are_compared_as_sets_of_triples() -> None:
    """One triple too many is told."""
    one: Triple = ("<a>", "<p>", '"1"')
    other: Triple = ("<a>", "<p>", f'"1"^^<{INTEGER}>')
    assert difference(Description((one,)), Description((one,)), in_order=True) == ""
    assert "1 too many" in difference(Description((one,)), Description((one, other)), in_order=True)


def test_questions_are_asked_with_what_finds_something() -> None:
    """Beside the default, the first and the last value that has an answer; two ideas are two."""
    found = questions(examples(), [shipped_bundle().find(name) for name in ("idea-links", "idea-paths")])
    values = [dict(question.values) for question, _ in found]
    assert values[0] == values[3] == {}
    assert not [question for question, answer in found if is_empty(answer)]
    assert len({str(question) for question, _ in found}) == 6
    assert all(one["from-idea"] != one["to-idea"] for one in values[4:])


def test_queries_over_foreign_endpoints_are_not_asked() -> None:
    """They have tests of their own."""
    query = parsed_query(
        "far",
        "# Far?\n#+ tags:\n#+   - federated\nSELECT ?s WHERE { SERVICE <https://example.org/> { ?s ?p ?o } }",
    )
    assert questions(examples(), [query]) == []


class _Broken(SparqlStore):
    def select(self, query: str) -> tuple[tuple[str, ...], list[Terms]]:
        raise EngineError("out of memory")


def test_an_engine_that_gives_no_answer_differs_and_is_waited_for() -> None:
    """Its message is the difference, and the next question is put once it is back."""
    waited: list[str] = []
    asked = Asked("broken", _Broken(), lambda: waited.append("waited"))
    question = Question(shipped_bundle().find("themes"))
    (reply,) = replies(asked, [(question, _rows(A))])
    assert reply.difference == "no answer: out of memory"
    assert waited == ["waited"]
