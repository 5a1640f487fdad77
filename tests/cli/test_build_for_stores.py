"""`build --for` adds what bulk loaders ask for to a release, and changes nothing else of it."""

from __future__ import annotations

from pathlib import Path

import pytest

import lodpress
from cli.processes import DOCUMENT, contents, names, run


def test_a_release_for_stores_is_the_same_release_with_a_folder_for_each(
    tmp_path: Path, first_release: Path
) -> None:
    """Named in any order and twice: the same bytes."""
    out = tmp_path / "out"
    assert run("build", DOCUMENT, "-o", out, *"--for virtuoso --for qlever".split()).returncode == 0
    written = contents(out)
    assert names(out / "load") == ["qlever", "virtuoso"]
    assert {name: data for name, data in written.items() if not name.startswith("load/")} == contents(
        first_release
    )
    words = "--for qlever --for virtuoso --for qlever".split()
    assert run("build", DOCUMENT, "-o", out, *words, env={"PYTHONHASHSEED": "7"}).returncode == 0
    assert contents(out) == written
    assert (out / "load" / "virtuoso" / "part-000001.nq").read_bytes() == written["dataset.nq"]


def test_a_build_says_what_to_run(tmp_path: Path) -> None:
    """For each store the script that loads it, as it is typed in a shell."""
    done = run("build", DOCUMENT, "-o", tmp_path / "o ut", "--for", "oxigraph", "--for", "fuseki")
    told = [line for line in done.stderr.splitlines() if line.startswith("to load it into ")]
    assert told == [
        f"to load it into {store}: '{tmp_path}/o ut/load/{store}/load.sh'" for store in ("fuseki", "oxigraph")
    ]


@pytest.mark.slow
def test_a_release_for_stores_is_replaced_by_one_without(tmp_path: Path, first_release: Path) -> None:
    """Its folder is no stranger's; one of the user's own in it is, and stays."""
    out = tmp_path / "out"
    assert run("build", DOCUMENT, "-o", out, "--for", "oxigraph").returncode == 0
    assert run("build", DOCUMENT, "-o", out).returncode == 0
    assert contents(out) == contents(first_release)
    (out / "load" / "mine").mkdir(parents=True)
    done = run("build", DOCUMENT, "-o", out)
    assert done.returncode == 2
    assert "it holds `load`, which no build wrote" in done.stderr


@pytest.mark.slow
def test_a_document_may_be_named_as_the_folder_of_the_loaders(tmp_path: Path) -> None:
    """Its pages stand beside them, and the next build knows both."""
    document = tmp_path / "load.txt"
    document.write_bytes(DOCUMENT.read_bytes())
    for _ in range(2):
        assert run("build", document, "-o", tmp_path / "out", "--for", "oxigraph").returncode == 0
    assert {"oxigraph", "scheme.ttl", "source.txt"} <= set(names(tmp_path / "out" / "load"))


def test_an_unknown_store_is_misuse(tmp_path: Path) -> None:
    """The known ones are listed, and nothing is written."""
    done = run("build", DOCUMENT, "-o", tmp_path / "out", "--for", "virtuso")
    assert done.returncode == 2
    assert "virtuoso" in done.stderr
    assert not (tmp_path / "out").exists()


def test_the_python_door_lays_out_the_same(tmp_path: Path) -> None:
    """And refuses an unknown store before it reads a document."""
    assert run("build", DOCUMENT, "-o", tmp_path / "one", "--for", "fuseki").returncode == 0
    lodpress.build([DOCUMENT], tmp_path / "two", stores=["fuseki"])
    assert contents(tmp_path / "one") == contents(tmp_path / "two")
    with pytest.raises(lodpress.UsageError, match="`fusek`"):
        lodpress.build([DOCUMENT], tmp_path / "two", stores=["fusek"])
