"""The shipped queries, published beside the dataset as data."""

from __future__ import annotations

from pathlib import Path

from lodpress.bundled import bundled_text
from lodpress.publishing.press import Press
from lodpress.querying import Parameter, Query, shipped_bundle
from lodpress.querying.defaults import default_of
from lodpress.querying.names import class_of
from lodpress.querying.prologue import namespaces_of, services_of
from lodpress.querying.tokens import tokens
from lodpress.serialization.description import description_turtle
from lodpress.serialization.queries import Argument, Executable, queries_record
from lodpress.terms import RDF, XSD


def write_queries(press: Press, folder: Path) -> None:
    """Writes `queries.ttl`: each shipped query with its question, keywords, parameters and text."""
    queries = shipped_bundle().queries
    prefixes = {
        prefix: iri for one in queries for prefix, iri in namespaces_of(list(tokens(one.text))).items()
    }
    record = queries_record(press.iris, [executable(one) for one in queries], prefixes)
    context = bundled_text("ontology", "queries.jsonld")
    text = description_turtle(record, context, press.iris.base, press.engines.read_jsonld, lines=True)
    (folder / "queries.ttl").write_text(text, encoding="utf-8", newline="\n")


def executable(one: Query) -> Executable:
    """The query as the records of what is published know it."""
    description, tags = one.decorators.get("description", ""), one.decorators.get("tags", ())
    return Executable(
        name=one.name,
        question=one.question,
        summary=one.summary,
        description=description if isinstance(description, str) else "",
        keywords=tags if isinstance(tags, tuple) else (),
        form=one.form,
        text=one.text,
        arguments=tuple(_argument(one, parameter) for parameter in one.parameters),
        services=services_of(list(tokens(one.text))),
    )


def _argument(one: Query, parameter: Parameter) -> Argument:
    term = default_of(parameter, one.text).term
    kind = class_of(parameter) if parameter.is_iri else _datatype(term)
    return Argument(parameter.name, parameter.variable.removeprefix("?"), term, kind)


def _datatype(term: str) -> str:
    """The datatype of a literal term (RDF 1.1 Concepts, section 3.3)."""
    rest = term[term.rindex('"') + 1 :]
    if rest.startswith("@"):
        return RDF + "langString"
    return rest[3:-1] if rest else XSD + "string"
