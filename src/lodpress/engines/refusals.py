"""What an endpoint says when it refuses, as one message with a hint."""

from __future__ import annotations

import html
import json
import re
from urllib.parse import urljoin

from lodpress.engines.addresses import cleaned, shown
from lodpress.engines.credentials import Credentials
from lodpress.engines.transport import Patience, Reply
from lodpress.problems import EngineError, LodpressError, UsageError

_READ = 64 * 1024
_TELLING = re.compile(
    r"\bline \d|\b\d+:\d+|syntax|pars(?:e|ing)\b|lexical|encountered|malformed|undefined|unresolved",
    re.IGNORECASE,
)
_NOT_ALLOWED = re.compile(r"\bSECURITY\b|\bpermission\b", re.IGNORECASE)
_SECRETS = "LODPRESS_ENDPOINT_USER and LODPRESS_ENDPOINT_PASSWORD, or LODPRESS_ENDPOINT_TOKEN"
_WORDS: dict[int, tuple[str, str]] = {
    403: ("does not allow this", "may this user query, and is it the endpoint for queries?"),
    404: ("is not there", "check the path of its address"),
    405: ("does not take {method}", "`--method {other}` asks in the other way; or it is not the path for queries"),
    406: ("has no format to answer in that is read here", "rows are read as JSON, XML and TSV, graphs as N-Triples,"
          " Turtle, RDF/XML and JSON-LD"),
    408: ("did not get the query in time", "ask again"),
    410: ("is gone", "check its address"),
    413: ("finds the query too long", "split it"),
    414: ("finds the query too long for {method}", "leave out `--method GET`: POST has no such limit"),
    415: ("does not take a form", "`--method {other}` asks in the other way"),
    501: ("has no such service", "is it the path for queries?"),
    504: ("got no answer from the server behind it in time", "ask for less, or later"),
}  # fmt: skip

# what a store says to those who read and write its graphs
_STORE_WORDS: dict[int, tuple[str, str]] = {
    400: ("does not take what it was sent", "its own log says more"),
    403: ("does not allow this", "may this user write, and was the server started so that it takes updates?"),
    404: ("is not there", "check the path of its address, or name the kind of store with `--kind`"),
    405: ("does not take {method}", "is it the right kind of store (`--kind`), and does it take updates?"),
    408: ("did not get all of it in time", "try again"),
    410: ("is gone", "check its address"),
    413: ("finds it too large", "raise the limit of the server, or of a proxy before it"),
    415: ("does not take this format", "is it the right kind of store (`--kind`)?"),
    501: ("has no such service", "is it the right kind of store (`--kind`)?"),
}  # fmt: skip
_OTHERS = (
    ("answered with an unexpected status", "is it the endpoint itself?"),
    ("failed", "its own log says more; was it asked for too much?"),
)


class TooLargeError(EngineError):
    """The store, or a proxy before it, does not take so much at once."""


def refusal(
    reply: Reply, *, method: str, credentials: Credentials | None, patience: Patience
) -> LodpressError:
    """The error for a status other than 200, with what the endpoint says of it.

    It is a UsageError where the query is at fault. The reply is read for it, and left open.
    """
    status, at = reply.status, f"the endpoint `{shown(reply.address)}`"
    words = said(_body(reply))
    words = f": {words}" if words else ""
    if status == 400:
        hint = "lines count in the query as it is sent, which `--explain` shows"
        return UsageError(f"{at} does not take the query{words}", hint=hint)
    if status == 401:
        return _unauthorized(reply, at, credentials)
    if status in (429, 503):
        return _busy(reply, at, patience.wanted(reply), words)
    if 300 <= status < 400:
        told, words = f"sends on to `{_target(reply)}`", ""
        hint = "if you trust that address, name it as the endpoint"
    else:
        names = {"method": method, "other": "GET" if method == "POST" else "POST"}
        told, hint = (text.format_map(names) for text in _WORDS.get(status, _OTHERS[status >= 500]))
    return EngineError(f"{at} {told} ({status}){words}", hint=hint)


