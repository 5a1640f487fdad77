"""What each triple store's own bulk loader asks for, laid out in a release: `load/{store}/`.

Loaders that take N-Quads whole are given the release's `dataset.nq`; only Virtuoso's, of which several run
at once, gets parts of its own. Each store's files stand in `loaders/{store}/`, with marks where the
release's own IRIs and sizes go; `loaders/begin.sh` is what the scripts that fill a new folder begin with.
"""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Collection, Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import IO

from lodpress.iris import Iris, slug
from lodpress.problems import UsageError
from lodpress.suggestions import nearest

#: The stores that a release can be laid out for.
STORES = ("fuseki", "oxigraph", "qlever", "virtuoso")
#: The folder at the top of a release that holds one folder for each store.
LOAD = "load"

_TEMPLATES = Path(str(files("lodpress.serialization"))) / "loaders"
_PART_BYTES = 32 << 20  # a loader takes files until it has two megabytes, then loads them
_CHUNK = 1 << 20


def checked_stores(names: Collection[str]) -> tuple[str, ...]:
    """The stores, each once, in the order of `STORES`; raises UsageError for a name that is none of them."""
    for name in names:
        if name not in STORES:
            raise UsageError(f"there is no layout for a store `{name}`", hint=nearest(name, STORES))
    return tuple(store for store in STORES if store in names)


def write_loaders(
    folder: Path, stores: Collection[str], iris: Iris, *, part_bytes: int = _PART_BYTES
) -> None:
    """Writes `load/{store}/` for each of the stores into a release whose dataset files are whole.

    A part for Virtuoso has at least `part_bytes` bytes, all but the last one, and ends where a graph ends.
    """
    begin = (_TEMPLATES / "begin.sh").read_text(encoding="utf-8").rstrip("\n")
    values = {
        "BASE": shlex.quote(iris.base),
        "BYTES": str((folder / "dataset.nq").stat().st_size),
        "DATASET": shlex.quote(iris.dataset),
        "DATASET_SQL": _sql_text(iris.dataset),
        "NAME": slug(iris.base.partition("://")[2]),
        "ONTOLOGY": shlex.quote(iris.graph("ontology")),
    }
    for store in stores:
        target = folder / LOAD / store
        target.mkdir(parents=True)
        if store == "virtuoso":
            values |= _write_parts(folder / "dataset.nq", target, part_bytes)
        for template in sorted((_TEMPLATES / store).iterdir()):
            path = target / _filled(template.name, values)
            text = template.read_text(encoding="utf-8").replace("@BEGIN@", begin)
            path.write_text(_filled(text, values), encoding="utf-8")
            path.chmod(0o755 if path.suffix == ".sh" else 0o644)


def _filled(text: str, values: Mapping[str, str]) -> str:
    return re.sub("@([A-Z_]+)@", lambda mark: values[mark[1]], text)


def _sql_text(text: str) -> str:
    """The text as isql takes it in a statement: `$` is doubled, for it begins the name of a variable there."""
    return "'" + text.replace("'", "''").replace("$", "$$") + "'"


def _write_parts(dataset: Path, target: Path, size: int) -> dict[str, str]:
    """The number of parts written, and of statements in them, by the marks that they fill.

    The end of the dataset is the first of them, because loaders take files in the order of their names: so
    the ontology's graph, by which a second load is refused, is there as soon as anything is.
    """
    statements = 0
    with dataset.open("rb") as source:
        ends = list(_ends(source, size))
        ranges = list(zip([0, *ends], ends, strict=False))
        for number, (start, end) in enumerate([*ranges[-1:], *ranges[:-1]], 1):
            with (target / f"part-{number:06}.nq").open("wb") as part:
                statements += _copy(source, start, end, part)
    return {"PARTS": str(len(ranges)), "STATEMENTS": str(statements)}


def _ends(source: IO[bytes], size: int) -> Iterator[int]:
    """Yields where each part ends: a blank node is one node within one file, so no graph is cut in two."""
    end, whole = 0, os.fstat(source.fileno()).st_size
    while end < whole:
        source.seek(min(end + size, whole))
        source.readline()  # the rest of a line
        end, graph = source.tell(), b""
        for line in source:
            before, graph = graph, line.rsplit(b" ", 2)[1]
            if before not in (b"", graph):
                break
            end += len(line)
        yield end


def _copy(source: IO[bytes], start: int, end: int, target: IO[bytes]) -> int:
    """The number of lines copied."""
    lines = 0
    source.seek(start)
    while start < end:
        chunk = source.read(min(_CHUNK, end - start))
        lines += chunk.count(b"\n")
        start += target.write(chunk)
    return lines


def is_load_folder(folder: Path) -> bool:
    """Whether a folder holds what `write_loaders` writes, and nothing else at its top."""
    names = {entry.name for entry in folder.iterdir()}
    return bool(names) and names <= set(STORES)
