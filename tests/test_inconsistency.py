"""A contradiction is a problem at the source line of what it is about, and keeps a build from publishing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from documents_read import BASE, CG

from lodpress.codes import Severity
from lodpress.engines.oxigraph import triples_of_jsonld
from lodpress.problems import FindingsError
from lodpress.publishing import DocumentInput, Engines, Findings, Press, build, make_engines
from lodpress.settings import Settings
from lodpress.triples import Triple

TEXT = b"Concept Graph using Model X:\ngraph LR\nM[Tides] --> A[Ports 1]\nA --> T[Sea]\nResume:\nText.\n1 Key Ideas:\n1.- Tides.\n"
RDF_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
DOCUMENT = DocumentInput("tides", "tides.txt", "tides.txt", lambda: TEXT)


def _contradicting() -> Engines:
    """Engines whose reader takes the idea for a theme as well."""

    def read(data: bytes) -> list[Triple]:
        triples = triples_of_jsonld(data)
        idea = f"<{BASE}tides/idea/1>"
        return [*triples, (idea, RDF_TYPE, f"<{CG}Theme>")] if any(t[0] == idea for t in triples) else triples

    return replace(make_engines(), read_jsonld=read)


def test_a_contradiction_stands_at_its_source_line() -> None:
    """An idea that is a theme too: disjoint classes, at the line of the idea's node."""
    problems = Press(Settings(), _contradicting()).process(DOCUMENT).problems
    (found,) = [problem for problem in problems if problem.code == "inconsistent"]
    assert (found.line, found.severity) == (3, Severity.ERROR)
    assert "cax" in found.message


def test_nothing_is_published_over_a_contradiction(tmp_path: Path) -> None:
    """The build raises, and the folder is not made."""
    said: list[Findings] = []
    with pytest.raises(FindingsError):
        build(Press(Settings(), _contradicting()), [DOCUMENT], tmp_path / "out", said.append)
    assert not list(tmp_path.iterdir())
    assert any(problem.code == "inconsistent" for findings in said for problem in findings.problems)
