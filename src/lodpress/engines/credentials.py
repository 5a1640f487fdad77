"""Who asks an endpoint: credentials that show their secret to nobody else."""

from __future__ import annotations

import unicodedata
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal
from urllib.request import (
    HTTPDigestAuthHandler,
    HTTPPasswordMgrWithDefaultRealm,
    Request,
    parse_http_list,
    parse_keqv_list,
)

from lodpress.engines.addresses import is_loopback, shown
from lodpress.problems import UsageError

Kind = Literal["basic", "digest", "bearer"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """A user and a password (`basic`, `digest`), or a token (`bearer`), as `secret`; it is never shown.

    `over_plain_http` sends them also where others on the way can read them. Raises UsageError for
    what the scheme has no place for, without repeating it.

    >>> Credentials(kind="basic", user="ana", secret="open sesame")
    Credentials(kind='basic', user='ana', over_plain_http=False)
    """

    kind: Kind
    secret: str = field(repr=False)
    user: str = ""
    over_plain_http: bool = False
    _challenges: dict[str, list[str]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        name = "token" if self.kind == "bearer" else "password"
        if self.kind not in ("basic", "digest", "bearer"):
            raise UsageError(f"`{self.kind}` is no way to log in", hint="basic, digest or bearer")
        if not self.secret:
            raise UsageError(f"the {name} is missing")
        if bool(self.user) is (self.kind == "bearer"):
            raise UsageError("a token has no user" if self.user else "the user is missing")
        # A line break would end the header that they stand in; http.client's own message repeats it whole.
        if any(unicodedata.category(character) in ("Cc", "Cs") for character in self.user + self.secret):
            raise UsageError(
                f"the user or the {name} has a line break or another control character",
                hint="take out what a file or an editor has added at its end",
            )
        # RFC 6750, section 2.1; RFC 7617, section 2; and RFC 7616 as urllib speaks it.
        if self.kind == "bearer" and (" " in self.secret or not self.secret.isascii()):
            raise UsageError("the token has characters that no token has")
        if self.kind != "bearer" and ":" in self.user:
            raise UsageError("a user's name has no colon")
        if self.kind == "digest" and not ((self.user + self.secret).isascii() and _is_quotable(self.user)):
            raise UsageError("Digest takes ASCII letters only, and no quotes in the user's name")

    def check(self, address: str) -> None:
        """Raises UsageError where the secret would be sent in the clear over a network.

        Basic and bearer send the secret itself with every request. curl sends it, but those who are
        asked for other people's systems do not: Docker refuses a registry over http unless it is
        loopback or named as insecure, NuGet and oauthlib refuse as well, each with one switch. So
        does this door. Digest sends no secret, and was made for http.
        """
        if self.kind == "digest" or self.over_plain_http or is_loopback(address):
            return
        if address.startswith("http:"):
            raise UsageError(
                f"the {'token' if self.kind == 'bearer' else 'password'} would be sent to `{shown(address)}`"
                " for everybody on the way to read",
                hint="use https, or `--auth digest`; in a network of your own set LODPRESS_ENDPOINT_PLAIN_HTTP=1",
            )

    def header(self, request: Request) -> str | None:
        """The Authorization header that is sent with a request; Digest has none before a host has challenged it.

        A host's challenge holds for what it is asked next as well (RFC 7616, section 3.6), so that no graph
        has to be sent twice; where it does not, the host challenges anew.
        """
        if self.kind == "digest":
            return self._met(request, self._challenges.get(request.host, ()))
        return f"Bearer {self.secret}" if self.kind == "bearer" else f"Basic {self._basic()}"

    def answer(self, request: Request, challenges: Iterable[str]) -> str | None:
        """The Authorization header that meets the first Digest challenge understood: MD5, with `auth` or without.

        SPARQLWrapper's own Digest is not asked for: it must be told the realm beforehand, and installs
        an opener for the whole process, where one thread's takes the place of another's. This one
        belongs to its request, and there is nothing to put back.
        """
        if self.kind != "digest":
            return None
        self._challenges[request.host] = list(challenges)
        return self._met(request, self._challenges[request.host])

    def _met(self, request: Request, challenges: Iterable[str]) -> str | None:
        passwords = HTTPPasswordMgrWithDefaultRealm()
        passwords.add_password(None, request.full_url, self.user, self.secret)
        for challenge in challenges:
            scheme, _, rest = challenge.partition(" ")
            try:
                asked = parse_keqv_list(parse_http_list(rest))
            except ValueError:
                continue  # it is none that can be met; the 401 is told with what it asks for
            understood = asked.get("algorithm", "MD5").upper() == "MD5" and rest.isascii()
            ways = [way.strip() for way in asked.get("qop", "auth").split(",")]
            if scheme.lower() != "digest" or not understood or "auth" not in ways:
                continue
            met = {"qop": "auth"} if "qop" in asked else {}
            text = HTTPDigestAuthHandler(passwords).get_authorization(
                request, asked | {"algorithm": "MD5"} | met
            )
            if text is not None:
                return f"Digest {text}"
        return None

    def hidden(self, text: str) -> str:
        """The text without the secret, where an endpoint repeats what it was sent."""
        return text.replace(self._basic(), "…").replace(self.secret, "…")

    def _basic(self) -> str:
        return b64encode(f"{self.user}:{self.secret}".encode()).decode()


def _is_quotable(text: str) -> bool:
    return not {'"', "\\"}.intersection(text)
