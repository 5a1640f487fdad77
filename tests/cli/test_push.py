"""`lodpress push`: what it says, what it changes, and with which code it ends."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import tempfile
import time
from base64 import b64encode
from collections.abc import Callable, Iterable
from pathlib import Path
from threading import Timer

import pyoxigraph as ox
import pytest
from querying.endpoint_server import Heard, Said
from stores.fake_store import Answer, answers_of, faked
from stores.pushing_cases import BASE, published, text

from cli.in_process import told
from cli.processes import BROKEN, DOCUMENT, contents, names
from lodpress.terms import CG

SECRET = "open sesame"
LOGIN = {"LODPRESS_ENDPOINT_USER": "ana", "LODPRESS_ENDPOINT_PASSWORD": SECRET}
PORTS = {"ports": text("Ports", ["A quay is built."])}
TEXTS = {
    "old": {"tides": text("Tides", ["The sea rises."]), **PORTS},
    "new": {"tides": text("Tides", ["The sea falls."]), **PORTS},
    "fewer": PORTS,
    "many": {f"tide-{n}": text("Tides", [f"The sea rises {n} times."]) for n in range(1, 11)},
}
GRAPHS = ["ports/graph/asserted", "ports/graph/inferred", "tides/graph/asserted", "tides/graph/inferred",
          "dataset/graph/ontology", "dataset/graph/description"]  # fmt: skip
TIDES = f"{BASE}tides/graph/asserted"
DEFAULT = f"{BASE}dataset/graph/default"
OTHER = ox.NamedNode("urn:other")


@pytest.fixture(autouse=True)
def _nobody_is_logged_in(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in (*os.environ, "NETRC"):
        if name.startswith(("LODPRESS_", "NETRC")):
            monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))


@pytest.fixture(scope="session")
def releases(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The folders of four releases of one dataset."""
    folder = tmp_path_factory.mktemp("pushed")
    return {name: published(folder / name, texts).folder for name, texts in TEXTS.items()}


