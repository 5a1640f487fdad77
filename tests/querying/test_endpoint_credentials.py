"""Credentials reach the endpoint that they are for, and nobody else: no other host, no message, no log."""

from __future__ import annotations

import copy
import traceback
import urllib.request
from base64 import b64encode
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from querying.endpoint_server import DigestDoor, Heard, Said, served

from lodpress.engines.credentials import Credentials
from lodpress.engines.endpoint import Method, SparqlEndpoint
from lodpress.engines.transport import Patience
from lodpress.problems import EngineError, LodpressError, UsageError

QUESTION = "ASK {}"
YES = Said(b'{"head": {}, "boolean": true}')
SECRET = "open sesame"
BASIC = Credentials(kind="basic", user="ana", secret=SECRET)
DIGEST = Credentials(kind="digest", user="ana", secret=SECRET)
BEARER = Credentials(kind="bearer", secret="opensesame.token")


def _ask(url: str, credentials: Credentials | None, method: Method = "POST") -> object:
    endpoint = SparqlEndpoint(url, credentials=credentials, method=method, patience=Patience(attempts=1))
    return list(endpoint.select(QUESTION)[1])


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(
    ("credentials", "header"),
    [
        (BASIC, "Basic " + b64encode(b"ana:open sesame").decode()),
        (Credentials(kind="basic", user="Änne", secret="päss:wörd"), "Basic " + b64encode("Änne:päss:wörd".encode()).decode()),
        (BEARER, "Bearer opensesame.token"),
    ],
)  # fmt: skip
def test_basic_and_bearer_come_with_the_first_request(
    credentials: Credentials, header: str, method: Method
) -> None:
    """RFC 7617 and RFC 6750: no challenge is waited for."""
    with served(YES) as server:
        assert _ask(server.url, credentials, method)
        assert [heard.headers["Authorization"] for heard in server.heard] == [header]


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("parameters", ["", "?key=a%20b,c"])
def test_digest_answers_the_challenge(method: Method, parameters: str) -> None:
    """RFC 7616 with MD5 and `auth`, checked by the server: two requests, and the query in both."""
    with served(DigestDoor(lambda _: YES, "ana", SECRET)) as server:
        assert _ask(server.url + parameters, DIGEST, method)
        assert [heard.query for heard in server.heard] == [QUESTION, QUESTION]
        assert SECRET not in str(server.heard)


def test_digest_is_found_among_other_challenges() -> None:
    """Stores offer Basic before it, or Digest with an algorithm that is not spoken here."""
    other = {
        "Www-Authenticate": 'Basic realm="x"',
        "WWW-authenticate": 'Digest realm="a realm", nonce="n", algorithm=SHA-256',
    }
    door = DigestDoor(lambda _: YES, "ana", SECRET)

    def answer(request: Heard) -> Said:
        said = door(request)
        return Said(said.body, status=said.status, headers=other | said.headers)

    with served(answer) as server:
        assert _ask(server.url, DIGEST)


@pytest.mark.parametrize(
    ("credentials", "requests"),
    [(BASIC, 1), (BEARER, 1), (DIGEST, 2)],
    ids=lambda value: getattr(value, "kind", ""),
)
def test_what_is_not_accepted_is_told_at_once(credentials: Credentials, requests: int) -> None:
    """No password is tried again and again until the account is locked."""
    with served(DigestDoor(lambda _: YES, "ana", "another")) as server:
        with pytest.raises(EngineError) as caught:
            _ask(server.url, credentials)
        assert len(server.heard) == requests
    told = (
        "does not accept the password of `ana`" if credentials is DIGEST else "asks for Digest, and was given"
    )
    assert told in str(caught.value)
    assert ("LODPRESS_ENDPOINT_PASSWORD" if credentials is DIGEST else "--auth digest") in str(
        caught.value.hint
    )


@pytest.mark.parametrize("challenge", ["Bearer", 'Bearer realm="x", error="invalid_token"'])
def test_a_token_that_is_not_accepted_is_told(challenge: str) -> None:
    """By its variable."""
    refused = Said(status=401, headers={"WWW-Authenticate": challenge})
    with served(refused) as server, pytest.raises(EngineError, match="does not accept the token") as caught:
        _ask(server.url, BEARER)
    assert "LODPRESS_ENDPOINT_TOKEN" in str(caught.value.hint)


