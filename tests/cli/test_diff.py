"""`lodpress diff`: what changed between releases, files and stores, in words and for programs."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pyoxigraph as ox
import pytest

from cli.processes import EXAMPLES, output_on_terminal, run

RIVERS = "https://example.org/giving-rivers-room"
EDITS = (
    ("reach the next town sooner and higher", "reach the next town much sooner and higher"),
    ("Storage --> L1\n", "Storage --> L1\nStorage --> L2\n"),
    ("P3 -->|shows that| P1\n", ""),
)


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """An example as it is, and edited in three places with a second document beside it."""
    folder = tmp_path_factory.mktemp("releases")
    text = (EXAMPLES / "giving-rivers-room.txt").read_text(encoding="utf-8")
    for name, edits in (("before", ()), ("after", EDITS)):
        (folder / name).mkdir()
        edited = text
        for old, new in edits:
            assert old in edited
            edited = edited.replace(old, new)
        (folder / name / "giving-rivers-room.txt").write_text(edited, encoding="utf-8")
    shutil.copyfile(EXAMPLES / "deepseek-impact.txt", folder / "after" / "deepseek-impact.txt")
    for name in ("before", "after"):
        assert run("build", folder / name, "-o", folder / f"{name}-out", "-q").returncode == 0
    return folder / "before-out", folder / "after-out"


@pytest.fixture(scope="module")
def store(releases: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store's folder with the quads of the first release, as Oxigraph keeps them."""
    folder = tmp_path_factory.mktemp("stores") / "store"
    held = ox.Store(str(folder))
    held.bulk_load(path=releases[0] / "dataset.nq", format=ox.RdfFormat.N_QUADS)
    held.bulk_load(path=releases[0] / "void.ttl", format=ox.RdfFormat.TURTLE,
                   to_graph=ox.NamedNode("https://example.org/dataset/graph/description"))  # fmt: skip
    held.flush()
    return folder


def test_a_release_does_not_differ_from_itself(releases: tuple[Path, Path], tmp_path: Path) -> None:
    """Nor does its copy: exit code 0."""
    copied = shutil.copytree(releases[0], tmp_path / "copied")
    done = run("diff", releases[0], copied)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("no difference: 2,")


def test_the_changes_of_an_edited_document_are_told_in_words(releases: tuple[Path, Path]) -> None:
    """A statement, a line drawn and one taken away, a new document; what follows of them in counts."""
    done = run("diff", *releases)
    assert (done.returncode, done.stderr) == (1, "")
    shown = done.stdout.splitlines()
    start = shown.index(f"~ {RIVERS} “Floods- Fish- and Patience”")
    assert shown[start + 1 : start + 8] == [
        "  ~ idea 4 “Straight channels hurry floods”",
        "      ~ statement, definition: “… the next town sooner and higher.” → “… the next town much sooner and higher.”",
        "  ~ idea 9 “Woods on the bank feed the stream”",
        "      + has theme, broader: theme “Storage”",
        "  ~ idea 17 “Munich bathes in the Isar again”",
        "      - links to, related: idea 15 “Neighbours must gain early”",
        "  - line P3 → P1 “shows that” (10 triples)",
    ]
    assert "  + line Storage → L2 (9 triples)" in shown
    assert any(line.endswith(": new, 6 themes, 30 ideas, 2,387 triples") and line[0] == "+" for line in shown)
    assert shown[-1].endswith(" the same")


def test_verbose_tells_every_triple(releases: tuple[Path, Path]) -> None:
    """With prefixed names, and without an ellipsis."""
    done = run("diff", *releases, "--verbose")
    assert "      ~ schema:position: 21 → 22\n" in done.stdout
    assert "…" not in done.stdout
    assert len(done.stdout.splitlines()) > 1000


def test_a_patch_is_all_that_is_on_standard_output(releases: tuple[Path, Path]) -> None:
    """The totals are words; applied to the quads of the first release it gives those of the second."""
    done = run("diff", *releases, "--patch")
    assert done.returncode == 1
    first, *rows, last = done.stdout.splitlines()
    assert (first, last) == ("TX .", "TC .")
    assert done.stderr.rstrip().endswith("the same")
    quads = set((releases[0] / "dataset.nq").read_text(encoding="utf-8").splitlines())
    wanted = set((releases[1] / "dataset.nq").read_text(encoding="utf-8").splitlines())
    rows = [row for row in rows if "/graph/description>" not in row and "_:" not in row]
    quads -= {row[2:] for row in rows if row[0] == "D"}
    quads |= {row[2:] for row in rows if row[0] == "A"}
    assert {quad for quad in quads if "_:" not in quad} == {quad for quad in wanted if "_:" not in quad}


