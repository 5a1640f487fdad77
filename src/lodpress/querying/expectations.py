"""An expected answer beside a query: `NAME.expected.tsv` (rows) or `NAME.expected.ttl` (a graph), and whether it holds."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path

from lodpress.engines.oxigraph import canonical_digest, triples_of_turtle
from lodpress.engines.oxigraph_sparql import read_solutions
from lodpress.problems import EngineError, InputError, Problem, UsageError
from lodpress.querying.answers import Answer, Description, Engine, Solutions, Terms
from lodpress.querying.bundle import Query
from lodpress.querying.execution import run
from lodpress.terms import XSD

_NUMBER = re.compile(rf'"([^"]*)"\^\^<{re.escape(XSD)}(?:decimal|double|float)>')
_MARKED = re.compile(r"_:[A-Za-z0-9]+")


def expected_file(query_file: Path) -> Path | None:
    """The file with the expected answer of a query's file; None where there is none."""
    beside = (query_file.with_name(f"{query_file.stem}.expected{ending}") for ending in (".tsv", ".ttl"))
    return next((file for file in beside if file.is_file()), None)


def answer_problem(asked: Query, data: Engine, file: Path, *, allow_service: bool = False) -> Problem | None:
    """The finding where the query, with its defaults, answers other than the file says; None where it does not.

    Rows are compared in order where the query orders them, numbers with fractions to ten significant
    digits, blank nodes by no more than where they stand. Raises InputError where the file cannot be read.
    """
    expected = _expected(file)
    try:
        found = run(asked, data, allow_service=allow_service)
    except (EngineError, UsageError) as error:
        difference = str(error)
    else:
        difference = _difference(expected, found, ordered="ORDER" in asked.text.upper())
    if not difference:
        return None
    hint = f"correct the query, or `{file.name}`"
    return Problem(
        "query-answer", f"the answer is not the expected one: {difference}", asked.name, None, hint
    )


def _expected(file: Path) -> Answer:
    try:
        data = file.read_bytes()
        if file.suffix == ".ttl":
            return Description(tuple(triples_of_turtle(data)))
        variables, rows = read_solutions(io.BytesIO(data), "tsv")
        return Solutions(variables, tuple(rows))
    except OSError as error:
        raise InputError(f"cannot read `{file}`: {error.strerror or error}") from error
    except EngineError as error:
        hint = "`lodpress query NAME.rq SOURCE --format tsv` (or `turtle`) writes one"
        raise InputError(f"{file}: {error}", hint=hint) from error


def _difference(expected: Answer, found: Answer, *, ordered: bool) -> str:
    """What differs, in a few words; empty where nothing does."""
    if isinstance(expected, Description) and isinstance(found, Description):
        if canonical_digest(expected.triples) == canonical_digest(found.triples):
            return ""
        return _in_words("triple", set(expected.triples), set(found.triples)) or "its blank nodes differ"
    if not isinstance(expected, Solutions) or not isinstance(found, Solutions):
        return "one is rows, the other a graph"
    if expected.variables != found.variables:
        names = " ".join(f"?{name}" for name in expected.variables)
        return f"the columns are not `{names}`"
    wanted, rows = list(map(_comparable, expected.rows)), list(map(_comparable, found.rows))
    moved = "the rows are the same, in another order" if ordered and wanted != rows else ""
    return _in_words("row", wanted, rows) or moved


def _comparable(row: Terms) -> Terms:
    return tuple(
        None if term is None else _rounded(_MARKED.sub("_:", term, count=term[:2] == "_:")) for term in row
    )


def _rounded(term: str) -> str:
    match = _NUMBER.fullmatch(term)
    try:
        return str(Decimal(f"{Decimal(match[1]):.9e}").normalize()) if match else term
    except ArithmeticError:
        return term  # INF and NaN


def _in_words(what: str, expected: Iterable[Terms], found: Iterable[Terms]) -> str:
    wanted, had = Counter(expected), Counter(found)
    parts = [*_part("lacks", what, wanted - had), *_part("has an unexpected", what, had - wanted)]
    return " and ".join(parts)


def _part(verb: str, what: str, rows: Counter[Terms]) -> Iterator[str]:
    if rows:
        first = " ".join(
            term or "(nothing)" for term in min(rows, key=lambda row: [term or "" for term in row])
        )
        more = f" and {rows.total() - 1} more" if rows.total() > 1 else ""
        yield f"it {verb} {what} `{first}`{more}"
