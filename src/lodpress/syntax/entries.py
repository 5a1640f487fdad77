"""The numbered list of key ideas: each entry's number and statement, and what its heading announces."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lodpress.model import Passage
from lodpress.positions import Position, Source
from lodpress.problems import Problem
from lodpress.syntax import words
from lodpress.syntax.sections import ENTRY, Line, Section, place_of

_EMPHASIS = re.compile(r"(\*\*|__|\*|(?<!\w)_|`)(?=\S)(.+?)(?<=\S)\1(?!\w)")


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the list: its printed number and where that stands, and its statement."""

    number: int
    place: Position
    statement: Passage


def _plain(text: str) -> str:
    """The statement without Markdown emphasis, its blanks single."""
    return " ".join(_EMPHASIS.sub(r"\2", text).split())


def entries_of(source: Source, section: Section) -> tuple[list[Entry], list[Problem]]:
    """The entries in order; a line directly below an entry carries it on, another one belongs to no section."""
    entries: list[Entry] = []
    problems: list[Problem] = []
    open_entry = False
    for line in section.lines:
        match = ENTRY.match(line.text)
        if match:
            entries.append(_entry(source, line, match))
            open_entry = True
        elif line.is_blank:
            open_entry = False
        elif open_entry:
            entries[-1] = _continued(source, entries[-1], line)
        else:
            problems.append(Problem("stray-text", "this text is no entry of the list and was not read", source.name,
                                    place_of(source, line), "move it into a section, or take it out"))  # fmt: skip
    return entries, problems


def _entry(source: Source, line: Line, match: re.Match[str]) -> Entry:
    start = match.start("text")
    text = match["text"].rstrip()
    place = source.position(line.start + match.start("number"), line.start + match.end("number"))
    position = source.position(line.start + start, line.start + start + len(text))
    return Entry(int(match["number"]), place, Passage(_plain(text), position))


def _continued(source: Source, entry: Entry, line: Line) -> Entry:
    end = place_of(source, line).end
    position = source.position(entry.statement.position.start, end)
    return Entry(entry.number, entry.place, Passage(f"{entry.statement.text} {_plain(line.text)}", position))


def announced(section: Section) -> int | None:
    """How many key ideas the heading announces."""
    if section.heading is None:
        return None
    match = words.KEY_IDEAS.match(section.heading.text)
    number = (match["before"] or match["after"]) if match else None
    if not match and (found := re.search(r"\d+", section.heading.text)):
        number = found[0]
    return int(number) if number else None


def list_problems(source: Source, section: Section, entries: list[Entry]) -> list[Problem]:
    """What is wrong with the list by itself: its heading, its count, numbers that repeat or are passed over."""
    problems: list[Problem] = []
    if not entries:
        return problems
    numbers = [entry.number for entry in entries]
    if section.heading is None:
        problems.append(Problem(
            "key-ideas-heading-missing", "the list of key ideas has no heading of its own", source.name,
            place_of(source, section.lines[0]), f"put `{len(entries)} Key Ideas:` above it"))  # fmt: skip
    problems += [
        Problem("idea-number-repeated", f"number {entry.number} stands a second time in the list", source.name, entry.place,
                "number the entries anew")
        for at, entry in enumerate(entries)
        if entry.number in numbers[:at]
    ]  # fmt: skip
    told = announced(section)
    expected = set(range(1, max(numbers, default=0) + 1)) if max(numbers) <= 2 * len(numbers) else set()
    missing = sorted(expected - set(numbers))
    if section.heading and (missing or (told is not None and told != len(entries))):
        counted = f"{len(entries)} {'entry' if len(entries) == 1 else 'entries'}"
        lead = f"the heading announces {told} key ideas, but the list has {counted}" if told != len(entries) and told else (
            f"the list has {counted}")  # fmt: skip
        gap = f" and no number {', '.join(map(str, missing))}" if missing else ""
        problems.append(Problem("idea-count-differs", lead + gap, source.name, place_of(source, section.heading),
                                "correct the heading, or add what is missing"))  # fmt: skip
    return problems
