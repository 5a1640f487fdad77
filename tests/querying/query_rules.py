"""The rules by which six engines answer a query alike, as far as a program can see them in its text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from lodpress.querying.parameters import parameters_of
from lodpress.querying.tokens import Token, tokens

_FORBIDDEN = ("ASK", "DESCRIBE", "FROM", "GRAPH", "GROUP_CONCAT", "REGEX", "SAMPLE", "SERVICE", "UCASE")
_AGGREGATES = ("AVG", "COUNT", "MAX", "MIN", "SUM")


@dataclass(frozen=True, slots=True)
class Group:
    """What stands between two braces: its tokens without those of the groups inside, which follow each mark `{`.

    `opened_by` is the keyword before the brace.
    """

    opened_by: str
    own: tuple[Token, ...]
    inner: tuple[Group, ...]

    def all_groups(self) -> Iterator[Group]:
        """This group and all inside."""
        yield self
        for group in self.inner:
            yield from group.all_groups()

    def variables(self) -> set[str]:
        """The variables in this group, those inside it included."""
        return {token.text for group in self.all_groups() for token in group.own if token.kind == "variable"}

    @property
    def is_subquery(self) -> bool:
        """Whether the group holds a SELECT."""
        return bool(self.own) and self.own[0].is_word("SELECT")


def _group(found: Sequence[Token], place: int, opened_by: str) -> tuple[Group, int]:
    own: list[Token] = []
    inner: list[Group] = []
    while place < len(found) and found[place].text != "}":
        token = found[place]
        own.append(token)
        place += 1
        if token.text == "{" and not _opens_values(own):
            group, place = _group(found, place, _keyword(own))
            inner.append(group)
        elif token.text == "{":
            end = next(i for i in range(place, len(found)) if found[i].text == "}")
            own += found[place : end + 1]
            place = end + 1
    return Group(opened_by, tuple(own), tuple(inner)), place + 1


def _keyword(own: Sequence[Token]) -> str:
    return own[-2].text.upper() if len(own) > 1 and own[-2].kind == "word" else ""


def _opens_values(own: Sequence[Token]) -> bool:
    """Whether the last brace is that of a VALUES of one variable."""
    return len(own) > 2 and own[-3].is_word("VALUES")


def query_group(text: str) -> Group:
    """The whole query as a group."""
    return _group(list(tokens(text)), 0, "")[0]


def _without_brackets(own: Sequence[Token]) -> list[Token]:
    """The tokens outside round brackets and outside the braces of VALUES."""
    rest, depth = [], 0
    for place, token in enumerate(own):
        depth += token.text == "(" or (token.text == "{" and _opens_values(own[: place + 1]))
        if depth == 0:
            rest.append(token)
        depth -= token.text == ")" or (token.text == "}" and depth > 0)
    return rest


def departures(text: str) -> list[str]:
    """Where the query departs from the rules, each as a number and what is wrong."""
    parameters_of(text)  # raises where a parameter does not stand alone on its line
    whole = query_group(text)
    groups = list(whole.all_groups())
    found = list(tokens(text))
    wrong = [f"5/12: `{token.text}`" for token in found if token.is_word(*_FORBIDDEN)]
    for group in groups[1:]:
        wrong += [
            *_parameter_first(group),
            *_filters(group, whole),
            *_paths(group),
            *_has_own_term(group),
            *_ends(group),
        ]
    for group in groups:
        wrong += _aggregates(group)
    return [*wrong, *_order(text, found), *_texts(found), *_dates(text)]


def _parameter_first(group: Group) -> Iterator[str]:
    used = dict.fromkeys(token.text for token in group.own if token.text.startswith("?_"))
    first = [token.text for token in group.own[:2]]
    for name in used:
        if first != ["VALUES", name]:
            yield f"1: a group uses `{name}` and does not begin with its VALUES line"
        optional = next((i for i, token in enumerate(group.own) if token.is_word("OPTIONAL")), len(group.own))
        if [token.text for token in group.own[:optional]].count(name) < 2 and not group.inner:
            yield f"1: nothing holds `{name}` before the first OPTIONAL"


def _filters(group: Group, whole: Group) -> Iterator[str]:
    bound = _bound(group)
    depth, inside = 0, False
    for before, token in zip((None, *group.own), group.own, strict=False):
        if token.text == "(" and before is not None and before.is_word("FILTER"):
            inside = True
        depth += {"(": 1, ")": -1}.get(token.text, 0) if inside else 0
        inside = inside and depth > 0
        if inside and token.kind == "variable" and token.text not in bound:
            yield f"2: a FILTER uses `{token.text}`, which is bound outside its braces"
    for exists in (inner for inner in group.inner if inner.opened_by == "EXISTS"):
        others = {v for other in whole.all_groups() if other is not exists for v in _own_variables(other)}
        for name in exists.variables() & others - bound:
            yield f"2: an EXISTS uses `{name}`, which is bound outside its braces"


def _own_variables(group: Group) -> set[str]:
    return {token.text for token in group.own if token.kind == "variable"}


def _bound(group: Group) -> set[str]:
    """The variables that the group's own patterns, its VALUES and BINDs and the groups inside it bind."""
    outside = {token.text for token in _without_brackets(group.own) if token.kind == "variable"}
    named = {
        token.text for before, token in pairwise(group.own)
        if token.kind == "variable" and before.is_word("AS", "VALUES")
    }  # fmt: skip
    return outside.union(named, *(inner.variables() for inner in group.inner if inner.opened_by != "EXISTS"))


