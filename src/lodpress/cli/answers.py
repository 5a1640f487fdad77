"""Answers of a query on standard output, in every format."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import IO, TYPE_CHECKING

import click

if TYPE_CHECKING:
    from lodpress.querying import Description, Engine, Query, Solutions, Value

_ANY_WIDTH = 10_000


def write_answer(
    asked: Query, data: Engine, values: Mapping[str, Value], name: str, *, allow_service: bool
) -> bool:
    """Whether there was an answer, once it is written in the format of that name."""
    from lodpress.querying import STREAMED_FORMATS, Solutions, run, stream  # noqa: PLC0415 - commands import late

    if name in STREAMED_FORMATS:
        return _write_rows(*stream(asked, data, values, allow_service=allow_service), name)
    answer = run(asked, data, values, allow_service=allow_service)
    if isinstance(answer, Solutions):
        _write_table(answer, asked, data, name)
        return bool(answer.rows)
    _write_graph(answer, data, name)
    return bool(answer.triples)


def _write_rows(variables: tuple[str, ...], rows: Iterable[tuple[str | None, ...]], name: str) -> bool:
    """Writes the rows as they come, and a line end where the format has none."""
    from lodpress.engines.oxigraph_sparql import write_solutions  # noqa: PLC0415 - commands import late

    count = 0

    def counted() -> Iterator[tuple[str | None, ...]]:
        nonlocal count
        for row in rows:
            count += 1
            yield row

    write_solutions(variables, counted(), name, _output())
    if name in ("json", "xml"):
        _output().write(b"\n")
    return count > 0


def _output() -> IO[bytes]:
    return sys.stdout.buffer


def _write_table(answer: Solutions, asked: Query, data: Engine, name: str) -> None:
    from lodpress.querying import base_of, html_page, markdown, table  # noqa: PLC0415 - commands import late

    base = base_of(data)
    if name == "markdown":
        click.echo(markdown(answer, base=base), nl=False)
    elif name == "html":
        click.echo(html_page(answer, asked.question, base=base), nl=False)
    else:
        # in a file or a pipe nothing has to fit, and an IRI that is broken cannot be copied
        fits = sys.stdout.isatty() or "COLUMNS" in os.environ
        width = shutil.get_terminal_size((120, 24)).columns if fits else _ANY_WIDTH
        click.echo(table(answer, base=base, width=width), nl=False)


def _write_graph(answer: Description, data: Engine, name: str) -> None:
    from lodpress.engines import oxigraph  # noqa: PLC0415 - commands import late
    from lodpress.querying import base_of, ntriples  # noqa: PLC0415
    from lodpress.serialization.turtle import ordered, subject_ranks, turtle  # noqa: PLC0415
    from lodpress.terms import PREFIXES  # noqa: PLC0415

    if name == "nt":
        click.echo(ntriples(answer), nl=False)
    elif name == "turtle":
        click.echo(turtle(ordered(answer.triples, subject_ranks(answer.triples)), base_of(data)), nl=False)
    else:
        _output().write(oxigraph.converted(ntriples(answer).encode(), "ntriples", name, PREFIXES))
