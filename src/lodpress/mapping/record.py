"""A concept graph as the JSON-LD record that is published: plain dicts, one key a property."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from lodpress.diagram import Edge, Head, Stroke
from lodpress.iris import Iris, segment
from lodpress.mapping.names import Names, names_of
from lodpress.model import Collection, ConceptGraph, Credit, Drawn, KeyIdea, Passage, Role, Theme, VisualClass
from lodpress.positions import Position
from lodpress.settings import Publication

Record = dict[str, Any]

_STROKES: dict[Stroke, str] = {
    "normal": "Solid",
    "dotted": "Dotted",
    "thick": "Thick",
    "invisible": "Invisible",
}
_HEADS: dict[Head, str] = {"arrow": "Arrow", "circle": "Circle", "cross": "Cross"}
_ACTIVITIES: tuple[tuple[str, tuple[Role, ...]], ...] = (
    ("recording", ("Interviewer", "Guest")),
    ("generation", ("Generator",)),
    ("curation", ("Curator",)),
)


def _present(**pairs: object) -> Record:
    """The pairs that say something, in order."""
    return {key: value for key, value in pairs.items() if value is not None and value not in ([], ())}


@dataclass(frozen=True, slots=True)
class _Places:
    """Turns positions into source lines and RFC 5147 fragments of the source text."""

    crowded: frozenset[int]

    @classmethod
    def of(cls, graph: ConceptGraph) -> _Places:
        """Knows the lines that hold several statements, where a line number alone says too little."""
        chart = graph.flowchart
        spans: dict[int, set[tuple[int, int]]] = defaultdict(set)
        places = [part.position for part in chart.edges] if chart else []
        places += [part.position for part in chart.class_definitions] if chart else []
        for at in places:
            for line in (at.line, at.end_line):
                spans[line].add((at.start, at.end))
        return cls(frozenset(line for line, found in spans.items() if len(found) > 1))

    def fragment(self, position: Position) -> str:
        if position.line in self.crowded:
            return f"source#char={position.start},{position.end}"
        return f"source#line={position.line - 1},{position.end_line}"

    def __call__(self, positions: Iterable[Position]) -> Record:
        places = sorted(set(positions))
        lines = sorted({line for at in places for line in range(at.line, at.end_line + 1)})
        return {"lines": lines, "derivedFrom": list(dict.fromkeys(self.fragment(at) for at in places))}


@dataclass(frozen=True, slots=True)
class _Hierarchy:
    """Broader, narrower and related concepts, by relative id, each in document order."""

    broader: dict[str, list[str]]
    narrower: dict[str, list[str]]
    related: dict[str, list[str]]
    tops: list[str]


def _hierarchy(graph: ConceptGraph, names: Names) -> _Hierarchy:
    topic = ["topic"] if graph.topic else []
    broader: dict[str, list[str]] = {name: [] for name in topic}
    for theme in graph.themes:
        broader[names.nodes[theme.drawn.node_id]] = [names.nodes[p] for p in theme.parents] or topic
    for idea, name in zip(graph.ideas, names.ideas, strict=True):
        broader[name] = [names.nodes[theme] for theme in idea.themes] or topic
    for node in graph.nodes:
        broader[names.nodes[node.drawn.node_id]] = []
    narrower: dict[str, list[str]] = defaultdict(list)
    for name, parents in broader.items():
        for parent in parents:
            narrower[parent].append(name)
    related: dict[str, list[str]] = defaultdict(list)
    for link in graph.links:
        source, target = names.nodes[link.source], names.nodes[link.target]
        for one, other in ((source, target), (target, source)):
            if other not in related[one]:
                related[one].append(other)
    return _Hierarchy(broader, narrower, related, [name for name, parents in broader.items() if not parents])


@dataclass(frozen=True, slots=True)
class _Recorder:
    """Writes the record of one document."""

    graph: ConceptGraph
    iris: Iris
    names: Names
    places: _Places
    hierarchy: _Hierarchy

    def _skos_view(self, name: str, **more: object) -> Record:
        tree = self.hierarchy
        return _present(
            inScheme="scheme",
            topConceptOf="scheme" if name in tree.tops else None,
            **more,
            broader=tree.broader[name],
            narrower=tree.narrower.get(name),
            related=tree.related.get(name),
        )

    def _drawn(self, drawn: Drawn) -> Record:
        classes = [f"class/{segment(name)}" for name in drawn.classes]
        return _present(nodeId=drawn.node_id, drawnAs=classes, shape=drawn.shape, style=drawn.style)

    def topic(self) -> Record | None:
        topic = self.graph.topic
        if topic is None:
            return None
        return {
            "id": "topic",
            "type": ["MainTopic", "Concept"],
            "label": topic.label,
            **self._drawn(topic.drawn),
            **self.places(topic.drawn.positions),
            "skosView": self._skos_view("topic"),
        }

    def theme(self, theme: Theme) -> Record:
        name = self.names.nodes[theme.drawn.node_id]
        parents = [self.names.nodes[parent] for parent in theme.parents]
        ideas = [n for n in self.hierarchy.narrower.get(name, ()) if n.startswith("idea/")]
        return {
            "id": name,
            "type": ["Theme", "Concept"],
            "label": theme.label,
            **self._drawn(theme.drawn),
            **_present(
                underTopic="topic" if self.graph.topic and not parents else None,
                underTheme=parents,
                themeOf=ideas,
            ),
            **self.places(theme.drawn.positions),
            "skosView": self._skos_view(name),
        }

    def idea(self, idea: KeyIdea, name: str) -> Record:
        nodes = self.names.nodes
        statement = idea.statement.text if idea.statement else None
        here = idea.drawn.node_id if idea.drawn else None
        links = dict.fromkeys(nodes[link.target] for link in self.graph.links if link.source == here)
        return {
            "id": name,
            "type": ["KeyIdea", "Concept"],
            **_present(number=idea.number, label=idea.name, statement=statement),
            **(self._drawn(idea.drawn) if idea.drawn else {}),
            **_present(
                underTopic="topic" if self.graph.topic and not idea.themes else None,
                primaryTheme=nodes[idea.primary_theme] if idea.primary_theme else None,
                hasTheme=[nodes[theme] for theme in idea.themes],
                linksTo=list(links),
            ),
            **self.places(idea.positions),
            "skosView": self._skos_view(
                name, notation=None if idea.number is None else str(idea.number), definition=statement
            ),
        }

    def nodes(self) -> Iterator[Record]:
        for node in self.graph.nodes:
            name = self.names.nodes[node.drawn.node_id]
            yield {
                "id": name,
                "type": ["DrawnNode", "Concept"],
                "label": node.label,
                **self._drawn(node.drawn),
                **self.places(node.drawn.positions),
                "skosView": self._skos_view(name),
            }

    def collection(self, part: Collection) -> Record:
        members = [self.names.nodes[m] for m in part.members if m in self.names.nodes]
        return {
            "id": self.names.nodes[part.node_id],
            "type": "Collection",
            "label": part.label,
            "nodeId": part.node_id,
            **_present(member=members),
            **self.places([part.position]),
        }

    def edge(self, edge: Edge, name: str) -> Record:
        return {
            "id": name,
            "type": "Edge",
            "number": edge.ordinal,
            "from": self.names.nodes[edge.source],
            "to": self.names.nodes[edge.target],
            "lineStyle": _STROKES[edge.stroke],
            **_present(
                startHead=_HEADS[edge.start_head] if edge.start_head else None,
                endHead=_HEADS[edge.end_head] if edge.end_head else None,
                length=edge.length if edge.length != 1 else None,
                edgeLabel=edge.label.text if edge.label else None,
            ),
            **self.places([edge.position]),
        }

    def visual_class(self, drawn: VisualClass) -> Record:
        fill = next((s.split(":", 1)[1].strip() for s in drawn.styles if s.startswith("fill:")), None)
        return {
            "id": f"class/{segment(drawn.name)}",
            "type": "VisualClass",
            "className": drawn.name,
            **_present(
                style=",".join(drawn.styles) or None,
                fill=fill,
                marksTheme=self.names.nodes[drawn.theme] if drawn.theme else None,
            ),
            **self.places(drawn.positions),
        }

    def paragraph(self, number: int, passage: Passage) -> Record:
        return {
            "id": f"paragraph/{number}",
            "type": "ResumeParagraph",
            "number": number,
            "text": passage.text,
            **self.places([passage.position]),
        }

    def _association(self, name: str, credit: Credit) -> Record:
        kind = "SoftwareAgent" if credit.role == "Generator" else "Person"
        agent = {"id": self.iris.agent(credit.name), "type": kind, "name": credit.name}
        return {
            "id": name,
            "type": "Association",
            "role": credit.role,
            "agent": agent,
            **self.places([credit.position]),
        }

    def provenance(self) -> Record:
        """What made the document: the last of its activities generated it, those before had their influence.

        One entity has one generation (PROV-CONSTRAINTS, constraint 39: several are simultaneous).
        """
        made = list(self._activities())
        by = made[-1:] if made and made[-1]["id"] != "activity/recording" else []
        return _present(generatedBy=by, influencedBy=[one for one in made if one not in by])

    def _activities(self) -> Iterator[Record]:
        """Recording, generation and curation, each where somebody is credited with it."""
        dates = {"recording": self.graph.talk_date, "curation": self.graph.curation_date}
        before: str | None = None
        for kind, roles in _ACTIVITIES:
            credits = [credit for credit in self.graph.credits if credit.role in roles]
            if not credits:
                continue
            date, count = dates.get(kind), defaultdict[str, int](int)
            associations = []
            for credit in credits:
                role = credit.role.lower()
                count[role] += 1
                suffix = "" if count[role] == 1 else f"-{count[role]}"
                associations.append(self._association(f"activity/{kind}#{role}{suffix}", credit))
            yield {
                "id": f"activity/{kind}",
                "type": "Activity",
                **_present(date=date.text if date else None, informedBy=before),
                "agents": list(dict.fromkeys(one["agent"]["id"] for one in associations)),
                "associations": associations,
            }
            before = f"activity/{kind}"

    def scheme(self, publication: Publication) -> Record:
        graph = self.graph
        return {
            "id": "scheme",
            "type": "ConceptScheme",
            "title": graph.title,
            "label": graph.title,
            "language": graph.language,
            **_present(
                creator=publication.creator if publication.creator_is_iri else None,
                creatorName=None if publication.creator_is_iri else publication.creator,
                license=publication.license,
                derivedFrom="source",
                hasTopConcept=self.hierarchy.tops,
                topic=self.topic(),
                themes=[self.theme(theme) for theme in graph.themes],
                ideas=[self.idea(i, n) for i, n in zip(graph.ideas, self.names.ideas, strict=True)],
                nodes=list(self.nodes()),
            ),
        }

    def source(self) -> Record:
        text = self.graph.source.text
        return {
            "id": "source",
            "type": "SourceText",
            "format": "text/plain",
            "lineCount": self.graph.source.line_count,
            "sha256": hashlib.sha256(text.encode()).hexdigest(),
        }


def _joined(passages: Sequence[Passage], separator: str) -> str | None:
    return separator.join(passage.text for passage in passages) or None


def record_of(graph: ConceptGraph, iris: Iris, publication: Publication) -> Record:
    """The record of a document: JSON-LD without its context, every key a term of `ontology/context.jsonld`."""
    names = names_of(graph)
    write = _Recorder(graph, iris, names, _Places.of(graph), _hierarchy(graph, names))
    chart = graph.flowchart
    return {
        "id": iris.document(graph.name),
        "type": "ConceptGraph",
        "title": graph.title,
        **_present(
            header=graph.header.text if graph.header else None,
            pageHead=_joined(graph.page_head, "\n"),
            language=graph.language,
            abstract=_joined(graph.paragraphs, "\n\n"),
            direction=chart.direction if chart else None,
            comment=[comment.text for comment in graph.comments],
            credits=graph.credits_line.text if graph.credits_line else None,
            inDataset=iris.dataset,
            source=write.source(),
            derivedFrom="source",
            **write.provenance(),
            resume=[write.paragraph(n, p) for n, p in enumerate(graph.paragraphs, 1)],
            scheme=write.scheme(publication),
            edges=[write.edge(e, n) for e, n in zip(graph.edges, names.edges, strict=True)],
            classes=[write.visual_class(c) for c in graph.classes],
            collections=[write.collection(c) for c in graph.collections],
        ),
    }
