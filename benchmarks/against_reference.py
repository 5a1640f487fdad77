"""Times lodpress against rdflib + owlrl + pyshacl, document by document, over the same documents and files.

    taskset -c 0 .venv/bin/python benchmarks/against_reference.py [--documents N] [--source FILE]

The peer is written as a competent user of the three libraries would write it: the ontology and the
shapes are parsed once, each document is mapped by the same JSON-LD context in rdflib, its closure is
made by owlrl over ontology and document, pyshacl validates the asserted graph with inference off,
and rdflib writes the same files. Reading is the same code in both, for rdflib reads no Mermaid; it is
timed in both and so counts against the ratio of the whole.
"""

from __future__ import annotations

import argparse
import platform
import shutil
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import orjson
import owlrl
import pyshacl
import rdflib

from lodpress.bundled import bundled, bundled_text
from lodpress.mapping.document import Context
from lodpress.publishing import DocumentInput, Press, make_engines
from lodpress.serialization.dataset import DatasetWriter
from lodpress.serialization.release import release
from lodpress.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
STEPS = ("reading", "mapping", "entailment", "validation", "writing")


class Clock:
    """Seconds by step."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Adds the time of the block to the step."""
        begin = time.perf_counter()
        yield
        self.seconds[name] += time.perf_counter() - begin


def inputs(count: int, source: Path | None) -> list[DocumentInput]:
    """The documents: the two examples, or the one file, over and over under other names."""
    files = [source] if source else sorted((ROOT / "documents").glob("*.txt"))
    data = [file.read_bytes() for file in files]
    chosen = [data[n % len(data)] for n in range(count)]
    return [
        DocumentInput(f"d{n}", f"d{n}.txt", f"d{n}.txt", lambda text=text: text)
        for n, text in enumerate(chosen)
    ]


def run_lodpress(documents: list[DocumentInput], out: Path, clock: Clock) -> None:
    """The fast path, step by step as `Press.build` takes them."""
    press = Press(Settings(), make_engines())
    press.process(documents[0])  # both sides begin warm
    ontology = bundled_text("ontology", "cg.ttl").encode()
    from lodpress.engines import oxigraph  # noqa: PLC0415 - as the pipeline does

    with (
        release(out) as folder,
        DatasetWriter(folder, press.iris, press.context, press.settings.output) as writer,
    ):
        for document in documents:
            with clock.step("reading"):
                graph = press.read(document)
            with clock.step("mapping"):
                mapped = press.map(graph)
            with clock.step("entailment"):
                inferred = press.engines.reasoner.entail(mapped.triples).inferred
            with clock.step("validation"):
                press.engines.documents.validate(mapped.triples)
            with clock.step("writing"):
                writer.add(mapped, inferred)
        with clock.step("writing"):
            triples = oxigraph.canonical_triples_of_turtle(ontology)
            writer.finish(triples, oxigraph.canonical_digest(triples), lambda _: None)


