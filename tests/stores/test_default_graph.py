"""A store's default graph as a whole dataset and its push graph, where it is a graph of its own."""

from __future__ import annotations

import pytest
from stores.pushing_cases import BASE, published, text
from stores.stepped import OxStore

from lodpress.problems import EngineError, StoreError, UsageError
from lodpress.stores.default_graph import DefaultGraphStore, MergedPublication
from lodpress.stores.ledger import Claim, PushGraph
from lodpress.stores.rewriting.terms import Kind

A, B, C = (f"<urn:a> <urn:b> <urn:{letter}>" for letter in "abc")
NAMED = "urn:named"


@pytest.fixture(scope="module")
def merged(tmp_path_factory: pytest.TempPathFactory) -> MergedPublication:
    """The graphs of a release as one."""
    release = published(tmp_path_factory.mktemp("release"), {"ports": text("Ports", ["A quay is built."])})
    return MergedPublication(release)


def held(store: OxStore) -> set[str]:
    """All that a store holds."""
    return {str(quad) for quad in store.quads}


class _UnionStore(OxStore):
    """Patterns are matched in the named graphs alone, as in Fuseki with their union for a default graph."""

    def update(self, text: str) -> None:
        where = text.partition("WHERE")[2]
        if "GRAPH" in where or "?" not in where:
            super().update(text)


class _SpreadingStore(OxStore):
    """What is removed from the default graph is removed from all graphs, as in RDF4J."""

    push_graph = f"{BASE}dataset/graph/push"

    def update(self, text: str) -> None:
        before = self.statements(None)
        super().update(text)
        head = text.partition("INSERT")[0]
        gone = [one for one in before if one not in self.statements(None)]
        if "GRAPH" not in head:
            gone += [one for one in self.statements(f"{self.push_graph}/probe") if f"{one} ." in head]
        for one in gone:
            super().update(f"DELETE WHERE {{ GRAPH ?g {{ {one} }} }}")


class _PlainStore(OxStore):
    """One without named graphs."""

    def update(self, text: str) -> None:
        if "GRAPH" in text:
            raise EngineError("there are no named graphs")
        super().update(text)


@pytest.mark.parametrize("make", [_UnionStore, _SpreadingStore])
def test_a_default_graph_that_is_not_apart_is_refused(merged: MergedPublication, make: type[OxStore]) -> None:
    """Before anything of the push is written; what others have stays, and nothing comes to it."""
    store = make()
    store.patch(NAMED, (), [A])
    before = held(store)
    default = DefaultGraphStore(store, merged)
    for write in (lambda: default.update(f"INSERT DATA {{ {B} }}"), lambda: PushGraph(default, merged.push_graph, in_default=True).insert_claim(Claim("urn:c", "c", "c"))):  # fmt: skip
        with pytest.raises(UsageError, match="does not keep its default graph apart") as caught:
            write()
    assert "without `--default-graph`" in str(caught.value.hint)
    assert held(store) == before


@pytest.mark.parametrize("make", [OxStore, _PlainStore])
def test_a_default_graph_of_its_own_is_written(merged: MergedPublication, make: type[OxStore]) -> None:
    """Whether there are named graphs or not; that it is one is tried once."""
    store = make()
    default = DefaultGraphStore(store, merged)
    default.update(f"INSERT DATA {{ {B} }}")
    default.update(f"INSERT DATA {{ {C} }}")
    assert held(store) == {B, C} == set(default.statements(merged.graph))


@pytest.mark.parametrize("kind", ["virtuoso", "rdf4j"])
def test_a_store_without_one_is_refused(merged: MergedPublication, kind: Kind) -> None:
    """Unasked."""
    store = OxStore()
    store.kind = kind
    with pytest.raises(UsageError, match="default graph"):
        DefaultGraphStore(store, merged)


def test_what_others_have_put_there_is_not_overwritten(merged: MergedPublication) -> None:
    """Until it is empty, or a push has put something there."""
    store = OxStore()
    default = DefaultGraphStore(store, merged)
    default.check()
    store.update(f"INSERT DATA {{ {A} . {B} }}")
    with pytest.raises(StoreError, match="holds 2 statements that no push has put there"):
        default.check()
    ledger = PushGraph(default, merged.push_graph, in_default=True)
    ledger.insert_claim(Claim("urn:c", "c", "c"))
    ledger.unsettle({merged.graph: ""}, "urn:c")
    default.check()


def test_the_content_and_the_bookkeeping_are_two_graphs(merged: MergedPublication) -> None:
    """Neither is read or replaced with the other, and named graphs are neither."""
    store = OxStore()
    store.patch(NAMED, (), [A])
    default = DefaultGraphStore(store, merged)
    ledger = PushGraph(default, merged.push_graph, in_default=True)
    claim = Claim("urn:c", "c", "c")
    ledger.insert_claim(claim)
    ledger.unsettle({merged.graph: ""}, claim.iri)
    default.add({merged.graph: [A, B]})
    assert (default.statements(merged.graph), default.filled([merged.graph])) == ([A, B], {merged.graph})
    default.patch(merged.graph, [A], [C])
    assert default.holds(merged.graph, [B, C])
    default.replace(merged.graph, [A], "urn:spare")
    assert default.holds(merged.graph, [A])
    assert ledger.read().digests == {merged.graph: "unsettled"}
    ledger.settle({merged.graph: "aa"}, claim.iri)
    ledger.delete_claim(claim.iri)
    assert (ledger.digests(), ledger.claims()) == ({merged.graph: "aa"}, ())
    assert store.statements(NAMED) == [A]
    assert list(default.graph_names()) == []


class _CountingStore(OxStore):
    """Keeps how many statements each update has."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[int] = []

    def update(self, text: str) -> None:
        self.sent.append(text.count("<urn:s>"))
        super().update(text)


def test_much_is_sent_in_parts(merged: MergedPublication) -> None:
    """Of so many statements as a store takes in one request."""
    store = _CountingStore()
    statements = sorted(f"<urn:s> <urn:p> <urn:o{n}>" for n in range(250))
    default = DefaultGraphStore(store, merged)
    default.add({merged.graph: statements})
    assert [number for number in store.sent if number] == [100, 100, 50]
    assert default.holds(merged.graph, statements)
