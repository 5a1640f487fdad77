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

from lodpress.cli.console import Console, counted
from lodpress.endpoints import StoreOptions, open_store
from lodpress.problems import UsageError

if TYPE_CHECKING:
    from lodpress.endpoints import Auth
    from lodpress.stores import Change, Done, Kind, Outcome, Publication
    from lodpress.stores.difference import Step
    from lodpress.stores.pushing import Published

_PATH = click.Path(readable=False, path_type=Path)
_KINDS = ("fuseki", "oxigraph", "rdf4j", "virtuoso", "sparql", "folder")
_SHOWN = 20
_EXAMPLES = """\b
Examples:
  lodpress push out --to http://localhost:3030/ds            Fuseki: the address of a dataset
  lodpress push out --to http://localhost:8890/sparql        Virtuoso
  lodpress push out --to http://localhost:8080/rdf4j-server/repositories/graphs
  lodpress push documents --to store                         build, and push into a local store's folder
  lodpress push out --to http://localhost:7878 --dry-run     what would change
  lodpress push out --to http://localhost:7878 --verify all  prove that the store holds what was published

\b
Secrets come from the environment (LODPRESS_ENDPOINT_USER and LODPRESS_ENDPOINT_PASSWORD, or
LODPRESS_ENDPOINT_TOKEN), or from ~/.netrc. They go over plain http to loopback alone, but where
LODPRESS_ENDPOINT_PLAIN_HTTP=1; Digest, which Virtuoso asks for, sends no secret."""


@click.command(short_help="Make a triple store hold what is published.", epilog=_EXAMPLES)
@click.argument("sources", nargs=-1, required=True, type=_PATH)
@click.option("--to", "place", required=True, help="The address of the store, or the folder of a local one.")
@click.option("--kind", type=click.Choice(_KINDS), help="What the store is.  [default: asked of the server]")
@click.option("--update", default="", help="Where updates go, where the store is of no known kind.")
@click.option(
    "--graph-store", default="", help="Its Graph Store Protocol's address, where it is of no known kind."
)
@click.option(
    "--auth",
    type=click.Choice(["basic", "digest", "bearer"]),
    help="How the store is told who writes.  [default: as the environment has it; Virtuoso digest]",
)
@click.option(
    "--timeout", type=click.IntRange(min=1), default=600, show_default=True, help="Seconds for one answer."
)
@click.option(
    "--wait",
    type=click.IntRange(min=0),
    default=600,
    show_default=True,
    help="Seconds to wait for another push.",
)
@click.option(
    "--default-graph",
    is_flag=True,
    help="All graphs as one, into the default graph, for stores that have no others.",
)
@click.option("--prune", is_flag=True, help="Remove graphs of earlier pushes that are no longer published.")
@click.option(
    "--verify",
    type=click.Choice(["changed", "all"]),
    default="changed",
    show_default=True,
    help="Which graphs are read back: `all` finds, and mends, what others changed.",
)
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@click.option("--patch", is_flag=True, help="With --dry-run: print the change as RDF Patch.")
@click.option("--base", help="The base IRI of documents that are built on the fly.")
@click.option("--settings", "settings_file", type=_PATH, help="Settings file.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object for each graph.")
@click.option("-q", "--quiet", is_flag=True, help="Say only errors.")
@click.option("-v", "--verbose", is_flag=True, help="Name every graph.")
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
    from lodpress.claimants import this_process  # noqa: PLC0415 - commands import late
    from lodpress.stores import Wanted, into_default_graph, preview  # noqa: PLC0415
    from lodpress.stores import push as push_into  # noqa: PLC0415

    if patch and not dry_run:
        raise UsageError("`--patch` is only for `--dry-run`", hint="add `--dry-run`")
    console = Console.of_environment(os.environ)
    console = replace(console, quiet=quiet, verbose=verbose)
    options = StoreOptions(
        kind=kind, update=update, graph_store=graph_store, auth=auth, timeout=timeout, create=not dry_run
    )
    wanted = Wanted(prune=prune, everything=verify == "all")
    with _published(sources, settings_file, base, console) as release:
        publication: Published = release
        store = open_store(place, os.environ, options)
        if default_graph:
            publication, store = into_default_graph(release, store)
        if dry_run:
            return _show_changes(preview(publication, store, wanted), as_patch=patch)
        console.say(f"pushing to {store.name}")
        table = _Table(
            publication.dataset, shown=sys.maxsize if verbose else 0 if quiet else _SHOWN, as_json=as_json
        )
        claimant = this_process(patience=wait, on_wait=lambda who: console.say(f"waiting for {who}"))
        begin = time.monotonic()
        outcome = push_into(publication, store, wanted, claimant, table.add)
        _sum_up(console, outcome, table, time.monotonic() - begin)
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
            find_documents(sources, settings),
            out,
            lambda findings: console.problems(
                findings.problems, findings.source, findings.document.path if findings.document else None
            ),
        )
        console.say(
            f"built {result.documents} documents, {result.triples:,} triples: {counted(result.counts)}"
        )
        yield Publication(out)


