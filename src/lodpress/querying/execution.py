"""Running a query: its parameters bound, what it must not do refused, its answer as records."""

from __future__ import annotations

from collections.abc import Mapping

from lodpress.bundled import bundled
from lodpress.querying.answers import Answer, Description, Engine, Solutions
from lodpress.querying.bundle import Bundle, Query, parsed_query, read_bundle
from lodpress.querying.names import resolved
from lodpress.querying.parameters import Value, bound, term_of
from lodpress.querying.refusals import refuse
from lodpress.terms import CG

_NOTHING: Mapping[str, Value] = {}
_DOCUMENTS = f"SELECT ?document WHERE {{ ?document a <{CG}ConceptGraph> . }} ORDER BY ?document LIMIT 1"


def shipped_bundle() -> Bundle:
    """The queries that come with lodpress."""
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
    text = text_sent(asked, data, values, allow_service=allow_service)
    if asked.form in ("SELECT", "ASK"):
        variables, rows = data.select(text)
        return Solutions(variables, tuple(rows))
    return Description(tuple(data.construct(text)))


def text_sent(
    asked: Query, data: Engine, values: Mapping[str, Value] = _NOTHING, *, allow_service: bool = False
) -> str:
    """The query as it is sent to an engine: each given value bound as a term; raises UsageError as `query`."""
    refuse(asked.text, allow_service=allow_service)
    terms = {}
    for name, value in values.items():
        parameter = asked.parameter(name)
        terms[parameter.name] = (
            resolved(parameter, value, data) if parameter.is_iri else term_of(parameter, value)
        )
    return bound(asked.text, asked.parameters, terms)


def base_of(data: Engine) -> str:
    """The IRI that the documents of the data begin with, for showing the rest; empty without a document."""
    _, rows = data.select(_DOCUMENTS)
    first = rows[0][0] if rows else None
    return first[1:-1].rsplit("/", 1)[0] + "/" if first else ""
