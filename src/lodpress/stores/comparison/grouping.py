"""The differences sorted anew, on disk: by document, with what its things are called before what changed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, groupby
from pathlib import Path

from lodpress.spill import SortedLines
from lodpress.stores.comparison.difference import Step, document_of_graph
from lodpress.stores.comparison.things import Thing, merged, tells_name, thing_of
from lodpress.triples import lexical_form, literal

_SUMMARY, _NAME, _CHANGE = "0", "1", "2"
_DOCUMENT, _GRAPH = "document", "graph"
_BELOW_DOCUMENT = re.compile(
    r"<(.+?)/(?:scheme|topic|source|(?:theme|idea|node|paragraph|edge|class|quantity|mention|activity)/.*)(?:#.*)?>"
)


@dataclass(frozen=True, slots=True)
class Difference:
    """A triple that one side alone has: `sign` is `-` for the first side, `+` for the second.

    `subject`, `predicate` and `term`, its object, are N-Triples terms; `graph` is empty where all is one graph.
    """

    graph: str
    sign: str
    subject: str
    predicate: str
    term: str

    @property
    def is_inferred(self) -> bool:
        """Whether it follows and is not stated."""
        return self.graph.endswith("/graph/inferred")


@dataclass(frozen=True, slots=True)
class Unit:
    """What is told together: things by subject, and changes; a document, or one subject of another graph."""

    things: Mapping[str, Thing]
    changes: Sequence[Difference]


@dataclass(frozen=True, slots=True)
class Group:
    """A document, or a graph that is of none, with its counts; `units` are to be taken before the next group."""

    name: str
    is_document: bool
    removed: int
    added: int
    sides: str
    units: Iterator[Unit]


def difference_of(step: Step) -> Difference:
    """A step of a comparison as a record; it is one that one side alone has."""
    graph, one, sign = step
    return Difference(graph, sign, *one.split(" ", 2))


def document_of_subject(subject: str) -> str:
    """The document that a thing's term seems to be of, by the form of its IRI; else the thing itself.

    >>> document_of_subject("<https://example.org/tides/idea/4>"), document_of_subject("<https://example.org/tides>")
    ('https://example.org/tides', 'https://example.org/tides')
    """
    found = _BELOW_DOCUMENT.fullmatch(subject)
    return found[1] if found else subject.strip("<>").partition("#")[0]


def grouped(steps: Iterable[Step], folder: Path) -> Iterator[Group]:
    """Yields the groups in which something differs, in the order of their names; sorted in `folder`."""
    with SortedLines(folder) as lines:
        for graph, of_graph in groupby(steps, key=lambda step: step[0]):
            for subject, own in groupby(of_graph, key=lambda step: step[1].split(" ", 1)[0]):
                lines.add(_lines(graph, subject, own))
        for name, rest in groupby(_fields(lines), key=lambda fields: fields[0]):
            group = _group(name, rest)
            if group.removed or group.added:
                yield group


def document_of(graph: str, subject: str) -> str:
    """The document that a statement is told under: by its graph, or where all is one graph by its subject."""
    return document_of_graph(graph) if graph else document_of_subject(subject)


def _place(graph: str, subject: str) -> tuple[str, str]:
    """The group of a subject, and the unit that it is told in, which is empty for a whole document.

    A group is an IRI and, as a graph may be called like a document, what it is of.
    """
    document = document_of(graph, subject)
    return (f"{document} {_DOCUMENT}", "") if document else (f"{graph} {_GRAPH}", subject)


def _lines(graph: str, subject: str, steps: Iterator[Step]) -> Iterator[str]:
    """Yields a subject's changes, what it is called, and its counts; tabs stand in no term."""
    group, unit = _place(graph, subject)
    telling, counts = list[Step](), {"-": 0, "+": 0, "=": 0}
    for step in steps:
        counts[step[2]] += 1
        if step[2] != "=":
            yield "\t".join((group, unit, _CHANGE, graph, step[2], step[1]))
        if tells_name(step[1]):
            telling.append(step)
    sides = "".join(sign for sign in "-+" if counts[sign] or counts["="])
    thing = thing_of(subject, telling, sides)
    yield "\t".join(
        (group, unit, _NAME, subject, str(thing.rank), thing.number, literal(thing.label), thing.sides)
    )
    counted = (str(counts["-"]), str(counts["+"]))
    yield "\t".join((group, "", _SUMMARY, graph, subject, *counted, sides))


def _fields(lines: SortedLines) -> Iterator[list[str]]:
    return (line.split("\t") for line in lines.drain())


def _group(name: str, rest: Iterator[list[str]]) -> Group:
    removed, added, sides = 0, 0, set[str]()
    others = iter(rest)
    for fields in others:
        if fields[2] != _SUMMARY:
            others = chain([fields], others)
            break
        removed, added = removed + int(fields[5]), added + int(fields[6])
        sides.update(fields[7])
    iri, _, kind = name.rpartition(" ")
    return Group(iri, kind == _DOCUMENT, removed, added, "".join(sorted(sides, reverse=True)), _units(others))


def _units(rest: Iterator[list[str]]) -> Iterator[Unit]:
    for _, own in groupby(rest, key=lambda fields: fields[1]):
        found: dict[str, list[Thing]] = {}
        changes = []
        for fields in own:
            if fields[2] == _NAME:
                _, _, _, subject, rank, number, label, sides = fields
                thing = Thing(subject, int(rank), number, lexical_form(label), sides)
                found.setdefault(subject, []).append(thing)
            else:
                _, _, _, graph, sign, one = fields
                changes.append(Difference(graph, sign, *one.split(" ", 2)))
        yield Unit({subject: merged(same) for subject, same in found.items()}, changes)
