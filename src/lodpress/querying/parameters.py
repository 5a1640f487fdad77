"""Parameters of a query: marked VALUES lines, by grlc's naming, that a call replaces whole."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from string import capwords

from lodpress.problems import UsageError
from lodpress.querying.tokens import Token, tokens
from lodpress.terms import XSD
from lodpress.triples import iri, literal

#: What a parameter may be given; text is read as its type asks.
Value = str | int | Decimal | date

_VARIABLE = re.compile(r"\?_([A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)*)_([A-Za-z]+)")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_LANGUAGE_TAGGED = re.compile(r"""["']@[A-Za-z-]+$""")
#: The languages in which a label is looked up, beside that of the parameter's type.
_LANGUAGES = (
    "ar", "bn", "cs", "da", "de", "el", "en", "es", "fa", "fi", "fr", "he", "hi", "hu", "id", "it", "ja", "ko",
    "nl", "no", "pl", "pt", "ro", "ru", "sv", "th", "tr", "uk", "und", "vi", "zh",
)  # fmt: skip
_UCS = (
    "\u00a0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef\U00010000-\U0001fffd\U00020000-\U0002fffd\U00030000-\U0003fffd"
)


def _characters(more: str) -> str:
    """A pattern for one character or more of an IRI, of those that stand everywhere and of `more`; it never goes back."""
    return rf"(?:[A-Za-z0-9._~!$&'()*+,;={_UCS}{more}-]++|%[0-9A-Fa-f]{{2}})"


