"""The door to stores over HTTP: what is sent, how often, and what is told."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from email.utils import formatdate

import pytest
from querying.endpoint_server import DigestDoor, Heard, Said, Served
from stores.fake_store import faked

from lodpress.engines.credentials import Credentials
from lodpress.engines.graph_store import PATIENCE, Addresses, GraphStore
from lodpress.engines.transport import ConnectionLostError, Patience
from lodpress.problems import EngineError, UsageError

LINES = b"<urn:a> <urn:b> <urn:c> .\n"
SECRET = "open sesame"
DIGEST = Credentials(kind="digest", user="ana", secret=SECRET)
DONE = Said(status=204)
GRAPH = "https://example.org/é?a=b&c#d"
QUOTED = "https%3A%2F%2Fexample.org%2F%C3%A9%3Fa%3Db%26c%23d"
#: Each request that a store is sent.
REQUESTS: dict[str, Callable[[GraphStore], object]] = {
    "get": lambda store: store.get(GRAPH),
    "put": lambda store: store.put(GRAPH, LINES),
    "post": lambda store: store.post(LINES, "application/trig"),
    "update": lambda store: store.update("CLEAR ALL"),
}
BUSY = (429, 502, 503, 504)


class Clock:
    """Time as it passes in a test: nobody really sleeps."""

    def __init__(self) -> None:
        self.slept: list[float] = []

    def patience(self) -> Patience:
        """That of pushes; its pauses are as long as they can be."""
        return Patience(
            busy=PATIENCE.busy, sleep=self.slept.append, now=lambda: 1_000_000.0, chance=lambda: 1.0
        )


@pytest.fixture
def clock() -> Clock:
    """One that has not moved."""
    return Clock()


def store_at(server: Served, clock: Clock, credentials: Credentials | None = None) -> GraphStore:
    """The door to a server."""
    url = server.url
    addresses = Addresses(query=url, update=f"{url}/update", graph=f"{url}?graph=", default=f"{url}?default", dataset=f"{url}/data")  # fmt: skip
    return GraphStore(addresses, seconds=10, credentials=credentials, patience=clock.patience())


class Script:
    """Answers one after the other, the last one for ever; one that is None is a connection that ends."""

    def __init__(self, *answers: Said | None) -> None:
        self._answers = list(answers)

    def __call__(self, _: Heard) -> Said:
        said = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if said is None:
            raise ConnectionResetError
        return said


@pytest.mark.parametrize(
    ("name", "method", "target", "media_type", "body"),
    [
        ("get", "GET", f"/sparql?graph={QUOTED}", None, ""),
        ("put", "PUT", f"/sparql?graph={QUOTED}", "application/n-triples", LINES.decode()),
        ("post", "POST", "/sparql/data", "application/trig", LINES.decode()),
        ("update", "POST", "/sparql/update", "application/sparql-update; charset=utf-8", "CLEAR ALL"),
    ],
)
def test_each_request_is_sent_as_its_protocol_has_it(
    clock: Clock, name: str, method: str, target: str, media_type: str | None, body: str
) -> None:
    """SPARQL 1.1 Graph Store HTTP Protocol, sections 4.2 and 5; SPARQL 1.1 Protocol, section 2.2.2: once, with its length."""
    with faked(Said(LINES)) as server:
        REQUESTS[name](store_at(server, clock))
        (heard,) = server.heard
    assert (heard.method, heard.target, heard.body) == (method, target, body)
    assert heard.headers.get("Content-Type") == media_type
    assert heard.headers.get("Content-Length", "0") == str(len(body))
    assert clock.slept == []


@pytest.mark.parametrize("answer", [Said(LINES), Said(LINES, framing="chunked"), Said((LINES[:9], LINES[9:]), framing="chunked")])  # fmt: skip
def test_a_graph_is_what_the_store_answers(clock: Clock, answer: Said) -> None:
    """With a length or in chunks; the default graph by its own address."""
    with faked(answer) as server:
        assert store_at(server, clock).get(None, "text/plain") == LINES
        (heard,) = server.heard
    assert (heard.target, heard.headers["Accept"]) == ("/sparql?default", "text/plain")


@pytest.mark.parametrize("status", [204, 404])
def test_a_graph_that_is_not_there_is_empty(clock: Clock, status: int) -> None:
    """Whatever is said of it."""
    with faked(Said(b"" if status == 204 else b"no such graph", status)) as server:
        assert store_at(server, clock).get(GRAPH) == b""


@pytest.mark.parametrize("name", ["put", "post", "update"])
def test_a_path_that_is_not_there_takes_nothing(clock: Clock, name: str) -> None:
    """404 is no graph's absence for who writes."""
    with faked(Said(b"", 404)) as server, pytest.raises(EngineError, match=r"is not there \(404\)"):
        REQUESTS[name](store_at(server, clock))


