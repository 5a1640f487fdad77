"""The sections of a document, found before the graph is read: a heading left inside it would become a node."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

from lodpress.model import Passage
from lodpress.positions import Position, Source
from lodpress.problems import Problem
from lodpress.syntax import words

Kind = Literal["head", "header", "graph", "resume", "ideas", "credits", "outside"]

_GRAPH = re.compile(
    r"^\s*(?:graph|flowchart|flowchart-elk)(?:\s*(?:;|$)|\s+(?:LR|RL|TB|TD|BT|BR|[<>^v])(?=\s|;|$))"
)
_FENCE = re.compile(r"^\s*(?:```|~~~)")
_FENCE_OPEN = re.compile(r"^\s*(?:```|~~~)\s*mermaid\b", re.IGNORECASE)
_FRONT_MATTER = re.compile(r"^\s*---\s*$")
_DIRECTIVE = re.compile(r"^\s*%%")
_MARKDOWN_HEADING = re.compile(r"^\s*#{1,6}\s")
_SHORT_HEADING = re.compile(r"^(?:\s*#{1,6}\s*\S.{0,60}|[^\[\]{}()>|]{1,60}[:：]\s*)$")
_STATEMENT_WORD = re.compile(
    r"^\s*(?:graph|flowchart|classDef|class|style|subgraph|end|click|linkStyle|direction)\b"
)
#: `1.- text`, `1. text`, `2) text`, `3 - text`, with any Unicode digits; never a drawn line such as `1 --> 2`.
ENTRY = re.compile(
    r"^\s*(?P<number>\d+)(?:\s*[.．]\s*[-–—]\s*|\s*[.)．)、]\s+|\s*[．、]|\s+[-–—]\s+)(?P<text>[^\s>.-].*|-?\d.*)$"
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the source: its number, where it starts, its text."""

    number: int
    start: int
    text: str

    @property
    def is_blank(self) -> bool:
        """Whether there is nothing to see."""
        return not self.text.strip()


@dataclass(frozen=True, slots=True)
class Section:
    """A section: its heading line, if it has one, and its lines."""

    kind: Kind
    heading: Line | None
    lines: tuple[Line, ...] = ()
    match: re.Match[str] | None = field(default=None, compare=False)

    @property
    def first(self) -> Line | None:
        """Where the section begins."""
        return self.heading or (self.lines[0] if self.lines else None)


@dataclass(frozen=True, slots=True)
class Sections:
    """The first section of each kind, what belongs to none, and the languages that headings showed."""

    by_kind: dict[Kind, Section]
    languages: tuple[str, ...]
    problems: tuple[Problem, ...]

    def __getitem__(self, kind: Kind) -> Section | None:
        return self.by_kind.get(kind)


def lines_of(source: Source) -> list[Line]:
    """The lines of a source."""
    return [
        Line(number, source.line_span(number)[0], source.line_text(number))
        for number in range(1, source.line_count + 1)
    ]


def _graph_start(lines: list[Line], at: int) -> int:
    """The index from which front matter and directives before the graph's first line belong to it."""
    begin = at
    while begin > 0 and (lines[begin - 1].is_blank or _DIRECTIVE.match(lines[begin - 1].text)):
        begin -= 1
    if begin > 0 and _FRONT_MATTER.match(lines[begin - 1].text):
        opening = next((i for i in range(begin - 2, -1, -1) if _FRONT_MATTER.match(lines[i].text)), None)
        if opening is not None:
            return opening
    while begin < at and lines[begin].is_blank:
        begin += 1
    return begin


