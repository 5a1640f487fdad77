"""How triple stores write the typed literals that they keep as values: measured, and held to the stores by the tests.

A rewriter gets the text of a literal and its datatype's name in XML Schema and returns the text that
the store gives back; it raises LossError, in words, where the value or the datatype would not survive,
or where the form cannot be foretold.
"""

from __future__ import annotations

import math
import re
import struct
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType

from lodpress.datatypes import is_ill_typed, xsd
from lodpress.triples import literal

Rewriter = Callable[[str, str], str]


class LossError(ValueError):
    """What a store would do to a literal, as the end of a sentence that starts with the store."""


INTEGERS = frozenset({
    "integer", "long", "int", "short", "byte", "nonNegativeInteger", "positiveInteger", "unsignedLong",
    "unsignedInt", "unsignedShort", "unsignedByte", "nonPositiveInteger", "negativeInteger",
})  # fmt: skip
MOMENTS = frozenset("dateTime time date gYearMonth gYear gMonthDay gDay gMonth".split())
DURATIONS = frozenset({"duration", "dayTimeDuration", "yearMonthDuration"})

INTEGER = re.compile(r"[+-]?[0-9]+")
DECIMAL = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
INFINITE = MappingProxyType({"INF": "INF", "+INF": "INF", "-INF": "-INF", "NaN": "NaN"})
FRACTION = re.compile(r"\.([0-9]+)")


def is_well_typed(text: str, name: str) -> bool:
    """Whether the text is in the lexical space of that datatype of XML Schema."""
    return not is_ill_typed(literal(text, datatype=xsd(name)[1:-1]))


def plain(value: Decimal) -> str:
    """The shortest decimal numeral without an exponent; zero has no sign."""
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def single(value: float) -> float:
    """The xsd:float nearest to a number; infinite where that is too large."""
    try:
        rounded: float = struct.unpack("f", struct.pack("f", value))[0]
    except OverflowError:
        return math.copysign(math.inf, value)
    return rounded


def read_number(text: str, name: str) -> float | None:
    """The xsd:double or xsd:float that a text denotes, None for INF and NaN; raises LossError where readers differ."""
    if text in INFINITE:
        return None
    value = float(text)
    if name == "double":
        return value
    low, high = single(math.nextafter(value, -math.inf)), single(math.nextafter(value, math.inf))
    if low != high and Fraction(text) != (Fraction(value) if math.isfinite(value) else None):
        raise LossError("may round it either way: it is half way between two values of xsd:float")
    return single(value)


def digits(value: float, name: str) -> Decimal:
    """The fewest decimal digits that denote a finite xsd:double or xsd:float."""
    if name == "double":
        return Decimal(repr(value))
    return next(d for p in range(9) if single(float(d := Decimal(f"{value:.{p}e}"))) == value)


def boolean(text: str, _name: str) -> str:
    """The text of an xsd:boolean, `1` and `0` in words."""
    return {"1": "true", "0": "false"}.get(text, text)


def with_zone(text: str, written: str) -> str:
    """The text of a date or time, `+00:00` and `-00:00` written so."""
    return text[:-6] + written if text.endswith(("+00:00", "-00:00")) else text


def trimmed_fraction(text: str) -> str:
    """The text of a date or time without the zeros that end its seconds."""
    return FRACTION.sub(lambda match: ("." + match[1].rstrip("0")).rstrip("."), text)


def fraction_digits(text: str) -> int:
    """How many digits follow the point of the seconds."""
    match = FRACTION.search(text)
    return len(match[1]) if match else 0