_IN_HOST, _IN_PATH, _IN_QUERY = _characters(""), _characters(":@/"), _characters(":@/?")
_IRI = re.compile(
    rf"[A-Za-z][A-Za-z0-9+.-]*+:(?://(?:{_characters(':')}*+@)?{_IN_HOST}*+(?::[0-9]*+)?(?:/{_IN_PATH}*+)?|(?!//){_IN_PATH}++)"
    rf"(?:\?{_IN_QUERY}*+)?(?:\#{_IN_QUERY}*+)?"
)
_INTEGER = re.compile(r"[+-]?[0-9]{1,18}")
_DECIMAL = re.compile(r"[+-]?[0-9]{1,18}(\.[0-9]{1,18})?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DATE_TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2})"
)
_SURROGATE = re.compile("[\ud800-\udfff]")
_UNICODE_ESCAPE = re.compile(r"\\\\([uU])|\\u([0-9A-F]{4})|\\.")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter: `?_theme_iri` is named `theme` and of type `iri`.

    `default` is the term as the file writes it, `spans` are the places of its VALUES in the text.
    """

    name: str
    type: str
    default: str
    spans: tuple[tuple[int, int], ...]

    @property
    def variable(self) -> str:
        """The variable in the query."""
        return f"?_{self.name.replace('-', '_')}_{self.type}"

    @property
    def is_iri(self) -> bool:
        """Whether an IRI is wanted, so that labels and numbers are looked up."""
        return self.type == "iri"

    @property
    def is_label(self) -> bool:
        """Whether a whole label with its language is wanted, as in `VALUES ?_label_en { "Cost"@en }`."""
        return self.name.rsplit("-", 1)[-1] == "label" and _LANGUAGE_TAGGED.search(self.default) is not None


@dataclass(frozen=True, slots=True)
class ParameterFault:
    """A parameter line that is not well formed: its span, what is wrong, and what to do."""

    span: tuple[int, int]
    message: str
    hint: str


def parameters_of(text: str) -> tuple[Parameter, ...]:
    """The parameters of a query in the order of their first lines.

    Raises UsageError where a line is not `VALUES ?_name_type { term }` alone, or the lines of one
    parameter differ.
    """
    parameters, faults = read_parameters(text)
    if faults:
        raise UsageError(faults[0].message, hint=faults[0].hint)
    return parameters


def read_parameters(text: str) -> tuple[tuple[Parameter, ...], tuple[ParameterFault, ...]]:
    """The well-formed parameters of a query in the order of their first lines, and the faults of the other lines."""
    found: dict[str, Parameter] = {}
    faults = []
    for variable, term, span in _lines(text):
        fault = _fault(variable, term)
        if fault is None:
            name, kind = _name_and_type(variable)
            known = found.get(name, Parameter(name, kind, term or "", ()))
            if (known.type, known.default) == (kind, term):
                found[name] = Parameter(name, kind, known.default, (*known.spans, span))
                continue
            fault = f"the parameter `{name}` has two types or defaults", "repeat its VALUES line as it is"
        faults.append(ParameterFault(span, *fault))
    return tuple(found.values()), tuple(faults)


def _fault(variable: str, term: str | None) -> tuple[str, str] | None:
    """What is wrong with a parameter line by itself, and what to do; the term is None where it is not alone."""
    if term is None:
        hint = f"write `VALUES {variable} {{ term }}` on a line of its own"
        return f"the VALUES of `{variable}` does not stand alone on its line", hint
    if not _VARIABLE.fullmatch(variable):
        return f"`{variable}` is no parameter", "write it `?_name_type`, as in `?_theme_iri`"
    kind = _name_and_type(variable)[1]
    if kind not in _READERS and not _LANGUAGE.fullmatch(kind):
        known = ", ".join(f"`{k}`" for k in _READERS)
        return f"`{variable}` has the unknown type `{kind}`", f"known: {known}, and language tags"
    return None


def _name_and_type(variable: str) -> tuple[str, str]:
    name, _, kind = variable.removeprefix("?_").rpartition("_")
    return name.replace("_", "-"), kind


def is_parameter(variable: str) -> bool:
    """Whether the variable is named as a parameter of a known type: `?_theme_iri`."""
    return _fault(variable, "") is None


def _lines(text: str) -> Iterator[tuple[str, str | None, tuple[int, int]]]:
    """Variable, default and span of each VALUES of a single variable that is marked as a parameter.

    The default is None where the line holds more or less than one term.
    """
    found = list(tokens(text))
    for place, token in enumerate(found[:-1]):
        variable = found[place + 1]
        if token.is_word("VALUES") and variable.text.startswith("?_"):
            inner = _braced(found, place + 2)
            if not inner or not _stands_alone(text, token.start, inner[-1].end):
                yield variable.text, None, (token.start, variable.end)
            else:
                term = text[inner[0].end : inner[-1].start].strip()
                yield variable.text, term, (token.start, inner[-1].end)


def _braced(found: Sequence[Token], start: int) -> Sequence[Token]:
    """The tokens `{`, one term, `}` from a place on; empty where something else stands there."""
    rest = found[start : start + 6]
    end = next((i for i, token in enumerate(rest) if token.text == "}"), 0)
    kinds = [token.kind for token in rest[1:end]]
    is_term = kinds in (["iri"], ["string"], ["string", "tag"], ["number"]) or (
        kinds[:3] == ["string", "mark", "mark"] and kinds[3:] in (["iri"], ["prefixed"])
    )
    return rest[: end + 1] if rest and rest[0].text == "{" and is_term else ()


def _stands_alone(text: str, start: int, end: int) -> bool:
    line_start = text.rfind("\n", 0, start) + 1
    line_end = text.find("\n", end)
    around = text[line_start:start] + text[end : line_end if line_end >= 0 else len(text)]
    return not around.strip() and "\n" not in text[start:end]


def bound(text: str, parameters: Sequence[Parameter], terms: Mapping[str, Sequence[str]]) -> str:
    """The query with the VALUES lines of the named parameters replaced; the others keep their defaults."""
    return "".join(
        _line(parameter, terms[parameter.name]) if parameter and parameter.name in terms else written
        for written, parameter in _parts(text, tuple(parameters))
    )


def _line(parameter: Parameter, terms: Iterable[str]) -> str:
    return f"VALUES {parameter.variable} {{ {' '.join(map(sparql_term, terms))} }}"


@lru_cache(maxsize=256)
def _parts(text: str, parameters: tuple[Parameter, ...]) -> tuple[tuple[str, Parameter | None], ...]:
    """The text cut into the VALUES lines, each with its parameter, and what stands between them."""
    lines = sorted((*span, parameter) for parameter in parameters for span in parameter.spans)
    parts: list[tuple[str, Parameter | None]] = []
    end = 0
    for start, next_end, parameter in lines:
        parts += [(text[end:start], None), (text[start:next_end], parameter)]
        end = next_end
    return (*parts, (text[end:], None))


def sparql_term(term: str) -> str:
    r"""An N-Triples term as SPARQL engines read it alike.

    SPARQL 1.1 (section 19.2) reads `\u` escapes before anything else, so rdflib finds one in the
    text `\\u0041`, and it takes up to eight digits for either escape: the `u` after a backslash is
    escaped itself, and each escape has eight digits.
    """

    def rewritten(match: re.Match[str]) -> str:
        if match[1]:
            return f"\\\\\\U{ord(match[1]):08X}"
        return f"\\U0000{match[2]}" if match[2] else match[0]

    return _UNICODE_ESCAPE.sub(rewritten, term) if "\\" in term and term.startswith('"') else term


def text_of(value: Value) -> str:
    """The value as a person writes it; a date as ISO 8601 has it."""
    return value.isoformat() if isinstance(value, date) else str(value)


def term_of(parameter: Parameter, value: Value) -> str:
    """The N-Triples term that the value is as the parameter's type; raises UsageError.

    An IRI must be absolute here: labels and numbers are looked up before.
    """
    text = text_of(value)
    if not text.isascii() and _SURROGATE.search(text):
        raise UsageError(f"the value of `{parameter.name}` is not valid Unicode")
    reader = _READERS.get(parameter.type)
    try:
        return reader(text) if reader else _in_language(parameter, text)
    except ValueError as error:
        raise UsageError(f"`{parameter.name}` must be {error}, not `{text}`") from None


def terms_of(parameter: Parameter, value: Value) -> tuple[str, ...]:
    """The N-Triples terms that stand for the value: one, but many for a label; raises as `term_of`.

    An index of the store finds a term and no text in any case and language. So a label is looked up as
    it is given, in small, in capital letters and with capital initials, in each of some languages.
    """
    term = term_of(parameter, value)
    if not parameter.is_label:
        return (term,)
    text = text_of(value)
    capital = text[:1].upper() + text[1:]
    written = dict.fromkeys(
        (text, text.lower(), text.upper(), capital, text.capitalize(), capwords(text, " "))
    )
    languages = dict.fromkeys((parameter.type, *_LANGUAGES))
    return tuple([f"{quoted}@{language}" for quoted in map(literal, written) for language in languages])


def _in_language(parameter: Parameter, text: str) -> str:
    """A text with the tag of the parameter's type where its default has one, else without.

    SPARQL's CONTAINS (section 17.4.1.2) refuses a tagged text inside one without tag.
    """
    tagged = not parameter.default.endswith(('"', "'"))
    return literal(text, language=parameter.type if tagged else "")


def looks_like_iri(text: str) -> bool:
    """Whether a person means the text as an IRI and not as a label."""
    return text.startswith(("<", "urn:")) or "://" in text


def _iri(text: str) -> str:
    """The term of an absolute IRI (RFC 3987, section 2.2, without the private use and the IP literals)."""
    plain = text[1:-1] if text.startswith("<") and text.endswith(">") else text
    if not _IRI.fullmatch(plain):
        raise ValueError("an absolute IRI")
    return iri(plain)


def _matching(pattern: re.Pattern[str], what: str, datatype: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if not pattern.fullmatch(text):
            raise ValueError(what)
        return literal(text, datatype=XSD + datatype)

    return read


def _integer(text: str) -> str:
    if not _INTEGER.fullmatch(text):
        raise ValueError("a whole number")
    return literal(str(int(text)), datatype=XSD + "integer")


def _date(text: str) -> str:
    what = "a date such as `2026-01-31`"
    if not _DATE.fullmatch(text) or not _is_in_calendar(text):
        raise ValueError(what)
    return literal(text, datatype=XSD + "date")


def _date_time(text: str) -> str:
    if not _DATE_TIME.fullmatch(text) or not _is_in_calendar(text):
        raise ValueError("a time with its zone such as `2026-01-31T12:00:00Z`")
    return literal(text, datatype=XSD + "dateTime")


def _is_in_calendar(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


_READERS: dict[str, Callable[[str], str]] = {
    "iri": _iri,
    "literal": literal,
    "integer": _integer,
    "decimal": _matching(_DECIMAL, "a decimal number", "decimal"),
    "date": _date,
    "dateTime": _date_time,
}
