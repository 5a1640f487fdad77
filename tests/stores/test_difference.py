"""Claims about comparisons: exact over random graphs, from every kind of source, without reading what is equal."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from stores.memory_store import GRAPHS, NAMES, Graphs, MemoryStore, nquads, read_back, steps

from lodpress.problems import InputError, UsageError
from lodpress.publishing.comparing import Scope, compared
from lodpress.stores.comparison.difference import Comparison, Totals
from lodpress.stores.comparison.sides import Graph

BASE = "https://a.example/"
ALL = Scope()
TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"


def _totals(a: object, b: object, folder: Path, scope: Scope = ALL) -> Totals:
    """The totals of two places, where a store in memory is named as if it had an address."""
    stores = {
        f"http://{number}": place for number, place in enumerate((a, b)) if isinstance(place, MemoryStore)
    }
    places = [
        f"http://{n}" if isinstance(place, MemoryStore) else str(place) for n, place in enumerate((a, b))
    ]
    with compared((places[0], places[1]), folder, stores.__getitem__, scope) as found:  # type: ignore[arg-type]  # it is only read
        list(found.comparison)
        return found.comparison.totals


def _written(folder: Path, name: str, text: str) -> Path:
    (folder / name).write_text(text, encoding="utf-8", newline="\n")
    return folder / name


@given(GRAPHS, GRAPHS)
def test_a_comparison_is_that_of_sets(
    tmp_path_factory: pytest.TempPathFactory, one: Graphs, other: Graphs
) -> None:
    """Removed, added and same are the differences and the intersection, graph by graph, in order."""
    folder = tmp_path_factory.getbasetemp()
    a, b = read_back(nquads(one), folder), read_back(nquads(other), folder)
    found = steps(nquads(one), nquads(other), folder)
    mine = {(graph, each) for graph, all_of in a.items() for each in all_of}
    yours = {(graph, each) for graph, all_of in b.items() for each in all_of}
    expected = {"-": mine - yours, "+": yours - mine, "=": mine & yours}
    for sign, pairs in expected.items():
        own = [(graph, each) for graph, each, where in found if where == sign]
        assert own == sorted(pairs)


@given(GRAPHS)
def test_a_store_and_a_file_of_the_same_graphs_do_not_differ(
    tmp_path_factory: pytest.TempPathFactory, graphs: Graphs
) -> None:
    """Whatever labels their blank nodes have."""
    folder = tmp_path_factory.getbasetemp()
    file = _written(folder, "same.nq", nquads(graphs))
    totals = _totals(file, MemoryStore(graphs), folder)
    assert (totals.removed, totals.added) == (0, 0)


@pytest.mark.parametrize("extension", ["nq", "trig", "jsonld"])
def test_formats_with_graphs_are_read_alike(tmp_path: Path, extension: str) -> None:
    """The same quads, blank nodes among them, in three formats."""
    text = nquads({NAMES[0]: ['_:x <urn:p> "a"@en', "<urn:s> <urn:p> _:x"], "": ["<urn:s> <urn:p> <urn:o>"]})
    quads = list(ox.parse(text.encode(), format=ox.RdfFormat.N_QUADS))
    (tmp_path / f"other.{extension}").write_bytes(
        ox.serialize(quads, format=ox.RdfFormat.from_extension(extension)) or b""
    )
    file = _written(tmp_path, "one.nq", text)
    assert _totals(file, tmp_path / f"other.{extension}", tmp_path) == Totals(0, 0, 3, 2, 0)


@pytest.mark.parametrize("extension", ["ttl", "nt", "rdf", "owl"])
def test_a_file_without_graphs_is_compared_with_all_graphs_as_one(tmp_path: Path, extension: str) -> None:
    """A triple that stands in two graphs counts once."""
    file = _written(
        tmp_path,
        "a.nq",
        nquads({NAMES[0]: ["<urn:s> <urn:p#q> <urn:o>"], NAMES[1]: ["<urn:s> <urn:p#q> <urn:o>"]}),
    )
    triples = [ox.Triple(ox.NamedNode("urn:s"), ox.NamedNode("urn:p#q"), ox.NamedNode("urn:o"))]
    kind = ox.RdfFormat.RDF_XML if extension == "owl" else ox.RdfFormat.from_extension(extension)
    (tmp_path / f"b.{extension}").write_bytes(ox.serialize(triples, format=kind) or b"")
    assert _totals(file, tmp_path / f"b.{extension}", tmp_path) == Totals(0, 0, 1, 1, 0)


def test_blank_nodes_of_two_graphs_stay_two_where_all_is_one(tmp_path: Path) -> None:
    """Though the same is said of them."""
    store = MemoryStore({name: ['_:x <urn:p> "1"'] for name in NAMES[:2]})
    one, two = (
        _written(tmp_path, f"{n}.nt", "".join(f'_:{i} <urn:p> "1" .\n' for i in range(n))) for n in (1, 2)
    )
    assert _totals(store, two, tmp_path) == Totals(0, 0, 2, 1, 0)
    assert _totals(store, one, tmp_path) == Totals(1, 0, 1, 1, 1)


def test_what_pushes_keep_in_a_store_is_left_out(tmp_path: Path) -> None:
    """The push graph, the graphs that a push uses for a while, and digests in a default graph."""
    kept = {NAMES[0]: ["<urn:s> <urn:p> <urn:o>"]}
    push = f"{BASE}dataset/graph/push"
    own = {push: ["<urn:s> <urn:p> <urn:o>"], f"{push}/claim/1/graph/0": ["<urn:s> <urn:p> <urn:o>"]}
    file = _written(tmp_path, "a.nq", nquads(kept))
    assert _totals(file, MemoryStore({**kept, **own}), tmp_path) == Totals(0, 0, 1, 1, 0)
    digests = [f'<{NAMES[0]}> <https://w3id.org/lodpress/ns#graphDigest> "0"']
    default = MemoryStore({**own, "": kept[NAMES[0]] + digests})
    assert _totals(file, default, tmp_path) == Totals(0, 0, 1, 1, 0)


def test_a_named_graph_is_compared_alone(tmp_path: Path) -> None:
    """The others may differ."""
    a = _written(
        tmp_path,
        "a.nq",
        nquads({NAMES[0]: ["<urn:s> <urn:p> <urn:o>"], NAMES[1]: ["<urn:s> <urn:p> <urn:o>"]}),
    )
    b = _written(tmp_path, "b.nq", nquads({NAMES[0]: ["<urn:s> <urn:p> <urn:o>"]}))
    assert _totals(a, b, tmp_path, Scope(graphs=frozenset({NAMES[0]}))) == Totals(0, 0, 1, 1, 0)
    assert _totals(a, b, tmp_path, Scope(graphs=frozenset({NAMES[1]}))).removed == 1


@pytest.mark.parametrize("empty", ["", MemoryStore({})], ids=["file", "store"])
def test_what_is_empty_is_compared_graph_by_graph(tmp_path: Path, empty: str | MemoryStore) -> None:
    """A patch that fills it must name the graphs."""
    a = _written(tmp_path, "a.nq", empty) if isinstance(empty, str) else empty
    b = _written(tmp_path, "b.nq", nquads({name: ["<urn:s> <urn:p> <urn:o>"] for name in NAMES}))
    assert _totals(a, b, tmp_path) == Totals(0, 3, 0, 3, 3)


def test_graphs_of_equal_bytes_are_not_read(tmp_path: Path) -> None:
    """But where another graph of their document differs, for its names; their triples count once in any case."""

    def refused() -> None:
        raise AssertionError

    def graph(name: str, raw: bytes, size: int, *statements: str) -> Graph:
        return Graph(name, (lambda: iter(statements)) if statements else refused, lambda: raw, size)  # type: ignore[arg-type]  # it is not called

    asserted, inferred = f"{BASE}tides/graph/asserted", f"{BASE}tides/graph/inferred"
    same = graph(f"{BASE}ebb/graph/asserted", b"0", 7)
    label = f"<{BASE}tides> {TYPE} <urn:c>"
    sides = [[same, graph(asserted, b"1", 1, label), graph(inferred, raw, 1, f"<urn:s> <urn:p> <urn:{raw.decode()}>")]
             for raw in (b"x", b"y")]  # fmt: skip
    comparison = Comparison(*sides, names=True)
    assert [(one, where) for _, one, where in comparison][2:] == [(label, "=")]
    assert comparison.totals == Totals(1, 1, 8, 3, 1)
    assert len(list(Comparison(*sides))) == 2


_CHILD = """
import resource, sys
from lodpress.cli import main
try:
    main()
