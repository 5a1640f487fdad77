"""Values become terms of the parameter's type, and lines that are no parameters are refused."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from lodpress.problems import UsageError
from lodpress.querying.parameters import Parameter, Value, bound, parameters_of, term_of, terms_of

_XSD = "http://www.w3.org/2001/XMLSchema#"


def _parameter(kind: str, default: str = '""') -> Parameter:
    return Parameter("x", kind, default, ())


@pytest.mark.parametrize(
    ("kind", "value", "term"),
    [
        ("integer", 7, f'"7"^^<{_XSD}integer>'),
        ("integer", "+007", f'"7"^^<{_XSD}integer>'),
        ("decimal", Decimal("1.50"), f'"1.50"^^<{_XSD}decimal>'),
        ("date", date(2026, 1, 31), f'"2026-01-31"^^<{_XSD}date>'),
        ("dateTime", datetime(2026, 1, 31, 12, tzinfo=UTC), f'"2026-01-31T12:00:00+00:00"^^<{_XSD}dateTime>'),
        ("dateTime", "2026-01-31T12:00:00Z", f'"2026-01-31T12:00:00Z"^^<{_XSD}dateTime>'),
        ("literal", 'a "b"', '"a \\"b\\""'),
        ("en", "Cost", '"Cost"'),
        ("iri", "https://example.org/a", "<https://example.org/a>"),
        ("iri", "<urn:isbn:1>", "<urn:isbn:1>"),
    ],
)
def test_a_value_becomes_a_term_of_its_type(kind: str, value: Value, term: str) -> None:
    """Numbers, dates, texts and IRIs, given as Python's own or as text."""
    assert term_of(_parameter(kind), value) == term


def test_a_text_has_a_tag_where_the_default_has_one() -> None:
    """The type `en` writes the tag that the file writes, and none where it writes none."""
    assert term_of(_parameter("en", '"Cost"@en'), "Price") == '"Price"@en'


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("integer", "two"),
        ("integer", "1.5"),
        ("integer", "٣"),
        ("integer", "1" * 5000),
        ("decimal", "1e3"),
        ("date", "2026-02-30"),
        ("date", "31.1.2026"),
        ("dateTime", "2026-01-31T12:00:00"),
        ("dateTime", "2026-01-31T25:00:00Z"),
        ("iri", "theme/cost"),
        ("iri", "https://example.org/a b"),
        ("iri", "https://example.org/%zz"),
    ],
)
def test_a_value_of_the_wrong_type_is_refused(kind: str, value: Value) -> None:
    """The message names the parameter and says what it must be."""
    with pytest.raises(UsageError, match="`x` must be a"):
        term_of(_parameter(kind), value)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("VALUES ?_x_iri { <a:b> } ?s ?p ?_x_iri .", "does not stand alone on its line"),
        ("?s ?p ?o . VALUES ?_x_iri { <a:b> }", "does not stand alone on its line"),
        ("VALUES ?_x_iri { <a:b> <a:c> }", "does not stand alone on its line"),
        ("VALUES ?_x_iri {\n<a:b> }", "does not stand alone on its line"),
        ("VALUES ?_x_iri { UNDEF }", "does not stand alone on its line"),
        ("VALUES ?_x { <a:b> }", "is no parameter"),
        ("VALUES ?_x_colour { <a:b> }", "unknown type `colour`"),
        ("VALUES ?_x_iri { <a:b> }\nVALUES ?_x_iri { <a:c> }", "two types or defaults"),
        ('VALUES ?_x_iri { <a:b> }\nVALUES ?_x_en { "c" }', "two types or defaults"),
    ],
)
def test_a_line_that_is_no_parameter_is_refused(lines: str, said: str) -> None:
    """A parameter is one term on a line of its own, the same wherever it is repeated."""
    with pytest.raises(UsageError, match=said):
        parameters_of(f"SELECT * {{\n{lines}\n}}")


def test_a_line_inside_a_string_or_comment_is_no_parameter() -> None:
    """Only what SPARQL itself reads as VALUES counts."""
    text = 'SELECT * {\n# VALUES ?_x_iri { <a:b> }\n?s ?p """\nVALUES ?_y_iri { <a:b> }\n""" }'
    assert parameters_of(text) == ()


def test_a_call_replaces_every_line_of_a_parameter_and_no_other() -> None:
    """Repeated lines change together; other parameters keep their defaults."""
    line = "VALUES ?_first_idea_iri { <a:b> }"
    text = f'SELECT * {{\n{line}\n{{\n  {line}\n}}\nVALUES ?_y_en {{ "c" }}\n}}'
    parameters = parameters_of(text)
    assert [parameter.name for parameter in parameters] == ["first-idea", "y"]
    assert bound(text, parameters, {"first-idea": ["<a:z>"]}) == text.replace("<a:b>", "<a:z>")
    assert bound(text, parameters, {}) == text


@pytest.mark.parametrize("found", ["river bank", "RIVER BANK", "River bank", "River Bank"])
@pytest.mark.parametrize("tag", ["de", "en", "und"])
def test_a_label_is_looked_up_in_other_cases_and_languages(found: str, tag: str) -> None:
    """Whatever its case, the same literals stand for it, each once; so many that an index can be asked for all."""
    parameter = Parameter("theme-label", "en", '"Cost"@en', ())
    terms = terms_of(parameter, found)
    assert f'"River Bank"@{tag}' in terms
    assert f'"{found}"@{tag}' in terms
    assert len(set(terms)) == len(terms) < 200


def test_a_label_keeps_the_case_that_it_is_given_in() -> None:
    """Letters within a word stay as they are in one of the literals, and a language of its own comes first."""
    parameter = Parameter("label", "eo", '"Cost"@eo', ())
    assert terms_of(parameter, 'from "DeepSeek"')[0] == '"from \\"DeepSeek\\""@eo'
    assert '"From \\"DeepSeek\\""@en' in terms_of(parameter, 'from "DeepSeek"')


@pytest.mark.parametrize("parameter", [("label", '"Cost"'), ("text", '"Cost"@en')])
def test_only_a_tagged_label_stands_for_many_literals(parameter: tuple[str, str]) -> None:
    """A text to search with, or one without a language, is a single term."""
    name, default = parameter
    assert len(terms_of(Parameter(name, "en", default, ()), "Water")) == 1
