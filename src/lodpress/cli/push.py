"""The `push` command: a triple store made to hold what is published, and shown to hold it."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lodpress.cli.console import Console, counted, several, teller
from lodpress.cli.stores import SECRETS, store_options
from lodpress.endpoints import StoreOptions, open_store
from lodpress.problems import StoreBusyError, UsageError

if TYPE_CHECKING:
    from lodpress.endpoints import Auth
    from lodpress.stores import Change, Done, Kind, Outcome, Publication, Store, Wanted
    from lodpress.stores.comparison.difference import Step
    from lodpress.stores.pushing import Published

_PATH = click.Path(readable=False, path_type=Path)
_SHOWN = 20
_POLL = 0.5  # seconds, while another process has a folder open
_INTERRUPTED = 130
_EXAMPLES = """\b
Examples:
  lodpress push out --to http://localhost:3030/ds
      into Fuseki: the address is that of a dataset
  lodpress push out --to http://localhost:8890/sparql
      into Virtuoso
  lodpress push out --to http://localhost:8080/rdf4j-server/repositories/ID
      into RDF4J or GraphDB: the address is that of a repository
  lodpress push documents --to store
      build, and push into a local Oxigraph store, which is made if need be
  lodpress push out --to http://localhost:7878 --dry-run
      say what would change
  lodpress push out --to http://localhost:7878 --verify all
      prove that the store holds what was published

"""
_EXITS = """

