"""Queries that promise the whole of something leave nothing out and add nothing."""

from __future__ import annotations

from collections import defaultdict

import pytest
from documents_read import BASE, MappedCase, context, mapped_case, mapped_cases
from query_cases import EXAMPLES

import lodpress
from lodpress.engines import oxigraph
from lodpress.engines.oxigraph_sparql import SparqlStore
from lodpress.iris import Iris
from lodpress.mapping.document import map_document
from lodpress.querying.answers import Description, Solutions
from lodpress.querying.execution import query
from lodpress.querying.parameters import Value
from lodpress.settings import Publication
from lodpress.terms import CG, DCT, PREFIXES, RDF, SKOS
from lodpress.triples import Triple, iri

TYPE = f"<{RDF}type>"
each_document = pytest.mark.parametrize("case", mapped_cases(), ids=str)


def _graph(name: str, triples: tuple[Triple, ...], **values: Value) -> set[Triple]:
    answer = query(name, SparqlStore(triples=triples), values)
    assert isinstance(answer, Description)
    return set(answer.triples)


def _of_type(triples: tuple[Triple, ...], kind: str) -> set[str]:
    return {s for s, p, o in triples if p == TYPE and o == f"<{kind}>"}


def _document(case: MappedCase) -> str:
    return BASE + case.mapped.graph.name


def _drawn_at_length() -> tuple[Triple, ...]:
    """A document with a theme in a theme, a class of the theme's own, and a long line with text and two heads."""
    text = """graph LR
M[Tides] --> G1[Sea]
G1 --> G2[Harbours]
G1 <---->|feeds| A1[Ports grow 1]
style G1 fill:#fff
classDef deep fill:#00f
class G1 deep
Key Ideas:
1. Where the tide is high, a port can grow.
"""
    graph = lodpress.read_text(text, "tides")
    return map_document(graph, Iris(BASE), Publication(), context(), oxigraph.triples_of_jsonld).triples


@pytest.mark.parametrize(
    "triples",
    [*(mapped_case(name).mapped.triples for name in EXAMPLES), _drawn_at_length()],
    ids=[*EXAMPLES, "long lines"],
)
def test_one_theme_whole_leaves_nothing_out(triples: tuple[Triple, ...]) -> None:
    """Every triple on a theme, on each line drawn at it, and the name of each idea it has."""
    for theme in _of_type(triples, f"{CG}Theme"):
        whole = _graph("theme-whole", triples, theme=theme)
        lines = {s for s, p, o in triples if p in (f"<{CG}source>", f"<{CG}target>") and o == theme}
        ideas = {o for s, p, o in triples if s == theme and p == f"<{CG}themeOf>"}
        assert {t for t in triples if t[0] == theme or t[0] in lines} <= whole
        assert {t for t in triples if t[0] in ideas and t[1] == f"<{SKOS}prefLabel>"} <= whole
        assert whole <= set(triples)


@each_document
def test_a_document_as_skos_is_all_of_its_skos_and_nothing_else(case: MappedCase) -> None:
    """Each SKOS triple of the document, with the scheme's title and language; no term of the vocabulary."""
    triples = case.mapped.triples
    schemes = _of_type(triples, f"{SKOS}ConceptScheme")
    named = {f"<{DCT}{term}>" for term in ("title", "language", "creator", "license")}
    wanted = {
        t for t in triples if t[1].startswith(f"<{SKOS}") or (t[1] == TYPE and t[2].startswith(f"<{SKOS}"))
    }
    wanted |= {t for t in triples if t[0] in schemes and t[1] in named}
    found = _graph("document-skos", triples, document=_document(case))
    assert found == wanted
    assert not any(term.startswith((f"<{CG}", "_:")) for triple in found for term in triple[1:])


@each_document
def test_the_network_of_a_document_is_its_links(case: MappedCase) -> None:
    """One dct:relation for each cg:linksTo, and the label of every idea at an end."""
    triples = case.mapped.triples
    links = {(s, o) for s, p, o in triples if p == f"<{CG}linksTo>"}
    found = _graph("idea-network", triples, document=_document(case))
    assert {(s, o) for s, p, o in found if p == f"<{DCT}relation>"} == links
    labelled = {s for s, p, _ in found if p == f"<{SKOS}prefLabel>"}
    assert labelled == {end for link in links for end in link}


@each_document
def test_a_document_for_search_engines_names_its_themes_and_people(case: MappedCase) -> None:
    """It is about the topic and every theme; whoever is credited but for models is a person there."""
    triples = case.mapped.triples
    document, schema = iri(_document(case)), PREFIXES["schema"]
    found = _graph("document-schema-org", triples, document=_document(case))
    about = _of_type(triples, f"{CG}Theme") | _of_type(triples, f"{CG}MainTopic")
    people = _of_type(triples, f"{PREFIXES['prov']}Person")
    assert {o for s, p, o in found if (s, p) == (document, f"<{schema}about>")} == about
    assert _of_type(tuple(found), f"{schema}Person") == people
    assert {o for s, p, o in found if p in (f"<{schema}author>", f"<{schema}contributor>")} == people
    assert all(p == TYPE or p.startswith(f"<{schema}") for _, p, _ in found)


@pytest.mark.parametrize(
    "name", [*EXAMPLES, "rain-in-the-street", "de-wem-gehoert-die-strasse", "code-key-ideas-missing"]
)
def test_each_line_tells_all_that_was_read_from_it(name: str) -> None:
    """Everything that names a source line is found by that line, and by no other."""
    mapped = mapped_case(name).mapped
    data = SparqlStore(triples=mapped.triples)
    read: dict[int, set[str]] = defaultdict(set)
    for s, p, o in mapped.triples:
        if p == f"<{CG}sourceLine>":
            read[int(o.split('"')[1])].add(s)
    for line in range(1, mapped.graph.source.line_count + 2):
        answer = query("source-line", data, {"document": BASE + name, "line": line})
        assert isinstance(answer, Solutions)
        assert {row[-1] for row in answer.rows} == read[line], line


def test_every_class_of_the_vocabulary_that_documents_use_is_counted() -> None:
    """A class that is new in the mapping has to come into the query."""
    triples = tuple(dict.fromkeys(triple for case in mapped_cases() for triple in case.mapped.triples))
    answer = query("vocabulary-use", SparqlStore(triples=triples))
    assert isinstance(answer, Solutions)
    used = {o for _, p, o in triples if p == TYPE and o.startswith(f"<{CG}")}
    assert {row.term: row.uses for row in answer} == {
        term[1:-1]: len(_of_type(triples, term[1:-1])) for term in used
    }
