"""The door to pyoxigraph: the fast reader, writer, canonicaliser and query engine."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import pyoxigraph as ox

from lodpress.problems import EngineError
from lodpress.triples import Triple, from_ntriples

_NTRIPLES = ox.RdfFormat.N_TRIPLES


def triples_of_jsonld(data: bytes) -> list[Triple]:
    """The triples of a JSON-LD 1.1 document with inline contexts, each once, in the order read."""
    return _read(data, ox.RdfFormat.JSON_LD)


def triples_of_turtle(data: bytes, *, base: str | None = None) -> list[Triple]:
    """The triples of a Turtle document, each once, in the order read; blank nodes keep their labels."""
    return _read(data, ox.RdfFormat.TURTLE, base)


def _read(data: bytes, syntax: ox.RdfFormat, base: str | None = None) -> list[Triple]:
    try:
        quads = ox.parse(data, format=syntax, base_iri=base)
        lines = ox.serialize((quad.triple for quad in quads), format=_NTRIPLES)
    except (SyntaxError, ValueError) as error:
        raise EngineError(f"pyoxigraph cannot read this {syntax.name}: {error}") from error
    assert lines is not None  # without an output argument the bytes are returned
    return from_ntriples(dict.fromkeys(lines.decode().splitlines()))


def canonical_digest(triples: Iterable[Triple]) -> str:
    """The RDFC-1.0 SHA-256 of a graph that may have blank nodes, in hexadecimal."""
    dataset = ox.Dataset(ox.parse(_ntriples(triples), format=ox.RdfFormat.N_QUADS))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    lines = ox.serialize(dataset, format=ox.RdfFormat.N_QUADS)
    assert lines is not None
    return hashlib.sha256(b"".join(sorted(lines.splitlines(keepends=True)))).hexdigest()


def canonical_triples_of_turtle(data: bytes, *, base: str | None = None) -> list[Triple]:
    """The triples of a Turtle document in file order, its blank nodes labelled by RDFC-1.0: the same on every run."""
    plain = triples_of_turtle(data, base=base)
    dataset = ox.Dataset(ox.parse(_ntriples(plain), format=ox.RdfFormat.N_TRIPLES))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    lines = ox.serialize((quad.triple for quad in dataset), format=_NTRIPLES)
    assert lines is not None
    canonical = from_ntriples(lines.decode().splitlines())
    named = [triple for triple in plain if "_:" not in (triple[0][:2], triple[2][:2])]
    blank = sorted(triple for triple in canonical if "_:" in (triple[0][:2], triple[2][:2]))
    return [*named, *blank]


def _ntriples(triples: Iterable[Triple]) -> bytes:
    return "".join(f"{s} {p} {o} .\n" for s, p, o in triples).encode()
