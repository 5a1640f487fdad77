"""Documents read and mapped once for the tests that look at what comes of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from truth import TruthCase, truth_cases

from lodpress.bundled import bundled_text
from lodpress.engines import oxigraph
from lodpress.iris import Iris, slug
from lodpress.mapping.document import Context, MappedDocument, map_document
from lodpress.problems import InputError
from lodpress.settings import Publication, Settings
from lodpress.syntax.reading import read_document

BASE = "https://example.org/"
CG = "https://w3id.org/lodpress/ns#"


@cache
def context() -> Context:
    """The shared context."""
    return Context.read(bundled_text("ontology", "context.jsonld"))


@dataclass(frozen=True, slots=True)
class MappedCase:
    """A document of the truth cases, mapped by pyoxigraph."""

    case: TruthCase
    mapped: MappedDocument

    def __str__(self) -> str:
        return str(self.case)


@cache
def mapped_cases() -> tuple[MappedCase, ...]:
    """Every document of the truth cases that can be published."""
    found = []
    for case in truth_cases():
        try:
            graph = read_document(case.text.read_bytes(), case.text.name, slug(case.text.stem), Settings())
        except InputError:
            continue
        mapped = map_document(graph, Iris(BASE), Publication(), context(), oxigraph.triples_of_jsonld)
        found.append(MappedCase(case, mapped))
    return tuple(found)


def mapped_case(name: str) -> MappedCase:
    """The mapped document whose file has this name."""
    return next(case for case in mapped_cases() if case.case.text.stem == name)