def run_peer(documents: list[DocumentInput], out: Path, clock: Clock) -> None:
    """rdflib, owlrl and pyshacl, document by document."""
    press = Press(Settings(), make_engines())
    context = Context.read(bundled_text("ontology", "context.jsonld"))
    ontology = rdflib.Graph().parse(bundled("ontology") / "cg.ttl")
    shapes = rdflib.Graph()
    for name in ("document", "skos"):
        shapes.parse(bundled("shapes") / f"{name}.ttl")
    dataset = rdflib.Dataset()
    whole = rdflib.Graph()
    records = []
    for document in documents:
        with clock.step("reading"):
            graph = press.read(document)
        with clock.step("mapping"):
            record = press.map(
                graph
            ).record  # the record is lodpress's own; what turns it into RDF is compared
            asserted = rdflib.Graph()
        local = {"@base": press.iris.document_base(graph.name), "@language": graph.language}
        with clock.step("mapping"):
            data = orjson.dumps({"@context": [context.terms, local], **record})
            asserted.parse(data=data, format="json-ld")
        with clock.step("entailment"):
            closure = rdflib.Graph()
            closure += ontology
            closure += asserted
            owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(closure)
            described = set(asserted.subjects())
            inferred = rdflib.Graph()
            for triple in closure:
                if triple[0] in described and triple not in asserted and triple not in ontology:
                    inferred.add(triple)
        with clock.step("validation"):
            pyshacl.validate(asserted, shacl_graph=shapes, inference="none", advanced=False)
        with clock.step("writing"):
            write_pages(out, graph.name, asserted, record, [context.terms, local])
            for kind, part in (("asserted", asserted), ("inferred", inferred)):
                named = dataset.graph(rdflib.URIRef(press.iris.document_graph(graph.name, kind)))
                for triple in part:
                    named.add(triple)
            whole += asserted
            records.append({"@context": local, **record})
            (out / graph.name / "source.txt").write_text(graph.source.text, encoding="utf-8")
    with clock.step("writing"):
        whole.serialize(out / "dataset.ttl", format="turtle")
        whole.serialize(out / "dataset.nt", format="nt")
        (out / "dataset.jsonld").write_bytes(
            orjson.dumps({"@context": context.terms, "@graph": records}, option=orjson.OPT_INDENT_2)
        )
        dataset.serialize(out / "dataset.trig", format="trig")
        dataset.serialize(out / "dataset.nq", format="nquads")


def write_pages(out: Path, name: str, asserted: rdflib.Graph, record: dict, context: list) -> None:  # type: ignore[type-arg]
    """The document and each scheme, topic, theme and idea as Turtle and JSON-LD."""
    asserted.serialize(out / f"{name}.ttl", format="turtle")
    (out / f"{name}.jsonld").write_bytes(
        orjson.dumps({"@context": context, **record}, option=orjson.OPT_INDENT_2)
    )
    scheme = record["scheme"]
    parts = [
        scheme,
        *([scheme["topic"]] if "topic" in scheme else []),
        *scheme.get("themes", []),
        *scheme["ideas"],
    ]
    for part in parts:
        path = out / name / part["id"]
        path.parent.mkdir(parents=True, exist_ok=True)
        page = rdflib.Graph()
        subject = rdflib.URIRef(context[1]["@base"] + part["id"])
        for triple in asserted.triples((subject, None, None)):
            page.add(triple)
        page.serialize(f"{path}.ttl", format="turtle")
        alone = {k: v for k, v in part.items() if k not in ("topic", "themes", "ideas", "nodes")}
        Path(f"{path}.jsonld").write_bytes(
            orjson.dumps({"@context": context, **alone}, option=orjson.OPT_INDENT_2)
        )


def main() -> None:
    """Prints one table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--documents", type=int, default=20)
    parser.add_argument("--source", type=Path)
    options = parser.parse_args()
    documents = inputs(options.documents, options.source)
    work = Path(tempfile.mkdtemp())
    fast, peer = Clock(), Clock()
    try:
        run_lodpress(documents, work / "fast", fast)
        (work / "peer").mkdir()
        run_peer(documents, work / "peer", peer)
        files = [sum(path.is_file() for path in (work / side).rglob("*")) for side in ("fast", "peer")]
    finally:
        shutil.rmtree(work)
    print(
        f"{len(documents)} documents, Python {platform.python_version()}, files written: {files[0]} and {files[1]}"
    )
    print(f"{'ms a document':<14}{'lodpress':>10}{'peer':>10}{'ratio':>8}")
    for name in (*STEPS, "whole"):
        ours, theirs = (
            1000 * (sum(c.seconds.values()) if name == "whole" else c.seconds[name]) / len(documents)
            for c in (fast, peer)
        )
        print(f"{name:<14}{ours:>10.2f}{theirs:>10.1f}{theirs / ours:>8.1f}")


if __name__ == "__main__":
    main()