def store_refusal(
    reply: Reply, *, method: str, credentials: Credentials | None, patience: Patience
) -> EngineError:
    """The error for a status that a store answers to a request for a graph or to an update.

    The reply is read for it, and left open.
    """
    status, at = reply.status, f"the store `{shown(reply.address)}`"
    body = _body(reply).lstrip()
    # of an update that is repeated behind the reason any line may look telling
    words = said(body if body[:1] in ("<", "{") else body.partition("\n")[0])
    words = f": {words}" if words else ""
    if status == 401:
        return _unauthorized(reply, at, credentials)
    if status in patience.busy:
        return _busy(reply, at, patience.wanted(reply), words)
    if 300 <= status < 400:
        return EngineError(f"{at} sends on to `{_target(reply)}` ({status})",
                           hint="if you trust that address, name it as the store")  # fmt: skip
    told, hint = _STORE_WORDS.get(status, _OTHERS[status >= 500])
    if credentials is None and (
        status == 403 or _NOT_ALLOWED.search(words)
    ):  # Virtuoso does not ask who it is
        told, hint = "does not allow this to everybody", f"set {_SECRETS}"
    kind = TooLargeError if status == 413 else EngineError
    return kind(f"{at} {told.format(method=method)} ({status}){words}", hint=hint)


def _target(reply: Reply) -> str:
    location = reply.header("Location") or ""
    try:
        return shown(urljoin(reply.address, location))
    except ValueError:
        return shown(location)


def _unauthorized(reply: Reply, at: str, credentials: Credentials | None) -> EngineError:
    asked = [
        challenge.split(maxsplit=1)[0] for challenge in reply.headers("WWW-Authenticate") if challenge.strip()
    ]
    ways = " or ".join(dict.fromkeys(cleaned(way) for way in asked)) or "no scheme that it names"
    if credentials is None:
        return EngineError(f"{at} asks who you are (401), by {ways}", hint=f"set {_SECRETS}")
    if asked and credentials.kind not in [way.lower() for way in asked]:
        hint = f"choose it with `--auth {asked[0].lower()}`"
        return EngineError(f"{at} asks for {ways}, and was given {credentials.kind} (401)", hint=hint)
    given = f"the password of `{credentials.user}`" if credentials.user else "the token"
    limits = "; of Digest only MD5 with `auth` is spoken here" if credentials.kind == "digest" else ""
    return EngineError(f"{at} does not accept {given} (401)", hint=f"check {_SECRETS}{limits}")


def _busy(reply: Reply, at: str, wanted: float | None, words: str) -> EngineError:
    times = "once" if reply.attempts == 1 else f"{reply.attempts} times"
    wait = f" and wants to be left alone for {wanted:.0f} seconds" if wanted and wanted > 0 else ""
    return EngineError(f"{at} is busy ({reply.status}), asked {times}{wait}{words}", hint="ask again later")


def _body(reply: Reply) -> str:
    """The beginning of what is told; what cannot be read of it is not missed, as the status says enough."""
    body = b""
    try:
        while len(body) < _READ and (part := reply.read(_READ)):
            body += part
    except EngineError:
        return reply.text(body)
    return reply.text(body)


def said(text: str) -> str:
    """The line of an error page that tells most, for people: of a page its title, of JSON its message.

    >>> said("<html><title>502 Bad Gateway</title>...</html>"), said('{"message": "too much"}')
    ('502 Bad Gateway', 'too much')
    """
    text = text.strip()
    if re.match(r"<(?:!doctype html|html|\?xml)", text, re.IGNORECASE):
        title = re.search(r"<title[^<>]*>([^<]*)</title", text, re.IGNORECASE)
        text = html.unescape(" ".join(title[1].split()) if title else re.sub(r"<[^<>]*>", " ", text))
    elif text.startswith("{"):
        text = _message_of_json(text)
    lines = [line for line in map(cleaned, text.splitlines()) if line]
    if not lines:
        return ""
    at = next((place for place, line in enumerate(lines) if _TELLING.search(line)), 0)
    return cleaned(" ".join(lines[at : at + 2]) if lines[at].endswith(":") else lines[at])


def _message_of_json(text: str) -> str:
    try:
        record = json.loads(text)
    except (ValueError, RecursionError):
        return text
    return next((record[key] for key in ("message", "exception", "detail", "error", "title")
                 if isinstance(record.get(key), str)), text)  # fmt: skip
