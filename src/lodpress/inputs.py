"""Documents and settings from the file system: the one place where paths are opened for reading."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from lodpress.iris import slug
from lodpress.problems import InputError, SettingsError, UsageError
from lodpress.publishing import DocumentInput
from lodpress.settings import Settings, read_settings

SETTINGS_FILE = "lodpress.toml"
_EXTENSIONS = (".txt", ".md", ".markdown", ".mmd")


def find_settings(explicit: Path | None, paths: Sequence[Path]) -> Settings:
    """The settings of the named file, else of `lodpress.toml` here or beside the documents, else the defaults."""
    beside = [path if path.is_dir() else path.parent for path in paths]
    found = explicit or next((f for d in (Path(), *beside) if (f := d / SETTINGS_FILE).is_file()), None)
    if found is None:
        return Settings()
    try:
        text = found.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"cannot read the settings `{found}`: {_reason(error)}") from error
    return read_settings(text, str(found))


def _reason(error: Exception) -> str:
    return error.strerror or str(error) if isinstance(error, OSError) else str(error)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"cannot read `{path}`: {_reason(error)}") from error


def _files(folder: Path) -> Iterator[Path]:
    """The documents of a folder and its folders, sorted; what begins with a dot is passed over."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        raise InputError(f"cannot read the folder `{folder}`: {_reason(error)}") from error
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir():
            yield from _files(Path(entry.path))
        elif entry.name.lower().endswith(_EXTENSIONS):
            yield Path(entry.path)


def _document(path: Path, settings: Settings) -> DocumentInput:
    name = slug(path.stem)
    own = settings.for_document(name)
    return DocumentInput(own.name or name, path.name, str(path), partial(_read, path))


def find_documents(paths: Sequence[Path], settings: Settings) -> list[DocumentInput]:
    """The documents that the paths name, files as given and folders in the order of their names."""
    documents: list[DocumentInput] = []
    for path in paths:
        if path.is_dir():
            found = [_document(file, settings) for file in _files(path)]
            if not found:
                kinds = ", ".join(f"`{extension}`" for extension in _EXTENSIONS)
                raise UsageError(
                    f"the folder `{path}` holds no document", hint=f"a document is a file ending in {kinds}"
                )
            documents += found
        elif path.exists():
            documents.append(_document(path, settings))
        else:
            raise UsageError(f"there is no file or folder `{path}`", hint=_near(path))
    return documents


def _near(path: Path) -> str | None:
    from difflib import get_close_matches  # noqa: PLC0415 - only on the way out

    names = [entry.name for entry in path.parent.iterdir()] if path.parent.is_dir() else []
    close = get_close_matches(path.name, names, n=1)
    return f"did you mean `{path.parent / close[0]}`?" if close else None
