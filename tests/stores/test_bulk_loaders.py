"""A loader that fills a folder takes what a build lays out for it, and the store then holds the dataset, no more and no less."""

from __future__ import annotations

import csv
import io
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import pytest
from servers import Server, skip_where_missing
from servers.processes import Recipe, free_port
from stores import bulk_loading
from stores.bulk_loading import BASE, INSTALLED, Digests, Done, held, read, run_script

release, published = bulk_loading.release, bulk_loading.published
pytestmark = pytest.mark.slow

# stores that fill a folder

LOADERS = {
    "fuseki": ("FUSEKI_JAR", "fuseki-*/jena-fuseki-server-*.jar", "--port {port}", "/ds/sparql", "/ds/data?graph="),
    "oxigraph": ("OXIGRAPH", "oxigraph-*/bin/oxigraph", "--bind 127.0.0.1:{port}", "/query", "/store?graph="),
}  # fmt: skip
offline = pytest.mark.parametrize("store", sorted(LOADERS))


def _load(store: str, release: Path, *words: object) -> Done:
    skip_where_missing(store)
    variable, pattern, *_ = LOADERS[store]
    program = str(max(INSTALLED.glob(pattern)))
    return run_script(release / "load" / store / "load.sh", *words, **{variable: program})


@contextmanager
def _served(store: str, printed: str, folder: Path) -> Iterator[str]:
    """The address of the server that the script said how to start; only its port is chosen."""
    _, _, option, queries, _ = LOADERS[store]
    port = free_port()
    command = f"{printed.splitlines()[-1]} {option.format(port=port)}"
    url = f"http://127.0.0.1:{port}"
    recipe = Recipe(store, ("sh", "-c", command), ready=f"{url}{queries}?query=ASK%7B%7D", query_url="")
    server = Server(recipe, folder)
    try:
        server.start()
        yield url
    finally:
        server.kill()


@offline
def test_a_new_store_is_filled_and_served_as_the_script_says(
    store: str, release: Path, published: Digests, tmp_path: Path
) -> None:
    """Every graph is the published one, and the default graph holds them all."""
    done = _load(store, release, tmp_path / "a store")
    assert done.returncode == 0, done.stderr
    _, _, _, queries, graphs = LOADERS[store]
    with _served(store, done.stdout, tmp_path) as url:
        query = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"
        rows = csv.reader(io.StringIO(read(f"{url}{queries}?query={quote(query)}", "text/csv").decode()))
        assert held([row[0] for row in rows], url + graphs) == published
        ask = f"ASK {{ <{BASE}giving-rivers-room> ?p ?o }}"
        assert b"true" in read(f"{url}{queries}?query={quote(ask)}", "application/sparql-results+json")


@offline
def test_a_second_load_is_refused(store: str, release: Path, tmp_path: Path) -> None:
    """The store stays as it is, to the byte."""
    target = tmp_path / "store"
    assert _load(store, release, target).returncode == 0
    before = {path: path.read_bytes() for path in target.rglob("*") if path.is_file()}
    again = _load(store, release, target)
    assert (again.returncode, again.stdout) == (1, "")
    assert "nothing was loaded" in again.stderr
    assert {path: path.read_bytes() for path in target.rglob("*") if path.is_file()} == before


@offline
def test_a_loader_that_fails_leaves_no_store(store: str, release: Path, tmp_path: Path) -> None:
    """One byte in the middle is wrong, which only the loader can see."""
    broken = Path(shutil.copytree(release, tmp_path / "release"))
    data = (broken / "dataset.nq").read_bytes()
    at = data.index(b"\n<", len(data) // 2)
    (broken / "dataset.nq").write_bytes(data[:at] + b"\n>" + data[at + 2 :])
    (tmp_path / "stores").mkdir()
    done = _load(store, broken, tmp_path / "stores" / "store")
    assert done.returncode == 1, done.stdout
    assert "the loader failed; no store was made" in done.stderr
    assert list((tmp_path / "stores").iterdir()) == []


# QLever, whose control script reads the Qleverfile; the engine itself is in no package registry


def test_the_qleverfile_is_read_by_qlevers_own_command(release: Path, tmp_path: Path) -> None:
    """It shows the commands that it would run: those that its manual asks for, with the settings of the layout."""
    program = next(INSTALLED.glob("qlever-*/bin/qlever"), None)
    if program is None:
        pytest.skip("qlever not installed: run .ci/loaders.sh")
    layout = release / "load" / "qlever"
    shutil.copyfile(layout / "Qleverfile", tmp_path / "Qleverfile")
    env = {**os.environ, "PYTHONPATH": str(program.parents[1])}
    done = subprocess.run(
        [sys.executable, str(program), "index", "--system", "native", "--show"],
        cwd=tmp_path, env=env, capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    shown = re.sub("\x1b\\[[0-9;]*m", "", done.stdout + done.stderr)
    settings = next(layout.glob("*.settings.json")).read_text().strip()
    assert f"echo '{settings}' > example-org-l-ete-home.settings.json" in shown
    assert "cat dataset.nq | qlever-index -i example-org-l-ete-home" in shown
    assert re.search(r" -F nq -f - -p true\b", shown)
