"""The door to triple stores over HTTP: their graphs, by the SPARQL 1.1 Graph Store HTTP Protocol, and updates."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import count
from typing import Literal, TypeVar
from urllib.parse import quote
from urllib.request import Request

from lodpress.engines.addresses import shown
from lodpress.engines.credentials import Credentials
from lodpress.engines.refusals import store_refusal
from lodpress.engines.transport import ConnectionLostError, Patience, send

_SECONDS = 600
_AT_ONCE = 1 << 20
_DONE = (200, 201, 202, 204)
#: What a store that is written to may answer for a while: busy, or a server before it that lost it.
PATIENCE = Patience(busy=(429, 502, 503, 504))
# those of them which say that nothing was done
_NOT_DONE = (429, 503)
UPDATE = "application/sparql-update"
NTRIPLES = "application/n-triples"

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True, kw_only=True)
class Addresses:
    """Where a store is asked: for queries, for updates, for graphs, and for data of several graphs.

    `graph` is the Graph Store's address up to the graph's IRI, `graph_end` what follows it; `dataset` takes TriG and N-Quads by
    POST, and is empty where nothing does. `default` is the Graph Store's address of the default graph.
    """

    query: str
    update: str
    graph: str = ""
    graph_end: str = ""
    default: str = ""
    dataset: str = ""


class GraphStore:
    """A store's graphs, read and written in whole; it may be shared by threads.

    A request that failed on its way, or that the store was too busy for, is sent again where that
    has no second effect. Each raises EngineError with what the store says.
    """

    def __init__(
        self,
        addresses: Addresses,
        *,
        seconds: float = _SECONDS,
        credentials: Credentials | None = None,
        patience: Patience = PATIENCE,
    ) -> None:
        """Contacts nobody; raises UsageError where the secret would be given away."""
        self.addresses = addresses
        self._seconds = seconds
        self._credentials = credentials
        self._patience = patience
        for address in (addresses.update, addresses.graph, addresses.default, addresses.dataset):
            if credentials and address:
                credentials.check(address)

    def get(self, graph: str | None, accept: str = NTRIPLES) -> bytes:
        """The triples of a graph in N-Triples, of the default graph for None; nothing where there is no such graph."""
        request = _Sent("GET", self._address(graph), headers={"Accept": accept})
        status, body = self._exchange(request, (200, 204, 404))
        return body if status == 200 else b""

    def put(self, graph: str | None, lines: bytes, media_type: str = NTRIPLES) -> None:
        """Puts the N-Triples in the place of what the graph holds."""
        self._exchange(_Sent("PUT", self._address(graph), lines, {"Content-Type": media_type}), _DONE)

    def post(self, data: bytes, media_type: str) -> None:
        """Adds data of several graphs to the store; blank nodes are new ones each time that it is sent."""
        self._exchange(_Sent("POST", self.addresses.dataset, data, {"Content-Type": media_type}), _DONE)

    def update(self, text: str, *, twice: bool = True) -> None:
        """Carries out a SPARQL 1.1 update; without `twice` it is not sent again where it may have been done.

        Then ConnectionLostError is raised, also where a server before the store has lost its answer.
        """
        request = _Sent(
            "POST", self.addresses.update, text.encode(), {"Content-Type": f"{UPDATE}; charset=utf-8"}
        )
        self._exchange(request, _DONE, twice=twice)

    def insist(self, ask: Callable[[], Answer]) -> Answer:
        """What `ask` gives, which asks the store and is called again where the connection was lost."""
        for attempt in count(1):
            try:
                return ask()
            except ConnectionLostError:
                if attempt >= self._patience.attempts:
                    raise
            self._patience.sleep(self._patience.backoff(attempt))
        raise AssertionError

    def _address(self, graph: str | None) -> str:
        return (
            self.addresses.default
            if graph is None
            else f"{self.addresses.graph}{quote(graph, safe='')}{self.addresses.graph_end}"
        )

    def _exchange(self, sent: _Sent, accepted: tuple[int, ...], *, twice: bool = True) -> tuple[int, bytes]:
        """The status and the whole body of the answer."""
        if twice:
            return self.insist(partial(self._once, sent, accepted, self._patience))
        return self._once(sent, accepted, replace(self._patience, busy=_NOT_DONE))

    def _once(self, sent: _Sent, accepted: tuple[int, ...], patience: Patience) -> tuple[int, bytes]:
        reply = send(
            Request(sent.address, data=sent.body, headers=dict(sent.headers), method=sent.method),  # noqa: S310 - checked by who made the addresses
            address=sent.address,
            seconds=self._seconds,
            credentials=self._credentials,
            patience=patience,
        )
        with closing(reply):
            if reply.status not in accepted:
                error = store_refusal(
                    reply, method=sent.method, credentials=self._credentials, patience=patience
                )
                may_be_done = reply.status in self._patience.busy and reply.status not in patience.busy
                raise ConnectionLostError(str(error), hint=error.hint) if may_be_done else error
            if reply.status == 200 and sent.method == "GET" and not reply.is_framed:
                # its headers may have been cut short
                raise ConnectionLostError(
                    f"the store `{shown(sent.address)}` does not say where its answer ends: half of it would look"
                    " like the whole", hint="is there an old proxy before it?")  # fmt: skip
            parts = []
            while part := reply.read(_AT_ONCE):
                parts.append(part)
        return reply.status, b"".join(parts)


@dataclass(frozen=True, slots=True)
class _Sent:
    """A request that can be made again."""

    method: Literal["GET", "PUT", "POST"]
    address: str
    body: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
