"""The door to rdflib's SPARQL engine, the reference; apart from the graphs, for it takes long to load."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from xml.sax import SAXException

import rdflib
from pyparsing import ParseBaseException
from rdflib.exceptions import ParserError
from rdflib.plugins.parsers.notation3 import BadSyntax
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.plugins.sparql.sparql import Query as PreparedQuery
from rdflib.plugins.sparql.sparql import SPARQLError
from rdflib.term import Node

from lodpress.engines.rdflib import graph_of, term_text
from lodpress.problems import EngineError, InputError, QuerySyntaxError, UsageError
from lodpress.terms import XSD
from lodpress.triples import Triple, literal

_FORMATS = {
    ".jsonld": "json-ld",
    ".nq": "nquads",
    ".nt": "nt",
    ".owl": "xml",
    ".rdf": "xml",
    ".trig": "trig",
    ".ttl": "turtle",
}
_CALLS = ("ServiceGraphPattern", "DatasetClause")


class SparqlGraph:
    """RDF files and triples as one merged graph in rdflib, asked in SPARQL 1.1: the reference.

    It calls no other server and fetches no graph: a query that would is refused by what rdflib
    itself made of the text.
    """

    def __init__(self, files: Iterable[Path] = (), triples: Iterable[Triple] = ()) -> None:
        """Loads the files, by their extensions, and the triples; raises InputError that names the file."""
        self._graph = graph_of(triples)
        for file in files:
            for triple in _triples_of_file(file):
                self._graph.add(triple)

    def select(self, query: str) -> tuple[tuple[str, ...], list[tuple[str | None, ...]]]:
        """The variables of a SELECT or ASK query and its solutions in order, as N-Triples terms.

        An ASK query has one solution, of the variable `answer`. Raises UsageError where the text is
        not SPARQL 1.1, EngineError where the evaluation fails.
        """
        prepared = _prepared(query)
        with _evaluation_errors():
            result = self._graph.query(prepared)
            if result.type == "ASK":
                return ("answer",), [(literal(str(result.askAnswer).lower(), datatype=XSD + "boolean"),)]
            if result.vars is None:
                raise UsageError("the query makes a graph, where rows are asked for")
            names = tuple(str(variable) for variable in result.vars)
            found: Any = result.bindings
            rows = [tuple(_text(solution.get(v)) for v in result.vars) for solution in found]
            return names, rows

    def construct(self, query: str) -> list[Triple]:
        """The triples of a CONSTRUCT or DESCRIBE query, each once, sorted; raises as `select`."""
        prepared = _prepared(query)
        with _evaluation_errors():
            made = self._graph.query(prepared).graph
            if made is None:
                raise UsageError("the query makes rows, where a graph is asked for")
            return sorted({(term_text(s), term_text(p), term_text(o)) for s, p, o in made})


def _text(node: Node | None) -> str | None:
    return None if node is None else term_text(node)


def _triples_of_file(file: Path) -> list[tuple[Node, Node, Node]]:
    dataset = rdflib.Dataset()
    try:
        dataset.parse(source=str(file), format=_FORMATS[file.suffix.lower()])
    except KeyError:
        raise InputError(f"{file}: `{file.suffix}` is no RDF format's extension") from None
    except OSError as error:
        raise InputError(f"cannot read `{file}`: {error.strerror or error}") from error
    except (BadSyntax, ParserError, SAXException, ValueError) as error:
        raise InputError(f"{file}: {error}", hint="the extension says which format it is") from error
    return [(s, p, o) for s, p, o, _ in dataset.quads()]


def check_syntax(query: str) -> None:
    """Raises QuerySyntaxError where the text is not SPARQL 1.1; nothing is evaluated."""
    _parsed(query)


def _parsed(query: str) -> PreparedQuery:
    try:
        return prepareQuery(query)
    except ParseBaseException as error:
        place = f"from line {error.lineno}, column {error.column} on"
        text = f"the query is not SPARQL 1.1 {place}: {error.msg}"
        raise QuerySyntaxError(text, line=error.lineno, column=error.column) from error
    except (SPARQLError, ValueError) as error:
        raise QuerySyntaxError(f"the query is not SPARQL 1.1: {error}") from error
    except Exception as error:
        if type(error) is not Exception:  # rdflib raises a plain Exception for an unknown prefix and the like
            raise
        raise QuerySyntaxError(f"the query is not SPARQL 1.1: {error}") from error


def _prepared(query: str) -> PreparedQuery:
    prepared = _parsed(query)
    if any(part.name in _CALLS for part in _parts(prepared.algebra)):
        raise UsageError(
            "rdflib is asked to call another server or to fetch a graph, which it does not here",
            hint="leave out `--reference`: pyoxigraph calls servers where `--allow-service` allows it",
        )
    return prepared


def _parts(value: object) -> Iterator[CompValue]:
    """Every named part of a query's algebra."""
    if isinstance(value, CompValue):
        yield value
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        for item in value:
            yield from _parts(item)


@contextmanager
def _evaluation_errors() -> Iterator[None]:
    try:
        yield
    except (SPARQLError, TypeError, ValueError, ArithmeticError, NotImplementedError) as error:
        raise EngineError(f"rdflib cannot answer the query: {error}") from error
