"""Claims about pulling: whole graphs in safe files, all or nothing, each held to the digest of its push."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stores.memory_store import Graphs, MemoryStore

from lodpress.engines.oxigraph import canonical_digest
from lodpress.problems import EngineError, InputError, OutputError, UsageError
from lodpress.publishing.pulling import PulledGraph, Wanted, graph_path, pull
from lodpress.terms import CG
from lodpress.triples import Triple, digest

BASE = "https://a.example/"
ASSERTED, ENTITIES = f"{BASE}tides/graph/asserted", f"{BASE}dataset/graph/entities"
PUSH = f"{BASE}dataset/graph/push"
HELD: Graphs = {
    ASSERTED: ["<urn:s> <urn:p> <urn:o>", '<urn:s> <urn:p> "\u2028"@en'],
    ENTITIES: ['_:x <urn:p> "1"', "_:x <urn:p> _:y"],
    "urn:other": ["_:x <urn:p> <urn:o>"],
}
PUSHED = [
    f'<{name}> <{CG}graphDigest> "{canonical_digest(MemoryStore(HELD).read(name))}"'
    for name in (ASSERTED, ENTITIES)
]
STORE = MemoryStore({**HELD, PUSH: PUSHED, f"{PUSH}/claim/1/graph/0": HELD[ASSERTED]})
THE_PUSHED = Wanted()
_IRIS = st.text(st.sampled_from("aA.%/:~#é\\-"), min_size=1, max_size=12).map(BASE.__add__)


def _pulled(
    store: MemoryStore, target: Path, wanted: Wanted = THE_PUSHED, syntax: str = "ntriples"
) -> list[PulledGraph]:
    found: list[PulledGraph] = []
    pull(store, target, wanted, found.append, syntax=syntax)
    return found


def _files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_the_graphs_that_were_pushed_come_back(tmp_path: Path) -> None:
    """All that the push graph lists and nothing else, each as it was pushed."""
    found = _pulled(STORE, tmp_path / "out")
    assert [(graph.graph, graph.triples, graph.differs) for graph in found] == [
        (ENTITIES, 2, False),
        (ASSERTED, 2, False),
    ]
    graphs = ["graphs/dataset/graph/entities.nt", "graphs/tides/graph/asserted.nt"]
    assert _files(tmp_path / "out") == ["DIGESTS", "dataset.nq", *graphs]


def test_the_dataset_has_all_graphs_in_order(tmp_path: Path) -> None:
    """Lines sorted; the blank nodes of two graphs stay two."""
    _pulled(STORE, tmp_path / "out", Wanted(everything=True))
    lines = (tmp_path / "out" / "dataset.nq").read_text(encoding="utf-8").split("\n")[:-1]
    names = [line.rpartition(" <")[2] for line in lines]
    assert names == sorted(names)
    assert len(lines) == 5
    quads = list(ox.parse("\n".join(lines).encode(), format=ox.RdfFormat.N_QUADS))
    assert len({quad.subject for quad in quads if isinstance(quad.subject, ox.BlankNode)}) == 2


def test_digests_names_the_store_and_each_graph(tmp_path: Path) -> None:
    """By the RDFC-1.0 digest that a release has for it."""
    _pulled(STORE, tmp_path / "out")
    head, *lines = (tmp_path / "out" / "DIGESTS").read_text(encoding="utf-8").splitlines()
    assert head.endswith("  graphs of the store in memory")
    assert f"{digest(HELD[ASSERTED])}  {ASSERTED}" in lines
    assert lines == sorted(lines)


def test_a_datatype_that_a_store_rewrote_is_put_right_where_the_digest_proves_it(tmp_path: Path) -> None:
    """Oxigraph makes an integer of the one property that has a nonNegativeInteger; changed otherwise it stays."""
    xsd = "http://www.w3.org/2001/XMLSchema#"
    size = f'<urn:s> <http://www.w3.org/ns/dcat#byteSize> "7"^^<{xsd}nonNegativeInteger>'
    pushed = [f'<urn:g> <{CG}graphDigest> "{digest([size])}"']
    for more, text, differs in (
        ([], size, False),
        (["<urn:s> <urn:p> <urn:o>"], size.replace("nonNegativeI", "i"), True),
    ):
        held = [size.replace("nonNegativeI", "i"), *more]
        (graph,) = _pulled(MemoryStore({"urn:g": held, PUSH: pushed}), tmp_path / "out")
        assert graph.differs == differs
        assert f"{text} <urn:g> ." in (tmp_path / "out" / "dataset.nq").read_text().splitlines()


@pytest.mark.parametrize("value", [digest([]), "unsettled"])
def test_a_graph_that_is_not_as_pushed_is_told(tmp_path: Path, value: str) -> None:
    """Changed by others, or left by a push that was cut off."""
    store = MemoryStore({**HELD, PUSH: [f'<{ASSERTED}> <{CG}graphDigest> "{value}"']})
    assert [graph.differs for graph in _pulled(store, tmp_path / "out")] == [True]


def test_a_graph_that_has_gone_is_told(tmp_path: Path) -> None:
    """It is in the push graph, and holds nothing."""
    (graph,) = _pulled(MemoryStore({PUSH: PUSHED[:1]}), tmp_path / "out")
    assert (graph.triples, graph.differs) == (0, True)


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (Wanted(everything=True), [ENTITIES, ASSERTED, "urn:other"]),
        (Wanted(graphs=["urn:other", ASSERTED, ASSERTED]), [ASSERTED, "urn:other"]),
        (Wanted(base=BASE), [ENTITIES, ASSERTED]),
        (Wanted(base=BASE[:-1]), [ENTITIES, ASSERTED]),
    ],
)
def test_graphs_are_chosen(tmp_path: Path, wanted: Wanted, expected: list[str]) -> None:
    """All, some, or those of a dataset; never those in which pushes keep what they know."""
    assert [graph.graph for graph in _pulled(STORE, tmp_path / "out", wanted)] == expected


def test_a_store_without_named_graphs_gives_its_default_graph(tmp_path: Path) -> None:
    """With `everything`."""
    store = MemoryStore({"": ["<urn:s> <urn:p> <urn:o>"]})
    assert [graph.graph for graph in _pulled(store, tmp_path / "out", Wanted(everything=True))] == [""]
    assert (tmp_path / "out" / "dataset.nq").read_text() == "<urn:s> <urn:p> <urn:o> .\n"


@pytest.mark.parametrize(
    ("graphs", "wanted", "told"),
    [
        (HELD, Wanted(), "no graphs that `lodpress push` put there"),
        ({PUSH: PUSHED}, Wanted(base="https://b.example/"), "no graphs under https://b.example/"),
        ({PUSH: PUSHED, "https://b.example/dataset/graph/push": PUSHED}, Wanted(), "several datasets"),
        (HELD, Wanted(graphs=["urn:none"]), "no graph <urn:none>"),
    ],
)
def test_what_is_not_there_is_told(tmp_path: Path, graphs: Graphs, wanted: Wanted, told: str) -> None:
    """And nothing is written."""
    with pytest.raises((UsageError, InputError), match=told):
        _pulled(MemoryStore(graphs), tmp_path / "out", wanted)
    assert list(tmp_path.iterdir()) == []


class _LostStore(MemoryStore):
    """A store that is lost with its last graph."""

    def read(self, graph: str | None) -> list[Triple]:
        """As ever, but for one graph."""
        if graph == "urn:other":
            raise EngineError("it is gone")
        return super().read(graph)


def test_a_failure_leaves_what_was_pulled_before(tmp_path: Path) -> None:
    """Here a store that is gone after two of three graphs."""
    out = tmp_path / "out"
    _pulled(STORE, out)
    before = _files(out)
    with pytest.raises(EngineError, match="it is gone"):
        _pulled(_LostStore(HELD), out, Wanted(everything=True))
    assert (_files(out), list(tmp_path.iterdir())) == (before, [out])


def test_a_pull_replaces_a_pull_and_nothing_else(tmp_path: Path) -> None:
    """No release, and no folder of somebody's own."""
    out = tmp_path / "out"
    _pulled(STORE, out)
    _pulled(STORE, out, Wanted(graphs=["urn:other"]))
    assert _files(out) == ["DIGESTS", "dataset.nq", "other-graphs/urn%3Aother.nt"]
    (out / "DIGESTS").write_text(f"{digest([])}  {BASE}dataset\n")
    with pytest.raises(OutputError, match="it holds a release"):
        _pulled(STORE, out)
    (out / "DIGESTS").write_text("my own\n")
    with pytest.raises(OutputError, match="files that lodpress did not write"):
        _pulled(STORE, out)


