"""The tests' servers hold what they are given, listen on loopback only, and end whatever happens."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import quote
from urllib.request import HTTPBasicAuthHandler, HTTPDigestAuthHandler, HTTPPasswordMgrWithDefaultRealm

import pytest

from lodpress.engines.credentials import Credentials
from lodpress.engines.endpoint import SparqlEndpoint
from lodpress.problems import EngineError
from lodpress.triples import Triple
from servers import (
    KINDS,
    PROTECTED,
    READ_ONLY,
    RECIPES,
    STORES,
    Server,
    ServerError,
    fill,
    serving,
    skip_where_missing,
)
from servers.processes import is_alive, opener

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


def _credentials(server: Server) -> Credentials | None:
    if not server.authentication or not server.login:
        return None
    user, password = server.login
    return Credentials(kind=server.authentication, user=user, secret=password)


def _found(server: Server, seconds: float = 60) -> list[tuple[str | None, ...]]:
    """What the default graph of the server holds under the one property."""
    query = f"SELECT DISTINCT ?s ?label WHERE {{ ?s {_LABEL} ?label . }} ORDER BY ?s"
    endpoint = SparqlEndpoint(server.query_url, timeout=seconds, credentials=_credentials(server))
    return list(endpoint.select(query)[1])


def _status(url: str, login: tuple[str, str] | None, *, digest: bool = False) -> int:
    """How the server at the URL, asked with GET, answers that login."""
    web = opener()
    if login:
        passwords = HTTPPasswordMgrWithDefaultRealm()
        passwords.add_password(None, url, *login)
        web.add_handler(HTTPDigestAuthHandler(passwords) if digest else HTTPBasicAuthHandler(passwords))
    try:
        with web.open(url, timeout=60) as response:
            return int(response.status)
    except HTTPError as error:
        error.close()
        return error.code


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


def test_the_six_engines_that_are_compared_stay_six() -> None:
    """A store that is there to be filled only is no part of the comparison, which has two in this process."""
    assert set(KINDS) == {"comunica", "fuseki", "oxigraph", "virtuoso"}
    assert {*KINDS, *STORES, *PROTECTED} == set(RECIPES)


@pytest.mark.parametrize("kind", RECIPES)
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
    assert not is_alive(group)
    assert not folder.exists()


@pytest.mark.parametrize("kind", sorted(set(RECIPES) - READ_ONLY))
def test_an_empty_server_is_filled_killed_and_started_again(kind: str) -> None:
    """What was put in over the Graph Store Protocol is there after `kill -9`, at the same address."""
    skip_where_missing(kind)
    with serving(kind) as server:
        assert _found(server) == []
        fill(server, GRAPHS)
        server.kill()
        server.start()
        assert _found(server) == FOUND


@pytest.mark.parametrize("kind", STORES)
def test_a_stopped_server_answers_nothing_until_it_goes_on(kind: str) -> None:
    """Frozen and thawed twice, then killed while it stands still."""
    skip_where_missing(kind)
    with serving(kind, GRAPHS) as server:
        for _ in range(2):
            server.stop()
            with pytest.raises(EngineError):
                _found(server, seconds=0.5)
            server.go_on()
            assert _found(server) == FOUND
        server.stop()
        group = server.group
        server.kill()
        assert not is_alive(group)


@pytest.mark.parametrize("kind", PROTECTED)
def test_a_protected_server_lets_in_its_login_and_no_other(kind: str) -> None:
    """Its graph store answers 401 without a login, to a wrong password and to a stranger."""
    skip_where_missing(kind)
    with serving(kind, GRAPHS) as server:
        assert server.login
        user, password = server.login
        url = server.graph_store_url + quote("https://example.org/graph/2", safe="")
        refused = [None, (user, "wrong"), ("nobody", password)]
        digest = server.authentication == "digest"
        assert [_status(url, login, digest=digest) for login in refused] == [401, 401, 401]
        assert _status(url, server.login, digest=digest) == 200


def test_rdf4j_keeps_its_repository_when_it_is_started_again() -> None:
    """The configuration is put at every start, and what is there already is neither emptied nor an error."""
    skip_where_missing("rdf4j")
    with serving("rdf4j", GRAPHS) as server:
        (configuration,) = server.recipe.repositories
        for _ in range(2):
            server.kill()
            server.start()
            assert _found(server) == FOUND
        assert configuration == server.query_url


def test_a_repository_that_is_not_created_is_an_error_and_the_server_ends(tmp_path: Path) -> None:
    """With what RDF4J says to it."""
    skip_where_missing("rdf4j")
    recipe = RECIPES["rdf4j"](tmp_path)
    server = Server(replace(recipe, repositories={recipe.query_url: "no Turtle"}), tmp_path)
    with pytest.raises(ServerError, match=r"rdf4j creates no <.*/repositories/ds>: 500 .*RDFParseException"):
        server.start()
    with pytest.raises(URLError):
        opener().open(recipe.ready, timeout=10)


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
        assert is_alive(int(group))
        starter.send_signal(signal.SIGKILL)
        starter.wait()
    assert _within_seconds(10, lambda: not is_alive(int(group)))
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
