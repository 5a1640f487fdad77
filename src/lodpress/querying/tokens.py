"""The tokens of SPARQL 1.1 (section 19.8), as far as finding parameters and refusing calls needs them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

TokenKind = Literal["iri", "string", "variable", "prefixed", "blank", "tag", "number", "word", "mark"]

_MARKS = "\u00b7\u0300-\u036f\u203f\u2040"
_NAME = rf"[\w{_MARKS}-]"
_ESCAPED = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
_TOKEN = re.compile(
    "|".join(
        (
            r"(?P<space>[ \t\n]+|#[^\n]*)",
            r"(?P<iri><[^\x00-\x20<>\"{}|^`\\]*>)",
            r'(?P<string>"""(?:[^"\\]|\\.|"(?!""))*"""|' + r"'''(?:[^'\\]|\\.|'(?!''))*'''|"
            r'"(?:[^"\\\n]|\\[^\n])*"|' + r"'(?:[^'\\\n]|\\[^\n])*')",
            rf"(?P<variable>[?$][\w{_MARKS}]+)",
            rf"(?P<blank>_:\w(?:{_NAME}|\.(?={_NAME}|\.))*)",
            rf"(?P<prefixed>(?:[^\W\d_](?:{_NAME}|\.)*)?:(?:(?:[\w:]|{_ESCAPED})(?:{_NAME}|[.:]|{_ESCAPED})*)?)",
            r"(?P<tag>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)",
            r"(?P<number>[0-9]+(?:\.[0-9]*)?(?:[eE][+-]?[0-9]+)?|\.[0-9]+(?:[eE][+-]?[0-9]+)?)",
            r"(?P<word>[^\W\d]\w*)",
            r"(?P<mark>.)",
        )
    ),
    re.DOTALL,
)
_PROLOGUE = ("PREFIX", "BASE", "VERSION")


@dataclass(frozen=True, slots=True)
class Token:
    """A token: its kind, its text, and where it stands."""

    kind: TokenKind
    text: str
    start: int
    end: int

    def is_word(self, *words: str) -> bool:
        """Whether the token is one of the keywords, which SPARQL writes in either case."""
        return self.kind == "word" and self.text.upper() in words


def tokens(text: str) -> Iterator[Token]:
    """The tokens of a query in order, without blanks and comments; lines end with LF."""
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup
        if kind != "space":
            yield Token(kind, match[0], match.start(), match.end())  # type: ignore[arg-type]  # the groups are the kinds


def query_form(text: str) -> str:
    """The first keyword after the prologue, in capitals: SELECT, CONSTRUCT, …; empty where there is none."""
    words = (token for token in tokens(text) if token.kind == "word")
    return next((word.text.upper() for word in words if not word.is_word(*_PROLOGUE)), "")
