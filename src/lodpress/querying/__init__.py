"""Asking the data in SPARQL: the bundle of queries, their parameters, engines and answers."""

from lodpress.querying.answers import Answer, Description, Engine, Solutions, plain
from lodpress.querying.bundle import Bundle, Query, parsed_query, read_bundle, read_query
from lodpress.querying.execution import query, run, shipped_bundle, stream, text_sent
from lodpress.querying.markup import html_page, markdown
from lodpress.querying.output import (
    GRAPH_FORMATS,
    ROW_FORMATS,
    STREAMED_FORMATS,
    checked_format,
    ntriples,
    shortened,
    table,
)
from lodpress.querying.parameters import Parameter, Value
from lodpress.querying.paths import paths
from lodpress.querying.rows import Row
from lodpress.querying.sources import RDF_EXTENSIONS, EngineMaker, base_of, is_data, is_store, load

__all__ = [
    "GRAPH_FORMATS",
    "RDF_EXTENSIONS",
    "ROW_FORMATS",
    "STREAMED_FORMATS",
    "Answer",
    "Bundle",
    "Description",
    "Engine",
    "EngineMaker",
    "Parameter",
    "Query",
    "Row",
    "Solutions",
    "Value",
    "base_of",
    "checked_format",
    "html_page",
    "is_data",
    "is_store",
    "load",
    "markdown",
    "ntriples",
    "parsed_query",
    "paths",
    "plain",
    "query",
    "read_bundle",
    "read_query",
    "run",
    "shipped_bundle",
    "shortened",
    "stream",
    "table",
    "text_sent",
]
