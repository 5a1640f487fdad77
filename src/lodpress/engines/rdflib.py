"""The door to rdflib: the reference reader of JSON-LD, and graphs for those who work with rdflib."""

from __future__ import annotations

from collections.abc import Iterable

import rdflib
from rdflib.term import Node

from lodpress.problems import EngineError
from lodpress.terms import PREFIXES
from lodpress.triples import Triple, iri, lexical_form, literal


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
    """An rdflib graph of the triples with the project's prefixes bound, its literals exactly as given."""
    graph = rdflib.Graph()
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace, replace=True)
    nodes: dict[str, Node] = {}
    for triple in triples:
        for term in triple:
            if term not in nodes:
                nodes[term] = node_of(term)
        graph.add((nodes[triple[0]], nodes[triple[1]], nodes[triple[2]]))
    return graph


def node_of(term: str) -> Node:
    """The rdflib term of a canonical N-Triples term; a literal keeps its lexical form."""
    if term.startswith("<"):
        return rdflib.URIRef(term[1:-1])
    if term.startswith("_:"):
        return rdflib.BNode(term[2:])
    text, rest = lexical_form(term), term[term.rindex('"') + 1 :]
    if rest.startswith("@"):
        return rdflib.Literal(text, lang=rest[1:])
    return rdflib.Literal(text, datatype=rdflib.URIRef(rest[3:-1]) if rest else None, normalize=False)