@pytest.mark.parametrize(
    "challenge",
    ["Digest", "Digest realm", 'Digest realm="x"', 'Digest realm="x", nonce="ü"', 'Digest realm="x", nonce="n", algorithm=SHA-256',
     'Digest realm="x", nonce="n", qop="auth-int"', 'Digest realm="x", nonce="n", algorithm=MD5-sess', "", ","],
)  # fmt: skip
def test_a_challenge_that_cannot_be_met_is_told(challenge: str) -> None:
    """Once, and not by an error of urllib's."""
    with served(Said(status=401, headers={"WWW-Authenticate": challenge})) as server:
        with pytest.raises(EngineError, match=r"\(401\)"):
            _ask(server.url, DIGEST)
        assert len(server.heard) == 1


def _refuse(_: object) -> None:
    raise AssertionError("an opener was installed for the whole process")


def test_digest_leaves_the_opener_of_the_process_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """SPARQLWrapper's own installs another: eight threads, as two users, with errors among them."""
    mine = urllib.request.build_opener()
    monkeypatch.setattr(urllib.request, "_opener", mine)
    monkeypatch.setattr(urllib.request, "install_opener", _refuse)
    seen: list[object] = []

    def inner(_: Heard) -> Said:
        seen.append(urllib.request._opener)  # type: ignore[attr-defined]
        return YES

    def ask(number: int) -> bool:
        user, secret = ("ana", SECRET) if number % 2 else ("ben", "another")
        url, right = servers[number % 2].url, number % 3 > 0
        try:
            return bool(_ask(url, Credentials(kind="digest", user=user, secret=secret if right else "wrong")))
        except EngineError:
            return False

    with (
        served(DigestDoor(inner, "ben", "another")) as bens,
        served(DigestDoor(inner, "ana", SECRET)) as anas,
        ThreadPoolExecutor(8) as pool,
    ):
        servers = (bens, anas)
        assert list(pool.map(ask, range(48))) == [number % 3 > 0 for number in range(48)]
    assert set(seen) == {mine}
    assert urllib.request._opener is mine  # type: ignore[attr-defined]


@pytest.mark.parametrize("credentials", [BASIC, BEARER, DIGEST], ids=lambda value: value.kind)
@pytest.mark.parametrize("status", [302, 307])
def test_credentials_do_not_follow_a_redirect(credentials: Credentials, status: int) -> None:
    """To another port, which is another origin, nor anywhere else."""
    with served(YES) as other:
        redirect = Said(status=status, headers={"Location": other.url})
        with (
            served(
                DigestDoor(lambda _: redirect, "ana", SECRET) if credentials is DIGEST else redirect
            ) as server,
            pytest.raises(EngineError, match="sends on to"),
        ):
            _ask(server.url, credentials)
        assert other.heard == []


def test_credentials_on_this_machine_do_not_go_through_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """One that the environment names would see them."""
    with served(YES) as server, served(Said(b"I saw it", status=500)) as proxy:
        monkeypatch.delenv("no_proxy", raising=False)
        monkeypatch.delenv("NO_PROXY", raising=False)
        monkeypatch.setenv("http_proxy", proxy.url)
        assert _ask(server.url, BASIC)
        assert proxy.heard == []


@pytest.mark.parametrize("show", [repr, str, lambda one: f"{one}", lambda one: f"{one!r:>9}", lambda one: repr([one, {1: one}]), lambda one: repr(copy.copy(one))])  # fmt: skip
@pytest.mark.parametrize("credentials", [BASIC, BEARER, DIGEST], ids=lambda value: value.kind)
def test_credentials_do_not_show_their_secret(credentials: Credentials, show: Callable[[Any], str]) -> None:
    """Nor does the endpoint that has them."""
    assert credentials.secret not in show(credentials)
    assert credentials.secret not in show(SparqlEndpoint("http://localhost/", credentials=credentials))


def _echo(request: Heard) -> Said:
    """A page for developers, with all that was sent."""
    return Said(f"error: {request.headers} {SECRET}".encode(), status=500)


@pytest.mark.parametrize("credentials", [BASIC, BEARER], ids=lambda value: value.kind)
@pytest.mark.parametrize(
    "answer",
    [_echo, lambda heard: Said(str(heard.headers["Authorization"]).encode()),
     lambda heard: Said(f"<html><title>{heard.headers}</title></html>".encode())],
)  # fmt: skip
def test_a_secret_that_an_endpoint_repeats_is_not_shown(
    credentials: Credentials, answer: Callable[[Heard], Said]
) -> None:
    """Not in the message, nor in the traceback below it."""
    with served(answer) as server, pytest.raises(EngineError) as caught:
        _ask(server.url, credentials)
    told = "".join(traceback.format_exception(caught.value))
    sent = credentials.header(urllib.request.Request(server.url))
    assert sent
    assert sent.split()[1] not in told
    if credentials is BASIC:
        assert SECRET not in told


