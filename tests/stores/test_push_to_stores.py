"""What a push sends to each kind of store, what it leaves alone, and what it says where it cannot push."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import unquote

import pytest
from servers import PROTECTED, STORES, Server, dropping, serving, skip_where_missing
from servers.processes import free_port
from stores.pushing_cases import (
    BASE,
    empty,
    found_in,
    pushed,
    recording,
    release_for,
    requests_in,
    started,
    store_of,
    written,
)

from lodpress.engines.oxigraph_store import StoreFolder
from lodpress.stores import Deed, Done, Publication, Store, Wanted, Way, preview
from lodpress.stores.folder import FolderStore
from lodpress.stores.kinds import change

pytestmark = pytest.mark.slow

Publications = dict[str, Publication]

_ALL = Wanted(everything=True)
_DATASET = f"{BASE}dataset/graph/"
_BOOKS = {f"{_DATASET}push", f"{_DATASET}push/claims"}
_NAMED = re.compile(
    r"(?:GRAPH |^)<([^>]+)> \{|MOVE \S+ TO <([^>]+)>|[?&]graph(?:-uri)?=([^&\s]+)", re.MULTILINE
)


class _Spied(StoreFolder):
    """A store's folder that keeps what is written, and which graphs are read."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, create=True)
        self.written: list[str] = []
        self.read: list[str | None] = []

    def get(self, graph: str | None) -> bytes:
        self.read.append(graph)
        return super().get(graph)

    def load(self, data: bytes) -> None:
        self.written.append(data.decode())
        super().load(data)

    def update(self, text: str) -> None:
        self.written.append(text)
        super().update(text)


@dataclass(frozen=True, slots=True)
class _Place:
    """A store, which is a server's or a folder's."""

    store: Store
    server: Server | None
    spied: _Spied | None

    def push(self, publication: Publication) -> tuple[list[Done], list[str]]:
        """What was done with each graph, and all that was written: targets and bodies."""
        if self.server:
            with recording(self.server.query_url) as recorder:
                _, done = pushed(publication, store_of(self.server, recorder))
                heard = bytes(recorder.heard)
            sent = [one for one in requests_in(heard) if one.writes]
            return done, [f"{one.target}\n{heard[one.body : one.end].decode()}" for one in sent]
        assert self.spied
        self.spied.written.clear()
        _, done = pushed(publication, self.store)
        return done, list(self.spied.written)

    def reads(self, publication: Publication) -> list[str | None]:
        """The graphs that are read in a push that asks for nothing else, once for each time."""
        if self.server:
            with recording(self.server.query_url) as recorder:
                pushed(publication, store_of(self.server, recorder))
                requests = recorder.requests
            return [_graph_of(one.path) for one in requests if one.method == "GET"] + [
                one.method for one in requests if one.method != "GET"
            ]
        assert self.spied
        self.spied.read.clear()
        pushed(publication, self.store)
        return list(self.spied.read)


def _graph_of(path: str) -> str:
    """The graph's IRI, which is the last parameter; RDF4J has it in angle brackets."""
    return unquote(path.rpartition("=")[2]).strip("<>")


@pytest.fixture(scope="module", params=[*STORES, "folder"])
def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[_Place]:
    """Each kind of store in turn."""
    if request.param == "folder":
        spied = _Spied(tmp_path_factory.mktemp("folder") / "store")
        yield _Place(FolderStore(spied, "the folder"), None, spied)
        return
    skip_where_missing(request.param)
    with serving(request.param) as server:
        yield _Place(store_of(server), server, None)


@pytest.fixture
def store(place: _Place) -> Store:
    """The store, without a graph of the dataset."""
    empty(place.store)
    return place.store


def test_a_push_makes_the_store_hold_the_release_and_a_second_one_writes_nothing(
    place: _Place, store: Store, publications: Publications
) -> None:
    """Each graph as it was published, however the store writes its terms."""
    done, texts = place.push(publications["old"])
    assert {one.deed for one in done} == {Deed.NEW}
    assert texts
    release = release_for(publications["old"], store)
    assert found_in(store, release).unfinished(release) == []
    assert place.push(publications["old"]) == ([], [])


