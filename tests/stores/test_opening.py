"""A store made from an address or a folder: its kind, its name, and where it is asked."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from querying.endpoint_server import DigestDoor, Heard, Said
from stores.fake_store import answers_of, faked

from lodpress.endpoints import StoreOptions, open_store
from lodpress.engines.credentials import Credentials
from lodpress.problems import StoreBusyError, UsageError
from lodpress.stores import Kind, folder_store, http_store

ONE, TWO = "<urn:a> <urn:b> <urn:c>", '<urn:a> <urn:b> "d"@en'
GRAPH = "urn:g"
LOGIN = {"LODPRESS_ENDPOINT_USER": "ana", "LODPRESS_ENDPOINT_PASSWORD": "open sesame"}


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("fuseki", "Apache Jena Fuseki at http://127.0.0.1:9/ds"),
        ("oxigraph", "Oxigraph at http://127.0.0.1:9/ds"),
        ("rdf4j", "RDF4J at http://127.0.0.1:9/ds"),
        ("virtuoso", "Virtuoso at http://127.0.0.1:9/ds"),
        ("sparql", "the store at http://127.0.0.1:9/ds"),
    ],
)
def test_a_store_has_its_kind_and_a_name(kind: Kind, name: str) -> None:
    """And nobody is contacted."""
    store = http_store("http://127.0.0.1:9/ds", kind)
    assert (store.kind, store.name) == (kind, name)


def test_a_key_in_an_address_is_not_part_of_the_name() -> None:
    """It is sent, and not shown."""
    assert http_store("http://127.0.0.1:9/?key=sesame", "sparql").name == "the store at http://127.0.0.1:9/?…"


@pytest.mark.parametrize(
    ("more", "reads", "writes"),
    [
        ({}, ("POST", "/sparql"), ("POST", "/sparql")),
        ({"update": "/update"}, ("POST", "/sparql"), ("POST", "/update")),
        ({"graph_store": "/graphs"}, ("GET", "/graphs?graph=urn%3Ag"), ("PUT", "/graphs?graph=urn%3Ag")),
        ({"graph_store": "/graphs?key=a"}, ("GET", "/graphs?key=a&graph=urn%3Ag"), ("PUT", "/graphs?key=a&graph=urn%3Ag")),
    ],
)  # fmt: skip
def test_a_store_of_no_known_kind_is_asked_where_the_options_say(
    more: dict[str, str], reads: tuple[str, str], writes: tuple[str, str]
) -> None:
    """By queries and updates alone, or by its Graph Store Protocol; either way it holds what it was sent."""
    quads = ox.Store()
    with faked(answers_of(quads)) as server:
        root = server.url.removesuffix("/sparql")
        store = http_store(server.url, "sparql", **{name: root + path for name, path in more.items()})
        store.replace(GRAPH, [ONE, TWO], "urn:spare")
        assert store.statements(GRAPH) == sorted([ONE, TWO])
        assert store.holds(GRAPH, sorted([ONE, TWO]))
        assert not store.holds(GRAPH, [ONE])
        asked = [(heard.method, heard.target) for heard in server.heard]
    assert asked == [writes, reads, reads, reads]


def test_options_say_that_a_store_is_of_no_known_kind() -> None:
    """Where its updates or its graphs have an address of their own, and no kind is named: nobody is asked."""
    for options in (
        StoreOptions(update="http://127.0.0.1:9/u"),
        StoreOptions(graph_store="http://127.0.0.1:9/g"),
    ):
        assert open_store("http://127.0.0.1:9/ds", {}, options).kind == "sparql"
    named = StoreOptions(kind="oxigraph", update="http://127.0.0.1:9/u")
    assert open_store("http://127.0.0.1:9/ds", {}, named).kind == "oxigraph"


@pytest.mark.parametrize(
    "place", ["http://127.0.0.1:9/ds", "HTTP://127.0.0.1:9/ds", "https://example.org/ds"]
)
def test_an_address_is_no_folder(place: str) -> None:
    """However it is written."""
    assert open_store(place, {}, StoreOptions(kind="fuseki")).kind == "fuseki"
    with pytest.raises(UsageError, match="is no folder"):
        open_store(place, {}, StoreOptions(kind="folder"))


@pytest.mark.parametrize(
    "place", ["localhost:3030/ds", "example.org:80", "ftp://example.org/", "file:///store", "ana:sesame@example.org/ds"]
)  # fmt: skip
def test_what_looks_like_an_address_does_not_become_a_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    """Nor is its password repeated."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError, match="is no address") as caught:
        open_store(place, {}, StoreOptions(create=True))
    assert "sesame" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_with_the_name_of_an_address_is_a_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where there is one."""
    monkeypatch.chdir(tmp_path)
    folder_store(tmp_path / "a:1", create=True)
    assert open_store("a:1", {}).kind == "folder"


def test_a_folder_is_a_store(tmp_path: Path) -> None:
    """Read and written as a server is."""
    store = folder_store(tmp_path / "store", create=True)
    assert (store.kind, store.name) == ("folder", f"the store `{tmp_path}/store`")
    store.add({GRAPH: [ONE], "urn:h": [TWO]})
    store.patch(GRAPH, [ONE], [TWO])
    store.replace("urn:h", [ONE, TWO], "urn:spare")
    assert {name: store.statements(name) for name in store.graph_names()} == {GRAPH: [TWO], "urn:h": sorted([ONE, TWO])}  # fmt: skip
    assert store.filled([GRAPH, "urn:none"]) == {GRAPH}
    store.remove(GRAPH)
    assert (list(store.graph_names()), store.statements(GRAPH), store.statements(None)) == (["urn:h"], [], [])


def test_what_was_written_into_a_folder_stays_there(tmp_path: Path) -> None:
    """And is found by who opens it next; two at once cannot."""
    store = folder_store(tmp_path / "store", create=True)
    store.add({GRAPH: [ONE]})
    with pytest.raises(StoreBusyError, match="another process has the store"):
        folder_store(tmp_path / "store")
    del store
    assert folder_store(tmp_path / "store").statements(GRAPH) == [ONE]


@pytest.mark.parametrize("create", [False, True])
def test_a_folder_becomes_a_store_where_it_may(tmp_path: Path, create: bool) -> None:
    """One that is absent or empty, and only where it is to be made."""
    (tmp_path / "empty").mkdir()
    for name in ("absent", "empty"):
        if create:
            assert list(folder_store(tmp_path / name, create=True).graph_names()) == []
        else:
            with pytest.raises(UsageError, match="is no store"):
                folder_store(tmp_path / name)
    assert (tmp_path / "absent").exists() is create


def _as_virtuoso(request: Heard) -> Said:
    return Said(b"", status=404)


@pytest.mark.parametrize(("environment", "path"), [({}, "/sparql-graph-crud"), (LOGIN, "/sparql-graph-crud-auth")])  # fmt: skip
def test_virtuoso_is_asked_where_it_lets_one_in(environment: dict[str, str], path: str) -> None:
    """With Digest, unasked, by those who log in; in the open by the others."""
    door = DigestDoor(_as_virtuoso, "ana", "open sesame")
    with faked(door if environment else _as_virtuoso) as server:
        store = open_store(server.url, environment, StoreOptions(kind="virtuoso"))
        assert store.statements(GRAPH) == []
        assert {heard.target for heard in server.heard} == {f"{path}?graph-uri=urn%3Ag"}
        scheme = server.heard[-1].headers.get("Authorization", "").partition(" ")[0]
    assert scheme == ("Digest" if environment else "")


def test_credentials_are_those_of_every_request() -> None:
    """Queries, graphs and updates."""
    quads = ox.Store()
    with faked(answers_of(quads)) as server:
        credentials = Credentials(kind="bearer", secret="t.o.k.e.n")
        store = http_store(server.url, "sparql", graph_store=server.url, credentials=credentials)
        store.replace(GRAPH, [ONE], "urn:spare")
        assert list(store.graph_names()) == [GRAPH]
        store.remove(GRAPH)
        assert store.filled([GRAPH]) == set()
        assert [heard.headers["Authorization"] for heard in server.heard] == ["Bearer t.o.k.e.n"] * 4
