"""Releases of any size for the benchmarks: copies of the two examples under other names."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from lodpress.triples import digest

BASE = "https://example.org/"


def write_release(example: Path, folder: Path, documents: int, changed: int | None = None) -> int:
    """Writes what a push reads of a release with so many documents, and returns its number of triples.

    `example` is a real release under BASE; of the document with the number `changed` one label is another.
    """
    folder.mkdir()
    graphs = [line.split("\t") for line in (example / "GRAPHS").read_text(encoding="utf-8").splitlines()[1:]]
    data = (example / "dataset.nq").read_bytes()
    total = offset = 0
    with (folder / "dataset.nq").open("wb") as out, (folder / "GRAPHS").open("w", encoding="utf-8") as index:
        index.write("offset\tbytes\ttriples\tsha256\tgraph\n")
        for graph, lines, sha256 in _copies(graphs, data, documents, changed):
            out.write(lines)
            count = lines.count(b"\n")
            index.write(f"{offset}\t{len(lines)}\t{count}\t{sha256}\t{graph}\n")
            offset += len(lines)
            total += count
    for name in ("DIGESTS", "void.ttl"):
        (folder / name).write_bytes((example / name).read_bytes())
    return total


def _copies(
    graphs: list[list[str]], data: bytes, documents: int, changed: int | None
) -> Iterator[tuple[str, bytes, str]]:
    names = sorted({graph[4].removeprefix(BASE).partition("/")[0] for graph in graphs} - {"dataset"})
    for number in range(documents):
        name = names[number % len(names)]
        copy = f"{name}-{number:06}"
        for offset, size, _, _, graph in graphs:
            if graph.startswith(f"{BASE}{name}/"):
                lines = data[int(offset) : int(offset) + int(size)]
                lines = lines.replace(f"<{BASE}{name}".encode(), f"<{BASE}{copy}".encode())
                if number == changed:
                    lines = lines.replace(b'"@en ', b' (changed)"@en ', 1)
                iri = graph.replace(f"{BASE}{name}/", f"{BASE}{copy}/")
                end = f" <{iri}> ."
                yield iri, lines, digest(line.removesuffix(end) for line in lines.decode().split("\n") if line)
    for offset, size, _, sha256, graph in graphs:
        if graph.startswith(f"{BASE}dataset/"):
            yield graph, data[int(offset) : int(offset) + int(size)], sha256
