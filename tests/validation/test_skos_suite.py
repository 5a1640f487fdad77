"""The integrity conditions on the examples of the SKOS Reference, where the suite is at hand."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from lodpress.bundled import bundled
from lodpress.engines.oxigraph import triples_of_turtle
from lodpress.validation import Validator, validator
from lodpress.validation.fast import available

SUITE = Path(__file__).resolve().parents[2].parent / "shared" / "suites" / "skos-shapes"
REASON = f"the SKOS examples are not at {SUITE.name}"
ENGINES = [True, pytest.param(False, marks=pytest.mark.skipif(not available(), reason="no pyshacl-turbo"))]


def examples(kind: str, folder: str) -> list[Path]:
    """The examples of one kind; a stand-in that does not exist where the suite is missing."""
    return sorted((SUITE / kind / folder).glob("*.ttl")) or [SUITE / kind / folder / "missing.ttl"]


@cache
def engine(reference: bool) -> Validator:
    """An engine over `skos.ttl`."""
    return validator([bundled("shapes") / "skos.ttl"], reference=reference)


def violations(path: Path, reference: bool) -> set[str]:
    """The shapes that an example breaks."""
    if not path.exists():
        pytest.skip(REASON)
    found = engine(reference).validate(triples_of_turtle(path.read_bytes(), base="https://example.org/"))
    return {result.shape.rpartition("#")[2][:-1] for result in found if result.severity == "Violation"}


@pytest.mark.parametrize("reference", ENGINES)
@pytest.mark.parametrize("path", examples("valid", "skos.shacl.ttl"), ids=lambda p: p.stem)
def test_valid_example_conforms(path: Path, reference: bool) -> None:
    """What the SKOS Reference calls consistent breaks no shape."""
    assert violations(path, reference) == set()


@pytest.mark.parametrize("reference", ENGINES)
@pytest.mark.parametrize("path", examples("invalid", "skos.shacl.ttl"), ids=lambda p: p.stem)
def test_invalid_example_is_found(path: Path, reference: bool) -> None:
    """What the SKOS Reference calls inconsistent breaks a shape."""
    assert violations(path, reference) != set()


@pytest.mark.parametrize("reference", ENGINES)
@pytest.mark.parametrize(
    ("name", "shape"),
    [
        ("ex12", "PrefLabelUnique"), ("ex13", "PrefLabelDisjoint"), ("ex14", "AltLabelDisjoint"),
        ("ex15", "PrefLabelDisjoint"), ("ex26", "RelatedNotBroader"), ("ex27", "RelatedNotBroader"),
        ("ex28", "RelatedNotBroader"), ("ex29", "RelatedNotNarrower"), ("ex45", "RelationRange"),
        ("ex46", "RelationRange"), ("ex47", "RelationRange"), ("ex52", "ExactMatchDisjoint"),
        ("ex53", "ExactMatchDisjoint"), ("ex59", "RelatedNotBroader"), ("ex60", "RelatedNotNarrower"),
        ("ex61", "RelatedNotBroader"),
    ],
)  # fmt: skip
def test_example_breaks_the_condition_it_is_about(name: str, shape: str, reference: bool) -> None:
    """Each inconsistent example is found by the shape of its own condition."""
    assert shape in violations(SUITE / "invalid" / "skos.shacl.ttl" / f"{name}.ttl", reference)


@pytest.mark.parametrize("reference", ENGINES)
@pytest.mark.parametrize("path", examples("valid", "skohub.shacl.ttl"), ids=lambda p: p.stem)
def test_example_of_form_alone_is_judged_by_the_reference(path: Path, reference: bool) -> None:
    """SkoHub's examples link one IRI as exact, narrower and related match, and relate c1 to its descendant c4."""
    assert violations(path, reference) == {"ExactMatchDisjoint", "RelatedNotNarrower"}
