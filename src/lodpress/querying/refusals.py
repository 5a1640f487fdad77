"""What no query may do unasked: call another server, fetch a graph, change data.

An engine's own grammar decides what a text means, and it is more lenient than tokens are: pyoxigraph
takes `SERVICE:x {}`, `trueSERVICE<x>{}` and `SERVICESILENT<x>{}` for calls, and reads the `<` of
`FILTER(?a<?b)…#>` as `less than`. So what might be read as a call is refused; what this refuses
wrongly can be written another way, and the hint says how.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lodpress.problems import UsageError
from lodpress.querying.tokens import Token, query_form, tokens

_FORMS = ("SELECT", "CONSTRUCT", "ASK", "DESCRIBE")
_CODE_POINT = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_OPERANDS = frozenset({"iri", "string", "variable", "prefixed", "blank", "tag", "number"})
#: What a code point escape may not stand for inside a string, where an engine reads escapes first.
_UNSAFE_IN_STRING = "\"'\\\n\r"


def single_line_ends(text: str) -> str:
    """The query with LF for every line end, which all engines read alike (a CR alone ends a comment in some)."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def refuse(text: str, *, allow_service: bool = False) -> None:
    """Raises UsageError where the query is an update, names other data, or calls a service.

    The text is the one that is sent, with `single_line_ends`.
    """
    form = query_form(text)
    if form not in _FORMS:
        name = f"`{form}`" if form else "this text"
        raise UsageError(
            f"{name} is no query",
            hint="a query begins with SELECT, CONSTRUCT, ASK or DESCRIBE after its prefixes",
        )
    found = list(tokens(text))
    if any(token.is_word("FROM") for token in found):
        raise UsageError(
            "a query names its data with FROM", hint="the data is one merged graph: take the FROM out"
        )
    if allow_service:
        return
    if _hidden_characters(text, found):
        raise UsageError(
            "the query writes plain characters as code point escapes",
            hint="write the characters themselves: an escape could hide a SERVICE",
        )
    if "SERVICE" in text.upper():
        _refuse_service(found)


def _refuse_service(found: Sequence[Token]) -> None:
    if any(_may_call(token, before, after) for before, token, after in _neighbours(found)):
        raise UsageError(
            "the query calls another server with SERVICE",
            hint="allow it with `--allow-service` if you trust the query; `SERVICE` in a name before `{` counts as well",
        )
    if any(_unclear(found)):
        raise UsageError(
            "the query holds the word SERVICE and a `<` that could be a comparison or begin an IRI",
            hint="put a blank after each `<` that compares",
        )


def _neighbours(found: Sequence[Token]) -> Iterator[tuple[Token | None, Token, Token | None]]:
    return zip([None, *found[:-1]], found, [*found[1:], None], strict=True)


def _may_call(token: Token, before: Token | None, after: Token | None) -> bool:
    """Whether some engine could read the keyword SERVICE in this token.

    `upper` rather than a case-blind comparison: rdflib takes `ſERVICE` for the keyword.
    """
    text = token.text.upper()
    if token.kind == "word":
        return "SERVICE" in text
    if token.kind not in ("prefixed", "blank") or "SERVICE" not in text:
        return False
    opens = after is not None and after.text == "{"
    names_graph = before is not None and before.is_word("GRAPH")
    return ".SERVICE" in text or (opens and not names_graph)


def _unclear(found: Sequence[Token]) -> Iterator[bool]:
    """Whether each `<…>` could as well be a comparison that hides code or begins a comment.

    Comparisons stand in brackets, after an operand; to hide code behind one takes a `#` or a `)`.
    """
    depth = 0
    for before, token, _ in _neighbours(found):
        depth += {"(": 1, ")": -1}.get(token.text, 0)
        if token.kind == "iri" and depth > 0 and before is not None:
            operand = before.kind in _OPERANDS or before.text == ")" or before.is_word("TRUE", "FALSE")
            yield operand and ("#" in token.text or ")" in token.text)


def _hidden_characters(text: str, found: Sequence[Token]) -> bool:
    strings = [token for token in found if token.kind == "string"]
    unclear = any(_unclear(found))
    for match in _CODE_POINT.finditer(text):
        character = int(match[1] or match[2], 16)
        inside = any(token.start < match.start() < token.end for token in strings) and not unclear
        if character < 0x80 and (not inside or chr(character) in _UNSAFE_IN_STRING):
            return True
    return False
