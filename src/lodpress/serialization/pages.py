"""Each document, scheme, topic, theme and idea as files of its own, at the paths of their IRIs."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson

from lodpress.mapping.document import Context, MappedDocument, absolute
from lodpress.serialization.turtle import turtle_file
from lodpress.triples import iri

Record = dict[str, Any]


def json_text(value: object) -> bytes:
    """The value as indented JSON in UTF-8, ended by a line feed."""
    return orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


class JsonldWriter:
    """Writes JSON-LD files of one document; the context, which all of them hold, is laid out once."""

    def __init__(self, document: MappedDocument, context: Context) -> None:
        head = orjson.dumps({"@context": [context.terms, document.local_context]}, option=orjson.OPT_INDENT_2)
        self._head = head[:-2] + b",\n"

    def __call__(self, record: Record) -> bytes:
        """The record as a JSON-LD document of its own."""
        return self._head + json_text(record)[2:]


def _alone(record: Record) -> Record:
    """The scheme without what it nests."""
    return {key: value for key, value in record.items() if key not in ("topic", "themes", "ideas", "nodes")}


def _parts(record: Record) -> Iterator[Record]:
    scheme = record["scheme"]
    yield {**_alone(scheme), "partOf": record["id"]}
    if "topic" in scheme:
        yield scheme["topic"]
    yield from scheme.get("themes", ())
    yield from scheme.get("ideas", ())


def pages_of(
    document: MappedDocument, blocks: Mapping[str, str], context: Context
) -> Iterator[tuple[str, bytes]]:
    """The files of one document as path and content; `blocks` are its asserted triples in Turtle, by subject."""
    write = JsonldWriter(document, context)
    name = document.graph.name
    yield f"{name}.ttl", turtle_file(blocks.values(), document.base).encode()
    yield f"{name}.jsonld", write(document.record)
    for part in _parts(document.record):
        path = f"{name}/{part['id']}"
        block = blocks[iri(absolute(document.base, part["id"]))]
        yield f"{path}.ttl", turtle_file([block], document.base).encode()
        yield f"{path}.jsonld", write(part)


def write_files(folder: Path, files: Iterator[tuple[str, bytes]]) -> None:
    """Writes new files below the folder; a path that would lead out of it cannot come from a record's ids.

    A document has dozens of small files, so each costs three system calls and no more.
    """
    made: set[str] = set()
    for path, content in files:
        parent = path.rpartition("/")[0]
        if parent not in made:
            (folder / parent).mkdir(parents=True, exist_ok=True)
            made.add(parent)
        handle = os.open(f"{folder}/{path}", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
        try:
            rest = memoryview(content)
            while rest:  # a nearly full disk takes less than all, and then refuses
                rest = rest[os.write(handle, rest) :]
        finally:
            os.close(handle)
