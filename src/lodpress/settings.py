"""Typed settings: what `lodpress.toml` may say, its defaults, and how it is read."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields, is_dataclass, replace
from datetime import date, datetime
from types import NoneType, UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints
from urllib.parse import urlsplit

from lodpress.codes import Severity
from lodpress.iris import checked_base, slug
from lodpress.problems import SettingsError
from lodpress.suggestions import nearest

#: The base that is used where none is given; reserved for examples by RFC 2606.
EXAMPLE_BASE = "https://example.org/"

_LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_IRI = re.compile(r"https?://([^\s<>\"{}|\\^`%\x00-\x1f]|%[0-9A-Fa-f]{2})+")
_DOT_SEGMENT = re.compile(r"/\.\.?(/|$)")

Section = TypeVar("Section")


def _setting(help_text: str, default: object = None) -> Any:
    return field(default=default, metadata={"help": help_text})


@dataclass(frozen=True, slots=True)
class Publication:
    """What is said of the whole dataset; nothing here is ever invented."""

    title: str | None = _setting("the title of the dataset")
    description: str | None = _setting("what the dataset is about")
    creator: str | None = _setting("who made it: an IRI or a name")
    publisher: str | None = _setting("who publishes it: an IRI or a name")
    license: str | None = _setting("the IRI of its licence")
    created: str | None = _setting("the date it was first made, `YYYY-MM-DD`")
    modified: str | None = _setting("the date it was last changed, `YYYY-MM-DD`")

    @property
    def creator_is_iri(self) -> bool:
        """Whether the creator is named by an IRI."""
        return self.creator is not None and self.creator.startswith(("http://", "https://"))


@dataclass(frozen=True, slots=True)
class Limits:
    """What is refused rather than read."""

    file_size: int = _setting("bytes of one document", 64 * 1024 * 1024)
    line_length: int = _setting("code points of one line", 1_000_000)
    nesting: int = _setting("subgraphs inside subgraphs", 100)


@dataclass(frozen=True, slots=True)
class Output:
    """Which files a build writes beside the dataset."""

    pages: bool = _setting("a Turtle and a JSON-LD file for each document, scheme, theme and idea", True)
    source: bool = _setting("the source text of each document", True)


@dataclass(frozen=True, slots=True)
class DocumentSettings:
    """What is set for one document."""

    name: str | None = _setting("its segment in IRIs, in place of its file's name")
    language: str | None = _setting("the BCP 47 tag of its texts")
    title: str | None = _setting("its title")


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set."""

    base: str | None = _setting("the IRI that every published IRI begins with")
    language: str | None = _setting("the BCP 47 tag of documents that show no other")
    fail_on: str = _setting("the least severity that makes `check` and `build` exit with 1", "error")
    publication: Publication = field(default_factory=Publication)
    limits: Limits = field(default_factory=Limits)
    output: Output = field(default_factory=Output)
    documents: Mapping[str, DocumentSettings] = field(default_factory=dict)

    def for_document(self, name: str) -> DocumentSettings:
        """The settings of one document."""
        return self.documents.get(name, DocumentSettings())


def _checked_value(value: object, expected: Any, where: str) -> object:
    if isinstance(value, date) and not isinstance(value, datetime):
        value = value.isoformat()  # TOML has dates of its own
    allowed = get_args(expected) if get_origin(expected) is UnionType else (expected,)
    plain = tuple(t for t in allowed if t is not NoneType)
    if (isinstance(value, bool) and bool not in plain) or not isinstance(value, plain):
        names = {"str": "a text in quotes", "int": "a whole number", "bool": "true or false"}
        raise SettingsError(
            f"`{where}` must be {names.get(plain[0].__name__, plain[0].__name__)}, not `{value}`"
        )
    if value == "":
        raise SettingsError(f"`{where}` must not be empty", hint="take the line out to leave it unset")
    if isinstance(value, int) and not isinstance(value, bool) and value < 1:
        raise SettingsError(f"`{where}` must be at least 1, not {value}")
    return value


def _section(kind: type[Section], table: object, where: str) -> Section:
    """One table of the file as its dataclass; raises SettingsError at the first key that is unknown or ill-typed."""
    if not isinstance(table, dict):
        raise SettingsError(f"`{where}` must be a table", hint=f"write `[{where}]` above its keys")
    hints = get_type_hints(kind)
    known = [f.name for f in fields(kind)]  # type: ignore[arg-type]  # every kind is a dataclass
    values: dict[str, object] = {}
    for key, value in table.items():
        path = f"{where}.{key}" if where else key
        if key not in known:
            raise SettingsError(f"unknown setting `{path}`", hint=nearest(key, known))
        if key == "documents":
            if not isinstance(value, dict):
                raise SettingsError("`documents` must be a table of tables", hint="write `[documents.NAME]`")
            values[key] = {n: _section(DocumentSettings, t, f"{path}.{n}") for n, t in value.items()}
        elif is_dataclass(hints[key]):
            values[key] = _section(hints[key], value, path)
        else:
            values[key] = _checked_value(value, hints[key], path)
    return kind(**values)


