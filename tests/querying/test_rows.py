"""Answers are rows of Python values, and frames of pandas and polars."""

from __future__ import annotations

import builtins
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from query_cases import EXAMPLES, engine

from lodpress.problems import UsageError
from lodpress.querying.answers import Solutions
from lodpress.querying.execution import query
from lodpress.querying.rows import Row, value_of
from lodpress.terms import XSD
from lodpress.triples import literal

ANSWER = Solutions(
    ("label", "n", "class", "when"),
    (
        ('"Cost"@en', literal("6", datatype=XSD + "integer"), '"hw"', literal("2026-01-31", datatype=XSD + "date")),
        ('"東京"@ja', None, "<urn:a>", None),
    ),
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "datatype", "value"),
    [
        ("7", "integer", 7),
        ("+07", "nonNegativeInteger", 7),
        ("1.50", "decimal", Decimal("1.50")),
        ("1e3", "double", 1000.0),
        ("INF", "double", float("inf")),
        ("true", "boolean", True),
        ("0", "boolean", False),
        ("2026-01-31", "date", date(2026, 1, 31)),
        ("2026-01-31T12:00:00Z", "dateTime", datetime(2026, 1, 31, 12, tzinfo=UTC)),
        ("2026", "gYear", "2026"),
        ("many", "integer", "many"),
        ("maybe", "boolean", "maybe"),
        ("2026-13-45", "date", "2026-13-45"),
        ("x", "decimal", "x"),
    ],
)
def test_a_literal_is_the_value_of_its_datatype(text: str, datatype: str, value: object) -> None:
    """What the datatype does not allow stays text."""
    found = value_of(literal(text, datatype=XSD + datatype))
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    ("term", "value"),
    [("<urn:a>", "urn:a"), ('"a\\nb"@en', "a\nb"), ('"x"', "x"), ("_:b0", "_:b0"), (None, None)],
)
def test_other_terms_are_text(term: str | None, value: str | None) -> None:
    """IRIs, texts with and without a language, blank nodes; and nothing is None."""
    assert value_of(term) == value


def test_a_row_is_a_tuple_with_names() -> None:
    """By place, by name in brackets, and as an attribute."""
    first, second = ANSWER
    assert first == ("Cost", 6, "hw", date(2026, 1, 31))
    assert (first.n, first["class"], first[0], first[1:3]) == (6, "hw", "Cost", (6, "hw"))
    assert second.asdict() == {"label": "東京", "n": None, "class": "urn:a", "when": None}
    assert repr(second) == "Row(label='東京', n=None, class='urn:a', when=None)"
    assert len(ANSWER) == 2


def test_a_name_that_is_no_variable_is_answered_with_those() -> None:
    """As an attribute and in brackets."""
    row = Row([1], {"n": 0})
    with pytest.raises(AttributeError, match="no variable 'm', only n"):
        row.m  # noqa: B018 - the attribute is asked for
    with pytest.raises(KeyError, match="no variable 'm', only n"):
        row["m"]


def test_a_row_gives_back_what_a_query_takes() -> None:
    """An IRI of one answer is a parameter of the next."""
    data = engine("pyoxigraph", *EXAMPLES)
    sizes = query("theme-sizes", data)
    assert isinstance(sizes, Solutions)
    for row in sizes:
        assert len(query("theme-ideas", data, {"theme": row.theme}).rows) == row.ideas  # type: ignore[union-attr]


def test_a_pandas_frame_has_a_type_for_each_column() -> None:
    """Nullable ones, so that a number stays a whole number beside a gap."""
    frame = ANSWER.to_pandas()
    assert dict(frame.dtypes.astype(str)) == {
        "label": "string",
        "n": "Int64",
        "class": "string",
        "when": "object",
    }
    assert frame["n"].tolist()[0] == 6
    assert frame["n"].isna().tolist() == [False, True]
    assert list(Solutions(("a", "b"), ()).to_pandas().columns) == ["a", "b"]


def test_a_polars_frame_has_a_type_for_each_column() -> None:
    """Dates are dates there."""
    frame = ANSWER.to_polars()
    assert [str(kind) for kind in frame.dtypes] == ["String", "Int64", "String", "Date"]
    assert frame["n"].to_list() == [6, None]
    assert Solutions(("a", "b"), ()).to_polars().columns == ["a", "b"]


def test_values_of_several_types_share_a_column() -> None:
    """Objects in pandas, text in polars; and whole numbers too long for the machine are kept."""
    mixed = Solutions(("a",), ((literal("1", datatype=XSD + "integer"),), ('"x"',)))
    assert mixed.to_pandas()["a"].tolist() == [1, "x"]
    assert mixed.to_polars()["a"].to_list() == ["1", "x"]
    long = Solutions(("a",), ((literal("9" * 30, datatype=XSD + "integer"),),))
    assert long.to_pandas()["a"].tolist() == [int("9" * 30)]
    assert long.to_polars()["a"].to_list() == ["9" * 30]


@pytest.mark.parametrize("package", ["pandas", "polars"])
def test_without_the_package_the_message_says_how_to_get_it(
    package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither is a dependency."""
    real = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name == package:
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(UsageError, match=f"{package} is not installed") as caught:
        getattr(ANSWER, f"to_{package}")()
    assert caught.value.hint == f"`pip install {package}`"