@pytest.fixture(scope="session")
def pushed(releases: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store's folder, into which the old release was pushed."""
    folder = tmp_path_factory.mktemp("store") / "store"
    assert told("push", releases["old"], "--to", folder).code == 0
    return folder


@pytest.fixture
def store(pushed: Path, memory: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(pushed, memory / "store"))


def quads_in(store: Path, *, bookkeeping: bool = False) -> set[str]:
    """The lines of canonical N-Quads that a store's folder holds, those of pushes apart."""
    quads = _canonical(ox.Store(str(store)))
    return {f"{quad} ." for quad in quads if bookkeeping or "/graph/push" not in str(quad.graph_name)}


def quads_of(release: Path) -> set[str]:
    """The lines of canonical N-Quads of a release, its description apart."""
    return {f"{quad} ." for quad in _canonical(ox.parse(path=release / "dataset.nq"))}


def _canonical(quads: Iterable[ox.Quad]) -> ox.Dataset:
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return dataset


def without_description(quads: set[str]) -> set[str]:
    """The lines that are of other graphs."""
    return {line for line in quads if not line.endswith("/graph/description> .")}


def edit(store: Path, graph: str = TIDES) -> None:
    """Adds a statement, as others may."""
    ox.Store(str(store)).add(ox.Quad(OTHER, OTHER, OTHER, ox.NamedNode(graph)))


# What is said


def test_a_first_push_tells_each_graph_and_sums_up(releases: dict[str, Path], memory: Path) -> None:
    """The rows are data, in the order of the release; where to and how much are words."""
    done = told("push", releases["old"], "--to", memory / "store")
    assert done.code == 0
    assert done.rows == [("new", graph) for graph in GRAPHS]
    assert re.fullmatch(
        rf"pushing to the store `{memory}/store`\n"
        r"6 new, 0 unchanged: 1,\d{3} triples read back as published, in \d+\.\d s\n",
        done.err,
    )
    assert without_description(quads_in(memory / "store")) == quads_of(releases["old"])


def test_a_second_push_sends_nothing(releases: dict[str, Path], store: Path) -> None:
    """By the digests, and says how that is proved."""
    before = quads_in(store, bookkeeping=True)
    done = told("push", releases["old"], "--to", store)
    assert (done.code, done.out) == (0, "")
    assert done.err.splitlines()[1:] == [
        "nothing to send: the store has the digests of 6 graphs, all that were published"
        " (`--verify all` reads them back)"
    ]
    assert quads_in(store, bookkeeping=True) == before


def test_what_changed_is_told_with_how_much(releases: dict[str, Path], store: Path) -> None:
    """And nothing else is touched."""
    done = told("push", releases["new"], "--to", store)
    assert done.rows == [("changed", graph) for graph in (*GRAPHS[2:4], GRAPHS[5])]
    assert re.match(r"changed +\+\d -\d|changed +\+\d +-\d  tides/graph/asserted\n", done.out)
    assert re.search(r"^3 changed, 3 unchanged: \d+ triples read back", done.err, re.MULTILINE)
    assert without_description(quads_in(store)) == quads_of(releases["new"])


def test_what_is_no_longer_published_stays_until_it_is_pruned(releases: dict[str, Path], store: Path) -> None:
    """Each push says so, and names what `--prune` would remove where it is asked to."""
    kept = told("push", releases["fewer"], "--to", store)
    assert kept.rows == [("changed", GRAPHS[5])]
    assert kept.err.splitlines()[-1] == (
        "2 graphs are no longer published, and still there: `--prune` removes what is so,"
        " `--prune --dry-run` names it"
    )
    named = told("push", releases["fewer"], "--to", store, "--prune", "--dry-run")
    assert named.rows == [("removed", graph) for graph in GRAPHS[2:4]]
    pruned = told("push", releases["fewer"], "--to", store, "--prune")
    assert pruned.rows == [("removed", graph) for graph in GRAPHS[2:4]]
    assert re.search(r"^2 removed, 4 unchanged, in ", pruned.err, re.MULTILINE)
    assert without_description(quads_in(store)) == quads_of(releases["fewer"])


def test_prune_leaves_what_no_push_has_listed(releases: dict[str, Path], store: Path) -> None:
    """Graphs of others, and of other datasets, even below the base."""
    others = [f"{BASE}theirs", f"{BASE}tides/graph/other", "urn:graph"]
    for graph in others:
        edit(store, graph)
    assert told("push", releases["fewer"], "--to", store, "--prune").code == 0
    assert {line.split("> <")[-1].split(">")[0] for line in quads_in(store) if line.startswith("<urn:other>")} == set(others)  # fmt: skip


def test_the_first_of_many_graphs_are_named(releases: dict[str, Path], memory: Path) -> None:
    """With a word on the rest; `--verbose` names all."""
    done = told("push", releases["many"], "--to", memory / "store")
    assert len(done.rows) == 20
    assert "… and 2 graphs more (`--verbose` names them)\n22 new, 0 unchanged" in done.err
    again = told("push", releases["many"], "--to", memory / "other", "--verbose")
    assert len(again.rows) == 22
    assert "more" not in again.err


@pytest.mark.parametrize("words", [[], ["--dry-run"]])
def test_json_is_one_object_for_each_graph(releases: dict[str, Path], store: Path, words: list[str]) -> None:
    """With the whole IRI, on standard output; words stay on standard error."""
    done = told("push", releases["new"], "--to", store, "--json", *words)
    found = [json.loads(line) for line in done.out.splitlines()]
    assert [one["graph"] for one in found] == [BASE + graph for graph in (*GRAPHS[2:4], GRAPHS[5])]
    assert [sorted(one) for one in found] == [["added", "deed", "graph", "removed", "triples", "way"]] * 3
    assert (found[0]["deed"], found[0]["way"], found[0]["added"]) == (
        "changed",
        "patched",
        found[0]["removed"],
    )
    assert ("3 changed" in done.err) is not words
    assert "{" not in done.err


def test_quiet_says_only_errors(releases: dict[str, Path], store: Path) -> None:
    """No rows either; but what was asked for as JSON."""
    assert told("push", releases["new"], "--to", store, "--quiet") == (0, "", "")
    assert len(told("push", releases["old"], "--to", store, "-q", "--json").out.splitlines()) == 3
    wrong = told("push", releases["old"], "--to", releases["new"], "-q")
    assert (wrong.code, wrong.out, wrong.err.splitlines()[0]) == (2, "", f"error: `{releases['new']}` is no store")  # fmt: skip


# What would change


def test_a_dry_run_changes_nothing(releases: dict[str, Path], store: Path) -> None:
    """And tells what the push then does."""
    before = quads_in(store, bookkeeping=True)
    dry = told("push", releases["new"], "--to", store, "--dry-run")
    assert (dry.code, dry.err) == (0, "")
    assert quads_in(store, bookkeeping=True) == before
    done = told("push", releases["new"], "--to", store)
    assert dry.rows == done.rows
    assert told("push", releases["new"], "--to", store, "--dry-run") == (0, "", "nothing would change\n")


@pytest.mark.parametrize("words", [[], ["--prune"]])
def test_the_patch_is_what_the_push_does(releases: dict[str, Path], store: Path, words: list[str]) -> None:
    """Applied to what the store holds it gives what the store holds after the push, labels of blank nodes apart."""
    expected = without_description(quads_in(store))
    done = told("push", releases["fewer"], "--to", store, "--dry-run", "--patch", *words)
    first, *lines, last = done.out.splitlines()
    assert (done.code, first, last) == (0, "TX .", "TC .")
    for line in lines:
        if not line.endswith("/graph/description> ."):
            assert (line[2:] in expected) is (line[0] == "D")
            expected ^= {line[2:]}
    told("push", releases["fewer"], "--to", store, *words)
    assert without_description(quads_in(store)) == expected


def test_a_folder_that_is_not_there_is_made_by_a_push_alone(releases: dict[str, Path], memory: Path) -> None:
    """An empty one as well; looking makes nothing."""
    (memory / "empty").mkdir()
    for name in ("none", "empty"):
        assert told("push", releases["old"], "--to", memory / name, "--dry-run").code == 2
    assert (names(memory), names(memory / "empty")) == (["empty"], [])
    for name in ("none", "empty"):
        assert told("push", releases["fewer"], "--to", memory / name).code == 0
        assert without_description(quads_in(memory / name)) == quads_of(releases["fewer"])


# What others have changed


def test_an_edit_by_others_is_found_and_mended_where_all_is_verified(
    releases: dict[str, Path], store: Path
) -> None:
    """The digests do not show it: a push without it sends nothing."""
    before = quads_in(store, bookkeeping=True)
    edit(store)
    assert "nothing to send" in told("push", releases["old"], "--to", store).err
    shown = told("push", releases["old"], "--to", store, "--verify", "all", "--dry-run")
    assert re.fullmatch(r"changed +-1  tides/graph/asserted\n", shown.out)
    done = told("push", releases["old"], "--to", store, "--verify", "all")
    assert (done.code, done.rows) == (0, [("changed", GRAPHS[2])])
    assert "1 changed, 5 unchanged" in done.err
    assert quads_in(store, bookkeeping=True) == before


def test_verify_all_says_what_it_proves(releases: dict[str, Path], store: Path) -> None:
    """All was read, and nothing sent."""
    done = told("push", releases["old"], "--to", store, "--verify", "all")
    assert (done.code, done.out) == (0, "")
    assert done.err.endswith(
        "6 graphs read back: the store holds exactly what was published; nothing was sent\n"
    )


def test_a_push_that_was_cut_off_is_finished(releases: dict[str, Path], store: Path) -> None:
    """A graph without its digest is sent or, where it is right already, only read and listed again."""
    before = quads_in(store, bookkeeping=True)
    digest = next(line for line in before if line.startswith(f"<{TIDES}>"))
    ox.Store(str(store)).update(f"DELETE WHERE {{ GRAPH ?g {{ <{TIDES}> ?p ?o }} }}")
    done = told("push", releases["old"], "--to", store)
    assert (done.code, done.out) == (0, "")
    assert done.err.endswith("nothing was sent: 1 graph read back as published, 5 unchanged\n")
    assert digest in quads_in(store, bookkeeping=True) == before


# Documents


@pytest.fixture
def temporary(monkeypatch: pytest.MonkeyPatch, memory: Path) -> Path:
    """The folder in which what is temporary is made."""
    folder = memory / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def test_documents_are_built_and_pushed(memory: Path, temporary: Path) -> None:
    """Their findings are shown; what was built on the way is gone."""
    done = told("push", DOCUMENT, "--to", memory / "store", "--base", BASE)
    assert (done.code, done.rows[0]) == (0, ("new", "code-edge-repeated/graph/asserted"))
    assert (
        f"warning[edge-repeated]: the line from `A1` to `G1` is drawn twice\n  --> {DOCUMENT}:9:1\n"
        in done.err
    )
    assert re.search(r"^built 1 document, \d+ triples: 1 warning$", done.err, re.MULTILINE)
    assert names(temporary) == []
    again = told("push", DOCUMENT, "--to", memory / "store", "--base", BASE)
    assert "nothing to send" in again.err


def test_the_settings_of_the_documents_hold(memory: Path) -> None:
    """Their base, as for a build."""
    (memory / "documents").mkdir()
    shutil.copyfile(DOCUMENT, memory / "documents" / "bread.txt")
    (memory / "documents" / "lodpress.toml").write_text('base = "https://b.example/"\n')
    done = told("push", memory / "documents", "--to", memory / "store", "--json")
    assert '"graph":"https://b.example/bread/graph/asserted"' in done.out


def test_documents_with_errors_are_not_pushed(memory: Path, temporary: Path) -> None:
    """Nothing is made or sent, and what was built on the way is gone."""
    done = told("push", BROKEN, DOCUMENT, "--to", memory / "store", "--base", BASE)
    assert (done.code, done.out) == (1, "")
    assert "error[mermaid-syntax]" in done.err
    assert "pushing to" not in done.err
    assert (names(temporary), names(memory)) == ([], ["temporary"])


# What is refused


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["old", "--to", "store", "--patch"], "`--patch` is only for `--dry-run`"),
        (["old", "--to", "store", "--dry-run", "--patch", "--json"], "`--patch` and `--json` each choose"),
        (["old", "new", "--to", "store"], "the folder of a build is pushed alone"),
        (["old", "--to", "store", "--base", BASE], "the folder of a build is pushed alone"),
        ([str(DOCUMENT), "--to", "store"], "no base IRI is set"),
        (["none", "--to", "store", "--base", BASE], "none"),
        (["old", "--to", "store", "--kind", "fuseki"], "`store` is no address"),
        (["old", "--to", "localhost:3030/ds"], "`localhost:3030/ds` is no address"),
        (["old", "--to", "localhost:7878"], "`localhost:7878` is no address"),
        (["old", "--to", "ftp://localhost/ds"], "`ftp://localhost/ds` is no address"),
        (["old", "--to", "http://127.0.0.1:9/ds", "--kind", "folder"], "'folder' is not one of"),
        (["old", "--to", "http://127.0.0.1:9", "--kind", "fuseki"], "is a Fuseki server, and not one of its datasets"),
        (["old", "--to", "http://127.0.0.1:9/sparql", "--kind", "virtuoso", "--default-graph"], "Virtuoso has no default graph"),
        (["old", "--to", "http://127.0.0.1:9/ds"], "nothing answers at"),
        (["old", "--to", "http://127.0.0.1:9/ds", "--kind", "sparql", "--auth", "basic"], "there is nobody to log in as"),
        (["old", "--to", "http://ana:sesame@127.0.0.1:9/ds"], "holds a user or a password"),
        (["old", "--to", "http://[::1"], "is no endpoint"),
    ],
)  # fmt: skip
def test_misuse_exits_with_2(
    releases: dict[str, Path], memory: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], said: str
) -> None:
    """One error on standard error, with a hint; nothing is printed, nothing made."""
    monkeypatch.chdir(memory)
    done = told("push", *[releases.get(word, word) for word in words])
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("error: ")
    assert said in done.err
    assert "  hint: " in done.err
    assert "sesame" not in done.err
    assert names(memory) == []


