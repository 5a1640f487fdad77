"""Secrets come from the environment alone, whole or with a word on what is missing."""

from __future__ import annotations

from base64 import b64encode
from typing import get_args

import pytest
from querying.endpoint_server import DigestDoor, Said, served

from lodpress.endpoints import Auth, make_endpoint
from lodpress.engines.credentials import Kind
from lodpress.problems import UsageError

YES = Said(b'{"head": {}, "boolean": true}')
USER = {"LODPRESS_ENDPOINT_USER": "ana"}
PASSWORD = {"LODPRESS_ENDPOINT_PASSWORD": "sesame"}
TOKEN = {"LODPRESS_ENDPOINT_TOKEN": "t.o.k.e.n"}
BASIC = "Basic " + b64encode(b"ana:sesame").decode()


@pytest.mark.parametrize(
    ("environment", "auth", "sent"),
    [
        ({}, None, None),
        ({"LODPRESS_ENDPOINT_TOKEN": ""}, None, None),
        (USER | PASSWORD, None, BASIC),
        (USER | PASSWORD, "basic", BASIC),
        (TOKEN, None, "Bearer t.o.k.e.n"),
        (TOKEN | USER | PASSWORD, "bearer", "Bearer t.o.k.e.n"),
        (TOKEN | USER | PASSWORD, "basic", BASIC),
    ],
)
def test_what_the_environment_holds_is_sent(
    environment: dict[str, str], auth: Auth | None, sent: str | None
) -> None:
    """Nothing, a user and a password, or a token."""
    with served(YES) as server:
        list(make_endpoint(server.url, environment, auth=auth).select("ASK {}")[1])
        assert server.heard[0].headers.get("Authorization") == sent


def test_digest_is_chosen_by_name() -> None:
    """It needs the same two variables as Basic."""
    with served(DigestDoor(lambda _: YES, "ana", "sesame")) as server:
        assert list(make_endpoint(server.url, USER | PASSWORD, auth="digest").select("ASK {}")[1])


def test_method_and_time_are_passed_on() -> None:
    """They are options of the command."""
    with served(YES) as server:
        list(make_endpoint(server.url, {}, method="GET", timeout=5).select("ASK {}")[1])
        assert server.heard[0].method == "GET"


@pytest.mark.parametrize(
    ("environment", "auth", "told", "hint"),
    [
        (USER, None, "LODPRESS_ENDPOINT_PASSWORD is not set", "`basic` needs LODPRESS_ENDPOINT_USER and"),
        (PASSWORD, None, "LODPRESS_ENDPOINT_USER is not set", "`basic` needs"),
        (PASSWORD, "digest", "LODPRESS_ENDPOINT_USER is not set", "`digest` needs"),
        ({}, "basic", "LODPRESS_ENDPOINT_USER and LODPRESS_ENDPOINT_PASSWORD are not set", "`basic` needs"),
        (USER | PASSWORD, "bearer", "LODPRESS_ENDPOINT_TOKEN is not set", "`bearer` needs"),
        (
            TOKEN | USER,
            None,
            "both LODPRESS_ENDPOINT_TOKEN and LODPRESS_ENDPOINT_USER are set",
            "--auth bearer",
        ),
        (TOKEN | PASSWORD, None, "LODPRESS_ENDPOINT_PASSWORD are set", "--auth bearer"),
        (USER | {"LODPRESS_ENDPOINT_PASSWORD": "sesame\n"}, None, "a line break", "at its end"),
    ],
)
def test_half_of_it_is_told_by_its_variable(
    environment: dict[str, str], auth: Auth | None, told: str, hint: str
) -> None:
    """And never shown."""
    with pytest.raises(UsageError) as caught:
        make_endpoint("http://localhost:1/", environment, auth=auth)
    assert told in str(caught.value)
    assert hint in str(caught.value.hint)
    assert "sesame" not in f"{caught.value}{caught.value.hint}"


@pytest.mark.parametrize(("value", "is_sent"), [("1", True), ("0", False), ("", False)])
def test_plain_http_over_a_network_is_allowed_by_name(value: str, is_sent: bool) -> None:
    """By one variable beside those of the secret."""
    environment = USER | PASSWORD | {"LODPRESS_ENDPOINT_PLAIN_HTTP": value}
    if is_sent:
        make_endpoint("http://store.example.org/", environment)
    else:
        with pytest.raises(UsageError, match="for everybody on the way"):
            make_endpoint("http://store.example.org/", environment)


def test_the_options_are_the_kinds_of_credentials() -> None:
    """The command line names them without loading the engine."""
    assert get_args(Auth) == get_args(Kind)
