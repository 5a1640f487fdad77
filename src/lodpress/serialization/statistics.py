"""VoID counts of the whole dataset, true at any size: what is a document's own is counted in passing, the rest on disk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from lodpress.spill import DistinctCounts
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
        held = list(triples)
        self._triples.update([predicate for _, predicate, _ in held])
        self._classes.update([term for _, predicate, term in held if predicate == _TYPE])
        self._subjects.update([predicate for predicate, _ in {(p, s) for s, p, _ in held}])
        self._subjects[_ALL] += len({subject for subject, _, _ in held})
        objects = {(p, o) for _, p, o in held} | {(_ALL, o) for _, _, o in held}
        foreign = [pair for pair in objects if not pair[1].startswith(own)]
        self._objects.update([p for p, o in objects if o.startswith(own)])
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