@pytest.mark.parametrize(("syntax", "extension"), [("turtle", "ttl"), ("jsonld", "jsonld")])
def test_each_graph_has_a_file_in_the_format(tmp_path: Path, syntax: str, extension: str) -> None:
    """With the same triples."""
    _pulled(STORE, tmp_path / "out", syntax=syntax)
    file = tmp_path / "out" / "graphs" / "tides" / "graph" / f"asserted.{extension}"
    triples = ox.parse(path=file, format=ox.RdfFormat.from_extension(extension))
    assert sorted(f"{one.subject} {one.predicate} {one.object}" for one in triples) == sorted(HELD[ASSERTED])


@given(st.lists(_IRIS, min_size=2, max_size=6, unique=True))
def test_files_of_graphs_are_safe_and_distinct(iris: list[str]) -> None:
    """Below the folder, none where another has a folder, and all different where case does not count."""
    paths = [graph_path(iri, BASE, "nt") for iri in iris]
    folded = {path.casefold() for path in paths}
    assert len(folded) == len(paths)
    for path in paths:
        parts = PurePosixPath(path).parts
        assert parts[0] in ("graphs", "other-graphs")
        assert path.isascii()
        assert "//" not in path
        assert not any(part.startswith(".") or len(part) > 255 for part in parts)
        assert not any(str(parent).casefold() in folded for parent in PurePosixPath(path).parents)


@pytest.mark.parametrize(
    ("one", "other", "path"),
    [("a", "A", "graphs/%41.nt"), ("x", "x.nt/y", "graphs/x.nt%/y.nt"), ("x/", "x//", "graphs/x/%/%.nt")],
)
def test_files_that_a_file_system_would_take_for_one_are_told_apart(one: str, other: str, path: str) -> None:
    """By their case, or as a file and a folder."""
    assert graph_path(BASE + other, BASE, "nt") == path
    assert graph_path(BASE + one, BASE, "nt").casefold() != path.casefold()


@pytest.mark.parametrize("iri", [BASE + "a" * 3000, BASE + "/".join("ab" * 90 for _ in range(40)), f"{BASE}../../x", "file:///etc/passwd"])  # fmt: skip
def test_long_and_hostile_iris_have_files_too(tmp_path: Path, iri: str) -> None:
    """They are written, below the folder."""
    _pulled(MemoryStore({iri: HELD[ASSERTED]}), tmp_path / "out", Wanted(everything=True))
    (file,) = (tmp_path / "out").rglob("*.nt")
    assert file.resolve().is_relative_to(tmp_path / "out")
    assert file.read_text(encoding="utf-8").count("\n") == 2
