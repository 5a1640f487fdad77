"""The `query` command: list the bundle, run a query over data or an endpoint, or check queries."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lodpress.cli.console import Console
from lodpress.cli.query_check import CheckOptions, check_queries, tell_syntax
from lodpress.codes import Severity
from lodpress.endpoints import make_endpoint
from lodpress.problems import QuerySyntaxError, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lodpress.endpoints import Auth
    from lodpress.engines.endpoint import Method
    from lodpress.querying import Bundle, Engine, Query

_PATH = click.Path(path_type=Path)
_EXAMPLES = """\b
Examples:
  lodpress query                                        list the queries and their parameters
  lodpress query themes documents                       over documents, read on the fly
  lodpress query theme-ideas out --theme Cost           over a built folder; a label, a name or an IRI
  lodpress query idea-search out/dataset.ttl --text rain --format csv
  lodpress query themes --endpoint http://localhost:3030/ds/sparql
  lodpress query mine.rq out                            a query of your own
  lodpress query --check mine.rq                        what is wrong with it

\b
Secrets for an endpoint come from the environment alone: LODPRESS_ENDPOINT_TOKEN, or
LODPRESS_ENDPOINT_USER and LODPRESS_ENDPOINT_PASSWORD. They go over plain http to loopback alone,
but where LODPRESS_ENDPOINT_PLAIN_HTTP=1."""


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
    "-f",
    "--format",
    "output_format",
    help="table, markdown, html, csv, tsv, json, xml; for graphs turtle, nt, jsonld.",
)
@click.option("--queries", type=_PATH, help="A folder of your own queries in place of the bundle.")
@click.option("--base", help="The base IRI of documents that are read on the fly.")
@click.option("--settings", "settings_file", type=_PATH, help="Settings file.")
@click.option("--endpoint", help="Ask the SPARQL endpoint at this IRI in place of SOURCES.")
@click.option(
    "--method", type=click.Choice(["POST", "GET"]), help="How the endpoint is asked.  [default: POST]"
)
@click.option(
    "--auth",
    type=click.Choice(["basic", "digest", "bearer"]),
    help="How the endpoint is told who asks.  [default: as the environment has it]",
)
@click.option(
    "--timeout",
    type=click.IntRange(min=1),
    help="Seconds that an endpoint, or a query with SERVICE, has.  [default: 60]",
)
@click.option("--explain", is_flag=True, help="Print the query as it would be run, and do not run it.")
@click.option(
    "--check", is_flag=True, help="Check queries: files, folders of them, or the bundle; do not run them."
)
@click.option("--json", "as_json", is_flag=True, help="With --check: one JSON object for each finding.")
@click.option(
    "--fail-on",
    type=click.Choice([severity.value for severity in Severity]),
    help="With --check: the least severity that exits with 1.  [default: error]",
)
@click.option("--allow-service", is_flag=True, help="Let the query contact other endpoints by SERVICE.")
@click.option("--reference", is_flag=True, help="Ask rdflib in place of pyoxigraph.")
def query(
    arguments: tuple[str, ...],
    output_format: str | None,
    queries: Path | None,
    base: str | None,
    settings_file: Path | None,
    endpoint: str | None,
    method: Method | None,
    auth: Auth | None,
    timeout: int | None,
    explain: bool,
    check: bool,
    as_json: bool,
    fail_on: str | None,
    allow_service: bool,
    reference: bool,
) -> int:
    """List the queries, or run NAME over SOURCES.

    NAME is a query of the bundle or an `.rq` file. SOURCES are documents, folders of them, built
    folders, RDF files or the folder of an Oxigraph store. Parameters of the query are options: `--theme Cost`.
    """
    words, values = _words_and_values(arguments)
    _refuse_without("--check", check, {"--json": as_json, "--fail-on": fail_on})
    _refuse_without("--endpoint", endpoint, {"--method": method, "--auth": auth})
    _refuse_without("--endpoint` or `--allow-service", endpoint or allow_service, {"--timeout": timeout})
    seconds = timeout or 60
    if check:
        _refuse_values(values)
        options = CheckOptions(as_json, Severity(fail_on or "error"), allow_service)
        words = [*([str(queries)] if queries else []), *words]
        return check_queries(
            words,
            lambda sources: _load(sources, settings_file, base, reference=reference, seconds=seconds),
            _console(),
            options,
        )
    if not words:
        return _list(_bundle(queries))
    sources = [Path(word) for word in words[1:]]
    if endpoint and sources:
        raise UsageError("an endpoint is asked in place of sources", hint="leave out one of them")
    asked, file = _query(words[0], queries)
    name = _format(asked, output_format)
    for parameter in values:
        asked.parameter(parameter)
    if not sources and not explain and not endpoint:
        raise UsageError(
            "there is nothing to query", hint=f"name a source: `lodpress query {words[0]} documents`"
        )
    if endpoint:
        data: Engine = make_endpoint(
            endpoint, os.environ, method=method or "POST", auth=auth, timeout=seconds
        )
    else:
        data = _load(sources, settings_file, base, reference=reference, seconds=seconds)
    try:
        return _answer(asked, data, values, None if explain else name, allow_service=allow_service)
    except QuerySyntaxError:
        if not tell_syntax(str(file), file.read_text(encoding="utf-8"), _console()):
            raise
        return 2


def _refuse_without(option: str, given: object, others: Mapping[str, object]) -> None:
    """Raises UsageError where an option is given that means nothing without another."""
    for name, value in others.items():
        if value and not given:
            raise UsageError(
                f"`{name}` means nothing without `{option}`", hint=f"add `{option}`, or leave it out"
            )


def _refuse_values(values: Mapping[str, str]) -> None:
    for name in values:
        raise UsageError(
            f"there is no option `--{name}`",
            hint="queries that are checked are not run, and take no parameters",
        )


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


def _list(bundle: Bundle) -> int:
    """Prints each query by its name, with its question and its parameters."""
    width = max(len(asked.short_name) for asked in bundle.queries)
    folder = None
    for asked in bundle.queries:
        kind = asked.name.rpartition("/")[0]
        if kind != folder:
            click.echo(f"{'' if folder is None else chr(10)}{kind or '.'}")
            folder = kind
        options = " ".join(f"--{parameter.name}" for parameter in asked.parameters)
        click.echo(f"  {asked.short_name:{width}}  {asked.question}{f'  [{options}]' if options else ''}")
    return 0


def _bundle(folder: Path | None) -> Bundle:
    from lodpress.querying import read_bundle, shipped_bundle  # noqa: PLC0415 - commands import late

    if folder is None:
        return shipped_bundle()
    if not folder.is_dir():
        raise UsageError(f"there is no folder `{folder}`", hint="`--queries` names a folder of `.rq` files")
    return read_bundle(folder)


def _query(name: str, folder: Path | None) -> tuple[Query, Path]:
    """The query of the bundle, or of a file where the name ends so and no folder is named; and its file."""
    from lodpress.bundled import bundled  # noqa: PLC0415 - commands import late
    from lodpress.querying import read_query  # noqa: PLC0415

    if folder is not None or not name.endswith(".rq"):
        found = _bundle(folder).find(name)
        return found, (folder or bundled("queries")) / f"{found.name}.rq"
    path = Path(name)
    if not path.is_file():
        raise UsageError(f"there is no query file `{name}`")
    return read_query(path), path


def _format(asked: Query, name: str | None) -> str:
    from lodpress.querying import checked_format  # noqa: PLC0415 - commands import late

    return checked_format(name or ("table" if asked.makes_rows else "turtle"), rows=asked.makes_rows)


def _load(
    sources: list[Path], settings_file: Path | None, base: str | None, *, reference: bool, seconds: float
) -> Engine:
    from lodpress.api import load  # noqa: PLC0415 - commands import late
    from lodpress.inputs import find_settings  # noqa: PLC0415
    from lodpress.settings import checked  # noqa: PLC0415

    settings = find_settings(settings_file, sources)
    if base is not None:
        settings = checked(replace(settings, base=base))
    return load(sources, settings, reference=reference, service_seconds=seconds)


def _answer(
    asked: Query, data: Engine, values: Mapping[str, str], name: str | None, *, allow_service: bool
) -> int:
    """Writes the answer in the format of that name; without a name what would be sent."""
    from lodpress.cli.answers import write_answer  # noqa: PLC0415 - commands import late
    from lodpress.querying import text_sent  # noqa: PLC0415

    if name is None:
        # shown, it calls nobody; what is allowed is seen best before it is
        click.echo(text_sent(asked, data, values, allow_service=True).rstrip("\n"))
        return 0
    found = write_answer(asked, data, values, name, allow_service=allow_service)
    for parameter in asked.parameters:
        if parameter.name not in values:
            _console().say(f"--{parameter.name} is {parameter.default} by default")
    if not found:
        _console().say("no answer")
    return 0


def _console() -> Console:
    return Console.of_environment(os.environ)
