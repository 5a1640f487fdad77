"""Paths between two ideas of any length, which SPARQL 1.1 can find and not give back."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from lodpress.problems import UsageError
from lodpress.querying.answers import Engine
from lodpress.querying.names import resolved
from lodpress.querying.parameters import Parameter, Value
from lodpress.terms import CG

_PART = 500  # nodes asked for at once: stores limit the length of a query
_IDEA = Parameter("idea", "iri", "", ())
_LINKED = f"<{CG}linksTo>"


def paths(data: Engine, start: Value, end: Value, *, longest: int = 8) -> Iterator[tuple[str, ...]]:
    """Yields the paths of lines that lead from one idea to another, each as the IRIs of its nodes.

    The ideas are named by IRI, label or number. Short paths come before long ones, paths of one
    length in the order of their IRIs; none has more than `longest` lines, and none comes to a node
    twice. Raises UsageError for an unknown idea and where `longest` is less than 1.
    """
    if longest < 1:
        raise UsageError(f"a path has at least one line, not {longest}")
    first, last = resolved(_IDEA, start, data), resolved(_IDEA, end, data)
    onward, left = _network(data, first, last, longest)
    for length in range(1, longest + 1):
        yield from (tuple(node[1:-1] for node in path) for path in _walks(onward, left, first, last, length))


def _network(
    data: Engine, first: str, last: str, longest: int
) -> tuple[Mapping[str, list[str]], Mapping[str, int]]:
    """The lines among nodes that a path may visit, and from each of them the fewest lines to the end."""
    back: dict[str, set[str]] = {}
    left = {last: 0}
    edge: set[str] = {last}
    for steps in range(1, longest + 1):
        found = _neighbours(data, edge)
        for source, target in found:
            back.setdefault(target, set()).add(source)
        edge = {source for source, _ in found} - left.keys()
        left.update(dict.fromkeys(edge, steps))
        if not edge or (first in left and steps == longest):
            break
    onward: dict[str, list[str]] = {}
    for target, sources in back.items():
        for source in sources:
            onward.setdefault(source, []).append(target)
    return {source: sorted(targets) for source, targets in onward.items()}, left


def _neighbours(data: Engine, nodes: Collection[str]) -> list[tuple[str, str]]:
    """The lines that lead to the nodes, each as the node it comes from and the node it leads to."""
    found: list[tuple[str, str]] = []
    ordered = sorted(nodes)
    for place in range(0, len(ordered), _PART):
        values = " ".join(ordered[place : place + _PART])
        query = f"SELECT DISTINCT ?from ?to WHERE {{ VALUES ?to {{ {values} }} ?from {_LINKED} ?to . }}"
        found += [(source, target) for source, target in data.select(query)[1] if source and target]
    return found


def _walks(
    onward: Mapping[str, list[str]], left: Mapping[str, int], first: str, last: str, length: int
) -> Iterator[list[str]]:
    """Yields the simple paths of exactly `length` lines, in the order of their nodes.

    A stack of its own, for a path may be longer than Python lets functions call each other.
    """
    path = [first]
    choices = [iter(onward.get(first, ()))]
    while choices:
        node = next(choices[-1], None)
        ahead = length - len(path)
        if node is None:
            choices.pop()
            path.pop()
        elif node in path or left[node] > ahead or (node == last) != (ahead == 0):
            continue
        elif ahead == 0:
            yield [*path, node]
        else:
            path.append(node)
            choices.append(iter(onward.get(node, ())))
