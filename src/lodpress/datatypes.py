"""The datatypes of OWL 2: which literals are well-typed, what they denote, and what a datatype holds."""

from __future__ import annotations

import math
import re
import struct
from base64 import b64decode
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType
from xml.parsers.expat import ExpatError, ParserCreate

from lodpress.terms import RDF, RDFS, XSD
from lodpress.triples import iri, lexical_form

#: A value: the name of its value space and what identifies it there.
Value = tuple[str, object]

LANG_STRING = iri(RDF + "langString")
PLAIN_LITERAL = iri(RDF + "PlainLiteral")
XML_LITERAL = iri(RDF + "XMLLiteral")
HTML = iri(RDF + "HTML")
LITERAL = iri(RDFS + "Literal")


def xsd(name: str) -> str:
    """The term of a datatype of XML Schema."""
    return iri(XSD + name)


_STRING = xsd("string")

_PARENTS = {
    "long": "integer", "int": "long", "short": "int", "byte": "short", "integer": "decimal",
    "nonNegativeInteger": "integer", "positiveInteger": "nonNegativeInteger",
    "unsignedLong": "nonNegativeInteger", "unsignedInt": "unsignedLong", "unsignedShort": "unsignedInt",
    "unsignedByte": "unsignedShort", "nonPositiveInteger": "integer", "negativeInteger": "nonPositiveInteger",
    "normalizedString": "string", "token": "normalizedString", "language": "token", "Name": "token",
    "NCName": "Name", "NMTOKEN": "token", "dateTimeStamp": "dateTime",
}  # fmt: skip


def _ancestors(name: str) -> frozenset[str]:
    parent = _PARENTS.get(name)
    return frozenset({xsd(name)}) | (_ancestors(parent) if parent else frozenset())


#: Each derived datatype with all that it is derived from (XML Schema 1.1 part 2, section 3), itself included.
#: owlrl has NMTOKEN below Name, which XML Schema has not; here as there, so that both engines agree.
SUPER_DATATYPES: Mapping[str, frozenset[str]] = MappingProxyType(
    {xsd(name): _ancestors(name) | ({xsd("Name")} if name == "NMTOKEN" else set()) for name in _PARENTS}
)

_BOUNDS: dict[str, tuple[int | None, int | None]] = {
    "integer": (None, None), "nonNegativeInteger": (0, None), "positiveInteger": (1, None),
    "nonPositiveInteger": (None, 0), "negativeInteger": (None, -1),
    "long": (-(2**63), 2**63 - 1), "int": (-(2**31), 2**31 - 1), "short": (-(2**15), 2**15 - 1),
    "byte": (-128, 127), "unsignedLong": (0, 2**64 - 1), "unsignedInt": (0, 2**32 - 1),
    "unsignedShort": (0, 2**16 - 1), "unsignedByte": (0, 255),
}  # fmt: skip

_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)