@pytest.mark.parametrize("file", ["letter.txt", "CURRENT", "dataset.nq"])
def test_a_folder_of_somebody_else_does_not_become_a_store(
    releases: dict[str, Path], memory: Path, file: str
) -> None:
    """Whatever it holds stays as it is, to the byte, and nothing comes beside it."""
    (memory / file).write_text("mine\n")
    for place in (memory, memory / file):
        done = told("push", releases["old"], "--to", place)
        assert (done.code, done.err.splitlines()[0]) == (2, f"error: `{place}` is no store")
    assert contents(memory) == {file: b"mine\n"}


def test_a_store_that_is_damaged_is_not_taken_for_a_busy_one(releases: dict[str, Path], store: Path) -> None:
    """A `block` is no lock: it is told at once."""
    (store / "CURRENT").write_text("MANIFEST-block\n")
    done = told("push", releases["old"], "--to", store)
    assert done.code == 2
    assert f"error: cannot open the store `{store}`: " in done.err


def test_a_folder_that_another_has_open_is_waited_for(releases: dict[str, Path], store: Path) -> None:
    """It says so once, and goes on as soon as it can."""
    opened = [ox.Store(str(store))]
    timer = Timer(0.2, opened.clear)
    timer.start()
    done = told("push", releases["new"], "--to", store)
    timer.join()
    assert (done.code, len(done.rows)) == (0, 3)
    assert done.err.startswith(f"waiting: another process has the store `{store}` open\npushing to ")


