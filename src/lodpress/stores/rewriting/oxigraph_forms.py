"""The literals that Oxigraph 0.5.13 writes anew: whatever its parsers read is kept as a value."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

from lodpress.stores.rewriting.lexical_forms import (
    DECIMAL,
    DURATIONS,
    FRACTION,
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

_PLACES = 18


def _integer(text: str, name: str) -> str:
    if not _is_long(text):
        return text
    if not is_well_typed(text, name):
        raise LossError("would make it a well-typed xsd:integer")
    return str(int(text))


def _decimal(text: str, _name: str) -> str:
    if not DECIMAL.fullmatch(text):
        return text
    whole, _, part = text.partition(".")
    part = part.rstrip("0")
    # it is kept as a whole number of 10^-18 in 16 bytes
    if len(part) > _PLACES or not -(2**127) <= int(f"{whole}{part:0<{_PLACES}}") < 2**127:
        return text
    return plain(Decimal(text))


def _double(text: str, name: str) -> str:
    if not NUMBER.fullmatch(text) and text not in INFINITE:
        if re.fullmatch(r"[+-]?(?:inf|infinity|nan)", text, re.IGNORECASE | re.ASCII):
            raise LossError(f"would take it for a well-typed xsd:{name}")
        return text
    value = read_number(text, name)
    if value is None or not math.isfinite(value):
        return INFINITE[text] if value is None else "INF" if value > 0 else "-INF"
    return ("-" if math.copysign(1, value) < 0 else "") + plain(digits(abs(value), name))


def _moment(text: str, name: str) -> str:
    if not is_well_typed(text, name):
        if re.fullmatch(r"[0-9Z.:T+-]+", text) and is_well_typed(FRACTION.sub("", text), name):
            raise LossError("may write it anew")
        return text
    if len(text.lstrip("-").partition("-")[0]) > 9 and name not in ("time", "gMonthDay", "gDay", "gMonth"):
        raise LossError("may not keep so large a year")
    if fraction_digits(trimmed_fraction(text)) > _PLACES or (
        name == "gMonthDay" and text.startswith("--02-29")
    ):
        return text
    if text.startswith("-0000"):
        raise LossError("would take away the sign of its year")
    if text.endswith("-00:01"):
        raise LossError("would drop its time zone")
    text = with_zone(trimmed_fraction(text), "Z")
    return _next_day(text) if "24:00:00" in text else text


def _next_day(text: str) -> str:
    """The same moment, written as the start of the next day."""
    date, clock = text.split("24:00:00")
    if not date:
        return f"00:00:00{clock}"
    year, month, day = re.fullmatch(r"(-?[0-9]+)-([0-9]+)-([0-9]+)T", date).groups()  # type: ignore[union-attr]
    for follower in (f"{year}-{month}-{int(day) + 1:02}", f"{year}-{int(month) + 1:02}-01"):
        if is_well_typed(follower, "date"):
            return f"{follower}T00:00:00{clock}"
    after = int(year) + 1
    return f"{'-' if after < 0 else ''}{abs(after):04}-01-01T00:00:00{clock}"


def _stamp(text: str, _name: str) -> str:
    if is_well_typed(text, "dateTime"):
        raise LossError("would make it an xsd:dateTime")
    return _moment(text, "dateTime")  # kept, or refused as well


def _duration(text: str, name: str) -> str:
    if not re.match(r"-?P", text):
        return text
    if not is_well_typed(text, name):
        raise LossError("may take it for a well-typed duration")
    if re.search(r"[0-9]{10}", text):
        raise LossError("may not keep so large a number")
    parts = {unit: Decimal(number) for number, unit in re.findall(r"([0-9.]+)([A-Z])", text.replace("M", "O", 1)
             if "M" in text.partition("T")[0] else text)}  # fmt: skip
    months = int(parts.get("Y", 0) * 12 + parts.get("O", 0))
    seconds = sum((parts.get(unit, Decimal(0)) * size for unit, size in
                   (("D", 86400), ("H", 3600), ("M", 60), ("S", 1))), Decimal(0))  # fmt: skip
    written = _years(months) + _days(seconds)
    if not written:
        return "P0M" if name == "yearMonthDuration" else "PT0S"
    return ("-" if text[0] == "-" else "") + "P" + written


def _years(months: int) -> str:
    years, months = divmod(months, 12)
    return (f"{years}Y" if years else "") + (f"{months}M" if months else "")


def _days(seconds: Decimal) -> str:
    hours, minutes = divmod(int(seconds // 60), 60)
    seconds %= 60
    days, hours = divmod(hours, 24)
    clock = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
    clock += f"{plain(seconds)}S" if seconds else ""
    return (f"{days}D" if days else "") + (f"T{clock}" if clock else "")


OXIGRAPH: Mapping[str, Rewriter] = MappingProxyType({
    **dict.fromkeys(INTEGERS, _integer), "decimal": _decimal,
    "double": _double, "float": _double, "boolean": boolean,
    **dict.fromkeys(MOMENTS, _moment), "dateTimeStamp": _stamp,
    **dict.fromkeys(DURATIONS, _duration),
})  # fmt: skip


def stored_name(name: str, text: str) -> str:
    """The name of the datatype that a literal has in the store: there is one for all integers that fit."""
    return "integer" if name in INTEGERS and _is_long(text) else name


def _is_long(text: str) -> bool:
    return INTEGER.fullmatch(text) is not None and -(2**63) <= int(text) < 2**63
