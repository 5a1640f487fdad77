"""Which literals are ill-typed, and a guard that makes every engine see it.

Engines know the lexical spaces of some datatypes only, and not of the same ones: pyshacl takes
`"20x5"^^xsd:gYear` for a year and pyshacl-turbo `"inf"^^xsd:float` for a number. So an ill-typed
literal goes in with a datatype of its own, which no sh:datatype names, and comes out as it was.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterable

from lodpress.terms import XSD
from lodpress.triples import Triple

#: What precedes the datatype of an ill-typed literal inside an engine.
MARK = "urn:x-lodpress:ill-typed:"

_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}

_BOUNDS: dict[str, tuple[int | None, int | None]] = {
    "integer": (None, None), "nonNegativeInteger": (0, None), "positiveInteger": (1, None),
    "nonPositiveInteger": (None, 0), "negativeInteger": (None, -1),
    "long": (-(2**63), 2**63 - 1), "int": (-(2**31), 2**31 - 1), "short": (-(2**15), 2**15 - 1),
    "byte": (-128, 127), "unsignedLong": (0, 2**64 - 1), "unsignedInt": (0, 2**32 - 1),
    "unsignedShort": (0, 2**16 - 1), "unsignedByte": (0, 255),
}  # fmt: skip
_INTEGER = re.compile(r"[+-]?([0-9]+)")

_NUMBER = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)"
_FLOAT = rf"{_NUMBER}(?:[eE][+-]?[0-9]+)?|[+-]?INF|NaN"
_YEAR = r"(?P<year>-?(?:[1-9][0-9]{3,}|0[0-9]{3}))"
_MONTH, _DAY = r"(?P<month>0[1-9]|1[0-2])", r"(?P<day>0[1-9]|[12][0-9]|3[01])"
_TIME = r"(?:(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]+)?|24:00:00(?:\.0+)?)"
_OFFSET = r"(?:Z|[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00))"
_DAYS_AND_TIME = r"(?:[0-9]+D)?(?:T(?=[0-9])(?:[0-9]+H)?(?:[0-9]+M)?(?:[0-9]+(?:\.[0-9]+)?S)?)?"
_YEARS_AND_MONTHS = r"(?:[0-9]+Y)?(?:[0-9]+M)?"
_BASE64 = r"(?:(?:[A-Za-z0-9+/] ?){4})*(?:(?:[A-Za-z0-9+/] ?){3}=|(?:[A-Za-z0-9+/] ?){2}= ?=)?"

# XML Schema 1.1 part 2, sections 3.3 and 3.4
_PATTERNS = {
    "boolean": "true|false|0|1",
    "decimal": _NUMBER,
    "float": _FLOAT,
    "double": _FLOAT,
    "date": f"{_YEAR}-{_MONTH}-{_DAY}{_OFFSET}?",
    "dateTime": f"{_YEAR}-{_MONTH}-{_DAY}T{_TIME}{_OFFSET}?",
    "dateTimeStamp": f"{_YEAR}-{_MONTH}-{_DAY}T{_TIME}{_OFFSET}",
    "time": f"{_TIME}{_OFFSET}?",
    "gYearMonth": f"{_YEAR}-{_MONTH}{_OFFSET}?",
    "gYear": f"{_YEAR}{_OFFSET}?",
    "gMonthDay": f"--{_MONTH}-{_DAY}{_OFFSET}?",
    "gDay": f"---{_DAY}{_OFFSET}?",
    "gMonth": f"--{_MONTH}{_OFFSET}?",
    "duration": f"-?P(?=[0-9T]){_YEARS_AND_MONTHS}{_DAYS_AND_TIME}",
    "yearMonthDuration": f"-?P(?=[0-9]){_YEARS_AND_MONTHS}",
    "dayTimeDuration": f"-?P(?=[0-9T]){_DAYS_AND_TIME}",
    "hexBinary": "(?:[0-9A-Fa-f]{2})*",
    "base64Binary": _BASE64,
    "language": "[a-zA-Z]{1,8}(?:-[a-zA-Z0-9]{1,8})*",
    "normalizedString": r"[^\t\n\r]*",
    "token": r"(?:[^\t\n\r ]+(?: [^\t\n\r ]+)*)?",
}


def _integer(name: str) -> Callable[[str], bool]:
    low, high = _BOUNDS[name]

    def fits(text: str) -> bool:
        match = _INTEGER.fullmatch(text)
        if match is None:
            return False
        if low is None and high is None:  # any number of digits, more than Python turns into an int
            return True
        digits = match[1].lstrip("0")[:30] or "0"
        value = -int(digits) if text.startswith("-") else int(digits)
        return (low is None or value >= low) and (high is None or value <= high)

    return fits


def _pattern(name: str) -> Callable[[str], bool]:
    def fits(text: str) -> bool:
        match = re.fullmatch(_PATTERNS[name], text)
        return match is not None and _has_day(match.groupdict())

    return fits


def _has_day(parts: dict[str, str | None]) -> bool:
    """Whether the month has that day; 29 February stands where no year is named."""
    month, day = parts.get("month"), parts.get("day")
    if month is None or day is None:
        return True
    year = int((parts.get("year") or "2000")[-4:])  # the calendar turns over every 400 years
    return int(day) <= monthrange(year % 400 + 2000, int(month))[1]


_READERS: dict[str, Callable[[str], bool]] = {
    **{f"{XSD}{name}": _integer(name) for name in _BOUNDS},
    **{f"{XSD}{name}": _pattern(name) for name in _PATTERNS},
}


def is_ill_typed(term: str) -> bool:
    """Whether a literal's text is outside the lexical space of its datatype; False for datatypes not known here."""
    if term[0] != '"' or term[-1] != ">":
        return False
    text, _, datatype = term[1:-1].rpartition('"^^<')
    fits = _READERS.get(datatype)
    return fits is not None and not fits(unescaped(text))


def unescaped(text: str) -> str:
    """What stands between the quotes of an N-Triples literal, its escapes resolved."""
    return _ESCAPE.sub(_character, text) if "\\" in text else text


def _character(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    return chr(int(code, 16)) if code else _ESCAPED.get(match[3], match[3])


def marked(triples: Iterable[Triple]) -> list[Triple]:
    """The triples with every ill-typed literal given a datatype of its own."""
    return [(s, p, _marked(o) if o[-1] == ">" and o[0] == '"' else o) for s, p, o in triples]


def _marked(term: str) -> str:
    if not is_ill_typed(term):
        return term
    text, _, datatype = term.rpartition("^^<")
    return f"{text}^^<{MARK}{datatype}"


def unmarked(text: str) -> str:
    """A term or message of an engine as it would read without the guard."""
    return text.replace(MARK, "")
