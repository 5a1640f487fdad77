"""Virtuoso loads what a build lays out for it: all of it, once, and again after whatever went wrong."""

from __future__ import annotations

import configparser
import os
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import pytest
from servers import Server, serving, skip_where_missing
from stores import bulk_loading
from stores.bulk_loading import ONTOLOGY, Digests, Done, held, read, run_script

release, published = bulk_loading.release, bulk_loading.published
pytestmark = pytest.mark.slow

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
    return run_script(script, *words, **{"VIRTUOSO_PASSWORD": "dba", "LOADERS": "2", **env})


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
    return held(_isql(address, query).splitlines(), graphs, "text/plain")


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


#: In the place of isql: after the first loader has ended, a fault is as if it had met one.
_FAULTY = """\
#!/bin/sh
cat >"$0.$$"
isql-vt "$@" <"$0.$$"
code=$?
if grep -q '^rdf_loader_run ();' "$0.$$" && mkdir "$0.met" 2>/dev/null; then
    isql-vt {address} dba dba <"$0.fault" >/dev/null
fi
exit $code
"""


def test_parts_that_fail_by_each_other_are_loaded_again(
    virtuoso: Virtuoso, published: Digests, tmp_path: Path
) -> None:
    """Two loaders that enter one new language at once: an error for one part, another no longer marked as done."""
    server, copy, address = virtuoso
    part = copy / "load" / "virtuoso" / "part-000003.nq"
    graph = part.read_text(encoding="utf-8").split("\n", 1)[0].split()[-2].strip("<>")
    lost = graph.replace("'", "''").replace("$", "$$")
    program = tmp_path / "isql"
    program.write_text(_FAULTY.format(address=address))
    program.chmod(0o755)
    (tmp_path / "isql.fault").write_text(
        "update DB.DBA.LOAD_LIST set LL_ERROR = '23000 SR197' where LL_FILE like '%part-000003.nq';\n"
        "update DB.DBA.LOAD_LIST set LL_STATE = 1 where LL_FILE like '%part-000005.nq';\n"
        f"delete from DB.DBA.RDF_QUAD where G = iri_to_id ('{lost}', 0);\n"
    )
    done = _load_virtuoso(copy, address, ISQL=str(program), LOADERS="1")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "isql.met").exists()
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
        assert b"true" in read(f"{server.query_url}?query={ask}", "application/sparql-results+json")
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
