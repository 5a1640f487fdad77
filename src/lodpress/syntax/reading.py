"""Text to concept graph: sections first, then the flowchart, then what it means."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence

from lodpress.diagram import Flowchart
from lodpress.model import ConceptGraph, Passage
from lodpress.positions import Source
from lodpress.problems import InputError, Problem
from lodpress.settings import DocumentSettings, Settings
from lodpress.syntax import words
from lodpress.syntax.decoding import decode
from lodpress.syntax.entries import Entry, entries_of, list_problems
from lodpress.syntax.interpretation import Interpretation, interpret
from lodpress.syntax.labels import plain_text
from lodpress.syntax.mermaid import parse_flowchart
from lodpress.syntax.people import People, people_of
from lodpress.syntax.sections import Section, Sections, find_sections, passage_of

_SCRIPTS = (("HANGUL", "ko"), ("ARABIC", "ar"), ("CJK", "zh"))
_UNDETERMINED = "und"


def read_document(
    data: bytes, file: str, name: str, settings: Settings, own: DocumentSettings | None = None
) -> ConceptGraph:
    """The concept graph that the bytes of `file` hold, with every finding on it.

    `name` is the document's segment in IRIs, `own` are its settings, by default those under its name. Raises InputError where there is nothing to publish:
    no text, or a text with neither a graph nor key ideas.
    """
    source, repairs = decode(data, file, settings.limits)
    sections = find_sections(source)
    chart, drawing_problems = _flowchart(source, sections, settings)
    entries, entry_problems = _entries(source, sections)
    if (chart is None or not chart.vertices) and not entries:
        raise _nothing_to_publish(source)
    people = people_of(source, sections)
    meaning = interpret(source, chart, entries)
    own = own or settings.for_document(name)
    problems = [*repairs, *sections.problems, *drawing_problems, *entry_problems, *people.problems]
    problems += [*_missing_sections(source, sections, entries), *meaning.problems]
    language = _language(settings, own, sections, source)
    if language == _UNDETERMINED:
        problems.append(_undetermined(source))
    return ConceptGraph(
        name=name,
        source=source,
        language=language,
        title=own.title or _title(chart, meaning, people, name),
        header=people.header,
        page_head=people.head_lines,
        credits_line=people.credits_line,
        credits=people.credits,
        talk_date=people.head.date,
        curation_date=people.curation_date,
        flowchart=chart,
        topic=meaning.topic,
        themes=meaning.themes,
        ideas=meaning.ideas,
        nodes=meaning.nodes,
        collections=meaning.collections,
        classes=meaning.classes,
        links=meaning.links,
        paragraphs=_paragraphs(source, sections["resume"]),
        problems=tuple(sorted(dict.fromkeys(problems), key=lambda problem: problem.sort_key)),
    )


def _nothing_to_publish(source: Source) -> InputError:
    message = "the text has neither a graph nor key ideas"
    hint = (
        "begin the graph with `graph LR`, or number the key ideas `1.- …`; `lodpress init` writes an example"
    )
    problem = Problem("nothing-to-publish", message, source.name, None, hint)
    return InputError(f"{source.name}: {message}", problems=(problem,), hint=hint)


def _flowchart(
    source: Source, sections: Sections, settings: Settings
) -> tuple[Flowchart | None, Sequence[Problem]]:
    section = sections["graph"]
    if section is None or not section.lines:
        return None, ()
    last = section.lines[-1]
    return parse_flowchart(
        source, section.lines[0].start, last.start + len(last.text), max_nesting=settings.limits.nesting
    )


def _entries(source: Source, sections: Sections) -> tuple[list[Entry], list[Problem]]:
    section = sections["ideas"]
    if section is None:
        return [], []
    entries, problems = entries_of(source, section)
    return entries, [*problems, *list_problems(source, section, entries)]


def _missing_sections(source: Source, sections: Sections, entries: Sequence[Entry]) -> Iterator[Problem]:
    """One finding for each section that is not there."""
    told = {"header": "header-missing", "graph": "graph-missing", "credits": "credits-missing"}
    for kind, code in told.items():
        if sections.by_kind.get(kind) is None:  # type: ignore[call-overload]  # one of Kind
            yield Problem(code, f"the {kind} {'are' if kind == 'credits' else 'is'} missing", source.name)
    if sections["resume"] is None:
        yield Problem("resume-missing", "the resume is missing", source.name)
    if not entries:
        yield Problem("key-ideas-missing", "the list of key ideas is missing", source.name)


def _language(settings: Settings, own: DocumentSettings, sections: Sections, source: Source) -> str:
    """The document's setting, else the language of its headings, else the general setting, else its script's."""
    if own.language:
        return own.language
    if sections.languages:
        return Counter(sections.languages).most_common(1)[0][0]
    return settings.language or _script_language(source.text) or _UNDETERMINED


def _undetermined(source: Source) -> Problem:
    message = "nothing shows the language of the document; its texts are published with the tag `und`"
    return Problem("language-undetermined", message, source.name, None, "set `language` in lodpress.toml")


def _script_language(text: str) -> str | None:
    scripts = Counter(unicodedata.name(c, "").split(" ")[0] for c in text if c.isalpha())
    # Japanese mixes scripts: a tenth in kana tells it from Chinese
    kana = scripts["HIRAGANA"] + scripts["KATAKANA"]
    if kana * 10 > scripts.total():
        return "ja"
    return next((tag for script, tag in _SCRIPTS if scripts[script] * 2 > scripts.total()), None)


def _title(chart: Flowchart | None, meaning: Interpretation, people: People, name: str) -> str:
    """The page head's title, the drawing's, the topic; where the topic is a placeholder, what the header says."""
    if people.head.title:
        return people.head.title.text
    if chart and chart.title and chart.title.text.strip():
        return plain_text(chart.title.text)
    if meaning.topic and not meaning.topic.is_placeholder:
        return meaning.topic.label
    if people.header:
        return people.header.text.lstrip("# ").rstrip(" :：")
    return meaning.topic.label if meaning.topic else name


def _paragraphs(source: Source, section: Section | None) -> tuple[Passage, ...]:
    if section is None:
        return ()
    passages = [passage_of(source, line) for line in section.lines if not line.is_blank]
    if section.heading and (match := words.RESUME_WITH_TEXT.match(section.heading.text)):
        start = section.heading.start + match.start("text")
        text = match["text"].rstrip()
        passages.insert(0, Passage(text, source.position(start, start + len(text))))
    return tuple(passages)
