"""Which engines a run uses: the fast ones, or the reference ones, which give the same answers."""

from __future__ import annotations

from dataclasses import dataclass

from lodpress.bundled import bundled_text
from lodpress.engines import oxigraph
from lodpress.entailment import Reasoner, compiled_reasoner, reference_reasoner
from lodpress.mapping.document import JsonldReader
from lodpress.validation import Validator, validator


@dataclass(frozen=True, slots=True)
class Engines:
    """The engines of one run; both kinds give the same answers, byte for byte."""

    read_jsonld: JsonldReader
    reasoner: Reasoner
    documents: Validator
    shared: Validator
    publishing: Validator


def make_engines(*, reference: bool = False) -> Engines:
    """The fast engines, or with `reference` rdflib, owlrl and pyshacl."""
    ontology = oxigraph.triples_of_turtle(bundled_text("ontology", "cg.ttl").encode())
    shapes = {
        name: bundled_text("shapes", f"{name}.ttl") for name in ("document", "skos", "shared", "publishing")
    }
    return Engines(
        read_jsonld=_reference_reader() if reference else oxigraph.triples_of_jsonld,
        reasoner=reference_reasoner(ontology) if reference else compiled_reasoner(ontology),
        documents=validator([shapes["document"], shapes["skos"]], reference=reference),
        shared=validator([shapes["shared"]], reference=reference),
        publishing=validator([shapes["publishing"]], reference=reference),
    )


def _reference_reader() -> JsonldReader:
    from lodpress.engines import rdflib  # noqa: PLC0415 - it takes long to load, so only where it is asked for

    return rdflib.triples_of_jsonld
