"""Documents and settings from the file system: the one place where paths are opened for reading."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import overload

from lodpress.iris import slug
from lodpress.problems import InputError, SettingsError, UsageError
from lodpress.publishing import DocumentInput
from lodpress.serialization.release import MARKER
from lodpress.settings import Settings, read_settings
from lodpress.suggestions import nearest

SETTINGS_FILE = "lodpress.toml"
_EXTENSIONS = (".txt", ".md", ".markdown", ".mmd")
#: What a file's name may hold and no text that is shown or published: controls, line ends, bytes that are not UTF-8.
_UNSHOWN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def find_settings(explicit: Path | None, paths: Sequence[Path]) -> Settings:
    """The settings of the named file, else of `lodpress.toml` here or beside the documents, else the defaults."""
    # os.path answers where Path raises: a folder that may not be searched is told of when its document is read
    beside = [path if os.path.isdir(path) else path.parent for path in paths]  # noqa: PTH112
    candidates = (folder / SETTINGS_FILE for folder in (Path(), *beside))
    found = explicit or next((file for file in candidates if os.path.isfile(file)), None)  # noqa: PTH113
    if found is None:
        return Settings()
    try:
        text = found.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"cannot read the settings `{found}`: {_reason(error)}", hint="name a TOML file in UTF-8"
        ) from error
    return read_settings(text, str(found))


def _reason(error: Exception) -> str:
    return (error.strerror or str(error)).lower() if isinstance(error, OSError) else str(error)


def _shown(name: str) -> str:
    """The name as it is shown and published: what is no text in it as an escape."""
    return _UNSHOWN.sub(lambda match: ascii(match[0])[1:-1], name)


def _unreadable(path: Path, error: OSError) -> InputError:
    return InputError(
        f"cannot read `{_shown(str(path))}`: {_reason(error)}", hint="make it readable, or leave it out"
    )


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise _unreadable(path, error) from error


def _files(folder: Path, above: tuple[Path, ...] = ()) -> Iterator[Path]:
    """The documents of a folder and its folders, sorted.

    What begins with a dot is passed over, and so are pipes and devices, releases inside (their source
    texts are no new documents) and links that lead back to a folder `above`.
    """
    try:
        real = folder.resolve()
        if real in above or (above and (folder / MARKER).is_file()):
            return
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        raise _unreadable(folder, error) from error
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir():
            yield from _files(Path(entry.path), (*above, real))
        elif entry.name.lower().endswith(_EXTENSIONS) and (entry.is_file() or entry.is_symlink()):
            yield Path(entry.path)


@dataclass(frozen=True, slots=True)
class Documents(Sequence[DocumentInput]):
    """The documents of some paths; of each no more than its path is held."""

    paths: tuple[str, ...]
    settings: Settings

    def __len__(self) -> int:
        return len(self.paths)

    def __iter__(self) -> Iterator[DocumentInput]:
        return (self._document(path) for path in self.paths)

    @overload
    def __getitem__(self, index: int) -> DocumentInput: ...
    @overload
    def __getitem__(self, index: slice) -> Documents: ...
    def __getitem__(self, index: int | slice) -> DocumentInput | Documents:
        if isinstance(index, slice):
            return Documents(self.paths[index], self.settings)
        return self._document(self.paths[index])

    def unused_settings(self) -> list[str]:
        """The names under `documents` in the settings that are of none of these documents."""
        names = {slug(_shown(Path(path).stem)) for path in self.paths}
        return [name for name in self.settings.documents if name not in names]

    def _document(self, text: str) -> DocumentInput:
        path = Path(text)
        name = slug(_shown(path.stem))
        own = self.settings.for_document(name)
        return DocumentInput(own.name or name, _shown(path.name), _shown(text), partial(_read, path), own)


def _found(path: Path) -> Iterator[Path]:
    """The files that a path names; raises UsageError where it names none."""
    try:
        if not path.is_dir():
            if not path.exists():
                raise UsageError(_missing(path), hint=_near(path))
            yield path
            return
    except OSError as error:  # of a folder above, which may not be searched
        raise _unreadable(path, error) from error
    empty = True
    for file in _files(path):
        empty = False
        yield file
    if empty:
        kinds = ", ".join(f"`{extension}`" for extension in _EXTENSIONS)
        raise UsageError(
            f"the folder `{path}` holds no document", hint=f"a document is a file ending in {kinds}"
        )


def _missing(path: Path) -> str:
    kind = "the link `{}` leads nowhere" if path.is_symlink() else "there is no file or folder `{}`"
    return kind.format(_shown(str(path)))


def find_documents(paths: Sequence[Path], settings: Settings) -> Documents:
    """The documents that the paths name, each once: files as given and folders in the order of their names."""
    files: dict[str, None] = {}
    seen: set[str] = set()
    for path in paths:
        for file in _found(path):
            if len(paths) > 1:
                real = os.path.abspath(file)  # noqa: PTH100 - as text, for there may be many
                if real in seen:
                    continue
                seen.add(real)
            files[str(file)] = None
    return Documents(tuple(files), settings)


def _near(path: Path) -> str:
    names = [entry.name for entry in path.parent.iterdir()] if path.parent.is_dir() else []
    hint = nearest(path.name, [name for name in names if name != path.name])
    return hint if hint.startswith("did") else "name a document, or a folder of them"
