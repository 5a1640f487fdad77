"""Which themes a document states for its ideas, how, and what decides where the ways disagree."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from lodpress.diagram import ClassAssignment, Edge, Flowchart
from lodpress.iris import slug
from lodpress.syntax.roles import Roles


@dataclass(frozen=True, slots=True)
class IdeaEvidence:
    """What the drawing says of one idea: its own lines to themes, lines back, subgraphs, classes."""

    own: tuple[tuple[str, Edge], ...]
    back: tuple[tuple[str, Edge], ...]
    holders: tuple[str, ...]
    classes: tuple[ClassAssignment, ...]

    @property
    def line_themes(self) -> tuple[str, ...]:
        """The themes that lines or subgraphs name, own lines first."""
        return tuple(dict.fromkeys([t for t, _ in self.own] + [t for t, _ in self.back] + list(self.holders)))

    @property
    def weightiest(self) -> tuple[str, ...]:
        """The themes of the own lines, and where there are none those of the rest."""
        return tuple(dict.fromkeys(t for t, _ in self.own)) or self.line_themes


@dataclass(frozen=True, slots=True)
class Decision:
    """The themes that are published for an idea, and which of them comes first."""

    themes: tuple[str, ...]
    primary: str | None


def gather(chart: Flowchart, roles: Roles) -> dict[str, IdeaEvidence]:
    """The evidence for each idea, by node id."""
    themes = set(roles.themes)
    own: dict[str, list[tuple[str, Edge]]] = defaultdict(list)
    back: dict[str, list[tuple[str, Edge]]] = defaultdict(list)
    for edge in chart.edges:
        if edge.source in roles.ideas and edge.target in themes:
            own[edge.source].append((edge.target, edge))
            if edge.start_head and edge.end_head:
                back[edge.source].append((edge.target, edge))
        elif edge.source in themes and edge.target in roles.ideas:
            back[edge.target].append((edge.source, edge))
            if edge.start_head and edge.end_head:
                own[edge.target].append((edge.source, edge))
    holders: dict[str, list[str]] = defaultdict(list)
    for part in chart.subgraphs:
        for member in part.members if part.id in themes else ():
            holders[member].append(part.id)
    classes: dict[str, list[ClassAssignment]] = defaultdict(list)
    for assignment in chart.class_assignments:
        classes[assignment.node].append(assignment)
    return {
        idea: IdeaEvidence(tuple(own[idea]), tuple(back[idea]), tuple(holders[idea]), tuple(classes[idea]))
        for idea in roles.ideas
    }


def class_themes(chart: Flowchart, roles: Roles, evidence: dict[str, IdeaEvidence]) -> dict[str, str | None]:
    """The theme that each drawn class stands for, by class name: the one of the same name, else the majority's."""
    members: dict[str, list[str]] = defaultdict(list)
    for assignment in chart.class_assignments:
        members[assignment.class_name].append(assignment.node)
    names = list(dict.fromkeys([d.name for d in chart.class_definitions] + list(members)))
    by_slug: dict[str, str] = {}
    for theme in roles.themes:
        by_slug.setdefault(slug(roles.labels[theme]), theme)
    return {name: by_slug.get(slug(name)) or _majority(members[name], evidence, roles) for name in names}


def _majority(members: Iterable[str], evidence: dict[str, IdeaEvidence], roles: Roles) -> str | None:
    nodes = list(dict.fromkeys(members))
    votes: Counter[str] = Counter()
    for node in nodes:
        if node in evidence:
            votes.update(evidence[node].weightiest)
        elif node in roles.themes:
            votes[node] += 1
    winners = [theme for theme, count in votes.items() if count * 2 > len(nodes)]
    return winners[0] if len(winners) == 1 else None


def decide(evidence: IdeaEvidence, marked: dict[str, str | None]) -> Decision:
    """What is published: all that lines state, else what the class stands for; and which comes first.

    The first is the only own line; of several own lines the one that the class names; without an own
    line the class's theme, then the only line back or subgraph; else none.
    """
    named = list(dict.fromkeys(t for a in evidence.classes if (t := marked.get(a.class_name)) is not None))
    lines = evidence.line_themes
    themes = lines or tuple(named)
    own = tuple(dict.fromkeys(t for t, _ in evidence.own))
    if len(own) == 1:
        return Decision(themes, own[0])
    agreed = [theme for theme in named if theme in (own or themes)]
    if len(agreed) == 1:
        return Decision(themes, agreed[0])
    return Decision(themes, themes[0] if len(themes) == 1 else None)


def nesting(chart: Flowchart, roles: Roles) -> tuple[dict[str, tuple[str, ...]], tuple[Edge, ...]]:
    """The parents of each theme, and the lines that would close a circle.

    A line between themes leads from the parent to the child, unless it is drawn as the lines are
    that lead from ideas up to themes.
    """
    themes = set(roles.themes)
    up = Counter(e.stroke for e in chart.edges if e.source in roles.ideas and e.target in themes)
    down = Counter(e.stroke for e in chart.edges if e.source in themes and e.target in roles.ideas)
    parents: dict[str, list[str]] = {theme: [] for theme in roles.themes}
    circular: list[Edge] = []
    for part in chart.subgraphs:
        for member in part.members:
            if part.id in themes and member in themes and part.id not in parents[member]:
                parents[member].append(part.id)
    for edge in chart.edges:
        if edge.source not in themes or edge.target not in themes or edge.source == edge.target:
            continue
        child, parent = (
            (edge.source, edge.target) if up[edge.stroke] > down[edge.stroke] else (edge.target, edge.source)
        )
        if _is_under(parent, child, parents):
            circular.append(edge)
        elif parent not in parents[child]:
            parents[child].append(parent)
    return {theme: tuple(found) for theme, found in parents.items()}, tuple(circular)


def _is_under(theme: str, ancestor: str, parents: dict[str, list[str]]) -> bool:
    waiting, seen = [theme], set[str]()
    while waiting:
        node = waiting.pop()
        if node == ancestor:
            return True
        if node not in seen:
            seen.add(node)
            waiting += parents[node]
    return False
