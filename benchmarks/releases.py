"""Releases of any size for the benchmarks: copies of the two examples under other names."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from lodpress.triples import digest

BASE = "https://example.org/"


def write_release(
    example: Path, folder: Path, documents: int, *, changed: int | None = None, lines: int | None = None
) -> int:
    """Writes what a push reads of a release with so many documents, and returns its number of triples.

    `example` is a real release under BASE; of the document with the number `changed` one label is
    another. With `lines` each graph of a document has no more of them.
    """
    folder.mkdir()
    graphs = [line.split("\t") for line in (example / "GRAPHS").read_text(encoding="utf-8").splitlines()[1:]]
    data = (example / "dataset.nq").read_bytes()
    total = offset = 0
    with (folder / "dataset.nq").open("wb") as out, (folder / "GRAPHS").open("w", encoding="utf-8") as index:
        index.write("offset\tbytes\ttriples\tsha256\tgraph\n")
        for graph, text, sha256 in _copies(graphs, data, documents, changed, lines):
            out.write(text)
            count = text.count(b"\n")
            index.write(f"{offset}\t{len(text)}\t{count}\t{sha256}\t{graph}\n")
            offset += len(text)
            total += count
    for name in ("DIGESTS", "void.ttl"):
        (folder / name).write_bytes((example / name).read_bytes())
    return total


def _copies(
    graphs: list[list[str]], data: bytes, documents: int, changed: int | None, lines: int | None
) -> Iterator[tuple[str, bytes, str]]:
    """Yields each graph's IRI, its lines of N-Quads and its digest."""
    names = sorted({graph[4].removeprefix(BASE).partition("/")[0] for graph in graphs} - {"dataset"})
    texts = {graph[4]: data[int(graph[0]) : int(graph[0]) + int(graph[1])] for graph in graphs}
    for number in range(documents):
        name = names[number % len(names)]
        copy = f"{name}-{number:06}"
        for graph, text in texts.items():
            if graph.startswith(f"{BASE}{name}/"):
                copied = b"".join(text.splitlines(keepends=True)[:lines])
                copied = copied.replace(f"<{BASE}{name}".encode(), f"<{BASE}{copy}".encode())
                if number == changed:
                    copied = copied.replace(b'"@en ', b' (changed)"@en ', 1)
                iri = graph.replace(f"{BASE}{name}/", f"{BASE}{copy}/")
                end = f" <{iri}> ."
                yield (
                    iri,
                    copied,
                    digest(line.removesuffix(end) for line in copied.decode().split("\n") if line),
                )
    for graph in graphs:
        if graph[4].startswith(f"{BASE}dataset/"):
            yield graph[4], texts[graph[4]], graph[3]
