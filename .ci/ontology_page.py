"""The documentation page of the vocabulary, `ontology/index.html`, made from `ontology/cg.ttl` alone.

`python .ci/ontology_page.py` writes it, the same bytes each time; with `--check` it writes nothing and
exits 1 where the page is not the one that the ontology gives.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path
from string import Template

from pages import settle

from lodpress.engines import oxigraph
from lodpress.settings import EXAMPLE_BASE
from lodpress.terms import CG, DCT, OWL, PREFIXES, RDF, RDFS, SKOS
from lodpress.triples import Triple

HERE = Path(__file__).resolve().parent
FOLDER = HERE.parent / "ontology"
ONTOLOGY = CG.rstrip("#")

#: Section id, heading, and the class of the terms in it.
SECTIONS = (
    ("section-classes", "Classes", OWL + "Class"),
    ("section-object-properties", "Object properties", OWL + "ObjectProperty"),
    ("section-data-properties", "Data properties", OWL + "DatatypeProperty"),
    ("section-individuals", "Individuals", OWL + "NamedIndividual"),
)

KINDS = {
    OWL + "Class": "class",
    OWL + "ObjectProperty": "object property",
    OWL + "DatatypeProperty": "data property",
    OWL + "AnnotationProperty": "annotation property",
    OWL + "TransitiveProperty": "transitive",
    OWL + "SymmetricProperty": "symmetric",
}

#: What is said of a term: heading, property, and whether the term is the object of it.
ROWS = (
    ("Sub-class of", RDFS + "subClassOf", False),
    ("Super-class of", RDFS + "subClassOf", True),
    ("Sub-property of", RDFS + "subPropertyOf", False),
    ("Super-property of", RDFS + "subPropertyOf", True),
    ("Domain", RDFS + "domain", False),
    ("Range", RDFS + "range", False),
    ("Inverse of", OWL + "inverseOf", False),
    ("Inverse of", OWL + "inverseOf", True),
    ("Disjoint with", OWL + "disjointWith", False),
    ("Disjoint with", OWL + "propertyDisjointWith", False),
    ("Follows from the chain", OWL + "propertyChainAxiom", False),
    ("Properties", RDFS + "domain", True),
    ("Value of", RDFS + "range", True),
    ("Type", RDF + "type", False),
    ("Individuals", RDF + "type", True),
)

#: What the head of the page says of the vocabulary.
HEAD = (
    ("Version", OWL + "versionInfo"),
    ("Version IRI", OWL + "versionIRI"),
    ("Creator", DCT + "creator"),
    ("Publisher", DCT + "publisher"),
    ("Licence", DCT + "license"),
    ("Created", DCT + "created"),
    ("Modified", DCT + "modified"),
)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The ontology's triples, looked up from both ends, in file order; terms are IRIs, texts or blank nodes."""

    objects: dict[tuple[str, str], list[str]]
    subjects: dict[tuple[str, str], list[str]]

    @classmethod
    def of(cls, triples: Iterable[Triple]) -> Vocabulary:
        """The vocabulary that the triples of an ontology state."""
        objects: dict[tuple[str, str], list[str]] = {}
        subjects: dict[tuple[str, str], list[str]] = {}
        for s, p, o in triples:
            objects.setdefault((_plain(s), _plain(p)), []).append(_plain(o))
            subjects.setdefault((_plain(p), _plain(o)), []).append(_plain(s))
        return cls(objects, subjects)

    def values(self, subject: str, predicate: str) -> list[str]:
        """The objects, in file order."""
        return self.objects.get((subject, predicate), [])

    def text(self, subject: str, predicate: str) -> str:
        """The one object; raises ValueError where there is none or another."""
        (value,) = self.values(subject, predicate)
        return value

    def members(self, head: str) -> list[str]:
        """The members of an RDF list."""
        found = []
        while head != RDF + "nil":
            found.append(self.text(head, RDF + "first"))
            head = self.text(head, RDF + "rest")
        return found

    def defined(self, kind: str) -> list[str]:
        """The terms of the vocabulary that are of a kind."""
        return [term for term in self.subjects.get((RDF + "type", kind), []) if term.startswith(CG)]

    def disjoint(self, term: str) -> list[str]:
        """The classes that share no instance with `term` because a list says so."""
        groups = [self.members(head) for (_, p), (head, *_) in self.objects.items() if p == OWL + "members"]
        return [other for group in groups if term in group for other in group if other != term]


def _plain(term: str) -> str:
    """The IRI, the text, or the label of a blank node."""
    if term.startswith('"'):
        quoted = term[1 : term.rindex('"')]
        return quoted.replace("\\n", "\n").replace('\\"', '"').replace("\\\\", "\\")
    return term[1:-1] if term.startswith("<") else term


def short(iri: str) -> str:
    """The IRI as prefix and name, where a prefix is known."""
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri


