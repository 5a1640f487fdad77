"""Who and what made a document, as header, page head and credits say it."""

from __future__ import annotations

import pytest

from lodpress import read_text
from lodpress.model import ConceptGraph

BODY = (
    "graph LR\nM[Tides] --> A[Ports 1]\nA --> T[Sea]\nResume:\nText.\n1 Key Ideas:\n1.- Tides feed ports.\n"
)


def _graph(header: str = "", credits: str = "") -> ConceptGraph:
    return read_text(f"{header}\n{BODY}{credits}\n".lstrip())


def _named(graph: ConceptGraph) -> list[tuple[str, str]]:
    return [(credit.role, credit.name) for credit in graph.credits]


@pytest.mark.parametrize(
    ("header", "models"),
    [
        ("Concept Graph using Model X:", ["Model X"]),
        (
            "Concept Graph & Resume using Model A 3 | Model B4o | Model C 3:",
            ["Model A 3", "Model B4o", "Model C 3"],
        ),
        ("Concept Graph, Resume & KeyIdeas using Model R1 :", ["Model R1"]),
        ("# Concept Graph", []),
        ("Grafo de conceptos con Modelo X:", ["Modelo X"]),
        ("Konzeptgraph mit Modell X:", ["Modell X"]),
        ("概念グラフ（モデルX 使用）:", ["モデルX"]),
        ("مخطط المفاهيم باستخدام نموذج:", ["نموذج"]),
    ],
)
def test_models_come_from_the_header(header: str, models: list[str]) -> None:
    """Each model by its own name, in the order named."""
    assert [name for role, name in _named(_graph(header)) if role == "Generator"] == models


@pytest.mark.parametrize(
    ("credits", "named", "year"),
    [
        ("Interview byAna Example| Custom GPT and Knowledge Vault built byBo Sample 2025", [("Interviewer", "Ana Example"), ("Curator", "Bo Sample")], "2025"),
        ("Interview by Ana Example & Cy Case | built by Bo Sample", [("Interviewer", "Ana Example"), ("Interviewer", "Cy Case"), ("Curator", "Bo Sample")], None),
        ("Knowledge Vault built by Bo Sample (2024)", [("Curator", "Bo Sample")], "2024"),
        ("Interview by Neil deSample | built by Bo Sample 2025", [("Interviewer", "Neil deSample"), ("Curator", "Bo Sample")], "2025"),
    ],
)  # fmt: skip
def test_people_come_from_the_credits(credits: str, named: list[tuple[str, str]], year: str | None) -> None:
    """Interviewer and curator, several of them, and the year of the curation."""
    graph = _graph(credits=credits)
    assert _named(graph) == named
    assert (graph.curation_date.text if graph.curation_date else None) == year


def test_names_with_a_small_particle_do_not_run_together() -> None:
    """`deSample` is a name, `byAna` is not."""
    codes = {p.code for p in _graph(credits="Interview by Neil deSample | built by Bo Sample 2025").problems}
    assert "credits-run-together" not in codes


def test_guests_title_and_date_come_from_the_page_head() -> None:
    """`NAMES : TITLE` above the header, and the first date."""
    graph = _graph(
        "Talks 7 (03/07/2025)\nAna Example & Bo Sample : Tides and Ports\nConcept Graph using Model X:"
    )
    assert graph.title == "Tides and Ports"
    assert [name for role, name in _named(graph) if role == "Guest"] == ["Ana Example", "Bo Sample"]
    assert graph.talk_date is not None and graph.talk_date.text == "03/07/2025"


def test_nobody_is_credited_from_prose() -> None:
    """A sentence in the resume that names somebody credits nobody."""
    graph = read_text(BODY.replace("Text.", "An interview by Ana Example, built by hand."))
    assert graph.credits == ()