@dataclass(slots=True)
class _Finder:
    """Walks over the lines once and cuts them at markers."""

    lines: list[Line]
    found: list[Section] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)

    def _close(self, section: Section, end: int, begin: int) -> None:
        body = tuple(self.lines[begin:end])
        self.found.append(replace(section, lines=body))

    def _marker(self, index: int, seen: set[Kind]) -> Section | None:
        """The section that the line begins, if it begins one."""
        line = self.lines[index]
        for kind, pattern in (
            ("ideas", words.KEY_IDEAS),
            ("resume", words.RESUME),
            ("resume", words.RESUME_WITH_TEXT),
        ):
            if match := pattern.match(line.text):
                return Section(kind, line, match=match)  # type: ignore[arg-type]  # one of Kind
        if (match := words.HEADER.match(line.text)) and "graph" not in seen:
            return Section("header", line, match=match)
        return None

    def walk(self) -> None:
        """Cuts the document into sections, in order."""
        seen: set[Kind] = set()
        current, begin, index, fenced = Section("head", None), 0, 0, False
        while index < len(self.lines):
            line = self.lines[index]
            if fenced:
                if _FENCE.match(line.text):
                    self._close(current, index, begin)
                    current, begin, fenced = Section("outside", None), index + 1, False
                index += 1
                continue
            fence = _FENCE_OPEN.match(line.text)
            if fence or (_GRAPH.match(line.text) and current.kind != "graph"):
                start = index if fence else max(begin, _graph_start(self.lines, index))
                self._close(current, start, begin)
                fenced, begin = bool(fence), start + 1 if fence else start
                current = Section("graph", line if fence else None)
                seen.add("graph")
            elif marker := self._marker(index, seen):
                self._close(current, index, begin)
                if marker.match and (language := words.language_of(marker.match)):
                    self.languages.append(language)
                current, begin = marker, index + 1
                seen.add(marker.kind)
            index += 1
        self._close(current, len(self.lines), begin)


def _split_unheaded(section: Section) -> Iterator[Section]:
    """A section without known headings inside, cut where its structure shows a resume or a list."""
    lines = section.lines
    list_at = next((i for i, line in enumerate(lines) if ENTRY.match(line.text)), None)
    if section.kind == "graph" and section.heading is None:
        end = _structural_end(lines, list_at)
        yield replace(section, lines=lines[:end])
        if end < len(lines):
            yield from _headed_rest(lines[end:])
    elif section.kind in ("resume", "outside", "head") and list_at is not None:
        heading_at = _heading_before(lines, list_at)
        cut = list_at if heading_at is None else heading_at
        yield replace(section, lines=lines[:cut])
        yield Section("ideas", lines[heading_at] if heading_at is not None else None, lines[list_at:])
    else:
        yield section


def _heading_before(lines: tuple[Line, ...], list_at: int) -> int | None:
    """The index of a short heading directly before the list."""
    before = next((i for i in range(list_at - 1, -1, -1) if not lines[i].is_blank), None)
    return before if before is not None and _SHORT_HEADING.match(lines[before].text) else None


def _structural_end(lines: tuple[Line, ...], list_at: int | None) -> int:
    """Where the statements of an unfenced graph end although no known heading follows."""
    for i, line in enumerate(lines[1:], 1):
        heading = _SHORT_HEADING.match(line.text) and not _STATEMENT_WORD.match(line.text)
        if heading and not line.text.rstrip().endswith(":::") and "%%" not in line.text:
            return i
    return len(lines) if list_at is None else list_at


def _headed_rest(lines: tuple[Line, ...]) -> Iterator[Section]:
    """What follows the graph under headings in words that no table has: a resume, then the list."""
    list_at = next((i for i, line in enumerate(lines) if ENTRY.match(line.text)), None)
    heading_at = _heading_before(lines, list_at) if list_at is not None else None
    resume_end = len(lines) if list_at is None else list_at if heading_at is None else heading_at
    if resume_end:
        yield Section("resume", lines[0], lines[1:resume_end])
    if list_at is not None:
        yield Section("ideas", lines[heading_at] if heading_at is not None else None, lines[list_at:])


def _header_from_head(section: Section) -> Iterator[Section]:
    """The page head, and a header whose words no table has: a last line that ends in a colon."""
    filled = [line for line in section.lines if not line.is_blank]
    if filled and filled[-1].text.rstrip().endswith((":", "：")):
        yield replace(section, lines=tuple(filled[:-1]))
        yield Section("header", filled[-1])
    else:
        yield section


