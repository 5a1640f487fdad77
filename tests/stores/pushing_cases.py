"""Small releases, real stores with a proxy before them, and what each store must hold after a push."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from servers import Proxy, Server
from servers.proxy import Direction

import lodpress
from lodpress.engines.credentials import Credentials
from lodpress.engines.endpoint import SparqlEndpoint
from lodpress.engines.graph_store import GraphStore
from lodpress.engines.oxigraph import canonical_digest, canonical_statements
from lodpress.engines.transport import Patience
from lodpress.settings import Output, Settings
from lodpress.stores import Claimant, Done, Outcome, Publication, Store, Wanted, push
from lodpress.stores.detection import addresses
from lodpress.stores.kinds import FusekiStore, HttpStore, OxigraphStore, Rdf4jStore, VirtuosoStore, ntriples
from lodpress.stores.ledger import Ledger, PushGraph
from lodpress.stores.rewriting.terms import Kind, stored_triple
from lodpress.triples import from_statements, statement

Command = subprocess.Popen[str]
#: Statements by the IRI of the graph that holds them.
Held = Mapping[str, Sequence[str]]

BASE = "https://example.org/pushed/"
#: No retry's pause is as long as in life, or the twenty places would take minutes.
_LONGEST_PAUSE = 0.05
_BUSY = (429, 502, 503, 504)
_KINDS = {"fuseki": FusekiStore, "oxigraph": OxigraphStore, "rdf4j": Rdf4jStore, "virtuoso": VirtuosoStore}
_HEAD = re.compile(rb"(GET|PUT|POST) ([^\r\n]+) HTTP/1\.1\r\n(?:[^\r\n]+\r\n)*\r\n")
_LENGTH = re.compile(rb"\r\nContent-Length: (\d+)\r\n", re.IGNORECASE)


def text(topic: str, ideas: Sequence[str], first: int = 1) -> str:
    """A document with one theme and so many ideas, numbered from the first on."""
    numbered = list(enumerate(ideas, start=first))
    nodes = [f"Main --> I{n}[{topic} idea {n}]\nT --> I{n}" for n, _ in numbered]
    listed = [f"{n}.- {idea}" for n, idea in numbered]
    head = ["graph LR", f"Main[{topic}]", f"Main --> T[{topic} in general]", *nodes]
    return "\n".join([*head, "Resume:", f"All of {topic}.", f"{len(ideas)} Key Ideas:", *listed, ""])


_PORTS = text("Ports", ["A quay is built.", "A crane is bought."])
#: From the first release to the second `one` is another document, and `two` has another sentence.
OLD = {"one": text("Tides", [f"The sea rises for the {n}. time." for n in range(1, 7)]), "two": _PORTS}
NEW = {
    "one": text("Winds", [f"Gust {n} bends the grass." for n in range(1, 8)], first=11),
    "two": _PORTS.replace("bought", "sold"),
}
THIRD = {"three": text("Bread", ["It rises."])}


def published(folder: Path, texts: Mapping[str, str], base: str = BASE) -> Publication:
    """The release of the texts, each by the name of its document."""
    sources = folder / "documents"
    sources.mkdir(parents=True)
    for name, content in texts.items():
        (sources / f"{name}.txt").write_text(content, encoding="utf-8")
    settings = Settings(base=base, output=Output(pages=False, source=False))
    lodpress.build([sources], folder / "out", settings)
    return Publication(folder / "out")


def store_of(server: Server, proxy: Proxy | None = None, *, attempts: int = 4) -> Store:
    """The server's store, by way of the proxy if there is one; its retries do not wait as long as in life."""
    kind: Kind = next(kind for kind in _KINDS if server.kind == kind)  # type: ignore[assignment]  # they are its names
    where = addresses(proxy.url(server.query_url) if proxy else server.query_url, kind)
    credentials = None
    if server.login:
        user, secret = server.login
        credentials = Credentials(kind="digest" if server.authentication == "digest" else "basic", user=user, secret=secret)  # fmt: skip
    patience = Patience(
        attempts=attempts, busy=_BUSY, sleep=lambda seconds: time.sleep(min(seconds, _LONGEST_PAUSE))
    )
    make: type[HttpStore] = _KINDS[kind]
    return make(
        GraphStore(where, seconds=60, credentials=credentials, patience=patience),
        SparqlEndpoint(where.query, timeout=60, credentials=credentials),
        f"{server.kind} of the tests",
    )


def survivor() -> Claimant:
    """Who pushes once all others are dead."""
    return Claimant(name="a test", process="none", is_gone=lambda _: True, patience=30)


