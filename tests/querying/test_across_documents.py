"""The queries across documents, over four small documents that share themes and ideas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

import pytest
from documents_read import BASE, context
from query_cases import ENGINES

import lodpress
from lodpress.bundled import bundled_text
from lodpress.engines import oxigraph, oxigraph_sparql
from lodpress.entailment import compiled_reasoner
from lodpress.iris import Iris
from lodpress.mapping.document import map_document
from lodpress.querying.answers import Engine, Solutions
from lodpress.querying.execution import query
from lodpress.querying.parameters import Value
from lodpress.querying.rows import value_of
from lodpress.settings import Publication
from lodpress.triples import Triple

#: `Moon` is no theme here, since nothing stands under it; the third idea is not drawn.
PORTS = """graph LR
M[Ports] --> A[Ports grow 1]
M --> B[Ships wait 2]
M --> N[Moon]
A --> S[Sea]
B --> S
B --> T[Trade]
Key Ideas:
1. Where the tide is high, a port can grow.
2. At low water the ships lie off the bar.
3. The moon sets the hour.
"""

#: `sea` differs from `Sea` in case; two of its ideas have one label.
COASTS = """graph LR
M[Coasts] --> A[Ports grow 1]
M --> B[Ports grow 2]
A --> S[sea]
A --> T[Trade]
B --> T
M --> F[Fog lifts 4]
F --> T
Key Ideas:
1. Sheltered bays make harbours.
2. Harbours make towns.
3. The moon sets the hour.
4. Cold water cools the air above it.
"""

#: Two of its themes have one label.
TIDES = """graph LR
M[Tides] --> A[Ships wait 1]
M --> B[ports grow 2]
A --> S[Sea]
A --> T[Trade]
B --> N[Moon]
B --> Z[Trade]
Key Ideas:
1. Nobody sails against the ebb.
2. Mud settles where the flood turns.
"""

#: The same words in another language, as its heading shows; `Trade` holds a theme and no idea of its own,
#: and a node that is no idea has the label of one.
KUESTEN = """graph LR
M[Küsten] --> T[Trade]
T --> S[Sea]
S --> A[Ports grow 1]
S --> F[Fog lifts 2]
M --> X[Fog lifts]
Kernideen:
1. Am Meer liegt das Tor zur Welt.
2. Am Mittag ist die Sicht gut.
"""

DOCUMENTS = {"ports": PORTS, "coasts": COASTS, "tides": TIDES, "kuesten": KUESTEN}

Cells = tuple[object, ...]

THEME_DOCUMENTS: dict[str, Sequence[Cells]] = {
    "SEA": [
        ("Küsten", "Sea@de", 2, "kuesten", "kuesten/theme/sea"),
        ("Ports", "Sea@en", 2, "ports", "ports/theme/sea"),
        ("Coasts", "sea@en", 1, "coasts", "coasts/theme/sea"),
        ("Tides", "Sea@en", 1, "tides", "tides/theme/sea"),
    ],
    "sEA": [
        ("Küsten", "Sea@de", 2, "kuesten", "kuesten/theme/sea"),
        ("Ports", "Sea@en", 2, "ports", "ports/theme/sea"),
        ("Coasts", "sea@en", 1, "coasts", "coasts/theme/sea"),
        ("Tides", "Sea@en", 1, "tides", "tides/theme/sea"),
    ],
    "moon": [("Tides", "Moon@en", 1, "tides", "tides/theme/moon")],
    "trade": [
        ("Coasts", "Trade@en", 3, "coasts", "coasts/theme/trade"),
        ("Ports", "Trade@en", 1, "ports", "ports/theme/trade"),
        ("Tides", "Trade@en", 1, "tides", "tides/theme/trade"),
        ("Tides", "Trade@en", 1, "tides", "tides/theme/trade-2"),
        ("Küsten", "Trade@de", 0, "kuesten", "kuesten/theme/trade"),
    ],
    "trad": [],
}

COMMON_THEMES = [
    (3, "Trade@en"), (2, "Sea@en"), (1, "Moon@en"), (1, "Sea@de"), (1, "Trade@de"), (1, "sea@en"),
]  # fmt: skip

THEMES_TOGETHER = [
    (2, "Sea@en", "Trade@en"),
    (2, "Trade@en", "Sea@en"),
    (1, "Moon@en", "Sea@en"),
    (1, "Moon@en", "Trade@en"),
    (1, "Sea@de", "Trade@de"),
    (1, "Sea@en", "Moon@en"),
    (1, "Trade@de", "Sea@de"),
    (1, "Trade@en", "Moon@en"),
    (1, "Trade@en", "sea@en"),
    (1, "sea@en", "Trade@en"),
]

DOCUMENT_OVERLAP: dict[str, Sequence[Cells]] = {
    "ports": [(2, "Ports", "ports"), (2, "Tides", "tides"), (1, "Coasts", "coasts")],
    "coasts": [(2, "Coasts", "coasts"), (1, "Ports", "ports"), (1, "Tides", "tides")],
    "tides": [(3, "Tides", "tides"), (2, "Ports", "ports"), (1, "Coasts", "coasts")],
    "kuesten": [(2, "Küsten", "kuesten")],
}

SAME_IDEAS = [
    (2, "Ports grow@en", "Coasts", 1, "coasts", "coasts/idea/1"),
    (2, "Ports grow@en", "Coasts", 2, "coasts", "coasts/idea/2"),
    (2, "Ports grow@en", "Ports", 1, "ports", "ports/idea/1"),
    (2, "Ships wait@en", "Ports", 2, "ports", "ports/idea/2"),
    (2, "Ships wait@en", "Tides", 1, "tides", "tides/idea/1"),
    (2, "The moon sets the hour.@en", "Coasts", 3, "coasts", "coasts/idea/3"),
    (2, "The moon sets the hour.@en", "Ports", 3, "ports", "ports/idea/3"),
    (1, "Fog lifts@de", "Küsten", 2, "kuesten", "kuesten/idea/2"),
    (1, "Fog lifts@en", "Coasts", 4, "coasts", "coasts/idea/4"),
    (1, "Ports grow@de", "Küsten", 1, "kuesten", "kuesten/idea/1"),
    (1, "ports grow@en", "Tides", 2, "tides", "tides/idea/2"),
]

COUNTED: dict[str, Sequence[Cells]] = {
    "common-themes": COMMON_THEMES,
    "themes-together": THEMES_TOGETHER,
    "same-ideas": SAME_IDEAS,
}

CASES: list[tuple[str, Mapping[str, Value], Sequence[Cells]]] = [
    *[("theme-documents", {"label": label}, rows) for label, rows in THEME_DOCUMENTS.items()],
    *[("document-overlap", {"document": name}, rows) for name, rows in DOCUMENT_OVERLAP.items()],
    *[(name, {}, rows) for name, rows in COUNTED.items()],
    *[(name, {"minimum": 2}, [r for r in rows if r[0] in (2, 3)]) for name, rows in COUNTED.items()],
    *[(name, {"minimum": 3}, [r for r in rows if r[0] == 3]) for name, rows in COUNTED.items()],
    *[(name, {"minimum": 4}, []) for name in COUNTED],
]


@cache
def stated() -> tuple[tuple[Triple, ...], ...]:
    """What each of the documents states."""
    graphs = [lodpress.read_text(text, name) for name, text in DOCUMENTS.items()]
    return tuple(
        tuple(map_document(graph, Iris(BASE), Publication(), context(), oxigraph.triples_of_jsonld).triples)
        for graph in graphs
    )


@cache
def data(kind: str) -> Engine:
    """The documents as one graph in an engine."""
    return ENGINES[kind](triples=[triple for part in stated() for triple in part])


@cache
def data_with_inferred() -> Engine:
    """The documents with what follows from them, and the ontology, as one graph."""
    ontology = oxigraph.triples_of_turtle(bundled_text("ontology", "cg.ttl").encode())
    reasoner = compiled_reasoner(ontology)
    inferred = [reasoner.entail(part).inferred for part in stated()]
    return oxigraph_sparql.SparqlStore(triples=[t for part in (*stated(), *inferred, ontology) for t in part])


def plain(variable: str, term: str | None) -> object:
    """A cell as the tables above write it: labels with their language, IRIs without the base."""
    value = value_of(term)
    if variable in ("label", "otherLabel"):
        return f"{value}@{str(term).rpartition('@')[2]}"
    return value.removeprefix(BASE) if isinstance(value, str) else value


def rows_of(answer: object) -> list[Cells]:
    """The rows of an answer, each cell plain."""
    assert isinstance(answer, Solutions)
    return [tuple(map(plain, answer.variables, row)) for row in answer.rows]


@pytest.mark.parametrize("kind", ENGINES)
@pytest.mark.parametrize(("name", "values", "rows"), CASES)
def test_documents_are_compared_by_their_labels(
    name: str, values: Mapping[str, Value], rows: Sequence[Cells], kind: str
) -> None:
    """Each engine gives exactly the rows that were read off the texts, in their sequence."""
    assert rows_of(query(name, data(kind), values)) == list(rows)


@pytest.mark.parametrize(("name", "values", "rows"), CASES)
def test_what_is_inferred_makes_documents_no_more_alike(
    name: str, values: Mapping[str, Value], rows: Sequence[Cells]
) -> None:
    """The same rows come from the stated and the inferred triples together."""
    assert rows_of(query(name, data_with_inferred(), values)) == list(rows)
