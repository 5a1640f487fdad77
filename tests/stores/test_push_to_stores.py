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

from lodpress.engines.oxigraph_store import StoreFolder
from lodpress.stores import Deed, Done, Publication, Store, Wanted, Way, preview
from lodpress.stores.folder import FolderStore
from lodpress.stores.kinds import change
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
)

pytestmark = pytest.mark.slow

Publications = dict[str, Publication]

_ALL = Wanted(everything=True)
_DATASET = f"{BASE}dataset/graph/"
_BOOKS = {f"{_DATASET}push", f"{_DATASET}push/claims"}
_NAMED = re.compile(r"(?:GRAPH |^)<([^>]+)> \{|[?&]graph(?:-uri)?=([^&\s]+)", re.MULTILINE)


class _Spied(StoreFolder):
    """A store's folder that keeps what is written."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, create=True)
        self.written: list[str] = []

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
    done, written = place.push(publications["old"])
    assert {one.deed for one in done} == {Deed.NEW}
    assert written
    release = release_for(publications["old"], store)
    assert found_in(store, release).unfinished(release) == []
    assert place.push(publications["old"]) == ([], [])


def test_to_send_nothing_the_push_graph_is_all_that_is_read(
    place: _Place, store: Store, publications: Publications
) -> None:
    """Its digests and its claims, once each; Digest is asked twice for each."""
    if not place.server:
        return
    pushed(publications["old"], store)
    with recording(place.server.query_url) as recorder:
        pushed(publications["old"], store_of(place.server, recorder))
        requests = recorder.requests
    assert {one.method for one in requests} == {"GET"}
    assert {unquote(one.path.partition("=")[2]) for one in requests} == _BOOKS
    assert len(requests) == (4 if place.server.authentication == "digest" else 2)


def test_of_a_changed_document_its_graphs_and_the_description_are_touched_alone(
    place: _Place, store: Store, publications: Publications
) -> None:
    """By patches, where a sentence is another."""
    place.push(publications["old"])
    done, written = place.push(publications["little"])
    changed = {f"{BASE}two/graph/asserted", f"{BASE}two/graph/inferred", f"{_DATASET}description"}
    assert {one.graph: one.way for one in done} == dict.fromkeys(changed, Way.PATCH)
    assert _named(written) == {*changed, *_BOOKS}
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


def _named(written: Sequence[str]) -> set[str]:
    """The graphs that are named in what was written."""
    found = [match for text in written for match in _NAMED.findall(text)]
    return {plain or unquote(quoted) for plain, quoted in found}


@pytest.mark.parametrize("kind", PROTECTED)
def test_a_password_that_is_wrong_or_missing_ends_the_push_at_once(
    kind: str, publications: Publications, tmp_path: Path
) -> None:
    """It is said what is wrong and what to do, the secret is not, and nobody tries again and again."""
    skip_where_missing(kind)
    with serving(kind) as server, dropping(server.query_url) as proxy:
        assert server.login
        wrong = {"LODPRESS_ENDPOINT_USER": server.login[0], "LODPRESS_ENDPOINT_PASSWORD": "swordfish"}
        for login, says in ((wrong, f"does not accept the password of `{server.login[0]}` (401)"),
                            ({}, "asks who you are (401)")):  # fmt: skip
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
    assert said == "?"


class _Page(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        page = b"<!DOCTYPE html><html><head><title>Welcome</title></head><body>Hello</body></html>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)

    do_POST = do_PUT = do_GET

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
