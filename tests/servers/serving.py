"""A server for as long as a block lasts."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType

import pytest

from servers.loading import Graphs, fill, ntriples
from servers.processes import Server
from servers.recipes import DATA_FILE, READ_ONLY, RECIPES, missing

_EMPTY: Mapping[str, tuple[()]] = MappingProxyType({})


@contextmanager
def serving(kind: str, graphs: Graphs = _EMPTY) -> Iterator[Server]:
    """A server over the graphs, all of them merged in its default graph; without any it is empty and may be filled.

    However the block ends, the server's processes are killed and its folder is removed.
    """
    with tempfile.TemporaryDirectory(prefix=f"{kind}-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        if kind in READ_ONLY:
            merged = dict.fromkeys(triple for triples in graphs.values() for triple in triples)
            (folder / DATA_FILE).write_bytes(ntriples(merged))
        server = Server(RECIPES[kind](folder), folder)
        try:
            server.start()
            if kind not in READ_ONLY:
                fill(server, graphs)
            yield server
        finally:
            server.kill()


def skip_where_missing(kind: str) -> None:
    """Nothing; skips the test, naming the engine and what to run, where the server is not installed."""
    lacks = missing(kind)
    if lacks:
        pytest.skip(lacks)
