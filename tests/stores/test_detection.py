"""Which kind of store answers, and where each kind is asked."""

from __future__ import annotations

from base64 import b64encode

import pytest
from querying.endpoint_server import Heard, Said
from stores.fake_store import faked

from lodpress.engines.credentials import Credentials
from lodpress.engines.graph_store import Addresses
from lodpress.problems import EngineError, UsageError
from lodpress.stores.detection import addresses, detected, for_everybody
from lodpress.stores.rewriting.terms import Kind

BASIC = Credentials(kind="basic", user="ana", secret="open sesame")
DIGEST = Credentials(kind="digest", user="ana", secret="open sesame")
FUSEKI = {"Fuseki-Request-Id": "7"}
HTML = {"Content-Type": "text/html"}


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (Said(b"{}", headers=FUSEKI), "fuseki"),
        (Said(b"not allowed", status=405, headers=FUSEKI), "fuseki"),
        (Said(b"no such graph", status=404, headers=FUSEKI), "fuseki"),
        (Said(b"{}"), "sparql"),
        (Said(b"", status=500), "sparql"),
        (Said(b"", status=302, headers={"Location": "/elsewhere"}), "sparql"),
    ],
)
def test_a_store_is_known_by_its_answer(said: Said, kind: Kind) -> None:
    """Whatever its status; one query is sent, and nothing that could change anything."""
    with faked(said) as server:
        assert detected(server.url) == kind
        assert [(heard.method, heard.query) for heard in server.heard] == [("GET", "ASK{}")]


@pytest.mark.parametrize(
    ("said", "message"),
    [
        (Said(b"<html>a page</html>", headers=HTML), "there is a page, and no store,"),
        (Said(b"<html>nothing</html>", status=404, headers=HTML), "there is nothing"),
    ],
)
def test_what_is_no_store_is_told(said: Said, message: str) -> None:
    """As the page of a Fuseki server, of which a dataset is to be named."""
    with faked(said) as server, pytest.raises(EngineError, match=message) as caught:
        detected(server.url)
    assert "name the dataset" in str(caught.value.hint)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Oxigraph/0.5.13", "oxigraph"),
        ("Virtuoso/07.20.3229 (Linux) x86_64-pc-linux-gnu", "virtuoso"),
        ("virtuoso", "virtuoso"),
        ("nginx/1.27", "sparql"),
        ("Not-Oxigraph/1", "sparql"),
        ("", "sparql"),
    ],
)
def test_a_store_is_known_by_its_name(name: str, kind: Kind) -> None:
    """In the header `Server`; that of a proxy before it tells nothing."""
    with faked(Said(b"{}")) as server:
        server.RequestHandlerClass.version_string = lambda _: name  # type: ignore[attr-defined]  # of this server alone
        assert detected(server.url) == kind


def test_a_repository_is_of_rdf4j() -> None:
    """Its path says so, and nobody is asked."""
    assert detected("http://127.0.0.1:9/rdf4j-server/repositories/ds") == "rdf4j"
    assert detected("http://127.0.0.1:9/repositories/ds/statements") == "rdf4j"


def test_parameters_of_the_address_stay() -> None:
    """They may be keys."""
    with faked(Said(b"{}", headers=FUSEKI)) as server:
        detected(f"{server.url}?key=a%20b")
        assert server.heard[0].target == "/sparql?key=a%20b&query=ASK%7B%7D"


def _guarded(request: Heard) -> Said:
    """A Fuseki that shows itself to those it knows alone."""
    known = request.headers.get("Authorization") == "Basic " + b64encode(b"ana:open sesame").decode()
    return Said(b"{}", headers=FUSEKI) if known else Said(status=401, headers={"WWW-Authenticate": 'Basic realm="x"'})  # fmt: skip


@pytest.mark.parametrize(
    ("credentials", "kind", "requests"), [(BASIC, "fuseki", 2), (None, "sparql", 1), (DIGEST, "sparql", 1)]
)
def test_credentials_are_shown_to_those_who_ask(
    credentials: Credentials | None, kind: Kind, requests: int
) -> None:
    """And only then: the first request has none."""
    with faked(_guarded) as server:
        assert detected(server.url, credentials) == kind
        assert len(server.heard) == requests
        assert "Authorization" not in server.heard[0].headers