finally:
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def _peak(folder: Path, count: int) -> int:
    """The peak memory in kilobytes of a process that compares two files of so many triples."""
    for name in "ab":
        with (folder / f"{name}.nt").open("w") as file:
            file.writelines(f'<{BASE}{n}> <{BASE}p> "{"text " * 30}" .\n' for n in range(count))
            file.write(f'<{BASE}> <{BASE}p> "{name}" .\n')
    words = [sys.executable, "-c", _CHILD, "diff", "a.nt", "b.nt"]
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    return int(done.stdout.split()[-1])


@pytest.mark.slow
def test_the_peak_of_a_comparison_does_not_grow_with_its_sides(tmp_path: Path) -> None:
    """Four times as many triples, an eighth more memory at most."""
    small, large = _peak(tmp_path, 150_000), _peak(tmp_path, 600_000)
    assert large < small * 9 / 8


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("a.nq", "<urn:a> <urn:b> .\n", "a.nq"),
        ("a.txt", "tides", "is no RDF file"),
        ("a.nq", "<urn:a> <urn:b> <urn:c> _:g .\n", "a blank node for a name"),
    ],
)
def test_what_cannot_be_compared_is_told(tmp_path: Path, name: str, text: str, told: str) -> None:
    """With the name of the file."""
    file = _written(tmp_path, name, text)
    with pytest.raises((InputError, UsageError), match=told):
        _totals(file, file, tmp_path)


def test_a_folder_that_is_nothing_is_told(tmp_path: Path) -> None:
    """And a path that leads nowhere."""
    with pytest.raises(UsageError, match="neither a release nor a store"):
        _totals(tmp_path, tmp_path, tmp_path)
    with pytest.raises(InputError, match="no file or folder"):
        _totals(tmp_path / "none", tmp_path, tmp_path)
