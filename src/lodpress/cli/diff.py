"""The `diff` command: what two releases, files or stores do not have in common, in words or as RDF Patch."""

from __future__ import annotations

import os
import re
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lodpress.cli.console import Console, several
from lodpress.cli.stores import SECRETS, store_options
from lodpress.problems import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lodpress.endpoints import Auth
    from lodpress.publishing.comparing import Compared
    from lodpress.stores import Kind, Store
    from lodpress.stores.comparison.difference import Step
    from lodpress.stores.comparison.wording import Line

_COLOURS = {"+": "green", "-": "red", "~": "yellow"}
#: Controls, line ends, and what turns the direction of writing.
_STEERING = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
_EXAMPLES = """\b
Examples:
  lodpress diff before out                          two releases, in words
  lodpress diff out http://localhost:3030/ds        a store beside the release
  lodpress diff before out --patch > changes.rdfp   as RDF Patch
  lodpress diff data.ttl out/dataset.nt --verbose   two files, every triple

"""


@click.command(
    short_help="Say what two releases, files or stores have otherwise.", epilog=_EXAMPLES + SECRETS
)
@click.argument("a")
@click.argument("b")
@click.option("--patch", is_flag=True, help="Print RDF Patch that turns A into B.")
@click.option("--json", "as_json", is_flag=True, help="Print each difference as a line of JSON.")
@click.option(
    "--graph", "graphs", multiple=True, metavar="IRI", help="Compare this named graph alone; may be repeated."
)
@click.option("--all", "everything", is_flag=True, help="Compare a store's graphs of other datasets too.")
@store_options
@click.option("-q", "--quiet", is_flag=True, help="Print nothing: the exit code tells.")
@click.option("-v", "--verbose", is_flag=True, help="Tell every triple, and shorten nothing.")
def diff(
    a: str,
    b: str,
    patch: bool,
    as_json: bool,
    graphs: tuple[str, ...],
    everything: bool,
    kind: Kind | None,
    auth: Auth | None,
    timeout: int,
    quiet: bool,
    verbose: bool,
) -> int:
    """Say what B has otherwise than A; exits with 0 where nothing, with 1 where something.

    A and B are releases, RDF files, folders of Oxigraph stores, or addresses of stores. Where both have
    named graphs they are compared graph by graph, else all graphs of each as one. Blank nodes are
    compared by what is said of them. A release beside a store is compared with the store's graphs under its
    base; the graph in which pushes keep their digests is left out. Files are sorted on disk, in TMPDIR.
    """
    from lodpress.endpoints import StoreOptions, open_store  # noqa: PLC0415 - commands import late
    from lodpress.publishing.comparing import Scope, compared, is_address  # noqa: PLC0415

    if patch and as_json:
        raise UsageError("`--patch` and `--json` are two ways to print it", hint="choose one")
    options = StoreOptions(kind=kind, auth=auth, timeout=timeout)

    def opened(place: str) -> Store:
        return open_store(place, os.environ, options if is_address(place) else StoreOptions())

    words = not (patch or as_json or quiet)
    scope = Scope(graphs=frozenset(graphs), everything=everything, names=words)
    with (
        tempfile.TemporaryDirectory(prefix="lodpress-diff-") as folder,
        compared((a, b), Path(folder), opened, scope) as found,
    ):
        if quiet:
            if any(step[2] != "=" for step in found.comparison):
                return 1
            found.check()
            return 0
        if patch:
            _print_patch(found, Path(folder))
        elif as_json:
            _print_json(found)
        else:
            _print_words(found, Path(folder), verbose=verbose)
        return _tell_totals(found, words=words)


def _tell_totals(found: Compared, *, words: bool) -> int:
    """The exit code, once the totals are told: beside the words, and away from other data."""
    from lodpress.stores.comparison.in_words import summary  # noqa: PLC0415 - commands import late

    found.check()
    totals = found.comparison.totals
    console = Console.of_environment(os.environ)
    if found.left_out:
        console.say(
            f"left out: {several(found.left_out, 'graph')} of the store outside {found.base} (`--all` compares them)"
        )
    if words:
        click.echo(summary(totals))
    else:
        console.say(summary(totals))
    return int(bool(totals.added or totals.removed))


def _print_patch(found: Compared, folder: Path) -> None:
    from lodpress.stores.comparison.rdf_patch import write_patch  # noqa: PLC0415 - commands import late

    write_patch(found.comparison, sys.stdout, folder)


def _print_json(found: Compared) -> None:
    import orjson  # noqa: PLC0415 - commands import late

    for step in found.comparison:
        if step[2] != "=":
            click.echo(orjson.dumps(_record(step)).decode())


def _record(step: Step) -> dict[str, Any]:
    from lodpress.stores.comparison.grouping import document_of  # noqa: PLC0415 - commands import late

    graph, one, sign = step
    subject, predicate, term = one.split(" ", 2)
    return {
        "change": "added" if sign == "+" else "removed",
        "graph": graph or None,
        "document": document_of(graph, subject) or None,
        "subject": subject.strip("<>"),
        "predicate": predicate[1:-1],
        "object": term,
    }


def _print_words(found: Compared, folder: Path, *, verbose: bool) -> None:
    from lodpress.stores.comparison.grouping import grouped  # noqa: PLC0415 - commands import late
    from lodpress.stores.comparison.in_words import tell  # noqa: PLC0415

    coloured = _is_coloured(os.environ)
    for line in tell(grouped(found.comparison, folder), verbose=verbose):
        click.echo(_drawn(line, coloured=coloured), color=coloured)


def _is_coloured(environment: Mapping[str, str]) -> bool:
    """Whether standard output shows colours: as `Console` has it for standard error."""
    plain = bool(environment.get("NO_COLOR")) or environment.get("TERM") == "dumb"
    return sys.stdout is not None and sys.stdout.isatty() and not plain  # None where the caller closed it


def _drawn(line: Line, *, coloured: bool) -> str:
    """The line as it is printed; what would steer a terminal is shown as an escape."""
    indent = "" if line.depth == 0 else "  " if line.depth == 1 else "      "
    sign = line.sign or " "
    text = _STEERING.sub(lambda match: ascii(match[0])[1:-1], line.text)
    if not coloured:
        return f"{indent}{sign} {text}"
    colour, bold = _COLOURS.get(line.sign), line.depth == 0
    if sign in "+-":
        return indent + click.style(f"{sign} {text}", fg=colour, bold=bold or None)
    return (
        f"{indent}{click.style(sign, fg=colour)} {click.style(text, bold=True) if line.depth < 2 else text}"
    )
