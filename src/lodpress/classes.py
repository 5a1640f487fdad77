"""The classes of described things: what each is called in words, and which property names it."""

from __future__ import annotations

from typing import NamedTuple

from lodpress.terms import CG, DCT, PREFIXES, PROV, SKOS


class DescribedClass(NamedTuple):
    """A class and the property of its members' names (empty where they have none), as N-Triples terms."""

    iri: str
    word: str
    name: str


_LABEL, _TITLE = f"<{SKOS}prefLabel>", f"<{DCT}title>"
_NAME = f"<{PREFIXES['schema']}name>"

#: In the order in which they are told; a thing of several is called by the first of them.
DESCRIBED_CLASSES = (
    DescribedClass(f"<{CG}ConceptGraph>", "document", _TITLE),
    DescribedClass(f"<{SKOS}ConceptScheme>", "scheme", _TITLE),
    DescribedClass(f"<{CG}MainTopic>", "main topic", _LABEL),
    DescribedClass(f"<{CG}Theme>", "theme", _LABEL),
    DescribedClass(f"<{CG}KeyIdea>", "idea", _LABEL),
    DescribedClass(f"<{CG}DrawnNode>", "node", _LABEL),
    DescribedClass(f"<{CG}ResumeParagraph>", "paragraph", ""),
    DescribedClass(f"<{CG}Edge>", "line", f"<{CG}edgeLabel>"),
    DescribedClass(f"<{CG}VisualClass>", "class", f"<{CG}className>"),
    DescribedClass(f"<{SKOS}Collection>", "subgraph", _LABEL),
    DescribedClass(f"<{PROV}Person>", "person", _NAME),
    DescribedClass(f"<{PROV}SoftwareAgent>", "model", _NAME),
    DescribedClass(f"<{SKOS}Concept>", "concept", _LABEL),
    DescribedClass(f"<{PREFIXES['dcat']}Dataset>", "dataset", _TITLE),
)
