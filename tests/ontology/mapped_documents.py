"""Every readable document, mapped once a process."""

from __future__ import annotations

from functools import cache

import orjson
from truth import ROOT, SHARED, TruthCase, truth_cases

from lodpress.bundled import bundled_text
from lodpress.engines import oxigraph
from lodpress.iris import Iris, slug
from lodpress.mapping.document import Context, MappedDocument, map_document
from lodpress.settings import EXAMPLE_BASE, Publication, Settings
from lodpress.syntax.reading import read_document

#: A publication that says all it can, so that every key of the record is written.
PUBLICATION = Publication(creator="The press", license="https://www.apache.org/licenses/LICENSE-2.0")
CONTEXT = Context.read(bundled_text("ontology", "context.jsonld"))
#: The documents that end in a record: what a person can read, by the truths beside them.
READABLE = [case for case in truth_cases() if case.truth["main_topic"] or case.truth["ideas"]]
#: The two examples, and the real document where it is there.
EXAMPLES = [case for case in READABLE if case.text.parent in (ROOT / "documents", SHARED / "seed")]


@cache
def mapped(case: TruthCase) -> MappedDocument:
    """The document's record and asserted triples."""
    name = slug(case.text.stem)
    graph = read_document(case.text.read_bytes(), case.text.name, name, Settings())
    return map_document(graph, Iris(EXAMPLE_BASE), PUBLICATION, CONTEXT, oxigraph.triples_of_jsonld)


def jsonld(case: TruthCase) -> bytes:
    """The document as a JSON-LD file."""
    return orjson.dumps(mapped(case).jsonld(CONTEXT))


def turtle(case: TruthCase) -> str:
    """The document's asserted triples, in N-Triples, which Turtle holds."""
    return "".join(f"{s} {p} {o} .\n" for s, p, o in mapped(case).triples)
