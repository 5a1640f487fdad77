"""No value of any parameter of any query breaks out of its place."""

from __future__ import annotations

from itertools import takewhile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from query_cases import ENGINES, EXAMPLES, engine

from lodpress.problems import UsageError
from lodpress.querying.answers import Solutions
from lodpress.querying.bundle import Query
from lodpress.querying.execution import query, run, shipped_bundle, text_sent
from lodpress.querying.parameters import Parameter, bound, parameters_of, term_of
from lodpress.querying.tokens import tokens
from lodpress.triples import literal

PLACES = [(one, parameter) for one in shipped_bundle().queries for parameter in one.parameters]
each_place = pytest.mark.parametrize(
    ("one", "parameter"), PLACES, ids=[f"{one.short_name}-{parameter.name}" for one, parameter in PLACES]
)

ATTEMPTS = [
    "https://example.org/a> } ?s ?p ?o . VALUES ?x { <https://example.org/b",
    "<https://example.org/a> } ?s ?p ?o . VALUES ?x { <https://example.org/b>",
    "https://example.org/a>\n} # ",
    "https://example.org/\\u003E } ?s ?p ?o . { <",
    "https://example.org/%3E%20}",
    "https://example.org/'}\"",
    '" } ?s ?p ?o . { "',
    '\\" } ?s ?p ?o . { "',
    "\\",
    '\\\\" } ?s ?p ?o #',
    '"""',
    "'''\n} SERVICE <http://127.0.0.1:9/> { ?s ?p ?o }",
    "\\u0022 } ?s ?p ?o . { \\u0022",
    "\\U00000022 } ?s ?p ?o",
    "\\u005c\\u0022 } ?s ?p ?o",
    '"@en } ?s ?p ?o . { "',
    '"^^<https://example.org/> } ?s ?p ?o . { "',
    "1 } ?s ?p ?o . { 1",
    "1e400",
    "UNDEF",
    "?theme",
    "_:b",
    "() ()",
    "\x00",
    "\n\r\t\b\f\x0b\x7f\x85\u2028\ufffe\uffff",
    "{",
    "}",
    "# hidden",
    "$1 \\1 \\g<0>",
    "",
]


@each_place
def test_a_value_stays_one_term_in_its_place(one: Query, parameter: Parameter) -> None:
    """Bound to anything, the query has the tokens of the file but for the term on the parameter's line."""
    store = engine("pyoxigraph", *EXAMPLES)
    frame = _frame(one.text, one)
    for attempt in ATTEMPTS:
        try:
            text = text_sent(one, store, {parameter.name: attempt}, allow_service=True)
        except UsageError:
            continue
        assert _frame(text, one) == frame


def _frame(text: str, one: Query) -> list[str]:
    """The tokens outside the parameters' lines, and each such line, which holds nothing but terms, as its variable."""
    frame: list[str] = []
    rest = iter(tokens(text))
    variables = {parameter.variable for parameter in one.parameters}
    for token in rest:
        frame.append(token.text)
        if token.text in variables and frame[-2:-1] == ["VALUES"]:
            inside = list(takewhile(lambda token: token.text != "}", rest))
            assert inside[0].text == "{"
            assert {token.kind for token in inside[1:]} <= {
                "iri",
                "string",
                "tag",
                "number",
                "mark",
                "prefixed",
            }
            assert not any(token.text in ".;,()[]" for token in inside)
    return frame


@pytest.mark.parametrize(
    ("one", "parameter"),
    # those that call a server are tried with one in test_federated.py
    [(one, parameter) for one, parameter in PLACES if not one.name.startswith("federated/")],
)
@pytest.mark.parametrize("kind", ENGINES)
def test_an_attempt_finds_nothing(one: Query, parameter: Parameter, kind: str) -> None:
    """What does not fit is refused; what fits is looked for as it is, and is not in the examples."""
    data = engine(kind, "deepseek-impact")
    for attempt in (
        "https://example.org/%3E%20}",
        '" } ?s ?p ?o . { "',
        "\\u0022 } ?s ?p ?o . { \\u0022",
        "'''\n}",
    ):
        try:
            answer = run(one, data, {parameter.name: attempt})
        except UsageError:
            continue
        assert (answer.rows if isinstance(answer, Solutions) else answer.triples) == ()


@pytest.mark.parametrize("kind", ENGINES)
@pytest.mark.parametrize("attempt", [attempt for attempt in ATTEMPTS if attempt and "\x00" not in attempt])
def test_a_text_is_found_where_it_stands(attempt: str, kind: str) -> None:
    """Each attempt reaches the engine letter for letter: searched for, it finds the statement that holds it."""
    idea, cg = "<https://example.org/a/idea/1>", "https://w3id.org/lodpress/ns#"
    data = ENGINES[kind](
        triples=[
            (idea, "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>", f"<{cg}KeyIdea>"),
            (idea, f"<{cg}statement>", literal(f"before {attempt} after", language="en")),
        ]
    )
    answer = query("idea-search", data, {"text": f"before {attempt.lower()} after"})
    assert isinstance(answer, Solutions)
    assert len(answer.rows) == 1


TEMPLATE = 'SELECT ?_x_literal WHERE {\n  VALUES ?_x_literal { "" }\n}'


@pytest.mark.parametrize("kind", ENGINES)
@settings(max_examples=150, deadline=None)
@given(
    text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))
    | st.text("\\uU0024'\"nrt{}<>#\n", max_size=30)
)
def test_any_text_comes_back_as_it_was_given(kind: str, text: str) -> None:
    """A bound text, whatever it holds, is the text that the engine answers with."""
    (parameter,) = parameters_of(TEMPLATE)
    asked = bound(TEMPLATE, [parameter], {"x": [term_of(parameter, text)]})
    assert ENGINES[kind]().select(asked)[1] == [(literal(text),)]


@settings(max_examples=300, deadline=None)
@given(text=st.text("ab:/#?&%20<>\"{}|^`\\ '()[]@é\u2028\x00", max_size=30))
def test_an_iri_that_is_accepted_is_one_that_engines_read(text: str) -> None:
    """What passes the check of IRIs parses as one term, and comes back the same."""
    template = "SELECT ?_x_iri WHERE {\n  VALUES ?_x_iri { <https://example.org/> }\n}"
    (parameter,) = parameters_of(template)
    try:
        term = term_of(parameter, "https://example.org/" + text)
    except UsageError:
        return
    asked = bound(template, [parameter], {"x": [term]})
    assert engine("pyoxigraph").select(asked)[1] == [(term,)]


def test_a_text_that_is_not_unicode_is_refused() -> None:
    """A lone surrogate, as a shell may hand one on, is no text."""
    with pytest.raises(UsageError, match="not valid Unicode"):
        query("idea-search", engine("pyoxigraph"), {"text": "\udcff"})
