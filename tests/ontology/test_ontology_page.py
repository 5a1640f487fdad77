"""Claims about `ontology/index.html`: it is made from the ontology, names every term, and needs nothing else."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from html_page import Page
from rdflib import Graph, URIRef
from rdflib.namespace import RDF, RDFS, SKOS
from truth import ROOT

from lodpress.bundled import bundled, bundled_text
from lodpress.terms import CG

HTML = bundled_text("ontology", "index.html")
GRAPH = Graph().parse(data=bundled_text("ontology", "cg.ttl"))
TERMS = sorted({s for s in GRAPH.subjects() if isinstance(s, URIRef) and s.startswith(CG)})
MAKER = ROOT / ".ci" / "ontology_page.py"


PAGE = Page(HTML)


@pytest.mark.skipif(not MAKER.is_file(), reason="`.ci` is no part of a source distribution")
def test_the_page_is_the_one_that_the_ontology_gives() -> None:
    """Byte for byte, so that the page cannot tell of yesterday's ontology."""
    done = subprocess.run(
        [sys.executable, str(MAKER), "--check"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term.removeprefix(CG))
def test_the_iri_of_a_term_leads_to_all_that_is_said_of_it(term: URIRef) -> None:
    """The fragment is an anchor, and label, definition, example and IRI stand there."""
    text = PAGE.text[term.removeprefix(CG)]
    for predicate in (RDFS.label, SKOS.definition, SKOS.example):
        assert str(GRAPH.value(term, predicate)) in text
    assert term in text


def test_every_borrowed_term_is_listed() -> None:
    """Each with its IRI."""
    named = {s for s in GRAPH.subjects(RDF.type) if isinstance(s, URIRef)}
    assert {term for term in named if not term.startswith(CG.rstrip("#"))} <= set(
        map(URIRef, PAGE.values("href"))
    )


def test_every_link_within_the_page_and_its_folder_leads_somewhere() -> None:
    """An anchor stands once, and a file is there."""
    anchors = Counter(PAGE.values("id"))
    assert set(anchors.values()) == {1}
    here = [href for href in PAGE.values("href") if not href.startswith("http")]
    assert {href[1:] for href in here if href.startswith("#")} - anchors.keys() == set()
    assert [
        href for href in here if not href.startswith("#") and not (bundled("ontology") / Path(href)).is_file()
    ] == []


def test_the_page_needs_no_other_resource() -> None:
    """No script, image, font or style sheet is fetched."""
    assert {tag for tag, _ in PAGE.elements} & {"script", "img", "iframe", "object", "base"} == set()
    assert PAGE.values("src") == []
    assert [a for tag, a in PAGE.elements if tag == "link" and a.get("rel") != "alternate"] == []
    assert "url(" not in HTML
    assert "@import" not in HTML


def test_the_page_can_be_read_by_anyone() -> None:
    """It says its language and encoding, fits small screens, knows light and dark, and its headings nest."""
    assert ("html", {"lang": "en"}) in PAGE.elements
    assert ("meta", {"charset": "utf-8"}) in PAGE.elements
    assert {"viewport", "color-scheme", "description"} <= set(PAGE.values("name"))
    assert "prefers-color-scheme: dark" in HTML
    assert PAGE.headings[0] == "h1"
    assert PAGE.headings.count("h1") == 1
    assert "h2" in PAGE.headings[: PAGE.headings.index("h3")]
