"""Asking the data in SPARQL: the bundle of queries, their parameters, engines and answers."""

from lodpress.querying.answers import Answer, Description, Engine, Solutions, plain
from lodpress.querying.bundle import Bundle, Query, parsed_query, read_bundle, read_query
from lodpress.querying.execution import base_of, query, run, shipped_bundle, text_sent
from lodpress.querying.output import (
    GRAPH_FORMATS,
    ROW_FORMATS,
    checked_format,
    ntriples,
    shortened,
    table,
    written,
)
from lodpress.querying.parameters import Parameter, Value
from lodpress.querying.sources import RDF_EXTENSIONS, is_data, load

__all__ = [
    "GRAPH_FORMATS",
    "RDF_EXTENSIONS",
    "ROW_FORMATS",
    "Answer",
    "Bundle",
    "Description",
    "Engine",
    "Parameter",
    "Query",
    "Solutions",
    "Value",
    "base_of",
    "checked_format",
    "is_data",
    "load",
    "ntriples",
    "parsed_query",
    "plain",
    "query",
    "read_bundle",
    "read_query",
    "run",
    "shipped_bundle",
    "shortened",
    "table",
    "text_sent",
    "written",
]
