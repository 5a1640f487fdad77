"""The ways of each kind of store, and what stands in a request that is cut."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pyoxigraph as ox
import pytest
from querying.endpoint_server import Heard, Said, Served
from stores.fake_store import Answer, answers_of, faked

from lodpress.engines.endpoint import SparqlEndpoint
from lodpress.engines.graph_store import Addresses, GraphStore
from lodpress.engines.transport import ConnectionLostError, Patience
from lodpress.problems import EngineError
from lodpress.stores.kinds import (
    FusekiStore,
    HttpStore,
    OxigraphStore,
    UpdatedStore,
    VirtuosoStore,
    are_lines_of,
    change,
    in_graph,
    ntriples,
    trig,
)

GRAPH, SPARE = "urn:g", "urn:claim/graph/0"
ONE, TWO, THREE = "<urn:a> <urn:b> <urn:c>", '<urn:a> <urn:b> "d\\n"@en', "_:c14n0 <urn:b> <urn:e>"


def parsed(lines: bytes, form: ox.RdfFormat = ox.RdfFormat.TRIG) -> set[str]:
    """The quads of what was sent."""
    return {str(quad) for quad in ox.parse(lines, format=form)}


def test_statements_are_written_as_they_are() -> None:
    """In N-Triples, and in TriG graph by graph."""
    assert ntriples([ONE, TWO]) == f"{ONE} .\n{TWO} .\n".encode()
    assert parsed(trig({GRAPH: [ONE, TWO], "urn:h": [ONE]})) == {f"{ONE} <urn:g>", f"{TWO} <urn:g>", f"{ONE} <urn:h>"}  # fmt: skip
    assert in_graph(None, "?s ?p ?o") == "?s ?p ?o"


def test_trig_that_is_cut_holds_whole_graphs_alone() -> None:
    """At every byte: a store that takes what it has got till then takes no part of a graph."""
    graphs = {"urn:g": [ONE, TWO], "urn:h": [TWO, ONE]}
    whole = trig(graphs)
    for place in range(len(whole) - 1):
        found = []
        try:
            for quad in ox.parse(whole[:place], format=ox.RdfFormat.TRIG):
                found.append(quad)
        except SyntaxError:
            continue  # it is refused
        assert len(found) in (0, 2, 4)


@pytest.mark.parametrize("graph", [GRAPH, None])
@pytest.mark.parametrize(("removed", "added"), [([ONE], []), ([], [TWO]), ([ONE], [TWO, THREE]), ([], [])])
def test_a_change_is_one_operation(graph: str | None, removed: list[str], added: list[str]) -> None:
    """It removes and adds these statements, and nothing more."""
    store = ox.Store()
    store.update(change(graph, [], [ONE, "<urn:x> <urn:y> <urn:z>"]))
    store.update(change(graph, removed, added))
    assert len(store) == 2 - len(removed) + len(added)
    assert all((str(quad.graph_name) == "DEFAULT") is (graph is None) for quad in store)


def test_a_change_that_is_cut_is_no_operation() -> None:
    """At every byte but the last blanks: a store that is sent a part of it takes nothing."""
    text = change(GRAPH, [ONE], [TWO])
    for place in range(1, len(text)):
        with pytest.raises(SyntaxError):
            ox.Store().update(text[:place])


@pytest.mark.parametrize(
    ("lines", "are"),
    [
        (ntriples([TWO, ONE]), True),
        (b"\n" + ntriples([ONE, TWO, ONE]), True),
        (f"{ONE}.\r\n# a remark\n<urn:a>\t<urn:b> \"d\\u000A\"@EN .".encode(), True),
        (ntriples([ONE]), False),
        (ntriples([ONE, TWO, "<urn:a> <urn:b> <urn:d>"]), False),
        (ntriples([ONE, TWO.replace("@en", "@de")]), False),
        (b"", False),
    ],
)  # fmt: skip
def test_lines_are_compared_as_they_are_and_by_what_they_mean(lines: bytes, are: bool) -> None:
    """In any order, written in any way that N-Triples allow."""
    assert are_lines_of(lines, sorted([ONE, TWO])) is are


def test_blank_nodes_are_compared_in_canonical_form() -> None:
    """Whatever their labels are in the store."""
    assert are_lines_of(b"_:b17 <urn:b> <urn:e> .\n", [THREE])
    assert not are_lines_of(b"_:b17 <urn:b> <urn:f> .\n", [THREE])


# Ways, over a server that answers as the store does


def store_at(server: Served, make: type[HttpStore]) -> HttpStore:
    """A store of a kind at the server; its pauses take no time."""
    url = server.url
    where = Addresses(query=url, update=url, graph=f"{url}?graph=")
    patience = Patience(busy=(503,), sleep=lambda _: None)
    return make(GraphStore(where, seconds=10, patience=patience), SparqlEndpoint(url, patience=patience), "the store")  # fmt: skip


class Failing:
    """A store that does what it is told, and fails those requests that a test names, before or after they are done."""

    def __init__(self, quads: ox.Store, fails: Callable[[Heard], Said | None], *, done: bool = False) -> None:
        self._answer: Answer = answers_of(quads)
        self._fails = fails
        self._done = done

    def __call__(self, request: Heard) -> Said:
        failure = self._fails(request)
        if failure is None:
            return self._answer(request)
        if self._done:
            self._answer(request)
        if failure.status == 0:
            raise ConnectionResetError
        return failure


def times(number: int, beginning: str, said: Said) -> Callable[[Heard], Said | None]:
    """Fails so many requests whose text begins so."""
    left = [said] * number
    return lambda request: left.pop() if left and request.body.startswith(beginning) else None


LOST = Said(status=0)


def holding(*statements: str) -> ox.Store:
    """A store whose graph holds these."""
    store = ox.Store()
    store.update(change(GRAPH, [], statements))
    return store


@pytest.mark.parametrize("make", [FusekiStore, VirtuosoStore, OxigraphStore, UpdatedStore])
@pytest.mark.parametrize("before", [[], [ONE], [ONE, TWO, "<urn:x> <urn:y> <urn:z>"]])
@pytest.mark.parametrize("after", [[TWO], [ONE, TWO, THREE]])
def test_a_graph_is_replaced(make: type[HttpStore], before: Sequence[str], after: list[str]) -> None:
    """By each kind's own way; it holds what was sent, and no spare graph stays."""
    quads = holding(*before)
    with faked(answers_of(quads)) as server:
        store = store_at(server, make)
        store.replace(GRAPH, after, SPARE)
        assert store.statements(GRAPH) == sorted(after)
        assert list(store.graph_names()) == [GRAPH]


