"""The dataset files, written document by document; what documents share is written once, at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import IO, Self

import orjson

from lodpress.iris import Iris
from lodpress.mapping.document import Context, MappedDocument
from lodpress.serialization.pages import pages_of, write_files
from lodpress.serialization.statistics import Statistics, StatisticsCounter
from lodpress.serialization.turtle import TermWriter, blocks, ordered, prefix_lines, subject_ranks
from lodpress.settings import Output
from lodpress.spill import SortedLines
from lodpress.triples import Triple, digest, from_statements, iri, statement

#: The dataset files by name, with their IANA media types.
MEDIA_TYPES = {
    "dataset.ttl": "text/turtle",
    "dataset.nt": "application/n-triples",
    "dataset.jsonld": "application/ld+json",
    "dataset.trig": "application/trig",
    "dataset.nq": "application/n-quads",
}

#: The file that says where in `dataset.nq` each graph stands, in the order of that file, and its columns:
#: the graph's first byte, its bytes, its triples, its RDFC-1.0 SHA-256, its IRI.
GRAPHS = "GRAPHS"
COLUMNS = ("offset", "bytes", "triples", "sha256", "graph")


class DatasetWriter:
    """Writes `dataset.*`, the pages, `GRAPHS` and `DIGESTS` into a folder, in memory that does not grow."""

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
        self._offset = 0  # bytes of `dataset.nq` so far

    def __enter__(self) -> Self:
        for name in (*MEDIA_TYPES, GRAPHS):
            handle = open(self._folder / name, "w", encoding="utf-8", newline="\n", buffering=1 << 20)  # noqa: PTH123 - closed by the stack
            self._files[name] = self._stack.enter_context(handle)
        for spill in (self._shared, self._digests, self._statistics):
            self._stack.callback(spill.close)
        self._files[GRAPHS].write("\t".join(COLUMNS) + "\n")
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
        name, base_line = document.graph.name, f"@base <{document.base}> .\n\n"
        asserted = ordered(document.triples, document.ranks)
        about, below = iri(document.record["id"]), f"<{document.base}"
        own = [triple for triple in asserted if triple[0].startswith(below) or triple[0] == about]
        shared = [triple for triple in asserted if not triple[0].startswith(below) and triple[0] != about]
        write = TermWriter(document.base)
        written = blocks(asserted, write)
        self._files["dataset.ttl"].write(
            base_line + "".join(f"{written[s]}\n" for s in dict.fromkeys(t[0] for t in own))
        )
        self._files["dataset.nt"].writelines(f"{statement(triple)} .\n" for triple in own)
        self._write_jsonld(document)
        self._files["dataset.trig"].write(base_line)
        self._write_graph(self._iris.document_graph(name, "asserted"), asserted, written, write)
        more = ordered(inferred, document.ranks)
        self._write_graph(self._iris.document_graph(name, "inferred"), more, blocks(more, write), write)
        self._shared.add(map(statement, shared))
        self._statistics.add_document(own, below)
        if self._output.pages:
            write_files(self._folder, pages_of(document, written, self._context))
        if self._output.source:
            write_files(self._folder, iter([(f"{name}/source.txt", document.graph.source.text.encode())]))
        self._count += 1

    def _write_jsonld(self, document: MappedDocument) -> None:
        record = {"@context": document.local_context, **document.record}
        text = orjson.dumps(record, option=orjson.OPT_INDENT_2).decode()
        separator = ",\n    " if self._count else "\n    "
        self._files["dataset.jsonld"].write(separator + text.replace("\n", "\n    "))

    def _write_graph(
        self,
        graph: str,
        triples: Sequence[Triple],
        written: Mapping[str, str],
        write: TermWriter,
        hexadecimal: str = "",
    ) -> None:
        """One named graph into `dataset.trig` and `dataset.nq`, where it stands there, and its digest."""
        term = iri(graph)
        statements = [statement(triple) for triple in triples]
        hexadecimal = hexadecimal or digest(statements)
        self._digests.add([f"{hexadecimal}  {graph}"])
        self._files["dataset.trig"].write(f"GRAPH {write(term)} {{\n{chr(10).join(written.values())}}}\n\n")
        end = f" {term} .\n"
        lines = "".join([one + end for one in statements])
        self._files["dataset.nq"].write(lines)
        size = len(lines.encode())
        self._files[GRAPHS].write(f"{self._offset}\t{size}\t{len(statements)}\t{hexadecimal}\t{graph}\n")
        self._offset += size

    def finish(
        self, ontology: Sequence[Triple], ontology_digest: str, on_shared: Callable[[Sequence[Triple]], None]
    ) -> tuple[Statistics, str]:
        """The counts and the digest of all that was written, once the files are ended.

        What documents share and the ontology's graph are written last, and `DIGESTS`. `on_shared` is
        given the triples of each shared resource, one resource at a time.
        """
        base_line = f"@base <{self._iris.base}> .\n\n"
        for number, triples in enumerate(self._drained_shared()):
            ranked = ordered(triples, {})
            text = "".join(blocks(ranked, TermWriter(self._iris.base)).values())
            self._files["dataset.ttl"].write(f"{'' if number else base_line}{text}\n")
            self._files["dataset.nt"].writelines(f"{statement(triple)} .\n" for triple in ranked)
            self._statistics.add_shared(ranked)
            on_shared(ranked)
        self._files["dataset.jsonld"].write("\n  ]\n}\n" if self._count else "]\n}\n")
        ranked, write = ordered(ontology, subject_ranks(ontology)), TermWriter(self._iris.base)
        self._files["dataset.trig"].write(base_line)
        self._write_graph(self._iris.graph("ontology"), ranked, blocks(ranked, write), write, ontology_digest)
        whole = self._write_digests()
        for handle in self._files.values():
            handle.flush()
        return self._statistics.result(), whole

    def _drained_shared(self) -> Iterator[list[Triple]]:
        """The triples of shared resources, each once, a resource at a time."""
        subject, held = "", list[str]()
        for line in self._shared.drain():
            if line.split(" ", 1)[0] != subject and held:
                yield from_statements(held)
                held = []
            subject = line.split(" ", 1)[0]
            held.append(line)
        if held:
            yield from_statements(held)

    def _write_digests(self) -> str:
        """The dataset's digest, which is over all others: one line a graph, sorted by bytes."""
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
        return whole.hexdigest()


def file_checksum(path: Path) -> tuple[int, str]:
    """The size of a file in bytes and its SHA-256 in hexadecimal."""
    hashed, size = sha256(), 0
    with path.open("rb") as handle:
        for chunk in iter(lambda: handle.read(1 << 20), b""):
            hashed.update(chunk)
            size += len(chunk)
    return size, hashed.hexdigest()
