"""Text to concept graph: sections first, then the flowchart, then what it means."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence

from lodpress.diagram import ClassAssignment, Flowchart, Subgraph, Vertex
from lodpress.model import (
    Collection,
    ConceptGraph,
    Drawn,
    DrawnNode,
    KeyIdea,
    MainTopic,
    Passage,
    Theme,
    VisualClass,
)
from lodpress.positions import Position, Source
from lodpress.problems import InputError, Problem
from lodpress.settings import DocumentSettings, Settings
from lodpress.syntax import words
from lodpress.syntax.decoding import decode
from lodpress.syntax.entries import Entry, entries_of, list_problems
from lodpress.syntax.evidence import class_themes, decide, gather, nesting
from lodpress.syntax.findings import Reading, all_findings
from lodpress.syntax.flowchart import parse_flowchart
from lodpress.syntax.labels import plain_text
from lodpress.syntax.people import CreditsLine, PageHead, credits_of, models_of, page_head_of
from lodpress.syntax.roles import Roles, is_placeholder, roles_of
from lodpress.syntax.sections import Section, Sections, find_sections, passage_of

_SCRIPTS = (("HIRAGANA", "ja"), ("KATAKANA", "ja"), ("HANGUL", "ko"), ("ARABIC", "ar"), ("CJK", "zh"))
_UNDETERMINED = "und"


def read_document(data: bytes, file: str, name: str, settings: Settings) -> ConceptGraph:
    """The concept graph that the bytes of `file` hold, with every finding on it.

    `name` is the document's segment in IRIs. Raises InputError where there is nothing to publish:
    no text, or a text with neither a graph nor key ideas.
    """
    source, repairs = decode(data, file, settings.limits)
    sections = find_sections(source)
    chart, drawing_problems = _flowchart(source, sections, settings)
    entries, entry_problems = _entries(source, sections)
    if (chart is None or not chart.vertices) and not entries:
        raise _nothing_to_publish(source)
    people, people_problems = _people(source, sections)
    meaning = _Meaning.of(source, chart, entries)
    problems = [*repairs, *sections.problems, *drawing_problems, *entry_problems, *people_problems]
    problems += [*_missing_sections(source, sections, entries), *meaning.problems]
    return _assembled(source, name, settings, sections, chart, meaning, people, problems)


def _nothing_to_publish(source: Source) -> InputError:
    message = "the text has neither a graph nor key ideas"
    hint = "begin the graph with `graph LR`, or number the key ideas `1.- …`; `lodpress init` writes an example"
    problem = Problem("nothing-to-publish", message, source.name, None, hint)
    return InputError(f"{source.name}: {message}", problems=(problem,), hint=hint)


def _flowchart(source: Source, sections: Sections, settings: Settings) -> tuple[Flowchart | None, Sequence[Problem]]:
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


class _People:
    """What header, page head and credits say."""

    def __init__(self, source: Source, sections: Sections) -> None:
        head, header, credits = sections["head"], sections["header"], sections["credits"]
        lines = tuple(passage_of(source, line) for line in head.lines if not line.is_blank) if head else ()
        self.head_lines = lines
        self.head: PageHead = page_head_of(source, lines)
        self.header = passage_of(source, header.heading) if header and header.heading else None
        self.models = tuple(models_of(source, self.header)) if self.header else ()
        self.credits_line = passage_of(source, credits.heading) if credits and credits.heading else None
        self.credits: CreditsLine | None = credits_of(source, self.credits_line) if self.credits_line else None


def _people(source: Source, sections: Sections) -> tuple[_People, tuple[Problem, ...]]:
    people = _People(source, sections)
    return people, people.credits.problems if people.credits else ()


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


class _Meaning:
    """What the drawing and the list mean together."""

    def __init__(self, source: Source, chart: Flowchart | None, entries: Sequence[Entry]) -> None:
        self.topic: MainTopic | None = None
        self.themes: tuple[Theme, ...] = ()
        self.ideas: tuple[KeyIdea, ...] = ()
        self.nodes: tuple[DrawnNode, ...] = ()
        self.collections: tuple[Collection, ...] = ()
        self.classes: tuple[VisualClass, ...] = ()
        self.problems: tuple[Problem, ...] = ()
        self.source = source
        self.entries = entries

    @classmethod
    def of(cls, source: Source, chart: Flowchart | None, entries: Sequence[Entry]) -> _Meaning:
        """The meaning of a document, with a drawing or without."""
        meaning = cls(source, chart, entries)
        if chart is not None and chart.vertices:
            meaning._interpret(chart)
        else:
            meaning.ideas = tuple(KeyIdea(e.number, None, None, e.statement) for e in entries)
        if not meaning.themes and meaning.ideas:
            message = "the document has no theme, so none of its ideas has one"
            meaning.problems += (Problem("no-theme", message, source.name),)
        return meaning

    def _interpret(self, chart: Flowchart) -> None:
        roles = roles_of(chart, {entry.number for entry in self.entries})
        evidence = gather(chart, roles)
        marked = class_themes(chart, roles, evidence)
        decisions = {idea: decide(found, marked) for idea, found in evidence.items()}
        parents, circular = nesting(chart, roles)
        reading = Reading(
            self.source.name, chart, roles, evidence, marked, decisions, parents, circular, self.entries
        )
        self.problems = tuple(all_findings(reading))
        drawn = _drawn_concepts(chart)
        vertices = {vertex.id: vertex for vertex in chart.vertices}
        if roles.topic is not None:
            label, labelled = roles.labels[roles.topic], bool(vertices[roles.topic].labels)
            self.topic = MainTopic(label, drawn[roles.topic], is_placeholder(label, roles.topic, labelled=labelled))
        self.themes = tuple(Theme(roles.labels[t], drawn[t], parents[t]) for t in roles.themes)
        self.nodes = tuple(DrawnNode(roles.labels[n], drawn[n]) for n in roles.nodes)
        self.collections = tuple(
            Collection(roles.labels[s.id], s.id, s.members, s.position)
            for s in chart.subgraphs
            if s.id in roles.collections
        )
        self.ideas = tuple(self._paired(roles, reading, drawn))
        self.classes = tuple(_visual_classes(chart, marked))

    def _paired(self, roles: Roles, reading: Reading, drawn: dict[str, Drawn]) -> Iterator[KeyIdea]:
        """Drawn ideas with their statements and the entries that have no node, by number."""
        statements: dict[int, Passage] = {}
        for entry in self.entries:
            statements.setdefault(entry.number, entry.statement)
        first = {entry.number: entry for entry in reversed(self.entries)}
        ideas: list[KeyIdea] = []
        taken: set[int] = set()
        for node, number in roles.ideas.items():
            statement = statements.get(number) if number is not None and number not in taken else None
            taken |= {number} if number is not None else set()
            decision = reading.decisions[node]
            ideas.append(
                KeyIdea(number, roles.labels[node], drawn[node], statement, decision.themes, decision.primary)
            )
        for entry in self.entries:
            if entry.number not in taken or first[entry.number] is not entry:
                ideas.append(KeyIdea(entry.number, None, None, entry.statement))
        return iter(sorted(ideas, key=_idea_order))


def _idea_order(idea: KeyIdea) -> tuple[bool, int, int]:
    return (idea.number is None, idea.number or 0, idea.positions[0].start)


def _assignments(chart: Flowchart) -> dict[str, list[ClassAssignment]]:
    found: dict[str, list[ClassAssignment]] = {}
    for assignment in chart.class_assignments:
        found.setdefault(assignment.node, []).append(assignment)
    return found


def _drawn_concepts(chart: Flowchart) -> dict[str, Drawn]:
    """How each vertex and subgraph is drawn, by id; of a subgraph that lines name too, both places count."""
    given = _assignments(chart)
    drawn: dict[str, Drawn] = {}
    for part in (*chart.vertices, *chart.subgraphs):
        classes = tuple(dict.fromkeys(a.class_name for a in given.get(part.id, ())))
        places: tuple[Position, ...]
        if isinstance(part, Vertex):
            places = tuple(label.position for label in part.labels) or (part.position,)
            drawn[part.id] = Drawn(part.id, places, part.shape, ",".join(part.styles) or None, classes)
        elif isinstance(part, Subgraph):
            before = drawn.get(part.id)
            places = (part.title.position if part.title else part.position,)
            drawn[part.id] = Drawn(part.id, (*(before.positions if before else ()), *places), None, None, classes)
    return drawn


def _visual_classes(chart: Flowchart, marked: dict[str, str | None]) -> Iterator[VisualClass]:
    for name, theme in marked.items():
        definitions = [d for d in chart.class_definitions if d.name == name]
        given = [a.statement for a in chart.class_assignments if a.class_name == name]
        places = tuple(dict.fromkeys([*(d.position for d in definitions), *given]))
        styles = definitions[-1].styles if definitions else ()
        yield VisualClass(name, styles, theme, places)


def _language(settings: Settings, own: DocumentSettings, sections: Sections, source: Source) -> str:
    """The document's setting, else the language of its headings, else the general setting, else its script's."""
    if own.language:
        return own.language
    if sections.languages:
        return Counter(sections.languages).most_common(1)[0][0]
    return settings.language or _script_language(source.text) or _UNDETERMINED


def _script_language(text: str) -> str | None:
    letters = Counter(unicodedata.name(c, "").split(" ")[0] for c in text if not c.isascii() and c.isalpha())
    return next((tag for script, tag in _SCRIPTS if letters[script] > 0), None)


def _title(chart: Flowchart | None, meaning: _Meaning, people: _People, name: str) -> str:
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


def _links(chart: Flowchart | None, meaning: _Meaning) -> tuple:  # type: ignore[type-arg]
    ideas = {idea.drawn.node_id for idea in meaning.ideas if idea.drawn}
    edges = chart.edges if chart else ()
    return tuple(e for e in edges if e.source in ideas and e.target in ideas and e.source != e.target)


def _assembled(
    source: Source,
    name: str,
    settings: Settings,
    sections: Sections,
    chart: Flowchart | None,
    meaning: _Meaning,
    people: _People,
    problems: list[Problem],
) -> ConceptGraph:
    own = settings.for_document(name)
    credits = people.credits
    guests = people.head.guests
    return ConceptGraph(
        name=name,
        source=source,
        language=_language(settings, own, sections, source),
        title=own.title or _title(chart, meaning, people, name),
        header=people.header,
        page_head=people.head_lines,
        credits_line=people.credits_line,
        credits=(*people.models, *guests, *(credits.credits if credits else ())),
        talk_date=people.head.date,
        curation_date=credits.date if credits else None,
        flowchart=chart,
        topic=meaning.topic,
        themes=meaning.themes,
        ideas=meaning.ideas,
        nodes=meaning.nodes,
        collections=meaning.collections,
        classes=meaning.classes,
        links=_links(chart, meaning),
        paragraphs=_paragraphs(source, sections["resume"]),
        problems=tuple(sorted(dict.fromkeys(problems), key=lambda problem: problem.sort_key)),
    )
