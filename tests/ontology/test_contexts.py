"""Claims about the JSON-LD contexts: no key is dropped, no string gets a language, three processors agree."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from mapped_documents import READABLE, jsonld, mapped
from pyld import jsonld as pyld  # type: ignore[import-untyped]  # pyld has no annotations
from truth import ROOT, TruthCase

from lodpress.bundled import bundled_text
from lodpress.engines import oxigraph, rdflib
from lodpress.inputs import find_documents
from lodpress.mapping.document import described
from lodpress.publishing import BuildOptions, Press, build, make_engines
from lodpress.settings import Publication, Settings
from lodpress.terms import PREFIXES
from lodpress.triples import Triple, from_ntriples, iri

NAMES = ("context", "description", "queries", "report")
#: Properties of the document context whose texts are in the document's language.
PROSE = (
    "dct:title",
    "skos:prefLabel",
    "skos:definition",
    "cg:statement",
    "cg:edgeLabel",
    "schema:abstract",
    "schema:text",
)
#: Keys that JSON-LD itself knows.
KEYWORDS = {"@context", "@graph", "@value", "@id", "@language", "@type"}
PROCESSORS: dict[str, Callable[[bytes], list[Triple]]] = {
    "rdflib": rdflib.triples_of_jsonld,
    "pyld": lambda data: from_ntriples(
        pyld.to_rdf(json.loads(data), {"format": "application/n-quads"}).splitlines()
    ),
}


def _context(name: str) -> dict[str, Any]:
    return json.loads(bundled_text("ontology", f"{name}.jsonld"))["@context"]  # type: ignore[no-any-return]


def _keys(value: object) -> Iterator[str]:
    """Every key of a JSON value, at any depth."""
    if isinstance(value, dict):
        yield from value
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _keys(item)


def _strings(value: object) -> Iterator[tuple[str, str]]:
    """Key and text of every string of a record, at any depth."""
    for key, inner in value.items() if isinstance(value, dict) else ():
        for item in inner if isinstance(inner, list) else [inner]:
            if isinstance(item, str):
                yield key, item
            yield from _strings(item)


def _expanded(curie: str) -> str:
    prefix, name = curie.split(":")
    return iri(PREFIXES[prefix] + name)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    """All JSON-LD that a build of every document of the checkout gives to its reader."""
    seen: list[bytes] = []

    def read(data: bytes) -> list[Triple]:
        seen.append(data)
        return oxigraph.triples_of_jsonld(data)

    said = Publication(
        "Title",
        "Text",
        "The press",
        "https://example.org/us",
        "https://example.org/l",
        "2026-01-01",
        "2026-01-02",
    )
    press = Press(Settings(publication=said), replace(make_engines(), read_jsonld=read))
    inputs = find_documents([ROOT / "documents", ROOT / "tests" / "documents"], press.settings)
    folder: Path = tmp_path_factory.mktemp("build") / "out"
    build(press, inputs, folder, lambda *_: None, BuildOptions(True, "2026-01-01T00:00:00+00:00"))
    return seen


@pytest.mark.parametrize("name", NAMES)
def test_no_name_stands_twice_in_a_context(name: str) -> None:
    """The second would silently replace the first, a prefix even."""
    pairs: list[str] = []
    json.loads(
        bundled_text("ontology", f"{name}.jsonld"), object_pairs_hook=lambda p: pairs.extend(k for k, _ in p)
    )
    assert [key for key, count in Counter(pairs).items() if count > 1 and not key.startswith("@")] == []


@pytest.mark.parametrize("name", NAMES)
def test_every_prefix_of_a_context_is_the_one_of_all_files(name: str) -> None:
    """A key that equals a prefix name overwrites it, so whatever is named as a prefix is that prefix."""
    context = _context(name)
    used = {curie.split(":")[0] for curie in re.findall(r'"(\w+:\w+)"', json.dumps(context))}
    declared = {
        key: value for key, value in context.items() if key in PREFIXES or str(value).endswith(("#", "/"))
    }
    assert declared.items() <= PREFIXES.items()
    assert used <= declared.keys()


@pytest.mark.parametrize("case", READABLE, ids=str)
def test_every_key_of_a_record_stands_in_the_context(case: TruthCase) -> None:
    """A key that does not is dropped without a word by all processors."""
    assert set(_keys(mapped(case).record)) - _context("context").keys() == set()


@pytest.mark.parametrize("case", READABLE, ids=str)
def test_no_key_of_a_record_is_the_name_of_a_prefix(case: TruthCase) -> None:
    """Such a key would stand for the namespace."""
    assert set(_keys(mapped(case).record)) & PREFIXES.keys() == set()


@pytest.mark.parametrize("case", READABLE, ids=str)
def test_every_described_resource_arrives(case: TruthCase) -> None:
    """An id with a blank is dropped without a word, and `A:B` as a relative id turns absolute."""
    document = mapped(case)
    ids = [one["id"] for one in described(document.record)]
    expected = {iri(name if "://" in name else document.base + name) for name in ids}
    assert expected == {subject for subject, _, _ in document.triples}


@pytest.mark.parametrize("case", READABLE, ids=str)
def test_prose_has_a_language_and_nothing_else_has(case: TruthCase) -> None:
    """A node id in English is wrong, and so is a title in no language."""
    literals = [(p, o) for _, p, o in mapped(case).triples if o.startswith('"')]
    tagged = {p for p, o in literals if not o.endswith(('"', ">"))}
    plain = {p for p, o in literals if o.endswith('"')}
    prose = set(map(_expanded, PROSE))
    assert tagged <= prose
    if mapped(case).graph.language != "und":
        assert not plain & prose


def test_a_text_that_is_no_prose_sets_its_language_to_none() -> None:
    """Each term for texts that is not prose says so, used by a test document or not."""
    context = _context("context")
    keys = {key for case in READABLE for key, _ in _strings(mapped(case).record)}
    texts = [
        key for key in keys if not str(context[key]).startswith("@") and "@type" not in str(context[key])
    ]
    assert [key for key in texts if context[key] not in PROSE and "@language" not in context[key]] == []
    defined = [value for value in context.values() if isinstance(value, dict)]
    assert {value["@language"] for value in defined if "@language" in value} == {None}


@pytest.mark.parametrize("name", NAMES)
def test_no_key_means_two_properties_and_no_context_is_fetched(name: str) -> None:
    """Every definition is of the one form that all processors read alike, with nothing to look up elsewhere."""
    for key, value in _context(name).items():
        if isinstance(value, dict):
            assert value.keys() <= {"@id", "@type", "@language", "@reverse"}, key
            assert value.get("@type", "@id") in ("@id", "@vocab") or value["@type"].startswith("xsd:"), key


@pytest.mark.parametrize("processor", PROCESSORS)
@pytest.mark.parametrize("case", READABLE, ids=str)
def test_processors_read_a_document_alike(case: TruthCase, processor: str) -> None:
    """The context and not the program decides which triples a record states."""
    assert set(PROCESSORS[processor](jsonld(case))) == set(mapped(case).triples)


def test_every_key_of_whatever_is_published_stands_in_its_context(published: list[bytes]) -> None:
    """The description of the dataset and the report of findings lose nothing either."""
    for data in map(json.loads, published):
        terms = set().union(*(part.keys() for part in data["@context"]))
        assert set(_keys({**data, "@context": None})) - terms - KEYWORDS == set()


@pytest.mark.parametrize("processor", PROCESSORS)
def test_processors_read_whatever_is_published_alike(published: list[bytes], processor: str) -> None:
    """So do the contexts of the description and of the report."""
    shared = [
        data
        for data in published
        if b"dcat:Distribution" in data or b"severity" in data or b"conforms" in data
    ]
    assert len(shared) > 2
    for data in shared:
        assert set(PROCESSORS[processor](data)) == set(oxigraph.triples_of_jsonld(data))