@pytest.mark.parametrize("done", [False, True], ids=["not done", "done"])
@pytest.mark.parametrize("lost", [LOST, Said(status=504)], ids=["lost", "504"])
def test_a_move_that_was_lost_is_not_sent_again_alone(done: bool, lost: Said) -> None:
    """A second one, of a graph that has gone, would empty its target: the spare graph is filled again before."""
    quads = holding(ONE)
    patience = (429, 502, 503, 504)
    with faked(Failing(quads, times(2, "MOVE", lost), done=done)) as server:
        url = server.url
        graphs = GraphStore(
            Addresses(query=url, update=url, graph=f"{url}?graph="),
            patience=Patience(busy=patience, sleep=lambda _: None),
        )
        store = VirtuosoStore(graphs, SparqlEndpoint(url), "the store")
        store.replace(GRAPH, [TWO, THREE], SPARE)
        assert store.statements(GRAPH) == sorted([TWO, THREE])
        writes = [heard.method if heard.method == "PUT" else heard.body[:4] for heard in server.heard if heard.method != "GET"]  # fmt: skip
    assert writes == ["PUT", "MOVE"] * 3


def test_a_move_that_is_always_lost_is_told() -> None:
    """The graph is as it was."""
    quads = holding(ONE)
    with faked(Failing(quads, times(99, "MOVE", LOST))) as server:
        store = store_at(server, VirtuosoStore)
        with pytest.raises(ConnectionLostError):
            store.replace(GRAPH, [TWO], SPARE)
        assert store.statements(GRAPH) == [ONE]


def _half(request: Heard) -> Heard:
    lines = request.body.splitlines(keepends=True)
    return Heard(request.method, request.target, request.headers, "".join(lines[:-1]))


@pytest.mark.parametrize("make", [FusekiStore, VirtuosoStore])
def test_a_spare_graph_that_is_not_whole_is_not_taken(make: type[HttpStore]) -> None:
    """A store that took a part of what it was sent is told, and the graph is as it was."""
    quads = holding(ONE)
    answer = answers_of(quads)
    with faked(lambda heard: answer(_half(heard) if heard.method == "PUT" else heard)) as server:
        store = store_at(server, make)
        with pytest.raises(EngineError, match="the store did not take <urn:g> whole"):
            store.replace(GRAPH, [ONE, TWO], SPARE)
        assert store.statements(GRAPH) == [ONE]


@pytest.mark.parametrize("said", ["40001 SR172: Transaction deadlocked", "Virtuoso 40001 Error"])
def test_virtuoso_is_asked_again_after_a_deadlock(said: str) -> None:
    """It gives one up of two that wait for each other; nothing of it was done."""
    quads = holding(ONE)
    with faked(Failing(quads, times(3, "DELETE", Said(said.encode(), 500)))) as server:
        store_at(server, VirtuosoStore).patch(GRAPH, [ONE], [TWO])
        assert len(server.heard) == 4
        assert store_at(server, VirtuosoStore).statements(GRAPH) == [TWO]


@pytest.mark.parametrize(("said", "requests"), [("40001 SR172", 7), ("SR325: Out of memory", 1)])
def test_virtuoso_is_not_asked_for_ever(said: str, requests: int) -> None:
    """And of another error not at all."""
    with faked(Said(said.encode(), 500)) as server:
        with pytest.raises(EngineError, match=said):
            store_at(server, VirtuosoStore).patch(GRAPH, [ONE], [TWO])
        assert len(server.heard) == requests


@pytest.mark.parametrize("make", [OxigraphStore, UpdatedStore])
def test_what_is_asked_is_asked_again_where_it_was_lost(make: type[HttpStore]) -> None:
    """Queries too."""
    quads = holding(ONE)
    failing = Failing(quads, times(3, "query=", LOST))
    with faked(failing) as server:
        store = store_at(server, make)
        assert list(store.graph_names()) == [GRAPH]
        assert store.filled([GRAPH, "urn:h"]) == {GRAPH}
        assert store.statements(GRAPH) == [ONE]


def test_graphs_are_filled_one_by_one_where_nothing_takes_several() -> None:
    """By the Graph Store Protocol or by updates."""
    for make, method in ((HttpStore, "PUT"), (UpdatedStore, "POST")):
        quads = ox.Store()
        with faked(answers_of(quads)) as server:
            store_at(server, make).add({GRAPH: [ONE], "urn:h": [TWO]})
            assert [heard.method for heard in server.heard] == [method] * 2
        assert {str(quad) for quad in quads} == {f"{ONE} <urn:g>", f"{TWO} <urn:h>"}
