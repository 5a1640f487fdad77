"""The door to SPARQL endpoints, through SPARQLWrapper: an endpoint answers as a store in memory does."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import Literal, cast
from urllib.parse import parse_qsl, urlsplit, urlunsplit
from urllib.request import Request

from SPARQLWrapper import SELECT, SPARQLWrapper, __agent__

from lodpress.engines.addresses import checked_address
from lodpress.engines.credentials import Credentials
from lodpress.engines.refusals import refusal
from lodpress.engines.replies import ACCEPTED_GRAPHS, ACCEPTED_ROWS, Row, rows_of, triples_of
from lodpress.engines.transport import Patience, Reply, send
from lodpress.problems import UsageError
from lodpress.triples import Triple

Method = Literal["GET", "POST"]

_SECONDS = 60
# nginx, Apache and Jetty take a line of 8 KiB
_LONGEST_GET = 8000
_PATIENCE = Patience()


class SparqlEndpoint:
    """A SPARQL 1.1 endpoint, asked by the SPARQL 1.1 Protocol (section 2.1); whatever it holds is asked.

    It may be shared by threads. The rows of an answer belong to the thread that asked for them, as
    they come from pyoxigraph.
    """

    def __init__(
        self,
        address: str,
        *,
        timeout: float = _SECONDS,
        method: Method = "POST",
        credentials: Credentials | None = None,
        patience: Patience = _PATIENCE,
    ) -> None:
        """Contacts nobody. `timeout` is the seconds that one answer is waited for in all.

        Raises UsageError where the address is none of an endpoint, or the secret would be given away.
        """
        if method not in ("GET", "POST"):
            raise UsageError(f"`{method}` asks no endpoint", hint="GET or POST")
        if timeout <= 0:
            raise UsageError("an endpoint needs time to answer", hint="give it a second or more")
        self._address = checked_address(address)
        self._timeout = timeout
        self._method = method
        self._credentials = credentials
        self._patience = patience
        if credentials:
            credentials.check(self._address)

    def select(self, query: str) -> tuple[tuple[str, ...], Iterator[Row]]:
        """The variables of a SELECT or ASK query, and its solutions in order, as N-Triples terms.

        An ASK query has one solution, of the variable `answer`. The rows come while the answer still
        arrives, and EngineError after those that are there where it breaks off. Dropped or closed,
        the iterator ends the connection. Raises UsageError for what the endpoint finds no query.
        """
        rows = self._rows(query)
        return cast("tuple[str, ...]", next(rows)), rows

    def construct(self, query: str) -> list[Triple]:
        """The triples of a CONSTRUCT or DESCRIBE query, each once, sorted; raises as `select`."""
        with closing(self._reply(query, ACCEPTED_GRAPHS)) as reply:
            return triples_of(reply)

    def _rows(self, query: str) -> Iterator[Row]:
        """Yields the variables, then the rows: begun by `select`, it closes the reply also where no row is wanted."""
        with closing(self._reply(query, ACCEPTED_ROWS)) as reply:
            yield from rows_of(reply)

    def _reply(self, query: str, accepted: str) -> Reply:
        request = self._request(query, accepted)
        reply = send(
            request,
            address=self._address,
            seconds=self._timeout,
            credentials=self._credentials,
            patience=self._patience,
        )
        if reply.status in (200, 203, 206):
            return reply
        with closing(reply):
            raise refusal(reply, method=self._method, credentials=self._credentials, patience=self._patience)

    def _request(self, query: str, accepted: str) -> Request:
        """The request that SPARQLWrapper makes of the query.

        Its `query()` is not called: it opens by the opener of the whole process, follows redirects
        with the credentials, waits anew for each byte, and reads an error's page whole.
        """
        address, parameters = self._address, []
        if self._method == "GET":
            # it puts a second `?` behind the address
            parts = urlsplit(self._address)
            address = urlunsplit(parts._replace(query=""))
            parameters = parse_qsl(parts.query, keep_blank_values=True)
        wrapper = SPARQLWrapper(address, agent=f"lodpress {__agent__}")
        for name, value in parameters:
            wrapper.addParameter(name, value)
        wrapper.setMethod(self._method)
        wrapper.setOnlyConneg(True)
        wrapper.addCustomHttpHeader("Accept", accepted)
        # Not by setQuery: it takes a query for an update where a comment or an IRI has a word such as
        # `add` or `load`, and would send it as one.
        wrapper.queryString, wrapper.queryType = query, SELECT
        request = wrapper._createRequest()
        if self._method == "GET" and len(request.full_url) > _LONGEST_GET:
            raise UsageError(
                f"the query makes an address of {len(request.full_url)} characters, too long for GET",
                hint="leave out `--method GET`: POST has no such limit",
            )
        return request
