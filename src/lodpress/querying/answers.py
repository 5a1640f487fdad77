"""What a query answers, and the protocol behind which the engines stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from lodpress.querying.rows import Row, value_of
from lodpress.triples import Triple, lexical_form

if TYPE_CHECKING:
    import pandas
    import polars

#: One solution as the engines give it: an N-Triples term for each variable, None where it is unbound.
Terms = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Solutions:
    """The solutions of a SELECT query, in order; an ASK query has one, of the variable `answer`.

    `rows` holds the exact RDF terms. Iterated over, it gives typed rows.

    >>> answer = Solutions(("label", "number"), (('"Cost"@en', '"6"^^<http://www.w3.org/2001/XMLSchema#integer>'),))
    >>> [(row.label, row["number"]) for row in answer]
    [('Cost', 6)]
    """

    variables: tuple[str, ...]
    rows: tuple[Terms, ...]

    def __iter__(self) -> Iterator[Row]:
        """Yields each solution as a row of Python values."""
        fields = {name: place for place, name in enumerate(self.variables)}
        return (Row(map(value_of, terms), fields) for terms in self.rows)

    def __len__(self) -> int:
        """How many solutions there are."""
        return len(self.rows)

    def to_pandas(self) -> pandas.DataFrame:
        """The typed rows as a pandas frame, one column for each variable; raises UsageError without pandas."""
        from lodpress.engines.frames import pandas_frame  # noqa: PLC0415 - only where it is installed

        return pandas_frame(self._columns())

    def to_polars(self) -> polars.DataFrame:
        """The typed rows as a polars frame, one column for each variable; raises UsageError without polars."""
        from lodpress.engines.frames import polars_frame  # noqa: PLC0415 - only where it is installed

        return polars_frame(self._columns())

    def _columns(self) -> dict[str, list[object]]:
        return {
            name: [value_of(terms[place]) for terms in self.rows] for place, name in enumerate(self.variables)
        }

    def _repr_html_(self) -> str:
        """The table that a notebook shows."""
        from lodpress.querying.markup import html_table  # noqa: PLC0415 - markup shows answers

        return html_table(self)


@dataclass(frozen=True, slots=True)
class Description:
    """The graph that a CONSTRUCT or DESCRIBE query makes: its triples, each once, sorted."""

    triples: tuple[Triple, ...]


Answer = Solutions | Description


class Engine(Protocol):
    """Data in one merged default graph, asked in SPARQL 1.1.

    A query in memory is run and its results are turned into text inside one call: pyoxigraph's
    results must not leave their thread. Raises UsageError where the text does not parse,
    EngineError where the evaluation fails.
    """

    def select(self, query: str) -> tuple[tuple[str, ...], Iterable[Terms]]:
        """The variables of a SELECT or ASK query and its solutions in order, which may come as a stream."""

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