def checked_language(tag: str, where: str) -> str:
    """The language tag in lower case; raises SettingsError where it is not well-formed (RFC 5646, section 2.1)."""
    if not _LANGUAGE_TAG.fullmatch(tag):
        raise SettingsError(f"`{where}` must be a language tag, not `{tag}`", hint="e.g. `en` or `pt-br`")
    return tag.lower()


def _checked_dates(publication: Publication) -> None:
    for key in ("created", "modified"):
        value = getattr(publication, key)
        if value is not None and not _is_date(value):
            raise SettingsError(
                f"`publication.{key}` must be a date, not `{value}`", hint="e.g. `2026-01-31`"
            )


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return _DATE.fullmatch(text) is not None  # Python reads other forms of ISO 8601 as well


def _checked_iri(value: str, where: str) -> str:
    """The IRI; raises SettingsError where it is no absolute http or https IRI (RFC 3987)."""
    hint = "an IRI is absolute, e.g. `https://example.org/`"
    try:
        parts = urlsplit(value)
        whole = bool(_IRI.fullmatch(value) and parts.hostname and parts.port != 0)
    except ValueError as error:  # of a port or an address
        raise SettingsError(f"`{where}` must be an IRI, not `{value}`: {error}", hint=hint) from error
    if not whole:
        raise SettingsError(f"`{where}` must be an IRI, not `{value}`", hint=hint)
    return value


def _checked_iris(publication: Publication) -> None:
    """Raises SettingsError; creator and publisher may be names, and begin otherwise then."""
    for key in ("license", "creator", "publisher"):
        value = getattr(publication, key)
        if value is not None and (key == "license" or value.startswith(("http://", "https://"))):
            _checked_iri(value, f"publication.{key}")


def _checked_base(base: str) -> str:
    """The base in its canonical form; raises SettingsError where relative IRIs would not stay below it."""
    whole = _checked_iri(checked_base(base), "base")
    if _DOT_SEGMENT.search(urlsplit(whole).path):
        raise SettingsError(f"the base IRI `{base}` holds the segment `.` or `..`", hint="write it without")
    return whole


def _checked_document(name: str, one: DocumentSettings) -> DocumentSettings:
    """The settings of one document; raises SettingsError where a name is none or its language ill-formed."""
    where = f"documents.{name}"
    for key, value in ((where, name), (f"{where}.name", one.name)):
        if value is not None and value != slug(value):
            raise SettingsError(
                f"`{key}` must be a document's name as IRIs hold it, not `{value}`",
                hint=f"did you mean `{slug(value)}`?",
            )
    if one.language is None:
        return one
    return replace(one, language=checked_language(one.language, f"{where}.language"))


def checked(settings: Settings) -> Settings:
    """The settings with base and language tags in their canonical form; raises SettingsError."""
    severities = [s.value for s in Severity]
    if settings.fail_on not in severities:
        raise SettingsError(
            f"unknown severity `{settings.fail_on}`", hint=nearest(settings.fail_on, severities)
        )
    _checked_dates(settings.publication)
    _checked_iris(settings.publication)
    return replace(
        settings,
        base=_checked_base(settings.base) if settings.base is not None else None,
        language=checked_language(settings.language, "language") if settings.language is not None else None,
        documents={name: _checked_document(name, one) for name, one in settings.documents.items()},
    )


def read_settings(text: str, file: str) -> Settings:
    """The settings that the TOML text of `file` states; raises SettingsError that names the file.

    >>> read_settings('[limits]\\nnestling = 9', "lodpress.toml")
    Traceback (most recent call last):
    lodpress.problems.SettingsError: lodpress.toml: unknown setting `limits.nestling`
    """
    try:
        return checked(_section(Settings, tomllib.loads(text), ""))
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{file}: {error}", hint="the file is TOML") from error
    except SettingsError as error:
        raise SettingsError(f"{file}: {error}", hint=error.hint) from error


def documented() -> list[tuple[str, str, object]]:
    """Every setting as its dotted name, its help text, and its default, in order."""
    rows: list[tuple[str, str, object]] = []
    for top in fields(Settings):
        if top.metadata:
            rows.append((top.name, top.metadata["help"], top.default))
            continue
        kind = DocumentSettings if top.name == "documents" else get_type_hints(Settings)[top.name]
        prefix = "documents.NAME" if top.name == "documents" else top.name
        rows += [
            (f"{prefix}.{f.name}", f.metadata["help"], None if f.default is MISSING else f.default)
            for f in fields(kind)
        ]
    return rows
