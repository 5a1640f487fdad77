"""A bundle of queries: a folder of `.rq` files, each with its question, decorators and parameters."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from lodpress.problems import InputError, UsageError
from lodpress.querying.parameters import Parameter, parameters_of
from lodpress.querying.refusals import single_line_ends
from lodpress.querying.tokens import query_form
from lodpress.suggestions import nearest

#: A decorator's value: a text, or a list of texts.
Decorator = str | tuple[str, ...]

_KEY = re.compile(r"([A-Za-z][\w-]*):\s*(.*)")


@dataclass(frozen=True, slots=True)
class Query:
    """A query as a file holds it: `name` is its path in the bundle without `.rq`.

    `form` is SELECT, CONSTRUCT, ASK or DESCRIBE.
    """

    name: str
    question: str
    decorators: Mapping[str, Decorator]
    parameters: tuple[Parameter, ...]
    form: str
    text: str

    @property
    def short_name(self) -> str:
        """The last part of the name."""
        return self.name.rsplit("/", 1)[-1]

    @property
    def summary(self) -> str:
        """The summary, else the question."""
        summary = self.decorators.get("summary", "")
        return summary if summary and isinstance(summary, str) else self.question

    @property
    def makes_rows(self) -> bool:
        """Whether the answer is rows, and not a graph."""
        return self.form in ("SELECT", "ASK")

    def parameter(self, name: str) -> Parameter:
        """The parameter of that name, `-` and `_` alike; raises UsageError that names the nearest."""
        wanted = name.replace("_", "-")
        for parameter in self.parameters:
            if parameter.name == wanted:
                return parameter
        known = [parameter.name for parameter in self.parameters]
        what = f"the query `{self.short_name}` has no parameter `{name}`"
        raise UsageError(what, hint=nearest(wanted, known) if known else "it has none at all")


@dataclass(frozen=True, slots=True)
class Bundle:
    """Queries in the order of their names."""

    queries: tuple[Query, ...]

    def find(self, name: str) -> Query:
        """The query of that name, or of that last part of a name; raises UsageError that names the nearest."""
        wanted = name.removesuffix(".rq")
        exact = [query for query in self.queries if query.name == wanted]
        found = exact or [query for query in self.queries if query.short_name == wanted]
        if len(found) == 1:
            return found[0]
        if found:
            names = ", ".join(f"`{query.name}`" for query in found)
            raise UsageError(f"several queries are called `{name}`", hint=f"one of {names}")
        known = [query.short_name for query in self.queries]
        raise UsageError(f"there is no query `{name}`", hint=nearest(wanted, known))


def read_bundle(folder: Path) -> Bundle:
    """The queries of a folder and its folders; raises InputError or UsageError that names the file."""
    files = sorted(folder.rglob("*.rq"), key=lambda file: file.relative_to(folder).as_posix())
    if not files:
        raise InputError(f"the folder `{folder}` holds no query", hint="a query is a file ending in `.rq`")
    return Bundle(tuple(read_query(file, folder) for file in files))


def read_query(file: Path, folder: Path | None = None) -> Query:
    """The query of a file, named by its path in the folder; raises InputError or UsageError that names the file."""
    path = file.relative_to(folder) if folder else Path(file.name)
    try:
        text = file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise InputError(f"the query `{file}` is not UTF-8", hint="save it as UTF-8") from error
    except OSError as error:
        raise InputError(f"cannot read the query `{file}`: {error.strerror}") from error
    try:
        return parsed_query(path.with_suffix("").as_posix(), text)
    except UsageError as error:
        raise UsageError(f"{file}: {error}", hint=error.hint) from error


def parsed_query(name: str, text: str) -> Query:
    """The query that a text holds; raises UsageError where its parameter lines are not well formed.

    >>> query = parsed_query("sizes", "# How big?\\n#+ tags:\\n#+   - counts\\nSELECT * { ?s ?p ?o }")
    >>> query.question, dict(query.decorators), query.form
    ('How big?', {'tags': ('counts',)}, 'SELECT')
    """
    lines = single_line_ends(text)
    question, decorators = read_head(lines)
    return Query(name, question, decorators, parameters_of(lines), query_form(lines), lines)


def read_head(text: str) -> tuple[str, Mapping[str, Decorator]]:
    """The question that a query's first comment asks, empty without one, and its decorators."""
    head = [line for line in text.split("\n") if line.startswith("#")]
    question = next((line.lstrip("# ") for line in head if not line.startswith("#+")), "")
    return question, _decorators([line[2:] for line in head if line.startswith("#+")])


def _decorators(lines: Sequence[str]) -> Mapping[str, Decorator]:
    """The decorators of grlc's `#+` lines: `key: text`, a text on deeper lines, or a list of `- item`."""
    found: dict[str, Decorator] = {}
    key = ""
    for line in lines:
        match = _KEY.fullmatch(line.strip())
        if match and len(line) - len(line.lstrip()) <= 1:
            key = match[1]
            found[key] = "" if match[2] in (">", "|") else match[2]
        elif key and line.strip():
            found[key] = _continued(found[key], line.strip())
    return MappingProxyType(found)


def _continued(value: Decorator, line: str) -> Decorator:
    if isinstance(value, tuple):
        return (*value, line.removeprefix("- "))
    if not value and line.startswith("- "):
        return (line.removeprefix("- "),)
    return f"{value} {line}".strip()
