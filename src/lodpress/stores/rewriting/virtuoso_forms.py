"""The literals that Virtuoso 7.20 writes anew: it keeps numbers, dates and times as values of SQL."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

from lodpress.stores.rewriting.lexical_forms import (
    DECIMAL,
    DURATIONS,
    INFINITE,
    INTEGER,
    INTEGERS,
    MOMENTS,
    NUMBER,
    LossError,
    Rewriter,
    boolean,
    fraction_digits,
    is_well_typed,
    plain,
    read_number,
    single,
    trimmed_fraction,
    with_zone,
)

_MOST_DIGITS, _MOST_WHOLE_DIGITS, _MOST_PLACES = 40, 24, 15
_MILLISECONDS, _MICROSECONDS = 3, 6
_FIRST_GREGORIAN_YEAR, _NO_SUCH_DAY = 1583, re.compile("1582-10-(?:0[5-9]|1[0-4])")
_FIRST_YEAR, _LAST_YEAR = 2, 9999  # a time zone may lead to the year beside


def _integer(text: str, name: str) -> str:
    if not INTEGER.fullmatch(text):
        raise LossError("would make it a number")
    if len(text) > _MOST_DIGITS:
        raise LossError("may not keep so many digits")
    value, is_small = int(text), -(2**31) <= int(text) < 2**31
    if name == "integer" and not is_small:
        raise LossError("would make it an xsd:decimal")
    if name == "unsignedInt" and not is_small:
        raise LossError("may make it negative")
    if text == str(value):
        return text
    is_odd = text[0] in "+-" and name != "integer"
    if is_odd or not is_small or not is_well_typed(text, name):
        raise LossError("may write so odd a form in another way")
    return str(value)


def _decimal(text: str, _name: str) -> str:
    if not DECIMAL.fullmatch(text):
        raise LossError("may make it a number")
    written = plain(Decimal(text))
    whole, _, places = written.lstrip("-").partition(".")
    if len(whole) > _MOST_WHOLE_DIGITS or len(places) > _MOST_PLACES:
        raise LossError("would not keep so many digits")
    return written


def _double(text: str, name: str) -> str:
    if text in INFINITE:
        return text
    if not NUMBER.fullmatch(text):
        raise LossError("may make it a number")
    value = read_number(text, name)
    assert value is not None
    if not math.isfinite(value):
        return "INF" if value > 0 else "-INF"
    written = f"{value:.6g}"
    if (single(float(written)) if name == "float" else float(written)) != value:
        raise LossError("gives back six digits only")
    return written if "e" in written or "." in written else written + ".0"


def _moment(text: str, name: str) -> str:
    if not is_well_typed(text, name):
        raise LossError("may make it another date or time")
    if name in ("gMonthDay", "gDay", "gMonth") or "24:00:00" in text:
        return text  # these it does not read
    if text.endswith("-00:00"):
        raise LossError("would drop its time zone")
    year = text.partition("-")[0].rstrip("Z").partition("+")[0]
    if _NO_SUCH_DAY.match(text) or ("-02-29" in text and int(year) < _FIRST_GREGORIAN_YEAR):
        raise LossError("may not have that day in its calendar")
    if name != "time" and (len(year) != 4 or not _FIRST_YEAR <= int(year) < _LAST_YEAR):
        raise LossError("may write so early or late a year in another way")
    trimmed = trimmed_fraction(text)
    count = fraction_digits(trimmed)
    if count > _MICROSECONDS:
        raise LossError("keeps six digits of a second only")
    if count:
        at = trimmed.index(".") + 1
        zeros = (_MILLISECONDS if count <= _MILLISECONDS else _MICROSECONDS) - count
        trimmed = trimmed[: at + count] + "0" * zeros + trimmed[at + count :]
    return with_zone(trimmed, "Z")


def _duration(_text: str, _name: str) -> str:
    raise LossError("would make it a number of months or seconds")


def _odd(_text: str, name: str) -> str:
    raise LossError(f"does not keep every xsd:{name}")


VIRTUOSO: Mapping[str, Rewriter] = MappingProxyType({
    **dict.fromkeys(INTEGERS, _integer), "decimal": _decimal, "double": _double, "float": _double,
    "boolean": boolean, **dict.fromkeys(MOMENTS, _moment), **dict.fromkeys(DURATIONS, _duration),
    "precisionDecimal": _odd,
})  # fmt: skip
