"""VoID counts of the whole dataset, true at any size: what is a document's own is counted in passing, the rest on disk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from lodpress.serialization.spill import DistinctCounts
from lodpress.terms import RDF
from lodpress.triples import Triple

_TYPE = f"<{RDF}type>"
_ALL = ""


@dataclass(frozen=True, slots=True)
class Partition:
    """The triples of one property: how many, of how many subjects, to how many objects."""

    term: str
    triples: int
    subjects: int
    objects: int


@dataclass(frozen=True, slots=True)
class Statistics:
    """VoID statistics (VoID, section 4): of distinct triples, subjects and objects."""

    documents: int
    triples: int
    subjects: int
    objects: int
    properties: tuple[Partition, ...]
    classes: tuple[tuple[str, int], ...]


class StatisticsCounter:
    """Counts triples as they pass; whatever subjects share between documents is given at the end."""

    def __init__(self, folder: Path) -> None:
        self._documents = 0
        self._triples: Counter[str] = Counter()
        self._subjects: Counter[str] = Counter()
        self._objects: Counter[str] = Counter()
        self._classes: Counter[str] = Counter()
        self._spilled = DistinctCounts(folder)

    def add_document(self, triples: Iterable[Triple], own: str) -> None:
        """Counts triples whose subjects no other document describes; IRIs that begin with `own` are theirs."""
        self._documents += 1
        self._add(triples, own)

    def add_shared(self, triples: Iterable[Triple]) -> None:
        """Counts the triples of resources that documents share, each triple once."""
        self._add(triples, "\n")

    def _add(self, triples: Iterable[Triple], own: str) -> None:
        subjects: set[tuple[str, str]] = set()
        objects: set[tuple[str, str]] = set()
        for subject, predicate, term in triples:
            self._triples[predicate] += 1
            subjects.add((predicate, subject))
            subjects.add((_ALL, subject))
            objects.add((predicate, term))
            objects.add((_ALL, term))
            if predicate == _TYPE:
                self._classes[term] += 1
        self._subjects.update(predicate for predicate, _ in subjects)
        foreign = []
        for pair in objects:
            if pair[1].startswith(own):
                self._objects[pair[0]] += 1
            else:
                foreign.append(pair)
        self._spilled.add(foreign)

    def result(self) -> Statistics:
        """The counts of everything that was added; the counter is empty afterwards."""
        objects = self._objects.copy()
        for predicate, count in self._spilled.drain().items():
            objects[predicate] += count.distinct
        return Statistics(
            documents=self._documents,
            triples=self._triples.total(),
            subjects=self._subjects[_ALL],
            objects=objects[_ALL],
            properties=tuple(
                Partition(p[1:-1], count, self._subjects[p], objects[p])
                for p, count in sorted(self._triples.items())
            ),
            classes=tuple((term[1:-1], count) for term, count in sorted(self._classes.items())),
        )

    def close(self) -> None:
        """Gives the disk back."""
        self._spilled.close()
