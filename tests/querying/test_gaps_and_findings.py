"""The queries on quality find in the data what the reader of the text reports of it."""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest
from documents_read import mapped_cases
from generated_documents import generated_documents
from query_cases import ENGINES

from lodpress.engines.oxigraph_sparql import SparqlStore
from lodpress.mapping.document import MappedDocument
from lodpress.querying.answers import Solutions
from lodpress.querying.execution import query
from lodpress.querying.rows import Row

#: The code of a finding, and what the query calls it.
CALLED = {
    "class-undefined": "class without style",
    "class-unused": "class without nodes",
    "idea-not-drawn": "idea without node",
    "idea-without-class": "idea without class",
    "idea-without-number": "idea without number",
    "theme-without-ideas": "theme without ideas",
}
MAPPED = [one.mapped for one in mapped_cases()]
each_document = pytest.mark.parametrize("mapped", MAPPED, ids=lambda mapped: mapped.graph.name)


def _rows(name: str, mapped: MappedDocument) -> list[Row]:
    answer = query(name, SparqlStore(triples=mapped.triples))
    assert isinstance(answer, Solutions)
    return list(answer)


def _reported(mapped: MappedDocument) -> Counter[str]:
    return Counter(problem.code for problem in mapped.graph.problems)


def _is_as_reported(mapped: MappedDocument) -> bool:
    """Whether gaps are as many as findings, and lines without a line back those that are reported.

    Of several lines between the same idea and theme the reader reports the last.
    """
    found = Counter(row.finding for row in _rows("gaps", mapped))
    last: dict[tuple[str, str], int] = {}
    for row in _rows("one-way-lines", mapped):
        last[row.idea, row.theme] = max(row.line, last.get((row.idea, row.theme), 0))
    lines = [p.line for p in mapped.graph.problems if p.code == "line-back-missing"]
    counts = {code: found[called] for code, called in CALLED.items()}
    return counts == {code: _reported(mapped)[code] for code in CALLED} and sorted(last.values()) == lines


@each_document
def test_gaps_and_one_way_lines_are_those_that_are_reported(mapped: MappedDocument) -> None:
    """As many of each kind, and the same lines of the text."""
    assert _is_as_reported(mapped)


@pytest.mark.slow
def test_they_are_in_the_generated_documents_too() -> None:
    """A hundred documents, no kind of gap missing from all."""
    assert [one.graph.name for one in generated_documents() if not _is_as_reported(one)] == []
    seen = sum(map(_reported, [*generated_documents(), *MAPPED]), Counter[str]())
    assert {*CALLED, "line-back-missing"} <= seen.keys()


@each_document
def test_an_idea_without_theme_or_statement_is_one_that_was_read_so(mapped: MappedDocument) -> None:
    """Told for listed ideas too, and where the document has no theme at all."""
    found = Counter(row.finding for row in _rows("gaps", mapped))
    ideas = mapped.graph.ideas
    assert found["idea without theme"] == sum(not idea.themes for idea in ideas)
    assert found["idea without statement"] == sum(idea.statement is None for idea in ideas)


@cache
def _everything(kind: str) -> Solutions:
    data = ENGINES[kind](triples=dict.fromkeys(triple for one in MAPPED for triple in one.triples))
    answer = query("gaps", data)
    assert isinstance(answer, Solutions)
    return answer


def test_both_engines_tell_the_gaps_of_all_documents_alike() -> None:
    """What is missing from one document is not made up for by another."""
    assert _everything("pyoxigraph") == _everything("rdflib")
    assert len(_everything("pyoxigraph")) == sum(len(_rows("gaps", one)) for one in MAPPED)
