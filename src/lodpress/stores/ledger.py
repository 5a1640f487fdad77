"""The push graph: what a dataset's pushes have put into a store, and who is pushing.

It lists each graph that a push has touched, with the digest of what was written and read back. A graph
is marked as unsettled before it is touched, and gets its digest after it was read back: so a graph that
has one is whole, and a push that was cut off leaves unsettled ones, which the next push sends again or,
where they are no longer published, can still remove. The claims of those who push stand in a graph of their own
beside it.
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
#: Beside a digest, of a graph that was written by somebody who had been taken for dead.
DISPUTED = "disputed"
_TYPE = iri(f"{RDF}type")
_CLAIM = iri(f"{CG}PushClaim")
_CLAIMANT, _PROCESS, HEARTBEAT = (iri(CG + name) for name in ("claimant", "process", "heartbeat"))


def is_bookkeeping(one: str) -> bool:
    """Whether a statement is of a push graph."""
    _, predicate, value = one.split(" ", 2)
    return predicate in (DIGEST, _CLAIMANT, _PROCESS, HEARTBEAT) or (predicate, value) == (_TYPE, _CLAIM)


#: The filter for statements `?s ?p ?o` that are of no push graph, in SPARQL.
NO_BOOKKEEPING = f"FILTER(?p NOT IN ({', '.join((DIGEST, _CLAIMANT, _PROCESS, HEARTBEAT))}) && !(?p = {_TYPE} && ?o = {_CLAIM}))"


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
            f"{subject} {HEARTBEAT} {_integer(self.heartbeat)}",
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
        self._base = graph.removesuffix("dataset/graph/push")
        #: Its IRI, and that of the graph of claims.
        self.graph, self.claims_graph = graph, claims_graph(graph)
        self._digests_at = None if in_default else graph
        self._claims_at = None if in_default else self.claims_graph

    def read(self) -> Ledger:
        """What both graphs say now."""
        return Ledger(self.digests(), self.claims())

    def digests(self) -> dict[str, str]:
        """The digests by the IRI of their graph; several values of one graph with a blank between.

        Others may write into the store: what lists a graph of another dataset is not read.
        """
        digests: dict[str, str] = {}
        for subject, predicate, value in self._store.read(self.graph):
            if predicate == DIGEST and subject.startswith(f"<{self._base}"):
                graph, text = subject[1:-1], lexical_form(value)
                digests[graph] = f"{digests[graph]} {text}" if graph in digests else text
        return digests

    def claims(self) -> tuple[Claim, ...]:
        """The claims that stand now, by IRIs that a push has made."""
        found: dict[str, dict[str, str]] = {}
        for subject, predicate, value in self._store.read(self.claims_graph):
            found.setdefault(subject[1:-1], {})[predicate] = value
        return tuple(claim for claim in _claims(found) if claim.iri.startswith(f"{self.graph}/claim/"))

    def insert_claim(self, claim: Claim) -> None:
        """Makes a claim known."""
        self._store.update(change(self._claims_at, (), claim.statements()))

    def delete_claim(self, claim: str) -> None:
        """Takes a claim back."""
        pattern = in_graph(self._claims_at, f"{iri(claim)} ?p ?o .")
        self._store.update(f"DELETE {{ {pattern} }} WHERE {{ {pattern} }}")

    def beat(self, claim: str, heartbeat: int) -> None:
        """Shows that whoever has the claim is alive."""
        before = in_graph(self._claims_at, f"{iri(claim)} {HEARTBEAT} ?beat .")
        now = in_graph(self._claims_at, f"{iri(claim)} {HEARTBEAT} {_integer(heartbeat)} .")
        self._store.update(f"DELETE {{ {before} }} INSERT {{ {now} }} WHERE {{ {before} }}")

    def unsettle(self, held: Mapping[str, str], claim: str) -> None:
        """Lists the graphs as unsettled; `held` is what the ledger has for each, empty for what it does not list."""
        self._store.update(self._under(claim, held, dict.fromkeys(held, UNSETTLED)))

    def settle(self, digests: Mapping[str, str], claim: str) -> None:
        """Gives unsettled graphs their digests; where the claim has gone they are marked as disputed."""
        settled = self._under(claim, dict.fromkeys(digests, UNSETTLED), digests)
        self._store.update(f"{settled} ;\n{self._disputed(claim, digests)}")

    def forget(self, graphs: Iterable[str], claim: str) -> None:
        """Lists unsettled graphs no longer; where the claim has gone they are marked as disputed."""
        unsettled = dict.fromkeys(graphs, UNSETTLED)
        self._store.update(f"{self._under(claim, unsettled, {})} ;\n{self._disputed(claim, unsettled)}")

    def _under(self, claim: str, removed: Mapping[str, str], added: Mapping[str, str]) -> str:
        """The operation that has an effect as long as the claim stands."""
        return f"DELETE {self._template(removed)} INSERT {self._template(added)} WHERE {{ {self._claimed(iri(claim))} }}"

    def _disputed(self, claim: str, graphs: Iterable[str]) -> str:
        """The operation that has an effect once the claim has gone.

        Then another push may have given the graphs digests that do not hold any longer. Virtuoso reads a
        FILTER NOT EXISTS right only where it has a variable.
        """
        inserted = self._template(dict.fromkeys(graphs, DISPUTED))
        gone = f"VALUES ?claim {{ {iri(claim)} }} FILTER NOT EXISTS {{ {self._claimed('?claim')} }}"
        return f"INSERT {inserted} WHERE {{ {gone} }}"

    def _template(self, digests: Mapping[str, str]) -> str:
        lines = _digest_lines(digests)
        return f"{{ {in_graph(self._digests_at, lines)} }}" if lines else "{ }"

    def _claimed(self, claim: str) -> str:
        return in_graph(self._claims_at, f"{claim} {_TYPE} {_CLAIM} .")


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
            lexical_form(values.get(name, '""')) for name in (_CLAIMANT, _PROCESS, HEARTBEAT)
        )
        yield Claim(name, claimant, process, int(heartbeat) if heartbeat.isdigit() else 0)


def _integer(value: int) -> str:
    return literal(str(value), datatype=f"{XSD}integer")


def claims_graph(push_graph: str) -> str:
    """The IRI of the graph of claims, from that of the push graph."""
    return f"{push_graph}/claims"


def spare_graphs(claim: str, count: int) -> list[str]:
    """The IRIs of the graphs that whoever has the claim may use for a while."""
    return [f"{claim}/graph/{number}" for number in range(count)]
