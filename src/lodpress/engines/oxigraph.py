"""The door to pyoxigraph: the fast reader, writer and canonicaliser of RDF."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import IO, Protocol, cast

import pyoxigraph as ox

from lodpress.problems import EngineError, InputError, UsageError
from lodpress.triples import Triple, from_ntriples

_NTRIPLES = ox.RdfFormat.N_TRIPLES
_BATCH = 10_000


def triples_of_jsonld(data: bytes) -> list[Triple]:
    """The triples of a JSON-LD 1.1 document with inline contexts, each once, in the order read."""
    return _read(data, ox.RdfFormat.JSON_LD)


def triples_of_turtle(data: bytes, *, base: str | None = None) -> list[Triple]:
    """The triples of a Turtle document, each once, in the order read; blank nodes keep their labels."""
    return _read(data, ox.RdfFormat.TURTLE, base)


def _read(data: bytes, syntax: ox.RdfFormat, base: str | None = None) -> list[Triple]:
    try:
        quads = ox.parse(data, format=syntax, base_iri=base)
        lines = ox.serialize(quads, format=_NTRIPLES)
    except (SyntaxError, ValueError) as error:
        raise EngineError(f"pyoxigraph cannot read this {syntax.name}: {error}") from error
    assert lines is not None  # without an output argument the bytes are returned
    return from_ntriples(dict.fromkeys(lines_of(lines)))


def canonical_digest(triples: Iterable[Triple]) -> str:
    """The RDFC-1.0 SHA-256 of a graph that may have blank nodes, in hexadecimal."""
    dataset = ox.Dataset(ox.parse(ntriples(triples), format=ox.RdfFormat.N_QUADS))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    lines = ox.serialize(dataset, format=ox.RdfFormat.N_QUADS)
    assert lines is not None
    return hashlib.sha256(b"".join(sorted(lines.splitlines(keepends=True)))).hexdigest()


def canonical_statements(data: bytes) -> list[str]:
    """The statements of N-Triples in canonical form, each once, sorted, blank nodes labelled by RDFC-1.0.

    Raises EngineError for what is no N-Triples.
    """
    with reading_errors("no N-Triples"):
        lines = ox.serialize(ox.parse(data, format=_NTRIPLES), format=_NTRIPLES)
        assert lines is not None  # without an output argument the bytes are returned
        if b"_:" in lines:
            dataset = ox.Dataset(ox.parse(lines, format=_NTRIPLES))
            dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
            lines = ox.serialize(dataset, format=_NTRIPLES)
            assert lines is not None
    return sorted({line[:-2] for line in lines_of(lines)})


def is_canonical_ntriples(data: bytes) -> bool:
    """Whether the bytes are N-Triples in canonical form; blank nodes may have any labels."""
    try:
        return ox.serialize(ox.parse(data, format=_NTRIPLES), format=_NTRIPLES) == data
    except (SyntaxError, ValueError):
        return False


def canonical_triples_of_turtle(data: bytes, *, base: str | None = None) -> list[Triple]:
    """The triples of a Turtle document in file order, its blank nodes labelled by RDFC-1.0: the same on every run."""
    plain = triples_of_turtle(data, base=base)
    dataset = ox.Dataset(ox.parse(ntriples(plain), format=ox.RdfFormat.N_TRIPLES))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    lines = ox.serialize(dataset, format=_NTRIPLES)
    assert lines is not None
    canonical = from_ntriples(lines_of(lines))
    named = [triple for triple in plain if "_:" not in (triple[0][:2], triple[2][:2])]
    blank = sorted(triple for triple in canonical if "_:" in (triple[0][:2], triple[2][:2]))
    return [*named, *blank]


def lines_of(data: bytes) -> list[str]:
    """The lines of N-Triples; a text may hold what Python takes for a line end too, such as U+2028."""
    return [line for line in data.decode().split("\n") if line]


def ntriples(triples: Iterable[Triple]) -> bytes:
    """The triples as N-Triples, a line each."""
    return "".join(f"{s} {p} {o} .\n" for s, p, o in triples).encode()


#: pyoxigraph's own formats by name.
SYNTAXES = {
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "nquads": ox.RdfFormat.N_QUADS,
    "trig": ox.RdfFormat.TRIG,
    "n3": ox.RdfFormat.N3,
    "rdfxml": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
}

#: The formats by name, with the file extension of each.
FORMATS = {name: syntax.file_extension for name, syntax in SYNTAXES.items()}


def converted(data: bytes, source: str, target: str, prefixes: Mapping[str, str]) -> bytes:
    """The RDF of `data` in another of `FORMATS`; raises UsageError where the target cannot hold it all.

    What was written is read back and compared, so that nothing is lost unseen.
    """
    try:
        quads = ox.Dataset(ox.parse(data, format=SYNTAXES[source]))
    except (SyntaxError, ValueError) as error:
        raise InputError(f"this is not {source}: {error}", hint="name the format with `--from`") from error
    quads.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)  # blank nodes are named alike on every run
    syntax = SYNTAXES[target]
    named = sorted(
        {str(quad.graph_name) for quad in quads if not isinstance(quad.graph_name, ox.DefaultGraph)}
    )
    if named and not syntax.supports_datasets:
        raise UsageError(f"{target} cannot hold named graphs, and the data has {len(named)}, such as `{named[0]}`",
                         hint="convert to nquads, trig or jsonld")  # fmt: skip
    ordered = sorted(
        quads,
        key=lambda quad: (str(quad.graph_name), str(quad.subject), str(quad.predicate), str(quad.object)),
    )
    text = " ".join(map(str, ordered))
    used = {prefix: namespace for prefix, namespace in prefixes.items() if f"<{namespace}" in text}
    try:
        written = ox.serialize(ordered, format=syntax, prefixes=used)
        assert written is not None
        again = ox.Dataset(ox.parse(written, format=syntax))
    except (SyntaxError, ValueError) as error:
        raise UsageError(
            f"{target} cannot hold this data: {error}", hint="nquads and jsonld hold any RDF"
        ) from error
    again.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    if quads != again:
        raise UsageError(
            f"{target} cannot hold this data: read back, it differs", hint="nquads and jsonld hold any RDF"
        )
    return written


class Readable(Protocol):
    """What bytes are read from."""

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes, at most so many; none at the end."""


