"""The shipped queries, the two examples as data in both engines, and the expected answers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

from documents_read import BASE, mapped_case

from lodpress.engines.oxigraph import triples_of_turtle
from lodpress.engines.oxigraph_sparql import SparqlStore
from lodpress.engines.rdflib_sparql import SparqlGraph
from lodpress.querying.answers import Description, Engine, Solutions
from lodpress.querying.bundle import Query
from lodpress.querying.execution import shipped_bundle
from lodpress.querying.parameters import Value
from lodpress.querying.sources import EngineMaker
from lodpress.terms import PREFIXES, XSD

EXAMPLES = ("deepseek-impact", "giving-rivers-room")
ENGINES: dict[str, EngineMaker] = {"pyoxigraph": SparqlStore, "rdflib": SparqlGraph}
EXPECTED = Path(__file__).resolve().parents[1] / "queries" / "expected"

#: What the expected answer was asked with, where it was not the default.
ASKED_WITH: dict[str, dict[str, Value]] = {
    "all-lines.deepseek-impact": {"document": "deepseek-impact"},
    "bridging-ideas.deepseek-impact": {"document": "deepseek-impact"},
    "circles.deepseek-impact": {"document": "deepseek-impact"},
    "common-themes.deepseek-impact+giving-rivers-room+rain-in-the-street": {"minimum": 2},
    "document-overlap.deepseek-impact": {"document": "deepseek-impact"},
    "document-overlap.deepseek-impact+giving-rivers-room+rain-in-the-street.small": {
        "document": "rain-in-the-street"
    },
    "document-schema-org.deepseek-impact": {"document": "deepseek-impact"},
    "document-skos.deepseek-impact": {"document": "deepseek-impact"},
    "document-skos.rain-in-the-street": {"document": "rain-in-the-street"},
    "idea-network.deepseek-impact": {"document": "deepseek-impact"},
    "idea-paths.giving-rivers-room.direct": {"from-idea": 12, "to-idea": 14},
    "idea-paths.giving-rivers-room.four": {"from-idea": 16, "to-idea": 8},
    "idea-paths.giving-rivers-room.two": {"from-idea": 12, "to-idea": 13},
    "idea-provenance.giving-rivers-room": {"idea": 10},
    "idea-search.giving-rivers-room": {"text": "flood"},
    "idea-siblings.deepseek-impact": {"idea": 1},
    "idea-steps.deepseek-impact": {"idea": 1},
    "idea-themes.deepseek-impact": {"idea": 1},
    "ideas.deepseek-impact": {"document": "deepseek-impact"},
    "link-labels.deepseek-impact": {"document": "deepseek-impact"},
    "links.deepseek-impact": {"document": "deepseek-impact"},
    "nested-themes.deepseek-impact": {"document": "deepseek-impact"},
    "person-documents.deepseek-impact": {"agent": "Lex Fridman"},
    "person-documents.deepseek-impact+giving-rivers-room+rain-in-the-street": {"agent": "Bo Sample"},
    "person-documents.deepseek-impact.model": {"agent": "Moonshot Kimi K2"},
    "person-documents.giving-rivers-room.interviewer": {"agent": "Ana Example"},
    "same-ideas.deepseek-impact+giving-rivers-room+rain-in-the-street": {"minimum": 2},
    "shared-themes.deepseek-impact": {"idea": 1, "other-idea": 2},
    "source-line.giving-rivers-room": {"document": "giving-rivers-room", "line": 27},
    "source-line.giving-rivers-room.class": {"document": "giving-rivers-room", "line": 67},
    "source-line.giving-rivers-room.credits": {"document": "giving-rivers-room", "line": 97},
    "source-line.giving-rivers-room.guests": {"document": "giving-rivers-room", "line": 2},
    "source-line.giving-rivers-room.header": {"document": "giving-rivers-room", "line": 5},
    "source-line.giving-rivers-room.paragraph": {"document": "giving-rivers-room", "line": 74},
    "source-line.giving-rivers-room.statement": {"document": "giving-rivers-room", "line": 85},
    "source-line.giving-rivers-room.topic": {"document": "giving-rivers-room", "line": 14},
    "source-line.rain-in-the-street": {"document": "rain-in-the-street", "line": 15},
    "source-line.rain-in-the-street.node": {"document": "rain-in-the-street", "line": 16},
    "theme-documents.deepseek-impact": {"label": "open"},
    "theme-documents.deepseek-impact+giving-rivers-room+rain-in-the-street": {"label": "WATER"},
    "theme-evidence.deepseek-impact": {"theme": "Cost"},
    "theme-ideas.giving-rivers-room": {"theme": "Storage"},
    "theme-links.deepseek-impact": {"document": "deepseek-impact"},
    "theme-names.deepseek-impact": {"theme": "Cost"},
    "theme-neighbourhood.deepseek-impact": {"theme": "Open"},
    "theme-tree.deepseek-impact": {"theme": "Open"},
    "theme-whole.deepseek-impact": {"theme": "Cost"},
    "themes-together.deepseek-impact+giving-rivers-room+rain-in-the-street": {"minimum": 2},
}


@dataclass(frozen=True, slots=True)
class ExpectedAnswer:
    """An expected answer on one document or several."""

    file: Path

    @property
    def query(self) -> Query:
        """The query that it answers."""
        return shipped_bundle().find(self.file.name.split(".")[0])

    @property
    def example(self) -> str:
        """The document that is asked, or several joined by `+`."""
        return self.file.name.split(".")[1]

    @property
    def values(self) -> dict[str, Value]:
        """What is asked with."""
        return ASKED_WITH.get(self.file.name.rsplit(".", 1)[0], {})

    def __str__(self) -> str:
        return self.file.name

    @property
    def answer(self) -> Solutions | Description:
        """The answer, its terms absolute."""
        text = self.file.read_text(encoding="utf-8")
        if self.file.suffix == ".ttl":
            return Description(tuple(sorted(triples_of_turtle(text.encode()))))
        head, *rows = [line.split("\t") for line in text.removesuffix("\n").split("\n")]
        variables = tuple(name.removeprefix("?") for name in head)
        return Solutions(variables, tuple(tuple(_term(cell) for cell in row) for row in rows))


def _term(cell: str) -> str | None:
    """The N-Triples term of a cell: relative to the base, prefixed, or a plain number."""
    if not cell or cell.startswith('"'):
        return cell or None
    if cell.startswith("<"):
        return f"<{BASE}{cell[1:-1]}>"
    if re.fullmatch(r"\d+", cell):
        return f'"{cell}"^^<{XSD}integer>'
    prefix, local = cell.split(":")
    return f"<{PREFIXES[prefix]}{local}>"


def expected_answers() -> list[ExpectedAnswer]:
    """Every expected answer."""
    return [ExpectedAnswer(file) for file in sorted(EXPECTED.iterdir())]


@cache
def engine(kind: str, *examples: str) -> Engine:
    """The examples, or other documents, as data in an engine; a name may be several joined by `+`."""
    names = [name for joined in examples for name in joined.split("+")]
    return ENGINES[kind](triples=[t for name in names for t in mapped_case(name).mapped.triples])


def comparable(answer: Solutions | Description) -> Solutions | Description:
    """The answer with its decimal and floating numbers at ten significant digits."""
    if isinstance(answer, Description):
        return answer
    return Solutions(answer.variables, tuple(tuple(map(_rounded, row)) for row in answer.rows))


def _rounded(term: str | None) -> str | None:
    match = re.fullmatch(rf'"([^"]*)"\^\^<{re.escape(XSD)}(?:decimal|double|float)>', term or "")
    return f"{Decimal(match[1]):.10g}" if match else term
