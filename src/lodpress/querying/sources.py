"""Where the data of a query comes from: triples, built folders, stores, RDF files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from pathlib import Path

from lodpress.engines.oxigraph_sparql import triples_of_store
from lodpress.problems import InputError, UsageError
from lodpress.querying.answers import Engine
from lodpress.terms import CG
from lodpress.triples import Triple

#: The file of a built folder that is loaded: what the documents assert.
DATASET_FILE = "dataset.nt"

#: The extensions of the RDF files that can be loaded.
RDF_EXTENSIONS = (".jsonld", ".nq", ".nt", ".owl", ".rdf", ".trig", ".ttl")

_DOCUMENTS = f"SELECT ?document WHERE {{ ?document a <{CG}ConceptGraph> . }} ORDER BY ?document LIMIT 1"

#: Makes an engine of RDF files and triples; the doors of pyoxigraph and rdflib each have one.
EngineMaker = Callable[[Iterable[Path], Iterable[Triple]], Engine]


def is_store(path: Path) -> bool:
    """Whether the path is the folder of a pyoxigraph or Oxigraph store (RocksDB keeps a CURRENT there)."""
    return (path / "CURRENT").is_file() and any(path.glob("MANIFEST-*"))


def is_data(path: Path) -> bool:
    """Whether the path is a built folder, a store's folder or an RDF file, rather than a document to read."""
    if path.is_dir():
        return (path / DATASET_FILE).is_file() or is_store(path)
    return path.suffix.lower() in RDF_EXTENSIONS


def load(paths: Sequence[Path], make: EngineMaker, triples: Iterable[Triple] = ()) -> Engine:
    """An engine with the data of built folders, stores and RDF files, and the triples, as one merged graph.

    Raises UsageError for a path that is none of them, InputError for a file that cannot be read.
    """
    stores = [path for path in paths if is_store(path)]
    stored = chain.from_iterable(triples_of_store(path) for path in stores)
    return make([_file(path) for path in paths if path not in stores], chain(stored, triples))


def _file(path: Path) -> Path:
    if path.is_dir():
        if not (path / DATASET_FILE).is_file():
            raise UsageError(
                f"the folder `{path}` is neither a built one nor a store: it has no {DATASET_FILE}",
                hint="`lodpress build` makes one",
            )
        return path / DATASET_FILE
    if not path.exists():
        raise InputError(f"there is no file `{path}`")
    if path.suffix.lower() not in RDF_EXTENSIONS:
        known = ", ".join(f"`{extension}`" for extension in RDF_EXTENSIONS)
        raise UsageError(f"`{path}` is no RDF file", hint=f"RDF files end in {known}")
    return path


def base_of(data: Engine) -> str:
    """The IRI that the documents of the data begin with, for showing the rest; empty without a document."""
    _, rows = data.select(_DOCUMENTS)
    first = next((row[0] for row in rows), None)
    return first[1:-1].rsplit("/", 1)[0] + "/" if first else ""
