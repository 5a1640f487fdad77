"""The data of a node or line between `@{` and `}`: the part of YAML that Mermaid's examples use."""

from __future__ import annotations

import re
from typing import NamedTuple

#: The data behind `@{` up to its closing brace; braces inside quotes do not close it.
DATA = re.compile(r'((?:[^}"]++|"[^"]*+")*+)\}')
_KEY = re.compile(r"[\s,]*(?:\"([\w-]+)\"|'([\w-]+)'|([\w-]+))[ \t]*:(?=[\s\"'])[ \t]*")
_QUOTED = re.compile(r"\"((?:[^\"\\]++|\\.)*+)\"|'((?:[^']++|'')*+)'", re.DOTALL)
_BLOCK = re.compile(r"([|>])[+-]?[ \t]*\n")
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_ESCAPES = {"n": "\n", "t": "\t"}
_BREAK = re.compile(r"\n\s*")


class Value(NamedTuple):
    """A value of the data, and where it is written."""

    text: str
    start: int
    end: int


def read_metadata(text: str, start: int, end: int) -> dict[str, Value]:
    """The values that `text[start:end]`, the data without its braces, gives by their keys."""
    block = "\n" in text[start:end]
    values: dict[str, Value] = {}
    while (key := _KEY.match(text, start, end)) is not None:
        value, start = _read_value(text, key.end(), end, block)
        values[key.group(key.lastindex or 0)] = value
    return values


def _read_value(text: str, start: int, end: int, block: bool) -> tuple[Value, int]:
    """The value at `start`, and where the next key may stand."""
    quoted = _QUOTED.match(text, start, end)
    if quoted is not None:
        return _read_quoted(quoted), quoted.end()
    literal = _BLOCK.match(text, start, end) if block else None
    if literal is not None:
        return _read_block(text, literal, end)
    stop = text.find("\n" if block else ",", start, end)
    stop = end if stop < 0 else stop
    written = text[start:stop]
    left = start + len(written) - len(written.lstrip())
    return Value(written.strip(), left, left + len(written.strip())), stop


def _read_quoted(quoted: re.Match[str]) -> Value:
    """A value in quotes; in double quotes a line break stands for `<br/>`, as in Mermaid."""
    group = quoted.lastindex or 0
    written = quoted.group(group)
    if group == 1:
        broken = _BREAK.sub("<br/>", written)
        written = _ESCAPE.sub(lambda escape: _ESCAPES.get(escape.group(1), escape.group(1)), broken)
    else:
        written = written.replace("''", "'")
    return Value(written, *quoted.span(group))


def _read_block(text: str, opening: re.Match[str], end: int) -> tuple[Value, int]:
    """A value written as an indented block below its key."""
    lines: list[str] = []
    at = opening.end()
    indent = 0
    while at < end:
        stop = text.find("\n", at, end)
        stop = end if stop < 0 else stop
        line = text[at:stop]
        depth = len(line) - len(line.lstrip())
        indent = indent or depth
        if line.strip() and (depth < indent or not indent):
            break
        lines.append(line[indent:])
        at = stop + 1
    while lines and not lines[-1].strip():
        lines.pop()
    joined = (" " if opening.group(1) == ">" else "\n").join(lines)
    return Value(joined + "\n", opening.end(), min(max(at - 1, opening.end()), end)), min(at, end)
