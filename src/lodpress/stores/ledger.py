"""The push graph: what a dataset's pushes have put into a store, and who is pushing.

It lists each graph that a push has touched, with the digest of what was written and read back. A graph
is marked as unsettled before it is touched, and gets its digest after it was read back: so a graph that
has one is whole, and a push that was cut off leaves unsettled ones, which the next push sends again or,
where they are no longer published, can still remove.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from lodpress.stores.kinds import Store, change, in_graph
from lodpress.terms import CG, RDF, XSD
from lodpress.triples import iri, lexical_form, literal

DIGEST = iri(f"{CG}graphDigest")
#: In the place of a digest while a graph is written.
UNSETTLED = "unsettled"
_TYPE = iri(f"{RDF}type")
_CLAIM = iri(f"{CG}PushClaim")
_CLAIMANT, _PROCESS, _HEARTBEAT = (iri(CG + name) for name in ("claimant", "process", "heartbeat"))


def is_bookkeeping(one: str) -> bool:
    """Whether a statement is of a push graph."""
    _, predicate, value = one.split(" ", 2)
    return predicate in (DIGEST, _CLAIMANT, _PROCESS, _HEARTBEAT) or (predicate, value) == (_TYPE, _CLAIM)


#: The filter for statements `?s ?p ?o` that are of no push graph, in SPARQL.
NO_BOOKKEEPING = f"FILTER(?p NOT IN ({', '.join((DIGEST, _CLAIMANT, _PROCESS, _HEARTBEAT))}) && !(?p = {_TYPE} && ?o = {_CLAIM}))"


@dataclass(frozen=True, slots=True)
class Claim:
    """Somebody's claim to be the only one who pushes a dataset into a store.

    `claimant` tells people who that is; `process` is the process in words that its own machine
    understands; `heartbeat` grows as long as it lives.
    """

    iri: str
    claimant: str
    process: str
    heartbeat: int = 0

    def statements(self) -> list[str]:
        """The claim as RDF."""
        subject = iri(self.iri)
        return [
            f"{subject} {_TYPE} {_CLAIM}",
            f"{subject} {_CLAIMANT} {literal(self.claimant)}",
            f"{subject} {_PROCESS} {literal(self.process)}",
            f"{subject} {_HEARTBEAT} {_integer(self.heartbeat)}",
        ]


@dataclass(frozen=True, slots=True)
class Ledger:
    """What a push graph says: digests by the IRI of their graph, and the claims.

    Where one graph has several values, all of them are given, with a blank between.
    """

    digests: Mapping[str, str]
    claims: tuple[Claim, ...]


class PushGraph:
    """A dataset's push graph in a store. What it writes under a claim has no effect once the claim is gone."""

    def __init__(self, store: Store, graph: str, *, in_default: bool = False) -> None:
        """Contacts nobody; with `in_default` the store keeps it in its default graph, among other statements."""
        self._store = store
        self._place = None if in_default else graph
        #: Its IRI.
        self.graph = graph

    def read(self) -> Ledger:
        """What the push graph says now."""
        digests: dict[str, str] = {}
        claims: dict[str, dict[str, str]] = {}
        for subject, predicate, value in self._store.read(self.graph):
            if predicate == DIGEST:
                before = digests.get(subject[1:-1])
                digests[subject[1:-1]] = f"{before or ''} {lexical_form(value)}".strip()
            else:
                claims.setdefault(subject[1:-1], {})[predicate] = value
        return Ledger(digests, tuple(_claims(claims)))

    def insert_claim(self, claim: Claim) -> None:
        """Makes a claim known."""
        self._store.update(change(self._place, (), claim.statements()))

    def delete_claim(self, claim: str) -> None:
        """Takes a claim back."""
        pattern = in_graph(self._place, f"{iri(claim)} ?p ?o .")
        self._store.update(f"DELETE {{ {pattern} }} WHERE {{ {pattern} }}")

    def beat(self, claim: str, heartbeat: int) -> None:
        """Shows that whoever has the claim is alive."""
        self._under(
            claim,
            f"{iri(claim)} {_HEARTBEAT} ?beat .",
            f"{iri(claim)} {_HEARTBEAT} {_integer(heartbeat)} .",
            f"{iri(claim)} {_HEARTBEAT} ?beat .",
        )

    def unsettle(self, held: Mapping[str, str], claim: str) -> None:
        """Lists the graphs as unsettled; `held` is what the ledger has for each, empty for what it does not list."""
        self._under(claim, _digest_lines(held), _digest_lines(dict.fromkeys(held, UNSETTLED)))

    def settle(self, digests: Mapping[str, str], claim: str) -> None:
        """Gives unsettled graphs their digests."""
        self._under(claim, _digest_lines(dict.fromkeys(digests, UNSETTLED)), _digest_lines(digests))

    def forget(self, graphs: Iterable[str], claim: str) -> None:
        """Lists unsettled graphs no longer."""
        self._under(claim, _digest_lines(dict.fromkeys(graphs, UNSETTLED)), "")

    def _under(self, claim: str, removed: str, added: str, found: str = "") -> None:
        parts = [f"{{ {in_graph(self._place, part)} }}" if part else "{ }" for part in (removed, added)]
        holds = f"{{ {in_graph(self._place, f'{iri(claim)} {_TYPE} {_CLAIM} . {found}')} }}"
        self._store.update(f"DELETE {parts[0]} INSERT {parts[1]} WHERE {holds}")


def _digest_lines(digests: Mapping[str, str]) -> str:
    return "\n".join(
        f"{iri(graph)} {DIGEST} {literal(value)} ."
        for graph, values in digests.items()
        for value in values.split()
    )


def _claims(found: Mapping[str, Mapping[str, str]]) -> Iterator[Claim]:
    for name, values in found.items():
        if values.get(_TYPE) != _CLAIM:
            continue
        claimant, process, heartbeat = (
            lexical_form(values.get(name, '""')) for name in (_CLAIMANT, _PROCESS, _HEARTBEAT)
        )
        yield Claim(name, claimant, process, int(heartbeat) if heartbeat.isdigit() else 0)


def _integer(value: int) -> str:
    return literal(str(value), datatype=f"{XSD}integer")


def spare_graphs(claim: str, count: int) -> list[str]:
    """The IRIs of the graphs that whoever has the claim may use for a while."""
    return [f"{claim}/graph/{number}" for number in range(count)]