def _is_credits(line: Line) -> bool:
    text = line.text
    if ENTRY.match(text) or _MARKDOWN_HEADING.match(text):
        return False
    credited = words.CURATOR.search(text) or words.INTERVIEWER.search(text)
    return bool(credited) or ("|" in text and re.search(r"\b\d{4}\s*$", text) is not None)


def _cut_credits(sections: list[Section]) -> list[Section]:
    """The sections with the credits, the last line that names who made the document, set apart.

    They stand below the last section; what stands below them belongs to none.
    """
    for at in range(len(sections) - 1, -1, -1):
        section = sections[at]
        if section.kind in ("graph", "head", "header") or section.first is None:
            continue
        where = next(
            (i for i in range(len(section.lines) - 1, -1, -1) if _is_credits(section.lines[i])), None
        )
        if where is not None and not any(ENTRY.match(line.text) for line in section.lines[where:]):
            before, after = section.lines[:where], section.lines[where + 1 :]
            cut = [
                replace(section, lines=before),
                Section("credits", section.lines[where]),
                Section("outside", None, after),
            ]
            return [*sections[:at], *cut, *sections[at + 1 :]]
        if section.kind != "outside":
            break
    return sections


def find_sections(source: Source) -> Sections:
    """The sections of the document, with what is repeated, out of order or in none of them as problems."""
    finder = _Finder(lines_of(source))
    finder.walk()
    kinds = {section.kind for section in finder.found}
    parts: list[Section] = []
    for section in finder.found:
        pieces = _split_unheaded(section) if "ideas" not in kinds else iter((section,))
        if section.kind == "head" and "header" not in kinds and "graph" in kinds:
            pieces = _header_from_head(section)
        parts += pieces
    parts = _cut_credits(parts)
    return _settle(source, parts, tuple(finder.languages))


_ORDER: tuple[Kind, ...] = ("head", "header", "graph", "resume", "ideas", "credits")


def _settle(source: Source, parts: list[Section], languages: tuple[str, ...]) -> Sections:
    """One section a kind; the rest becomes problems."""
    chosen: dict[Kind, Section] = {}
    problems: list[Problem] = []
    reached = -1
    for section in parts:
        first = section.first
        if section.kind == "outside":
            problems += _stray(source, section.lines)
        elif first is None:
            continue
        elif section.kind in chosen:
            message = "the section stands a second time; only the first was read"
            problems.append(Problem("section-repeated", message, source.name, place_of(source, first)))
        else:
            chosen[section.kind] = section
            rank = _ORDER.index(section.kind)
            if rank < reached:
                message = f"the {_NAMES[section.kind]} should come before what stands above it"
                problems.append(
                    Problem("section-out-of-order", message, source.name, place_of(source, first))
                )
            reached = max(rank, reached)
    for single in (chosen.get("header"), chosen.get("credits")):
        if single:
            problems += _stray(source, single.lines)
    return Sections(chosen, languages, tuple(problems))


_NAMES: dict[Kind, str] = {
    "head": "page head", "header": "header", "graph": "graph", "resume": "resume", "ideas": "key ideas",
    "credits": "credits", "outside": "text",
}  # fmt: skip


def place_of(source: Source, line: Line) -> Position:
    """The position of a line's text, without the blanks around it."""
    text = line.text
    indent = len(text) - len(text.lstrip())
    return source.position(line.start + indent, line.start + len(text.rstrip()))


def passage_of(source: Source, line: Line) -> Passage:
    """A line as a passage, without the blanks around it."""
    return Passage(line.text.strip(), place_of(source, line))


def _stray(source: Source, lines: tuple[Line, ...]) -> Iterator[Problem]:
    """One problem for each run of lines that belong to no section; headings and rules of Markdown may stand."""
    run: list[Line] = []
    for line in (*lines, Line(0, 0, "")):
        if (
            not line.is_blank
            and not _MARKDOWN_HEADING.match(line.text)
            and not _FRONT_MATTER.match(line.text)
        ):
            run.append(line)
        elif run:
            start, end = place_of(source, run[0]), place_of(source, run[-1])
            position = source.position(start.start, end.end)
            yield Problem("stray-text", "this text belongs to no section and was not read", source.name, position,
                          "move it into a section, or take it out")  # fmt: skip
            run = []