def pushed(
    publication: Publication, store: Store, wanted: Wanted | None = None
) -> tuple[Outcome, list[Done]]:
    """What a push did in all, and with each graph that it looked at."""
    done: list[Done] = []
    outcome = push(publication, store, wanted or Wanted(), survivor(), done.append)
    return outcome, done


def written(folder: Path, graph: str, statements: Sequence[str]) -> Publication:
    """A release of one graph that holds any statements, which no document could say."""
    folder.mkdir()
    data = "".join(f"{one} <{graph}> .\n" for one in statements).encode()
    digest = canonical_digest(from_statements(statements))
    index = f"offset\tbytes\ttriples\tsha256\tgraph\n0\t{len(data)}\t{len(statements)}\t{digest}\t{graph}\n"
    (folder / "dataset.nq").write_bytes(data)
    (folder / "GRAPHS").write_text(index, encoding="utf-8")
    (folder / "DIGESTS").write_text(f"{digest}  {BASE}dataset\n", encoding="utf-8")
    (folder / "void.ttl").write_text("<urn:a> <urn:b> <urn:c> .\n", encoding="utf-8")
    return Publication(folder)


@dataclass(frozen=True, slots=True)
class Release:
    """A release, and what a store holds after its push: statements by their graph, and digests."""

    publication: Publication
    graphs: Held
    digests: Mapping[str, str]


def release_for(publication: Publication, store: Store) -> Release:
    """The release with what that store makes of its terms."""
    graphs, digests = {}, {}
    for graph in publication.graphs():
        triples = from_statements(publication.statements(graph))
        statements = {statement(stored_triple(triple, store.kind)) for triple in triples}
        graphs[graph.iri] = canonical_statements(ntriples(statements))
        digests[graph.iri] = graph.sha256
    return Release(publication, graphs, digests)


@dataclass(frozen=True, slots=True)
class Found:
    """What a store holds below the base, spare graphs included, and what its push graph says."""

    graphs: Held
    ledger: Ledger

    def torn(self, *releases: Release) -> list[str]:
        """The graphs that are as none of the releases has them; spare graphs are no one's."""
        return [
            f"{name} is torn, with {len(statements)}"
            for name, statements in self.graphs.items()
            if "/claim/" not in name and all(statements != release.graphs.get(name) for release in releases)
        ]

    def false_digests(self, *releases: Release) -> list[str]:
        """The graphs of which the push graph has the digest of what they do not hold."""
        return [
            f"{graph} has a false digest"
            for release in releases
            for graph, digest in release.digests.items()
            if self.ledger.digests.get(graph) == digest and self.graphs.get(graph) != release.graphs[graph]
        ]

    def differing(self, release: Release) -> list[str]:
        """The graphs that are not as the release has them, those that are spare included."""
        names = {**self.graphs, **release.graphs}
        return [name for name in names if self.graphs.get(name) != release.graphs.get(name)]

    def unfinished(self, release: Release) -> list[str]:
        """What is not as after a push that has ended: graphs, spare graphs, claims, digests."""
        digests = [] if self.ledger.digests == release.digests else ["digests"]
        return [*self.differing(release), *(claim.iri for claim in self.ledger.claims), *digests]


def found_in(store: Store, release: Release) -> Found:
    """What the store holds now."""
    push_graph = release.publication.push_graph
    names = [
        name
        for name in store.graph_names()
        if name.startswith(BASE) and name not in (push_graph, f"{push_graph}/claims")
    ]
    graphs = {name: store.statements(name) for name in names}
    return Found(
        {name: statements for name, statements in graphs.items() if statements},
        PushGraph(store, push_graph).read(),
    )


def empty(store: Store) -> None:
    """Removes all graphs below the base."""
    names = [name for name in store.graph_names() if name.startswith(BASE)]
    if names:
        store.update(" ;\n".join(f"DROP SILENT GRAPH <{name}>" for name in names))


class Recorder(Proxy):
    """A proxy that keeps what was sent, in the order in which it passed."""

    def __init__(self, host: str, port: int) -> None:
        super().__init__(host, port)
        self.heard = bytearray()

    def _take(self, connection, of, piece):  # type: ignore[no-untyped-def]
        passed, drop = super()._take(connection, of, piece)
        if of == "request":
            self.heard += passed
        return passed, drop


@contextmanager
def recording(url: str) -> Iterator[Recorder]:
    """A recorder before the server of that address; it ends with the block."""
    parts = urlsplit(url)
    recorder = Recorder(parts.hostname or "", parts.port or 80)
    try:
        recorder.come_up()
        yield recorder
    finally:
        recorder.close()


