"""Claims about RDF Patch: the first side with the patch is the second, in this order, and in Jena's own reading."""

from __future__ import annotations

import io
import re
from pathlib import Path
from urllib.request import Request

import pytest
from hypothesis import given
from servers import serving, skip_where_missing
from servers.processes import opener
from stores.memory_store import GRAPHS, Graphs, nquads, read_back, steps

from lodpress.endpoints import open_store
from lodpress.stores.comparison.rdf_patch import write_patch
from lodpress.triples import statement

_ROW = re.compile(r"([AD]) (.+) \.")


def _patch(a: str, b: str, folder: Path) -> str:
    output = io.StringIO()
    write_patch(steps(a, b, folder), output, folder)
    return output.getvalue()


def _quads(text: str, folder: Path) -> set[str]:
    """The quads as rows of a patch have them."""
    graphs = read_back(text, folder)
    return {f"{one} <{name}>" if name else one for name, own in graphs.items() for one in own}


@given(GRAPHS, GRAPHS)
def test_a_side_with_its_patch_is_the_other_side(
    tmp_path_factory: pytest.TempPathFactory, one: Graphs, other: Graphs
) -> None:
    """Every deletion was there, every addition was not, and each row is written once, in order."""
    folder = tmp_path_factory.getbasetemp()
    a, b = nquads(one), nquads(other)
    first, *rows, last = _patch(a, b, folder).removesuffix("\n").split("\n")
    found = [_ROW.fullmatch(row) for row in rows]
    deleted = [match[2] for match in found if match and match[1] == "D"]
    added = [match[2] for match in found if match and match[1] == "A"]
    before = _quads(a, folder)
    assert (first, last) == ("TX .", "TC .")
    assert [row[0] for row in rows] == ["D"] * len(deleted) + ["A"] * len(added)
    assert set(deleted) <= before
    assert not set(added) & before
    assert (before - set(deleted)) | set(added) == _quads(b, folder)
    assert len(set(rows)) == len(rows)


def test_a_patch_of_triples_names_no_graph(tmp_path: Path) -> None:
    """Where all is one graph."""
    patch = _patch('<urn:s> <urn:p> "old" .\n', '<urn:s> <urn:p> "new" .\n', tmp_path)
    assert patch == 'TX .\nD <urn:s> <urn:p> "old" .\nA <urn:s> <urn:p> "new" .\nTC .\n'


@pytest.mark.slow
def test_jena_carries_a_patch_out(tmp_path: Path) -> None:
    """Fuseki's own patch service, with what is easily misread; afterwards it holds the second side."""
    skip_where_missing("fuseki")
    old = {"https://a.example/g": ['<urn:s> <urn:p> "a <b> \\"c\\" \\\\u"@en', "<urn:s> <urn:p> <urn:é>"]}
    new = {"https://a.example/g": ['<urn:s> <urn:p> "\\t\\n \u2028 \\u0001 𝒳"', "<urn:s> <urn:p> <urn:é>"],
           "https://a.example/h": ['<urn:s> <urn:p> "1"^^<http://www.w3.org/2001/XMLSchema#integer>']}  # fmt: skip
    with serving("fuseki") as server:
        address = server.query_url.rpartition("/")[0]
        for before, after in (({}, old), (old, new)):
            patch = _patch(nquads(before), nquads(after), tmp_path).encode()
            headers = {"Content-Type": "application/rdf-patch"}
            opener().open(Request(f"{address}/patch", data=patch, headers=headers), timeout=60).close()
        store = open_store(address, {})
        held = {name: list(map(statement, store.read(name))) for name in store.graph_names()}
    assert held == read_back(nquads(new), tmp_path)
