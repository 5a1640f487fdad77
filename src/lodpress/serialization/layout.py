"""What stands at the top of a release, and what stands there that no build wrote."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from lodpress.bundled import bundled
from lodpress.problems import OutputError
from lodpress.serialization.bulk import LOAD, is_load_folder
from lodpress.serialization.dataset import GRAPHS, MEDIA_TYPES

#: The files and folders that every release has, beside those of its documents.
FIXED = frozenset(
    {
        *MEDIA_TYPES,
        GRAPHS,
        "DIGESTS",
        "context.jsonld",
        "queries.ttl",
        "report.json",
        "report.ttl",
        "void.ttl",
    }
    | {".well-known", "ontology", "queries", "shapes"}
)


def foreign_entries(folder: Path) -> Iterator[str]:
    """The names at the top of a release that belong to no document and to no fixed part of it."""
    with os.scandir(folder) as entries:
        for entry in entries:
            stem, dot, extension = entry.name.rpartition(".")
            if entry.name in FIXED:
                continue
            if entry.is_dir(follow_symlinks=False):
                ours = _exists(folder, entry.name, "source.txt") or _exists(folder, f"{entry.name}.jsonld")
                ours = ours or (entry.name == LOAD and is_load_folder(folder / LOAD))
            else:
                ours = extension in ("ttl", "jsonld") and all(
                    _exists(folder, stem + dot + other) for other in ("ttl", "jsonld")
                )
            if not ours:
                yield entry.name


def _exists(*parts: str | Path) -> bool:
    return os.path.lexists(os.path.join(*parts))  # noqa: PTH118 - a release may hold millions of names


def copy_bundled(folder: Path) -> None:
    """Copies the shipped ontology, contexts, shapes and queries into a release."""
    for name in ("ontology", "shapes", "queries"):
        shutil.copytree(bundled(name), folder / name, copy_function=shutil.copyfile)
    shutil.copyfile(bundled("ontology") / "context.jsonld", folder / "context.jsonld")


def write_description(folder: Path, text: str) -> None:
    """Writes the description where people and where crawlers look for it (VoID, section 6.2)."""
    (folder / "void.ttl").write_text(text, encoding="utf-8")
    (folder / ".well-known").mkdir()
    (folder / ".well-known" / "void").write_text(text, encoding="utf-8")


def refuse_foreign_entries(target: Path) -> None:
    """Nothing; raises OutputError where a release has been added to, for it is replaced as a whole."""
    if not (target / "DIGESTS").is_file():
        return
    found = next(foreign_entries(target), None)
    if found is not None:
        raise OutputError(
            f"cannot replace `{target}`: it holds `{found}`, which no build wrote",
            hint="move it away, or publish into another folder",
        )
