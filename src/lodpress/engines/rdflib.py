"""The door to rdflib: the reference reader of JSON-LD, and graphs for those who work with rdflib."""

from __future__ import annotations

from collections.abc import Iterable

import rdflib
from rdflib.term import Node

from lodpress.problems import EngineError
from lodpress.triples import Triple, iri, literal


def term_text(node: Node) -> str:
    """The canonical N-Triples term of an rdflib term."""
    if isinstance(node, rdflib.Literal):
        return literal(str(node), language=node.language or "", datatype=str(node.datatype or ""))
    return f"_:{node}" if isinstance(node, rdflib.BNode) else iri(str(node))


def triples_of_jsonld(data: bytes) -> list[Triple]:
    """The triples of a JSON-LD 1.1 document with inline contexts, each once, sorted."""
    dataset = rdflib.Dataset()
    try:
        dataset.parse(data=data, format="json-ld")
    except ValueError as error:
        raise EngineError(f"rdflib cannot read this JSON-LD: {error}") from error
    return sorted({(term_text(s), term_text(p), term_text(o)) for s, p, o, _ in dataset.quads()})


def graph_of(triples: Iterable[Triple]) -> rdflib.Graph:
    """An rdflib graph of the triples, its literals exactly as given."""
    text = "".join(f"{s} {p} {o} .\n" for s, p, o in triples)
    graph = rdflib.Graph()
    graph.parse(data=text, format="nt")
    return graph
