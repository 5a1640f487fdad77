"""The tests' servers hold what they are given, listen on loopback only, and end whatever happens."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from lodpress.engines.endpoint import SparqlEndpoint
from lodpress.triples import Triple
from servers import KINDS, READ_ONLY, Server, ServerError, fill, serving, skip_where_missing

pytestmark = pytest.mark.slow

_LABEL = "<https://example.org/label>"
SHARED: Triple = ("<https://example.org/a>", _LABEL, '"in two graphs"@en')
GRAPHS: dict[str, list[Triple]] = {
    "https://example.org/graph/1": [SHARED, ("<https://example.org/b>", _LABEL, '"𠮷 \\\\ \\"é\\""')],
    "https://example.org/graph/2": [SHARED],
}
FOUND = [
    ("<https://example.org/a>", '"in two graphs"@en'),
    ("<https://example.org/b>", '"𠮷 \\\\ \\"é\\""'),
]
#: Starts a server, says its process group and folder, and waits to be killed.
_STARTER = """
import sys, time
from servers import serving
with serving("oxigraph") as server:
    print(server.group, server.folder, flush=True)
    time.sleep(600)
"""


def _found(server: Server) -> list[tuple[str | None, ...]]:
    """What the default graph of the server holds under the one property."""
    query = f"SELECT DISTINCT ?s ?label WHERE {{ ?s {_LABEL} ?label . }} ORDER BY ?s"
    return list(SparqlEndpoint(server.query_url).select(query)[1])


def _is_alive(group: int) -> bool:
    """Whether a process of the group is more than a zombie."""
    states = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        states += [fields[0]] if int(fields[2]) == group else []
    return any(state != "Z" for state in states)


def _listeners(group: int) -> set[str]:
    """The addresses on which processes of the group listen, as /proc has them."""
    sockets = set()
    for link in Path("/proc").glob("[0-9]*/fd/*"):
        try:
            if os.getpgid(int(link.parts[2])) == group:
                sockets.add(str(link.readlink()))
        except OSError:
            continue
    lines = [
        line.split()
        for table in ("tcp", "tcp6")
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]
    ]
    return {
        line[1].partition(":")[0] for line in lines if line[3] == "0A" and f"socket:[{line[9]}]" in sockets
    }


@pytest.mark.parametrize("kind", KINDS)
def test_a_server_holds_its_graphs_and_is_gone_after_the_block(kind: str) -> None:
    """Merged in the default graph, on loopback only; no process and no folder is left, though the block fails."""
    skip_where_missing(kind)
    with pytest.raises(ZeroDivisionError), serving(kind, GRAPHS) as server:
        group, folder = server.group, server.folder
        found, addresses = _found(server), _listeners(group)
        raise ZeroDivisionError
    assert found == FOUND
    assert addresses
    assert addresses <= {"0100007F", "0000000000000000FFFF00000100007F"}
    assert not _is_alive(group)
    assert not folder.exists()


@pytest.mark.parametrize("kind", sorted(set(KINDS) - READ_ONLY))
def test_an_empty_server_is_filled_killed_and_started_again(kind: str) -> None:
    """What was put in over the Graph Store Protocol is there after `kill -9`, at the same address."""
    skip_where_missing(kind)
    with serving(kind) as server:
        assert _found(server) == []
        fill(server, GRAPHS)
        server.kill()
        server.start()
        assert _found(server) == FOUND


def test_a_server_ends_with_the_process_that_started_it() -> None:
    """Also where that one is killed and can clean up nothing."""
    skip_where_missing("oxigraph")
    path = str(Path(__file__).resolve().parents[1])
    with subprocess.Popen(
        [sys.executable, "-c", _STARTER],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": path},
    ) as starter:
        assert starter.stdout is not None
        group, folder = starter.stdout.readline().split()
        assert _is_alive(int(group))
        starter.send_signal(signal.SIGKILL)
        starter.wait()
    assert _within_seconds(10, lambda: not _is_alive(int(group)))
    shutil.rmtree(folder)


def test_a_server_that_does_not_start_says_why(tmp_path: Path) -> None:
    """With the end of its log."""
    skip_where_missing("oxigraph")
    (tmp_path / "store").write_text("no folder")
    with pytest.raises(ServerError, match=r"oxigraph ended with \d+; the end of its log:\n  .*store"):
        Server(KINDS["oxigraph"](tmp_path), tmp_path).start()


def _within_seconds(seconds: float, holds: Callable[[], bool]) -> bool:
    end = time.monotonic() + seconds
    while not holds() and time.monotonic() < end:
        time.sleep(0.05)
    return holds()