@pytest.mark.parametrize("name", REQUESTS)
@pytest.mark.parametrize("status", [400, 403, 405, 409, 413, 415, 500, 501])
def test_a_refusal_is_told_at_once(clock: Clock, name: str, status: int) -> None:
    """With what the store says; asking again would not help."""
    with faked(Said(b"<html><title>Too &lt;bad&gt;</title></html>", status)) as server:
        with pytest.raises(EngineError, match=rf"\({status}\): Too <bad>$") as caught:
            REQUESTS[name](store_at(server, clock))
        assert len(server.heard) == 1
    assert not isinstance(caught.value, ConnectionLostError)
    assert caught.value.hint
    assert clock.slept == []


@pytest.mark.parametrize("name", REQUESTS)
@pytest.mark.parametrize("status", BUSY)
def test_a_store_that_is_busy_is_asked_again(clock: Clock, name: str, status: int) -> None:
    """After pauses that double; each request is the same."""
    with faked(Script(Said(status=status), Said(status=status), Said(LINES))) as server:
        REQUESTS[name](store_at(server, clock))
        assert server.heard == [server.heard[0]] * 3
    assert clock.slept == [0.5, 1.0]


@pytest.mark.parametrize("status", BUSY)
def test_a_store_that_stays_busy_is_told(clock: Clock, status: int) -> None:
    """With how often it was asked, and what it says."""
    with faked(Said(b"come back tomorrow", status)) as server:
        with pytest.raises(EngineError, match=rf"is busy \({status}\), asked 4 times: come back tomorrow"):
            store_at(server, clock).put(GRAPH, LINES)
        assert len(server.heard) == 4
    assert clock.slept == [0.5, 1.0, 2.0]


@pytest.mark.parametrize(
    ("wanted", "slept"),
    [("7", 7.0), ("0", 0.5), (formatdate(1_000_020, usegmt=True), 20.0), (formatdate(0, usegmt=True), 0.5), ("soon", 0.5)],
)  # fmt: skip
@pytest.mark.parametrize("status", BUSY)
def test_a_store_that_names_a_time_is_not_asked_before(
    clock: Clock, status: int, wanted: str, slept: float
) -> None:
    """Retry-After (RFC 9110, section 10.2.3), as seconds or as a date; one that is neither is none."""
    with faked(Script(Said(status=status, headers={"Retry-After": wanted}), DONE)) as server:
        store_at(server, clock).put(GRAPH, LINES)
    assert clock.slept == [slept]


def test_a_store_that_wants_to_be_left_alone_for_long_is_told(clock: Clock) -> None:
    """Nobody is kept waiting for an hour without a word."""
    with faked(Said(status=503, headers={"Retry-After": "3600"})) as server:
        with pytest.raises(EngineError, match="asked once and wants to be left alone for 3600 seconds"):
            store_at(server, clock).put(GRAPH, LINES)
        assert len(server.heard) == 1


CUT = Said(LINES, promised=len(LINES) + 1)
CUT_CHUNK = Said(LINES, framing="chunked", cut=True)


@pytest.mark.parametrize("name", REQUESTS)
@pytest.mark.parametrize("lost", [None, CUT, CUT_CHUNK], ids=["no answer", "short answer", "cut chunks"])
def test_what_was_lost_on_its_way_is_sent_again(clock: Clock, name: str, lost: Said | None) -> None:
    """No request has a second effect; half an answer is never taken for a whole."""
    with faked(Script(lost, lost, Said(LINES))) as server:
        REQUESTS[name](store_at(server, clock))
        assert server.heard == [server.heard[0]] * 3
    assert clock.slept == [0.5, 1.0]


@pytest.mark.parametrize("lost", [None, CUT, CUT_CHUNK], ids=["no answer", "short answer", "cut chunks"])
def test_what_is_always_lost_is_told(clock: Clock, lost: Said | None) -> None:
    """After as many times as a busy store is asked."""
    with faked(Script(lost)) as server:
        with pytest.raises(ConnectionLostError):
            store_at(server, clock).get(GRAPH)
        assert len(server.heard) == 4
    assert clock.slept == [0.5, 1.0, 2.0]


def test_a_store_that_is_down_is_asked_again(clock: Clock) -> None:
    """It may be about to be started anew."""
    with faked(DONE) as server:
        store = store_at(server, clock)
    with pytest.raises(ConnectionLostError, match="nothing answers at"):
        store.put(GRAPH, LINES)
    assert clock.slept == [0.5, 1.0, 2.0]


def test_an_answer_that_does_not_say_where_it_ends_is_not_believed(clock: Clock) -> None:
    """Cut, it would look like the whole: of a graph the half is worse than nothing."""
    with faked(Said(LINES, framing="close")) as server:
        with pytest.raises(ConnectionLostError, match="does not say where its answer ends"):
            store_at(server, clock).get(GRAPH)
        store_at(server, clock).put(GRAPH, LINES)  # of which nothing but the status counts


@pytest.mark.parametrize("first", [None, Said(status=502), Said(status=504)], ids=["lost", "502", "504"])
def test_what_must_not_be_done_twice_is_not_sent_again(clock: Clock, first: Said | None) -> None:
    """Where the connection is lost, or a server before the store has lost the answer, it may have been done."""
    with faked(Script(first, DONE)) as server:
        with pytest.raises(ConnectionLostError):
            store_at(server, clock).update("MOVE <urn:a> TO <urn:b>", twice=False)
        assert len(server.heard) == 1
    assert clock.slept == []


