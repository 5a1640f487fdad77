"""What `convert` does: formats by name or extension, files in and out."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from xml.parsers import expat  # it reads nothing but what was written here

from lodpress.engines.oxigraph import FORMATS, converted
from lodpress.problems import InputError, OutputError, UsageError
from lodpress.terms import PREFIXES

_EXTENSIONS = {extension: name for name, extension in FORMATS.items()} | {
    "json": "jsonld",
    "xml": "rdfxml",
    "owl": "rdfxml",
}


def _format(path: Path, named: str | None, option: str) -> str:
    key = (named or path.suffix).lower().replace("-", "").lstrip(".")
    name = key if key in FORMATS else _EXTENSIONS.get(key)
    if name is None:
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
        raise InputError(f"cannot read `{source}`: {(error.strerror or str(error)).lower()}") from error


def _write(target: Path, data: bytes) -> None:
    """Writes the whole file or leaves the old one; a pipe or a device is written to, never replaced."""
    if str(target) == "-":
        sys.stdout.buffer.write(data)
        return
    path = Path(os.path.realpath(target))  # a link stays a link
    try:
        if path.exists() and not path.is_file():
            path.write_bytes(data)
        else:
            _replace(path, data)
    except OSError as error:
        raise OutputError(f"cannot write `{target}`: {(error.strerror or str(error)).lower()}") from error


def _replace(path: Path, data: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(data)
        mask = os.umask(0)
        os.umask(mask)
        Path(name).chmod(0o666 & ~mask)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _checked_xml(written: bytes) -> bytes:
    """RDF/XML that every XML parser reads alike; raises UsageError where XML 1.0 cannot hold it.

    pyoxigraph writes, and reads back, control characters and element names that are none in XML
    (sections 2.2 and 2.3), and carriage returns that other parsers turn into line feeds (2.11).
    """
    written = written.replace(b"\r", b"&#13;")
    try:
        expat.ParserCreate(namespace_separator=" ").Parse(written, True)
    except expat.ExpatError as error:
        raise UsageError(
            f"rdfxml cannot hold a predicate without a local name or a control character ({error})",
            hint="nquads and jsonld hold any RDF",
        ) from error
    return written


def convert_file(source: Path, target: Path, source_format: str | None, target_format: str | None) -> None:
    """Writes `source` in the other format; raises UsageError where that format cannot hold it."""
    read_as = _format(source, source_format, "--from")
    write_as = _format(target, target_format, "--to")
    if "-" not in (str(source), str(target)) and os.path.realpath(source) == os.path.realpath(target):
        raise UsageError(f"`{target}` would be written over itself", hint="name another file")
    data = _read(source)
    try:
        written = converted(data, read_as, write_as, PREFIXES)
        if write_as == "rdfxml":
            written = _checked_xml(written)
    except (InputError, UsageError) as error:
        raise type(error)(f"cannot convert `{source}`: {error}", hint=error.hint) from error
    _write(target, written)
