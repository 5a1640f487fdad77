"""The Python door: the same steps as the command line, over frozen records and rdflib graphs.

Engines are imported when a step runs, so that `import lodpress` stays light.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Literal

from lodpress.iris import slug
from lodpress.model import ConceptGraph
from lodpress.problems import Problem, UsageError
from lodpress.settings import Settings, checked
from lodpress.triples import Triple

if TYPE_CHECKING:
    import rdflib

    from lodpress.endpoints import Auth, StoreOptions
    from lodpress.engines.endpoint import Method
    from lodpress.publishing import BuildResult, Engines, Press
    from lodpress.querying import Description, EngineMaker, Solutions, Value
    from lodpress.querying import Engine as QueryEngine
    from lodpress.stores import Outcome, Store
    from lodpress.stores.comparison.grouping import Difference


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
    stores: Sequence[str] = (),
) -> BuildResult:
    """Publishes documents, or folders of them, into the folder `out`, all or nothing.

    `stores` are those whose bulk loaders find in `out/load` what they ask for: fuseki, oxigraph, qlever,
    virtuoso. Raises FindingsError, which holds the errors, where errors stand and are not allowed.
    """
    from lodpress import publishing  # noqa: PLC0415 - doors import late
    from lodpress.inputs import find_documents  # noqa: PLC0415

    settings = settings or Settings()
    found = find_documents([Path(path) for path in _several(paths)], settings)
    options = publishing.BuildOptions(allow_violations=allow_violations, stores=tuple(stores))
    return publishing.build(_press(settings), found, Path(out), lambda _: None, options)


def load(
    paths: Sequence[str | Path],
    settings: Settings | None = None,
    *,
    reference: bool = False,
    service_seconds: float = 60,
) -> QueryEngine:
    """What documents, built folders, stores and RDF files hold, as one merged graph for `query`.

    Documents are read and mapped; a store alone is opened where it is. `reference` asks rdflib in
    place of pyoxigraph. `service_seconds` is the time for a query that calls servers with SERVICE.
    Raises InputError for what cannot be read.
    """
    from lodpress.engines.oxigraph_sparql import SparqlStore  # noqa: PLC0415 - doors import late
    from lodpress.engines.service import Limits  # noqa: PLC0415
    from lodpress.querying import is_data, is_store  # noqa: PLC0415
    from lodpress.querying import load as load_data  # noqa: PLC0415

    limits = Limits(seconds=service_seconds)
    sources = [Path(path) for path in _several(paths)]
    if not reference and len(sources) == 1 and is_store(sources[0]):
        return SparqlStore.opened(sources[0], limits=limits)
    make: EngineMaker = partial(SparqlStore, limits=limits)
    if reference:
        from lodpress.engines.rdflib_sparql import SparqlGraph  # noqa: PLC0415

        make = SparqlGraph
    texts = [source for source in sources if not is_data(source)]
    return load_data(
        [source for source in sources if is_data(source)],
        make,
        _triples_of_documents(texts, settings or Settings()),
    )


def _triples_of_documents(texts: Sequence[Path], settings: Settings) -> Iterator[Triple]:
    from lodpress.inputs import find_documents  # noqa: PLC0415 - doors import late

    if not texts:
        return
    press = _press(settings)
    for document in find_documents(texts, settings):
        yield from press.map(press.read(document)).triples


def load_graphs(graphs: Sequence[ConceptGraph], settings: Settings | None = None) -> QueryEngine:
    """What the concept graphs state, as one merged graph for `query`."""
    from lodpress.engines.oxigraph_sparql import SparqlStore  # noqa: PLC0415 - doors import late

    press = _press(settings or Settings())
    return SparqlStore(triples=(triple for graph in graphs for triple in press.map(graph).triples))


def endpoint(
    address: str, *, method: Method = "POST", auth: Auth | None = None, timeout: float = 60
) -> QueryEngine:
    """A SPARQL endpoint for `query`; nobody is contacted before it is asked.

    Secrets come from the environment alone: LODPRESS_ENDPOINT_TOKEN, or LODPRESS_ENDPOINT_USER and
    LODPRESS_ENDPOINT_PASSWORD. `timeout` is the seconds that one answer is waited for in all. Raises
    UsageError where the address is none of an endpoint, or a secret would be given away.
    """
    from lodpress.endpoints import make_endpoint  # noqa: PLC0415 - doors import late

    return make_endpoint(address, os.environ, method=method, auth=auth, timeout=timeout)


def query(
    name_or_text: str,
    data: QueryEngine,
    values: Mapping[str, Value] | None = None,
    *,
    allow_service: bool = False,
) -> Solutions | Description:
    """The answer of a query of the bundle, by its name, or of a SPARQL text.

    `data` comes from `load`, `load_graphs` or `endpoint`; `values` are the query's parameters. Rows
    are typed: `row.number` is an int, and `to_pandas` and `to_polars` make frames of them.

    >>> graph = read_text("graph LR\\nM[Tides] --> A[Ports 1]\\nA --> T[Sea]\\nKey Ideas:\\n1. Tides feed ports.")
    >>> [(row.number, row.label) for row in query("theme-ideas", load_graphs([graph]), {"theme": "Sea"})]
    [(1, 'Ports')]
    """
    from lodpress import querying  # noqa: PLC0415 - doors import late

    return querying.query(name_or_text, data, values or {}, allow_service=allow_service)


def paths(
    data: QueryEngine, start: str | int, end: str | int, *, longest: int = 8
) -> Iterator[tuple[str, ...]]:
    """Yields the paths of lines that lead from one idea to another, shortest first, each as its nodes' IRIs.

    Ideas are named by IRI, label or number. No path has more than `longest` lines or comes to a node twice.

    >>> graph = read_text("graph LR\\nA[Ebb 1] --> B[Flow 2] --> C[Tide 3]\\nA --> C\\nC --> T[Sea]\\nKey Ideas:\\n1. a.\\n2. b.\\n3. c.")
    >>> [[node[-1] for node in path] for path in paths(load_graphs([graph]), "Ebb", 3)]
    [['1', '3'], ['1', '2', '3']]
    """
    from lodpress import querying  # noqa: PLC0415 - doors import late

    return querying.paths(data, start, end, longest=longest)


def push(
    release: str | Path,
    store: str,
    *,
    prune: bool = False,
    verify: Literal["changed", "all"] = "changed",
    options: StoreOptions | None = None,
) -> Outcome:
    """What was done so that a triple store holds a release: how many graphs changed, and how many had not to.

    `release` is the folder of a build, `store` an address or the folder of a local store. Each graph
    that was written is read back and compared; with `verify="all"` every one, and what others have
    changed is mended. `prune` removes graphs of earlier pushes that are no longer published. Secrets
    come from the environment, as for `endpoint`, or from netrc. Raises StoreError where the store
    holds something else than it was sent, StoreBusyError where somebody else keeps pushing,
    EngineError with what the store says.
    """
    from lodpress import stores  # noqa: PLC0415 - doors import late
    from lodpress.claimants import this_process  # noqa: PLC0415
    from lodpress.endpoints import StoreOptions, open_store  # noqa: PLC0415

    opened = open_store(store, os.environ, options or StoreOptions(create=True))
    wanted = stores.Wanted(prune=prune, everything=verify == "all")
    return stores.push(stores.Publication(Path(release)), opened, wanted, this_process(), lambda _: None)


def diff(a: str | Path, b: str | Path) -> Iterator[Difference]:
    """Yields the triples that one alone of two releases, RDF files or stores has, in the order of their graphs.

    `sign` is `-` for those of `a` and `+` for those of `b`. Both are sorted on disk, in memory that does
    not grow; secrets for a store's address come from the environment. Raises as `lodpress diff` tells it.
    """
    from lodpress.endpoints import open_store  # noqa: PLC0415 - doors import late
    from lodpress.publishing.comparing import Scope, compared  # noqa: PLC0415
    from lodpress.stores.comparison.grouping import difference_of  # noqa: PLC0415

    def opened(place: str) -> Store:
        return open_store(place, os.environ)

    with (
        TemporaryDirectory(prefix="lodpress-diff-") as folder,
        compared((str(a), str(b)), Path(folder), opened, Scope()) as found,
    ):
        yield from (difference_of(step) for step in found.comparison if step[2] != "=")


def _several(paths: Sequence[str | Path]) -> Sequence[str | Path]:
    if isinstance(paths, str | Path):
        raise UsageError(
            "`paths` is one path, where a list of them is wanted", hint=f"write `[{str(paths)!r}]`"
        )
    return paths


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
