"""What a release holds for the bulk loaders of stores: every line of the dataset, and scripts that refuse what is not whole."""

from __future__ import annotations

import configparser
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from lodpress.iris import Iris
from lodpress.problems import UsageError
from lodpress.serialization.bulk import STORES, checked_stores, is_load_folder, write_loaders

BASE = "https://example.org/l'été/$HOME/"
#: Graphs by their names, each with so many lines; the last has blank nodes, as the ontology's has.
GRAPHS = {f"{BASE}d{number}/graph/asserted": 30 + number for number in range(40)} | {
    f"{BASE}dataset/graph/ontology": 50
}
OFFLINE = ("fuseki", "oxigraph", "qlever")
Done = subprocess.CompletedProcess[str]


def _lines() -> Iterator[str]:
    for graph, count in GRAPHS.items():
        subject = "_:b" if graph.endswith("ontology") else f"<{graph}/s>"
        for number in range(count):
            yield f'{subject} <{BASE}p> "{number} . <x> ."@en <{graph}> .\n'


@pytest.fixture
def release(tmp_path: Path) -> Path:
    """A dataset laid out for every store, in parts of at least 10,000 bytes."""
    folder = tmp_path / "it's a release"
    folder.mkdir()
    (folder / "dataset.nq").write_text("".join(_lines()), encoding="utf-8")
    (folder / "DIGESTS").write_text(f"{'0' * 64}  {BASE}dataset\n")
    write_loaders(folder, STORES, Iris(BASE), part_bytes=10_000)
    return folder


def _parts(release: Path) -> list[bytes]:
    return [part.read_bytes() for part in sorted((release / "load" / "virtuoso").glob("part-*.nq"))]


def _graphs(part: bytes) -> set[str]:
    return {str(quad.graph_name) for quad in ox.parse(part, format=ox.RdfFormat.N_QUADS)}


def test_the_parts_are_the_dataset_in_its_order_but_for_the_last_which_is_first(release: Path) -> None:
    """So the ontology's graph, by which the script knows the dataset, is loaded before others."""
    first, *others = _parts(release)
    assert b"".join([*others, first]) == (release / "dataset.nq").read_bytes()
    assert f"<{BASE}dataset/graph/ontology>" in _graphs(first)
    assert len(others) > 10
    assert min(map(len, others)) >= 10_000


def test_no_graph_is_in_two_parts(release: Path) -> None:
    """A blank node is one node within one file only."""
    graphs = [_graphs(part) for part in _parts(release)]
    assert sum(map(len, graphs)) == len(set().union(*graphs)) == len(GRAPHS)


@pytest.mark.parametrize("size", [1, 100, 4_001, 10**9])
def test_parts_of_any_size_hold_every_line_once(release: Path, tmp_path: Path, size: int) -> None:
    """Of one graph each at the least, and of all at the most."""
    folder = tmp_path / "other"
    folder.mkdir()
    os.link(release / "dataset.nq", folder / "dataset.nq")
    write_loaders(folder, ["virtuoso"], Iris(BASE), part_bytes=size)
    parts = _parts(folder)
    lines = [line for part in parts for line in part.splitlines(keepends=True)]
    assert sorted(lines) == sorted((folder / "dataset.nq").read_bytes().splitlines(keepends=True))
    assert size < 10**9 or len(parts) == 1
    assert sum(len(_graphs(part)) for part in parts) == len(GRAPHS)


def test_no_store_but_virtuoso_has_a_copy_of_the_data(release: Path) -> None:
    """The others take the release's own file."""
    files = {path.relative_to(release / "load") for path in (release / "load").rglob("*") if path.is_file()}
    names = {str(path) for path in files if not path.match("part-*.nq")}
    assert names == {
        *("fuseki/config.ttl", "fuseki/load.sh", "oxigraph/load.sh", "virtuoso/load.sh", "virtuoso/load.sql"),
        *("qlever/Qleverfile", "qlever/load.sh", "qlever/example-org-l-ete-home.settings.json"),
    }


@pytest.mark.parametrize("shell", ["sh", "bash"])
def test_the_scripts_are_scripts_and_every_mark_in_them_is_filled(release: Path, shell: str) -> None:
    """Read by the shell to their end, and executable."""
    for script in release.glob("load/*/load.sh"):
        subprocess.run([shell, "-n", script], check=True)
        assert os.access(script, os.X_OK)
    for path in release.glob("load/*/*"):
        assert not re.search("@[A-Z_]+@", path.read_text())


