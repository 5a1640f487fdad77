"""The description of the dataset: DCAT 3, VoID and PROV, with true counts and the checksums of its files."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from lodpress.iris import Iris
from lodpress.serialization.dataset import MEDIA_TYPES, file_checksum
from lodpress.serialization.statistics import Statistics
from lodpress.serialization.turtle import ordered, subject_ranks, turtle
from lodpress.settings import Publication
from lodpress.terms import CG, PREFIXES
from lodpress.triples import Triple

Record = dict[str, Any]

_ISO_639_1 = "http://id.loc.gov/vocabulary/iso639-1/"
_ISO_639_2 = "http://id.loc.gov/vocabulary/iso639-2/"
_MEDIA_TYPE = "https://www.iana.org/assignments/media-types/"
_PROJECT, _LICENCE = "The lodpress project", "https://www.apache.org/licenses/LICENSE-2.0"
_VOCABULARIES = ("cg", "dct", "prov", "schema", "skos")


@dataclass(frozen=True, slots=True)
class Facts:
    """What a build knows of what it wrote; `built_at` is an xsd:dateTime with its zone, never the clock's."""

    statistics: Statistics
    version: str
    languages: Collection[str]
    examples: tuple[str, ...]
    built_at: str | None = None


def language_iri(tag: str) -> str | None:
    """The Library of Congress IRI of a tag's language: ISO 639-1 for two letters, ISO 639-2 for three."""
    primary = tag.split("-", maxsplit=1)[0]
    if primary == "und" or len(primary) not in (2, 3):
        return None
    return (_ISO_639_1 if len(primary) == 2 else _ISO_639_2) + primary


def _agent(key: str, value: str | None) -> Record:
    if value is None:
        return {}
    return {key if value.startswith(("http://", "https://")) else f"{key}Name": value}


def _said(publication: Publication) -> Record:
    plain = {
        key: getattr(publication, key) for key in ("title", "description", "license", "created", "modified")
    }
    said: Record = {key: value for key, value in plain.items() if value is not None}
    return said | _agent("creator", publication.creator) | _agent("publisher", publication.publisher)


def _distribution(iris: Iris, folder: Path, name: str, media_type: str) -> Record:
    size, checksum = file_checksum(folder / name)
    return {
        "id": iris.file(name),
        "type": "dcat:Distribution",
        "title": name,
        "downloadURL": iris.base + name,
        "mediaType": _MEDIA_TYPE + media_type,
        "byteSize": str(size),
        "checksum": {
            "id": iris.file(name) + "#checksum",
            "type": "spdx:Checksum",
            "algorithm": f"{PREFIXES['spdx']}checksumAlgorithm_sha256",
            "checksumValue": checksum,
        },
    }


def _partitions(iris: Iris, statistics: Statistics) -> Record:
    properties = [
        {
            "id": iris.partition("property", one.term),
            "property": one.term,
            "triples": one.triples,
            "distinctSubjects": one.subjects,
            "distinctObjects": one.objects,
        }
        for one in statistics.properties
    ]
    classes = [
        {"id": iris.partition("class", term), "class": term, "entities": count}
        for term, count in statistics.classes
    ]
    return {"propertyPartition": properties, "classPartition": classes}


def _build(iris: Iris, facts: Facts) -> Record:
    agent = {
        "id": iris.agent("lodpress"),
        "type": "prov:SoftwareAgent",
        "name": "lodpress",
        "version": facts.version,
    }
    ended = {"endedAt": facts.built_at} if facts.built_at else {}
    return {"id": iris.dataset + "/activity/build", "type": "prov:Activity", **ended, "associatedWith": agent}


def _queries(iris: Iris, folder: Path) -> Record:
    """The bundle of queries, which is not the publisher's own; no `dcat:Dataset`, as what such a one should say is about theirs."""
    return {
        "id": iris.queries,
        "type": "void:Dataset",
        "title": "SPARQL queries over this dataset",
        "description": "Each query with the question it answers, its keywords, its parameters and its text, as SPARQL examples in SHACL's terms.",
        "creatorName": _PROJECT,
        "license": _LICENCE,
        "page": f"{iris.base}queries/index.html",
        "dataDump": f"{iris.base}queries.ttl",
        "distribution": _distribution(iris, folder, "queries.ttl", "text/turtle"),
    }


def description_record(iris: Iris, folder: Path, publication: Publication, facts: Facts) -> Record:
    """The description as a JSON-LD record, every key a term of `ontology/description.jsonld`."""
    statistics = facts.statistics
    languages = sorted({iri for tag in facts.languages if (iri := language_iri(tag))})
    return {
        "id": iris.dataset,
        "type": ["dcat:Dataset", "void:Dataset", "prov:Entity"],
        **_said(publication),
        **({"language": languages} if languages else {}),
        "conformsTo": CG.rstrip("#"),
        "prefix": "cg",
        "uriSpace": iris.base,
        "vocabulary": [PREFIXES[name] for name in _VOCABULARIES],
        "exampleResource": list(facts.examples),
        "dataDump": [iris.base + name for name in MEDIA_TYPES],
        "triples": statistics.triples,
        "entities": statistics.subjects,
        "classes": len(statistics.classes),
        "properties": len(statistics.properties),
        "distinctSubjects": statistics.subjects,
        "distinctObjects": statistics.objects,
        "generatedBy": _build(iris, facts),
        "distribution": [_distribution(iris, folder, n, media) for n, media in MEDIA_TYPES.items()],
        "relation": _queries(iris, folder),
        **_partitions(iris, statistics),
    }


def description_turtle(
    record: Record,
    context_text: str,
    base: str,
    read: Callable[[bytes], Sequence[Triple]],
    *,
    lines: bool = False,
) -> str:
    """The record as Turtle for people; `read` applies the context, that of `ontology/description.jsonld` or another.

    With `lines` texts of several lines keep them.
    """
    context = orjson.loads(context_text)["@context"]
    triples = read(orjson.dumps({"@context": [context, {"@base": base}], **record}))
    return turtle(ordered(triples, _ranks(record, triples)), base, lines=lines)


def _ranks(record: Record, triples: Iterable[Triple]) -> dict[str, int]:
    """Resources in the order of the record; engines may read its triples in any order."""
    ranks: dict[str, int] = {}

    def walk(value: object) -> None:
        for item in value if isinstance(value, list) else (value,):
            if isinstance(item, dict):
                if "id" in item:
                    ranks.setdefault(f"<{item['id']}>", len(ranks))
                for inner in item.values():
                    walk(inner)

    walk(record)
    for subject in subject_ranks(sorted(triples)):
        ranks.setdefault(subject, len(ranks))
    return ranks
