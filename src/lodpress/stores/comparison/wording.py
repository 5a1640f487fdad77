"""Changes of one thing in words: properties by name, a value that another took the place of beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from lodpress.stores.comparison.grouping import Difference
from lodpress.stores.comparison.things import Thing, clipped, short_iri
from lodpress.terms import CG, PREFIXES, SKOS, XSD
from lodpress.triples import lexical_form

_LABEL = f"<{SKOS}prefLabel>"
_OWN = f"<{CG}"
_CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_BARE = re.compile(
    r'"[^"]*"\^\^<' + re.escape(XSD) + "(?:integer|decimal|double|boolean|date|gYear|dateTime)>"
)
_SHOWN = 70
_AROUND = 3  # words shown before and behind what differs
_PROPERTIES = 3  # named in one line


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the answer: its depth, its sign (`+`, `-`, `~` for changed, or none), and its text."""

    depth: int
    sign: str
    text: str


@dataclass(frozen=True, slots=True)
class Words:
    """How terms are told: by the things that are known, relative to `base`; with `whole` nothing is shortened."""

    things: Mapping[str, Thing]
    base: str
    whole: bool

    def property(self, predicate: str) -> str:
        """A property in words, or in short where all is to be told.

        >>> Words({}, "", False).property("<https://w3id.org/lodpress/ns#hasTheme>")
        'has theme'
        """
        short = short_iri(predicate)
        prefix, colon, local = short.partition(":")
        if self.whole or not colon or prefix not in PREFIXES:
            return short
        return "label" if predicate == _LABEL else _CAPITAL.sub(" ", local).lower()

    def value(self, term: str) -> str:
        """A value: a thing by its name, a text in quotes, a number as it is."""
        if not term.startswith('"'):
            thing = self.things.get(term)
            return thing.in_words(self.base) if thing else short_iri(term, self.base)
        text = lexical_form(term)
        if _BARE.fullmatch(term):
            return text
        return self.written(term) if self.whole else f"“{clipped(text, _SHOWN)}”"

    def written(self, term: str) -> str:
        """A literal whole, with its language or datatype, which is shortened by a prefix."""
        end = term.rindex('"') + 1
        text = f"“{lexical_form(term)}”"
        return text + (f"^^{short_iri(term[end + 2 :])}" if term[end:].startswith("^^") else term[end:])

    def change(self, old: str, new: str) -> tuple[str, str]:
        """Two values; of long texts what differs; with their datatypes where nothing else tells them apart."""
        if not (old.startswith('"') and new.startswith('"')) or self.whole:
            before, after = self.value(old), self.value(new)
        else:
            bare = _BARE.fullmatch(old) and _BARE.fullmatch(new)
            texts = excerpts(lexical_form(old), lexical_form(new))
            before, after = texts if bare else (f"“{text}”" for text in texts)
        return (before, after) if before != after else (self.written(old), self.written(new))


def excerpts(old: str, new: str) -> tuple[str, str]:
    """What differs of two texts, with a few words around it.

    >>> excerpts("The " + "very " * 20 + "old sea", "The " + "very " * 20 + "deep sea")
    ('… very very very old sea', '… very very very deep sea')
    """
    before, after = old.split(), new.split()
    if max(len(old), len(new)) <= _SHOWN or before == after:
        short = clipped(old, _SHOWN), clipped(new, _SHOWN)
        return short if before != after else (old, new)
    start = _common(before, after)
    end = _common(before[start:][::-1], after[start:][::-1])
    return _excerpt(before, start, end), _excerpt(after, start, end)


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    """How many words both begin with."""
    count = 0
    for mine, yours in zip(one, other, strict=False):
        if mine != yours:
            break
        count += 1
    return count


def _excerpt(words: Sequence[str], start: int, end: int) -> str:
    first, last = max(0, start - _AROUND), min(len(words), len(words) - end + _AROUND)
    left, right = ("… " if first > 1 else "", " …" if last < len(words) - 1 else "")
    first, last = first if left else 0, last if right else len(words)
    return f"{left}{clipped(' '.join(words[first:last]), 2 * _SHOWN)}{right}"


def lines_of(changes: Sequence[Difference], words: Words) -> Iterator[Line]:
    """Yields a line for each change of one subject; properties that change alike share one."""
    alike: dict[tuple[str, str, str], list[tuple[bool, bool, str]]] = {}
    for predicate, own in _by_predicate(changes).items():
        follows = all(change.is_inferred for change in own)
        for sign, old, new in _told(own):
            ranked = (follows, not predicate.startswith(_OWN), predicate)
            alike.setdefault((sign, old, new), []).append(ranked)
    for (sign, old, new), found in sorted(alike.items(), key=_order):
        names = _names(sorted(found), words)
        if sign != "~":
            yield Line(2, sign, f"{names}: {words.value(old or new)}")
        elif old == new:
            now = next(change for change in changes if change.term == new and change.sign == "+")
            is_now = "inferred" if now.is_inferred else "stated"
            yield Line(2, sign, f"{names}: {words.value(old)} (now {is_now})")
        else:
            before, after = words.change(old, new)
            yield Line(2, sign, f"{names}: {before} → {after}")


def _order(
    item: tuple[tuple[str, str, str], list[tuple[bool, bool, str]]],
) -> tuple[tuple[bool, bool, str], int, str, str]:
    """By property, and what is gone before what is new."""
    (sign, old, new), found = item
    return min(found), "~-+".index(sign), old, new


def _by_predicate(changes: Iterable[Difference]) -> Mapping[str, list[Difference]]:
    found: dict[str, list[Difference]] = {}
    for change in changes:
        found.setdefault(change.predicate, []).append(change)
    return found


def _told(changes: Iterable[Difference]) -> Iterator[tuple[str, str, str]]:
    """Yields sign, old and new value; a value that only changed its graph is both."""
    values: dict[str, dict[str, None]] = {"-": {}, "+": {}}
    for change in changes:
        values[change.sign][change.term] = None
    moved = [term for term in values["-"] if term in values["+"]]
    removed = [term for term in values["-"] if term not in moved]
    added = [term for term in values["+"] if term not in moved]
    yield from (("~", term, term) for term in moved)
    if len(removed) == len(added) == 1:
        yield "~", removed[0], added[0]
    else:
        yield from (("-", term, "") for term in removed)
        yield from (("+", "", term) for term in added)


def _names(found: Sequence[tuple[bool, bool, str]], words: Words) -> str:
    """The properties in words, those of this vocabulary first, those that follow last."""
    if words.whole:
        return ", ".join(
            words.property(one) + (" (inferred)" if follows else "") for follows, _, one in found
        )
    stated = [predicate for follows, _, predicate in found if not follows]
    told = list(dict.fromkeys(words.property(one) for one in stated or [one for _, _, one in found]))
    more = f" and {len(told) - _PROPERTIES} more" if len(told) > _PROPERTIES else ""
    return ", ".join(told[:_PROPERTIES]) + more + ("" if stated else " (inferred)")
