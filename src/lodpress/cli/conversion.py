"""What `convert` does: formats by name or extension, files in and out."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from lodpress.engines.oxigraph import FORMATS, converted
from lodpress.problems import InputError, OutputError, UsageError
from lodpress.terms import PREFIXES

_EXTENSIONS = {extension: name for name, extension in FORMATS.items()} | {
    "json": "jsonld",
    "xml": "rdfxml",
    "owl": "rdfxml",
}


def _format(path: Path, named: str | None, option: str) -> str:
    name = named.lower().replace("-", "") if named else _EXTENSIONS.get(path.suffix.lstrip(".").lower())
    if name not in FORMATS:
        about = f"unknown format `{named}`" if named else f"`{path}` shows no format"
        raise UsageError(
            about, hint=f"name it with `{option}`: " + ", ".join(f"`{known}`" for known in FORMATS)
        )
    return name


def _read(source: Path) -> bytes:
    if str(source) == "-":
        return sys.stdin.buffer.read()
    try:
        return source.read_bytes()
    except OSError as error:
        raise InputError(f"cannot read `{source}`: {error.strerror}") from error


def _write(target: Path, data: bytes) -> None:
    """Writes the whole file or leaves the old one."""
    if str(target) == "-":
        sys.stdout.buffer.write(data)
        return
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        try:
            with os.fdopen(handle, "wb") as out:
                out.write(data)
            mask = os.umask(0)
            os.umask(mask)
            Path(name).chmod(0o666 & ~mask)
            Path(name).replace(target)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise OutputError(f"cannot write `{target}`: {error.strerror}") from error


def convert_file(source: Path, target: Path, source_format: str | None, target_format: str | None) -> None:
    """Writes `source` in the other format; raises UsageError where that format cannot hold it."""
    read_as = _format(source, source_format, "--from")
    write_as = _format(target, target_format, "--to")
    _write(target, converted(_read(source), read_as, write_as, PREFIXES))