@dataclass(frozen=True, slots=True)
class Sent:
    """A request as it was sent: what for, and where it begins, where its body begins and where it ends."""

    method: str
    target: str
    start: int
    body: int
    end: int

    @property
    def writes(self) -> bool:
        """Whether it may change something."""
        path = self.target.partition("?")[0]
        return self.method != "GET" and not path.endswith(("/query", "/sparql", "/repositories/ds"))


def requests_in(heard: bytes) -> list[Sent]:
    """The requests in what was sent, one after the other."""
    found, at = [], 0
    while at < len(heard):
        head = _HEAD.match(heard, at)
        assert head, heard[at : at + 200]
        length = _LENGTH.search(head[0])
        end = head.end() + (int(length[1]) if length else 0)
        found.append(Sent(head[1].decode(), head[2].decode(), at, head.end(), end))
        at = end
    return found


def places(heard: bytes, count: int = 20) -> list[int]:
    """So many places at which a push may be cut: the first bytes, the last bytes of requests that write, ends of
    lines in them, and others spread over all.
    """
    writes = [sent for sent in requests_in(heard) if sent.writes]
    ends = [sent.end for sent in writes]
    lines = [at + 1 for sent in writes for at in range(sent.body, sent.end) if heard[at] == 10]
    chosen = {0, 1, len(heard) - 1, len(heard), *_spread(ends, count // 2 - 2), *_spread(lines, count // 3)}
    return sorted(chosen | set(_spread(range(2, len(heard)), count - len(chosen))))


def _spread(values: Sequence[int], count: int) -> list[int]:
    """So many of the values, evenly."""
    return [values[(2 * place + 1) * len(values) // (2 * count)] for place in range(count)] if values else []


@dataclass(frozen=True, slots=True)
class Bench:
    """A running store, asked directly, and two releases of one dataset."""

    server: Server
    direct: Store
    old: Release
    new: Release


@dataclass(frozen=True, slots=True)
class Step:
    """A push of one release over the other, or over nothing."""

    before: Release | None
    after: Release


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What was sent in a push that nobody cut, and how many bytes were answered."""

    heard: bytes
    answered: int

    def places(self, of: Direction, number: int) -> list[int]:
        """So many places at which that direction of the push may be cut."""
        if of == "request":
            return places(self.heard, number)
        return sorted({0, 1, self.answered - 1, self.answered, *_spread(range(2, self.answered), number - 4)})


def rehearse(bench: Bench, step: Step) -> Rehearsal:
    """What the push sends; the store holds the release before it already, and the one after it then."""
    with recording(bench.server.query_url) as recorder:
        pushed(step.after.publication, store_of(bench.server, recorder))
        return Rehearsal(bytes(recorder.heard), recorder.answered)


def first_pushes(bench: Bench, of: Direction, number: int) -> Iterator[tuple[Step, int]]:
    """Yields first pushes, each with a place to cut it, over a store that is empty of the dataset."""
    step = Step(None, bench.old)
    empty(bench.direct)
    for place in rehearse(bench, step).places(of, number):
        empty(bench.direct)
        yield step, place


def next_pushes(bench: Bench, of: Direction, number: int) -> Iterator[tuple[Step, int]]:
    """Yields pushes of one release over the other, to and fro, each with a place to cut it.

    Whoever takes them must finish each.
    """
    empty(bench.direct)
    pushed(bench.old.publication, bench.direct)
    steps = (Step(bench.old, bench.new), Step(bench.new, bench.old))
    choices = [(step, rehearse(bench, step).places(of, number)) for step in steps]
    for at in range(number):
        step, chosen = choices[at % 2]
        yield step, chosen[at]


def harm(found: Found, step: Step) -> list[str]:
    """What must not be, wherever the push of the step ended early."""
    releases = [release for release in (step.before, step.after) if release]
    return [*found.torn(*releases), *found.false_digests(*releases)]


def started(publication: Publication, place: str, folder: Path, *words: str, **environment: str) -> Command:
    """`lodpress push` as a process, which has no other secrets than the environment that it is given."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LODPRESS_")}
    return subprocess.Popen(
        [sys.executable, "-m", "lodpress", "push", str(publication.folder), "--to", place, *words],
        env={**kept, "HOME": str(folder), "NO_COLOR": "1", **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def login_of(server: Server) -> dict[str, str]:
    """The environment in which the command can log in to the server."""
    if not server.login:
        return {}
    user, password = server.login
    return {"LODPRESS_ENDPOINT_USER": user, "LODPRESS_ENDPOINT_PASSWORD": password}
