"""The groups of a query, as far as the rules need them: what stands between which braces, after which keyword."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from lodpress.querying.tokens import Token, tokens

_TAIL = ("GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES")
_HIDING = ("EXISTS", "NOT EXISTS", "MINUS")


@dataclass(frozen=True, slots=True)
class Group:
    """What stands between two braces: its own tokens, with a mark `{` for each group inside, and those groups.

    `opened_by` is the keyword before the brace, empty where there is none; `brace` is None for the
    whole query.
    """

    opened_by: str
    brace: Token | None
    own: tuple[Token, ...]
    inner: tuple[Group, ...]

    def all_groups(self) -> Iterator[Group]:
        """This group and all inside."""
        yield self
        for group in self.inner:
            yield from group.all_groups()

    def nested(self, above: tuple[Group, ...] = ()) -> Iterator[tuple[Group, tuple[Group, ...]]]:
        """This group and all inside, each with the groups that it stands in."""
        yield self, above
        for group in self.inner:
            yield from group.nested((*above, self))

    def local_groups(self) -> Iterator[Group]:
        """This group and all inside that match the data here: no template, nothing that another server is asked."""
        if self.opened_by not in ("CONSTRUCT", "SERVICE"):
            yield self
            for group in self.inner:
                yield from group.local_groups()

    def variables(self) -> set[str]:
        """The variables in this group, those inside it included."""
        return {token.text for group in self.all_groups() for token in group.own if token.kind == "variable"}

    def own_bound(self) -> set[str]:
        """The variables that the group's patterns, its VALUES and BINDs bind, without the groups inside it."""
        return _plain(self.own) | _named(self.own)

    @property
    def is_subquery(self) -> bool:
        """Whether the group holds a SELECT."""
        return bool(self.own) and self.own[0].is_word("SELECT")

    def projection(self) -> tuple[Token, ...]:
        """What a SELECT projects: the tokens between it and the WHERE."""
        start = next((i for i, token in enumerate(self.own) if token.is_word("SELECT")), len(self.own))
        rest = self.own[start + 1 :]
        end = next((i for i, t in enumerate(rest) if t.is_word("WHERE", "FROM") or t.text == "{"), len(rest))
        return rest[:end]

    def modifiers(self) -> tuple[Token, ...]:
        """What follows the WHERE of a query: GROUP BY, HAVING, ORDER BY, LIMIT, OFFSET, VALUES."""
        last = self.inner[-1].brace if self.inner else None
        rest = self.own[self.own.index(last) + 1 :] if last else ()
        start = next((i for i, token in enumerate(rest) if token.is_word(*_TAIL)), len(rest))
        return rest[start:]

    def projected(self) -> set[str]:
        """The variables that a SELECT answers."""
        head = self.projection()
        if any(token.text == "*" for token in outside_brackets(head)):
            return set().union(*(group.bound() for group in self.inner))
        return _plain(head) | _named(head)

    def bound(self) -> set[str]:
        """The variables that the group's patterns, its VALUES and BINDs and the groups inside it bind."""
        seen = [
            group.projected() if group.is_subquery else group.bound()
            for group in self.inner if group.opened_by not in _HIDING
        ]  # fmt: skip
        return self.own_bound().union(*seen)


def query_group(text: str) -> Group:
    """The whole query as a group; braces that are not balanced end where the text does."""
    return _group(list(tokens(text)), 0, "", None)[0]


def _group(found: Sequence[Token], place: int, opened_by: str, brace: Token | None) -> tuple[Group, int]:
    own: list[Token] = []
    inner: list[Group] = []
    while place < len(found) and found[place].text != "}":
        token = found[place]
        own.append(token)
        place += 1
        if token.text == "{" and not _opens_values(own):
            group, place = _group(found, place, _keyword(own), token)
            inner.append(group)
        elif token.text == "{":
            end = next((i for i in range(place, len(found)) if found[i].text == "}"), len(found) - 1)
            own += found[place : end + 1]
            place = end + 1
    return Group(opened_by, brace, tuple(own), tuple(inner)), place + 1


def _keyword(own: Sequence[Token]) -> str:
    """The keyword before the last brace, NOT EXISTS as one; SERVICE and GRAPH have a name between."""
    before = own[-4:-1]
    if not before or before[-1].kind == "word":
        negated = len(before) > 1 and before[-1].is_word("EXISTS") and before[-2].is_word("NOT")
        return f"{'NOT ' * negated}{before[-1].text.upper()}" if before else ""
    is_name = before[-1].kind in ("iri", "prefixed", "variable")
    named = [token.text.upper() for token in before if token.is_word("SERVICE", "GRAPH")]
    return named[-1] if named and is_name else ""


def _opens_values(own: Sequence[Token]) -> bool:
    """Whether the last brace is that of a VALUES, of one variable or of several in brackets."""
    place = len(own) - 2
    if place >= 0 and own[place].text == ")":
        while place > 0 and own[place].text != "(":
            place -= 1
    return place > 0 and own[place - 1].is_word("VALUES")


def outside_brackets(own: Sequence[Token]) -> list[Token]:
    """The tokens outside round brackets and outside the braces of VALUES."""
    rest, depth = [], 0
    for place, token in enumerate(own):
        depth += token.text == "(" or (token.text == "{" and _opens_values(own[: place + 1]))
        if depth == 0:
            rest.append(token)
        depth -= depth > 0 and token.text in (")", "}")
    return rest


def _plain(found: Sequence[Token]) -> set[str]:
    return {token.text for token in outside_brackets(found) if token.kind == "variable"}


def _named(found: Iterable[Token]) -> set[str]:
    """The variables that AS and VALUES name."""
    found = list(found)
    names = {
        token.text for before, token in pairwise(found)
        if token.kind == "variable" and before.is_word("AS", "VALUES")
    }  # fmt: skip
    rows = [
        i
        for i, (before, token) in enumerate(pairwise(found))
        if before.is_word("VALUES") and token.text == "("
    ]
    for start in rows:
        end = next((i for i in range(start, len(found)) if found[i].text == ")"), start)
        names |= {token.text for token in found[start:end] if token.kind == "variable"}
    return names


def bracketed(found: Sequence[Token], start: int) -> int:
    """The place after the bracket that closes the one at `start`."""
    depth = 0
    for place in range(start, len(found)):
        depth += {"(": 1, ")": -1}.get(found[place].text, 0)
        if depth == 0:
            return place + 1
    return len(found)


def sort_keys(modifiers: Sequence[Token]) -> list[list[Token]]:
    """The keys of ORDER BY, each as its tokens without ASC and DESC; empty where nothing is ordered."""
    start = next(
        (i for i, (a, b) in enumerate(pairwise(modifiers)) if a.is_word("ORDER") and b.is_word("BY")), None
    )
    keys: list[list[Token]] = []
    place = len(modifiers) if start is None else start + 2
    while place < len(modifiers) and not modifiers[place].is_word("LIMIT", "OFFSET", "VALUES"):
        token = modifiers[place]
        end = place + 1
        if (
            token.text != "("
            and end < len(modifiers)
            and modifiers[end].text == "("
            and token.kind != "variable"
        ):
            end = bracketed(modifiers, end)
        elif token.text == "(":
            end = bracketed(modifiers, place)
        first = place + 1 if token.is_word("ASC", "DESC") else place
        keys.append(list(modifiers[first:end]))
        place = end
    return [key for key in keys if key]