\b
Exits with 0 where the store holds what was published, 1 where a document has
errors or the store holds something else than it was sent, and 2 where it
cannot be reached or refuses."""


@click.command(short_help="Make a triple store hold what is published.", epilog=_EXAMPLES + SECRETS + _EXITS)
@click.argument("sources", nargs=-1, required=True, type=_PATH)
@click.option(
    "--to",
    "place",
    required=True,
    metavar="URL|FOLDER",
    help="The address of the store, or the folder of a local Oxigraph store.",
)
@store_options
@click.option(
    "--update", default="", metavar="URL", help="Where a store of another kind (`sparql`) takes updates."
)
@click.option(
    "--graph-store",
    default="",
    metavar="URL",
    help="Where a store of another kind (`sparql`) speaks the Graph Store Protocol.",
)
@click.option(
    "--wait",
    type=click.IntRange(min=0),
    default=600,
    show_default=True,
    help="Seconds to wait for another who is writing.",
)
@click.option(
    "--default-graph",
    is_flag=True,
    help="Push all graphs as one, into the default graph: for stores without named graphs.",
)
@click.option("--prune", is_flag=True, help="Remove graphs of earlier pushes that are no longer published.")
@click.option(
    "--verify",
    type=click.Choice(["changed", "all"]),
    default="changed",
    show_default=True,
    help="Which graphs are read back; `all` finds and mends what others have changed.",
)
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@click.option("--patch", is_flag=True, help="With --dry-run: print what would change as RDF Patch.")
@click.option("--base", metavar="IRI", help="The base IRI for SOURCES that are documents.")
@click.option(
    "--settings", "settings_file", type=_PATH, help="The settings file for SOURCES that are documents."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object for each graph.")
@click.option("-q", "--quiet", is_flag=True, help="Say only errors.")
@click.option("-v", "--verbose", is_flag=True, help=f"Name every graph, not only the first {_SHOWN}.")
def push(
    sources: tuple[Path, ...],
    place: str,
    kind: Kind | None,
    update: str,
    graph_store: str,
    auth: Auth | None,
    timeout: int,
    wait: int,
    default_graph: bool,
    prune: bool,
    verify: str,
    dry_run: bool,
    patch: bool,
    base: str | None,
    settings_file: Path | None,
    as_json: bool,
    quiet: bool,
    verbose: bool,
) -> int:
    """Make a triple store hold exactly what is published, and prove it.

    SOURCES are the folder of a build, or documents, which are built first. Each graph is pushed
    under its own IRI; only what changed is sent, and what was sent is read back and compared.
    A push that was cut off is finished by the next one.
    """
    from lodpress.stores import Wanted, into_default_graph, preview  # noqa: PLC0415 - commands import late

    if patch and not dry_run:
        raise UsageError("`--patch` is only for `--dry-run`", hint="add `--dry-run`")
    if patch and as_json:
        raise UsageError("`--patch` and `--json` each choose what is printed", hint="leave one of them out")
    console = replace(Console.of_environment(os.environ), quiet=quiet, verbose=verbose)
    options = StoreOptions(
        kind=kind, update=update, graph_store=graph_store, auth=auth, timeout=timeout, create=not dry_run
    )
    wanted = Wanted(prune=prune, everything=verify == "all")
    with _published(sources, settings_file, base, console) as release:
        publication: Published = release
        store = _opened(place, options, wait, console)
        if default_graph:
            publication, store = into_default_graph(release, store)
        if dry_run:
            changes = preview(publication, store, wanted)
            if patch:
                return _show_patch(changes, publication)
            return _show_changes(changes, publication.dataset, as_json=as_json)
        console.say(f"pushing to {store.name}")
        table = _Table(console, publication.dataset, as_json=as_json, everything=wanted.everything)
        return _carry_out(publication, store, wanted, wait, table)


def _opened(place: str, options: StoreOptions, wait: int, console: Console) -> Store:
    """The store; a folder that another process has open is waited for."""
    until = time.monotonic() + wait
    told = False
    while True:
        try:
            return open_store(place, os.environ, options)
        except StoreBusyError as error:
            if time.monotonic() >= until:
                raise
            if not told:
                console.say(f"waiting: {error}")
            told = True
            time.sleep(_POLL)


def _carry_out(publication: Published, store: Store, wanted: Wanted, wait: int, table: _Table) -> int:
    """The exit code of the push, whose graphs are told one by one."""
    from lodpress.claimants import this_process  # noqa: PLC0415 - commands import late
    from lodpress.stores import push as push_into  # noqa: PLC0415

    console = table.console
    claimant = this_process(patience=wait, on_wait=lambda who: console.say(f"waiting for {who}"))
    begin = time.monotonic()
    try:
        outcome = push_into(publication, store, wanted, claimant, table.add)
    except KeyboardInterrupt:
        console.say("interrupted; the next push finishes the work")
        return _INTERRUPTED
    _sum_up(outcome, table, time.monotonic() - begin)
    return 0


@contextmanager
def _published(
    sources: tuple[Path, ...], settings_file: Path | None, base: str | None, console: Console
) -> Iterator[Publication]:
    """The release's folder as it is, or one that is built of documents and gone afterwards."""
    from lodpress.inputs import find_documents, find_settings  # noqa: PLC0415 - commands import late
    from lodpress.publishing import Press, build, make_engines  # noqa: PLC0415
    from lodpress.settings import Output, checked  # noqa: PLC0415
    from lodpress.stores import Publication  # noqa: PLC0415

    if any((source / "DIGESTS").is_file() for source in sources):
        if len(sources) > 1 or base or settings_file:
            raise UsageError("the folder of a build is pushed alone, as it is",
                             hint="leave out the other sources, `--base` and `--settings`")  # fmt: skip
        yield Publication(sources[0])
        return
    settings = find_settings(settings_file, sources)
    documents = find_documents(sources, settings)
    settings = checked(
        replace(settings, base=base or settings.base, output=Output(pages=False, source=False))
    )
    if settings.base is None:
        raise UsageError("no base IRI is set, under which the documents would be published",
                         hint="set `base` in `lodpress.toml`, or give `--base IRI`")  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="lodpress-push-") as folder:
        out = Path(folder) / "out"
        result = build(
            Press(settings, make_engines()),
            documents,
            out,
            teller(console),
        )
        console.say(
            f"built {several(result.documents, 'document')}, {several(result.triples, 'triple')}:"
            f" {counted(result.counts)}"
        )
        yield Publication(out)


