"""`lodpress pull`: what was pushed into a store comes back as files."""

from __future__ import annotations

import shutil
from pathlib import Path

import pyoxigraph as ox
import pytest

from cli.processes import contents, names, run

GRAPH = "https://example.org/code-edge-repeated/graph/asserted"


@pytest.fixture(scope="module")
def pushed(first_release: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a store into which a release was pushed."""
    folder = tmp_path_factory.mktemp("pushed") / "store"
    assert run("push", first_release, "--to", folder).returncode == 0
    return folder


@pytest.fixture
def store(pushed: Path, tmp_path: Path) -> Path:
    """A copy of it, to be changed."""
    return Path(shutil.copytree(pushed, tmp_path / "store"))


def test_what_was_pushed_comes_back(store: Path, tmp_path: Path, first_release: Path) -> None:
    """Graph by graph the triples of the release, and nothing of the push's own."""
    done = run("pull", "--from", store, "-o", tmp_path / "out", "--graph", GRAPH)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.endswith(f"into {tmp_path / 'out'}: all as pushed\n")
    assert run("diff", tmp_path / "out", first_release, "--graph", GRAPH).returncode == 0
    assert names(tmp_path / "out") == ["DIGESTS", "dataset.nq", "graphs"]


@pytest.mark.slow
def test_a_pull_is_the_same_on_every_run(store: Path, tmp_path: Path) -> None:
    """To the byte."""
    for name in ("one", "other"):
        run("pull", "--from", store, "-o", tmp_path / name, "--all", "--format", "turtle")
    assert contents(tmp_path / "one") == contents(tmp_path / "other")


def test_a_graph_that_others_changed_is_named(store: Path, tmp_path: Path) -> None:
    """The files are written, and the exit code is 1."""
    other = ox.NamedNode("urn:x")
    ox.Store(str(store)).add(ox.Quad(other, other, other, ox.NamedNode(GRAPH)))
    done = run("pull", "--from", store, "-o", tmp_path / "out")
    assert done.returncode == 1
    assert f"error: <{GRAPH}> is not as it was pushed\n" in done.stderr
    assert "<urn:x> <urn:x> <urn:x>" in (tmp_path / "out" / "dataset.nq").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--from", "none"), "none"),
        (("--from", "http://127.0.0.1:9/ds"), "127.0.0.1:9"),
        (("--all", "--base", "https://example.org/"), "each choose the graphs"),
        (("--graph", "urn:none"), "has no graph <urn:none>"),
        (("--base", "https://b.example/"), "no graphs under https://b.example/"),
    ],
)
def test_what_cannot_be_pulled_exits_with_2(
    store: Path, tmp_path: Path, words: tuple[str, ...], told: str
) -> None:
    """And leaves nothing."""
    done = run("pull", "--from", store, *words, "-o", tmp_path / "out", cwd=tmp_path)
    assert done.returncode == 2
    assert told in done.stderr
    assert names(tmp_path) == ["store"]


def test_a_release_is_not_replaced(store: Path, published: Path) -> None:
    """It holds more than its graphs."""
    before = contents(published)
    done = run("pull", "--from", store, "-o", published)
    assert (done.returncode, contents(published)) == (2, before)
    assert "it holds a release" in done.stderr


@pytest.mark.slow
def test_a_build_does_not_replace_what_was_pulled(store: Path, bread: Path, tmp_path: Path) -> None:
    """The files of the graphs are none of its own."""
    run("pull", "--from", store, "-o", tmp_path / "out")
    done = run("build", bread, "-o", tmp_path / "out")
    assert done.returncode == 2
    assert "`graphs`, which no build wrote" in done.stderr
