"""The head of a query: whether its question, its decorators and the defaults that they tell are as they should be."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from lodpress.positions import Source
from lodpress.problems import Problem, UsageError
from lodpress.querying.bundle import Decorator, read_head
from lodpress.querying.defaults import default_of
from lodpress.querying.parameters import Parameter, looks_like_iri, term_of
from lodpress.suggestions import nearest

#: The decorators of grlc that are understood.
KEYS = (
    "summary", "description", "tags", "defaults", "pagination", "endpoint", "method", "enumerate",
    "endpoint_in_url",
)  # fmt: skip
_TEXTS = ("summary", "description")
_LISTS = ("tags", "defaults", "enumerate")
_QUESTION = re.compile(r"# ?[^\s#+][^?]*\?")
_KEY_LINE = re.compile(r"#\+ ?([A-Za-z][\w-]*):")
_ITEM_LINE = re.compile(r"#\+\s+- (.*)")


@dataclass(frozen=True, slots=True)
class _Head:
    """The head of a query, and where its keys stand."""

    source: Source
    decorators: Mapping[str, Decorator]
    lines: Mapping[str, tuple[int, ...]]

    def items(self, key: str) -> tuple[str, ...]:
        """The items of a list."""
        value = self.decorators.get(key, ())
        return value if isinstance(value, tuple) else ()

    def text(self, key: str) -> str:
        """The text of a key, empty where it is a list or missing."""
        value = self.decorators.get(key, "")
        return value if isinstance(value, str) else ""

    def line_of(self, key: str, name: str) -> int:
        """The line of an item of a list, by its name; that of the key where it stands elsewhere."""
        lines = self.source.text.split("\n")
        for number in range(self.lines[key][-1] + 1, len(lines) + 1):
            match = _ITEM_LINE.match(lines[number - 1])
            if match and _item(match[1])[0] == name:
                return number
        return self.lines[key][-1]

    def problem(self, code: str, message: str, line: int, hint: str) -> Problem:
        """A finding on a line, less the mark before its text."""
        start, end = self.source.line_span(line)
        text = self.source.text[start:end]
        start += len(text) - len(text.lstrip("#+- "))
        return Problem(code, message, self.source.name, self.source.position(start, end), hint)


def head_problems(source: Source, parameters: Sequence[Parameter], *, complete: bool) -> list[Problem]:
    """The findings on a query's question and decorators, and on the defaults of its well-formed parameters.

    Names of other parameters are findings where the well-formed ones are `complete`.
    """
    lines: dict[str, tuple[int, ...]] = {}
    for number, line in enumerate(source.text.split("\n"), 1):
        if match := _KEY_LINE.match(line):
            lines[match[1]] = (*lines.get(match[1], ()), number)
    head = _Head(source, read_head(source.text)[1], lines)
    found = [*_question(head), *_keys(head), *_values(head)]
    for parameter in parameters:
        found += _default(head, parameter)
    return [*found, *_strangers(head, parameters)] if complete else found


def _question(head: _Head) -> Iterator[Problem]:
    first = head.source.text.split("\n", 1)[0].rstrip()
    hint = "write the question that it answers on the first line, as in `# Which ideas has a theme?`"
    if not first.startswith("#") or first.startswith("#+"):
        yield head.problem("query-question", "the query does not open with its question", 1, hint)
    elif not _QUESTION.fullmatch(first):
        yield head.problem("query-question", "the first line is not one question", 1, hint)


def _keys(head: _Head) -> Iterator[Problem]:
    for key in (*_TEXTS, "tags"):
        if key not in head.decorators:
            hint = "add `#+ tags:` and below it `#+   - tag`" if key == "tags" else f"add `#+ {key}: …`"
            yield Problem(
                "query-decorator-missing", f"the query has no `#+ {key}:`", head.source.name, None, hint
            )
    for key, numbers in head.lines.items():
        if key not in KEYS:
            near = nearest(key, KEYS)
            yield head.problem("query-decorator-unknown", f"there is no decorator `{key}`", numbers[0], near)
        elif len(numbers) > 1:
            hint = "the last one counts: keep one"
            yield head.problem("query-decorator-value", f"`{key}` stands twice", numbers[1], hint)


def _values(head: _Head) -> Iterator[Problem]:
    for key in (key for key in KEYS if key in head.decorators):
        fault = _fault(head, key)
        if fault:
            yield head.problem("query-decorator-value", f"`{key}` {fault}", head.lines[key][-1], _HINTS[key])


def _fault(head: _Head, key: str) -> str:
    """What is wrong with the value of a decorator; empty where nothing is."""
    text = head.text(key)
    if key in _LISTS:
        return "" if head.items(key) else "is no list"
    if not text:
        return "is a list" if head.items(key) else "is empty"
    fits, what = _FORMS.get(key, (bool, ""))
    return "" if fits(text) else f"is `{text}`, which is {what}"


def _is_above_zero(text: str) -> bool:
    return text.isascii() and text.isdigit() and int(text) > 0


#: What a decorator's text must be, and what one that is not is called.
_FORMS: dict[str, tuple[Callable[[str], bool], str]] = {
    "pagination": (_is_above_zero, "no number above zero"),
    "endpoint": (looks_like_iri, "no IRI"),
    "method": (lambda text: text.upper() in ("GET", "POST"), "no method"),
    "endpoint_in_url": (lambda text: text.lower() in ("true", "false"), "neither true nor false"),
}
_HINTS = {
    "summary": "write it behind the colon",
    "description": "write it behind the colon, or below `#+ description: >` on deeper lines",
    "tags": "write a line `#+   - tag` for each",
    "defaults": "write a line `#+   - name: value` for each parameter",
    "enumerate": "write a line `#+   - name` for each parameter that has few values",
    "pagination": "write a number of rows, as in `#+ pagination: 100`",
    "endpoint": "write the IRI of a SPARQL endpoint",
    "method": "write `GET` or `POST`",
    "endpoint_in_url": "write `True` or `False`",
}


def _strangers(head: _Head, parameters: Sequence[Parameter]) -> Iterator[Problem]:
    """Names in `defaults` and `enumerate` that are no parameters."""
    names = [parameter.name for parameter in parameters]
    for key, code in (("defaults", "query-default"), ("enumerate", "query-decorator-value")):
        for item in head.items(key):
            name = _item(item)[0]
            if name not in names:
                hint = nearest(name, names) if names else "the query has none"
                yield head.problem(
                    code, f"`{key}` names `{name}`, which is no parameter", head.line_of(key, name), hint
                )


def _item(text: str) -> tuple[str, str]:
    """The name and the value of an item of a list."""
    name, _, value = text.partition(":")
    return name.strip().replace("_", "-"), value.strip()


def _default(head: _Head, parameter: Parameter) -> Iterator[Problem]:
    """Whether a default fits its type, and is the one that is told."""
    line = head.source.position(*parameter.spans[0]).line
    default = default_of(parameter, head.source.text)
    value, term = default.value, default.term
    name = parameter.name
    told = dict(map(_item, head.items("defaults"))).get(name)
    fits = f"the default of `{name}` does not fit its type `{parameter.type}`"
    try:
        asked = term_of(parameter, value)
    except UsageError as error:
        yield head.problem("query-default", fits, line, str(error))
        return
    if asked != term:
        yield head.problem("query-default", fits, line, f"write `VALUES {parameter.variable} {{ {asked} }}`")
    elif told is None:
        message = f"`defaults` does not tell the default of `{name}`"
        yield head.problem(
            "query-default", message, line, f"add `#+   - {name}: {value}` below `#+ defaults:`"
        )
    elif _term(parameter, told) != asked:
        message = f"`defaults` tells `{told}` for `{name}`, and `{value}` is asked"
        hint = f"write `#+   - {name}: {value}`, or change the VALUES lines"
        yield head.problem("query-default", message, head.line_of("defaults", name), hint)


def _term(parameter: Parameter, told: str) -> str:
    try:
        return term_of(parameter, told)
    except UsageError:
        return ""
