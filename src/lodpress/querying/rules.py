"""The rules by which six engines answer a query alike, as far as a program can see them in its text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from lodpress.positions import Source
from lodpress.problems import Problem
from lodpress.querying.groups import Group, bracketed, outside_brackets, query_group, sort_keys
from lodpress.querying.parameters import Parameter
from lodpress.querying.prologue import expanded, namespaces_of
from lodpress.querying.tokens import Token, tokens
from lodpress.terms import CG, DCT, RDFS, SKOS

#: Keywords that no query needs: the rule, and what to write in their place.
_FORBIDDEN = {
    "ASK": (5, "SELECT what is asked for, under LIMIT 1"),
    "DESCRIBE": (5, "CONSTRUCT what is wanted"),
    "SAMPLE": (5, "MIN takes one value as well, and always the same"),
    "GROUP_CONCAT": (5, "answer a row for each"),
    "UCASE": (7, "compare by LCASE"),
    "FROM": (12, "the data is one merged graph"),
    "GRAPH": (12, "the data is one merged graph"),
}
_AGGREGATES = ("AVG", "COUNT", "MAX", "MIN", "SUM")
_TRUTHS = (
    "BOUND", "CONTAINS", "EXISTS", "FALSE", "ISBLANK", "ISIRI", "ISLITERAL", "ISNUMERIC", "ISURI",
    "LANGMATCHES", "NOT", "REGEX", "SAMETERM", "STRENDS", "STRSTARTS", "TRUE",
)  # fmt: skip
_COMPARISONS = ("=", "!", "<", ">", "&", "|")
_NAMING = ("VALUES", "GRAPH", "SERVICE", "SILENT")
_MOST_ROWS = 10_000
_TAGGED = {
    CG + "edgeLabel", CG + "statement", DCT + "title", RDFS + "label",
    SKOS + "altLabel", SKOS + "definition", SKOS + "prefLabel",
}  # fmt: skip

#: The number of the rule, the tokens in question, what is wrong, and what to do.
_Finding = tuple[int, Sequence[Token], str, str]


@dataclass(frozen=True, slots=True)
class _Text:
    """What the rules look at."""

    found: tuple[Token, ...]
    whole: Group
    parameters: Mapping[str, Parameter]
    namespaces: Mapping[str, str] = field(default_factory=dict)

    def terms(self, group: Group) -> list[str]:
        """The IRIs that the group itself names."""
        return [expanded(token, self.namespaces) for token in group.own]

    def has_own_term(self, group: Group) -> bool:
        """Whether the group, or an EXISTS that stands in it, has a term of the vocabulary."""
        groups = [group, *(inner for inner in group.inner if inner.opened_by == "EXISTS")]
        return any(term.startswith(CG) for one in groups for term in self.terms(one))


def departures(source: Source, parameters: Sequence[Parameter]) -> tuple[Problem, ...]:
    """Where the query departs from the rules, in the order of the text; the numbers are those of `query-rule`.

    The text is SPARQL with `single_line_ends`; `parameters` are its own.
    """
    found = tuple(tokens(source.text))
    by_variable = {parameter.variable: parameter for parameter in parameters}
    text = _Text(found, query_group(source.text), by_variable, namespaces_of(found))
    problems = {
        Problem("query-rule", f"rule {rule}: {message}", source.name,
                source.position(at[0].start, at[-1].end) if at else None, hint)
        for rule, at, message, hint in _findings(text)
    }  # fmt: skip
    return tuple(sorted(problems, key=lambda problem: problem.sort_key))


def _findings(text: _Text) -> Iterator[_Finding]:
    yield from _words(text.found)
    yield from _texts(text.found)
    yield from _dates(text)
    yield from _booleans(text.found)
    yield from _exists(text.whole)
    for group in text.whole.all_groups():
        yield from _parameter_first(group, text)
        yield from _aggregates(group)
        if group.is_subquery or group is text.whole:
            yield from _order(group, text)
    for group in text.whole.local_groups():
        if group is not text.whole:
            yield from _filters(group)
            yield from _paths(group)
            yield from _joined_decimals(group, text)
            yield from _own_term(group, text)
            yield from _ends(group, text)


def _words(found: Sequence[Token]) -> Iterator[_Finding]:
    for token in found:
        if token.is_word(*_FORBIDDEN):
            rule, instead = _FORBIDDEN[token.text.upper()]
            yield rule, [token], f"`{token.text}` is answered differently, or not at all", instead


def _parameter_first(group: Group, text: _Text) -> Iterator[_Finding]:
    first = [token.text for token in group.own[:2]]
    optional = next((i for i, token in enumerate(group.own) if token.is_word("OPTIONAL")), len(group.own))
    for name in dict.fromkeys(t.text for t in group.own if t.text in text.parameters):
        uses = [token for token in group.own if token.text == name]
        if first[:1] != ["VALUES"] or name not in _leading(group):
            yield (
                1, uses[:1], f"a group uses `{name}` and does not begin with its VALUES line",
                "repeat the VALUES line as the first of this group",
            )  # fmt: skip
        elif [token.text for token in group.own[:optional]].count(name) < 2 and not group.inner:
            yield (
                1, uses[:1], f"nothing holds `{name}` before the first OPTIONAL",
                "put a required triple or a FILTER with it below the VALUES line",
            )  # fmt: skip


def _leading(group: Group) -> list[str]:
    """The variables of the VALUES lines that a group begins with."""
    names, place = [], 0
    while place + 1 < len(group.own) and group.own[place].is_word("VALUES"):
        names.append(group.own[place + 1].text)
        place = next(
            (i + 1 for i in range(place, len(group.own)) if group.own[i].text == "}"), len(group.own)
        )
    return names


def _filters(group: Group) -> Iterator[_Finding]:
    bound = group.bound()
    for place, word in enumerate(group.own):
        if word.is_word("FILTER"):
            start = next((i for i in range(place, len(group.own)) if group.own[i].text in ("(", "{")), place)
            for token in group.own[start : bracketed(group.own, start)]:
                if token.kind == "variable" and token.text not in bound:
                    yield _outer("a FILTER", token)


def _exists(whole: Group) -> Iterator[_Finding]:
    """Rule 2 inside EXISTS: what stands around its group must not bind what it uses."""
    for group, above in whole.nested():
        if not group.opened_by.endswith("EXISTS") or not above:
            continue
        outer = set().union(*(one.own_bound() for one in above[:-1])) - above[-1].bound()
        for name in sorted(group.variables() & outer):
            uses = [token for inner in group.all_groups() for token in inner.own if token.text == name]
            yield _outer("an EXISTS", uses[0])


def _outer(who: str, token: Token) -> _Finding:
    what = f"{who} uses `{token.text}`, which is bound outside its braces"
    return 2, [token], what, "bind it in the same braces"


def _paths(group: Group) -> Iterator[_Finding]:
    own = group.own
    for before, token, after in zip(own, own[1:], own[2:], strict=False):
        ends_a_step = before.kind in ("prefixed", "iri") or before.text == ")"
        leads_on = after.kind in ("variable", "prefixed", "iri", "blank")
        if token.text not in ("+", "*") or not ends_a_step or not leads_on:
            continue
        name = after.text
        if not name.startswith("?_"):
            yield (
                4, [token, after], f"a path ends in `{name}`, which is no parameter",
                "turn the path around, so that it ends in the parameter: `?x (^p)+ ?_p_iri`",
            )  # fmt: skip
        elif token.text == "+" and not _told_apart(group, name):
            yield (
                4, [token, after], f"a path of `+` may lead back to `{name}`, where engines differ",
                f"add `FILTER(?x != {name})`",
            )  # fmt: skip
        elif token.text == "*" and not any(t.text == "a" and t.start > after.end for t in own):
            yield (
                4, [token, after], "a path of `*` finds unknown terms too, in some engines",
                "add a type triple below it, as in `?x a cg:Theme`",
            )  # fmt: skip


def _told_apart(group: Group, name: str) -> bool:
    """Whether a comparison of the group has the variable at one side of `!=`."""
    texts = [token.text for token in group.own]
    return any(
        texts[i : i + 2] == ["!", "="] and name in (texts[i - 1], texts[i + 2])
        for i in range(1, len(texts) - 2)
    )


def _own_term(group: Group, text: _Text) -> Iterator[_Finding]:
    rest = outside_brackets(group.own)
    pattern = [
        token for before, token in zip([None, *rest], rest, strict=False)
        if token.kind == "variable" and not (before is not None and before.is_word(*_NAMING))
    ]  # fmt: skip
    if pattern and not group.is_subquery and not text.has_own_term(group):
        yield (
            10, pattern[:1], "a pattern has no `cg:` term: a store may find data of its own there",
            "add a triple with a `cg:` class or predicate to these braces",
        )  # fmt: skip


def _ends(group: Group, text: _Text) -> Iterator[_Finding]:
    named = list(zip(group.own, text.terms(group), strict=True))
    ends = {after.text for (_, term), (after, _) in pairwise(named) if term in (CG + "source", CG + "target")}
    typed = {token.text: token for token, after in pairwise(group.own) if after.text == "a"}
    both = sorted(ends & typed.keys())
    if len(both) > 1:
        yield (
            11, [typed[both[-1]]], f"both ends of a line have a type triple: `{'` and `'.join(both)}`",
            f"write one as `FILTER EXISTS {{ {both[-1]} a … }}`",
        )  # fmt: skip


def _joined_decimals(group: Group, text: _Text) -> Iterator[_Finding]:
    rest = outside_brackets(group.own)
    for before, token in pairwise(rest):
        parameter = text.parameters.get(token.text)
        if parameter and parameter.type == "decimal" and not before.is_word("VALUES"):
            yield 8, [token], f"the decimal `{token.text}` is joined", "compare it in a FILTER"


def _aggregates(group: Group) -> Iterator[_Finding]:
    own = group.own
    inside = [g for inner in group.inner for g in inner.all_groups()]
    has_optional = any(token.is_word("OPTIONAL") for g in inside for token in g.own)
    over_distinct = any(
        a.is_word("SELECT") and b.is_word("DISTINCT") for g in inside for a, b in pairwise(g.own)
    )
    for word, bracket, first in zip(own, own[1:], own[2:], strict=False):
        if bracket.text != "(":
            continue
        if word.is_word("COALESCE") and first.is_word(*_AGGREGATES):
            yield (
                3, [word], "COALESCE stands around an aggregate",
                "aggregate in an OPTIONAL subquery, and COALESCE its variable outside",
            )  # fmt: skip
        if not word.is_word(*_AGGREGATES):
            continue
        if has_optional:
            yield (
                3, [word], f"`{word.text}` stands over an OPTIONAL, which may leave its variable unbound",
                "aggregate in a subquery of its own, without OPTIONAL",
            )  # fmt: skip
        if word.is_word("SUM", "AVG", "COUNT") and not first.is_word("DISTINCT") and not over_distinct:
            yield (
                8, [word], f"`{word.text}` counts a triple of two graphs twice",
                "put a SELECT DISTINCT inside, or DISTINCT behind the bracket",
            )  # fmt: skip


def _order(group: Group, text: _Text) -> Iterator[_Finding]:
    tail = group.modifiers()
    keys = sort_keys(tail)
    limits = {
        word.text.upper(): (word, int(number.text)) for word, number in pairwise(tail)
        if word.is_word("LIMIT", "OFFSET") and number.text.isdigit()
    }  # fmt: skip
    limit = limits.get("LIMIT")
    if limit and len(keys) != 1:
        yield (
            6, [limit[0]], f"LIMIT stands over {len(keys) or 'no'} sort key{'s' if len(keys) > 1 else ''}, not one",
            "order by one key without ties: an IRI, or a CONCAT that ends in MD5(STR(?iri))",
        )  # fmt: skip
    if limit and sum(number for _, number in limits.values()) > _MOST_ROWS:
        yield 6, [limit[0]], "LIMIT and OFFSET are over 10,000 together", "ask for less at once"
    if group is text.whole:
        yield from _covered(group, text, keys, limited=limit is not None)


def _covered(
    group: Group, text: _Text, keys: Sequence[Sequence[Token]], *, limited: bool
) -> Iterator[_Finding]:
    """Whether ORDER BY leaves nothing to chance."""
    head = group.projection()
    grouped = any(token.is_word("GROUP") for token in group.modifiers())
    one_row = not grouped and any(token.is_word(*_AGGREGATES) for token in head)
    if not head or one_row:
        return
    if not keys:
        yield 6, head[:1], "no ORDER BY", "order by every column"
        return
    names = {token.text for key in keys for token in key if token.kind == "variable"}
    for name in () if limited else sorted(group.projected() - names):
        at = [token for token in head if token.text == name] or head
        yield 6, at[:1], f"ORDER BY leaves out `{name}`", "order by every column"
    tagged = _tagged(text)
    for key in keys:
        plain = [token for token in key if token.text not in ("(", ")")]
        if len(plain) == 1 and plain[0].text in tagged:
            name = plain[0].text
            yield 6, plain, f"`{name}` is text with a language tag", f"order by `STR({name}) LANG({name})`"


def _tagged(text: _Text) -> set[str]:
    """The variables that stand behind a property of texts with language tags."""
    return {
        after.text for token, after in pairwise(text.found)
        if after.kind == "variable" and expanded(token, text.namespaces) in _TAGGED
    }  # fmt: skip


def _booleans(found: Sequence[Token]) -> Iterator[_Finding]:
    """Each `(… AS ?x)` that gives true or false."""
    for place, token in enumerate(found):
        if not token.is_word("AS") or place + 1 == len(found):
            continue
        start = _opening(found, place)
        made = found[start + 1 : place]
        outer = outside_brackets(made)
        compared = any(t.kind == "mark" and t.text in _COMPARISONS for t in outer)
        if made and (compared or made[0].is_word(*_TRUTHS) or any(t.is_word("IN") for t in outer)):
            at = found[place + 1]
            yield (
                5,
                [at],
                f"`{at.text}` is true or false, which stores write differently",
                'write `IF(…, "yes", "no")`',
            )


def _opening(found: Sequence[Token], place: int) -> int:
    depth = 0
    for start in range(place - 1, -1, -1):
        depth += {")": 1, "(": -1}.get(found[start].text, 0)
        if depth < 0:
            return start
    return place


def _texts(found: Sequence[Token]) -> Iterator[_Finding]:
    for place, (word, bracket) in enumerate(pairwise(found)):
        if bracket.text != "(" or word.kind != "word":
            continue
        inside = found[place + 2 : bracketed(found, place + 1) - 1]
        if word.is_word("STR") and inside and inside[0].text.startswith("?_"):
            yield (
                7,
                inside[:1],
                f"STR stands around the parameter `{inside[0].text}`",
                "write the parameter alone",
            )
        flags = inside[-1:] if sum(token.text == "," for token in outside_brackets(inside)) == 2 else ()
        if word.is_word("REGEX") and flags and "i" in flags[0].text:
            yield 7, [word], "REGEX without regard to case differs", "compare by CONTAINS and LCASE"


def _dates(text: _Text) -> Iterator[_Finding]:
    if any(token.is_word("DATATYPE") for token in text.found):
        return
    for variable, parameter in text.parameters.items():
        if parameter.type in ("date", "dateTime"):
            at = [token for token in text.found if token.text == variable]
            yield (
                9, at[:1], f"a date is compared with `{variable}` without a look at its DATATYPE",
                f"put `FILTER(DATATYPE(?d) = xsd:{parameter.type})` before it",
            )  # fmt: skip
