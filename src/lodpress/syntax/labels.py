"""Labels as they are published: line breaks as blanks, without quotes, the idea's number set apart."""

from __future__ import annotations

import html
import re

from lodpress.diagram import Label

_BREAK = re.compile(r"<br\s*/?>|\\n|\n", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d+|#x[0-9A-Fa-f]+|[A-Za-z][A-Za-z0-9]*);")
_NUMBER = re.compile(r"^(?P<text>.*?[^\s])(?:(?<=[.．。])|\s+)(?P<number>\d+)$", re.DOTALL)
_QUOTES = (('"', '"'), ("“", "”"), ("„", "“"), ("«", "»"), ("「", "」"), ("'", "'"), ("‘", "’"))
_MARKDOWN = re.compile(r"(\*\*|\*|__|_)(?=\S)(.+?)(?<=\S)\1")


def _unquoted(text: str) -> str:
    for left, right in _QUOTES:
        inner = text[len(left) : -len(right)]
        if (
            len(text) > 2
            and text.startswith(left)
            and text.endswith(right)
            and left not in inner
            and right not in inner
        ):
            return inner.strip()
    return text


def plain_text(text: str, kind: str = "text") -> str:
    """What a label says: a line break is one blank, an entity is its character, emphasis is gone.

    >>> plain_text("Tides feed ports<br>12× cheaper 1")
    'Tides feed ports 12× cheaper 1'
    """
    text = _ENTITY.sub(lambda match: html.unescape(match[0]), _BREAK.sub(" ", text))
    if kind == "markdown":
        text = _MARKDOWN.sub(r"\2", text)
    return _unquoted(" ".join(text.split()))


def numbered(label: str) -> tuple[str, int | None]:
    """The label without the number it ends in, and that number; a full stop before it stays.

    >>> numbered("Storage trims peaks. 2"), numbered("GPT-4")
    (('Storage trims peaks.', 2), ('GPT-4', None))
    """
    match = _NUMBER.match(label)
    if not match:
        return label, None
    return _unquoted(match["text"].strip()), int(match["number"])


def published(label: Label) -> str:
    """The label as published, its number still on it."""
    return plain_text(label.text, label.kind)