def _paths(group: Group) -> Iterator[str]:
    own = group.own
    for before, token, after in zip(own, own[1:], own[2:], strict=False):
        ends_a_step = before.kind in ("prefixed", "iri") or before.text == ")"
        leads_on = after.kind in ("variable", "prefixed", "iri")
        if token.text in ("+", "*") and ends_a_step and leads_on and not after.text.startswith("?_"):
            yield f"4: a path ends in `{after.text}`, which is no parameter"


def _has_own_term(group: Group) -> Iterator[str]:
    rest = _without_brackets(group.own)
    has_pattern = any(token.kind == "variable" for token in _after_values(rest))
    if not group.is_subquery and has_pattern and not any(token.text.startswith("cg:") for token in group.own):
        yield f"10: a pattern has no `cg:` term: {' '.join(token.text for token in rest)}"


def _after_values(rest: Sequence[Token]) -> list[Token]:
    return [
        token for before, token in zip((None, *rest), rest, strict=False)
        if before is None or not before.is_word("VALUES")
    ]  # fmt: skip


def _ends(group: Group) -> Iterator[str]:
    own = group.own
    ends = {after.text for token, after in pairwise(own) if token.text in ("cg:source", "cg:target")}
    typed = {token.text for token, after in pairwise(own) if after.text == "a"}
    if len(ends & typed) > 1:
        yield f"11: both ends of a line have a type triple: {sorted(ends & typed)}"


def _aggregates(group: Group) -> Iterator[str]:
    own = group.own
    inside = [g for inner in group.inner for g in inner.all_groups()]
    for word, bracket, first in zip(own, own[1:], own[2:], strict=False):
        if word.is_word("COALESCE") and bracket.text == "(" and first.is_word(*_AGGREGATES):
            yield "3: COALESCE of an aggregate"
        if not word.is_word(*_AGGREGATES) or bracket.text != "(":
            continue
        if any(token.is_word("OPTIONAL") for g in inside for token in g.own):
            yield "3: an aggregate over an OPTIONAL"
        over_distinct = any(
            a.is_word("SELECT") and b.is_word("DISTINCT")
            for g in inside for a, b in pairwise(g.own)
        )  # fmt: skip
        counts_twice = word.is_word("SUM", "AVG", "COUNT") and not first.is_word("DISTINCT")
        if counts_twice and not over_distinct:
            yield f"8: {word.text} counts a triple of two graphs twice"


def _order(text: str, found: Sequence[Token]) -> Iterator[str]:
    outer = _outside_braces(found)
    if not outer or not any(token.is_word("SELECT") for token in outer):
        return
    by = next(
        (i for i, token in enumerate(outer) if token.is_word("BY") and outer[i - 1].is_word("ORDER")), None
    )
    if by is None:
        yield "6: no ORDER BY"
        return
    limit = next((i for i, token in enumerate(outer) if token.is_word("LIMIT")), None)
    keys = [token.text for token in outer[by + 1 : limit] if token.kind == "variable"]
    head = outer[: next(i for i, token in enumerate(outer) if token.is_word("WHERE"))]
    projected = [token.text for token in head if token.kind == "variable"]
    if limit is not None and len(keys) != 1:
        yield "6: not one sort key under LIMIT"
    if limit is None:
        yield from (f"6: ORDER BY leaves out `{name}`" for name in projected if name not in keys)


def _outside_braces(found: Sequence[Token]) -> list[Token]:
    rest, depth = [], 0
    for token in found:
        depth += token.text == "{"
        if depth == 0:
            rest.append(token)
        depth -= token.text == "}"
    return rest


def _texts(found: Sequence[Token]) -> Iterator[str]:
    for word, bracket, first in zip(found, found[1:], found[2:], strict=False):
        if word.is_word("STR") and bracket.text == "(" and first.text.startswith("?_"):
            yield f"7: STR around the parameter `{first.text}`"


def _dates(text: str) -> Iterator[str]:
    has_date = any(parameter.type in ("date", "dateTime") for parameter in parameters_of(text))
    if has_date and not any(token.is_word("DATATYPE") for token in tokens(text)):
        yield "9: a date is compared without looking at its DATATYPE first"
