"""Each store's own loader takes what a build lays out for it, and the store then holds the dataset, no more and no less."""

from __future__ import annotations

import configparser
import csv
import io
import os
import re
import shutil
import signal
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote
from urllib.request import Request

import pytest
from generated_documents import generated_inputs
from servers import Server, serving, skip_where_missing
from servers.processes import Recipe, free_port, opener
from truth import ROOT

from lodpress.engines import oxigraph
from lodpress.inputs import find_documents
from lodpress.iris import Iris
from lodpress.publishing import Press, build, make_engines
from lodpress.serialization.bulk import STORES, write_loaders
from lodpress.settings import Settings

pytestmark = pytest.mark.slow

#: With all that a shell and SQL have to be told of.
BASE = "https://example.org/l'été/$HOME/"
ONTOLOGY = f"{BASE}dataset/graph/ontology"
INSTALLED = ROOT / ".servers"
#: The digests of graphs by their IRIs.
Digests = Mapping[str, str]
Done = subprocess.CompletedProcess[str]


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of the examples and a hundred generated documents, laid out for all stores in several parts."""
    out = tmp_path_factory.mktemp("bulk") / "it's a release"
    press = Press(Settings(base=BASE), make_engines())
    documents = [*find_documents([ROOT / "documents"], press.settings), *generated_inputs()]
    build(press, documents, out, lambda _: None)
    write_loaders(out, STORES, Iris(BASE), part_bytes=1 << 20)
    return out


@pytest.fixture(scope="module")
def published(release: Path) -> Digests:
    """The digest of each graph, from the lines of the dataset."""
    graphs = defaultdict(list)
    for line in (release / "dataset.nq").read_text(encoding="utf-8").splitlines():
        subject, predicate, rest = line.removesuffix(" .").split(" ", 2)
        term, _, graph = rest.rpartition(" ")
        graphs[graph.strip("<>")].append((subject, predicate, term))
    assert len(graphs) == 205
    return {name: oxigraph.canonical_digest(triples) for name, triples in graphs.items()}


def _run(script: Path, *words: object, **env: str) -> Done:
    """A script run from a folder that is not its own."""
    return subprocess.run(
        [str(script), *map(str, words)],
        cwd="/",
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def _read(url: str, media_type: str) -> bytes:
    with opener().open(Request(url, headers={"Accept": media_type}), timeout=120) as response:
        return bytes(response.read())


def _held(names: Iterable[str], graphs_url: str, media_type: str = "application/n-triples") -> Digests:
    """The digest of each of the graphs that is of the dataset, as a server sends it."""
    digests = {}
    for name in names:
        if name.startswith(BASE):
            data = _read(graphs_url + quote(name, safe=""), media_type)
            digests[name] = oxigraph.canonical_digest(oxigraph.triples_of_turtle(data))
    return digests


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
    return _run(release / "load" / store / "load.sh", *words, **{variable: program})


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
        rows = csv.reader(io.StringIO(_read(f"{url}{queries}?query={quote(query)}", "text/csv").decode()))
        assert _held([row[0] for row in rows], url + graphs) == published
        ask = f"ASK {{ <{BASE}giving-rivers-room> ?p ?o }}"
        assert b"true" in _read(f"{url}{queries}?query={quote(ask)}", "application/sparql-results+json")


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


# Virtuoso, whose server loads


#: A server, the release where the server may read it, and where it takes SQL.
Virtuoso = tuple[Server, Path, str]


@contextmanager
def _virtuoso(release: Path) -> Iterator[Virtuoso]:
    skip_where_missing("virtuoso")
    with serving("virtuoso") as server:
        ini = configparser.ConfigParser()
        ini.read(server.folder / "virtuoso.ini")
        copy = shutil.copytree(release, server.folder / release.name)
        yield server, Path(copy), ini["Parameters"]["ServerPort"]


def _load_virtuoso(release: Path, *words: object, **env: str) -> Done:
    script = release / "load" / "virtuoso" / "load.sh"
    return _run(script, *words, **{"VIRTUOSO_PASSWORD": "dba", "LOADERS": "2", **env})


@contextmanager
def _loading(release: Path, address: str) -> Iterator[subprocess.Popen[str]]:
    """The script, while one loader of it runs."""
    script = release / "load" / "virtuoso" / "load.sh"
    env = {**os.environ, "VIRTUOSO_PASSWORD": "dba", "LOADERS": "1"}
    pipe = subprocess.PIPE
    with subprocess.Popen([script, address], env=env, stdout=pipe, stderr=pipe, text=True) as loading:
        assert loading.stdout is not None
        assert loading.stdout.readline().startswith("loading")
        yield loading


@pytest.fixture(scope="module")
def shared_virtuoso(release: Path) -> Iterator[Virtuoso]:
    """One for those tests that do not end it; each start takes seconds."""
    with _virtuoso(release) as all_of_it:
        yield all_of_it


@pytest.fixture
def virtuoso(shared_virtuoso: Virtuoso) -> Virtuoso:
    """A server that holds nothing of the release and remembers no load."""
    _, copy, address = shared_virtuoso
    assert _load_virtuoso(copy, "--clear", address).returncode == 0
    _isql(address, "delete from DB.DBA.LOAD_LIST")
    return shared_virtuoso


def _held_by_virtuoso(server: Server, address: str) -> Digests:
    """The names come by SQL: asked for them by SPARQL, Virtuoso can take minutes."""
    query = "select id_to_iri (G) from (select distinct G from DB.DBA.RDF_QUAD) graphs"
    graphs = server.graph_store_url.replace("-auth", "")
    return _held(_isql(address, query).splitlines(), graphs, "text/plain")


def _isql(address: str, *statements: str) -> str:
    words = ["isql-vt", address, "dba", "dba", "VERBOSE=off", "BANNER=off", "PROMPT=off"]
    text = "".join(f"{one};\n" for one in statements)
    return subprocess.run(words, input=text, capture_output=True, text=True, check=True, timeout=300).stdout


def test_virtuoso_loads_all_parts_and_refuses_them_a_second_time(
    virtuoso: Virtuoso, published: Digests
) -> None:
    """Two loaders at once; the second run changes nothing, though the server could not see the parts' path."""
    server, copy, address = virtuoso
    assert len(list((copy / "load" / "virtuoso").glob("part-*.nq"))) > 5
    done = _load_virtuoso(copy, address)
    assert done.returncode == 0, done.stderr
    assert "loaders at once: 2\nloaded; statements: " in done.stdout
    assert _held_by_virtuoso(server, address) == published
    again = _load_virtuoso(copy, address, "/elsewhere")
    assert (again.returncode, again.stdout) == (1, "")
    assert f"holds <{ONTOLOGY}> already; nothing was loaded" in again.stderr
    assert _held_by_virtuoso(server, address) == published


