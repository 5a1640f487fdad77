"""An endpoint from the options of a caller and the environment, which alone holds secrets."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from netrc import NetrcParseError, netrc
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

from lodpress.problems import UsageError

if TYPE_CHECKING:
    from lodpress.engines.credentials import Credentials
    from lodpress.engines.endpoint import Method, SparqlEndpoint
    from lodpress.stores import Kind, Store

Auth = Literal["basic", "digest", "bearer"]

USER = "LODPRESS_ENDPOINT_USER"
PASSWORD = "LODPRESS_ENDPOINT_PASSWORD"  # noqa: S105 - the name of a variable
TOKEN = "LODPRESS_ENDPOINT_TOKEN"  # noqa: S105 - the name of a variable
PLAIN_HTTP = "LODPRESS_ENDPOINT_PLAIN_HTTP"
_LIKE_AN_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://|[^/\\]+:\d+(?:/|$)|[^/\\]+@", re.IGNORECASE)


def make_endpoint(
    address: str,
    environment: Mapping[str, str],
    *,
    method: Method = "POST",
    auth: Auth | None = None,
    timeout: float = 60,
) -> SparqlEndpoint:
    """The endpoint at the address, asked as whom the environment names; nobody is contacted.

    A token is sent as Bearer, a user and a password as Basic, or as `auth` says. Raises UsageError
    where half of them is missing, both are there and `auth` does not choose, or the address is none.
    """
    from lodpress.engines.endpoint import SparqlEndpoint  # noqa: PLC0415 - doors import late

    credentials = _credentials(environment, auth)
    return SparqlEndpoint(address, timeout=timeout, method=method, credentials=credentials)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreOptions:
    """What is not to be found out of a store: its kind, where else it is asked, how, and for how many seconds.

    With `create` a folder is made a store where it is absent or empty.
    """

    kind: Kind | None = None
    update: str = ""
    graph_store: str = ""
    auth: Auth | None = None
    timeout: float = 600
    create: bool = False


def open_store(place: str, environment: Mapping[str, str], options: StoreOptions | None = None) -> Store:
    """The triple store at an address, or in a folder, read and written as whom the environment names, else netrc.

    A server is asked which kind of store it is, where the options do not say it. Raises UsageError
    for an address that is none, EngineError where nothing answers, StoreBusyError where another
    process has the folder open.
    """
    from lodpress.engines.addresses import checked_address, shown  # noqa: PLC0415 - doors import late
    from lodpress.stores import folder_store, http_store  # noqa: PLC0415

    options = options or StoreOptions()
    if not place.lower().startswith(("http:", "https:")):
        # a mistyped address is not to become a folder
        like_one = _LIKE_AN_ADDRESS.match(place) and not Path(place).exists()
        if options.kind not in (None, "folder") or like_one:
            raise UsageError(
                f"`{shown(place)}` is no address", hint="an address begins with `http:` or `https:`"
            )
        return folder_store(Path(place), create=options.create)
    if options.kind == "folder":
        raise UsageError(f"`{shown(place)}` is no folder", hint="leave out `--kind folder`")
    address = checked_address(place)
    kind = options.kind or _kind_of(address, environment, options)
    return http_store(
        address,
        kind,
        update=checked_address(options.update) if options.update else "",
        graph_store=checked_address(options.graph_store) if options.graph_store else "",
        credentials=_store_credentials(address, kind, environment, options.auth),
        seconds=options.timeout,
    )


def _kind_of(address: str, environment: Mapping[str, str], options: StoreOptions) -> Kind:
    """One that is not known where the options say where it is written, else what the server shows."""
    from lodpress.stores import detected  # noqa: PLC0415 - doors import late

    if options.update or options.graph_store:
        return "sparql"
    credentials = _store_credentials(address, "sparql", environment, options.auth)
    return detected(address, _known(credentials, address))


def _store_credentials(
    address: str, kind: Kind, environment: Mapping[str, str], auth: Auth | None
) -> Credentials | None:
    """Those of the environment, else those that netrc has for the host; Virtuoso takes Digest alone."""
    given = {name: environment.get(name, "") for name in (USER, PASSWORD, TOKEN)}
    if not any(given.values()) and auth != "bearer":
        host = urlsplit(address).hostname or ""
        given |= dict(zip((USER, PASSWORD), _netrc_entry(host, environment), strict=True))
    if auth is None and kind == "virtuoso" and not given[TOKEN] and given[USER]:
        auth = "digest"
    if auth is not None and not any(given.values()):
        raise UsageError(f"there is nobody to log in as with `{auth}`",
                         hint=f"set {USER} and {PASSWORD}, or {TOKEN}, or add the host to ~/.netrc")  # fmt: skip
    return _credentials({**given, PLAIN_HTTP: environment.get(PLAIN_HTTP, "")}, auth)


def _known(credentials: Credentials | None, address: str) -> Credentials | None:
    """The credentials, where they may be sent to the address before it is known how it asks for them."""
    try:
        if credentials:
            credentials.check(address)
    except UsageError:
        return None
    return credentials


def _netrc_entry(host: str, environment: Mapping[str, str]) -> tuple[str, str]:
    """The user and the password of a host in the file that NETRC names, else ~/.netrc; empty where there are none."""
    file = Path(environment.get("NETRC") or Path(environment.get("HOME", "~")).expanduser() / ".netrc")
    if not file.is_file():
        return "", ""
    try:
        user, _, password = netrc(str(file)).authenticators(host) or ("", "", "")
    except (NetrcParseError, OSError, UnicodeDecodeError) as error:
        # its own words repeat what it stumbles over, which may be a password
        reason = f"line {error.lineno} is wrong" if isinstance(error, NetrcParseError) else str(error)
        raise UsageError(
            f"cannot read `{file}`: {reason}", hint="mend it, or name another in NETRC"
        ) from None
    if bool(user) is not bool(password):
        raise UsageError(
            f"`{file}` has no {'password' if user else 'login'} for `{host}`", hint="add it there"
        )
    return user or "", password or ""


def _credentials(environment: Mapping[str, str], auth: Auth | None) -> Credentials | None:
    from lodpress.engines.credentials import Credentials  # noqa: PLC0415 - doors import late

    user, password, token = (environment.get(name, "") for name in (USER, PASSWORD, TOKEN))
    if auth is None:
        if not (user or password or token):
            return None
        if token and (user or password):
            raise UsageError(f"both {TOKEN} and {USER if user else PASSWORD} are set",
                             hint="choose with `--auth bearer` or `--auth basic`")  # fmt: skip
        auth = "bearer" if token else "basic"
    needed = {TOKEN: token} if auth == "bearer" else {USER: user, PASSWORD: password}
    missing = [name for name, value in needed.items() if not value]
    if missing:
        raise UsageError(f"{' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} not set",
                         hint=f"`{auth}` needs {' and '.join(needed)} in the environment")  # fmt: skip
    over_plain_http = environment.get(PLAIN_HTTP) == "1"
    if auth == "bearer":
        return Credentials(kind=auth, secret=token, over_plain_http=over_plain_http)
    return Credentials(kind=auth, user=user, secret=password, over_plain_http=over_plain_http)
