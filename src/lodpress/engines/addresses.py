"""The addresses of endpoints: what may be asked, and how an address is shown."""

from __future__ import annotations

import re
import unicodedata
from ipaddress import ip_address
from urllib.parse import parse_qs, quote, urlsplit, urlunsplit

from lodpress.problems import UsageError

_HOST = re.compile(r"[A-Za-z0-9.:_%-]+")
_KEPT = "%:/?@!$&'()*+,;=[]"
_UNSEEN = ("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp")


def checked_address(iri: str) -> str:
    """The URI that requests for an endpoint's IRI are sent to (RFC 3987, section 3.1), without a fragment.

    Raises UsageError for what is no http or https IRI, or holds a user, a password or a query of its own.
    """
    refused = UsageError(f"`{shown(iri)}` is no endpoint", hint="an endpoint is an http or https IRI")
    try:
        parts = urlsplit(iri)
        host = (parts.hostname or "").encode("idna").decode()
        port = parts.port
    except ValueError:
        raise refused from None  # its text may hold a password
    if parts.scheme not in ("http", "https") or not _HOST.fullmatch(host):
        raise refused
    if "@" in parts.netloc:
        raise UsageError(
            f"`{shown(iri)}` holds a user or a password, which others can see there",
            hint="leave it out, and give it in LODPRESS_ENDPOINT_USER and LODPRESS_ENDPOINT_PASSWORD",
        )
    if not {"query", "update"}.isdisjoint(parse_qs(parts.query, keep_blank_values=True)):
        raise UsageError(
            f"`{shown(iri)}` holds a query already", hint="name the endpoint alone, without `?query=…`"
        )
    bracketed = f"[{host}]" if ":" in host else host
    netloc = bracketed if port is None else f"{bracketed}:{port}"
    path, query = (quote(part, safe=_KEPT) for part in (parts.path or "/", parts.query))
    return urlunsplit((parts.scheme, netloc, path, query, ""))


def shown(address: str) -> str:
    """The address for a message: no user, no password, no parameters, which may hold keys, no control characters."""
    hidden = re.sub(r"(?s)^([A-Za-z][\w+.-]*://|//)?.*@", r"\1…@", address)
    return cleaned(re.sub(r"(?s)\?.+", "?…", hidden))


def cleaned(text: str, longest: int = 300) -> str:
    """The text in one line of so many characters, without those that steer a terminal or turn what is read."""
    plain = "".join(" " if unicodedata.category(c) in _UNSEEN else c for c in text)
    line = " ".join(plain.split())
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


def is_loopback(uri: str) -> bool:
    """Whether what is sent there stays on this machine."""
    host = urlsplit(uri).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
