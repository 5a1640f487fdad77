"""Which kind of store answers at an address, and where it is asked."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from urllib.parse import urlsplit, urlunsplit
from urllib.request import Request

from lodpress.engines.addresses import shown
from lodpress.engines.credentials import Credentials
from lodpress.engines.graph_store import Addresses
from lodpress.engines.transport import Patience, send
from lodpress.problems import EngineError, UsageError
from lodpress.stores.rewriting.terms import Kind

_SECONDS = 20
_ACCEPT = "application/sparql-results+json, */*;q=0.1"
#: By what the header `Server` begins with.
_KINDS: dict[str, Kind] = {"oxigraph": "oxigraph", "virtuoso": "virtuoso"}
#: The paths of each kind's services, which an address may end with.
_PATHS: dict[str, tuple[str, ...]] = {
    "fuseki": ("/sparql", "/query", "/update", "/data", "/get"),
    "oxigraph": ("/query", "/update", "/store"),
    "virtuoso": ("/sparql-graph-crud-auth", "/sparql-graph-crud", "/sparql-auth", "/sparql"),
    "rdf4j": ("/statements", "/rdf-graphs/service"),
}


def detected(address: str, credentials: Credentials | None = None) -> Kind:
    """The kind of store at the address, by how it answers; `sparql` for what is not known.

    It is sent one query without credentials, and with them where it asks for them: Fuseki then shows
    itself to those it knows alone. Raises EngineError where nothing answers, or a page.
    """
    if "/repositories/" in urlsplit(address).path:
        return "rdf4j"
    kind, status, media = _asked(address, None)
    if kind == "sparql" and status == 401 and credentials and credentials.kind != "digest":
        kind, status, media = _asked(address, credentials)
    if kind == "sparql" and (status == 404 or (status == 200 and media == "text/html")):
        found = "there is nothing" if status == 404 else "there is a page, and no store,"
        raise EngineError(f"{found} at `{shown(address)}` ({status})",
                          hint="name the dataset, repository or endpoint itself, such as `http://localhost:3030/ds`;"
                          " or what it is, with `--kind`")  # fmt: skip
    return kind


def _asked(address: str, credentials: Credentials | None) -> tuple[Kind, int, str]:
    """The kind by the reply to a query, its status and its media type."""
    # a query, as Fuseki would answer a plain GET with all that it holds
    sign = "&" if urlsplit(address).query else "?"
    request = Request(f"{address}{sign}query=ASK%7B%7D", headers={"Accept": _ACCEPT})  # noqa: S310 - checked by who has the address
    reply = send(
        request, address=address, seconds=_SECONDS, credentials=credentials, patience=Patience(attempts=1)
    )
    with closing(reply):
        media = (reply.header("Content-Type") or "").partition(";")[0].strip().lower()
        server = (reply.header("Server") or "").partition("/")[0].strip().lower()
        kind: Kind = "fuseki" if reply.header("Fuseki-Request-Id") else _KINDS.get(server, "sparql")
    return kind, reply.status, media


def addresses(address: str, kind: Kind) -> Addresses:
    """Where a store of that kind is asked, from the address of its dataset, repository, server or one of its services.

    That of a store of no known kind is taken as it is, for queries and for updates.
    """
    if kind == "sparql":
        return Addresses(query=address, update=address)
    parts = urlsplit(address)
    path = parts.path.rstrip("/")
    path = next((path.removesuffix(end) for end in _PATHS.get(kind, ()) if path.endswith(end)), path)
    return _MAKERS[kind](urlunsplit(parts._replace(path=path, query="", fragment="")))


def _fuseki(root: str) -> Addresses:
    if not urlsplit(root).path:
        raise UsageError(f"`{root}` is a Fuseki server, and not one of its datasets",
                         hint=f"name the dataset as well, as in `{root}/ds`")  # fmt: skip
    return Addresses(
        query=f"{root}/query",
        update=f"{root}/update",
        graph=f"{root}/data?graph=",
        default=f"{root}/data?default",
        dataset=f"{root}/data",
    )


def _oxigraph(root: str) -> Addresses:
    return Addresses(
        query=f"{root}/query",
        update=f"{root}/update",
        graph=f"{root}/store?graph=",
        default=f"{root}/store?default",
        dataset=f"{root}/store",
    )


def _rdf4j(root: str) -> Addresses:
    """RDF4J's own protocol, which reads a graph in two thirds of the time, and without what it infers."""
    contexts = f"{root}/statements?infer=false&context="
    return Addresses(
        query=root,
        update=f"{root}/statements",
        graph=f"{contexts}%3C",
        graph_end="%3E",
        default=f"{contexts}null",
        dataset=f"{root}/statements",
    )


def _virtuoso(root: str) -> Addresses:
    return Addresses(
        query=f"{root}/sparql",
        update=f"{root}/sparql-auth",
        graph=f"{root}/sparql-graph-crud-auth?graph-uri=",
        default=f"{root}/sparql-graph-crud-auth?default",
    )


def for_everybody(virtuoso: Addresses) -> Addresses:
    """Where Virtuoso is asked by those who do not log in: most may read there, and some may write."""
    return Addresses(
        query=virtuoso.query,
        update=virtuoso.update.removesuffix("-auth"),
        graph=virtuoso.graph.replace("-auth?", "?"),
        default=virtuoso.default.replace("-auth?", "?"),
    )


_MAKERS: dict[str, Callable[[str], Addresses]] = {
    "fuseki": _fuseki,
    "oxigraph": _oxigraph,
    "rdf4j": _rdf4j,
    "virtuoso": _virtuoso,
}