def read_triples(stream: Readable, name: str) -> Iterator[Triple]:
    """Yields the triples of RDF in one of `FORMATS` as the bytes arrive; raises as `read_solutions`.

    An early end of RDF/XML, or at a statement's end of Turtle and N-Triples, is not noticed here.
    """
    with reading_errors(f"no {name}"):
        for quad in ox.parse(cast("IO[bytes]", stream), format=SYNTAXES[name]):
            yield str(quad.subject), str(quad.predicate), str(quad.object)


@contextmanager
def reading_errors(what: str) -> Iterator[None]:
    """Raises EngineError, which says what the bytes are not, where pyoxigraph cannot read them."""
    try:
        yield
    except (SyntaxError, ValueError) as error:
        raise EngineError(f"this is {what}: {error}") from error


#: The formats by the extensions of their files.
EXTENSIONS = {extension: name for name, extension in FORMATS.items()} | {"owl": "rdfxml"}


def read_quads(path: Path) -> Iterator[tuple[str, str]]:
    """Yields the graph and the statement of each quad of an RDF file as it is read; the default graph is empty.

    The extension says which of `FORMATS` it is. Raises InputError that names the file.
    """
    try:
        quads = ox.parse(path=path, format=SYNTAXES[EXTENSIONS[path.suffix.lower().lstrip(".")]])
        while batch := list(islice(quads, _BATCH)):
            lines = ox.serialize([quad.triple for quad in batch], format=_NTRIPLES)
            assert lines is not None  # without an output argument the bytes are returned
            for quad, line in zip(batch, lines.decode().split("\n"), strict=False):
                graph = quad.graph_name
                name = "" if isinstance(graph, ox.DefaultGraph) else str(graph)
                yield name.strip("<>"), line[:-2]
    except KeyError as error:
        known = ", ".join(f"`.{extension}`" for extension in EXTENSIONS)
        raise UsageError(f"`{path}` is no RDF file", hint=f"RDF files end in {known}") from error
    except (SyntaxError, ValueError) as error:
        raise InputError(f"{path}: {error}", hint="the extension says which format it is") from error
    except OSError as error:
        raise InputError(f"cannot read `{path}`: {(error.strerror or str(error)).lower()}") from error
