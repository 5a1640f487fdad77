"""An endpoint from the options of a caller and the environment, which alone holds secrets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

from lodpress.problems import UsageError

if TYPE_CHECKING:
    from lodpress.engines.credentials import Credentials
    from lodpress.engines.endpoint import Method, SparqlEndpoint

Auth = Literal["basic", "digest", "bearer"]

USER = "LODPRESS_ENDPOINT_USER"
PASSWORD = "LODPRESS_ENDPOINT_PASSWORD"  # noqa: S105 - the name of a variable
TOKEN = "LODPRESS_ENDPOINT_TOKEN"  # noqa: S105 - the name of a variable
PLAIN_HTTP = "LODPRESS_ENDPOINT_PLAIN_HTTP"


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
