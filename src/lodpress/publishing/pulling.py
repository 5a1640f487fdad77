"""Graphs of a store as files, all or nothing, each beside the digest under which it was pushed."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from lodpress.engines.oxigraph import FORMATS, canonical_digest, converted, ntriples
from lodpress.iris import checked_base
from lodpress.problems import InputError, OutputError, UsageError
from lodpress.serialization.release import MARKER, PULLED, release
from lodpress.spill import SortedLines
from lodpress.stores.blank_nodes import has_blank_node, renamed
from lodpress.stores.comparison.sides import PUSH_GRAPH, ReadableStore, content_of, is_of_pushes
from lodpress.stores.ledger import DIGEST
from lodpress.terms import PREFIXES, XSD
from lodpress.triples import Triple, iri, lexical_form, statement

#: The formats of a graph's own file.
GRAPH_FORMATS = ("ntriples", "turtle", "jsonld")

# the one property of what is published that has a datatype which a store (Oxigraph) makes another of
_BYTE_SIZE = f"<{PREFIXES['dcat']}byteSize>"
_INTEGER = f"^^<{XSD}integer>"
_OF_BASE, _OF_OTHERS = "graphs", "other-graphs"
_LONGEST = 200  # bytes of a name: file systems have 255
_ENCODED = re.compile(r"[^a-z0-9_.-]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which graphs: these, or all, or else those that a push has put there: under `base` where there are several."""

    graphs: Sequence[str] = ()
    everything: bool = False
    base: str = ""


@dataclass(frozen=True, slots=True)
class PulledGraph:
    """A graph that was written; `pushed` are the digests that its push graph has for it, none where it has none."""

    graph: str
    triples: int
    digest: str
    pushed: Sequence[str]

    @property
    def differs(self) -> bool:
        """Whether it was pushed otherwise."""
        return bool(self.pushed) and self.digest not in self.pushed


def pull(
    store: ReadableStore,
    target: Path,
    wanted: Wanted,
    on_graph: Callable[[PulledGraph], object],
    *,
    syntax: str = "ntriples",
) -> None:
    """Writes `dataset.nq`, `DIGESTS` and a file for each graph into the folder `target`, all or nothing.

    Each graph is told as it is written. `syntax` is one of `GRAPH_FORMATS`. Raises UsageError where the store
    has no such graphs, OutputError where the folder holds anything but graphs that were pulled before.
    """
    refuse_release(target)
    names, pushed = _chosen(store, wanted)
    with release(target) as folder, SortedLines(folder) as digests:
        with (folder / "dataset.nq").open("w", encoding="utf-8", newline="\n") as dataset:
            for number, name in enumerate(names):
                known = pushed.digests.get(name, ())
                triples = _as_pushed(content_of(store, name), known)
                _write_quads(dataset, name, number, triples)
                _write_graph(folder, _path(name, pushed, syntax), triples, syntax)
                graph = PulledGraph(name, len(triples), canonical_digest(triples), known)
                digests.add([f"{graph.digest}  {name}"])
                on_graph(graph)
        _write_digests(folder, digests, store.name)


@dataclass(frozen=True, slots=True)
class _Pushed:
    """What push graphs list: digests by graph, and the bases of their datasets."""

    digests: Mapping[str, Sequence[str]]
    bases: Sequence[str]


def refuse_release(target: Path) -> None:
    """Nothing; raises OutputError where a release stands, which holds more than a store has."""
    with suppress(OSError), (target / MARKER).open("rb") as marker:
        if re.match(rb"[0-9a-f]{64}  (?!" + PULLED.encode() + b")", marker.readline(2048)):
            raise OutputError(f"cannot write `{target}`: it holds a release, which is more than its graphs",
                              hint="choose another folder")  # fmt: skip


def _chosen(store: ReadableStore, wanted: Wanted) -> tuple[Sequence[str], _Pushed]:
    """The IRIs of the graphs, sorted, and what is known of their pushes."""
    held = list(store.graph_names())
    push_graphs = [name for name in held if name.endswith(PUSH_GRAPH)]
    if wanted.graphs:
        missing = sorted(set(wanted.graphs) - set(held))
        if missing:
            raise InputError(f"{store.name} has no graph <{missing[0]}>")
        return sorted(set(wanted.graphs)), _pushed(store, push_graphs)
    if wanted.everything:
        names = [name for name in held if not is_of_pushes(name)]
        return sorted(set(names)) or [""], _pushed(store, push_graphs)
    if wanted.base:
        push_graphs = [one for one in push_graphs if one == checked_base(wanted.base) + PUSH_GRAPH[1:]]
    if not push_graphs:
        under = f" under {wanted.base}" if wanted.base else ""
        raise UsageError(f"{store.name} has no graphs{under} that `lodpress push` put there",
                         hint="name graphs with `--graph IRI`, or take all with `--all`")  # fmt: skip
    if len(push_graphs) > 1:
        bases = ", ".join(f"`{_base(name)}`" for name in push_graphs)
        raise UsageError(
            f"{store.name} has graphs of several datasets", hint=f"choose with `--base`: {bases}"
        )
    pushed = _pushed(store, push_graphs)
    return sorted(pushed.digests), pushed


