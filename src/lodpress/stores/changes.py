"""What is to change in one graph of a store, from what it holds and what it is to hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from lodpress.engines.oxigraph import canonical_statements
from lodpress.stores.blank_nodes import has_blank_node
from lodpress.stores.kinds import ntriples
from lodpress.stores.rewriting.terms import Kind, is_patchable, merges, stored_triple
from lodpress.triples import from_statements, statement


class Deed(StrEnum):
    """What becomes of a graph."""

    SAME = "same"
    NEW = "new"
    CHANGED = "changed"
    REMOVED = "removed"


class Way(StrEnum):
    """How a graph is made so."""

    NOTHING = "nothing is sent"
    ADD = "filled"
    PATCH = "patched"
    REPLACE = "replaced"
    REMOVE = "removed"


@dataclass(frozen=True, slots=True)
class Change:
    """A graph's change: `sent` is all that it is to hold, as it is sent, `expected` the same as the store holds it.

    `removed` and `added` are statements, the first as the store holds them, the others as they are
    sent. `merged` are groups of which the store makes one statement; one of each is sent.
    """

    graph: str
    deed: Deed
    sent: Sequence[str]
    expected: Sequence[str]
    removed: Sequence[str]
    added: Sequence[str]
    way: Way
    merged: Sequence[tuple[str, ...]] = ()


def change_of(
    graph: str, before: Sequence[str], sent: Sequence[str], kind: Kind, *, largest_patch: int
) -> Change:
    """The change that makes a graph hold what is sent; raises StoreLossError where the store would damage it.

    A patch is chosen where it is less to send than the whole, and no blank node is in the way.
    """
    by_stored, merged = stored_statements(sent, kind)
    expected = _canonical(list(by_stored))
    old, new = set(before), set(expected)
    removed, added = sorted(old - new), sorted(new - old)
    ground = not any(map(has_blank_node, (*removed, *added)))
    more = [by_stored[one] for one in added] if ground else added
    patchable = ground and all(is_patchable(one, kind) for one in from_statements((*removed, *more)))
    if not removed and not added:
        way = Way.NOTHING
    elif not before and ground:
        way = Way.ADD
    elif patchable and len(removed) + len(added) <= min(largest_patch, len(expected)):
        way = Way.PATCH
    else:
        way = Way.REPLACE
    deed = Deed.SAME if way is Way.NOTHING else Deed.CHANGED if before else Deed.NEW
    return Change(graph, deed, list(by_stored.values()), expected, removed, more, way, merged)


def stored_statements(sent: Sequence[str], kind: Kind) -> tuple[Mapping[str, str], list[tuple[str, ...]]]:
    """What is sent, by what the store makes of it, and the groups of which it makes one; raises StoreLossError."""
    triples = from_statements(sent)
    by_stored = {
        statement(stored_triple(triple, kind)): one for triple, one in zip(triples, sent, strict=True)
    }
    if len(by_stored) == len(sent) and kind != "virtuoso":  # which takes for equal what it writes differently
        return by_stored, []
    return by_stored, [tuple(map(statement, group)) for group in merges(triples, kind)]


def _canonical(statements: Sequence[str]) -> list[str]:
    if any(map(has_blank_node, statements)):
        return canonical_statements(ntriples(statements))
    return sorted(statements)
