"""One document through the floors: read, mapped, entailed, validated, with every finding on it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from lodpress.bundled import bundled_text
from lodpress.codes import Severity
from lodpress.entailment import contradiction_problem
from lodpress.iris import Iris
from lodpress.mapping.document import Context, MappedDocument, map_document
from lodpress.model import ConceptGraph
from lodpress.positions import Source
from lodpress.problems import InputError, Problem
from lodpress.publishing.documents import DocumentInput, Findings, OnFindings
from lodpress.publishing.engines import Engines
from lodpress.serialization.report import Entry, ShapeDetails
from lodpress.settings import EXAMPLE_BASE, Settings, checked
from lodpress.syntax.reading import read_document
from lodpress.triples import Triple
from lodpress.validation import ShapeResult, shape_problem


@dataclass(frozen=True, slots=True)
class ProcessedDocument:
    """A document with all that was made of it and found in it; `problems` in the order of the text."""

    mapped: MappedDocument
    inferred: tuple[Triple, ...]
    entries: tuple[Entry, ...]

    @property
    def graph(self) -> ConceptGraph:
        """The concept graph."""
        return self.mapped.graph

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Every finding on the document."""
        return tuple(entry.problem for entry in self.entries)


class Press:
    """Turns documents into linked data under one base, with one set of engines."""

    def __init__(self, settings: Settings, engines: Engines) -> None:
        """Raises SettingsError where the settings cannot be used."""
        self.settings = checked(settings)
        self.engines = engines
        self.iris = Iris(self.settings.base or EXAMPLE_BASE)

    @cached_property
    def context(self) -> Context:
        """The shared JSON-LD context."""
        return Context.read(bundled_text("ontology", "context.jsonld"))

    def read(self, document: DocumentInput) -> ConceptGraph:
        """The concept graph of a document; raises InputError."""
        return read_document(document.read(), document.file, document.name, self.settings, document.settings)

    def map(self, graph: ConceptGraph) -> MappedDocument:
        """The graph as a JSON-LD record and asserted triples."""
        return map_document(
            graph, self.iris, self.settings.publication, self.context, self.engines.read_jsonld
        )

    def process(self, document: DocumentInput) -> ProcessedDocument:
        """The document read, mapped, entailed and validated; raises InputError where there is nothing to publish."""
        return self.process_graph(self.read(document))

    def process_graph(self, graph: ConceptGraph) -> ProcessedDocument:
        """The graph mapped, entailed and validated, with every finding on it."""
        mapped = self.map(graph)
        triples, source, iri = mapped.triples, graph.source, mapped.record["id"]
        entailment = self.engines.reasoner.entail(triples)
        entries = [Entry(problem, iri) for problem in graph.problems]
        entries += [Entry(contradiction_problem(c, triples, source), iri) for c in entailment.contradictions]
        for result in self.engines.documents.validate(triples):
            entries.append(Entry(shape_problem(result, triples, source), iri, _details(result)))
        entries.sort(key=lambda entry: entry.problem.sort_key)
        return ProcessedDocument(mapped, entailment.inferred, tuple(entries))

    def processed(
        self, documents: Iterable[DocumentInput]
    ) -> Iterator[tuple[Findings, ProcessedDocument | None]]:
        """Each document with its findings; None in place of one whose text holds nothing to publish.

        Raises InputError where a file cannot be read at all.
        """
        for document in documents:
            try:
                done = self.process(document)
            except InputError as error:
                if not error.problems:  # not a finding on the text: the file itself cannot be read
                    raise
                yield Findings(error.problems, document), None
            else:
                yield Findings(done.problems, document, done.graph.source), done

    def check(self, documents: Iterable[DocumentInput], on_findings: OnFindings) -> dict[Severity, int]:
        """How many findings of each severity the documents have."""
        counts = dict.fromkeys(Severity, 0)
        for findings, _ in self.processed(documents):
            for problem in findings.problems:
                counts[problem.severity] += 1
            on_findings(findings)
        return counts


def shape_entries(results: Iterable[tuple[ShapeResult, Sequence[Triple]]]) -> list[Entry]:
    """Results on what stands in no document, each with the triples that describe it, as entries of a report."""
    nowhere = Source("dataset", "")
    return [Entry(shape_problem(r, triples, nowhere), None, _details(r)) for r, triples in results]


def _details(result: ShapeResult) -> ShapeDetails:
    return ShapeDetails(result.focus, result.path, result.value, result.component, result.shape)
