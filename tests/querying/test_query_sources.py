"""Documents, built folders and RDF files of every format are one merged graph."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from documents_read import mapped_case
from query_cases import ENGINES, EXAMPLES

from lodpress.engines.oxigraph_sparql import SparqlStore
from lodpress.engines.rdflib import graph_of
from lodpress.problems import InputError, UsageError
from lodpress.querying.execution import query
from lodpress.querying.sources import is_data, load

_FORMATS = {
    "ttl": "turtle",
    "nt": "nt",
    "nq": "nquads",
    "trig": "trig",
    "jsonld": "json-ld",
    "rdf": "xml",
    "owl": "xml",
}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first example in every format, in a named graph where the format has them."""
    folder = tmp_path_factory.mktemp("rdf")
    graph = graph_of(mapped_case(EXAMPLES[0]).mapped.triples)
    dataset = rdflib.Dataset()
    for triple in graph:
        dataset.graph("https://example.org/g").add(triple)
    for ending, name in _FORMATS.items():
        source = dataset if ending in ("nq", "trig") else graph
        source.serialize(folder / f"data.{ending}", format=name, encoding="utf-8")
    return folder


@pytest.mark.parametrize("kind", ENGINES)
@pytest.mark.parametrize("ending", _FORMATS)
def test_each_format_gives_the_same_answer(files: Path, ending: str, kind: str) -> None:
    """Named graphs are merged, blank nodes aside all formats hold the same."""
    data = load([files / f"data.{ending}"], ENGINES[kind])
    expected = ENGINES[kind](triples=mapped_case(EXAMPLES[0]).mapped.triples)
    assert query("theme-ideas", data) == query("theme-ideas", expected)


@pytest.mark.parametrize("kind", ENGINES)
def test_files_and_triples_are_merged(files: Path, kind: str) -> None:
    """The same triples from two files and from memory count once."""
    triples = mapped_case(EXAMPLES[1]).mapped.triples
    data = load([files / "data.nq", files / "data.ttl"], ENGINES[kind], triples)
    together = ENGINES[kind](triples=[*mapped_case(EXAMPLES[0]).mapped.triples, *triples])
    assert query("statistics", data) == query("statistics", together)
    assert data.select("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }") == together.select(
        "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    )


@pytest.mark.parametrize("kind", ENGINES)
@pytest.mark.parametrize("ending", ["ttl", "trig"])
def test_blank_nodes_of_two_files_stay_apart(tmp_path: Path, kind: str, ending: str) -> None:
    """The merge of RDF 1.1 (Semantics, section 4.1) renames them."""
    for name in ("a", "b"):
        (tmp_path / f"{name}.{ending}").write_text("_:x <https://example.org/p> 1 .", encoding="utf-8")
    data = load([tmp_path / f"a.{ending}", tmp_path / f"b.{ending}"], ENGINES[kind])
    assert len(data.select("SELECT ?s { ?s ?p ?o }")[1]) == 2


def test_a_built_folder_is_its_dataset(tmp_path: Path, files: Path) -> None:
    """dataset.nt is what is loaded."""
    (tmp_path / "dataset.nt").write_bytes((files / "data.nt").read_bytes())
    assert is_data(tmp_path)
    assert is_data(files / "data.ttl")
    assert not is_data(tmp_path / "talk.txt")
    assert query("theme-ideas", load([tmp_path], ENGINES["pyoxigraph"]))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, files: Path) -> Path:
    """The folder of a store with the first example in two graphs, as another program left it."""
    folder = tmp_path_factory.mktemp("store")
    made = ox.Store(str(folder))
    made.bulk_load(path=files / "data.nt")
    made.bulk_load(path=files / "data.nt", to_graph=ox.NamedNode("https://example.org/g"))
    made.bulk_load(input="<urn:s> <urn:p> 1 .", format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode("urn:g"))
    made.flush()
    return folder


def test_a_store_is_asked_where_it_is(store: Path) -> None:
    """All of its graphs as one, and nothing in its folder changes."""
    before = {file.name: file.read_bytes() for file in store.iterdir()}
    data = SparqlStore.opened(store)
    expected = SparqlStore(triples=mapped_case(EXAMPLES[0]).mapped.triples)
    for name in ("theme-ideas", "theme-sizes", "statistics", "idea-whole"):
        assert query(name, data) == query(name, expected)
    assert data.select("SELECT ?o { <urn:s> ?p ?o }")[1]
    assert {file.name: file.read_bytes() for file in store.iterdir()} == before


@pytest.mark.parametrize("kind", ENGINES)
def test_a_store_is_merged_with_other_data(store: Path, files: Path, kind: str) -> None:
    """Read into memory it is as any other source."""
    data = load([store, files / "data.ttl"], ENGINES[kind], [("<urn:a>", "<urn:p>", "<urn:b>")])
    assert len(list(data.select("SELECT ?s { ?s <urn:p> ?o }")[1])) == 2
    assert query("theme-ideas", data) == query("theme-ideas", load([files / "data.nt"], ENGINES[kind]))


def test_a_folder_that_looks_like_a_store_and_is_none_is_named(tmp_path: Path) -> None:
    """A broken store is one message."""
    (tmp_path / "CURRENT").write_text("MANIFEST-000001\n")
    (tmp_path / "MANIFEST-000001").write_bytes(b"nothing")
    with pytest.raises(InputError, match="cannot open the store"):
        SparqlStore.opened(tmp_path)


def test_a_path_that_is_no_data_is_refused(tmp_path: Path) -> None:
    """A folder without dataset.nt, a file that is not there, one of another kind."""
    (tmp_path / "talk.txt").write_text("graph LR", encoding="utf-8")
    for path, error, said in (
        (tmp_path, UsageError, "is neither a built one nor a store"),
        (tmp_path / "absent.ttl", InputError, "there is no file"),
        (tmp_path / "talk.txt", UsageError, "is no RDF file"),
    ):
        with pytest.raises(error, match=said):
            load([path], ENGINES["pyoxigraph"])


@pytest.mark.parametrize("kind", ENGINES)
@pytest.mark.parametrize("ending", sorted(_FORMATS))
def test_a_broken_file_is_named(tmp_path: Path, ending: str, kind: str) -> None:
    """Each parser's complaint becomes one message with the file's name."""
    broken = tmp_path / f"broken.{ending}"
    broken.write_text("<a:b> <c:d <<< {", encoding="utf-8")
    with pytest.raises(InputError, match=f"broken.{ending}"):
        load([broken], ENGINES[kind])
