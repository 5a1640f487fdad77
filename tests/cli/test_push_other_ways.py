"""`lodpress push` into real servers by other ways than their own: as stores of no known kind, and as default graphs."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from servers import RECIPES, Server, serving, skip_where_missing
from stores.pushing_cases import published, store_of, text

from cli.in_process import told
from lodpress.stores import Store

pytestmark = pytest.mark.slow

PORTS = {"ports": text("Ports", ["A quay is built."])}
OTHER = "urn:other"
UNION = "tdb2:unionDefaultGraph=true"


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a release."""
    texts = {"tides": text("Tides", ["The sea rises."]), **PORTS}
    return published(tmp_path_factory.mktemp("old"), texts).folder


@pytest.fixture(scope="module")
def new(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One of the same dataset, with another sentence."""
    texts = {"tides": text("Tides", ["The sea falls."]), **PORTS}
    return published(tmp_path_factory.mktemp("new"), texts).folder


def _unknown(server: Server, by: str) -> tuple[str, ...]:
    """The options for a store of which nothing is known but its addresses."""
    options = ("--to", server.query_url, "--kind", "sparql", "--update", server.update_url)
    graphs = server.graph_store_url.removesuffix("?graph=")
    return options if by == "updates" else (*options, "--graph-store", graphs)


@pytest.mark.parametrize("by", ["updates", "graph store"])
def test_a_store_of_no_known_kind_holds_what_it_was_sent(old: Path, new: Path, by: str) -> None:
    """RDF4J, as if nobody knew it: new, again, changed, all read back, and pruned of nothing."""
    skip_where_missing("rdf4j")
    with serving("rdf4j") as server:
        words = _unknown(server, by)
        first = told("push", old, *words)
        assert (first.code, len(first.rows)) == (0, 6), first.err
        assert first.err.startswith(f"pushing to the store at {server.query_url}\n6 new, 0 unchanged")
        assert "nothing to send" in told("push", old, *words).err
        assert "3 changed, 3 unchanged" in told("push", new, *words, "--prune").err
        assert "6 graphs read back" in told("push", new, *words, "--verify", "all").err
        assert "6 graphs read back" in told("push", new, "--to", server.query_url, "--verify", "all").err


@pytest.mark.parametrize("by", ["updates", "graph store"])
def test_a_store_of_no_known_kind_that_rewrites_terms_is_told(old: Path, by: str) -> None:
    """Oxigraph makes integers of non-negative ones: of a store that is not known that is not expected; named, it is."""
    skip_where_missing("oxigraph")
    with serving("oxigraph") as server:
        done = told("push", old, *_unknown(server, by))
        assert done.code == 1
        assert (
            "does not hold <https://example.org/pushed/dataset/graph/description> as it was sent" in done.err
        )
        assert re.search(r'^  - .*"\d+"\^\^<\S+#nonNegativeInteger>$', done.err, re.MULTILINE)
        assert re.search(r'^  \+ .*"\d+"\^\^<\S+#integer>$', done.err, re.MULTILINE)
        named = [word if word != "sparql" else "oxigraph" for word in _unknown(server, by)]
        assert told("push", old, *named).code == 0
        assert "6 graphs read back" in told("push", old, *named, "--verify", "all").err


@contextmanager
def _server(kind: str) -> Iterator[Server]:
    """One whose default graph is a graph of its own."""
    if kind != "fuseki":
        with serving(kind) as server:
            yield server
        return
    with tempfile.TemporaryDirectory(prefix="fuseki-", ignore_cleanup_errors=True) as name:
        recipe = RECIPES[kind](Path(name))
        assert UNION in recipe.command
        command = tuple(word for word in recipe.command if word not in ("--set", UNION))
        server = Server(replace(recipe, command=command), Path(name))
        try:
            server.start()
            yield server
        finally:
            server.kill()


def _insert(store: Store, statement: str, graph: str = "") -> None:
    store.update(f"INSERT DATA {{ {f'GRAPH <{graph}> {{ {statement} }}' if graph else statement} }}")


@pytest.mark.parametrize("kind", ["fuseki", "oxigraph"])
def test_the_default_graph_of_a_store_holds_all_graphs(kind: str, old: Path, new: Path) -> None:
    """First, again, changed, edited by others; what stands in named graphs stays, and no claim does."""
    skip_where_missing(kind)
    with _server(kind) as server:
        store, words = store_of(server), ("--to", server.query_url, "--default-graph")
        _insert(store, "<urn:a> <urn:b> <urn:c>", OTHER)
        first = told("push", old, *words)
        assert (first.code, first.rows) == (0, [("new", "dataset/graph/default")]), first.err
        assert "the digests of 1 graph, all that were" in told("push", old, *words).err
        changed = told("push", new, *words)
        assert changed.rows == [("changed", "dataset/graph/default")]
        before = store.statements(None)
        _insert(store, "<urn:a> <urn:b> <urn:c>")
        assert "1 changed, 0 unchanged" in told("push", new, *words, "--verify", "all").err
        assert "1 graph read back" in told("push", new, *words, "--verify", "all").err
        assert "waiting" not in changed.err
        assert store.statements(None) == before
        assert {name: store.statements(name) for name in store.graph_names()} == {OTHER: ["<urn:a> <urn:b> <urn:c>"]}  # fmt: skip


@pytest.mark.parametrize("kind", ["fuseki", "rdf4j"])
def test_a_default_graph_that_is_not_apart_is_refused(kind: str, old: Path) -> None:
    """Fuseki with the union of all graphs in its place, and RDF4J, which removes from all graphs: nothing is written."""
    skip_where_missing(kind)
    with serving(kind) as server:
        store = store_of(server)
        _insert(store, "<urn:a> <urn:b> <urn:c>", OTHER)
        done = told("push", old, "--to", server.query_url, "--default-graph")
        assert (done.code, done.out) == (2, "")
        assert "does not keep its default graph apart from its other graphs" in done.err
        assert "without `--default-graph`" in done.err
        assert {name: store.statements(name) for name in store.graph_names()} == {OTHER: ["<urn:a> <urn:b> <urn:c>"]}  # fmt: skip
        assert [one for one in store.statements(None) if one != "<urn:a> <urn:b> <urn:c>"] == []


@pytest.mark.parametrize("by", ["updates", "graph store"])
def test_nothing_is_lost_where_a_default_graph_is_all_graphs(old: Path, by: str) -> None:
    """RDF4J as a store of no known kind: that it removes from all graphs is found out by a statement of one's own."""
    skip_where_missing("rdf4j")
    with serving("rdf4j") as server:
        store = store_of(server)
        _insert(store, "<urn:a> <urn:b> <urn:c>", OTHER)
        done = told("push", old, *_unknown(server, by), "--default-graph")
        # read by queries, its default graph seems to hold what others have
        assert (done.code, done.out) == (1 if by == "updates" else 2, "")
        assert {name: store.statements(name) for name in store.graph_names()} == {OTHER: ["<urn:a> <urn:b> <urn:c>"]}  # fmt: skip
