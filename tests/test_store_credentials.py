"""Who writes into a store: from the environment, else from netrc, and never in the clear over a network."""

from __future__ import annotations

import traceback
from base64 import b64encode
from pathlib import Path

import pytest
from querying.endpoint_server import DigestDoor, Said
from stores.fake_store import faked

from lodpress.endpoints import Auth, StoreOptions, open_store
from lodpress.problems import EngineError, UsageError
from lodpress.stores import Kind

USER = {"LODPRESS_ENDPOINT_USER": "ana"}
PASSWORD = {"LODPRESS_ENDPOINT_PASSWORD": "sesame"}
TOKEN = {"LODPRESS_ENDPOINT_TOKEN": "t.o.k.e.n"}
BASIC = "Basic " + b64encode(b"ana:sesame").decode()
OF_NETRC = "Basic " + b64encode(b"nel:netrc-secret").decode()
NETRC = "machine 127.0.0.1 login nel password netrc-secret\nmachine other.example login x password y\n"


@pytest.fixture
def netrc(tmp_path: Path) -> dict[str, str]:
    """An environment whose NETRC names a file with an entry for this machine."""
    file = tmp_path / "logins"
    file.write_text(NETRC, encoding="utf-8")
    file.chmod(0o600)
    return {"NETRC": str(file), "HOME": str(tmp_path)}


def sent(environment: dict[str, str], *, auth: Auth | None = None, kind: Kind = "fuseki") -> str | None:
    """The credentials that a store is sent with a request for a graph."""
    with faked(Said(b"")) as server:
        url = server.url.removesuffix("/sparql") + "/ds"
        open_store(url, environment, StoreOptions(kind=kind, auth=auth)).statements("urn:g")
        return server.heard[-1].headers.get("Authorization")


@pytest.mark.parametrize(
    ("environment", "auth", "expected"),
    [
        ({}, None, None),
        (USER | PASSWORD, None, BASIC),
        (USER | PASSWORD, "basic", BASIC),
        (TOKEN, None, "Bearer t.o.k.e.n"),
        (TOKEN | USER | PASSWORD, "bearer", "Bearer t.o.k.e.n"),
        (TOKEN | USER | PASSWORD, "basic", BASIC),
        (USER | PASSWORD, "digest", None),
    ],
)
def test_the_environment_says_who_writes(
    tmp_path: Path, environment: dict[str, str], auth: Auth | None, expected: str | None
) -> None:
    """Digest says nothing before it is asked."""
    assert sent({"HOME": str(tmp_path), **environment}, auth=auth) == expected


@pytest.mark.parametrize(
    ("more", "auth", "expected"),
    [
        ({}, None, OF_NETRC),
        ({}, "basic", OF_NETRC),
        ({}, "digest", None),
        (USER | PASSWORD, None, BASIC),
        (TOKEN, None, "Bearer t.o.k.e.n"),
        ({"LODPRESS_ENDPOINT_USER": ""}, None, OF_NETRC),
    ],
)
def test_netrc_says_it_where_the_environment_is_silent(
    netrc: dict[str, str], more: dict[str, str], auth: Auth | None, expected: str | None
) -> None:
    """By the host; what the environment says outweighs it."""
    assert sent({**netrc, **more}, auth=auth) == expected


def test_netrc_is_found_at_home(netrc: dict[str, str]) -> None:
    """Where NETRC names no other."""
    home = Path(netrc["HOME"])
    (home / "logins").rename(home / ".netrc")
    assert sent({"HOME": str(home)}) == OF_NETRC
    assert sent({"HOME": str(home), "NETRC": str(home / "none")}) is None


def test_netrc_of_other_hosts_says_nothing(netrc: dict[str, str]) -> None:
    """Nobody is sent what is another's; a default entry is for all."""
    file = Path(netrc["NETRC"])
    file.write_text("machine other.example login x password y\n", encoding="utf-8")
    assert sent(netrc) is None
    file.write_text("default login nel password netrc-secret\n", encoding="utf-8")
    assert sent(netrc) == OF_NETRC


@pytest.mark.parametrize("text", ["machin 127.0.0.1 netrc-secret", "\udcff", "machine 127.0.0.1 login nel password netrc-secret of mine"])  # fmt: skip
def test_a_netrc_that_cannot_be_read_is_told(netrc: dict[str, str], text: str) -> None:
    """With its name, and without a word of what stands in it."""
    Path(netrc["NETRC"]).write_text(text, encoding="utf-8", errors="surrogateescape")
    with pytest.raises(UsageError, match="cannot read `") as caught:
        sent(netrc)
    assert "netrc-secret" not in "".join(traceback.format_exception(caught.value)) + str(caught.value.hint)


@pytest.mark.parametrize(
    ("text", "told"),
    [("login nel", "no password for `127.0.0.1`"), ("password y", "no login for `127.0.0.1`")],
)
def test_half_a_login_in_netrc_is_told(netrc: dict[str, str], text: str, told: str) -> None:
    """By the file and the host."""
    Path(netrc["NETRC"]).write_text(f"machine 127.0.0.1 {text}\n", encoding="utf-8")
    with pytest.raises(UsageError, match=told):
        sent(netrc)


