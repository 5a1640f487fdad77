"""The dataset files, written document by document; what documents share is written once, at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import IO, Self

import orjson

from lodpress.iris import Iris
from lodpress.mapping.document import Context, MappedDocument
from lodpress.serialization.pages import pages_of, write_files
from lodpress.serialization.spill import SortedLines
from lodpress.serialization.statistics import Statistics, StatisticsCounter
from lodpress.serialization.turtle import TermWriter, blocks, ordered, prefix_lines, subject_ranks
from lodpress.settings import Output
from lodpress.triples import Triple, digest, from_ntriples, iri, nquads_line, ntriples_line

#: The dataset files by name, with their IANA media types.
MEDIA_TYPES = {
    "dataset.ttl": "text/turtle",
    "dataset.nt": "application/n-triples",
    "dataset.jsonld": "application/ld+json",
    "dataset.trig": "application/trig",
    "dataset.nq": "application/n-quads",
}


class DatasetWriter:
    """Writes `dataset.*`, the pages and `DIGESTS` into a folder, in memory that does not grow."""

    def __init__(self, folder: Path, iris: Iris, context: Context, output: Output) -> None:
        self._folder = folder
        self._iris = iris
        self._context = context
        self._output = output
        self._stack = ExitStack()
        self._files: dict[str, IO[str]] = {}
        self._shared = SortedLines(folder)
        self._digests = SortedLines(folder)
        self._statistics = StatisticsCounter(folder)
        self._count = 0

    def __enter__(self) -> Self:
        for name in MEDIA_TYPES:
            handle = open(self._folder / name, "w", encoding="utf-8", newline="\n", buffering=1 << 20)  # noqa: PTH123 - closed by the stack
            self._files[name] = self._stack.enter_context(handle)
        for spill in (self._shared, self._digests, self._statistics):
            self._stack.callback(spill.close)
        self._files["dataset.ttl"].write(prefix_lines() + "\n")
        self._files["dataset.trig"].write(prefix_lines() + "\n")
        context = orjson.dumps({"@context": self._context.terms}, option=orjson.OPT_INDENT_2).decode()
        self._files["dataset.jsonld"].write(context[:-2] + ',\n  "@graph": [')
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def add(self, document: MappedDocument, inferred: Sequence[Triple]) -> None:
        """Writes one document into every file."""
        asserted = ordered(document.triples, document.ranks)
        mine = (iri(document.record["id"]), f"<{document.base}")
        own = [triple for triple in asserted if triple[0] == mine[0] or triple[0].startswith(mine[1])]
        shared = [triple for triple in asserted if not (triple[0] == mine[0] or triple[0].startswith(mine[1]))]
        write = TermWriter(document.base)
        self._files["dataset.ttl"].write(f"@base <{document.base}> .\n\n{blocks(own, write)}")
        self._files["dataset.nt"].writelines(ntriples_line(triple) + "\n" for triple in own)
        self._write_jsonld(document)
        base_line = f"@base <{document.base}> .\n\n"
        self._files["dataset.trig"].write(base_line)
        graphs = (("asserted", asserted), ("inferred", ordered(inferred, document.ranks)))
        for kind, triples in graphs:
            self._write_graph(self._iris.document_graph(document.graph.name, kind), triples, write)
        self._shared.add(ntriples_line(triple) for triple in shared)
        self._statistics.add_document(own, mine[1])
        if self._output.pages:
            write_files(self._folder, pages_of(document, asserted, self._context))
        if self._output.source:
            content = document.graph.source.text.encode()
            write_files(self._folder, iter([(f"{document.graph.name}/source.txt", content)]))
        self._count += 1

    def _write_jsonld(self, document: MappedDocument) -> None:
        record = {"@context": document.local_context, **document.record}
        text = orjson.dumps(record, option=orjson.OPT_INDENT_2).decode()
        separator = ",\n    " if self._count else "\n    "
        self._files["dataset.jsonld"].write(separator + text.replace("\n", "\n    "))

    def _write_graph(self, graph: str, triples: Sequence[Triple], write: TermWriter) -> None:
        term = iri(graph)
        self._digests.add([f"{digest(triples)}  {graph}"])
        body = blocks(triples, write, indent="    ").rstrip("\n")
        self._files["dataset.trig"].write(f"GRAPH {write(term)} {{\n{body}\n}}\n\n")
        self._files["dataset.nq"].writelines(nquads_line(triple, term) + "\n" for triple in triples)

    def finish(
        self, ontology: Sequence[Triple], ontology_digest: str, on_shared: Callable[[Sequence[Triple]], None]
    ) -> Statistics:
        """Ends the files with what documents share and the ontology's graph, and writes `DIGESTS`.

        `on_shared` is given the triples of each shared resource, one resource at a time.
        """
        write = TermWriter(self._iris.base)
        for number, triples in enumerate(self._drained_shared()):
            head = f"@base <{self._iris.base}> .\n\n" if number == 0 else ""
            ranked = ordered(triples, subject_ranks(triples))
            self._files["dataset.ttl"].write(head + blocks(ranked, write))
            self._files["dataset.nt"].writelines(ntriples_line(triple) + "\n" for triple in ranked)
            self._statistics.add_shared(ranked)
            on_shared(ranked)
        end = "\n  ]\n}\n" if self._count else "]\n}\n"
        self._files["dataset.jsonld"].write(end)
        graph = self._iris.graph("ontology")
        ranked = ordered(ontology, subject_ranks(ontology))
        body = blocks(ranked, write, indent="    ").rstrip("\n")
        self._files["dataset.trig"].write(f"@base <{self._iris.base}> .\n\nGRAPH {write(iri(graph))} {{\n{body}\n}}\n")
        self._files["dataset.nq"].writelines(nquads_line(triple, iri(graph)) + "\n" for triple in ranked)
        self._digests.add([f"{ontology_digest}  {graph}"])
        self._write_digests()
        for handle in self._files.values():
            handle.flush()
        return self._statistics.result()

    def _drained_shared(self) -> Iterator[list[Triple]]:
        """The triples of shared resources, each once, a resource at a time."""
        subject, held = "", list[str]()
        for line in self._shared.drain():
            if line.split(" ", 1)[0] != subject and held:
                yield from_ntriples(held)
                held = []
            subject = line.split(" ", 1)[0]
            held.append(line)
        if held:
            yield from_ntriples(held)

    def _write_digests(self) -> None:
        """One line a graph, sorted by bytes; the first line is the dataset's, over all the others."""
        whole = sha256()
        body = self._folder / ".digests"
        with body.open("w", encoding="utf-8", newline="\n") as lines:
            for line in self._digests.drain():
                whole.update(f"{line}\n".encode())
                lines.write(f"{line}\n")
        with (self._folder / "DIGESTS").open("w", encoding="utf-8", newline="\n") as out:
            out.write(f"{whole.hexdigest()}  {self._iris.dataset}\n")
            with body.open(encoding="utf-8", newline="\n") as lines:
                out.writelines(lines)
        body.unlink()


def file_checksum(path: Path) -> tuple[int, str]:
    """The size of a file in bytes and its SHA-256 in hexadecimal."""
    hashed, size = sha256(), 0
    with path.open("rb") as handle:
        for chunk in iter(lambda: handle.read(1 << 20), b""):
            hashed.update(chunk)
            size += len(chunk)
    return size, hashed.hexdigest()

