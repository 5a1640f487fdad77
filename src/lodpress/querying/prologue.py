"""The prologue of a query: its prefixes, and what prefixed names stand for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lodpress.querying.tokens import Token

_ESCAPE = re.compile(r"\\(.)")


@dataclass(frozen=True, slots=True)
class Prefix:
    """A PREFIX line: the prefix without its colon, what it stands for, and the token that names it."""

    name: str
    namespace: str
    token: Token


def prefixes_of(found: Sequence[Token]) -> tuple[Prefix, ...]:
    """The prefixes that a query declares, in order, those declared twice included."""
    triples = zip(found, found[1:], found[2:], strict=False)
    return tuple(
        Prefix(name.text[:-1], iri.text[1:-1], name)
        for word, name, iri in triples
        if word.is_word("PREFIX") and name.kind == "prefixed" and iri.kind == "iri"
    )


def namespaces_of(found: Sequence[Token]) -> dict[str, str]:
    """The namespace of each prefix."""
    return {prefix.name: prefix.namespace for prefix in prefixes_of(found)}


def names_of(found: Sequence[Token]) -> Iterator[tuple[str, Token]]:
    """Each prefixed name that is used, as its prefix and its token; those of PREFIX lines are not."""
    for before, token in zip([None, *found], found, strict=False):
        if token.kind == "prefixed" and not (before is not None and before.is_word("PREFIX")):
            yield token.text.split(":", 1)[0], token


def expanded(token: Token, namespaces: Mapping[str, str]) -> str:
    """The IRI that a token names, empty where it names none or its prefix is not declared."""
    if token.kind == "iri":
        return token.text[1:-1]
    if token.kind != "prefixed":
        return ""
    prefix, local = token.text.split(":", 1)
    # a full stop at the end of a name is that of the sentence (SPARQL 1.1, PN_LOCAL)
    return namespaces[prefix] + _ESCAPE.sub(r"\1", local.rstrip(".")) if prefix in namespaces else ""


def services_of(found: Sequence[Token]) -> tuple[str, ...]:
    """The IRIs of the servers that a query calls with SERVICE, each once, in order; variables are none.

    >>> from lodpress.querying.tokens import tokens
    >>> services_of(list(tokens("PREFIX a: <https://a.org/> SELECT * { SERVICE SILENT a:b {} SERVICE <https://c.org/> {} SERVICE ?d {} }")))
    ('https://a.org/b', 'https://c.org/')
    """
    names = namespaces_of(found)
    called = []
    for place, token in enumerate(found):
        if token.is_word("SERVICE"):
            silent = place + 1 < len(found) and found[place + 1].is_word("SILENT")
            called += [expanded(one, names) for one in found[place + 1 + silent : place + 2 + silent]]
    return tuple(dict.fromkeys(filter(None, called)))
