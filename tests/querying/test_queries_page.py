"""Claims about `queries/index.html`: it is made from the files, tells all of each query, and needs nothing else."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from itertools import pairwise

import pytest
from html_page import Page
from truth import ROOT

from lodpress.bundled import bundled, bundled_text
from lodpress.querying.bundle import Query
from lodpress.querying.defaults import default_of
from lodpress.querying.execution import shipped_bundle

HTML = bundled_text("queries", "index.html")
MAKER = ROOT / ".ci" / "queries_page.py"
QUERIES = shipped_bundle().queries


PAGE = Page(HTML)
each_query = pytest.mark.parametrize("one", QUERIES, ids=lambda one: one.name)


@pytest.mark.skipif(not MAKER.is_file(), reason="`.ci` is no part of a source distribution")
def test_the_page_is_the_one_that_the_files_give() -> None:
    """Byte for byte, so that the page cannot tell of yesterday's queries."""
    done = subprocess.run(
        [sys.executable, str(MAKER), "--check"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


@each_query
def test_all_of_a_query_stands_under_its_name(one: Query) -> None:
    """Question, summary, tags, how to call it, and the file's own text."""
    text = PAGE.text[one.short_name]
    for told in (one.question, one.summary, *one.decorators["tags"], one.text.rstrip()):
        assert told in text
    assert f"lodpress query {one.short_name} documents" in text
    assert f'lodpress.query("{one.short_name}", data' in text


@each_query
def test_the_parameters_of_a_query_are_told_with_types_and_defaults(one: Query) -> None:
    """And each type is explained."""
    text = PAGE.text[one.short_name]
    for parameter in one.parameters:
        assert f"{parameter.name}{parameter.type}, by default {default_of(parameter, one.text).value}" in text
        assert f"--{parameter.name} " in text


@each_query
def test_a_query_shows_its_answer_or_whom_it_asks(one: Query) -> None:
    """On the examples, which hold an answer to each."""
    calls = "federated" in one.decorators["tags"]
    assert ("Answer on the examples" in PAGE.text[one.short_name]) != calls
    assert ("runs only where --allow-service says so" in PAGE.text[one.short_name]) == calls


def test_every_link_within_the_page_and_its_folder_leads_somewhere() -> None:
    """An anchor stands once, and a file is there."""
    anchors = Counter(PAGE.values("id"))
    assert set(anchors.values()) == {1}
    here = [href for href in PAGE.values("href") if not href.startswith("http")]
    assert {href[1:] for href in here if href.startswith("#")} - anchors.keys() == set()
    files = {href for href in here if not href.startswith("#")}
    assert [href for href in files if not (bundled("queries") / href).is_file()] == []
    assert files >= {f"{one.name}.rq" for one in QUERIES}


def test_the_page_needs_no_other_resource() -> None:
    """No script, image, font or style sheet is fetched."""
    assert {tag for tag, _ in PAGE.elements} & {"script", "img", "iframe", "object", "base", "link"} == set()
    assert PAGE.values("src") == []
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
    levels = [int(heading[1]) for heading in PAGE.headings]
    assert all(after - before <= 1 for before, after in pairwise(levels))
