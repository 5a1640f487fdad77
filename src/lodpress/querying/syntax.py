"""A query that is not SPARQL 1.1: the fault at its place in the text, as far as one can be told."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from lodpress.positions import Source
from lodpress.problems import Problem, QuerySyntaxError
from lodpress.querying.prologue import names_of, namespaces_of
from lodpress.querying.tokens import Token, query_form, tokens
from lodpress.suggestions import nearest
from lodpress.terms import PREFIXES

#: Raises QuerySyntaxError where a text is not SPARQL 1.1; the doors of pyoxigraph and rdflib each have one.
Parser = Callable[[str], None]

_BRACKETS = {"}": "{", ")": "(", "]": "["}
_UPDATES = ("ADD", "CLEAR", "COPY", "CREATE", "DELETE", "DROP", "INSERT", "LOAD", "MOVE", "WITH")
_FORMS = ("SELECT", "CONSTRUCT", "ASK", "DESCRIBE")

#: Start and end of the fault in the text, what is wrong, and what to do.
_Fault = tuple[int, int, str, str]


def syntax_problem(source: Source, parsers: Sequence[Parser]) -> Problem | None:
    """The finding where one of the parsers cannot read the text; None where all can.

    A parser names the place where it could read no further, which is often behind the fault: of
    several places the first is taken, and what the tokens show (a prefix that is not declared, a
    bracket or a string left open) is told before it.
    """
    errors = [error for parser in parsers if (error := _error(parser, source.text))]
    if not errors:
        return None
    placed = [error for error in errors if 0 < error.line <= source.line_count]
    first = min(placed, key=lambda error: (error.line, error.column), default=errors[0])
    start, end, message, hint = next(_faults(source.text), None) or _place(first, source)
    hint = hint or next((error.hint for error in errors if error.hint), "")
    return Problem("query-syntax", message, source.name, source.position(start, end), hint or None)


def _error(parser: Parser, text: str) -> QuerySyntaxError | None:
    try:
        parser(text)
    except QuerySyntaxError as error:
        return error
    return None


def _place(error: QuerySyntaxError, source: Source) -> _Fault:
    """The place of an engine's error, on something that can be seen: a token, or the last one before the end."""
    if 0 < error.line <= source.line_count:
        begin, stop = source.line_span(error.line)
        start = min(begin + max(error.column - 1, 0), stop)
    else:
        start = len(source.text) if error.line else 0
    found = list(tokens(source.text))
    token = next((token for token in found if token.end > start), found[-1])
    late = found[-1].end <= start
    message = (
        "the query is no longer SPARQL 1.1 where it ends"
        if late
        else "SPARQL 1.1 cannot be read on from here"
    )
    if not error.line:
        message = str(error).removeprefix("the query is not SPARQL 1.1: ")
    return token.start, token.end, message, ""


def _faults(text: str) -> Iterator[_Fault]:
    """What the tokens of a text that is not SPARQL show to be wrong with it, the likeliest cause first."""
    if text.startswith("\ufeff"):
        yield 0, 1, "the query begins with a byte order mark", "save the file as UTF-8 without a mark"
    found = list(tokens(text))
    yield from _not_a_query(found, query_form(text))
    yield from _open_strings(found)
    yield from _brackets(found)
    yield from _undeclared(found)
    yield from _bad_iris(found)


def _not_a_query(found: Sequence[Token], form: str) -> Iterator[_Fault]:
    if form in _FORMS:
        return
    hint = "a query begins with SELECT, CONSTRUCT, ASK or DESCRIBE after its prefixes"
    word = next((token for token in found if token.text.upper() == form and form), None)
    if word is None:
        yield 0, found[0].end if found else 0, "the text holds no query", hint
    elif found[0].is_word("PREFIX", "BASE") and found.index(word) == 1:
        yield word.start, word.end, f"`{word.text}` has no colon", f"write `{found[0].text} {word.text}: <…>`"
    else:
        near = nearest(word.text, _FORMS)
        slip = near.startswith("did") and not word.is_word(*_UPDATES)
        yield word.start, word.end, f"`{word.text}` is no query", near if slip else hint


def _open_strings(found: Sequence[Token]) -> Iterator[_Fault]:
    for token in found:
        if token.kind == "mark" and token.text in "\"'":
            yield (
                token.start,
                token.end,
                "a string begins here and does not end on its line",
                (f"close it with `{token.text}`, or write it in three of them if it has several lines"),
            )


def _brackets(found: Sequence[Token]) -> Iterator[_Fault]:
    still_open: list[Token] = []
    for token in found:
        if token.kind == "mark" and token.text in _BRACKETS.values():
            still_open.append(token)
        elif token.kind == "mark" and token.text in _BRACKETS:
            if not still_open:
                yield token.start, token.end, f"`{token.text}` closes what was never opened", "take it out"
                return
            if still_open.pop().text != _BRACKETS[token.text]:
                wrong = f"`{token.text}` closes another bracket than the last that was opened"
                yield token.start, token.end, wrong, "close the inner one first"
                return
    if still_open:
        last = still_open[-1]
        closing = next(mark for mark, opening in _BRACKETS.items() if opening == last.text)
        yield last.start, last.end, f"`{last.text}` is never closed", f"add `{closing}`"


def _undeclared(found: Sequence[Token]) -> Iterator[_Fault]:
    declared = namespaces_of(found)
    for prefix, token in names_of(found):
        if prefix not in declared:
            namespace = PREFIXES.get(prefix)
            near = nearest(prefix, declared) if declared else "declare it with PREFIX"
            hint = f"add `PREFIX {prefix}: <{namespace}>`" if namespace else near
            yield token.start, token.end, f"the prefix `{prefix}:` is not declared", hint


def _bad_iris(found: Sequence[Token]) -> Iterator[_Fault]:
    if any(token.is_word("BASE") for token in found):
        return
    for token in found:
        if token.kind == "iri" and ":" not in token.text:
            yield (
                token.start,
                token.end,
                f"the IRI `{token.text[1:-1]}` is relative, and there is no BASE",
                "write it whole",
            )