@pytest.mark.parametrize("status", [200, 403, 500])
def test_credentials_are_not_shown_to_those_who_do_not_ask(status: int) -> None:
    """One request, and none of a secret."""
    with faked(Said(b"{}", status)) as server:
        assert detected(server.url, BASIC) == "sparql"
        assert ["Authorization" in heard.headers for heard in server.heard] == [False]


def test_nobody_who_answers_is_an_error() -> None:
    """Named by its address, and not asked for long."""
    with pytest.raises(EngineError, match=r"nothing answers at the endpoint `http://127.0.0.1:9/ds`"):
        detected("http://127.0.0.1:9/ds")


@pytest.mark.parametrize("end", ["", "/", "/sparql", "/query", "/update", "/data", "/get", "/data/"])
def test_fuseki_is_asked_at_its_services(end: str) -> None:
    """From the address of a dataset, or of one of its services."""
    assert addresses(f"http://h:3030/x/ds{end}", "fuseki") == Addresses(
        query="http://h:3030/x/ds/query",
        update="http://h:3030/x/ds/update",
        graph="http://h:3030/x/ds/data?graph=",
        default="http://h:3030/x/ds/data?default",
        dataset="http://h:3030/x/ds/data",
    )


@pytest.mark.parametrize("end", ["", "/", "/query", "/update", "/store", "/store?default"])
def test_oxigraph_is_asked_at_its_paths(end: str) -> None:
    """From the address of the server, or of one of them."""
    assert addresses(f"http://h:7878{end}", "oxigraph") == Addresses(
        query="http://h:7878/query",
        update="http://h:7878/update",
        graph="http://h:7878/store?graph=",
        default="http://h:7878/store?default",
        dataset="http://h:7878/store",
    )


@pytest.mark.parametrize("end", ["", "/", "/statements", "/rdf-graphs/service"])
def test_rdf4j_is_asked_at_its_repository(end: str) -> None:
    """Queries at the repository itself, the rest below it."""
    root = "https://h/rdf4j-server/repositories/ds"
    assert addresses(f"{root}{end}", "rdf4j") == Addresses(
        query=root,
        update=f"{root}/statements",
        graph=f"{root}/statements?infer=false&context=%3C",
        graph_end="%3E",
        default=f"{root}/statements?infer=false&context=null",
        dataset=f"{root}/statements",
    )


@pytest.mark.parametrize("end", ["", "/", "/sparql", "/sparql-auth", "/sparql-graph-crud", "/sparql-graph-crud-auth"])  # fmt: skip
def test_virtuoso_is_asked_at_its_paths(end: str) -> None:
    """Those who log in write where it asks who they are; the others at the open ones."""
    known = addresses(f"http://h:8890{end}", "virtuoso")
    assert known == Addresses(
        query="http://h:8890/sparql",
        update="http://h:8890/sparql-auth",
        graph="http://h:8890/sparql-graph-crud-auth?graph-uri=",
        default="http://h:8890/sparql-graph-crud-auth?default",
    )
    assert for_everybody(known) == Addresses(
        query="http://h:8890/sparql",
        update="http://h:8890/sparql",
        graph="http://h:8890/sparql-graph-crud?graph-uri=",
        default="http://h:8890/sparql-graph-crud?default",
    )


@pytest.mark.parametrize(
    "address", ["http://h/sparql", "http://h/data/", "http://h/?key=a", "http://h/update"]
)
def test_a_store_of_no_known_kind_is_asked_where_it_is(address: str) -> None:
    """To the last letter, parameters included: nothing is known of its paths."""
    assert addresses(address, "sparql") == Addresses(query=address, update=address)


@pytest.mark.parametrize("address", ["http://h:3030", "http://h:3030/", "http://h:3030/sparql"])
def test_a_fuseki_server_is_none_of_its_datasets(address: str) -> None:
    """Said with an example of what is meant."""
    with pytest.raises(UsageError, match="`http://h:3030` is a Fuseki server") as caught:
        addresses(address, "fuseki")
    assert caught.value.hint == "name the dataset as well, as in `http://h:3030/ds`"