def test_what_virtuoso_loaded_is_there_after_kill_9(release: Path, published: Digests) -> None:
    """A checkpoint was made; and its interval is again what it was."""
    with _virtuoso(release) as (server, copy, address):
        _isql(address, "checkpoint_interval (77)")
        assert _load_virtuoso(copy, address).returncode == 0
        assert "77" in _isql(address, "select checkpoint_interval (77)")
        server.kill()
        server.start()
        assert _held_by_virtuoso(server, address) == published


def test_virtuoso_killed_while_it_loads_holds_nothing_and_loads_again(
    release: Path, published: Digests
) -> None:
    """What loaders write before the checkpoint is lost as a whole."""
    with _virtuoso(release) as (server, copy, address):
        with _loading(copy, address) as script:
            server.kill()
            assert script.wait(60) == 1
        server.start()
        assert _held_by_virtuoso(server, address) == {}
        done = _load_virtuoso(copy, address)
        assert done.returncode == 0, done.stderr
        assert _held_by_virtuoso(server, address) == published


def test_a_load_that_is_stopped_stops_its_loaders(virtuoso: Virtuoso, published: Digests) -> None:
    """Checkpoints are made again as before; emptied, the dataset is loaded anew."""
    server, copy, address = virtuoso
    _isql(address, "checkpoint_interval (77)")
    with _loading(copy, address) as script:
        script.terminate()
        assert script.wait(60) == 128 + signal.SIGTERM
    assert "77" in _isql(address, "select checkpoint_interval (77)")
    query = "select count (*) from DB.DBA.LOAD_LIST where LL_STATE = 1"
    assert _isql(address, query).split() == ["0"]
    assert _held_by_virtuoso(server, address) != published
    assert _load_virtuoso(copy, "--clear", address).returncode == 0
    done = _load_virtuoso(copy, address)
    assert done.returncode == 0, done.stderr
    assert _held_by_virtuoso(server, address) == published