@dataclass(slots=True)
class _Table:
    """Prints each graph as it is done, the first few of many, and counts all."""

    console: Console
    dataset: str
    as_json: bool
    everything: bool
    counts: Counter[str] = field(default_factory=Counter)
    triples: int = 0
    printed: int = 0
    left_out: int = 0

    def add(self, done: Done) -> None:
        self.counts[done.deed] += 1
        if done.deed == "same":
            return
        self.triples += done.triples
        for group in done.merged:
            self.console.say("\n  ".join(["this store makes one statement of", *group]))
        if self.as_json:
            _print_json(done, way=done.way, triples=done.triples, added=done.added, removed=done.removed)
        elif self.console.quiet:
            pass
        elif self.console.verbose or self.printed < _SHOWN:
            self.printed += 1
            click.echo(_row(done.deed, done.added, done.removed, _below_base(done.graph, self.dataset)))
        else:
            self.left_out += 1

    def unchanged(self, outcome: Outcome) -> int:
        """How many of the published graphs were as they should be, looked at or not."""
        return self.counts["same"] + (0 if self.everything else outcome.unchanged)


def _below_base(graph: str, dataset: str) -> str:
    """A graph's IRI without the base of its dataset."""
    return graph.removeprefix(dataset.removesuffix("dataset"))


def _print_json(of: Done | Change, *, way: str, triples: int, added: int, removed: int) -> None:
    import orjson  # noqa: PLC0415 - only where it is asked for

    numbers = {"triples": triples, "added": added, "removed": removed}
    click.echo(orjson.dumps({"graph": of.graph, "deed": of.deed, "way": way, **numbers}).decode())


def _row(deed: str, added: int, removed: int, name: str) -> str:
    numbers = f"{f'+{added:,}' if added else '':>9} {f'-{removed:,}' if removed else '':>8}"
    return f"{deed:8}{numbers}  {name}"


def _sum_up(outcome: Outcome, table: _Table, seconds: float) -> None:
    say, same = table.console.say, table.unchanged(outcome)
    if table.left_out:
        say(f"… and {several(table.left_out, 'graph')} more (`--verbose` names them)")
    counts = [f"{n:,} {deed}" for deed in ("new", "changed", "removed") if (n := table.counts[deed])]
    if counts:
        told = f": {several(table.triples, 'triple')} read back as published" if table.triples else ""
        say(f"{', '.join(counts)}, {same:,} unchanged{told}, in {seconds:.1f} s")
    elif table.everything:
        say(
            f"{several(same, 'graph')} read back: the store holds exactly what was published; nothing was sent"
        )
    elif table.counts["same"]:
        say(f"nothing was sent: {several(table.counts['same'], 'graph')} read back as published,"
            f" {outcome.unchanged:,} unchanged")  # fmt: skip
    else:
        say(f"nothing to send: the store has the digests of {several(same, 'graph')}, all that were published"
            " (`--verify all` reads them back)")  # fmt: skip
    if outcome.vanished:
        many = f"{several(outcome.vanished, 'graph')} {'is' if outcome.vanished == 1 else 'are'}"
        say(f"{many} no longer published, and still there: `--prune` removes what is so, `--prune --dry-run` names it")  # fmt: skip


def _show_changes(changes: Iterator[Change], dataset: str, *, as_json: bool) -> int:
    """Prints what a push would change, a graph a line."""
    count = 0
    for change in changes:
        count += 1
        added, removed = len(change.added), len(change.removed)
        if as_json:
            _print_json(change, way=change.way, triples=len(change.expected), added=added, removed=removed)
        else:
            click.echo(_row(change.deed, added, removed, _below_base(change.graph, dataset)))
    if not count:
        click.echo("nothing would change", err=True)
    return 0


def _show_patch(changes: Iterator[Change], publication: Published) -> int:
    """Prints what a push would change as RDF Patch."""
    from lodpress.stores.comparison.rdf_patch import write_patch  # noqa: PLC0415 - commands import late

    with tempfile.TemporaryDirectory(prefix="lodpress-patch-") as folder:
        steps = (step for change in changes for step in _steps(change, in_default=publication.in_default))
        write_patch(steps, sys.stdout, Path(folder))
    return 0


def _steps(change: Change, *, in_default: bool) -> Iterator[Step]:
    graph = "" if in_default else change.graph
    for one in change.removed:
        yield graph, one, "-"
    for one in change.added:
        yield graph, one, "+"
