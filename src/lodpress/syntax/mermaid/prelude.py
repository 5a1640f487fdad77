"""What Mermaid takes out of a flowchart before it reads it: front matter, directives, comments."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lodpress.syntax.mermaid.scanner import BLANKS

_BLANKS = f"[{BLANKS}]*"
_FRONT_MATTER = re.compile(rf"(?:{_BLANKS}\n)*+({_BLANKS})---{_BLANKS}\n")
_FRONT_MATTER_END = re.compile(rf"^{_BLANKS}---{_BLANKS}(?:\n|\Z)", re.MULTILINE)
_TITLE = re.compile(
    rf"^({_BLANKS})title{_BLANKS}:[ \t]+(?:\"([^\"\n]*)\"|'([^'\n]*)'|([^\n]*))", re.MULTILINE
)
_COMMENT = re.compile(rf"^{_BLANKS}(%%(?!\{{)[^\n]+)\n?", re.MULTILINE)
_EMPTY_COMMENT = re.compile(rf"^{_BLANKS}(%%(?=\n|\Z))", re.MULTILINE)
_TAG = re.compile(r"<\w++[^<>]*+>")
_ATTRIBUTE = re.compile(r'="([^"]*)"')
# Mermaid takes the last semicolon of such a line away, lest the colour before it be read as an entity.
_STYLE_LINE = re.compile(r"(?:style|classDef)[^\n]*")
_COLOUR = re.compile(r":[^\s#]{0,300}#")
_COLOUR_ENTITY = re.compile(r":[^\s#;]{0,300}#\w+;")
_ENTITY = re.compile(r"#(\w+;)")
#: Stands in strict mode for the sign before an entity, which Mermaid takes in labels only.
ENTITY_MARK = "\ue000"
_HIDDEN = "\x00"

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Prelude:
    """The text of a flowchart made ready: as long as before, NUL in place of what was taken out.

    The spans count from the start of the flowchart. `lost_semicolons` are those between statements that
    Mermaid takes for part of a colour.
    """

    text: str
    title: Span | None = None
    comments: tuple[Span, ...] = ()
    empty_comments: tuple[Span, ...] = ()
    lost_semicolons: tuple[Span, ...] = ()


def prepare(text: str, *, strict: bool) -> Prelude:
    """The flowchart `text` made ready for the scanner, and what was taken out of it."""
    text, title = _hide_front_matter(text)
    comments: tuple[Span, ...] = ()
    empty: tuple[Span, ...] = ()
    if "%%" in text:
        text, directives = _hide_directives(text)
        text, comments = _hide(text, _COMMENT)
        if not strict:
            text, empty = _hide(text, _EMPTY_COMMENT)
        comments = tuple(sorted(directives + comments))
    if '="' in text:
        text = _TAG.sub(lambda tag: _ATTRIBUTE.sub(r"='\1'", tag.group()), text)
    lost: tuple[Span, ...] = ()
    if strict and "#" in text:
        text = _STYLE_LINE.sub(_hide_last_semicolon, text)
        text = _ENTITY.sub(rf"{ENTITY_MARK}\1", text)
    elif "#" in text and ";" in text:
        lost = tuple(span for line in _STYLE_LINE.finditer(text) if (span := _find_lost_semicolon(line)))
    return Prelude(text, title, comments, empty, lost)


def _hide_last_semicolon(line: re.Match[str]) -> str:
    """A line of styles without its last semicolon, if a colour stands before it."""
    written = line.group()
    last = written.rfind(";")
    if last < 0 or _COLOUR.search(written, 0, last) is None:
        return written
    return written[:last] + _HIDDEN + written[last + 1 :]


def _find_lost_semicolon(line: re.Match[str]) -> Span | None:
    """Where Mermaid loses a semicolon that ends a statement: behind a colour, or by hiding the last."""
    written = line.group().rstrip()
    last = written.rfind(";")
    if last < 0 or _COLOUR.search(written, 0, last) is None:
        return None
    entity = _COLOUR_ENTITY.search(written, 0, last)
    at = entity.end() - 1 if entity is not None else last
    return None if at == len(written) - 1 else (line.start() + at, line.start() + at + 1)


def _hide_front_matter(text: str) -> tuple[str, Span | None]:
    """The text without a block between lines of `---` at its start, and where its title stands."""
    opening = _FRONT_MATTER.match(text)
    closing = opening and _FRONT_MATTER_END.search(text, opening.end())
    if not opening or not closing:
        return text, None
    span = None
    for title in _TITLE.finditer(text, opening.end(), closing.start()):
        if title.group(1) == opening.group(1):
            start, end = title.span(title.lastindex or 0)
            span = (start, start + len(text[start:end].rstrip()))
            break
    return _HIDDEN * (closing.end() - 1) + "\n" + text[closing.end() :], span


def _hide_directives(text: str) -> tuple[str, tuple[Span, ...]]:
    """The text without `%%{…}%%`, and where they stood."""
    spans: list[Span] = []
    pieces: list[str] = []
    done = 0
    while (start := text.find("%%{", done)) >= 0 and (close := text.find("}%%", start)) >= 0:
        end = close + len("}%%")
        pieces += (text[done:start], _HIDDEN * (end - start))
        spans.append((start, end))
        done = end
    return "".join((*pieces, text[done:])), tuple(spans)


def _hide(text: str, pattern: re.Pattern[str]) -> tuple[str, tuple[Span, ...]]:
    """The text without the matches of `pattern`, and where their first groups stood."""
    spans = tuple(match.span(1) for match in pattern.finditer(text))
    return (pattern.sub(lambda match: _HIDDEN * len(match.group()), text) if spans else text), spans
