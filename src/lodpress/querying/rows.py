"""Rows of Python values, for those who work with answers in Python."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, SupportsIndex, overload

from lodpress.terms import XSD
from lodpress.triples import lexical_form

_INTEGERS = (
    "integer", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger", "nonPositiveInteger",
    "negativeInteger", "unsignedInt", "unsignedLong", "unsignedShort", "unsignedByte",
)  # fmt: skip
_TRUTH = {"true": True, "1": True, "false": False, "0": False}
_READERS: dict[str, Callable[[str], Any]] = {
    **{XSD + name: int for name in _INTEGERS},
    XSD + "boolean": _TRUTH.__getitem__,
    XSD + "decimal": Decimal,
    XSD + "double": float,
    XSD + "float": float,
    XSD + "date": date.fromisoformat,
    XSD + "dateTime": datetime.fromisoformat,
}


def value_of(term: str | None) -> Any:
    """The Python value of an N-Triples term, None for none.

    Numbers, booleans and times by their XSD datatypes; an IRI and all other literals are text, and
    so is what its datatype does not allow.

    >>> value_of('"6"^^<http://www.w3.org/2001/XMLSchema#integer>'), value_of('"Cost"@en'), value_of("<urn:a>")
    (6, 'Cost', 'urn:a')
    """
    if term is None:
        return None
    if not term.startswith('"'):
        return term[1:-1] if term.startswith("<") else term
    text, rest = lexical_form(term), term[term.rindex('"') + 1 :]
    reader = _READERS.get(rest[3:-1]) if rest.startswith("^^") else None
    if reader is None:
        return text
    try:
        return reader(text.strip())
    except (ValueError, KeyError, ArithmeticError):
        return text


class Row(tuple[Any, ...]):
    """One solution: a tuple whose values are found by the variables' names as well.

    >>> row = Row(["Cost", 6], {"label": 0, "number": 1})
    >>> row.label, row["number"], row[0], row.asdict()
    ('Cost', 6, 'Cost', {'label': 'Cost', 'number': 6})
    """

    _fields: Mapping[str, int]

    def __new__(cls, values: Iterable[Any], fields: Mapping[str, int]) -> Row:
        """A row of the values, in the order of the fields."""
        row = super().__new__(cls, values)
        row._fields = fields
        return row

    def __getattr__(self, name: str) -> Any:
        try:
            return self[self._fields[name]]
        except KeyError:
            raise AttributeError(_unknown(name, self._fields)) from None

    @overload
    def __getitem__(self, key: SupportsIndex | str) -> Any: ...
    @overload
    def __getitem__(self, key: slice) -> tuple[Any, ...]: ...
    def __getitem__(self, key: SupportsIndex | slice | str) -> Any:
        if not isinstance(key, str):
            return super().__getitem__(key)
        try:
            return super().__getitem__(self._fields[key])
        except KeyError:
            raise KeyError(_unknown(key, self._fields)) from None

    def asdict(self) -> dict[str, Any]:
        """The values by the variables' names."""
        return dict(zip(self._fields, self, strict=True))

    def __repr__(self) -> str:
        return f"Row({', '.join(f'{name}={value!r}' for name, value in self.asdict().items())})"


def _unknown(name: str, fields: Mapping[str, int]) -> str:
    return f"the query has no variable {name!r}, only {', '.join(fields)}"
