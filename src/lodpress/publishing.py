"""The pipeline: what is read, mapped, entailed, validated and written, one document at a time."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from importlib.metadata import version
from pathlib import Path

from lodpress.bundled import bundled, bundled_text
from lodpress.codes import CODES, Severity
from lodpress.engines import oxigraph
from lodpress.entailment import Contradiction, Reasoner, TableReasoner, compile_tables
from lodpress.iris import RESERVED_NAMES, Iris
from lodpress.mapping.document import Context, JsonldReader, MappedDocument, map_document
from lodpress.model import ConceptGraph
from lodpress.positions import Source
from lodpress.problems import FindingsError, InputError, OutputError, Problem, UsageError
from lodpress.serialization.dataset import DatasetWriter
from lodpress.serialization.description import Release, description_record, description_turtle
from lodpress.serialization.release import release
from lodpress.serialization.report import Entry, ReportWriter, ShapeDetails
from lodpress.serialization.spill import SortedLines
from lodpress.settings import EXAMPLE_BASE, DocumentSettings, Settings, checked
from lodpress.syntax.reading import read_document
from lodpress.triples import Triple
from lodpress.validation import ShapeResult, Validator, shape_problem, validator


@dataclass(frozen=True, slots=True)
class DocumentInput:
    """A document to read: its name in IRIs, its file's name, its path as the user knows it, and its bytes.

    The file's name goes into the report, which is the same on every machine; the path does not.
    `settings` are those of this document, whatever it is named in the end.
    """

    name: str
    file: str
    path: str
    read: Callable[[], bytes]
    settings: DocumentSettings = field(default_factory=DocumentSettings)


@dataclass(frozen=True, slots=True)
class Engines:
    """The engines of one run; both kinds give the same answers, byte for byte."""

    read_jsonld: JsonldReader
    reasoner: Reasoner
    documents: Validator
    shared: Validator
    publishing: Validator


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


@dataclass(frozen=True, slots=True)
class Findings:
    """The findings on one document, and its source where it could be read; on the whole dataset both are None."""

    problems: Sequence[Problem]
    document: DocumentInput | None = None
    source: Source | None = None


#: Is told of each document's findings as they come.
OnFindings = Callable[[Findings], None]


@dataclass(frozen=True, slots=True)
class BuildResult:
    """What a build published; `recommended` is what its description could say and does not."""

    folder: Path
    documents: int
    triples: int
    digest: str
    counts: dict[Severity, int]
    recommended: tuple[Problem, ...]


def make_engines(*, reference: bool = False) -> Engines:
    """The fast engines, or with `reference` rdflib, owlrl and pyshacl."""
    ontology = oxigraph.triples_of_turtle(bundled_text("ontology", "cg.ttl").encode())
    shapes = {
        name: bundled_text("shapes", f"{name}.ttl") for name in ("document", "skos", "shared", "publishing")
    }
    read: JsonldReader = oxigraph.triples_of_jsonld
    reasoner: Reasoner
    if reference:
        # the reference engines take long to load, so only where they are asked for
        from lodpress.engines import rdflib  # noqa: PLC0415
        from lodpress.entailment.reference import owlrl_reasoner  # noqa: PLC0415

        read, reasoner = rdflib.triples_of_jsonld, owlrl_reasoner(ontology)
    else:
        reasoner = TableReasoner(compile_tables(ontology))
    return Engines(
        read_jsonld=read,
        reasoner=reasoner,
        documents=validator([shapes["document"], shapes["skos"]], reference=reference),
        shared=validator([shapes["shared"]], reference=reference),
        publishing=validator([shapes["publishing"]], reference=reference),
    )


class Press:
    """Turns documents into linked data under one base, with one set of engines."""

    def __init__(self, settings: Settings, engines: Engines) -> None:
        self.settings = checked(settings)
        self.engines = engines
        self.iris = Iris(self.settings.base or EXAMPLE_BASE)

    @cached_property
    def context(self) -> Context:
        """The shared JSON-LD context."""
        return Context.read(bundled_text("ontology", "context.jsonld"))

    def read(self, document: DocumentInput) -> ConceptGraph:
        """The concept graph of a document; raises InputError."""
        settings = replace(self.settings, documents={document.name: document.settings})
        return read_document(document.read(), document.file, document.name, settings)

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
        entailment = self.engines.reasoner.entail(mapped.triples)
        results = self.engines.documents.validate(mapped.triples)
        iri = mapped.record["id"]
        entries = [Entry(problem, iri) for problem in mapped.graph.problems]
        entries += [Entry(_contradiction(c, mapped), iri) for c in entailment.contradictions]
        entries += [
            Entry(shape_problem(r, mapped.triples, mapped.graph.source), iri, _details(r)) for r in results
        ]
        entries.sort(key=lambda entry: entry.problem.sort_key)
        return ProcessedDocument(mapped, entailment.inferred, tuple(entries))

    def check(self, documents: Iterable[DocumentInput], on_findings: OnFindings) -> dict[Severity, int]:
        """How many findings of each severity the documents have."""
        counts = dict.fromkeys(Severity, 0)
        for findings, _ in self._processed(documents):
            _count(counts, findings.problems)
            on_findings(findings)
        return counts

    def _processed(
        self, documents: Iterable[DocumentInput]
    ) -> Iterator[tuple[Findings, ProcessedDocument | None]]:
        for document in documents:
            try:
                done = self.process(document)
            except InputError as error:
                if not error.problems:  # not a finding on the text: the file itself cannot be read
                    raise
                yield Findings(error.problems, document), None
            else:
                yield Findings(done.problems, document, done.graph.source), done

    def build(
        self,
        documents: Sequence[DocumentInput],
        out: Path,
        on_findings: OnFindings,
        *,
        allow_violations: bool = False,
        built_at: str | None = None,
    ) -> BuildResult:
        """Publishes the documents into `out`, all or nothing.

        Raises FindingsError where errors stand and are not allowed, OutputError where `out` cannot
        be written; what was published before is then untouched.
        """
        counts = dict.fromkeys(Severity, 0)
        with release(out) as folder, _unexplained(), ExitStack() as stack:
            refuse_clashes(documents, folder)
            writer = stack.enter_context(DatasetWriter(folder, self.iris, self.context, self.settings.output))
            report = stack.enter_context(
                ReportWriter(
                    folder, self.iris, bundled_text("ontology", "report.jsonld"), self.engines.read_jsonld
                )
            )
            told = _Told()
            for findings, done in self._processed(documents):
                _count(counts, findings.problems)
                on_findings(findings)
                if done:
                    report.add(done.entries)
                    told.add(done)
                else:
                    report.add(Entry(problem, None) for problem in findings.problems)
                blocked = counts[Severity.ERROR] > 0 and not allow_violations
                if done and not blocked:
                    writer.add(done.mapped, done.inferred)
            shared = self._finish(folder, writer, report, told, built_at)
            _count(counts, shared)
            on_findings(Findings(shared))
            if counts[Severity.ERROR] and not allow_violations:
                raise _refused(counts[Severity.ERROR])
            if not told.documents:
                raise FindingsError("nothing was published, because no document could be read")
            report.finish(told.recommended, over_violations=allow_violations)
        digest = (out / "DIGESTS").read_text(encoding="utf-8").split(" ", 1)[0]
        recommended = tuple(entry.problem for entry in told.recommended)
        return BuildResult(out, told.documents, told.triples, digest, counts, recommended)

    def _finish(
        self, folder: Path, writer: DatasetWriter, report: ReportWriter, told: _Told, built_at: str | None
    ) -> list[Problem]:
        """Writes what the whole dataset needs, and returns the findings on what documents share and on it."""
        data = bundled_text("ontology", "cg.ttl").encode()
        ontology = oxigraph.canonical_triples_of_turtle(data)
        shared = _SharedCheck(self.engines.shared)
        statistics = writer.finish(ontology, oxigraph.canonical_digest(ontology), shared.add)
        told.triples = statistics.triples
        copy_bundled(folder)
        about = Release(
            self.settings.publication,
            version("lodpress"),
            tuple(sorted(told.languages)),
            tuple(told.examples),
            built_at,
        )
        record = description_record(self.iris, folder, statistics, about)
        context = bundled_text("ontology", "description.jsonld")
        text = description_turtle(record, context, self.iris.base, self.engines.read_jsonld)
        (folder / "void.ttl").write_text(text, encoding="utf-8")
        (folder / ".well-known").mkdir()
        (folder / ".well-known" / "void").write_text(text, encoding="utf-8")
        described = oxigraph.triples_of_turtle(text.encode())
        told.recommended = _entries([(r, described) for r in self.engines.publishing.validate(described)])
        entries = _entries(shared.results())
        report.add(entries)
        return [entry.problem for entry in entries]


@dataclass(slots=True)
class _Told:
    """The little that a build remembers of the documents that passed."""

    documents: int = 0
    triples: int = 0
    languages: set[str] = field(default_factory=set)
    examples: list[str] = field(default_factory=list)
    recommended: list[Entry] = field(default_factory=list)

    def add(self, done: ProcessedDocument) -> None:
        self.documents += 1
        self.languages.add(done.graph.language)
        if len(self.examples) < 3:
            self.examples.append(done.mapped.record["id"])


class _SharedCheck:
    """Validates shared resources in batches, so that neither memory nor calls grow with their number."""

    _BATCH = 20_000

    def __init__(self, engine: Validator) -> None:
        self._engine = engine
        self._held: list[Triple] = []
        self._results: list[tuple[ShapeResult, list[Triple]]] = []

    def add(self, triples: Sequence[Triple]) -> None:
        """Takes the triples of one resource."""
        self._held += triples
        if len(self._held) > self._BATCH:
            self._validate()

    def _validate(self) -> None:
        held, self._held = self._held, []
        if held:
            found = self._engine.validate(held)
            subjects = {result.focus for result in found}
            about = [triple for triple in held if triple[0] in subjects]
            self._results += [(result, about) for result in found]

    def results(self) -> list[tuple[ShapeResult, list[Triple]]]:
        """All results, each with the triples of its resource."""
        self._validate()
        return self._results


def _count(counts: dict[Severity, int], problems: Iterable[Problem]) -> None:
    for problem in problems:
        counts[problem.severity] += 1


def _refused(errors: int) -> FindingsError:
    stand = "1 error stands" if errors == 1 else f"{errors} errors stand"
    return FindingsError(
        f"nothing was published, because {stand}",
        hint="mend them, or publish all the same with `--allow-violations`",
    )


def _entries(results: Iterable[tuple[ShapeResult, Sequence[Triple]]]) -> list[Entry]:
    """Results on what stands in no document, each with the triples that describe it."""
    nowhere = Source("dataset", "")
    return [Entry(shape_problem(r, triples, nowhere), None, _details(r)) for r, triples in results]


def _details(result: ShapeResult) -> ShapeDetails:
    return ShapeDetails(result.focus, result.path, result.value, result.component, result.shape)


def _contradiction(found: Contradiction, mapped: MappedDocument) -> Problem:
    """The inconsistency at the first source line of what it is about."""
    source = mapped.graph.source
    subjects = {triple[0] for triple in found.triples}
    lines = [
        int(o.split('"')[1]) for s, p, o in mapped.triples if s in subjects and p.endswith("ns#sourceLine>")
    ]
    at = source.position(*source.line_span(min(lines))) if lines else None
    message = f"{found.message} ({found.rule})"
    return Problem("inconsistent", message, source.name, at, CODES["inconsistent"].summary.lower())


@contextmanager
def _unexplained() -> Iterator[None]:
    """A block out of which errors of the system come as they were, so that `release` tells them of its target.

    Where spilling fails, its own message is about a hidden folder that is gone when it is read.
    """
    try:
        yield
    except OutputError as error:
        if isinstance(error.__cause__, OSError):
            raise error.__cause__ from None
        raise


def refuse_clashes(documents: Sequence[DocumentInput], folder: Path) -> None:
    """Nothing; raises UsageError where two documents have one name or a name is taken by the layout."""
    with SortedLines(folder) as names:
        names.add(f"{document.name}\t{document.path}" for document in documents)
        before = ("", "")
        for line in names.drain():
            name, _, file = line.partition("\t")
            if name in RESERVED_NAMES:
                raise UsageError(f"`{file}` would be published as `{name}`, a name that the layout of a release needs",
                                 hint=f"set `documents.{name}.name`, or rename the file")  # fmt: skip
            if name == before[0]:
                raise UsageError(f"`{before[1]}` and `{file}` would both be published as `{name}`",
                                 hint="rename one of them, or set its name in `lodpress.toml`")  # fmt: skip
            before = (name, file)


def copy_bundled(folder: Path) -> None:
    """Copies the shipped ontology, shapes and queries into a release."""
    for name in ("ontology", "shapes", "queries"):
        shutil.copytree(bundled(name), folder / name, copy_function=shutil.copyfile)
    shutil.copyfile(bundled("ontology") / "context.jsonld", folder / "context.jsonld")