def test_to_send_nothing_the_push_graph_is_all_that_is_read(
    place: _Place, store: Store, publications: Publications
) -> None:
    """Its digests and its claims, and nothing is asked twice."""
    pushed(publications["old"], store)
    read = place.reads(publications["old"])
    assert set(read) == _BOOKS
    challenged = place.server is not None and place.server.authentication == "digest"
    assert len(read) <= len(_BOOKS) * (2 if challenged else 1)


def test_of_a_changed_document_its_graphs_and_the_description_are_touched_alone(
    place: _Place, store: Store, publications: Publications
) -> None:
    """By patches, where a sentence is another; Virtuoso replaces the description for its numbers' sake."""
    place.push(publications["old"])
    done, texts = place.push(publications["little"])
    graphs = [f"{BASE}two/graph/asserted", f"{BASE}two/graph/inferred", f"{_DATASET}description"]
    last = Way.REPLACE if store.kind == "virtuoso" else Way.PATCH
    assert [(one.graph, one.way) for one in done] == list(
        zip(graphs, (Way.PATCH, Way.PATCH, last), strict=True)
    )
    assert {name for name in _named(texts) if "/claim/" not in name} == {*graphs, *_BOOKS}
    release = release_for(publications["little"], store)
    assert found_in(store, release).unfinished(release) == []


def test_a_graph_that_has_vanished_stays_until_it_is_pruned(store: Store, publications: Publications) -> None:
    """It is named before; a graph that no push has listed stays, though its IRI could be of the dataset."""
    foreign = f"{BASE}four/graph/asserted"
    store.update(change(foreign, (), ["<urn:a> <urn:b> <urn:c>"]))
    pushed(publications["more"], store)
    vanished = {f"{BASE}three/graph/asserted", f"{BASE}three/graph/inferred"}
    outcome, _ = pushed(publications["old"], store)
    assert outcome.vanished == 2
    release = release_for(publications["old"], store)
    assert set(found_in(store, release).differing(release)) == {*vanished, foreign}
    named = preview(publications["old"], store, Wanted(prune=True))
    assert {one.graph: one.deed for one in named} == dict.fromkeys(vanished, Deed.REMOVED)
    _, done = pushed(publications["old"], store, Wanted(prune=True))
    assert {one.graph: one.deed for one in done} == dict.fromkeys(vanished, Deed.REMOVED)
    assert found_in(store, release).unfinished(release) == [foreign]
    assert store.statements(foreign) == ["<urn:a> <urn:b> <urn:c>"]


def test_what_others_have_changed_is_found_and_mended_where_all_is_verified(
    store: Store, publications: Publications
) -> None:
    """A statement added to one graph and one removed from another; by its digests the store was true."""
    pushed(publications["old"], store)
    release = release_for(publications["old"], store)
    one, two = f"{BASE}one/graph/asserted", f"{BASE}two/graph/asserted"
    store.update(change(one, (), ["<urn:a> <urn:b> <urn:c>"]))
    store.update(change(two, [release.graphs[two][0]], ()))
    assert pushed(publications["old"], store)[1] == []
    _, done = pushed(publications["old"], store, _ALL)
    counts = {found.graph: (found.added, found.removed) for found in done if found.deed is not Deed.SAME}
    assert counts == {one: (0, 1), two: (1, 0)}
    assert len(done) == len(release.graphs)
    assert found_in(store, release).unfinished(release) == []


def test_blank_nodes_are_replaced_and_never_doubled(store: Store, publications: Publications) -> None:
    """The ontology's own, after somebody has added one and removed a statement; the digest is kept then."""
    pushed(publications["old"], store)
    release = release_for(publications["old"], store)
    ontology = f"{_DATASET}ontology"
    ground = next(one for one in release.graphs[ontology] if "_:" not in one)
    store.update(change(ontology, [ground], ["_:x <urn:b> _:y"]))
    for ways in ([Way.REPLACE], []):
        _, done = pushed(publications["old"], store, _ALL)
        assert [one.way for one in done if one.way is not Way.NOTHING] == ways
        assert found_in(store, release).unfinished(release) == []


