"""The `pull` command: the graphs of a store as files."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lodpress.cli.console import Console, several
from lodpress.cli.stores import SECRETS, store_options
from lodpress.problems import UsageError

if TYPE_CHECKING:
    from lodpress.endpoints import Auth
    from lodpress.publishing.pulling import PulledGraph
    from lodpress.stores import Kind

_FORMATS = {"nt": "ntriples", "turtle": "turtle", "jsonld": "jsonld"}
_EXAMPLES = """\b
Examples:
  lodpress pull --from http://localhost:3030/ds -o pulled
  lodpress pull --from http://localhost:8890 -o pulled --all --format turtle
  lodpress pull --from store -o pulled \\
      --graph https://example.org/graphs/tides/graph/asserted

"""


@click.command(short_help="Bring the graphs of a store back as files.", epilog=_EXAMPLES + SECRETS)
@click.option("--from", "place", required=True, metavar="URL|FOLDER", help="The store.")
@click.option(
    "-o",
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    help="The folder to write; replaced as a whole.",
)
@click.option("--all", "everything", is_flag=True, help="All named graphs, whoever put them there.")
@click.option("--graph", "graphs", multiple=True, metavar="IRI", help="This named graph; may be repeated.")
@click.option(
    "--base", metavar="IRI", help="The base IRI of the dataset, where several were pushed into the store."
)
@click.option(
    "-f",
    "--format",
    "syntax",
    type=click.Choice(list(_FORMATS)),
    default="nt",
    show_default=True,
    help="The format of each graph's file.",
)
@store_options
@click.option("-q", "--quiet", is_flag=True, help="Say only what differs.")
@click.option("-v", "--verbose", is_flag=True, help="Name each graph.")
def pull(
    place: str,
    out: Path,
    everything: bool,
    graphs: tuple[str, ...],
    base: str | None,
    syntax: str,
    kind: Kind | None,
    auth: Auth | None,
    timeout: int,
    quiet: bool,
    verbose: bool,
) -> int:
    """Bring the graphs of a store back as files, all or nothing.

    Without `--all` and `--graph` those that `lodpress push` put there. The folder gets dataset.nq with all
    of them, a file for each, and DIGESTS with the RDFC-1.0 SHA-256 of each. Exits with 1 where a graph
    is not as it was pushed, and names it.
    """
    from lodpress.endpoints import StoreOptions, open_store  # noqa: PLC0415 - commands import late
    from lodpress.publishing.pulling import Wanted  # noqa: PLC0415
    from lodpress.publishing.pulling import pull as bring  # noqa: PLC0415

    if sum(map(bool, (everything, graphs, base))) > 1:
        raise UsageError("`--all`, `--graph` and `--base` each choose the graphs", hint="give one of them")
    console = Console.of_environment(os.environ)
    store = open_store(place, os.environ, StoreOptions(kind=kind, auth=auth, timeout=timeout))
    counts = {"graphs": 0, "triples": 0, "pushed": 0, "differing": 0}

    def tell(graph: PulledGraph) -> None:
        counts["graphs"] += 1
        counts["triples"] += graph.triples
        counts["pushed"] += bool(graph.pushed)
        counts["differing"] += graph.differs
        if graph.differs:
            console.error(f"<{graph.graph}> is not as it was pushed", _hint(graph))
        elif verbose:
            click.echo(f"{graph.digest}  {graph.graph}", err=True)

    wanted = Wanted(graphs=graphs, everything=everything, base=base or "")
    bring(store, out, wanted, tell, syntax=_FORMATS[syntax])
    if not quiet:
        console.say(_summary(counts, out))
    return int(counts["differing"] > 0)


def _hint(graph: PulledGraph) -> str:
    if not any(len(digest) == 64 for digest in graph.pushed):
        return "a push of it was cut off: push again"
    return "`lodpress diff` with the release says what differs"


def _summary(counts: dict[str, int], out: Path) -> str:
    found = f"{counts['differing']} not as pushed" if counts["differing"] else "all as pushed"
    unknown = counts["graphs"] - counts["pushed"]
    if unknown:
        found = f"{unknown:,} without a digest of a push" + (f", {found}" if counts["pushed"] else "")
    return f"pulled {several(counts['graphs'], 'graph')}, {several(counts['triples'], 'triple')}, into {out}: {found}"
