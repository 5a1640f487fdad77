"""The Python door: the same steps as the command line, over frozen records and rdflib graphs.

Engines are imported when a step runs, so that `import lodpress` stays light.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lodpress.iris import slug
from lodpress.model import ConceptGraph
from lodpress.problems import Problem, UsageError
from lodpress.settings import Settings, checked
from lodpress.triples import Triple

if TYPE_CHECKING:
    import rdflib

    from lodpress.publishing import BuildResult, Engines, Press
    from lodpress.querying import Description, Solutions


def read(path: str | Path, settings: Settings | None = None) -> ConceptGraph:
    """The concept graph of a document, with every finding on its text in `problems`.

    Raises InputError where the file cannot be read or holds nothing to publish.
    """
    from lodpress.inputs import find_documents  # noqa: PLC0415 - doors import late

    settings = settings or Settings()
    if Path(path).is_dir():
        raise UsageError(
            f"`{path}` is a folder", hint="read one document; `build` and the command line take folders"
        )
    return _press(settings).read(find_documents([Path(path)], settings)[0])


def read_text(text: str, name: str = "document", settings: Settings | None = None) -> ConceptGraph:
    """The concept graph of a text; `name` becomes its segment in IRIs.

    >>> graph = read_text("graph LR\\nM[Tides] --> A[Ports 1]\\nA --> T[Sea]\\nKey Ideas:\\n1. Tides feed ports.")
    >>> graph.topic.label, [theme.label for theme in graph.themes], graph.ideas[0].statement.text
    ('Tides', ['Sea'], 'Tides feed ports.')
    """
    from lodpress.syntax.reading import read_document  # noqa: PLC0415 - doors import late

    return read_document(text.encode(), f"{name}.txt", slug(name), checked(settings or Settings()))


def jsonld(graph: ConceptGraph, settings: Settings | None = None) -> dict[str, Any]:
    """The graph as a JSON-LD document with its context inline: plain dicts and lists."""
    press = _press(settings or Settings())
    return press.map(graph).jsonld(press.context)


def asserted(graph: ConceptGraph, settings: Settings | None = None) -> rdflib.Graph:
    """What the document states, as an rdflib graph.

    >>> graph = read_text("graph LR\\nM[Tides] --> A[Ports 1]\\nA --> T[Sea]\\nKey Ideas:\\n1. Tides feed ports.")
    >>> [str(label) for label in asserted(graph).query("SELECT ?l { ?i a cg:KeyIdea ; skos:prefLabel ?l }").bindings[0].values()]
    ['Ports']
    """
    return _rdflib_graph(_press(settings or Settings()).map(graph).triples)


def inferred(graph: ConceptGraph, settings: Settings | None = None) -> rdflib.Graph:
    """What follows from the document and the ontology by OWL 2 RL, without what is stated."""
    press = _press(settings or Settings())
    return _rdflib_graph(press.engines.reasoner.entail(press.map(graph).triples).inferred)


def check(graph: ConceptGraph, settings: Settings | None = None) -> tuple[Problem, ...]:
    """Every finding on the document: of its text, of entailment and of validation, in the order of the text."""
    return _press(settings or Settings()).process_graph(graph).problems


def turtle(graph: ConceptGraph, settings: Settings | None = None) -> str:
    """What the document states, in Turtle for people."""
    from lodpress.serialization import turtle as writing  # noqa: PLC0415 - doors import late

    mapped = _press(settings or Settings()).map(graph)
    return writing.turtle(writing.ordered(mapped.triples, mapped.ranks), mapped.base)


def build(
    paths: Sequence[str | Path],
    out: str | Path,
    settings: Settings | None = None,
    *,
    allow_violations: bool = False,
) -> BuildResult:
    """Publishes documents, or folders of them, into the folder `out`, all or nothing.

    Raises FindingsError, which holds the errors, where errors stand and are not allowed.
    """
    from lodpress import publishing  # noqa: PLC0415 - doors import late
    from lodpress.inputs import find_documents  # noqa: PLC0415

    if isinstance(paths, str | Path):
        raise UsageError(
            "`paths` is one path, where a list of them is wanted", hint=f"write `[{str(paths)!r}]`"
        )
    settings = settings or Settings()
    found = find_documents([Path(path) for path in paths], settings)
    return publishing.build(
        _press(settings), found, Path(out), lambda _: None, allow_violations=allow_violations
    )


def query(
    name_or_text: str, graphs: Sequence[ConceptGraph], values: Mapping[str, str | int] | None = None
) -> Solutions | Description:
    """The answer of a query of the bundle, by its name, or of a SPARQL text, over what the documents state.

    `values` are its parameters: `{"theme": "Cost"}`. Terms in the answer are N-Triples terms.

    >>> graph = read_text("graph LR\\nM[Tides] --> A[Ports 1]\\nA --> T[Sea]\\nKey Ideas:\\n1. Tides feed ports.")
    >>> [row[1] for row in query("theme-ideas", [graph], {"theme": "Sea"}).rows]
    ['"Ports"@en']
    """
    from lodpress import querying  # noqa: PLC0415 - doors import late
    from lodpress.engines.oxigraph import SparqlStore  # noqa: PLC0415

    press = _press(Settings())
    triples = (triple for graph in graphs for triple in press.map(graph).triples)
    return querying.query(name_or_text, SparqlStore(triples=triples), values or {})


@cache
def _engines() -> Engines:
    """The fast engines, made once: they hold the ontology and the shapes, which never change."""
    from lodpress.publishing import make_engines  # noqa: PLC0415 - doors import late

    return make_engines()


def _press(settings: Settings) -> Press:
    from lodpress.publishing import Press  # noqa: PLC0415 - doors import late

    return Press(settings, _engines())


def _rdflib_graph(triples: Sequence[Triple]) -> rdflib.Graph:
    from lodpress.engines.rdflib import graph_of  # noqa: PLC0415 - doors import late

    return graph_of(triples)
