"""The `query` command: list the bundle, or run one query over documents, a built folder or RDF files."""

from __future__ import annotations

import os
import re
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lodpress.cli.console import Console
from lodpress.problems import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lodpress.querying import Answer, Engine, Query
    from lodpress.settings import Settings

_ANY_WIDTH = 10_000
_EXAMPLES = """\b
Examples:
  lodpress query                                        list the queries and their parameters
  lodpress query themes documents                       over documents, read on the fly
  lodpress query theme-ideas out --theme Cost           over a built folder; a label, a name or an IRI
  lodpress query idea-search out/dataset.ttl --text rain --format csv
  lodpress query themes --endpoint http://localhost:3030/ds/sparql
  lodpress query mine.rq out                            a query of your own"""


class _ParameterCommand(click.Command):
    """A command whose unknown long options are parameters of the query."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        # click would read `-theme` as a row of short options, `-h` among them
        for word in args:
            if re.fullmatch(r"-[A-Za-z][A-Za-z-]+(?:=.*)?", word):
                raise UsageError(f"there is no option `{word}`", hint=f"did you mean `-{word}`?")
        return super().parse_args(ctx, args)


@click.command(
    cls=_ParameterCommand,
    short_help="Ask the data, with the bundle or a query of your own.",
    epilog=_EXAMPLES,
    context_settings={"ignore_unknown_options": True},
)
@click.argument(
    "arguments", nargs=-1, type=click.UNPROCESSED, metavar="[NAME] [SOURCES]... [--PARAMETER VALUE]..."
)
@click.option(
    "-f", "--format", "output_format", help="table, csv, tsv, json, xml; for graphs turtle, nt, jsonld."
)
@click.option("--base", help="The base IRI of documents that are read on the fly.")
@click.option("--settings", "settings_file", type=click.Path(path_type=Path), help="Settings file.")
@click.option("--endpoint", help="Ask the SPARQL endpoint at this IRI in place of SOURCES.")
@click.option(
    "--timeout",
    type=click.IntRange(min=1),
    default=60,
    show_default=True,
    help="Seconds that an endpoint has.",
)
@click.option("--explain", is_flag=True, help="Print the query as it would be run, and do not run it.")
@click.option("--allow-service", is_flag=True, help="Let the query contact other endpoints by SERVICE.")
@click.option("--reference", is_flag=True, help="Ask rdflib in place of pyoxigraph.")
def query(
    arguments: tuple[str, ...],
    output_format: str | None,
    base: str | None,
    settings_file: Path | None,
    endpoint: str | None,
    timeout: int,
    explain: bool,
    allow_service: bool,
    reference: bool,
) -> int:
    """List the queries, or run NAME over SOURCES.

    NAME is a query of the bundle or an `.rq` file. SOURCES are documents, folders of them, built
    folders or RDF files. Parameters of the query are options: `--theme Cost`.
    """
    words, values = _words_and_values(arguments)
    if not words:
        return _list()
    from dataclasses import replace  # noqa: PLC0415 - commands import late

    from lodpress.inputs import find_settings  # noqa: PLC0415
    from lodpress.querying import run, text_sent  # noqa: PLC0415
    from lodpress.settings import checked  # noqa: PLC0415

    asked = _query(words[0])
    sources = [Path(word) for word in words[1:]]
    for name in values:
        asked.parameter(name)
    if endpoint and sources:
        raise UsageError("an endpoint is asked in place of sources", hint="leave out one of them")
    if not sources and not explain and not endpoint:
        raise UsageError(
            "there is nothing to query", hint=f"name a source: `lodpress query {words[0]} documents`"
        )
    settings = find_settings(settings_file, sources)
    if base is not None:
        settings = checked(replace(settings, base=base))
    data = _endpoint(endpoint, timeout) if endpoint else _data(sources, settings, reference=reference)
    if explain:
        click.echo(text_sent(asked, data, values, allow_service=allow_service).rstrip("\n"))
        return 0
    answer = run(asked, data, values, allow_service=allow_service)
    _write(answer, output_format, data)
    _say_defaults(asked, answer, values)
    return 0


def _words_and_values(arguments: Sequence[str]) -> tuple[list[str], dict[str, str]]:
    """What names the query and the sources, and the parameters: `--name VALUE` or `--name=VALUE`."""
    words: list[str] = []
    values: dict[str, str] = {}
    waiting = iter(arguments)
    for argument in waiting:
        if not argument.startswith("--") or argument == "--":
            words.append(argument)
            continue
        name, given, value = argument.removeprefix("--").partition("=")
        if name in values:
            raise UsageError(f"`--{name}` is given twice")
        if not given:
            found = next(waiting, None)
            if found is None:
                raise UsageError(f"`--{name}` needs a value")
            value = found
        values[name] = value
    return words, values


def _list() -> int:
    """The bundle: each query by its name, with its question and its parameters."""
    from lodpress.querying import shipped_bundle  # noqa: PLC0415 - commands import late

    queries = shipped_bundle().queries
    width = max(len(asked.short_name) for asked in queries)
    folder = ""
    for asked in queries:
        kind = asked.name.rpartition("/")[0]
        if kind != folder:
            click.echo(f"{'' if not folder else chr(10)}{kind}")
            folder = kind
        options = " ".join(f"--{parameter.name}" for parameter in asked.parameters)
        click.echo(f"  {asked.short_name:{width}}  {asked.question}{f'  [{options}]' if options else ''}")
    return 0


def _query(name: str) -> Query:
    from lodpress.querying import read_query, shipped_bundle  # noqa: PLC0415 - commands import late

    if name.endswith(".rq"):
        path = Path(name)
        if not path.is_file():
            raise UsageError(f"there is no query file `{name}`")
        return read_query(path)
    return shipped_bundle().find(name)


def _endpoint(url: str, timeout: int) -> Engine:
    from lodpress.engines.endpoint import SparqlEndpoint  # noqa: PLC0415 - commands import late

    return SparqlEndpoint(url, timeout=timeout)


def _data(sources: Sequence[Path], settings: Settings, *, reference: bool) -> Engine:
    """The sources as one merged graph: RDF as it is, documents read and mapped."""
    from lodpress.engines.oxigraph import SparqlStore  # noqa: PLC0415 - commands import late
    from lodpress.inputs import find_documents  # noqa: PLC0415
    from lodpress.publishing import Press, make_engines  # noqa: PLC0415
    from lodpress.querying import is_data, load  # noqa: PLC0415

    make: type[Engine] = SparqlStore
    if reference:
        from lodpress.engines.rdflib_sparql import SparqlGraph  # noqa: PLC0415

        make = SparqlGraph
    files = [source for source in sources if is_data(source)]
    texts = [source for source in sources if not is_data(source)]
    documents = find_documents(texts, settings) if texts else []
    press = Press(settings, make_engines()) if documents else None
    triples = (
        triple for document in documents if press for triple in press.map(press.read(document)).triples
    )
    return load(files, make, triples)


def _write(answer: Answer, output_format: str | None, data: Engine) -> None:
    from lodpress.engines import oxigraph  # noqa: PLC0415 - commands import late
    from lodpress.querying import Solutions, base_of, checked_format, ntriples, table, written  # noqa: PLC0415
    from lodpress.terms import PREFIXES  # noqa: PLC0415

    is_rows = isinstance(answer, Solutions)
    name = checked_format(output_format or ("table" if is_rows else "turtle"), answer)
    if isinstance(answer, Solutions):
        if name == "table":
            # in a file or a pipe nothing has to fit, and an IRI that is broken cannot be copied
            fits = sys.stdout.isatty() or "COLUMNS" in os.environ
            width = shutil.get_terminal_size((120, 24)).columns if fits else _ANY_WIDTH
            click.echo(table(answer, base=base_of(data), width=width), nl=False)
            return
        text = written(answer, name, oxigraph.serialized_solutions)
        sys.stdout.buffer.write(text if text.endswith(b"\n") else text + b"\n")
    elif name == "turtle":
        from lodpress.serialization.turtle import ordered, subject_ranks, turtle  # noqa: PLC0415

        click.echo(turtle(ordered(answer.triples, subject_ranks(answer.triples)), base_of(data)), nl=False)
    elif name == "nt":
        click.echo(ntriples(answer), nl=False)
    else:
        sys.stdout.buffer.write(oxigraph.converted(ntriples(answer).encode(), "ntriples", name, PREFIXES))


def _say_defaults(asked: Query, answer: Answer, values: dict[str, str]) -> None:
    """What was asked about where nothing was named, and that nothing was found."""
    from lodpress.querying import Solutions  # noqa: PLC0415 - commands import late

    console = Console.of_environment(os.environ)
    left_out = [parameter for parameter in asked.parameters if parameter.name not in values]
    for parameter in left_out:
        console.say(f"--{parameter.name} is {parameter.default} by default")
    if not (answer.rows if isinstance(answer, Solutions) else answer.triples):
        console.say("no answer")
