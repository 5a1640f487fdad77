"""What is mapped conforms, by both engines, alone and among others."""

from __future__ import annotations

import random
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pyshacl
import pytest
import rdflib
from documents_read import MappedCase, mapped_case, mapped_cases

from lodpress.bundled import bundled
from lodpress.engines.rdflib import term_text
from lodpress.triples import Triple
from lodpress.validation import ShapeResult, Validator, validator
from lodpress.validation.fast import available

SH = rdflib.Namespace("http://www.w3.org/ns/shacl#")
ENGINES = [True, pytest.param(False, marks=pytest.mark.skipif(not available(), reason="no pyshacl-turbo"))]
DOCUMENT_FILES = [bundled("shapes") / "document.ttl", bundled("shapes") / "skos.ttl"]
#: A result without what depends on the engine that wrote it.
Verdict = tuple[str, str, str]


@cache
def engine(*files: Path, reference: bool) -> Validator:
    """An engine over some shapes files, made once."""
    return validator(files, reference=reference)


def verdicts(results: Iterable[ShapeResult]) -> set[Verdict]:
    """Focus node, shape and component of each result."""
    return {(r.focus, r.shape, r.component) for r in results}


def plain_verdicts(triples: Iterable[Triple], files: list[Path]) -> set[Verdict]:
    """What pyshacl as anybody would call it says of a graph, inference off."""
    data = "".join(f"{s} {p} {o} .\n" for s, p, o in sorted(set(triples)))
    shapes = rdflib.Graph()
    for file in files:
        shapes.parse(file, format="turtle")
    _, report, _ = pyshacl.validate(data, data_graph_format="nt", shacl_graph=shapes, inference="none")
    assert isinstance(report, rdflib.Graph)
    fields = (SH.focusNode, SH.sourceShape, SH.sourceConstraintComponent)
    rows = [[report.value(result, field) for field in fields] for result in report.objects(None, SH.result)]
    return {(term_text(focus), term_text(shape), term_text(component)) for focus, shape, component in rows}


def shared_triples(case: MappedCase) -> set[Triple]:
    """The triples of a document whose subjects are not its own: those on people and models."""
    document = case.mapped.record["id"]
    return {
        t for t in case.mapped.triples if t[0] != f"<{document}>" and not t[0].startswith(f"<{document}/")
    }


def damaged(case: MappedCase, seed: int) -> list[Triple]:
    """The document without every twelfth or so of its own triples; what documents share is kept."""
    chance = random.Random(f"{seed} {case}")
    shared = shared_triples(case)
    return [t for t in case.mapped.triples if t in shared or chance.random() > 0.08]


@pytest.mark.parametrize("reference", ENGINES)
@pytest.mark.parametrize("case", mapped_cases(), ids=str)
def test_document_conforms(case: MappedCase, reference: bool) -> None:
    """No document that can be read breaks a rule; a missing theme is the reader's finding, not theirs."""
    assert engine(*DOCUMENT_FILES, reference=reference).validate(case.mapped.triples) == ()


@pytest.mark.parametrize("reference", ENGINES)
def test_shared_resources_conform(reference: bool) -> None:
    """The people and models of all documents together have one name and one kind each."""
    shared = {t for case in mapped_cases() for t in shared_triples(case)}
    assert len(shared) > 10
    assert engine(bundled("shapes") / "shared.ttl", reference=reference).validate(sorted(shared)) == ()


@pytest.mark.skipif(not available(), reason="pyshacl-turbo is not installed")
@pytest.mark.parametrize("case", mapped_cases(), ids=str)
def test_engines_agree_on_damaged_documents(case: MappedCase) -> None:
    """With triples missing here and there, both engines report the same to the field."""
    triples = damaged(case, 1)
    found = engine(*DOCUMENT_FILES, reference=False).validate(triples)
    assert found
    assert found == engine(*DOCUMENT_FILES, reference=True).validate(triples)


@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_verdict_on_a_dataset_is_that_on_its_documents(seed: int) -> None:
    """Plain pyshacl says of damaged documents in one graph what is said of each alone."""
    documents = {case.mapped.record["id"]: damaged(case, seed) for case in mapped_cases()}
    alone = [
        engine(*DOCUMENT_FILES, reference=not available()).validate(triples) for triples in documents.values()
    ]
    together = [triple for triples in documents.values() for triple in triples]
    expected = set().union(*map(verdicts, alone))
    assert len({shape for _, shape, _ in expected}) > 20
    assert plain_verdicts(together, DOCUMENT_FILES) == expected


def test_whole_dataset_conforms_in_plain_pyshacl() -> None:
    """All shapes on all documents at once: nothing but a missing theme, creator or licence."""
    triples = [triple for case in mapped_cases() for triple in case.mapped.triples]
    files = sorted(bundled("shapes").glob("*.ttl"))
    names = {shape.rpartition("#")[2] for _, shape, _ in plain_verdicts(triples, files)}
    assert names == {"DocumentHasTheme>", "SchemeCreator>", "SchemeLicence>"}


@pytest.mark.parametrize("reference", ENGINES)
def test_agent_with_two_names_is_found_among_documents_only(reference: bool) -> None:
    """Two documents that write a name in two ways are each right, and wrong together."""
    case = mapped_case("deepseek-impact")
    name = "<https://schema.org/name>"
    (one, *_) = [t for t in case.mapped.triples if t[1] == name]
    other = [t if t != one else (one[0], name, '"Another"') for t in case.mapped.triples]
    documents = engine(*DOCUMENT_FILES, reference=reference)
    assert documents.validate(case.mapped.triples) == documents.validate(other) == ()
    shared = {*shared_triples(case), (one[0], name, '"Another"')}
    (result,) = engine(bundled("shapes") / "shared.ttl", reference=reference).validate(sorted(shared))
    assert (result.focus, result.shape) == (one[0], "<https://w3id.org/lodpress/shapes#AgentOneName>")