@pytest.mark.parametrize(
    ("environment", "auth", "told", "hint"),
    [
        (USER, None, "LODPRESS_ENDPOINT_PASSWORD is not set", "needs LODPRESS_ENDPOINT_USER and"),
        (PASSWORD, None, "LODPRESS_ENDPOINT_USER is not set", "needs LODPRESS_ENDPOINT_USER and"),
        (USER | PASSWORD, "bearer", "LODPRESS_ENDPOINT_TOKEN is not set", "`bearer` needs LODPRESS_ENDPOINT_TOKEN"),
        (TOKEN, "digest", "LODPRESS_ENDPOINT_USER and LODPRESS_ENDPOINT_PASSWORD are not set", "`digest` needs LODPRESS_ENDPOINT_USER and"),
        (TOKEN | USER | PASSWORD, None, "both LODPRESS_ENDPOINT_TOKEN and LODPRESS_ENDPOINT_USER are set", "--auth"),
        ({}, "basic", "there is nobody to log in as with `basic`", "~/.netrc"),
        ({}, "bearer", "there is nobody to log in as with `bearer`", "LODPRESS_ENDPOINT_TOKEN"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["fuseki", "virtuoso", None])
def test_half_a_login_is_told(
    tmp_path: Path, environment: dict[str, str], auth: Auth | None, told: str, hint: str, kind: Kind | None
) -> None:
    """Before anybody is asked, and without the secret."""
    with faked(Said(b"")) as server, pytest.raises(UsageError) as caught:
        open_store(server.url, {"HOME": str(tmp_path), **environment}, StoreOptions(kind=kind, auth=auth))
    assert told in str(caught.value)
    assert hint in str(caught.value.hint)
    assert "sesame" not in f"{caught.value} {caught.value.hint}"
    assert server.heard == []


@pytest.mark.parametrize("environment", [USER | PASSWORD, TOKEN], ids=["basic", "bearer"])
@pytest.mark.parametrize("kind", ["fuseki", "oxigraph", "rdf4j", "sparql"])
def test_nothing_goes_in_the_clear_over_a_network(
    tmp_path: Path, environment: dict[str, str], kind: Kind
) -> None:
    """With the ways out; where the network is one's own, it can be said."""
    place, options = "http://store.example/ds", StoreOptions(kind=kind)
    environment = {"HOME": str(tmp_path), **environment}
    with pytest.raises(UsageError, match="for everybody on the way to read") as caught:
        open_store(place, environment, options)
    assert "LODPRESS_ENDPOINT_PLAIN_HTTP=1" in str(caught.value.hint)
    for value in ("", "0", "no"):
        with pytest.raises(UsageError):
            open_store(place, {**environment, "LODPRESS_ENDPOINT_PLAIN_HTTP": value}, options)
    open_store(place, {**environment, "LODPRESS_ENDPOINT_PLAIN_HTTP": "1"}, options)
    open_store("https://store.example/ds", environment, options)
    open_store("http://localhost:3030/ds", environment, options)


@pytest.mark.parametrize("name", ["update", "graph_store"])
def test_nothing_goes_in_the_clear_to_another_address_of_the_store(tmp_path: Path, name: str) -> None:
    """Each one is looked at, not the first alone."""
    options = StoreOptions(**{name: "http://store.example/u"})  # type: ignore[arg-type]  # both are addresses
    environment = {"HOME": str(tmp_path), **TOKEN}
    with pytest.raises(UsageError, match=r"the token would be sent to `http://store\.example/u"):
        open_store("https://store.example/ds", environment, options)


def test_netrc_does_not_go_in_the_clear_either(netrc: dict[str, str]) -> None:
    """Its entry for a host on a network."""
    with pytest.raises(UsageError, match="the password would be sent to"):
        open_store("http://other.example/ds", netrc, StoreOptions(kind="fuseki"))


@pytest.mark.parametrize("auth", [None, "digest"])
def test_virtuoso_is_answered_by_digest(tmp_path: Path, auth: Auth | None) -> None:
    """By itself; its password is never sent, over plain http or not."""
    environment = {"HOME": str(tmp_path), **USER, **PASSWORD}
    with faked(DigestDoor(lambda _: Said(b""), "ana", "sesame")) as server:
        open_store(server.url, environment, StoreOptions(kind="virtuoso", auth=auth)).statements("urn:g")
        assert [heard.headers.get("Authorization", "")[:7] for heard in server.heard] == ["", "Digest "]
        assert "sesame" not in str(server.heard)
    open_store("http://store.example/sparql", environment, StoreOptions(kind="virtuoso"))


@pytest.mark.parametrize(("environment", "auth", "scheme"), [(TOKEN, None, "Bearer"), (USER | PASSWORD, "basic", "Basic")])  # fmt: skip
def test_virtuoso_is_answered_otherwise_where_that_is_said(
    tmp_path: Path, environment: dict[str, str], auth: Auth | None, scheme: str
) -> None:
    """As one behind a proxy may want it."""
    given = sent({"HOME": str(tmp_path), **environment}, auth=auth, kind="virtuoso")
    assert str(given).startswith(scheme)


def test_nothing_is_shown_to_a_store_that_is_only_looked_at(tmp_path: Path) -> None:
    """Over plain http on a network, what it is, is asked without credentials; where they are needed it is told why."""
    environment = {"HOME": str(tmp_path), **USER, **PASSWORD}
    refused = Said(status=401, headers={"WWW-Authenticate": 'Basic realm="x"'})
    with faked(refused) as server:
        assert open_store(server.url, environment).kind == "sparql"
        assert ["Authorization" in heard.headers for heard in server.heard] == [False, True]


def test_who_is_not_accepted_is_told(tmp_path: Path) -> None:
    """By the name, and where to look."""
    environment = {"HOME": str(tmp_path), **USER, **PASSWORD}
    refused = Said(status=401, headers={"WWW-Authenticate": 'Basic realm="x"'})
    with faked(refused) as server, pytest.raises(EngineError, match="does not accept the password of `ana`") as caught:  # fmt: skip
        open_store(server.url, environment, StoreOptions(kind="oxigraph")).update("CLEAR ALL")
    assert "sesame" not in f"{caught.value} {caught.value.hint}"
