"""A store that holds its graphs in memory, and random graphs for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from hypothesis import strategies as st

from lodpress.stores.comparison.difference import Comparison, Step
from lodpress.stores.comparison.sides import FileSide
from lodpress.triples import Triple, from_statements

#: Statements by the IRI of their graph, which is empty for the default graph.
Graphs = Mapping[str, Sequence[str]]

_NODES = ("<https://a.example/s>", "<https://a.example/s/t>", "_:x", "_:y", "_:z")
_TERMS = (*_NODES, '"a <b> \\"c\\" _:x"', '"a\\tb\\nc"@en', '"01"^^<http://www.w3.org/2001/XMLSchema#integer>',
          '"\\u0001 \u2028 \U00010000"')  # fmt: skip
_PROPERTIES = ("<https://a.example/p>", "<https://a.example/p/q>")
STATEMENTS = st.builds(
    "{} {} {}".format, st.sampled_from(_NODES), st.sampled_from(_PROPERTIES), st.sampled_from(_TERMS)
)
NAMES = ("https://a.example/g", "https://a.example/g/1", "https://a.example/g-2")
#: Up to three graphs of a few statements each, with blank nodes and what is easily misread.
GRAPHS = st.dictionaries(st.sampled_from(NAMES), st.lists(STATEMENTS, min_size=1, max_size=8), max_size=3)


class MemoryStore:
    """A store that is read as `lodpress.stores.Store`."""

    kind = "sparql"
    name = "the store in memory"

    def __init__(self, graphs: Graphs) -> None:
        self._graphs = graphs

    def graph_names(self) -> Iterator[str]:
        """Yields the IRIs of the named graphs, sorted."""
        return iter(sorted(name for name in self._graphs if name))

    def read(self, graph: str | None) -> list[Triple]:
        """The triples of a graph, none where it is absent."""
        return from_statements(sorted(set(self._graphs.get(graph or "", ()))))


def nquads(graphs: Graphs) -> str:
    """The graphs as N-Quads; blank nodes are of one graph alone."""
    lines = []
    for number, (name, statements) in enumerate(graphs.items()):
        end = f" <{name}> .\n" if name else " .\n"
        for one in statements:
            subject, predicate, term = one.split(" ", 2)
            words = (_of(subject, number), predicate, _of(term, number))
            lines.append(" ".join(words) + end)
    return "".join(lines)


def _of(term: str, number: int) -> str:
    return f"_:g{number}{term[2:]}" if term.startswith("_:") else term


def read_back(text: str, folder: Path, name: str = "data.nq") -> dict[str, list[str]]:
    """The statements of N-Quads by graph, as a comparison sees them."""
    (folder / name).write_text(text, encoding="utf-8", newline="\n")
    return {graph.name: list(graph.statements()) for graph in FileSide(folder / name, folder).graphs()}


def steps(a: str, b: str, folder: Path) -> list[Step]:
    """What differs of two texts of N-Quads, and what does not."""
    for name, text in (("a.nq", a), ("b.nq", b)):
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    sides = [FileSide(folder / name, folder).graphs() for name in ("a.nq", "b.nq")]
    return list(Comparison(*sides))
