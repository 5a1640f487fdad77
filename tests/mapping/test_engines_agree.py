"""Three JSON-LD processors read the same triples from every record."""

from __future__ import annotations

import orjson
import pytest
from documents_read import MappedCase, context, mapped_cases
from pyld import jsonld as pyld_jsonld  # type: ignore[import-untyped]

from lodpress.engines import rdflib
from lodpress.engines.oxigraph import canonical_triples_of_turtle, triples_of_jsonld
from lodpress.engines.oxigraph_sparql import SparqlStore
from lodpress.triples import literal

CASES = mapped_cases()


@pytest.mark.parametrize("case", CASES, ids=str)
def test_rdflib_reads_what_pyoxigraph_reads(case: MappedCase) -> None:
    """The reference engine and the fast one, to the triple."""
    data = orjson.dumps(case.mapped.jsonld(context()))
    assert rdflib.triples_of_jsonld(data) == sorted(case.mapped.triples)


@pytest.mark.parametrize("case", CASES[:6], ids=str)
def test_pyld_reads_what_pyoxigraph_reads(case: MappedCase) -> None:
    """A third processor, to the triple."""
    quads = pyld_jsonld.to_rdf(case.mapped.jsonld(context()), {"format": "application/n-quads"})
    again = triples_of_jsonld(orjson.dumps(case.mapped.jsonld(context())))
    lines = {line for line in quads.splitlines() if line}
    assert lines == {f"{s} {p} {o} ." for s, p, o in again}


@pytest.mark.parametrize("case", CASES, ids=str)
def test_no_triple_is_read_twice(case: MappedCase) -> None:
    """The record says some things in two ways; the triples are a set."""
    assert len(set(case.mapped.triples)) == len(case.mapped.triples)


@pytest.mark.parametrize("end", ["\u2028", "\u0085", "\u000b", "\u001c"])
def test_a_line_end_of_unicode_is_part_of_its_text(end: str) -> None:
    """N-Triples ends a line by a line feed, Python's `splitlines` by these as well."""
    triple = ("<urn:a>", "<urn:b>", literal(f"one{end}two"))
    assert triples_of_jsonld(orjson.dumps([{"@id": "urn:a", "urn:b": f"one{end}two"}])) == [triple]
    assert canonical_triples_of_turtle(f"<urn:a> <urn:b> {triple[2]} .".encode()) == [triple]
    assert SparqlStore(triples=[triple]).construct("CONSTRUCT WHERE { ?s ?p ?o }") == [triple]