def link(term: str) -> str:
    """A link to the term: on this page for the vocabulary's own, else to its IRI."""
    target = "#" + term.removeprefix(CG) if term.startswith(CG) else term
    return f'<a href="{escape(target)}"><code>{escape(short(term))}</code></a>'


def shown(vocabulary: Vocabulary, value: str) -> str:
    """A value as HTML: a link, a union or a chain of links, or a text."""
    if union := vocabulary.values(value, OWL + "unionOf"):
        return " or ".join(map(link, vocabulary.members(union[0])))
    if vocabulary.values(value, RDF + "first"):
        return ", then ".join(map(link, vocabulary.members(value)))
    return link(value) if value.startswith("http") else escape(value)


def rows(vocabulary: Vocabulary, term: str) -> Iterator[tuple[str, str]]:
    """Heading and HTML of what is said of a term."""
    said: dict[str, list[str]] = {}
    for heading, predicate, turned in ROWS:
        found = (
            vocabulary.subjects.get((predicate, term), []) if turned else vocabulary.values(term, predicate)
        )
        kept = [v for v in found if v not in KINDS and v != OWL + "NamedIndividual"]
        if kept:
            said.setdefault(heading, []).extend(kept)
    if disjoint := vocabulary.disjoint(term):
        said.setdefault("Disjoint with", []).extend(disjoint)
    for heading, values in said.items():
        yield heading, ", ".join(shown(vocabulary, value) for value in dict.fromkeys(values))


def definition_list(pairs: Iterable[tuple[str, str]]) -> str:
    """A `dl` of headings and HTML."""
    items = "".join(f"<dt>{escape(heading)}</dt><dd>{html}</dd>\n" for heading, html in pairs)
    return f"<dl>\n{items}</dl>"


def entry(vocabulary: Vocabulary, term: str) -> str:
    """A term of the vocabulary: its anchor is the fragment of its IRI."""
    name, label = term.removeprefix(CG), vocabulary.text(term, RDFS + "label")
    example = vocabulary.text(term, SKOS + "example")
    return (
        f'<section class="term" id="{name}">\n'
        f'<h3><a href="#{name}">{escape(label)}</a> <code>{escape(short(term))}</code></h3>\n'
        f"<p>{escape(vocabulary.text(term, SKOS + 'definition'))}</p>\n"
        f"{definition_list([('IRI', f'<code>{escape(term)}</code>'), *rows(vocabulary, term)])}\n"
        f"<pre><code>{escape(example)}</code></pre>\n</section>"
    )


def borrowed(vocabulary: Vocabulary) -> Iterator[str]:
    """A table row for each term of another vocabulary that is declared here."""
    kinds: dict[str, list[str]] = {}
    for (predicate, kind), terms in vocabulary.subjects.items():
        for term in terms if predicate == RDF + "type" and kind in KINDS else ():
            if not term.startswith((CG, "_:")):
                kinds.setdefault(term, []).append(KINDS[kind])
    shown_rows = [heading for heading, _, turned in ROWS if not turned]
    for term in sorted(kinds, key=short):
        said = [f"{h}: {html}" for h, html in rows(vocabulary, term) if h in shown_rows]
        cells = (link(term), escape(", ".join(kinds[term])), "<br>".join(said))
        yield "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def page(turtle: str) -> str:
    """The page as HTML."""
    vocabulary = Vocabulary.of(oxigraph.triples_of_turtle(turtle.encode()))
    contents, sections = [], []
    for anchor, heading, kind in SECTIONS:
        terms = vocabulary.defined(kind)
        entries = "\n".join(entry(vocabulary, term) for term in terms)
        sections.append(f'<section id="{anchor}">\n<h2>{heading}</h2>\n{entries}\n</section>')
        links = ", ".join(f'<a href="#{t.removeprefix(CG)}">{escape(t.removeprefix(CG))}</a>' for t in terms)
        contents.append((heading, links))
    head = [("IRI", f"<code>{ONTOLOGY}</code>"), ("Namespace", f"<code>{CG}</code>, prefix <code>cg</code>")]
    head += [(h, shown(vocabulary, v)) for h, p in HEAD for v in vocabulary.values(ONTOLOGY, p)]
    prefixes = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
    template = Template((HERE / "ontology_page.html").read_text(encoding="utf-8"))
    return template.substitute(
        title=escape(vocabulary.text(ONTOLOGY, DCT + "title")),
        description=escape(vocabulary.text(ONTOLOGY, DCT + "description")),
        head=definition_list(head),
        contents=definition_list(contents),
        sections="\n".join(sections),
        borrowed="\n".join(borrowed(vocabulary)),
        prefixes=escape(f"{prefixes}@base <{EXAMPLE_BASE}> ."),
    )


def main(arguments: list[str]) -> int:
    """The exit code."""
    return settle(
        page((FOLDER / "cg.ttl").read_text(encoding="utf-8")),
        FOLDER / "index.html",
        arguments,
        made_from="the ontology",
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
