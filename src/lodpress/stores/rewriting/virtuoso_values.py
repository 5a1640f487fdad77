"""The literals that Virtuoso takes for one: it compares values, and keeps the first of those that are equal."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import combinations

from lodpress.datatypes import datatype
from lodpress.stores.rewriting.lexical_forms import INTEGERS, MOMENTS
from lodpress.terms import XSD
from lodpress.triples import Triple, lexical_form

_NUMBERS = INTEGERS | {"decimal", "double", "float", "boolean"}
_EXACT = INTEGERS | {"decimal", "boolean"}
_TRUTHS = {"true": 1.0, "false": 0.0}
_DATE_TIME = re.compile(
    r"(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{2}))?(?:-(?P<day>[0-9]{2}))?"
    r"(?:T(?P<hour>[0-9]{2}):(?P<minute>[0-9]{2}):(?P<second>[0-9]{2})(?P<part>\.[0-9]+)?)?"
    r"(?P<zone>Z|[+-][0-9]{2}:[0-9]{2})?"
)

#: What two literals that are taken for one have in common.
_Value = tuple[str, object]


def same_values(triples: Iterable[Triple]) -> Iterator[tuple[Triple, Triple]]:
    """Yields the pairs of triples, as they are stored, of which the store keeps one only, or may."""
    groups: dict[tuple[str, str, _Value], list[Triple]] = {}
    for triple in triples:
        value = _value(triple[2]) if triple[2][-1] == ">" and triple[2][0] == '"' else None
        if value is not None:
            groups.setdefault((triple[0], triple[1], value), []).append(triple)
    for group in groups.values():
        for one, other in combinations(sorted(group), 2):
            if not _differ_exactly(one[2], other[2]):
                yield one, other


def _differ_exactly(one: str, other: str) -> bool:
    """Whether two numbers of one exact datatype only look equal because both are rounded."""
    name = _name(one)
    return name == _name(other) and name in _EXACT


def _name(literal: str) -> str:
    return datatype(literal)[len(XSD) + 1 : -1] if XSD in literal else ""


def _value(literal: str) -> _Value | None:
    name, text = _name(literal), ""
    if name in _NUMBERS:
        text = lexical_form(literal)
        return ("number", _TRUTHS.get(text, 0.0) if name == "boolean" else float(text))
    if name not in MOMENTS:
        return None
    text = lexical_form(literal)
    match = _DATE_TIME.fullmatch(text)
    # times, and days and months without a year, are held apart by what they are
    return ("moment", _instant(match)) if match else ("other moment", (name == "time", text[-1] == "Z"))


def _instant(match: re.Match[str]) -> tuple[bool, datetime]:
    """Whether there is a time zone, and the moment in UTC; what is not said is the first."""
    part = match.groupdict()
    numbers = [int(part[unit] or least) for unit, least in
               (("year", 1), ("month", 1), ("day", 1), ("hour", 0), ("minute", 0), ("second", 0))]  # fmt: skip
    moment = datetime(numbers[0], numbers[1], numbers[2]) + timedelta(
        hours=numbers[3],
        minutes=numbers[4],
        seconds=numbers[5],
        microseconds=round(float(part["part"] or 0) * 1e6),
    )
    zone = part["zone"]
    if not zone or zone == "Z":
        return bool(zone), moment
    offset = timedelta(hours=int(zone[1:3]), minutes=int(zone[4:]))
    return True, moment - offset if zone[0] == "+" else moment + offset
