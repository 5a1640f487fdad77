"""Turtle for people."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from documents_read import MappedCase, mapped_cases

from lodpress.engines.oxigraph import triples_of_turtle
from lodpress.serialization.turtle import ordered, turtle
from lodpress.triples import Triple, literal

BASE = "https://example.org/doc/"


@pytest.mark.parametrize("case", mapped_cases(), ids=str)
def test_what_is_written_reads_back(case: MappedCase) -> None:
    """Every triple of every document, and no other."""
    text = turtle(ordered(case.mapped.triples, case.mapped.ranks), case.mapped.base)
    assert set(triples_of_turtle(text.encode())) == set(case.mapped.triples)


@pytest.mark.parametrize(
    "iri",
    ["https://example.org/doc/", "https://example.org/doc/a:b", "https://example.org/doc//x", "https://example.org/doc/?q", "https://example.org/doc/#f",
     "https://example.org/doc/é", "https://w3id.org/lodpress/ns#a.b", "https://w3id.org/lodpress/ns#", "urn:x:y"],
)  # fmt: skip
def test_odd_iris_read_back(iri: str) -> None:
    """What may not be written relative or prefixed is written whole."""
    triples: list[Triple] = [(f"<{iri}>", f"<{iri}>", f"<{iri}>")]
    assert triples_of_turtle(turtle(triples, BASE).encode()) == triples


@pytest.mark.parametrize(
    "text", ['a "quote"', "back\\slash", "line\nfeed", "tab\t", "\x00\x7f", "\ufffe", "日本 🎋", "x\\"]
)
def test_odd_literals_read_back_as_pyoxigraph_writes_them(text: str) -> None:
    """The canonical N-Triples form is pyoxigraph's, and Turtle holds it."""
    term = literal(text, language="EN")
    assert (
        term == str(ox.Literal(text, language="en")) or "\x00" in text or "\x7f" in text or "\ufffe" in text
    )
    triples: list[Triple] = [("<https://a.example/>", "<https://a.example/>", term)]
    assert triples_of_turtle(turtle(triples, BASE).encode()) == triples


def test_a_document_reads_like_this() -> None:
    """One base, own class first, subjects and objects in document order, numbers bare."""
    cg, rdf = "https://w3id.org/lodpress/ns#", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    integer = "^^<http://www.w3.org/2001/XMLSchema#integer>"
    two, ten = f"<{BASE}idea/2>", f"<{BASE}idea/10>"
    triples: list[Triple] = [
        (ten, f"<{cg}linksTo>", two),
        (two, f"<{cg}sourceLine>", f'"12"{integer}'),
        (two, f"<{cg}sourceLine>", f'"9"{integer}'),
        (two, f"<{rdf}type>", "<http://www.w3.org/2004/02/skos/core#Concept>"),
        (two, f"<{rdf}type>", f"<{cg}KeyIdea>"),
    ]
    assert turtle(ordered(triples, {two: 0, ten: 1}), BASE) == (
        "@prefix cg: <https://w3id.org/lodpress/ns#> .\n@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        "@base <https://example.org/doc/> .\n\n<idea/2>\n    a cg:KeyIdea, skos:Concept ;\n    cg:sourceLine 9, 12 .\n\n"
        "<idea/10>\n    cg:linksTo <idea/2> .\n"
    )
