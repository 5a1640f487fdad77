"""Labels for blank nodes that hang on nothing but what is said of them, so that graphs can be compared as sets.

RDFC-1.0 numbers the blank nodes of a whole graph, so that one more shifts the labels of others. Here each
group of blank nodes that hang together is canonicalised alone and labelled by its own digest: what did not
change keeps its labels. Two graphs are isomorphic exactly where their labelled statements are equal.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from lodpress.engines.oxigraph import canonical_statements, ntriples
from lodpress.triples import Triple, from_statements

_CANONICAL = re.compile(r"_:c14n([0-9]+)")


def has_blank_node(one: str) -> bool:
    """Whether the subject or the object of a statement is a blank node."""
    return one.startswith("_:") or ("> _:" in one and one.split(" ", 2)[2].startswith("_:"))


def labelled(statements: Iterable[str]) -> list[str]:
    """The statements, each of which has a blank node, under canonical labels, sorted.

    Of several groups that say the same each keeps labels of its own.
    """
    seen: Counter[str] = Counter()
    result = list[str]()
    for group in _groups(from_statements(statements)):
        canonical = canonical_statements(ntriples(group))
        digest = hashlib.sha256("\n".join(canonical).encode()).hexdigest()[:16]
        again = f"x{seen[digest]}" if seen[digest] else ""
        seen[digest] += 1
        result += renamed(canonical, f"b{digest}{again}n", _CANONICAL)
    return sorted(result)


def renamed(statements: Iterable[str], prefix: str, label: re.Pattern[str] | None = None) -> Iterator[str]:
    """Yields the statements with `prefix` before the label of each blank node, of which `label` keeps a part."""
    for triple in from_statements(statements):
        yield " ".join(_renamed(term, prefix, label) for term in triple)


def _renamed(term: str, prefix: str, label: re.Pattern[str] | None) -> str:
    if not term.startswith("_:"):
        return term
    kept = label.fullmatch(term) if label else None
    return f"_:{prefix}{kept[1] if kept else term[2:]}"


def _groups(triples: Sequence[Triple]) -> Iterator[list[Triple]]:
    """Yields the triples whose blank nodes hang together."""
    parents: dict[str, str] = {}

    def root(node: str) -> str:
        parents.setdefault(node, node)
        while parents[node] != node:
            parents[node] = parents[parents[node]]
            node = parents[node]
        return node

    for subject, _, term in triples:
        if subject.startswith("_:") and term.startswith("_:"):
            parents[root(subject)] = root(term)
    groups: dict[str, list[Triple]] = {}
    for triple in triples:
        node = triple[0] if triple[0].startswith("_:") else triple[2]
        groups.setdefault(root(node), []).append(triple)
    yield from groups.values()
