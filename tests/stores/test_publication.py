"""A release as its graphs: each with its digest, read alone, and nothing read that is not as it was published."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from stores.pushing_cases import BASE, published, text

from lodpress.engines.oxigraph import canonical_digest
from lodpress.problems import InputError
from lodpress.stores.default_graph import MergedPublication
from lodpress.stores.publication import Publication
from lodpress.triples import digest, from_statements

TEXTS = {
    "ports": text("Ports", ["A quay is built."]),
    "tides": text("Tides", ["The sea rises.", "It falls."]),
}
NAMES = ["ports/graph/asserted", "ports/graph/inferred", "tides/graph/asserted", "tides/graph/inferred",
         "dataset/graph/ontology", "dataset/graph/description"]  # fmt: skip


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Publication:
    """A release of two documents."""
    return published(tmp_path_factory.mktemp("release"), TEXTS)


@pytest.fixture
def copied(release: Publication, tmp_path: Path) -> Path:
    """A copy of its folder, to be damaged."""
    return Path(shutil.copytree(release.folder, tmp_path / "out"))


def test_the_dataset_names_its_own_graphs(release: Publication) -> None:
    """By IRIs below its own."""
    assert release.dataset == f"{BASE}dataset"
    assert release.push_graph == f"{BASE}dataset/graph/push"
    assert release.description_graph == f"{BASE}dataset/graph/description"


def test_the_graphs_are_in_the_order_of_the_data(release: Publication) -> None:
    """The description comes last; no graph comes twice, and the push graph is none of them."""
    assert [graph.iri for graph in release.graphs()] == [BASE + name for name in NAMES]


def test_each_graph_has_its_own_statements_and_their_digest(release: Publication) -> None:
    """RDFC-1.0, as it is computed anew from what is read."""
    for graph in release.graphs():
        statements = release.statements(graph)
        assert len(set(statements)) == len(statements) == graph.triples
        assert canonical_digest(from_statements(statements)) == graph.sha256


def test_all_graphs_together_are_the_data(release: Publication) -> None:
    """Statement by statement, the description apart, which has a file of its own."""
    data = (release.folder / "dataset.nq").read_text(encoding="utf-8").splitlines()
    graphs = [graph for graph in release.graphs() if graph.iri != release.description_graph]
    assert data == [f"{one} <{graph.iri}> ." for graph in graphs for one in release.statements(graph)]


def _replace(file: Path, old: bytes, new: bytes) -> None:
    content = file.read_bytes()
    assert old in content
    file.write_bytes(content.replace(old, new, 1))


@pytest.mark.parametrize(
    "damage",
    [
        lambda file: _replace(file, b"The sea rises.", b"The sea risen."),
        lambda file: _replace(file, b"The sea rises.", b"The sea r\xffses."),
        lambda file: _replace(file, b"The sea rises.", b"The sea rises"),
        lambda file: file.write_bytes(file.read_bytes()[:-1000]),
        lambda file: file.write_bytes(b""),
        lambda file: _replace(file, b" .\n", b" .\n<urn:a> <urn:b> <urn:c> <urn:g> .\n"),
    ],
    ids=["another word", "no UTF-8", "shorter", "cut", "empty", "one more"],
)
def test_a_release_that_is_damaged_is_not_pushed(copied: Path, damage: Callable[[Path], None]) -> None:
    """It is told of which graph, and what to do."""
    damage(copied / "dataset.nq")
    release = Publication(copied)
    with pytest.raises(InputError, match=r"does not hold <https://example\.org/pushed/\S+> as it was published") as caught:  # fmt: skip
        for graph in release.graphs():
            release.statements(graph)
    assert caught.value.hint == "build it anew"


@pytest.mark.parametrize("name", ["DIGESTS", "GRAPHS", "dataset.nq", "void.ttl"])
def test_a_release_that_is_not_whole_is_not_pushed(copied: Path, name: str) -> None:
    """The file that is missing is named; so is a folder in its place."""
    for make in (lambda file: file.unlink(), lambda file: file.mkdir()):
        make(copied / name)
        with pytest.raises(InputError, match=f"is no whole release: it has no `{name}`"):
            release = Publication(copied)
            for graph in release.graphs():
                release.statements(graph)


@pytest.mark.parametrize("row", ["", "1\t2\t3", "a\tb\tc\td\te"])
def test_an_index_that_is_damaged_is_told(copied: Path, row: str) -> None:
    """By its name."""
    with (copied / "GRAPHS").open("a", encoding="utf-8") as index:
        index.write(f"{row}\n")
    with pytest.raises(InputError, match=r"GRAPHS` is damaged"):
        list(Publication(copied).graphs())


def test_a_folder_of_something_else_is_no_release(tmp_path: Path) -> None:
    """Nor one that is not there."""
    for folder in (tmp_path, tmp_path / "none"):
        with pytest.raises(InputError, match="is no whole release"):
            Publication(folder)


def test_as_one_graph_each_statement_comes_once(release: Publication) -> None:
    """Under the IRI by which the push graph lists the default graph."""
    merged = MergedPublication(release)
    (graph,) = merged.graphs()
    statements = merged.statements(graph)
    assert graph.iri == merged.graph == f"{BASE}dataset/graph/default"
    assert len(statements) == len(set(statements))
    assert set(statements) == {one for part in release.graphs() for one in release.statements(part)}
    assert (merged.dataset, merged.push_graph) == (release.dataset, release.push_graph)


def test_the_digest_of_one_graph_changes_with_each_part(release: Publication, tmp_path: Path) -> None:
    """It is of the list of digests, and the same on every run."""
    (one,) = MergedPublication(release).graphs()
    assert list(MergedPublication(Publication(release.folder)).graphs()) == [one]
    (other,) = MergedPublication(published(tmp_path, {"ports": TEXTS["ports"]})).graphs()
    assert one.sha256 != other.sha256


def _forged(folder: Path, statement: str) -> None:
    """Adds what is to be taken for a statement of the first graph, and says everywhere that it was published so."""
    rows = [row.split("\t") for row in (folder / "GRAPHS").read_text(encoding="utf-8").splitlines()]
    data = (folder / "dataset.nq").read_text(encoding="utf-8")
    _, size, count, _, graph = rows[1]
    own = data.encode()[: int(size)].decode() + f"{statement} <{graph}> .\n"
    statements = [line.removesuffix(f" <{graph}> .") for line in own.split("\n") if line]
    rows[1] = ["0", str(len(own.encode())), str(int(count) + 1), digest(statements), graph]
    added = len(own.encode()) - int(size)
    rows[2:] = [[str(int(row[0]) + added), *row[1:]] for row in rows[2:]]
    (folder / "dataset.nq").write_text(
        own + data.encode()[int(size) :].decode(), encoding="utf-8", newline="\n"
    )
    (folder / "GRAPHS").write_text(
        "".join("\t".join(row) + "\n" for row in rows), encoding="utf-8", newline="\n"
    )


@pytest.mark.parametrize(
    "statement",
    [
        '<urn:a> <urn:b> "x" . } } ; DROP ALL ; INSERT DATA { <urn:a> <urn:b> "y"',
        "<urn:a> <urn:b> _:b . } } ; DROP ALL #",
        "<urn:a> _:b . } } ; DROP ALL # <urn:c>",
        "<urn:a> <urn:b> <urn:c> . } <urn:g> { <urn:a> <urn:b> <urn:c>",
        '<urn:a> <urn:b> "a" "b"',
        '<urn:a> <urn:b> "\\"',
        '<urn:a> <urn:b> "\\q"',
        "<urn:a> <urn:b> 1",
        "<urn:a>  <urn:b> <urn:c>",
        "<a> <urn:b> <urn:c>",
        "<urn:a> <urn:b> <urn:c> <urn:d>",
    ],
)
def test_what_is_no_statement_never_gets_into_an_update(copied: Path, statement: str) -> None:
    """A release may come from somebody else, and its digests with it: its lines are held to N-Quads."""
    _forged(copied, statement)
    release = Publication(copied)
    first = next(iter(release.graphs()))
    with pytest.raises(InputError, match=r"does not hold <.*> as it was published"):
        release.statements(first)


def test_a_statement_that_is_one_is_read(copied: Path) -> None:
    """So it is not the forging that is refused."""
    _forged(copied, '<urn:a> <urn:b> "\\"x\\\\"@en')
    release = Publication(copied)
    assert '<urn:a> <urn:b> "\\"x\\\\"@en' in release.statements(next(iter(release.graphs())))


@pytest.mark.parametrize(
    "graph",
    [
        "https://example.org/other/graph/asserted",
        "https://example.org/pushed/x> { <urn:a> <urn:b> <urn:c> } } ; DROP ALL #",
        "https://example.org/pushed/dataset/graph/push",
        "https://example.org/pushed/dataset/graph/push/claims",
    ],
)
def test_a_graph_that_is_not_the_datasets_own_is_never_touched(copied: Path, graph: str) -> None:
    """Whatever the index says: that of another dataset, the push graph, or what is no IRI."""
    _replace(copied / "GRAPHS", f"\t{BASE}ports/graph/asserted\n".encode(), f"\t{graph}\n".encode())
    with pytest.raises(InputError, match=r"`.*GRAPHS` is damaged"):
        list(Publication(copied).graphs())


@pytest.mark.parametrize(
    "dataset", ["https://example.org/x> { } ; DROP ALL #/dataset", "dataset", "https://example.org/x"]
)
def test_a_dataset_that_has_no_proper_name_is_no_release(copied: Path, dataset: str) -> None:
    """Its IRI goes into everything that is asked."""
    _replace(copied / "DIGESTS", f"{BASE}dataset\n".encode(), f"{dataset}\n".encode())
    with pytest.raises(InputError, match="names no dataset"):
        Publication(copied)
