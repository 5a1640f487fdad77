"""Running a query: its parameters bound, what it must not do refused, its answer as records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache, lru_cache

from lodpress.bundled import bundled
from lodpress.querying.answers import Answer, Description, Engine, Solutions, Terms
from lodpress.querying.bundle import Bundle, Query, parsed_query, read_bundle
from lodpress.querying.names import resolved
from lodpress.querying.parameters import Value, bound, term_of
from lodpress.querying.refusals import refuse

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
    _refuse_once(asked.text, allow_service=allow_service)
    terms = {}
    for name, value in values.items():
        parameter = asked.parameter(name)
        terms[parameter.name] = (
            resolved(parameter, value, data) if parameter.is_iri else term_of(parameter, value)
        )
    return bound(asked.text, asked.parameters, terms)


@lru_cache(maxsize=256)
def _refuse_once(text: str, *, allow_service: bool) -> None:
    """Raises as `refuse`; a text that passed is not looked through again."""
    refuse(text, allow_service=allow_service)
