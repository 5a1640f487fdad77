"""The door to pandas and polars, which lodpress uses where they are installed and never needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from lodpress.problems import UsageError

if TYPE_CHECKING:
    import pandas
    import polars

#: The nullable type of a pandas column whose values are all of one Python type.
_PANDAS_TYPES = {int: "Int64", float: "Float64", bool: "boolean", str: "string"}
_LARGEST = 2**63


def pandas_frame(columns: Mapping[str, Sequence[object]]) -> pandas.DataFrame:
    """The columns as a pandas frame with nullable types; raises UsageError where pandas is not installed."""
    try:
        import pandas  # noqa: PLC0415 - not a dependency
    except ImportError as error:
        raise UsageError("pandas is not installed", hint="`pip install pandas`") from error
    made = {name: pandas.Series(list(values), dtype=_pandas_type(values)) for name, values in columns.items()}
    return pandas.DataFrame(made, columns=list(columns))


def _pandas_type(values: Sequence[object]) -> str:
    kinds = {type(value) for value in values if value is not None}
    if kinds == {int} and any(isinstance(value, int) and abs(value) >= _LARGEST for value in values):
        return "object"
    return _PANDAS_TYPES.get(kinds.pop(), "object") if len(kinds) == 1 else "object"


def polars_frame(columns: Mapping[str, Sequence[object]]) -> polars.DataFrame:
    """The columns as a polars frame; raises UsageError where polars is not installed.

    A column whose values are of several types is one of text.
    """
    try:
        import polars  # noqa: PLC0415 - not a dependency
    except ImportError as error:
        raise UsageError("polars is not installed", hint="`pip install polars`") from error
    return polars.DataFrame([polars.Series(name, _alike(values)) for name, values in columns.items()])


def _alike(values: Sequence[object]) -> list[object]:
    kinds = {type(value) for value in values if value is not None}
    too_long = kinds == {int} and any(isinstance(value, int) and abs(value) >= _LARGEST for value in values)
    if len(kinds) < 2 and not too_long:
        return list(values)
    return [None if value is None else str(value) for value in values]
