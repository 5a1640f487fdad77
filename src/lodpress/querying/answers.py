"""What a query answers, and the protocol behind which the engines stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from lodpress.triples import Triple, lexical_form

#: One solution: an N-Triples term for each variable, None where it is unbound.
Row = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Solutions:
    """The solutions of a SELECT query, in order; an ASK query has one, of the variable `answer`."""

    variables: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Description:
    """The graph that a CONSTRUCT or DESCRIBE query makes: its triples, each once, sorted."""

    triples: tuple[Triple, ...]


Answer = Solutions | Description


class Engine(Protocol):
    """Data in one merged default graph, asked in SPARQL 1.1.

    A query is run and its results are turned into text inside one call: pyoxigraph's results must
    not leave their thread. Raises UsageError where the text does not parse, EngineError where the
    evaluation fails.
    """

    def select(self, query: str) -> tuple[tuple[str, ...], list[Row]]:
        """The variables of a SELECT or ASK query and its solutions in order."""

    def construct(self, query: str) -> list[Triple]:
        """The triples of a CONSTRUCT or DESCRIBE query, each once, sorted."""


def plain(term: str) -> str:
    """The text of a literal, the IRI of an IRI, the label of a blank node.

    >>> plain('"Blue \\\\u00e9"@en'), plain("<https://example.org/a>")
    ('Blue é', 'https://example.org/a')
    """
    if term.startswith('"'):
        return lexical_form(term)
    return term[1:-1] if term.startswith("<") else term
