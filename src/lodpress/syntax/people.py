"""Who and what made the document: models from the header, people and dates from page head and credits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lodpress.model import Credit, Passage, Role
from lodpress.positions import Source
from lodpress.problems import Problem
from lodpress.syntax import words
from lodpress.syntax.sections import Section, Sections, passage_of

_RUN_TOGETHER = re.compile(r"\b(by|with|and|from)(?=[A-Z][^\W\d_]*[a-z])")
_NAME_BEGINS = re.compile(r"[A-ZÀ-ÖØ-Þ][^\W\d_]")
_WORD = re.compile(r"[\w’'-]+")
#: Between names; what follows a comma and is one word, as in `Ana Example, PhD`, belongs to the name before.
_AND = re.compile(r"\s*(?:[;&、،]|,(?=\s*\S+\s+\S))\s*|\s+(?:and|y|und|et|e)\s+")
_ROLES: tuple[tuple[re.Pattern[str], Role], ...] = (
    (words.INTERVIEWER, "Interviewer"),
    (words.CURATOR, "Curator"),
)
_PART = re.compile(r"[^|]+")
_TRAILING_YEAR = re.compile(r"(?:\s+(?:in|im|en))?[\s,(]*\b(?P<year>\d{4})\)?\s*$")
_DATE = re.compile(r"\b(\d{4}-\d{2}-\d{2}|\d{1,2}[/.]\d{1,2}[/.]\d{4})\b")
_GUESTS_AND_TITLE = re.compile(r"^\s*(?P<guests>[^:：]{3,120}?)\s+[:：]\s+(?P<title>\S.*?)\s*$")
_HEADING = re.compile(r"^\s*#{1,6}\s*(?P<title>\S.*?)\s*$")
_NAME = re.compile(r"[^&,;]+")
_LOOKS_LIKE_NAME = re.compile(r"^(?:[^\W\d_][\w.’'-]*\s+){0,4}[^\W\d_][\w.’'-]*$")


@dataclass(frozen=True, slots=True)
class CreditsLine:
    """What the credits line says: who, and the year of the curation."""

    credits: tuple[Credit, ...]
    date: Passage | None
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class PageHead:
    """What the lines before the header say: the title, the guests and the date of the talk."""

    title: Passage | None
    guests: tuple[Credit, ...]
    date: Passage | None


@dataclass(frozen=True, slots=True)
class People:
    """What header, page head and credits say, and where they stand."""

    head_lines: tuple[Passage, ...]
    head: PageHead
    header: Passage | None
    credits_line: Passage | None
    credits: tuple[Credit, ...]
    curation_date: Passage | None
    problems: tuple[Problem, ...]


def people_of(source: Source, sections: Sections) -> People:
    """Who and what the document names, in its header, its page head and its credits; never in its prose."""
    head, header_section, credits_section = sections["head"], sections["header"], sections["credits"]
    lines = tuple(passage_of(source, line) for line in head.lines if not line.is_blank) if head else ()
    page_head = page_head_of(source, lines)
    header = _heading(source, header_section)
    models = tuple(models_of(source, header)) if header else ()
    credits_line = _heading(source, credits_section)
    said = credits_of(source, credits_line) if credits_line else CreditsLine((), None, ())
    everybody = (*models, *page_head.guests, *said.credits)
    return People(lines, page_head, header, credits_line, everybody, said.date, said.problems)


def _heading(source: Source, section: Section | None) -> Passage | None:
    return passage_of(source, section.heading) if section and section.heading else None


def _trimmed(
    source: Source, start: int, end: int, role: Role, strip: str = " \t:：()（）.。"
) -> Credit | None:
    text = source.text[start:end]
    left = len(text) - len(text.lstrip(strip))
    name = text.strip(strip)
    return Credit(name, role, source.position(start + left, start + left + len(name))) if name else None


def models_of(source: Source, header: Passage) -> Iterator[Credit]:
    """The generating models that a header names, after `using` or in brackets, divided by `|`."""
    match = words.HEADER.match(header.text)
    if not match:
        return
    begin, end = match.span("rest")
    using = words.USING.search(header.text, begin)
    bracket = re.search(r"[(（]", header.text[begin:])
    if using and not (bracket and begin + bracket.start() < using.start()):
        begin = using.end()
    elif bracket:
        begin += bracket.end()
        end = min((i for i in (header.text.find(c, begin) for c in ")）") if i >= 0), default=end)
        end = using.start() if using and begin < using.start() < end else end
        end = begin + len(re.sub(r"\s*(?:使用|を使用|による)\s*$", "", header.text[begin:end]))
    else:
        return
    for part in _PART.finditer(header.text, begin, end):
        start = header.position.start + part.start()
        if credit := _trimmed(source, start, start + len(part[0]), "Generator"):
            yield credit


def page_head_of(source: Source, lines: tuple[Passage, ...]) -> PageHead:
    """Title, guests and date, where the page head shows them as such."""
    title: Passage | None = None
    guests: tuple[Credit, ...] = ()
    date: Passage | None = None
    for line in lines:
        start = line.position.start
        if date is None and (match := _DATE.search(line.text)) and _is_possible(match[0]):
            date = Passage(match[0], source.position(start + match.start(), start + match.end()))
        match = _HEADING.match(line.text) or _GUESTS_AND_TITLE.match(line.text)
        if title is None and match and "://" not in line.text:
            title = Passage(
                match["title"], source.position(start + match.start("title"), start + match.end("title"))
            )
            if "guests" in match.groupdict():
                guests = tuple(_guests(source, start + match.start("guests"), match["guests"]))
    return PageHead(title, guests, date)


def _is_possible(written: str) -> bool:
    """Whether a date as written is one in some reading; which of day and month stands first is not settled."""
    first, second, third = (int(part) for part in re.split(r"[-/.]", written))
    year, one, other = (
        (first, second, third) if len(written.split("-", maxsplit=1)[0]) == 4 else (third, first, second)
    )
    return year >= 1 and 1 <= min(one, other) <= 12 and 1 <= max(one, other) <= 31


def _guests(source: Source, start: int, text: str) -> Iterator[Credit]:
    names = [(m.start(), m[0]) for m in _NAME.finditer(text)]
    if all(_LOOKS_LIKE_NAME.match(name.strip()) for _, name in names):
        for at, name in names:
            if credit := _trimmed(source, start + at, start + at + len(name), "Guest"):
                yield credit


def credits_of(source: Source, line: Passage) -> CreditsLine:
    """Interviewer, curator and year; words that run together are set apart and reported once."""
    credits: list[Credit] = []
    date: Passage | None = None
    problems: list[Problem] = []
    for part in _PART.finditer(source.text, line.position.start, line.position.end):
        stop = part.end()
        if year := _TRAILING_YEAR.search(source.text, part.start(), part.end()):
            date = Passage(year["year"], source.position(*year.span("year")))
            stop = year.start()
        found = len(credits)
        for pattern, role in _ROLES:
            if match := pattern.search(source.text, part.start(), stop):
                credits += _names(source, match.end(), stop, role)
        if len(credits) == found and part[0].strip():
            problems.append(_unread(source, part.start(), part.end()))
    return CreditsLine(tuple(credits), date, (*_run_together_problems(source, line), *problems))


def _unread(source: Source, start: int, end: int) -> Problem:
    text = source.text[start:end]
    left = start + len(text) - len(text.lstrip())
    place = source.position(left, start + len(text.rstrip()))
    message = "this part of the credits names nobody that was understood"
    return Problem(
        "credits-unread", message, source.name, place, "write `interview by NAME` or `built by NAME`"
    )


def _names(source: Source, start: int, end: int, role: Role) -> Iterator[Credit]:
    """The names between two offsets, divided by commas, `&` and the words for it."""
    at = start
    for divider in [*_AND.finditer(source.text, start, end), None]:
        stop = divider.start() if divider else end
        if credit := _trimmed(source, at, stop, role):
            yield credit
        at = divider.end() if divider else end


def _run_together_problems(source: Source, line: Passage) -> Iterator[Problem]:
    joined = _run_together(line.text)
    if joined:
        shown = ", ".join(f"`{word}{name}` (`{word} {name}`)" for _, word, name in joined)
        at, word, name = joined[0]
        start = line.position.start + at
        place = source.position(start, start + len(word) + len(name))
        yield Problem("credits-run-together", f"the credits run words together: {shown}", source.name, place,
                      "put the blank back")  # fmt: skip


def _run_together(text: str) -> list[tuple[int, str, str]]:
    """Where a word such as `by` runs into a name: its offset, the word, the name.

    Words of other languages count only where they end a phrase of the credits: `deGrasse` is a name.
    """
    found = {match.start(): match[1] for match in _RUN_TOGETHER.finditer(text)}
    for pattern in (words.INTERVIEWER, words.CURATOR):
        for match in pattern.finditer(text):
            word = match[0].split()[-1]
            if _NAME_BEGINS.match(text, match.end()):
                found[match.end() - len(word)] = word
    return [(at, word, _rest_of_word(text, at + len(word))) for at, word in sorted(found.items())]


def _rest_of_word(text: str, at: int) -> str:
    match = _WORD.match(text, at)
    return match[0] if match else ""
