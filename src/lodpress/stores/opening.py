"""A store made from its address or its folder."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from urllib.parse import urlsplit

from lodpress.engines.addresses import shown
from lodpress.engines.credentials import Credentials
from lodpress.engines.endpoint import SparqlEndpoint
from lodpress.engines.graph_store import GraphStore
from lodpress.engines.oxigraph_store import StoreFolder
from lodpress.stores.default_graph import DefaultGraphStore, MergedPublication
from lodpress.stores.detection import addresses, for_everybody
from lodpress.stores.folder import FolderStore
from lodpress.stores.kinds import (
    FusekiStore,
    HttpStore,
    OxigraphStore,
    Rdf4jStore,
    Store,
    UpdatedStore,
    VirtuosoStore,
)
from lodpress.stores.publication import Publication
from lodpress.stores.rewriting.terms import Kind

_MAKERS: Mapping[Kind, Callable[[GraphStore, SparqlEndpoint, str], Store]] = MappingProxyType(
    {
        "fuseki": FusekiStore,
        "oxigraph": OxigraphStore,
        "rdf4j": Rdf4jStore,
        "sparql": UpdatedStore,
        "virtuoso": VirtuosoStore,
    }
)
_NAMES = {
    "fuseki": "Apache Jena Fuseki",
    "oxigraph": "Oxigraph",
    "rdf4j": "RDF4J",
    "sparql": "the store",
    "virtuoso": "Virtuoso",
}


def folder_store(folder: Path, *, create: bool = False) -> Store:
    """The store in a folder, which is made with `create`; raises StoreBusyError where it is open already."""
    return FolderStore(StoreFolder(folder, create=create), f"the store `{folder}`")


def into_default_graph(publication: Publication, store: Store) -> tuple[MergedPublication, Store]:
    """The publication as one graph, and the store with its default graph in the place of that one.

    Raises UsageError where the store's default graph cannot be written, StoreError where it holds
    what no push has put there.
    """
    merged = MergedPublication(publication)
    default = DefaultGraphStore(store, merged)
    default.check()
    return merged, default


def http_store(
    address: str,
    kind: Kind,
    *,
    update: str = "",
    graph_store: str = "",
    credentials: Credentials | None = None,
    seconds: float = 600,
) -> Store:
    """The store of that kind at the address; nobody is contacted.

    `update` and `graph_store` are where updates and graphs are sent, where the kind does not say
    so; the second is the Graph Store Protocol's own address, to which `?graph=` is added.
    """
    where = addresses(address, kind)
    if kind == "virtuoso" and credentials is None:
        where = for_everybody(where)
    if update:
        where = replace(where, update=update)
    if graph_store:
        begun = f"{graph_store}{'&' if urlsplit(graph_store).query else '?'}"
        where = replace(where, graph=f"{begun}graph=", graph_end="", default=f"{begun}default")
    maker = HttpStore if kind == "sparql" and where.graph else _MAKERS[kind]
    return maker(
        GraphStore(where, seconds=seconds, credentials=credentials),
        SparqlEndpoint(where.query, timeout=seconds, credentials=credentials),
        f"{_NAMES[kind]} at {shown(address)}",
    )
