"""Where the data of a query comes from: triples, built folders, RDF files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from lodpress.problems import InputError, UsageError
from lodpress.querying.answers import Engine
from lodpress.triples import Triple

#: The file of a built folder that is loaded: what the documents assert.
DATASET_FILE = "dataset.nt"

#: The extensions of the RDF files that can be loaded.
RDF_EXTENSIONS = (".jsonld", ".nq", ".nt", ".owl", ".rdf", ".trig", ".ttl")

#: Makes an engine of RDF files and triples; the doors of pyoxigraph and rdflib each have one.
EngineMaker = Callable[[Iterable[Path], Iterable[Triple]], Engine]


def is_data(path: Path) -> bool:
    """Whether the path is a built folder or an RDF file, rather than a document to read."""
    return (path / DATASET_FILE).is_file() or (not path.is_dir() and path.suffix.lower() in RDF_EXTENSIONS)


def load(paths: Sequence[Path], make: EngineMaker, triples: Iterable[Triple] = ()) -> Engine:
    """An engine with the data of built folders and RDF files, and the triples, as one merged graph.

    Raises UsageError for a path that is neither, InputError for a file that cannot be read.
    """
    return make([_file(path) for path in paths], triples)


def _file(path: Path) -> Path:
    if path.is_dir():
        if not (path / DATASET_FILE).is_file():
            raise UsageError(
                f"the folder `{path}` is no built one: it has no {DATASET_FILE}",
                hint="`lodpress build` makes one",
            )
        return path / DATASET_FILE
    if not path.exists():
        raise InputError(f"there is no file `{path}`")
    if path.suffix.lower() not in RDF_EXTENSIONS:
        known = ", ".join(f"`{extension}`" for extension in RDF_EXTENSIONS)
        raise UsageError(f"`{path}` is no RDF file", hint=f"RDF files end in {known}")
    return path