# XML 1.0 (fifth edition), productions 4 and 4a, without the colon
_START = (
    "A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_PART = _START + "\\-.0-9\u00b7\u0300-\u036f\u203f\u2040"
# patterns that few documents need are compiled where they are used, and kept by `re`
_TEXTS = {
    "string": r"[^\x00]*",
    "normalizedString": r"[^\t\n\r\x00]*",
    "token": r"(?:[^\t\n\r \x00]+(?: [^\t\n\r \x00]+)*)?",
    "language": r"[a-zA-Z]{1,8}(?:-[a-zA-Z0-9]{1,8})*",
    "Name": f"[:{_START}][:{_PART}]*",
    "NCName": f"[{_START}][{_PART}]*",
    "NMTOKEN": f"[:{_PART}]+",
}
_INTEGER = re.compile(r"[+-]?[0-9]+")
_DECIMAL = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_DOUBLE = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|[+-]?INF|NaN"
_BASE64 = r"(?:[A-Za-z0-9+/] ?){2}(?:[A-Za-z0-9+/] ?)*(?:= ?){0,2}|"
_YEAR = r"(?P<year>-?(?:[1-9][0-9]{3,}|0[0-9]{3}))"
_MONTH, _DAY = r"(?P<month>0[1-9]|1[0-2])", r"(?P<day>0[1-9]|[12][0-9]|3[01])"
_TIME = r"(?P<time>(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]+)?|24:00:00(?:\.0+)?)"
_ZONE = r"(?P<zone>Z|[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00))?"
_DAYS_AND_TIME = r"(?:[0-9]+D)?(?:T(?=[0-9])(?:[0-9]+H)?(?:[0-9]+M)?(?:[0-9]+(?:\.[0-9]+)?S)?)?"
_YEARS_AND_MONTHS = r"(?:[0-9]+Y)?(?:[0-9]+M)?"
#: Durations are no datatypes of OWL 2: their texts are judged, their values are not compared.
_DURATIONS = {
    xsd("duration"): f"-?P(?=[0-9T]){_YEARS_AND_MONTHS}{_DAYS_AND_TIME}",
    xsd("yearMonthDuration"): f"-?P(?=[0-9]){_YEARS_AND_MONTHS}",
    xsd("dayTimeDuration"): f"-?P(?=[0-9T]){_DAYS_AND_TIME}",
}
_MOMENTS = {
    name: pattern + _ZONE
    for name, pattern in {
        "dateTime": f"{_YEAR}-{_MONTH}-{_DAY}T{_TIME}", "time": _TIME, "date": f"{_YEAR}-{_MONTH}-{_DAY}",
        "gYearMonth": f"{_YEAR}-{_MONTH}", "gYear": _YEAR, "gMonthDay": f"--{_MONTH}-{_DAY}",
        "gDay": f"---{_DAY}", "gMonth": f"--{_MONTH}",
    }.items()
}  # fmt: skip


def datatype(literal: str) -> str:
    """The datatype of a literal, as a term."""
    if literal[-1] == ">":
        return literal[literal.rindex("^^") + 2 :]
    return _STRING if literal[-1] == '"' else LANG_STRING


def _integer(name: str) -> Callable[[str], Value | None]:
    low, high = _BOUNDS[name]

    def read(text: str) -> Value | None:
        if not _INTEGER.fullmatch(text):
            return None
        value = Decimal(text)
        inside = (low is None or value >= low) and (high is None or value <= high)
        return ("decimal", value) if inside else None

    return read


def _text(name: str) -> Callable[[str], Value | None]:
    def read(text: str) -> Value | None:
        return ("string", text) if re.fullmatch(_TEXTS[name], text) else None

    return read


def _moment(name: str) -> Callable[[str], Value | None]:
    def read(text: str) -> Value | None:
        match = re.fullmatch(_MOMENTS[name], text)
        if match is None:
            return None
        part = match.groupdict()
        if "day" in part and "month" in part and not _has_day(part):
            return None
        zone = "+00:00" if part["zone"] in ("Z", "-00:00") else part["zone"]
        written = part.get("time") or ""
        seconds = written.rstrip("0").rstrip(".") if "." in written else written
        return (name, (part.get("year"), part.get("month"), part.get("day"), seconds, zone))

    return read


def _has_day(part: Mapping[str, str | None]) -> bool:
    """Whether the month has that day; 29 February stands where no year is, and in year 0000."""
    year, month, day = int(part.get("year") or 0), int(part["month"] or 0), int(part["day"] or 0)
    is_leap_year = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return day <= (29 if month == 2 and is_leap_year else _DAYS[month - 1])


def _decimal(text: str) -> Value | None:
    return ("decimal", Decimal(text)) if _DECIMAL.fullmatch(text) else None


def _double(text: str) -> Value | None:
    if not re.fullmatch(_DOUBLE, text):
        return None
    # the two zeros are equal and not identical (OWL 2 structural specification, section 4.2)
    return ("double", repr(float(text)))


def _float(text: str) -> Value | None:
    if not re.fullmatch(_DOUBLE, text):
        return None
    value = float(text)
    try:
        single = struct.unpack("f", struct.pack("f", value))[0]
    except OverflowError:
        single = math.copysign(math.inf, value)
    return ("float", repr(single))


def _boolean(text: str) -> Value | None:
    return ("boolean", text in ("true", "1")) if text in ("true", "false", "1", "0") else None


def _hex_binary(text: str) -> Value | None:
    return ("hexBinary", bytes.fromhex(text)) if re.fullmatch("(?:[0-9A-Fa-f]{2})*", text) else None


def _base64_binary(text: str) -> Value | None:
    if not re.fullmatch(_BASE64, text) or text.endswith(" "):
        return None
    digits = text.replace(" ", "")
    return ("base64Binary", b64decode(digits)) if len(digits) % 4 == 0 else None


def _any_uri(text: str) -> Value | None:
    return ("anyURI", text)


def _stamp(text: str) -> Value | None:
    value = _moment("dateTime")(text)
    return value if value and re.search(r"(?:Z|[+-][0-9]{2}:[0-9]{2})$", text) else None


def _xml(text: str) -> Value | None:
    """A fragment is well-formed where it is so inside an element, where no entity can be declared."""
    try:
        ParserCreate().Parse(f"<a>{text}</a>", True)
    except ExpatError:
        return None
    return ("XMLLiteral", text)


def _html(text: str) -> Value | None:
    return ("HTML", text)


_READERS: dict[str, Callable[[str], Value | None]] = {
    **{xsd(name): _integer(name) for name in _BOUNDS},
    **{xsd(name): _text(name) for name in _TEXTS},
    **{xsd(name): _moment(name) for name in _MOMENTS},
    xsd("decimal"): _decimal, xsd("double"): _double, xsd("float"): _float, xsd("boolean"): _boolean,
    xsd("hexBinary"): _hex_binary, xsd("base64Binary"): _base64_binary, xsd("anyURI"): _any_uri,
    xsd("dateTimeStamp"): _stamp, XML_LITERAL: _xml, HTML: _html,
}  # fmt: skip

#: The datatypes whose values are known here: those of OWL 2, and XML Schema's other dates and times.
DATATYPES = frozenset({*_READERS, LANG_STRING, PLAIN_LITERAL, LITERAL})

#: The datatypes whose literals have their datatype, and what it is derived from, as a class (owlrl's list).
TYPING_DATATYPES = DATATYPES - {xsd(name) for name in ("gYearMonth", "gYear", "gMonthDay", "gDay", "gMonth")}


def classes(literal: str) -> frozenset[str]:
    """The datatypes that a literal is an instance of (rule dt-type2, as far as owlrl goes).

    That is its datatype and those it is derived from; none where it has a language or is ill-typed.
    """
    kind = datatype(literal)
    if literal[-1] not in '>"' or kind not in TYPING_DATATYPES or is_ill_typed(literal):
        return frozenset()
    return SUPER_DATATYPES.get(kind) or frozenset({kind})


def value(literal: str) -> Value | None:
    """The value of a literal; None where it is ill-typed. In an unknown datatype it stands for itself."""
    kind = datatype(literal)
    if kind == LANG_STRING and literal[-1] != ">":
        return ("langString", literal)
    reader = _READERS.get(kind)
    return reader(lexical_form(literal)) if reader else ("", literal)


@lru_cache(maxsize=1 << 16)  # the same line numbers and ordinals stand in every document
def is_ill_typed(literal: str) -> bool:
    """Whether the text of the literal is outside the lexical space of its datatype (rule dt-not-type).

    Nothing is ill-typed in a datatype that is not known here.
    """
    pattern = _DURATIONS.get(datatype(literal))
    if pattern is not None:
        return re.fullmatch(pattern, lexical_form(literal)) is None
    return value(literal) is None


def differ(one: str, other: str) -> bool:
    """Whether two literals surely denote two values; in unknown datatypes nothing is sure."""
    first, second = value(one), value(other)
    return first != second and first is not None and second is not None and bool(first[0] and second[0])


def holds(datatype_term: str, literal: str) -> bool:
    """Whether the value of a well-typed literal may be in the value space of the datatype (rule dt-not-type)."""
    own = datatype(literal)
    if datatype_term in (own, LITERAL) or own not in DATATYPES or datatype_term not in DATATYPES:
        return True
    kind = (value(literal) or ("", ""))[0]
    if datatype_term in (LANG_STRING, PLAIN_LITERAL):
        return kind == "langString" or (kind == "string" and datatype_term == PLAIN_LITERAL)
    return _holds_text(datatype_term, kind, literal)


def _holds_text(datatype_term: str, kind: str, literal: str) -> bool:
    """Whether the datatype reads the value of `kind` from the literal's text, or, of a whole number, from its digits."""
    text = lexical_form(literal)
    if kind == "decimal" and Decimal(text) == (whole := Decimal(text).to_integral_value()):
        text = f"{whole:f}"
    read = _READERS[datatype_term](text)
    return read is not None and read[0] == kind
