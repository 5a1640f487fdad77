"""Running a query: its parameters bound, what it must not do refused, its answer as records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache, lru_cache

from lodpress.bundled import bundled
from lodpress.querying.answers import Answer, Description, Engine, Solutions, Terms
from lodpress.querying.bundle import Bundle, Query, parsed_query, read_bundle
from lodpress.querying.names import resolved
from lodpress.querying.parameters import Parameter, Value, bound, looks_like_iri, terms_of, text_of
from lodpress.querying.refusals import refuse

#: Values by their parameters' names, as a person writes them.
_Given = tuple[tuple[str, str], ...]
_NOTHING: Mapping[str, Value] = {}


@cache
def shipped_bundle() -> Bundle:
    """The queries that come with lodpress, which never change while it runs."""
    return read_bundle(bundled("queries"))


def query(
    name_or_text: str, data: Engine, values: Mapping[str, Value] = _NOTHING, *, allow_service: bool = False
) -> Answer:
    """The answer of a shipped query, by its name, or of a query's own text (it has a `{`).

    `values` gives parameters by their names, as `{"theme": "Cost"}`; those left out keep their
    defaults. Raises UsageError for an unknown name, a value that does not fit, or a text that
    does not parse.
    """
    asked = (
        parsed_query("query", name_or_text) if "{" in name_or_text else shipped_bundle().find(name_or_text)
    )
    return run(asked, data, values, allow_service=allow_service)


def run(
    asked: Query, data: Engine, values: Mapping[str, Value] = _NOTHING, *, allow_service: bool = False
) -> Answer:
    """The answer of a query; as `query`."""
    if asked.makes_rows:
        variables, rows = stream(asked, data, values, allow_service=allow_service)
        return Solutions(variables, tuple(rows))
    return Description(tuple(data.construct(text_sent(asked, data, values, allow_service=allow_service))))


def stream(
    asked: Query, data: Engine, values: Mapping[str, Value] = _NOTHING, *, allow_service: bool = False
) -> tuple[tuple[str, ...], Iterable[Terms]]:
    """The variables of a query that makes rows, and its rows as they come; as `query`.

    From an endpoint they arrive while it still answers, and EngineError is raised where it stops half way.
    """
    return data.select(text_sent(asked, data, values, allow_service=allow_service))


def text_sent(
    asked: Query, data: Engine, values: Mapping[str, Value] = _NOTHING, *, allow_service: bool = False
) -> str:
    """The query as it is sent to an engine: each given value bound as a term; raises UsageError as `query`."""
    given = tuple([(name, text_of(value)) for name, value in values.items()])
    known = _bound_once(asked.text, asked.parameters, given, allow_service=allow_service)
    return known if known is not None else bound(asked.text, asked.parameters, _terms(asked, given, data))


@lru_cache(maxsize=256)
def _bound_once(
    text: str, parameters: tuple[Parameter, ...], given: _Given, *, allow_service: bool
) -> str | None:
    """The query with the values bound, remembered; None where one of them depends on the data. Raises as `refuse`.

    What a short query is measured in are tens of microseconds, which is what looking through the text
    takes.
    """
    _refuse_once(text, allow_service=allow_service)
    terms = {}
    for name, value in given:
        parameter = next((p for p in parameters if p.name == name.replace("_", "-")), None)
        if parameter is None or (parameter.is_iri and not looks_like_iri(value.strip())):
            return None
        terms[parameter.name] = terms_of(parameter, value.strip() if parameter.is_iri else value)
    return bound(text, parameters, terms)


def _terms(asked: Query, given: _Given, data: Engine) -> dict[str, tuple[str, ...]]:
    """The terms of each value by its parameter's name, names looked up in the data."""
    found = {}
    for name, value in given:
        parameter = asked.parameter(name)
        found[parameter.name] = (
            (resolved(parameter, value, data),) if parameter.is_iri else terms_of(parameter, value)
        )
    return found


@lru_cache(maxsize=256)
def _refuse_once(text: str, *, allow_service: bool) -> None:
    """Raises as `refuse`; a text that passed is not looked through again."""
    refuse(text, allow_service=allow_service)