@dataclass(slots=True)
class _Table:
    """Prints each graph as it is done, the first few of many, and counts all."""

    dataset: str
    shown: int
    as_json: bool
    counts: Counter[str] = field(default_factory=Counter)
    triples: int = 0
    printed: int = 0
    left_out: int = 0

    def add(self, done: Done) -> None:
        self.counts[done.deed] += 1
        if done.deed == "same":
            return
        self.triples += done.triples
        for first, second in done.merged:
            click.echo(
                f"one statement in this store: {first}\n                         and: {second}", err=True
            )
        if self.as_json:
            import orjson  # noqa: PLC0415 - only where it is asked for

            click.echo(orjson.dumps({
                "graph": done.graph, "deed": done.deed, "way": done.way, "triples": done.triples,
                "added": done.added, "removed": done.removed,
            }).decode())  # fmt: skip
        elif self.printed < self.shown:
            self.printed += 1
            click.echo(_row(done.deed, done.added, done.removed, self.name(done.graph)))
        else:
            self.left_out += 1

    def name(self, graph: str) -> str:
        """The graph's IRI below the base."""
        return graph.removeprefix(self.dataset.removesuffix("dataset"))


def _row(deed: str, added: int, removed: int, name: str) -> str:
    numbers = f"{f'+{added:,}' if added else '':>9} {f'-{removed:,}' if removed else '':>8}"
    return f"{deed:8}{numbers}  {name}"


def _sum_up(console: Console, outcome: Outcome, table: _Table, seconds: float) -> None:
    if table.left_out and not table.as_json:
        console.say(f"… and {table.left_out:,} graphs more (`--verbose` names them)")
    counts = [f"{n:,} {deed}" for deed in ("new", "changed", "removed") if (n := table.counts[deed])]
    same = outcome.unchanged
    if counts:
        console.say(
            f"{', '.join(counts)}, {same:,} unchanged: {table.triples:,} triples read back as published, in {seconds:.1f} s"
        )
    elif table.counts["same"]:
        console.say(
            f"all {table.counts['same']:,} graphs were read back: the store holds what was published, nothing was sent"
        )
    else:
        console.say(
            f"nothing to send: by its digests the store holds all {same:,} graphs (`--verify all` reads them back)"
        )
    if outcome.vanished:
        many = f"{outcome.vanished:,} graphs are" if outcome.vanished > 1 else "1 graph is"
        console.say(
            f"{many} no longer published, and still there: `--prune` removes what is so, `--prune --dry-run` names it"
        )


def _show_changes(changes: Iterator[Change], *, as_patch: bool) -> int:
    """Prints what a push would change, as a table or as RDF Patch."""
    from lodpress.stores.rdf_patch import write_patch  # noqa: PLC0415 - commands import late

    if as_patch:
        steps = (step for change in changes for step in _steps(change))
        with tempfile.TemporaryDirectory(prefix="lodpress-patch-") as folder:
            write_patch(steps, sys.stdout, Path(folder))
        return 0
    count = 0
    for change in changes:
        count += 1
        click.echo(_row(change.deed, len(change.added), len(change.removed), change.graph))
    if not count:
        click.echo("nothing would change", err=True)
    return 0


def _steps(change: Change) -> Iterator[Step]:
    for one in change.removed:
        yield change.graph, one, "-"
    for one in change.added:
        yield change.graph, one, "+"
