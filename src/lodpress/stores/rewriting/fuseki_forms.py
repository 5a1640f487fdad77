"""The literals that Fuseki 5.5.0 over TDB2 writes anew: those that fit into its eight bytes, and numbers beyond.

Other literals stand in a file, where signed integers are 64 bits without their datatype, and doubles
Java's: what it gives back right after it was sent is what it remembers, and not what it has kept.
"""

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
    digits,
    fraction_digits,
    is_well_typed,
    plain,
    read_number,
    trimmed_fraction,
    with_zone,
)

_LONGEST_INTEGER = 19
_LARGEST_INTEGER, _LARGEST_DECIMAL = 2**55, 2**47
_LARGEST_IN_FILE = 2**63
_NUMBERS_IN_FILE = frozenset({"integer", "long", "int", "short", "byte"})
_LARGEST_SCALE = 127
_EXPONENTS = range(-254, 256)  # of two, of the doubles that fit
_FIRST_YEAR_TOO_LATE = 8000
_MOST_SECOND_DIGITS = 9  # with more its reader may fail, with nineteen it does


def _strict(text: str) -> None:
    """Nothing; raises LossError for a text with blanks around it, which it takes for well-typed."""
    if text.strip("".join(map(chr, range(0x21)))) != text:
        raise LossError("would cut off the blanks around it")


def _integer(text: str, name: str) -> str:
    _strict(text)
    if not INTEGER.fullmatch(text) or not is_well_typed(text, name):
        return text
    value = int(text)
    if len(text) <= _LONGEST_INTEGER and -_LARGEST_INTEGER <= value < _LARGEST_INTEGER:
        return str(value)
    if name not in _NUMBERS_IN_FILE:
        return text
    if name != "integer" or text != str(value) or not -_LARGEST_IN_FILE <= value < _LARGEST_IN_FILE:
        raise LossError("would keep of so long a number 64 bits only, as an xsd:integer")
    return text


def _decimal(text: str, _name: str) -> str:
    _strict(text)
    if not DECIMAL.fullmatch(text):
        return text
    whole, _, part = text.lstrip("+-").partition(".")
    short = part.rstrip("0")
    fits, may_fit = _fits(text, whole, part), _fits(text, whole, short)
    if fits != may_fit:
        raise LossError("may keep its zeros or not, as the version has it")
    if not fits:
        return text
    written = plain(Decimal(text))
    return written if "." in written else written + ".0"


def _fits(text: str, whole: str, part: str) -> bool:
    value = int(whole + part or "0") * (-1 if text[0] == "-" else 1)
    return -_LARGEST_DECIMAL <= value < _LARGEST_DECIMAL and len(part) <= _LARGEST_SCALE


def _double(text: str, name: str) -> str:
    _strict(text)
    if not NUMBER.fullmatch(text) and text not in INFINITE:
        return text
    value = read_number(text, name)
    if value is None or not math.isfinite(value):
        return INFINITE[text] if value is None else "INF" if value > 0 else "-INF"
    exponent = math.frexp(value)[1] - 1
    if name == "double" and value and exponent not in _EXPONENTS:
        raise LossError(
            "would write so large or small a number in another way, once it has forgotten this one"
        )
    return ("-" if math.copysign(1, value) < 0 else "") + _java(abs(value), name)


def _java(value: float, name: str) -> str:
    """How every Java writes a number; raises LossError where older and newer ones differ."""
    number = digits(value, name)
    exponent = number.adjusted() if value else 0
    if -3 <= exponent < 7:
        written = plain(number)
        return (written if "." in written else written + ".0") + ("e0" if name == "double" else "")
    shown = "".join(map(str, number.as_tuple().digits)).rstrip("0")
    if name == "float" or not -15 <= exponent <= 15 or len(shown) > 15:
        raise LossError("may write so large or small a number in another way")
    return f"{shown[0]}.{shown[1:] or '0'}E{exponent}"


def _boolean(text: str, name: str) -> str:
    _strict(text)
    return boolean(text, name)


def _readable(text: str) -> None:
    """Nothing; raises LossError for seconds that its reader fails at."""
    if fraction_digits(text) > _MOST_SECOND_DIGITS or re.search(r"(?<![0-9])\.|\.(?![0-9])", text):
        raise LossError("may refuse seconds with so many digits, or none")


def _moment(text: str, name: str) -> str:
    _strict(text)
    _readable(text)
    if not is_well_typed(text, name):
        if name == "dateTimeStamp" and is_well_typed(text, "dateTime"):
            raise LossError("would make it an xsd:dateTime")
        return text
    if text.startswith("-0000"):
        raise LossError("would take away the sign of its year")
    year = text.partition("-")[0]
    zone = re.search(r"[+-][0-9]{2}:([0-9]{2})$", text)
    if not year or int(year) >= _FIRST_YEAR_TOO_LATE or (zone and int(zone[1]) % 15):
        return text
    trimmed = trimmed_fraction(text)
    if fraction_digits(trimmed) > 3:
        return text
    return with_zone(trimmed, "+00:00") if name != "time" else text


def _unchanged(text: str, _name: str) -> str:
    _readable(text)
    return text


FUSEKI: Mapping[str, Rewriter] = MappingProxyType({
    **dict.fromkeys((*DURATIONS, *MOMENTS), _unchanged),
    **dict.fromkeys(INTEGERS, _integer), "decimal": _decimal, "double": _double, "float": _double,
    "boolean": _boolean, "dateTime": _moment, "dateTimeStamp": _moment, "date": _moment,
})  # fmt: skip
