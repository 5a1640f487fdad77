"""A release laid out for bulk loaders, what it holds, and what a server holds: for the tests of the loaders."""

from __future__ import annotations

import os
import subprocess
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import quote
from urllib.request import Request

import pytest
from generated_documents import generated_inputs
from servers.processes import opener
from truth import ROOT

from lodpress.engines import oxigraph
from lodpress.inputs import find_documents
from lodpress.iris import Iris
from lodpress.publishing import Press, build, make_engines
from lodpress.serialization.bulk import STORES, write_loaders
from lodpress.settings import Settings

#: With all that a shell and SQL have to be told of.
BASE = "https://example.org/l'été/$HOME/"
ONTOLOGY = f"{BASE}dataset/graph/ontology"
INSTALLED = ROOT / ".servers"
#: The digests of graphs by their IRIs.
Digests = Mapping[str, str]
Done = subprocess.CompletedProcess[str]


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of the examples and a hundred generated documents, laid out for all stores in several parts."""
    out = tmp_path_factory.mktemp("bulk") / "it's a release"
    press = Press(Settings(base=BASE), make_engines())
    documents = [*find_documents([ROOT / "documents"], press.settings), *generated_inputs()]
    build(press, documents, out, lambda _: None)
    write_loaders(out, STORES, Iris(BASE), part_bytes=1 << 20)
    return out


@pytest.fixture(scope="module")
def published(release: Path) -> Digests:
    """The digest of each graph, from the lines of the dataset."""
    graphs = defaultdict(list)
    for line in (release / "dataset.nq").read_text(encoding="utf-8").splitlines():
        subject, predicate, rest = line.removesuffix(" .").split(" ", 2)
        term, _, graph = rest.rpartition(" ")
        graphs[graph.strip("<>")].append((subject, predicate, term))
    assert len(graphs) == 205
    return {name: oxigraph.canonical_digest(triples) for name, triples in graphs.items()}


def run_script(script: Path, *words: object, **env: str) -> Done:
    """A script run from a folder that is not its own."""
    return subprocess.run(
        [str(script), *map(str, words)],
        cwd="/",
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def read(url: str, media_type: str) -> bytes:
    with opener().open(Request(url, headers={"Accept": media_type}), timeout=120) as response:
        return bytes(response.read())


def held(names: Iterable[str], graphs_url: str, media_type: str = "application/n-triples") -> Digests:
    """The digest of each of the graphs that is of the dataset, as a server sends it."""
    digests = {}
    for name in names:
        if name.startswith(BASE):
            data = read(graphs_url + quote(name, safe=""), media_type)
            digests[name] = oxigraph.canonical_digest(oxigraph.triples_of_turtle(data))
    return digests