def test_waiting_for_a_folder_has_an_end(releases: dict[str, Path], store: Path) -> None:
    """After so many seconds: with 0 it is not waited for."""
    opened = ox.Store(str(store))
    done = told("push", releases["new"], "--to", store, "--wait", "0")
    assert len(opened) > 1000
    assert (done.code, done.out) == (2, "")
    assert (
        done.err
        == f"error: another process has the store `{store}` open\n  hint: try again once it has ended\n"
    )


# The default graph


def test_all_graphs_are_one_in_the_default_graph(releases: dict[str, Path], memory: Path) -> None:
    """First, again, changed, edited by others; what stands in named graphs is not touched."""
    folder = memory / "store"
    words = ("--to", folder, "--default-graph")
    edit(memory / "store")
    first = told("push", releases["old"], *words)
    assert first.rows == [("new", "dataset/graph/default")]
    assert f"pushing to the default graph of the store `{folder}`\n1 new, 0 unchanged: " in first.err
    assert "the digests of 1 graph, all that were" in told("push", releases["old"], *words).err
    changed = told("push", releases["new"], *words)
    assert changed.rows == [("changed", "dataset/graph/default")]
    before = quads_in(folder)
    assert f"<urn:other> <urn:other> <urn:other> <{TIDES}> ." in before
    ox.Store(str(folder)).update("INSERT DATA { <urn:other> <urn:other> <urn:more> }")
    mended = told("push", releases["new"], *words, "--verify", "all")
    assert "1 changed, 0 unchanged" in mended.err
    assert quads_in(folder) == before
    assert "1 graph read back" in told("push", releases["new"], *words, "--verify", "all").err


