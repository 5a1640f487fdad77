"""What is to be done so that a store holds a publication: both sides' digests, compared on disk."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from lodpress.stores.publication import PublishedGraph

_TABLES = """
CREATE TABLE published (iri TEXT PRIMARY KEY, sha256 TEXT, triples INTEGER, start INTEGER, size INTEGER, place INTEGER);
CREATE TABLE held (iri TEXT PRIMARY KEY, sha256 TEXT);
"""
_PENDING = """
SELECT p.iri, p.sha256, p.triples, p.start, p.size, h.sha256 FROM published p LEFT JOIN held h ON h.iri = p.iri
WHERE :everything OR h.sha256 IS NULL OR h.sha256 != p.sha256 ORDER BY p.place
"""
_VANISHED = "SELECT h.iri, h.sha256 FROM held h LEFT JOIN published p ON p.iri = h.iri WHERE p.iri IS NULL ORDER BY h.iri"

_COUNT_PENDING, _COUNT_VANISHED = (f"SELECT count(*) FROM ({query})" for query in (_PENDING, _VANISHED))  # noqa: S608 - both stand here


@dataclass(frozen=True, slots=True)
class Pending:
    """A published graph whose digest the store does not hold; `held` is the one that it holds, empty for none."""

    graph: PublishedGraph
    held: str


class Plan:
    """The graphs of a publication beside the digests that a store keeps, in a file that is gone afterwards."""

    def __init__(self, published: Iterable[PublishedGraph], held: Iterable[tuple[str, str]]) -> None:
        """`held` are pairs of a graph's IRI and its digest."""
        self._folder = tempfile.TemporaryDirectory(prefix="lodpress-plan-")
        self._database = sqlite3.connect(Path(self._folder.name) / "plan", isolation_level=None)
        try:
            self._fill(published, held)
        except BaseException:
            self._close()
            raise

    def _fill(self, published: Iterable[PublishedGraph], held: Iterable[tuple[str, str]]) -> None:
        self._database.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {_TABLES} BEGIN;")
        rows = ((g.iri, g.sha256, g.triples, g.offset, g.size, place) for place, g in enumerate(published))
        self._database.executemany("INSERT INTO published VALUES (?, ?, ?, ?, ?, ?)", rows)
        self._database.executemany("INSERT OR REPLACE INTO held VALUES (?, ?)", held)

    def _close(self) -> None:
        self._database.close()
        self._folder.cleanup()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    @property
    def published(self) -> int:
        """How many graphs the publication has."""
        return self._count("SELECT count(*) FROM published")

    @property
    def pending_count(self) -> int:
        """How many of them the store does not hold by its digests."""
        return self._count(_COUNT_PENDING, {"everything": 0})

    @property
    def vanished_count(self) -> int:
        """How many graphs of earlier publications the store holds that this one does not have."""
        return self._count(_COUNT_VANISHED)

    def pending(self, *, everything: bool = False) -> Iterator[Pending]:
        """Yields the graphs whose digests differ, in the order of the publication; with `everything` all of them."""
        for iri, sha256, triples, start, size, held in self._rows(_PENDING, {"everything": everything}):
            yield Pending(PublishedGraph(iri, sha256, triples, start, size), held or "")

    def vanished(self) -> Iterator[tuple[str, str]]:
        """Yields the IRI and the digest of each graph that the store holds and the publication does not have."""
        yield from self._rows(_VANISHED, {})

    def _rows(self, query: str, values: dict[str, object]) -> Iterator[tuple]:  # type: ignore[type-arg]  # as the query has them
        return iter(self._database.execute(query, values))

    def _count(self, query: str, values: dict[str, object] | None = None) -> int:
        (number,) = self._database.execute(query, values or {}).fetchone()
        return int(number)
