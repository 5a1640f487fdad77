"""A push into each store, read back and compared, against that store's own way to load in bulk, in one run.

    .venv/bin/python benchmarks/push.py [--documents 100] [--among 10000] [--stores oxigraph ...]

The stores are those of the tests (`.ci/servers.sh` installs them), each started anew for the push and
for the bulk load, and warmed by ten documents before the clock runs. The release holds copies of
the two examples. Bulk is one POST of N-Quads (Oxigraph `no_transaction`), Virtuoso's
`ld_dir` and `rdf_loader_run`. The change of one document is pushed into a store that holds so many
others, of which each graph has 40 statements; `own` is what is not spent in requests to the store.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.request import Request

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "benchmarks")]

from releases import BASE, write_release  # noqa: E402
from servers import STORES, Server, missing, serving  # noqa: E402
from servers.processes import opener  # noqa: E402

import lodpress  # noqa: E402
from lodpress.claimants import this_process  # noqa: E402
from lodpress.endpoints import PASSWORD, USER, StoreOptions, open_store  # noqa: E402
from lodpress.engines.graph_store import GraphStore  # noqa: E402
from lodpress.settings import Output, Settings  # noqa: E402
from lodpress.stores import Publication, Store, Wanted, push  # noqa: E402

WARMING = 10
LINES = 40
BULK = {"oxigraph": "store?no_transaction", "fuseki": "data", "rdf4j": "statements"}


def pushed(store: Store, release: Path) -> float:
    """The seconds of a push."""
    begin = time.perf_counter()
    push(Publication(release), store, Wanted(), this_process(), lambda _: None)
    return time.perf_counter() - begin


def opened(server: Server) -> Store:
    """The server as a store that is pushed to."""
    environment = {"HOME": "/nowhere"}
    if server.login:
        environment |= dict(zip((USER, PASSWORD), server.login, strict=True))
    place = (
        server.query_url
        if server.kind in ("rdf4j", "virtuoso")
        else server.update_url.removesuffix("/update")
    )
    return open_store(place, environment, StoreOptions(timeout=3600))


def loaded(server: Server, release: Path) -> float:
    """The seconds of the store's own bulk load."""
    data = release / "dataset.nq"
    begin = time.perf_counter()
    if server.kind == "virtuoso":
        _load_by_isql(server, data)
    else:
        url = f"{server.update_url.rpartition('/')[0]}/{BULK[server.kind]}"
        headers = {"Content-Type": "application/n-quads", "Content-Length": str(data.stat().st_size)}
        with data.open("rb") as body, opener().open(Request(url, body, headers, method="POST"), timeout=3600):
            pass
    return time.perf_counter() - begin


def _load_by_isql(server: Server, data: Path) -> None:
    copy = server.folder / data.name  # DirsAllowed names this folder alone
    copy.write_bytes(data.read_bytes())
    ini = (server.folder / "virtuoso.ini").read_text()
    port = ini.split("[Parameters]")[1].split("ServerPort = ")[1].split()[0]
    commands = f"ld_dir('{server.folder}', '*.nq', '{BASE}'); rdf_loader_run(); checkpoint; delete from DB.DBA.LOAD_LIST;"
    subprocess.run(
        ["isql-vt", port, *(server.login or ()), f"exec={commands}"], check=True, stdout=subprocess.DEVNULL
    )
    copy.unlink()


@contextmanager
def requests_timed() -> Iterator[list[float]]:
    """The seconds of each request to a store, while the block lasts."""
    seconds: list[float] = []
    plain = GraphStore._exchange

    def timed(self: GraphStore, *args: object, **options: object) -> object:
        begin = time.perf_counter()
        try:
            return plain(self, *args, **options)  # type: ignore[arg-type]
        finally:
            seconds.append(time.perf_counter() - begin)

    GraphStore._exchange = timed  # type: ignore[assignment,method-assign]
    try:
        yield seconds
    finally:
        GraphStore._exchange = plain  # type: ignore[method-assign]


def measure(kind: str, releases: Mapping[str, Path], triples: int) -> None:
    """Prints a line for the push and the bulk load of one store, and one for the change."""
    with serving(kind) as server:
        store = opened(server)
        pushed(store, releases["warming"])
        by_push = pushed(store, releases["whole"])
    with serving(kind) as server:
        loaded(server, releases["warming"])
        by_bulk = loaded(server, releases["whole"])
    print(
        f"{kind:10}{triples / by_push:>12,.0f}{triples / by_bulk:>12,.0f}{by_bulk / by_push:>8.2f}",
        end="",
        flush=True,
    )
    with serving(kind) as server:
        store = opened(server)
        first = pushed(store, releases["many"])
        with requests_timed() as seconds:
            change = pushed(store, releases["changed"])
        print(f"{first:>12.1f} s{change:>8.2f} s{change - sum(seconds):>8.2f} s", flush=True)


def main() -> None:
    """Makes the releases and measures each store."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--documents", type=int, default=100)
    parser.add_argument("--among", type=int, default=10_000)
    parser.add_argument("--stores", nargs="+", default=list(STORES))
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="lodpress-push-") as name:
        work = Path(name)
        example = work / "example"
        lodpress.build([ROOT / "documents"], example, Settings(base=BASE, output=Output(pages=False)))
        releases = {kind: work / kind for kind in ("warming", "whole", "many", "changed")}
        write_release(example, releases["warming"], WARMING)
        triples = write_release(example, releases["whole"], chosen.documents)
        held = write_release(example, releases["many"], chosen.among, lines=LINES)
        write_release(example, releases["changed"], chosen.among, changed=chosen.among // 2, lines=LINES)
        print(
            f"{chosen.documents} documents, {triples:,} triples a store; one changed among {chosen.among:,} ({held:,} triples)"
        )
        print(f"{'':10}{'push':>12}{'bulk':>12}{'ratio':>8}{'first push':>14}{'change':>10}{'own':>10}")
        for kind in chosen.stores:
            if lacks := missing(kind):
                print(f"{kind}: {lacks}")
            else:
                measure(kind, releases, triples)


if __name__ == "__main__":
    os.environ.pop("COLUMNS", None)
    main()