def test_the_default_graph_holds_the_statements_of_all_graphs(
    releases: dict[str, Path], memory: Path
) -> None:
    """Each once, and beside them the bookkeeping alone."""
    told("push", releases["old"], "--to", memory / "store", "--default-graph")
    statements = {line.rsplit(" <", 1)[0] + " ." for line in quads_of(releases["old"]) if "_:" not in line}
    held = quads_in(memory / "store", bookkeeping=True)
    assert statements < held
    assert len([line for line in held if line.startswith(f"<{DEFAULT}> <{CG}graphDigest> ")]) == 1
    assert not [line for line in held if line.endswith("/push> .")]


def test_the_patch_of_the_default_graph_names_no_graph(releases: dict[str, Path], memory: Path) -> None:
    """What is added and deleted has no fourth term."""
    words = ("--to", memory / "store", "--default-graph")
    told("push", releases["old"], *words)
    expected = quads_in(memory / "store")
    done = told("push", releases["new"], *words, "--dry-run", "--patch")
    patch_of = [line for line in done.out.splitlines()[1:-1] if "_:" not in line]
    for line in patch_of:
        expected ^= {line[2:]}
    told("push", releases["new"], *words)
    differing = quads_in(memory / "store") ^ expected
    assert len(patch_of) > 4
    assert [line for line in differing if DEFAULT not in line and "_:" not in line] == []


def test_a_default_graph_with_statements_of_others_is_refused(
    releases: dict[str, Path], memory: Path
) -> None:
    """They would be lost; nothing is written, and the code is that of a store that holds something else."""
    ox.Store(str(memory / "store")).update("INSERT DATA { <urn:other> <urn:other> <urn:other> }")
    done = told("push", releases["old"], "--to", memory / "store", "--default-graph")
    assert (done.code, done.out) == (1, "")
    assert "holds 1 statement that no push has put there" in done.err
    assert quads_in(memory / "store", bookkeeping=True) == {"<urn:other> <urn:other> <urn:other> ."}


# Servers


@pytest.fixture
def quads() -> ox.Store:
    """What a server holds."""
    return ox.Store()


