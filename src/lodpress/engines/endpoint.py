"""The door to SPARQL endpoints, through SPARQLWrapper: an endpoint answers as a store in memory does."""

from __future__ import annotations

from contextlib import closing
from http.client import HTTPException
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit

from SPARQLWrapper import JSON, POST, TURTLE, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import (
    EndPointInternalError,
    EndPointNotFound,
    QueryBadFormed,
    SPARQLWrapperException,
    Unauthorized,
)

from lodpress.engines.oxigraph import solutions_of_json, triples_of_turtle
from lodpress.problems import EngineError, UsageError
from lodpress.triples import Triple

_SECONDS = 60


class SparqlEndpoint:
    """A SPARQL 1.1 endpoint, asked by POST (SPARQL 1.1 Protocol, section 2.1.2); whatever it holds is asked."""

    def __init__(self, url: str, *, timeout: int = _SECONDS) -> None:
        """Contacts nobody; raises UsageError where `url` is no http or https IRI."""
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise UsageError(f"`{url}` is no endpoint", hint="an endpoint is an http or https IRI")
        self._url = url
        self._timeout = timeout

    def select(self, query: str) -> tuple[tuple[str, ...], list[tuple[str | None, ...]]]:
        """The variables of a SELECT or ASK query and its solutions in order, as N-Triples terms."""
        data = self._answer(query, JSON)
        try:
            return solutions_of_json(data)
        except EngineError as error:
            raise self._nonsense(data) from error

    def construct(self, query: str) -> list[Triple]:
        """The triples of a CONSTRUCT or DESCRIBE query, each once, sorted."""
        data = self._answer(query, TURTLE)
        try:
            return sorted(triples_of_turtle(data))
        except EngineError as error:
            raise self._nonsense(data) from error

    def _answer(self, query: str, accepted: str) -> bytes:
        wrapper = SPARQLWrapper(self._url, returnFormat=accepted)
        wrapper.setMethod(POST)
        wrapper.setTimeout(self._timeout)
        wrapper.setQuery(query)
        try:
            with closing(wrapper.query().response) as response:
                return bytes(response.read())
        except QueryBadFormed as error:
            raise UsageError(
                f"the endpoint `{self._url}` does not take the query: {self._said(error)}"
            ) from error
        except Unauthorized as error:
            self._said(error)
            raise EngineError(f"the endpoint `{self._url}` asks for a password") from error
        except EndPointNotFound as error:
            self._said(error)
            raise EngineError(f"there is no endpoint at `{self._url}`", hint="check the path") from error
        except EndPointInternalError as error:
            raise EngineError(f"the endpoint `{self._url}` failed: {self._said(error)}") from error
        except (SPARQLWrapperException, HTTPError) as error:
            raise EngineError(f"the endpoint `{self._url}` refused: {self._said(error)}") from error
        except TimeoutError as error:
            message = f"the endpoint `{self._url}` did not answer within {self._timeout} seconds"
            raise EngineError(message) from error
        except (URLError, HTTPException, OSError) as error:
            reason = getattr(error, "reason", error)
            raise EngineError(
                f"cannot reach the endpoint `{self._url}`: {reason}", hint="is it running?"
            ) from error

    def _said(self, error: Exception) -> str:
        """What the endpoint said of its error, in one line; SPARQLWrapper leaves the answer open."""
        answer = error if isinstance(error, HTTPError) else error.__context__
        if isinstance(answer, HTTPError):
            answer.close()
        lines = [line.strip() for line in str(error).replace("\\n", "\n").splitlines() if line.strip()]
        return lines[-1] if lines else type(error).__name__

    def _nonsense(self, data: bytes) -> EngineError:
        shown = " ".join(data[:80].decode(errors="replace").split())
        message = f"the endpoint `{self._url}` answered what is no SPARQL result: `{shown}`"
        return EngineError(
            message, hint="is the IRI that of the endpoint itself, and not of a page about it?"
        )