def test_clear_empties_the_graphs_of_the_release_and_no_other(virtuoso: Virtuoso, published: Digests) -> None:
    """After it the release can be loaded again."""
    other = "https://example.org/other"
    server, copy, address = virtuoso
    _isql(address, f"sparql insert data {{ graph <{other}> {{ <{other}> <{other}> 1 }} }}")
    assert _load_virtuoso(copy, address).returncode == 0
    done = _load_virtuoso(copy, "--clear", address)
    assert (done.returncode, done.stderr) == (0, "")
    assert _held_by_virtuoso(server, address) == {}
    assert _isql(address, f"sparql ask {{ graph <{other}> {{ ?s ?p ?o }} }}").split() == ["1"]
    assert _load_virtuoso(copy, address).returncode == 0
    assert _held_by_virtuoso(server, address) == published


def test_a_statement_that_virtuoso_cannot_read_is_missed(virtuoso: Virtuoso) -> None:
    """Its loader says nothing of it; the script counts, fails, and says how to begin again."""
    server, copy, address = virtuoso
    broken = Path(shutil.copytree(copy, server.folder / "broken"))
    part = broken / "load" / "virtuoso" / "part-000003.nq"
    data = part.read_bytes()
    at = data.index(b"\n<", len(data) // 2)
    part.write_bytes(data[:at] + b"\n>" + data[at + 2 :])
    done = _load_virtuoso(broken, address)
    assert done.returncode == 1
    assert re.search(r"holds \d+ statements of the dataset, not the \d+ that were published", done.stderr)
    assert "--clear" in done.stderr


def test_files_of_another_load_are_left_alone(virtuoso: Virtuoso) -> None:
    """The loader would take them too, as its list is one for the whole server."""
    server, copy, address = virtuoso
    _isql(address, "ld_add ('/another/file.nq', 'https://example.org/other')")
    done = _load_virtuoso(copy, address)
    assert (done.returncode, done.stdout) == (1, "")
    assert "another load" in done.stderr
    assert _held_by_virtuoso(server, address) == {}


def test_a_folder_that_virtuoso_may_not_read_is_named(virtuoso: Virtuoso) -> None:
    """With the setting that allows it."""
    _, copy, address = virtuoso
    done = _load_virtuoso(copy, address, "/etc")
    assert (done.returncode, done.stdout) == (1, "")
    assert "DirsAllowed in its virtuoso.ini must name /etc or a folder above it" in done.stderr


def test_the_password_is_no_argument_of_any_process(release: Path, tmp_path: Path) -> None:
    """Whatever it is made of, isql reads it from its standard input; a wrong one loads nothing."""
    password = """$HOME \\n;x's"y $$ é"""
    spy = tmp_path / "spy"
    spy.write_text(f'#!/bin/sh\nprintf \'%s\\n\' "$@" >>{tmp_path}/arguments\nexec isql-vt "$@"\n')
    spy.chmod(0o755)
    escaped = password.replace("\\", "\\\\").replace("'", "''").replace("$", "$$")
    with _virtuoso(release) as (server, copy, address):
        _isql(address, f"user_set_password ('dba', '{escaped}')")
        wrong = _load_virtuoso(copy, address)
        assert wrong.returncode == 1
        assert "Bad login" in wrong.stderr
        right = _load_virtuoso(copy, address, ISQL=str(spy), VIRTUOSO_PASSWORD=password)
        assert right.returncode == 0, right.stderr
        ask = quote(f"ASK {{ GRAPH <{ONTOLOGY}> {{ ?s ?p ?o }} }}")
        assert b"true" in _read(f"{server.query_url}?query={ask}", "application/sparql-results+json")
    arguments = (tmp_path / "arguments").read_text()
    assert "PROMPT=off" in arguments
    assert password not in arguments


def test_the_sql_file_loads_by_hand(virtuoso: Virtuoso, published: Digests) -> None:
    """As its first lines say, with one loader; and once more over an emptied store."""
    server, copy, address = virtuoso
    folder = str(copy / "load" / "virtuoso")
    name = folder.replace("'", "\\x27")  # as isql wants it
    lines = [f"set U{{FOLDER}} '{name}'", f"load '{name}/load.sql'"]
    assert "Error" not in _isql(address, *lines)
    assert _held_by_virtuoso(server, address) == published
    assert _load_virtuoso(copy, "--clear", address).returncode == 0
    _isql(address, *lines)
    assert _held_by_virtuoso(server, address) == published


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
