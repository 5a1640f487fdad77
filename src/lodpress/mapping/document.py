"""One document as JSON-LD and as asserted triples: the context is all that turns the record into RDF."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import orjson

from lodpress.iris import Iris
from lodpress.mapping.record import Record, record_of
from lodpress.model import ConceptGraph
from lodpress.settings import Publication
from lodpress.triples import Triple, iri

#: Reads JSON-LD with inline contexts into triples, each once.
JsonldReader = Callable[[bytes], list[Triple]]


@dataclass(frozen=True, slots=True)
class Context:
    """The shared JSON-LD context: its terms, and the bytes that files splice in."""

    terms: dict[str, Any]

    @classmethod
    def read(cls, text: str) -> Context:
        """The context of a `{"@context": {…}}` file."""
        return cls(orjson.loads(text)["@context"])


@dataclass(frozen=True, slots=True)
class MappedDocument:
    """A document with its record and its asserted triples.

    `ranks` gives each described resource its place in the document, by N-Triples term.
    """

    graph: ConceptGraph
    base: str
    record: Record
    triples: tuple[Triple, ...]
    ranks: dict[str, int]

    @property
    def local_context(self) -> dict[str, str]:
        """The part of the context that is the document's own."""
        return {"@base": self.base, "@language": self.graph.language}

    def jsonld(self, context: Context, part: Record | None = None) -> Record:
        """The record, or a part of it, as a JSON-LD document of its own."""
        return {"@context": [context.terms, self.local_context], **(self.record if part is None else part)}


def described(record: Record) -> Iterator[Record]:
    """Every object of the record that describes a resource, in order."""
    if "id" in record:
        yield record
    for value in record.values():
        for item in value if isinstance(value, list) else (value,):
            if isinstance(item, dict):
                yield from described(item)


def absolute(base: str, identifier: str) -> str:
    """The IRI of a record's id: ids below the document are relative and hold no colon before a slash."""
    return identifier if "://" in identifier else base + identifier


def map_document(
    graph: ConceptGraph, iris: Iris, publication: Publication, context: Context, read: JsonldReader
) -> MappedDocument:
    """The document mapped by the context; `read` is the engine that applies it."""
    base = iris.document_base(graph.name)
    record = record_of(graph, iris, publication)
    ranks: dict[str, int] = {}
    for one in described(record):
        ranks.setdefault(iri(absolute(base, one["id"])), len(ranks))
    local = {"@base": base, "@language": graph.language}
    data = orjson.dumps({"@context": [context.terms, local], **record})
    return MappedDocument(graph, base, record, tuple(read(data)), ranks)
