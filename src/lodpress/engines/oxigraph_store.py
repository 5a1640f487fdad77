"""The door to pyoxigraph's stores on disk that are written to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyoxigraph as ox

from lodpress.problems import EngineError, StoreBusyError, UsageError

# RocksDB's words: of another process, and of this one
_LOCKED, _LOCKED_HERE = "While lock file", "lock hold by current process"


class StoreFolder:
    """A store's folder, opened for writing: no other process can open it meanwhile. One call is one transaction."""

    def __init__(self, folder: Path, *, create: bool = False) -> None:
        """With `create` the folder is made a store where it is absent or empty.

        Raises StoreBusyError where another process has it open, UsageError where it is no store.
        """
        self._folder = folder
        if not ((folder / "CURRENT").is_file() and any(folder.glob("MANIFEST-*"))):
            empty = not folder.exists() or (folder.is_dir() and not any(folder.iterdir()))
            if not (create and empty):
                raise UsageError(
                    f"`{folder}` is no store", hint="name the folder of an Oxigraph store, or an address"
                )
        try:
            self._store = ox.Store(str(folder))
        except (OSError, ValueError, RuntimeError) as error:
            if _LOCKED in str(error) or _LOCKED_HERE in str(error):
                raise StoreBusyError(
                    f"another process has the store `{folder}` open", hint="try again once it has ended"
                ) from error
            raise EngineError(f"cannot open the store `{folder}`: {error}") from error

    def get(self, graph: str | None) -> bytes:
        """The triples of a graph in N-Triples, of the default graph for None."""
        named = ox.DefaultGraph() if graph is None else ox.NamedNode(graph)
        with self._told():
            lines = self._store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=named)
        assert lines is not None  # without an output argument the bytes are returned
        return lines

    def graph_names(self) -> Iterator[str]:
        """Yields the IRIs of the named graphs that hold something, sorted."""
        names = [graph.value for graph in self._store.named_graphs() if isinstance(graph, ox.NamedNode)]
        return filter(self.holds_any, sorted(names))

    def holds_any(self, graph: str) -> bool:
        """Whether a named graph holds something."""
        return (
            next(iter(self._store.quads_for_pattern(None, None, None, ox.NamedNode(graph))), None) is not None
        )

    def load(self, data: bytes) -> None:
        """Adds TriG."""
        with self._told():
            self._store.load(data, format=ox.RdfFormat.TRIG)
            self._store.flush()

    def update(self, text: str) -> None:
        """Carries out a SPARQL 1.1 update."""
        with self._told():
            self._store.update(text)
            self._store.flush()

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (SyntaxError, OSError, ValueError, RuntimeError) as error:
            raise EngineError(f"the store `{self._folder}` refuses: {error}") from error