def test_the_qleverfile_says_what_qlevers_manual_asks_for(release: Path) -> None:
    """The settings stand in it and beside it, for those who run the engine without its control script."""
    qleverfile = configparser.ConfigParser(interpolation=configparser.ExtendedInterpolation())
    qleverfile.read(release / "load" / "qlever" / "Qleverfile")
    assert qleverfile["data"]["FORMAT"] == "nq"
    assert qleverfile["index"]["CAT_INPUT_FILES"] == f"cat {qleverfile['index']['INPUT_FILES']}"
    name = qleverfile["data"]["NAME"]
    settings = (release / "load" / "qlever" / f"{name}.settings.json").read_text()
    assert settings == qleverfile["index"]["SETTINGS_JSON"] + "\n"
    assert "ACCESS_TOKEN" not in qleverfile["server"]


def test_fusekis_configuration_has_the_union_of_all_graphs_to_be_read_only(release: Path) -> None:
    """The default graph that the queries need; nobody may write."""
    quads = list(ox.parse(path=release / "load" / "fuseki" / "config.ttl"))
    union = [q.object for q in quads if q.predicate.value.endswith("#unionDefaultGraph")]
    assert [one.value for one in union if isinstance(one, ox.Literal)] == ["true"]
    operations = {str(q.object).rpartition("#")[2] for q in quads if q.predicate.value.endswith("#operation")}
    assert operations == {"query>", "gsp-r>"}


def test_stores_are_named_once_and_in_one_order() -> None:
    """Whatever the order and number in which they are asked for."""
    assert checked_stores(["virtuoso", "fuseki", "virtuoso"]) == ("fuseki", "virtuoso")


def test_an_unknown_store_is_refused_with_the_nearest_one() -> None:
    """As a slip in typing."""
    with pytest.raises(UsageError, match="a store `virtuso`") as caught:
        checked_stores(["virtuso"])
    assert caught.value.hint == "did you mean `virtuoso`?"


def test_a_folder_with_more_in_it_is_no_load_folder(release: Path) -> None:
    """Somebody's own files are not taken for a build's."""
    assert is_load_folder(release / "load")
    (release / "load" / "mine").mkdir()
    assert not is_load_folder(release / "load")


# the scripts, with a program in the place of the loader that makes what it is told and loads nothing

_LOADER = """\
#!/bin/sh
printf '%s\\n' "$0" "$@" >>"$SAID"
case $* in
*--location*) while [ "$1" != --location ]; do shift; done; echo >"$2/made" ;;
*--loc*) while [ "$1" != --loc ]; do shift; done; mkdir -p "$2"; echo >"$2/made" ;;
*index*) echo >example-org-l-ete-home.meta-data.json ;;
esac
"""


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """A folder with a program of the name of each loader."""
    folder = tmp_path / "programs"
    folder.mkdir()
    for name in ("oxigraph", "tdb2.tdbloader", "qlever"):
        (folder / name).write_text(_LOADER)
        (folder / name).chmod(0o755)
    return folder


def _load(store: str, release: Path, *words: object, programs: Path | None = None) -> Done:
    """The script of a store, run in the folder above the release."""
    env = {name: value for name, value in os.environ.items() if name not in ("OXIGRAPH", "FUSEKI_JAR")}
    path = f"{programs}:{env['PATH']}" if programs else env["PATH"]
    env |= {"PATH": path, "SAID": str(release.parent / "said"), "JENA_HOME": "/nowhere"}
    command = [f"{release.name}/load/{store}/load.sh", *map(str, words)]
    return subprocess.run(
        command, cwd=release.parent, env=env, capture_output=True, text=True, check=False, timeout=60
    )


@pytest.mark.parametrize("store", OFFLINE)
def test_a_script_gives_the_loader_the_whole_dataset_and_passes_options_on(
    store: str, release: Path, programs: Path
) -> None:
    """And puts what the loader made in its place, beside the caller's other folders."""
    done = _load(store, release, "my store", "--some-option", programs=programs)
    assert (done.returncode, done.stderr) == (0, "")
    said = (release.parent / "said").read_text().splitlines()
    assert "--some-option" in said
    assert store == "qlever" or str(release / "dataset.nq") in said
    assert [path for path in (release.parent / "my store").rglob("*") if path.is_file()]
    assert not list(release.parent.glob(".*"))
    assert f"'{release.parent}/my store'" in done.stdout.splitlines()[-1]