@pytest.mark.parametrize("graph_store", [False, True])
def test_a_store_of_no_known_kind_is_pushed_to(
    releases: dict[str, Path], quads: ox.Store, graph_store: bool
) -> None:
    """By updates, or by its Graph Store Protocol: new, again, changed."""
    with faked(answers_of(quads)) as server:
        words = ["--to", server.url, "--graph-store", server.url] if graph_store else ["--to", server.url]
        first = told("push", releases["old"], *words)
        assert (first.code, len(first.rows)) == (0, 6)
        assert first.err.startswith(f"pushing to the store at {server.url}\n6 new")
        assert ("PUT" in [heard.method for heard in server.heard]) is graph_store
        assert "nothing to send" in told("push", releases["old"], *words).err
        assert "3 changed, 3 unchanged" in told("push", releases["new"], *words).err
        assert "6 graphs read back" in told("push", releases["new"], *words, "--verify", "all").err


def _dropping(quads: ox.Store) -> Answer:
    """A store that loses a statement of each graph that it is sent."""
    answer = answers_of(quads)

    def drop(request: Heard) -> Said:
        said = answer(request)
        for quad in list(quads.quads_for_pattern(None, None, None, ox.NamedNode(TIDES)))[:1]:
            quads.remove(quad)
        return said

    return drop


def test_a_store_that_holds_something_else_is_told(releases: dict[str, Path], quads: ox.Store) -> None:
    """With the statement that is missing, exit code 1, and no digest that says otherwise."""
    with faked(_dropping(quads)) as server:
        done = told("push", releases["old"], "--to", server.url)
    assert done.code == 1
    assert (
        f"error: the store at {server.url} does not hold <{TIDES}> as it was sent; statements that it lacks: 1"
        in done.err
    )
    assert re.search(r"^  - <\S+> <\S+> ", done.err, re.MULTILINE)
    held = [quad.object.value for quad in quads.quads_for_pattern(ox.NamedNode(TIDES), None, None)]  # type: ignore[union-attr]
    assert held == ["unsettled"]
    with faked(answers_of(quads)) as server:
        assert told("push", releases["old"], "--to", server.url).code == 0


def _asking(request: Heard) -> Said:
    return Said(f"who is {request.headers}?".encode(), 401, {"WWW-Authenticate": 'Basic realm="x"'})


@pytest.mark.parametrize(
    "answer",
    [
        _asking,
        lambda heard: Said(f"{heard.headers} {SECRET}".encode(), 500),
        lambda heard: Said(f"{heard.headers} {SECRET}".encode(), 403),
        lambda heard: Said(b"", 302, {"Location": f"http://127.0.0.1/?{heard.headers.get('Authorization')}"}),
    ],
    ids=["401", "500", "403", "302"],
)
@pytest.mark.parametrize("words", [[], ["--kind", "sparql"]], ids=["detected", "named"])
def test_secrets_are_never_shown(
    releases: dict[str, Path], words: list[str], answer: Callable[[Heard], Said]
) -> None:
    """However much a server repeats of what it was sent."""
    with faked(answer) as server:
        done = told("push", releases["old"], "--to", server.url, "--verbose", *words, **LOGIN)
        assert any("Authorization" in heard.headers for heard in server.heard)
    assert done.code == 2
    assert SECRET not in done.out + done.err
    assert b64encode(f"ana:{SECRET}".encode()).decode() not in done.out + done.err


def test_an_interrupted_push_is_finished_by_the_next(releases: dict[str, Path], quads: ox.Store) -> None:
    """Ctrl-C in the middle: what is under way comes to its end, no claim stays, and the words are of a push."""
    answer = answers_of(quads)

    def interrupting(request: Heard) -> Said:
        if f"GRAPH <{TIDES}>" in request.body:
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(0.1)
        return answer(request)

    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with faked(interrupting) as server:
            done = told("push", releases["old"], "--to", server.url)
    finally:
        signal.signal(signal.SIGINT, before)
    assert (done.code, done.out) == (130, "")
    assert done.err.splitlines()[1:] == ["interrupted; the next push finishes the work"]
    assert not list(
        quads.quads_for_pattern(None, None, None, ox.NamedNode(f"{BASE}dataset/graph/push/claims"))
    )
    with faked(answers_of(quads)) as server:
        assert told("push", releases["old"], "--to", server.url, "--verify", "all").code == 0


def test_the_help_fits_a_terminal() -> None:
    """Of 80 columns, its examples and its words on secrets too."""
    done = told("push", "--help", COLUMNS="80")
    assert (done.code, done.err) == (0, "")
    assert [line for line in done.out.splitlines() if len(line) > 80] == []