def _base(push_graph: str) -> str:
    return push_graph.removesuffix(PUSH_GRAPH[1:])


def _pushed(store: ReadableStore, push_graphs: Sequence[str]) -> _Pushed:
    digests: dict[str, list[str]] = {}
    for name in push_graphs:
        for subject, predicate, value in store.read(name):
            if predicate == DIGEST:
                digests.setdefault(subject[1:-1], []).append(lexical_form(value))
    return _Pushed(digests, [_base(name) for name in push_graphs])


def _as_pushed(triples: Sequence[Triple], digests: Sequence[str]) -> Sequence[Triple]:
    """The triples with the datatypes that a store has rewritten, where the digest proves that so they were pushed."""
    told = [(s, p, _told_datatype(p, term)) for s, p, term in triples]
    if told == triples or canonical_digest(triples) in digests:
        return triples
    return told if canonical_digest(told) in digests else triples


def _told_datatype(predicate: str, term: str) -> str:
    if predicate != _BYTE_SIZE or not term.endswith(_INTEGER):
        return term
    return f"{term.removesuffix(_INTEGER)}^^<{XSD}nonNegativeInteger>"


def _write_quads(output: IO[str], graph: str, number: int, triples: Sequence[Triple]) -> None:
    """Writes the lines sorted; blank nodes of two graphs are never the same."""
    end = f" {iri(graph)} .\n" if graph else " .\n"
    lines = list[str]()
    for one in map(statement, triples):
        lines += renamed([one], f"g{number}") if has_blank_node(one) else [one]
    output.writelines(line + end for line in sorted(lines))


def _write_graph(folder: Path, path: str, triples: Sequence[Triple], syntax: str) -> None:
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    data = ntriples(sorted(triples))
    with file.open("xb") as output:
        output.write(data if syntax == "ntriples" else converted(data, "ntriples", syntax, PREFIXES))


def _path(graph: str, pushed: _Pushed, syntax: str) -> str:
    base = next((base for base in pushed.bases if graph.startswith(base) and len(pushed.bases) == 1), "")
    return graph_path(graph, base, FORMATS[syntax])


def graph_path(graph: str, base: str, extension: str) -> str:
    """The file of a graph, relative to a folder: no two graphs have the same, also where case does not count.

    What an IRI holds beside lower-case letters, digits and `_.-` is percent-encoded, so that no part of it
    leads out of the folder; what is long ends in its digest.

    >>> graph_path("https://a.example/tides/graph/inferred", "https://a.example/", "nt")
    'graphs/tides/graph/inferred.nt'
    >>> graph_path("https://A.example/../x", "", "nt")
    'other-graphs/https/%41.example/%2E./x.nt'
    """
    if not graph:
        return f"default.{extension}"
    if base and graph.startswith(base):
        top, parts = _OF_BASE, graph[len(base) :].split("/")
    else:
        top, parts = _OF_OTHERS, graph.replace("://", "/", 1).split("/")
    *folders, last = map(_segment, parts)
    path = "/".join([top, *(_folder(name, extension) for name in folders), f"{last}.{extension}"])
    return path if len(path) <= 5 * _LONGEST else f"{top}/~{_digest(graph)}.{extension}"


def _folder(name: str, extension: str) -> str:
    """A folder's name, which is never that of a file."""
    return f"{name}%" if name.endswith(f".{extension}") else name


def _segment(part: str) -> str:
    if not part:
        return "%"  # no part that is encoded ends so
    name = _ENCODED.sub(_encoded, part)
    if name[0] == ".":
        name = f"%2E{name[1:]}"
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST // 2]}~{_digest(part)}"


def _encoded(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match[0].encode(errors="surrogatepass"))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()


def _write_digests(folder: Path, digests: SortedLines, name: str) -> None:
    """Writes the digests in the order of their bytes, after the digest of all these lines."""
    lines = [f"{line}\n" for line in digests.drain()]
    whole = hashlib.sha256("".join(lines).encode()).hexdigest()
    with (folder / MARKER).open("w", encoding="utf-8", newline="\n") as output:
        output.write(f"{whole}  {PULLED}{' '.join(name.split())}\n")
        output.writelines(lines)