@pytest.mark.parametrize("store", OFFLINE)
def test_a_store_that_holds_anything_is_refused_and_left_as_it_is(
    store: str, release: Path, programs: Path
) -> None:
    """An empty folder is taken."""
    target = release.parent / "store"
    target.mkdir()
    assert _load(store, release, target, programs=programs).returncode == 0
    before = sorted(target.rglob("*"))
    done = _load(store, release, target, programs=programs)
    assert (done.returncode, done.stdout) == (1, "")
    assert "is there already and not empty; nothing was loaded" in done.stderr
    assert sorted(target.rglob("*")) == before


@pytest.mark.parametrize("store", OFFLINE)
def test_a_dataset_that_is_not_whole_is_refused(store: str, release: Path, programs: Path) -> None:
    """Cut at the end of a line, where no loader could see it."""
    lines = (release / "dataset.nq").read_text().splitlines(keepends=True)
    (release / "dataset.nq").write_text("".join(lines[:-1]))
    done = _load(store, release, "store", programs=programs)
    assert (done.returncode, done.stdout) == (1, "")
    assert "is not whole" in done.stderr
    assert not (release.parent / "store").exists()


@pytest.mark.parametrize("store", OFFLINE)
def test_a_store_in_the_release_is_refused(store: str, release: Path, programs: Path) -> None:
    """The next build would remove it."""
    done = _load(store, release, release / "load" / store / "store", programs=programs)
    assert done.returncode == 1
    assert "which the next build replaces" in done.stderr


@pytest.mark.parametrize("store", OFFLINE)
@pytest.mark.parametrize("words", ["", "--some-option"])
def test_a_script_without_a_folder_says_how_it_is_called(store: str, words: str, release: Path) -> None:
    """As misuse."""
    done = _load(store, release, *words.split())
    assert (done.returncode, done.stdout) == (2, "")
    assert f"load/{store}/load.sh FOLDER" in done.stderr


@pytest.mark.parametrize(
    ("store", "said"), [("fuseki", "FUSEKI_JAR"), ("oxigraph", "OXIGRAPH"), ("qlever", "pip install qlever")]
)
def test_a_missing_loader_is_named(store: str, said: str, release: Path, tmp_path: Path) -> None:
    """With what to set or install; nothing is left behind."""
    (tmp_path / "bin").mkdir()
    for name in "sh sed dirname basename ls wc mkdir rm ln cp".split():
        found = subprocess.run(["sh", "-c", f"command -v {name}"], capture_output=True, text=True, check=True)
        (tmp_path / "bin" / name).symlink_to(found.stdout.strip())
    command = [f"{release}/load/{store}/load.sh", "store"]
    done = subprocess.run(
        command,
        cwd=tmp_path,
        env={"PATH": str(tmp_path / "bin")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert not list(tmp_path.glob(".store*"))


@pytest.mark.parametrize("store", OFFLINE)
def test_a_load_under_way_is_not_disturbed(store: str, release: Path, programs: Path) -> None:
    """Two at once fill one folder never."""
    beside = release.parent / ".store.loading"
    beside.mkdir()
    done = _load(store, release, "store", programs=programs)
    assert done.returncode == 1
    assert "another load is under way" in done.stderr
    assert beside.exists()


def test_virtuosos_script_wants_its_password_in_the_environment(release: Path) -> None:
    """It says so before it asks a server; an argument is no place for it."""
    script = release / "load" / "virtuoso" / "load.sh"
    env = {name: value for name, value in os.environ.items() if name != "VIRTUOSO_PASSWORD"}
    done = subprocess.run([script], env=env, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert "set VIRTUOSO_PASSWORD" in done.stderr


def test_parts_that_are_not_whole_are_refused(release: Path) -> None:
    """Before the server is asked for anything."""
    next((release / "load" / "virtuoso").glob("part-*3.nq")).unlink()
    script = release / "load" / "virtuoso" / "load.sh"
    env = {**os.environ, "VIRTUOSO_PASSWORD": "secret", "ISQL": "false"}
    done = subprocess.run([script], env=env, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert "the parts are not whole" in done.stderr
