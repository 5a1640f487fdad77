"""A build: documents in, a release out, all or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

from lodpress.bundled import bundled_text
from lodpress.codes import Severity
from lodpress.engines import oxigraph
from lodpress.problems import FindingsError, Problem, UsageError
from lodpress.publishing.documents import DocumentInput, Findings, OnFindings, refuse_clashes
from lodpress.publishing.press import Press, ProcessedDocument, shape_entries
from lodpress.publishing.queries import write_queries
from lodpress.serialization.bulk import checked_stores, write_loaders
from lodpress.serialization.dataset import DatasetWriter
from lodpress.serialization.description import Facts, description_record, description_turtle
from lodpress.serialization.layout import copy_bundled, refuse_foreign_entries, write_description
from lodpress.serialization.release import release
from lodpress.serialization.report import Entry, ReportWriter
from lodpress.validation import Batches

_ERRORS_HELD = 1000


@dataclass(frozen=True, slots=True)
class BuildOptions:
    """What else a build is told; `built_at` is an xsd:dateTime, `stores` are those of `STORES` to lay it out for."""

    allow_violations: bool = False
    built_at: str | None = None
    stores: tuple[str, ...] = ()


_PLAIN = BuildOptions()


@dataclass(frozen=True, slots=True)
class BuildResult:
    """What a build published; `recommended` is what its description could say and does not."""

    folder: Path
    documents: int
    triples: int
    digest: str
    counts: dict[Severity, int]
    recommended: tuple[Problem, ...]


@dataclass(slots=True)
class _Tally:
    """The little that a build remembers of what passed."""

    documents: int = 0
    counts: dict[Severity, int] = field(default_factory=lambda: dict.fromkeys(Severity, 0))
    errors: list[Problem] = field(default_factory=list)
    languages: set[str] = field(default_factory=set)
    examples: list[str] = field(default_factory=list)

    def add_findings(self, problems: Iterable[Problem]) -> None:
        for problem in problems:
            self.counts[problem.severity] += 1
            if problem.severity is Severity.ERROR and len(self.errors) < _ERRORS_HELD:
                self.errors.append(problem)

    def add_document(self, done: ProcessedDocument) -> None:
        self.documents += 1
        self.languages.add(done.graph.language)
        if len(self.examples) < 3:
            self.examples.append(done.mapped.record["id"])


def build(
    press: Press,
    documents: Sequence[DocumentInput],
    out: Path,
    on_findings: OnFindings,
    options: BuildOptions = _PLAIN,
) -> BuildResult:
    """Publishes the documents into `out`, all or nothing.

    Raises FindingsError, which holds the first thousand errors, where errors stand and are not
    allowed, UsageError where there is no document, two have one name or a store is unknown, OutputError where `out`
    cannot be written; what was published before is then untouched.
    """
    if not documents:
        raise UsageError("there is no document to publish", hint="name a document, or a folder of them")
    stores = checked_stores(options.stores)
    refuse_foreign_entries(out)
    with release(out) as folder, ExitStack() as stack:
        refuse_clashes(documents, folder)
        context = bundled_text("ontology", "report.jsonld")
        writer = stack.enter_context(DatasetWriter(folder, press.iris, press.context, press.settings.output))
        report = stack.enter_context(ReportWriter(folder, press.iris, context, press.engines.read_jsonld))
        tally = _Tally()
        for findings, done in press.processed(documents):
            tally.add_findings(findings.problems)
            on_findings(findings)
            report.add(done.entries if done else [Entry(problem, None) for problem in findings.problems])
            if done:
                tally.add_document(done)
            if done and (options.allow_violations or not tally.errors):
                writer.add(done.mapped, done.inferred)
        shared = Batches(press.engines.shared)
        ontology = oxigraph.canonical_triples_of_turtle(bundled_text("ontology", "cg.ttl").encode())
        statistics, digest = writer.finish(ontology, oxigraph.canonical_digest(ontology), shared.add)
        entries = shape_entries(shared.results())
        tally.add_findings([entry.problem for entry in entries])
        report.add(entries)
        on_findings(Findings([entry.problem for entry in entries]))
        _refuse_errors(tally, allowed=options.allow_violations)
        copy_bundled(folder)
        write_loaders(folder, stores, press.iris)
        write_queries(press, folder)
        facts = Facts(
            statistics, version("lodpress"), tally.languages, tuple(tally.examples), options.built_at
        )
        recommended = _describe(press, folder, facts)
        report.finish(recommended, over_violations=options.allow_violations)
    problems = tuple(entry.problem for entry in recommended)
    return BuildResult(out, tally.documents, statistics.triples, digest, tally.counts, problems)


def _refuse_errors(tally: _Tally, *, allowed: bool) -> None:
    errors = tally.counts[Severity.ERROR]
    if errors and not allowed:
        stand = "1 error stands" if errors == 1 else f"{errors} errors stand"
        raise FindingsError(
            f"nothing was published, because {stand}",
            problems=tuple(tally.errors),
            hint="mend them, or publish all the same with `--allow-violations`",
        )
    if not tally.documents:
        raise FindingsError(
            "nothing was published, because no document could be read",
            problems=tuple(tally.errors),
            hint="`lodpress check` says why",
        )


def _describe(press: Press, folder: Path, facts: Facts) -> list[Entry]:
    """Writes the description of what the folder holds, and returns what it could say and does not."""
    record = description_record(press.iris, folder, press.settings.publication, facts)
    context = bundled_text("ontology", "description.jsonld")
    text = description_turtle(record, context, press.iris.base, press.engines.read_jsonld)
    write_description(folder, text)
    described = oxigraph.triples_of_turtle(text.encode())
    return shape_entries([(result, described) for result in press.engines.publishing.validate(described)])