def test_statements_that_a_store_takes_for_one_are_replaced_as_one(store: Store, tmp_path: Path) -> None:
    """Two decimals of one value, beside a blank node, which no patch can reach; RDF4J keeps both."""
    graph, old = f"{BASE}one/graph/asserted", "_:x <urn:b> <urn:old>"
    decimals = [
        f'_:x <urn:b> "{text}"^^<http://www.w3.org/2001/XMLSchema#decimal>' for text in ("1.5", "1.50")
    ]
    pushed(written(tmp_path / "old", graph, [old]), store)
    publication = written(tmp_path / "new", graph, sorted([old, *decimals]))
    _, done = pushed(publication, store)
    release = release_for(publication, store)
    assert [(one.graph, one.way, len(one.merged)) for one in done] == [
        (graph, Way.REPLACE, 0 if store.kind == "rdf4j" else 1)
    ]
    assert found_in(store, release).unfinished(release) == []


def _named(texts: Sequence[str]) -> set[str]:
    """The graphs that are named in what was written."""
    found = [match for text in texts for match in _NAMED.findall(text)]
    return {unquote("".join(groups)) for groups in found}


@pytest.mark.parametrize("kind", PROTECTED)
def test_a_password_that_is_wrong_or_missing_ends_the_push_at_once(
    kind: str, publications: Publications, tmp_path: Path
) -> None:
    """It is said what is wrong and what to do, the secret is not, and nobody tries again and again."""
    skip_where_missing(kind)
    with serving(kind) as server, dropping(server.query_url) as proxy:
        assert server.login
        wrong = {"LODPRESS_ENDPOINT_USER": server.login[0], "LODPRESS_ENDPOINT_PASSWORD": "swordfish"}
        missing = "does not allow this" if kind == "virtuoso" else "asks who you are (401)"
        for login, says in (
            (wrong, f"does not accept the password of `{server.login[0]}` (401)"),
            ({}, missing),
        ):
            before = len(proxy.requests)
            code, said = _run(publications["old"], proxy.url(server.query_url), tmp_path, **login)
            assert code == 2
            assert says in said
            assert "LODPRESS_ENDPOINT_PASSWORD" in said
            assert "swordfish" not in said
            assert len(proxy.requests) - before <= 6


@pytest.mark.parametrize("words", [(), ("--kind", "fuseki")])
def test_where_nothing_listens_the_push_says_so_within_seconds(
    publications: Publications, tmp_path: Path, words: tuple[str, ...]
) -> None:
    """And what to look at."""
    begin = time.monotonic()
    code, said = _run(publications["old"], f"http://127.0.0.1:{free_port()}/ds", tmp_path, *words)
    assert code == 2
    assert "nothing answers at the endpoint" in said
    assert "hint: is it running, and on that port?" in said
    assert time.monotonic() - begin < 30


def test_a_page_that_is_no_store_is_told_from_one(publications: Publications, tmp_path: Path) -> None:
    """It answers everything with a page."""
    with _pages() as address:
        code, said = _run(publications["old"], address, tmp_path)
    assert code == 2
    assert "there is a page, and no store, at" in said
    assert "name the dataset, repository or endpoint itself" in said


class _Page(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        page = b"<!DOCTYPE html><html><head><title>Welcome</title></head><body>Hello</body></html>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)

    do_POST = do_PUT = do_GET  # noqa: N815 - so they are called by the base class

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


@contextmanager
def _pages() -> Iterator[str]:
    """The address of a server that is no store."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Page) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/sparql"
        finally:
            server.shutdown()
            thread.join()


def _run(
    publication: Publication, place: str, folder: Path, *words: str, **environment: str
) -> tuple[int, str]:
    """The exit code of the command, and all that it says."""
    with started(publication, place, folder, *words, **environment) as process:
        out, words_said = process.communicate(timeout=120)
    return process.returncode, out + words_said
