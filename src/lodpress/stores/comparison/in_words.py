"""Differences for people: a heading for each document, a line for each thing in it, a line for each change."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from lodpress.stores.comparison.difference import Totals
from lodpress.stores.comparison.grouping import Difference, Group, Unit
from lodpress.stores.comparison.things import Thing
from lodpress.stores.comparison.wording import Line, Words, lines_of
from lodpress.terms import CG, PREFIXES, PROV, SKOS

_POSITION = f"<{PREFIXES['schema']}position>"
#: Where something was read: it changes with every line that is put before it.
_PLACES = frozenset({f"<{CG}sourceLine>", f"<{PROV}wasDerivedFrom>", f"<{CG}sha256>", f"<{CG}lineCount>"})
#: Properties by what says the same the other way round.
_BACKWARDS = {
    f"<{CG}themeOf>": f"<{CG}hasTheme>",
    f"<{SKOS}narrower>": f"<{SKOS}broader>",
    f"<{SKOS}hasTopConcept>": f"<{SKOS}topConceptOf>",
    f"<{SKOS}related>": f"<{SKOS}related>",
}
_DESCRIPTION = "/graph/description"
_WHOLE_GROUPS = 20  # new documents, and gone ones, that are named
_THINGS = 40  # of one graph that are told
_OF_A_KIND = 10  # things of one kind in a document that are told
_DIGITS = re.compile(r"([0-9]+)")


def tell(groups: Iterable[Group], *, verbose: bool = False) -> Iterator[Line]:
    """Yields the lines; without `verbose` what is new or gone as a whole is one, and what only moved is counted."""
    whole: Counter[str] = Counter()
    for group in groups:
        sign = _whole(group.sides)
        if sign and not verbose:
            whole[sign] += 1
            if whole[sign] <= _WHOLE_GROUPS:
                yield _whole_group(group, sign)
            continue
        yield from _changed_group(group, sign or "~", verbose=verbose)
    for sign, count in sorted(whole.items()):
        if count > _WHOLE_GROUPS:
            yield Line(0, sign, f"and {count - _WHOLE_GROUPS:,} more that are {_WORDS[sign]} as a whole")


_WORDS = {"+": "new", "-": "gone"}


def _whole(sides: str) -> str:
    """The sign of what one side alone has, else nothing."""
    return sides if len(sides) == 1 else ""


def _whole_group(group: Group, sign: str) -> Line:
    """A document or graph that is new or gone, with its counts."""
    about = group.name or "the default graph"
    counts = ""
    if group.is_document:
        unit = next(group.units)
        about = _document_name(group, unit)
        kinds = Counter(thing.kind for thing in unit.things.values())
        named = ((kinds[kind], kind) for kind in ("theme", "idea"))
        counts = "".join(f", {counted(number, kind)}" for number, kind in named if number)
    return Line(0, sign, f"{about}: {_WORDS[sign]}{counts}, {counted(group.added + group.removed, 'triple')}")


def _document_name(group: Group, unit: Unit) -> str:
    label = unit.things.get(f"<{group.name}>", Thing("")).label
    return f"{group.name} “{label}”" if label else group.name


def _changed_group(group: Group, sign: str, *, verbose: bool) -> Iterator[Line]:
    if group.is_document:
        unit = next(group.units)
        yield Line(0, sign, _document_name(group, unit))
        yield from _unit(unit, f"{group.name}/", verbose=verbose)
        return
    counts = f"{counted(group.added, 'triple')} added, {group.removed:,} removed"
    yield Line(0, sign, f"{group.name or 'the default graph'}: {counts}")
    if group.name.endswith(_DESCRIPTION) and not verbose:
        return  # counts, sizes and checksums, which change with everything
    base = group.name.rpartition("dataset/graph/")[0]
    told, more = 0, 0
    for unit in group.units:
        if told < _THINGS or verbose:
            lines = list(_unit(unit, base, verbose=verbose))
            told += bool(lines)
            yield from lines
        else:
            more += bool(unit.changes)
    if more:
        yield Line(1, "", f"and {counted(more, 'more thing')}, which `--verbose` tells")


def _unit(unit: Unit, base: str, *, verbose: bool) -> Iterator[Line]:
    """Yields the lines of each thing in which something changed, in the order of kinds, numbers and IRIs."""
    words = Words(unit.things, base, verbose)
    if verbose:
        for thing, own in _by_thing(unit.changes, unit.things):
            yield from _thing(thing, own, words)
        return
    told = [change for change in unit.changes if not change.is_inferred]
    follows = len(unit.changes) - len(told) if told else 0
    kinds: Counter[tuple[str, str]] = Counter()
    moved = 0
    for thing, own in _by_thing(_once(told or unit.changes, unit.things), unit.things):
        sign = _whole(thing.sides)
        kept = own if sign else [change for change in own if not _is_place(change, thing)]
        moved += len(kept) < len(own)
        if kept:
            kinds[sign, thing.kind] += 1
            if kinds[sign, thing.kind] <= _OF_A_KIND:
                yield from _thing(thing, kept, words)
    for (sign, kind), count in kinds.items():
        if count > _OF_A_KIND:
            yield Line(1, sign or "~", f"and {counted(count - _OF_A_KIND, 'more ' + (kind or 'thing'))}")
    if moved:
        yield Line(1, "~", f"{counted(moved, 'thing')} moved to other lines of the text")
    if follows:
        yield Line(1, "~", f"{counted(follows, 'inferred triple')} with it")


def _by_thing(
    changes: Iterable[Difference], things: Mapping[str, Thing]
) -> Iterator[tuple[Thing, list[Difference]]]:
    """Yields each thing with its changes, in the order of kinds, numbers and IRIs."""
    found: dict[str, list[Difference]] = {}
    for change in changes:
        found.setdefault(change.subject, []).append(change)
    for subject in sorted(found, key=lambda one: order(things[one])):
        yield things[subject], found[subject]


def _thing(thing: Thing, changes: Sequence[Difference], words: Words) -> Iterator[Line]:
    sign = _whole(thing.sides)
    name = thing.in_words(words.base)
    if sign and not words.whole:
        yield Line(1, sign, f"{name} ({counted(len(changes), 'triple')})")
        return
    yield Line(1, sign or "~", name)
    yield from lines_of(changes, words)


def _is_place(change: Difference, thing: Thing) -> bool:
    if change.predicate == _POSITION:
        return thing.kind == "line"
    return change.predicate in _PLACES or (change.term.startswith("<") and "/source#" in change.term)


def _once(changes: Sequence[Difference], things: Mapping[str, Thing]) -> list[Difference]:
    """The changes without those that only say backwards what another one says.

    A theme is not told to be the theme of an idea where the idea is told to have it; of two that are related,
    the one is told of which more is said, or else the first.
    """
    said = {(change.subject, change.predicate, change.term, change.sign) for change in changes}
    pairs = {(subject, term, sign) for subject, predicate, term, sign in said if predicate not in _BACKWARDS}

    def is_told(change: Difference) -> bool:
        subject, term, sign = change.subject, change.term, change.sign
        forwards = _BACKWARDS.get(change.predicate)
        if forwards is None or (term, forwards, subject, sign) not in said:
            return True
        if forwards != change.predicate:
            return False
        ahead, back = (subject, term, sign) in pairs, (term, subject, sign) in pairs
        return order(things[subject]) <= order(things[term]) if ahead == back else ahead

    return [change for change in changes if is_told(change)]


def order(thing: Thing) -> tuple[int, list[tuple[int, str]]]:
    """What things are sorted by: kinds, then numbers within IRIs by their size."""
    parts = _DIGITS.split(thing.subject)
    return thing.rank, [(int(part) if part.isdecimal() else 0, part) for part in parts]


def counted(number: int, word: str) -> str:
    """A number of things in words.

    >>> counted(1, "triple"), counted(1200, "triple")
    ('1 triple', '1,200 triples')
    """
    ending = "" if number == 1 else "es" if word.endswith("s") else "s"
    return f"{number:,} {word}{ending}"


def summary(totals: Totals) -> str:
    """The totals in a line."""
    both = f"{counted(totals.same, 'triple')} the same"
    if not totals.added and not totals.removed:
        return f"no difference: {both}"
    return f"{counted(totals.added, 'triple')} added, {totals.removed:,} removed, {totals.same:,} the same"