@pytest.mark.parametrize(
    "address",
    ["http://ana:sesame@example.org/", "https://sesame@example.org/sparql", "http://ana:x/sesame@example.org/",
     "http://ana:sesame?@example.org/", "http://ana:sesame#@example.org/", "ftp://ana:sesame@example.org/",
     "ana:sesame@example.org", "//ana:sesame@example.org/", "http://ana:sesame@[::1", "http://@sesame@example.org/",
     "http://ana:\nsesame@example.org/", "http://example.org:sesame@x/"],
)  # fmt: skip
def test_an_address_with_a_password_is_refused_and_not_repeated(address: str) -> None:
    """However it is broken."""
    with pytest.raises(UsageError) as caught:
        SparqlEndpoint(address)
    told = "".join(traceback.format_exception(caught.value))
    assert "sesame" not in told
    assert "LODPRESS_ENDPOINT_USER" in str(caught.value.hint) or "is no endpoint" in str(caught.value)


def test_parameters_of_an_address_are_not_shown() -> None:
    """They may be keys."""
    with served(Said(b"no", status=403)) as server, pytest.raises(EngineError) as caught:
        _ask(server.url + "?apikey=sesame", None)
    assert f"`{server.url}?…`" in str(caught.value)


@pytest.mark.parametrize("credentials", [BASIC, BEARER], ids=lambda value: value.kind)
@pytest.mark.parametrize("address", ["http://example.org/sparql", "http://10.0.0.1:8890/", "http://localhost.example.org/", "http://[fe80::1]/"])  # fmt: skip
def test_a_secret_in_the_clear_over_a_network_is_refused_before_it_is_sent(
    address: str, credentials: Credentials
) -> None:
    """With the ways out: https, Digest, or saying so."""
    with pytest.raises(UsageError, match="for everybody on the way to read") as caught:
        SparqlEndpoint(address, credentials=credentials)
    assert "LODPRESS_ENDPOINT_PLAIN_HTTP=1" in str(caught.value.hint)


@pytest.mark.parametrize(
    ("address", "credentials"),
    [
        ("https://example.org/sparql", BASIC),
        ("http://localhost:3030/ds", BASIC),
        ("http://store.localhost/", BEARER),
        ("http://127.8.9.1/", BASIC),
        ("http://[::1]:7200/", BEARER),
        ("http://example.org/sparql", DIGEST),
        ("http://example.org/sparql", Credentials(kind="bearer", secret="x", over_plain_http=True)),
    ],
)
def test_a_secret_is_sent_where_nobody_else_reads_it(address: str, credentials: Credentials) -> None:
    """Over TLS, on this machine, as a digest, or where the user has said so."""
    SparqlEndpoint(address, credentials=credentials)


@pytest.mark.parametrize(
    ("kind", "user", "secret", "told"),
    [
        ("basic", "ana", "", "the password is missing"),
        ("basic", "", "sesame", "the user is missing"),
        ("bearer", "", "", "the token is missing"),
        ("bearer", "ana", "sesame", "a token has no user"),
        ("bearer", "", "sesame\n", "a line break"),
        ("basic", "ana\r", "sesame", "a line break"),
        ("digest", "ana", "sesame\x00", "a line break"),
        ("basic", "ana", "sesame\udcff", "a line break"),
        ("bearer", "", "ses ame", "characters that no token has"),
        ("bearer", "", "sesamé", "characters that no token has"),
        ("basic", "a:na", "sesame", "no colon"),
        ("digest", "ana", "sesamé", "ASCII letters only"),
        ("digest", 'a"na', "sesame", "ASCII letters only"),
        ("kerberos", "ana", "sesame", "`kerberos` is no way to log in"),
    ],
)
def test_credentials_that_cannot_be_sent_are_refused(kind: Any, user: str, secret: str, told: str) -> None:
    """Before they are part of a header, and without repeating the secret."""
    with pytest.raises(LodpressError, match=told) as caught:
        Credentials(kind=kind, user=user, secret=secret)
    assert not secret or secret not in str(caught.value)