def test_json_is_an_object_for_each_difference(releases: tuple[Path, Path]) -> None:
    """Under its document and graph."""
    done = run("diff", *releases, "--json", "--graph", f"{RIVERS}/graph/asserted")
    found = [json.loads(line) for line in done.stdout.splitlines()]
    statement = [one for one in found if one["predicate"] == "https://w3id.org/lodpress/ns#statement"]
    assert [(one["change"], one["subject"]) for one in statement] == [
        ("removed" if "much" not in one["object"] else "added", f"{RIVERS}/idea/4") for one in statement
    ]
    assert len(statement) == 2
    assert {(one["document"], one["graph"]) for one in found} == {(RIVERS, f"{RIVERS}/graph/asserted")}


@pytest.mark.slow
def test_files_of_one_release_hold_the_same(releases: tuple[Path, Path]) -> None:
    """N-Triples, Turtle and JSON-LD as one graph each, N-Quads and TriG by graphs."""
    for one, other in (("nt", "ttl"), ("ttl", "jsonld"), ("nq", "trig")):
        done = run("diff", releases[0] / f"dataset.{one}", releases[0] / f"dataset.{other}")
        assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.slow
def test_a_store_that_holds_a_release_does_not_differ(releases: tuple[Path, Path], store: Path) -> None:
    """What it rewrites is known; what it lacks of another release is told."""
    assert run("diff", releases[0], store).stdout.startswith("no difference: ")
    assert run("diff", store, releases[0], "--kind", "fuseki").returncode == 0  # a kind is of an address
    assert "+ https://example.org/deepseek-impact “" in run("diff", store, releases[1]).stdout


@pytest.mark.slow
def test_graphs_of_other_datasets_in_a_store_are_left_out(
    releases: tuple[Path, Path], store: Path, tmp_path: Path
) -> None:
    """Said, and compared with `--all`."""
    copied = shutil.copytree(store, tmp_path / "store")
    ox.Store(str(copied)).add(ox.Quad(*[ox.NamedNode("urn:x")] * 4))
    done = run("diff", releases[0], copied)
    assert done.returncode == 0
    assert (
        "left out: 1 graph of the store outside https://example.org/ (`--all` compares them)" in done.stderr
    )
    assert "+ urn:x: new, 1 triple\n" in run("diff", releases[0], copied, "--all").stdout


def test_quiet_answers_by_the_exit_code(releases: tuple[Path, Path]) -> None:
    """And prints nothing."""
    for other, code in ((releases[0], 0), (releases[1], 1)):
        done = run("diff", releases[0], other, "--quiet")
        assert (done.returncode, done.stdout, done.stderr) == (code, "", "")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("none", "."), "there is no file or folder `none`"),
        ((".", "."), "the folder `.` is neither a release nor a store"),
        (("http://127.0.0.1:9/ds", "a.nt"), "http://127.0.0.1:9/ds"),
        (("a.nt", "a.nt", "--json", "--patch"), "`--patch` and `--json` are two ways to print it"),
        (("a.nt", "a.nt", "--graph", "urn:g"), "neither side has a graph <urn:g>"),
        (("a.nq", "a.nq", "--graph", "urn:s", "--graph", "urn:g"), "neither side has a graph <urn:g>"),
        (("a.nt", "a.nt", "--graph", "urn:g", "--quiet"), "neither side has a graph <urn:g>"),
        (("a.nt",), "Missing argument 'B'"),
    ],
)
def test_what_cannot_be_compared_exits_with_2(tmp_path: Path, words: tuple[str, ...], told: str) -> None:
    """It is no difference."""
    (tmp_path / "a.nt").write_text("")
    (tmp_path / "a.nq").write_text("<urn:s> <urn:s> <urn:s> <urn:s> .\n")
    done = run("diff", *words, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr


def test_a_damaged_release_is_no_side(releases: tuple[Path, Path], tmp_path: Path) -> None:
    """A line that was changed behind its digest is found where its graph is read."""
    damaged = shutil.copytree(releases[0], tmp_path / "damaged")
    quads = (damaged / "dataset.nq").read_text(encoding="utf-8")
    (damaged / "dataset.nq").write_text(
        quads.replace("sooner and higher", "sooner and HIGHER"), encoding="utf-8"
    )
    done = run("diff", releases[0], damaged)
    assert done.returncode == 2
    assert "as it was published" in done.stderr


def test_a_terminal_shows_colours_beside_the_signs(tmp_path: Path) -> None:
    """Unless it is asked not to; what a text holds does not steer it."""
    (tmp_path / "a.nt").write_text('<urn:s> <urn:p> "old\\u001B[2J" .\n')
    (tmp_path / "b.nt").write_text('<urn:s> <urn:p> "new\\u202E" .\n<urn:t> <urn:p> "1" .\n')
    words = ("diff", tmp_path / "a.nt", tmp_path / "b.nt")
    plain = output_on_terminal(*words, env={"NO_COLOR": "1"})
    assert plain.splitlines() == [
        "~ urn:s",
        "  ~ urn:s",
        "      ~ urn:p: “old\\x1b[2J” → “new\\u202e”",
        "+ urn:t: new, 1 triple",
        "2 triples added, 1 removed, 0 the same",
    ]
    assert "\x1b[32m" in output_on_terminal(*words)
    assert "\x1b" not in run(*words).stdout