@pytest.mark.parametrize("status", [429, 503])
def test_what_was_not_begun_is_sent_again(clock: Clock, status: int) -> None:
    """Also what must not be done twice."""
    with faked(Script(Said(status=status), DONE)) as server:
        store_at(server, clock).update("MOVE <urn:a> TO <urn:b>", twice=False)
        assert len(server.heard) == 2


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_no_redirect_is_followed(clock: Clock, status: int) -> None:
    """It is told where it leads, without the parameters."""
    headers = {"Location": "http://127.0.0.1:9/?key=sesame"}
    with faked(Said(status=status, headers=headers)) as server:
        with pytest.raises(EngineError, match=r"sends on to `http://127.0.0.1:9/\?…`"):
            store_at(server, clock).put(GRAPH, LINES)
        assert len(server.heard) == 1


def test_a_store_that_keeps_one_waiting_is_told(clock: Clock) -> None:
    """And not asked again: it would take as long once more."""

    def slow() -> Iterable[bytes]:
        yield LINES
        time.sleep(0.3)
        yield LINES

    with faked(Said(slow(), framing="chunked")) as server:
        store = GraphStore(Addresses(query="", update=server.url, graph=f"{server.url}?graph="), seconds=0.1, patience=clock.patience())  # fmt: skip
        with pytest.raises(EngineError, match=r"did not answer within 0\.1 seconds"):
            store.get(GRAPH)
        assert len(server.heard) == 1


# Who asks


class _Lasting(set[str]):
    """Nonces that are good more than once."""

    def remove(self, nonce: str) -> None:
        pass


def digest_door(password: str = SECRET, nonces: set[str] | None = None) -> DigestDoor:
    """A store that asks for Digest."""
    return DigestDoor(lambda _: Said(LINES), "ana", password, nonces=_Lasting() if nonces is None else nonces)


def test_digest_sends_a_body_once_after_the_first_challenge(clock: Clock) -> None:
    """The challenge holds for other graphs and for updates as well (RFC 7616, section 3.6)."""
    with faked(digest_door()) as server:
        store = store_at(server, clock, Credentials(kind="digest", user="ana", secret=SECRET))
        for request in REQUESTS.values():
            request(store)
        assert [heard.method for heard in server.heard] == ["GET", "GET", "PUT", "POST", "POST"]


@pytest.mark.parametrize("nonces", [set(), None], ids=["each good once", "forgotten"])
def test_digest_meets_a_new_challenge(clock: Clock, nonces: set[str] | None) -> None:
    """A store that is started anew, or takes a nonce once, challenges again."""
    door = digest_door(nonces=nonces)
    with faked(door) as server:
        store = store_at(server, clock, Credentials(kind="digest", user="ana", secret=SECRET))
        for _ in range(3):
            store.put(GRAPH, LINES)
            door.nonces.clear()
        assert len(server.heard) == 6


def test_a_password_that_is_not_accepted_is_told_once(clock: Clock) -> None:
    """Also where a challenge is remembered, and the password has been changed meanwhile."""
    door = digest_door()
    with faked(door) as server:
        store = store_at(server, clock, Credentials(kind="digest", user="ana", secret=SECRET))
        store.put(GRAPH, LINES)
        door.password = "another"
        for requests in (4, 6):
            with pytest.raises(EngineError, match=r"does not accept the password of `ana` \(401\)"):
                store.put(GRAPH, LINES)
            assert len(server.heard) == requests
    assert clock.slept == []


def test_a_challenge_is_remembered_for_its_host_alone(clock: Clock) -> None:
    """Another server, even on the same machine, is sent nothing before it asks."""
    credentials = Credentials(kind="digest", user="ana", secret=SECRET)
    with faked(digest_door()) as server, faked(Said(LINES)) as other:
        store_at(server, clock, credentials).get(GRAPH)
        store_at(other, clock, credentials).get(GRAPH)
        assert "Authorization" not in other.heard[0].headers


@pytest.mark.parametrize("field", ["update", "graph", "default", "dataset"])
@pytest.mark.parametrize(
    "credentials",
    [Credentials(kind="basic", user="ana", secret=SECRET), Credentials(kind="bearer", secret="t.o.k")],
    ids=["basic", "bearer"],
)
def test_a_secret_goes_over_plain_http_to_this_machine_alone(field: str, credentials: Credentials) -> None:
    """It is refused before anything is sent, whichever of the addresses it is."""
    safe = Addresses(query="", update="https://store.example/update")
    plain = replace(safe, **{field: "http://store.example/"})
    with pytest.raises(UsageError, match="for everybody on the way to read"):
        GraphStore(plain, credentials=credentials)
    GraphStore(plain, credentials=DIGEST)
    for address in ("https://store.example/", "http://localhost:3030/", "http://[::1]/"):
        GraphStore(replace(safe, **{field: address}), credentials=credentials)
