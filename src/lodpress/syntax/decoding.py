"""Bytes to source text: what is repaired, and what is refused rather than guessed."""

from __future__ import annotations

import re

from lodpress.positions import Position, Source
from lodpress.problems import InputError, Problem
from lodpress.settings import Limits

_LINE_END = re.compile(r"\r\n?")
_BINARY_MAGIC = (
    b"%PDF",
    b"PK\x03\x04",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x1f\x8b",
    b"\x7fELF",
    b"\xd0\xcf\x11\xe0",
)
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_CONTROL_BYTES = bytes(set(range(32)) - set(b"\t\n\r\x0b\x0c\x1b"))
_PROBE = 8192


def _refuse(code: str, message: str, file: str, hint: str, place: Position | None = None) -> InputError:
    problem = Problem(code, message, file, place, hint)
    return InputError(f"{file}: {message}", problems=(problem,), hint=hint)


def _check_is_text(data: bytes, file: str) -> None:
    if not data.strip(b" \t\r\n\x00\xef\xbb\xbf"):
        raise _refuse(
            "file-empty", "the file is empty", file, "`lodpress init` writes a document to begin from"
        )
    head = data[:_PROBE]
    if head.startswith(_UTF16_MARKS):
        raise _refuse("invalid-utf8", "the file is encoded as UTF-16", file, "save it as UTF-8")
    controls = len(head) - len(head.translate(None, _CONTROL_BYTES))
    if head.startswith(_BINARY_MAGIC) or controls > len(head) * 0.05:
        raise _refuse(
            "file-binary", "the file is binary, not text", file, "export the document as plain text in UTF-8"
        )


def _decoded(data: bytes, file: str) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = Source(
            file, _LINE_END.sub("\n", data[: error.start].decode("utf-8").removeprefix("\ufeff")) + "\ufffd"
        )
        bad = data[error.start]
        message = f"byte 0x{bad:02X} is not UTF-8"
        hint = "save the file as UTF-8; nothing was guessed"
        raise _refuse(
            "invalid-utf8", message, file, hint, before.position(len(before.text) - 1, len(before.text))
        ) from error


def _check_line_lengths(source: Source, limit: int) -> None:
    if len(source.text) <= limit:
        return
    for line in range(1, source.line_count + 1):
        start, end = source.line_span(line)
        if end - start > limit:
            message = f"line {line} has {end - start:,} characters, over the limit of {limit:,}"
            hint = "break the line, or raise the setting `limits.line_length`"
            raise _refuse("line-too-long", message, source.name, hint, source.position(start, start + 1))


def decode(data: bytes, file: str, limits: Limits) -> tuple[Source, tuple[Problem, ...]]:
    """The source text of `data` and what was repaired; raises InputError for what cannot be read as text."""
    if len(data) > limits.file_size:
        message = f"the file has {len(data):,} bytes, over the limit of {limits.file_size:,}"
        raise _refuse("file-too-large", message, file, "raise the setting `limits.file_size`")
    _check_is_text(data, file)
    text = _decoded(data, file)
    problems = []
    marked = text.startswith("\ufeff")
    text = text.removeprefix("\ufeff")
    if "\r" in text:
        text = _LINE_END.sub("\n", text)
        problems.append(Problem("crlf", "the lines end in CR LF, which was read as LF", file))
    nul = text.find("\x00")
    source = Source(file, text.replace("\x00", ""))
    if marked:
        problems.append(
            Problem(
                "byte-order-mark",
                "the file begins with a byte order mark, which was removed",
                file,
                source.position(0, 0),
            )
        )
    if nul >= 0:
        count = text.count("\x00")
        message = f"{count} NUL character{'s were' if count > 1 else ' was'} removed"
        problems.append(
            Problem("nul-removed", message, file, source.position(nul, nul + 1), "check the words around it")
        )
    _check_line_lengths(source, limits.line_length)
    return source, tuple(problems)
