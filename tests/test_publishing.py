"""A release as its readers find it: whole, the same on every run, and true in what it says of itself."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib
from cli.processes import BROKEN, DOCUMENT, EXAMPLES, contents, names, run
from documents_read import BASE, CG, mapped_cases
from rdflib import RDF
from rdflib.namespace import Namespace
from truth import SHARED

import lodpress
from lodpress.iris import slug

ROOT_FILES = {
    *("dataset.ttl", "dataset.nt", "dataset.jsonld", "dataset.trig", "dataset.nq", "void.ttl", ".well-known"),
    *(
        "ontology",
        "shapes",
        "queries",
        "queries.ttl",
        "context.jsonld",
        "report.ttl",
        "report.json",
        "DIGESTS",
        "GRAPHS",
    ),
}
FLAT, NAMED = ("dataset.ttl", "dataset.nt", "dataset.jsonld"), ("dataset.trig", "dataset.nq")
RDFLIB = {".ttl": "turtle", ".nt": "nt", ".jsonld": "json-ld", ".trig": "trig", ".nq": "nquads"}
VOID, DCAT = Namespace("http://rdfs.org/ns/void#"), Namespace("http://www.w3.org/ns/dcat#")
SH, SPDX = Namespace("http://www.w3.org/ns/shacl#"), Namespace("http://spdx.org/rdf/terms#")
TERMS = Namespace(CG)

Quads = frozenset[tuple[str, str, str, str]]


@pytest.fixture(scope="session")
def examples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The release of the two examples."""
    out = tmp_path_factory.mktemp("examples") / "out"
    assert run("build", EXAMPLES, "-o", out).returncode == 0
    return out


@pytest.fixture(scope="session")
def publishable(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every document of the truth cases that can be published, in one folder."""
    folder = tmp_path_factory.mktemp("publishable")
    for one in mapped_cases():
        shutil.copyfile(one.case.text, folder / one.case.text.name)
    return folder


@pytest.fixture(scope="session")
def release(examples: Path, publishable: Path, request: pytest.FixtureRequest) -> Path:
    """The release that a test asks for: of the examples, or of all that can be published."""
    if request.param == "examples":
        return examples
    out = publishable.with_name("all")
    if not out.exists():
        assert run("build", publishable, "-o", out, "--allow-violations").returncode in (0, 1)
    return out


both = pytest.mark.parametrize(
    "release", ["examples", pytest.param("all", marks=pytest.mark.slow)], indirect=True
)


def _by_rdflib(path: Path) -> Quads:
    """The quads that rdflib reads, as it writes terms; the default graph has no name."""
    dataset = rdflib.Dataset()
    target = dataset if path.suffix in (".trig", ".nq") else dataset.default_graph
    target.parse(path, format=RDFLIB[path.suffix], publicID=BASE)
    default = rdflib.graph.DATASET_DEFAULT_GRAPH_ID
    quads = dataset.quads((None, None, None, None))
    return frozenset((s.n3(), p.n3(), o.n3(), "" if g in (None, default) else str(g)) for s, p, o, g in quads)


def _by_pyoxigraph(path: Path) -> Quads:
    """The quads that pyoxigraph reads, as it writes terms."""
    quads = ox.parse(path=path)
    return frozenset(
        (str(q.subject), str(q.predicate), str(q.object), getattr(q.graph_name, "value", "")) for q in quads
    )


def _triples(path: Path) -> list[tuple[str, str, str]]:
    """The triples of an N-Triples file that this project writes, by blanks alone."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [tuple(line.removesuffix(" .").split(" ", 2)) for line in lines]  # type: ignore[misc]


def _graph(path: Path) -> rdflib.Graph:
    return rdflib.Graph().parse(path, format=RDFLIB[path.suffix])


def _report(out: Path) -> dict[str, Any]:
    return json.loads((out / "report.json").read_text(encoding="utf-8"))  # type: ignore[no-any-return]


# the layout


def test_every_file_of_the_layout_is_there(examples: Path) -> None:
    """And nothing else, at the top; the description stands where VoID looks for it as well."""
    documents = {path.stem for path in EXAMPLES.glob("*.txt")}
    pages = {f"{name}{end}" for name in documents for end in ("", ".ttl", ".jsonld")}
    assert set(names(examples)) == ROOT_FILES | pages
    assert (examples / ".well-known" / "void").read_bytes() == (examples / "void.ttl").read_bytes()
    assert set(names(examples / "ontology")) >= {"cg.ttl", "context.jsonld"}
    assert (examples / "context.jsonld").read_bytes() == (
        examples / "ontology" / "context.jsonld"
    ).read_bytes()
    assert len(list((examples / "queries").rglob("*.rq"))) >= 12
    assert len(list((examples / "shapes").glob("*.ttl"))) >= 4


@pytest.mark.parametrize("document", sorted(EXAMPLES.glob("*.txt")), ids=lambda path: path.stem)
def test_each_resource_of_a_document_has_its_pages(examples: Path, document: Path) -> None:
    """The scheme, the topic, each theme and each idea by its number; and the source text as it was read."""
    graph = lodpress.read(document)
    ideas = {f"idea/{number}" for number in range(1, len(graph.ideas) + 1)}
    themes = {f"theme/{slug(theme.label)}" for theme in graph.themes}
    assert len(themes) == len(graph.themes)
    pages = {f"{page}{end}" for page in {"scheme", "topic"} | ideas | themes for end in (".ttl", ".jsonld")}
    assert set(contents(examples / graph.name)) == pages | {"source.txt"}
    assert (examples / graph.name / "source.txt").read_text(encoding="utf-8") == graph.source.text


def test_settings_omit_pages_and_source(tmp_path: Path, examples: Path) -> None:
    """Nothing of the dataset hangs on them."""
    settings = tmp_path / "lodpress.toml"
    settings.write_text("[output]\npages = false\nsource = false\n")
    assert run("build", EXAMPLES, "-o", tmp_path / "out", "--settings", settings).returncode == 0
    whole = contents(examples)
    assert set(names(tmp_path / "out")) == ROOT_FILES
    assert contents(tmp_path / "out").items() <= whole.items()


# the same bytes


@pytest.mark.parametrize("seed", ["0", "4321"])
def test_a_build_writes_the_same_bytes_on_every_run(tmp_path: Path, examples: Path, seed: str) -> None:
    """Elsewhere, under another hash seed, from another folder, by relative paths."""
    (tmp_path / "here").mkdir()
    relative = os.path.relpath(EXAMPLES, tmp_path / "here")
    paths = (
        [f"{relative}/deepseek-impact.txt", EXAMPLES / "giving-rivers-room.txt"]
        if seed == "0"
        else [relative]
    )
    done = run("build", *paths, "-o", "../a/b", cwd=tmp_path / "here", env={"PYTHONHASHSEED": seed})
    assert done.returncode == 0
    assert contents(tmp_path / "a" / "b") == contents(examples)


def test_the_reference_engines_write_the_same_bytes(tmp_path: Path, examples: Path) -> None:
    """rdflib, owlrl and pyshacl in place of the fast engines, on the examples."""
    assert run("build", EXAMPLES, "-o", tmp_path / "out", "--reference").returncode == 0
    assert contents(tmp_path / "out") == contents(examples)


@pytest.mark.slow
@pytest.mark.parametrize("release", ["all"], indirect=True)
def test_the_reference_engines_write_the_same_bytes_of_all_documents(
    tmp_path: Path, publishable: Path, release: Path
) -> None:
    """Every document that has a truth and can be published, in one dataset."""
    run("build", publishable, "-o", tmp_path / "out", "--reference", "--allow-violations")
    assert contents(tmp_path / "out") == contents(release)


# what readers find


@both
def test_every_dataset_file_reads_back_as_the_same_triples(release: Path) -> None:
    """In rdflib and in pyoxigraph; and what is asserted in named graphs is all of it."""
    for read in (_by_rdflib, _by_pyoxigraph):
        first, *others = (read(release / name) for name in FLAT)
        assert first
        assert all(other == first for other in others)
        asserted = {q[:3] for q in read(release / "dataset.nq") if q[3].endswith("/graph/asserted")}
        assert asserted == {quad[:3] for quad in first}


@both
def test_the_named_graphs_read_back_as_the_same_quads(release: Path) -> None:
    """One asserted and one inferred graph a document, and the ontology's."""
    documents = {path.stem for path in release.glob("*.ttl")} - {"dataset", "void", "report", "queries"}
    expected = {f"{BASE}{name}/graph/{kind}" for name in documents for kind in ("asserted", "inferred")}
    for read in (_by_rdflib, _by_pyoxigraph):
        trig, quads = ({q for q in read(release / n) if "_:" not in (q[0][:2], q[2][:2])} for n in NAMED)
        assert trig == quads
        assert {quad[3] for quad in quads} == expected | {f"{BASE}dataset/graph/ontology"}
    blank = [
        [q for q in ox.parse(path=release / name) if isinstance(q.subject, ox.BlankNode)] for name in NAMED
    ]
    assert len(blank[0]) == len(blank[1])


@both
def test_nothing_is_both_asserted_and_inferred(release: Path) -> None:
    """In one document; and no inferred triple stands twice in its graph."""
    graphs = defaultdict(list)
    for quad in ox.parse(path=release / "dataset.nq"):
        graphs[quad.graph_name.value].append(quad.triple)
    pairs = [(name, name.replace("/asserted", "/inferred")) for name in graphs if name.endswith("/asserted")]
    assert pairs
    for asserted, inferred in pairs:
        assert graphs[inferred]
        assert not set(graphs[asserted]) & set(graphs[inferred])
        assert len(set(graphs[inferred])) == len(graphs[inferred])


@both
def test_each_page_is_one_graph_in_two_formats_at_the_path_of_its_iri(release: Path) -> None:
    """What the page says of its resource is what the dataset says of it."""
    dataset = _by_pyoxigraph(release / "dataset.ttl")
    pages = [page for page in release.rglob("*.ttl") if page.with_suffix(".jsonld").exists()]
    pages = [page for page in pages if page.name != "dataset.ttl"]
    assert len(pages) > 50
    for page in pages:
        turtle = _by_pyoxigraph(page)
        iri = f"<{BASE}{page.relative_to(release).with_suffix('')}>"
        assert turtle == _by_pyoxigraph(page.with_suffix(".jsonld")), page
        assert iri in {quad[0] for quad in turtle}
        if page.parent != release:  # a document's own page holds all that it asserts
            assert turtle == {quad for quad in dataset if quad[0] == iri}


def test_rdflib_reads_the_pages_as_well(examples: Path) -> None:
    """A page of each kind, in both formats."""
    folder = examples / "giving-rivers-room"
    kinds = [
        folder / "scheme",
        folder / "topic",
        *sorted((folder / "theme").glob("*.ttl")),
        folder / "idea" / "1",
    ]
    for page in (*kinds, folder):
        turtle, jsonld = (_by_rdflib(page.with_suffix(end)) for end in (".ttl", ".jsonld"))
        assert turtle
        assert turtle == jsonld


def test_people_that_documents_share_are_described_once(tmp_path: Path) -> None:
    """In the flat files; each document's own graph is whole all the same."""
    for name in ("one", "two"):
        shutil.copyfile(DOCUMENT, tmp_path / f"{name}.txt")
    assert run("build", tmp_path, "-o", tmp_path / "out").returncode == 0
    agent = f"{BASE}agent/ana-example"
    lines = (tmp_path / "out" / "dataset.nt").read_text().splitlines()
    assert len(lines) == len(set(lines))
    turtle = (tmp_path / "out" / "dataset.ttl").read_text()
    assert turtle.count("<agent/ana-example>\n") == 1
    named = {q[3] for q in _by_pyoxigraph(tmp_path / "out" / "dataset.nq") if q[0] == f"<{agent}>"}
    assert {name for name in named if name.endswith("asserted")} == {
        f"{BASE}{name}/graph/asserted" for name in ("one", "two")
    }


def test_the_documents_stand_in_the_order_in_which_they_were_given(tmp_path: Path, examples: Path) -> None:
    """The same triples, in another order."""
    paths = sorted(EXAMPLES.glob("*.txt"), reverse=True)
    assert run("build", *paths, "-o", tmp_path / "out").returncode == 0
    texts = [(out / "dataset.ttl").read_text() for out in (examples, tmp_path / "out")]
    bases = [[line for line in text.splitlines() if line.startswith("@base")] for text in texts]
    assert bases[0][:2] == bases[1][1::-1] == [f"@base <{BASE}{path.stem}/> ." for path in reversed(paths)]
    assert (tmp_path / "out" / "DIGESTS").read_bytes() == (examples / "DIGESTS").read_bytes()


# what a release says of itself


@both
def test_the_digests_are_those_of_the_canonical_graphs(release: Path) -> None:
    """RDFC-1.0 and SHA-256 by pyoxigraph, of each graph's triples; the first line is over the others."""
    head, *lines = (release / "DIGESTS").read_text(encoding="utf-8").splitlines(keepends=True)
    graphs = defaultdict(ox.Dataset)
    for quad in ox.parse(path=release / "dataset.nq"):
        graphs[quad.graph_name.value].add(ox.Quad(quad.subject, quad.predicate, quad.object))
    expected = []
    for name, graph in graphs.items():
        graph.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
        canonical = sorted(
            (ox.serialize(graph, format=ox.RdfFormat.N_QUADS) or b"").splitlines(keepends=True)
        )
        expected.append(f"{hashlib.sha256(b''.join(canonical)).hexdigest()}  {name}\n")
    assert lines == sorted(expected, key=str.encode)
    assert head == f"{hashlib.sha256(''.join(lines).encode()).hexdigest()}  {BASE}dataset\n"


def test_graphs_says_where_each_graph_stands(examples: Path) -> None:
    """The bytes that it names in dataset.nq are that graph's lines, all of them, under the digest of DIGESTS."""
    data = (examples / "dataset.nq").read_bytes()
    digests = dict(line.split("  ")[::-1] for line in (examples / "DIGESTS").read_text().splitlines()[1:])
    head, *rows = (examples / "GRAPHS").read_text(encoding="utf-8").splitlines()
    assert head.split("\t") == ["offset", "bytes", "triples", "sha256", "graph"]
    end = 0
    for row in rows:
        offset, size, triples, sha256, graph = row.split("\t")
        lines = data[int(offset) : int(offset) + int(size)].splitlines()
        assert int(offset) == end
        assert len(lines) == int(triples)
        assert all(line.endswith(f" <{graph}> .".encode()) for line in lines)
        assert digests.pop(graph) == sha256
        end += int(size)
    assert (end, digests) == (len(data), {})


@both
def test_the_counts_of_the_description_are_true(release: Path) -> None:
    """VoID: recomputed from the triples with sets alone."""
    triples, void = _triples(release / "dataset.nt"), _graph(release / "void.ttl")
    dataset = rdflib.URIRef(f"{BASE}dataset")
    counts = {
        VOID.triples: len(triples),
        VOID.distinctSubjects: len({s for s, _, _ in triples}),
        VOID.entities: len({s for s, _, _ in triples}),
        VOID.distinctObjects: len({o for _, _, o in triples}),
        VOID.properties: len({p for _, p, _ in triples}),
        VOID.classes: len({o for _, p, o in triples if p == RDF.type.n3()}),
    }
    assert len(triples) == len(set(triples))
    assert {key: void.value(dataset, key).toPython() for key in counts} == counts


@both
def test_the_partitions_of_the_description_are_true(release: Path) -> None:
    """One for each property and each class that occurs, with its counts."""
    triples, void = _triples(release / "dataset.nt"), _graph(release / "void.ttl")
    by_property, by_class = defaultdict(list), defaultdict(set)
    for s, p, o in triples:
        by_property[p].append((s, o))
        if p == RDF.type.n3():
            by_class[o].add(s)
    keys = (VOID.triples, VOID.distinctSubjects, VOID.distinctObjects)
    dataset = rdflib.URIRef(f"{BASE}dataset")
    found = {
        void.value(one, VOID.property).n3(): tuple(void.value(one, key).toPython() for key in keys)
        for one in void.objects(dataset, VOID.propertyPartition)
    }
    assert found == {
        p: (len(pairs), len({s for s, _ in pairs}), len({o for _, o in pairs}))
        for p, pairs in by_property.items()
    }
    classes = {
        void.value(one, VOID["class"]).n3(): void.value(one, VOID.entities).toPython()
        for one in void.objects(dataset, VOID.classPartition)
    }
    assert classes == {o: len(subjects) for o, subjects in by_class.items()}


@both
def test_size_and_checksum_of_each_file_are_true(release: Path) -> None:
    """DCAT and SPDX, for each of the dataset's files, where it can be downloaded."""
    void = _graph(release / "void.ttl")
    found = list(void.objects(rdflib.URIRef(f"{BASE}dataset"), DCAT.distribution))
    assert {str(void.value(one, DCAT.downloadURL)) for one in found} == {
        BASE + name for name in (*FLAT, *NAMED)
    }
    for one in found:
        data = (release / str(void.value(one, DCAT.downloadURL)).removeprefix(BASE)).read_bytes()
        checksum = void.value(one, SPDX.checksum)
        assert int(void.value(one, DCAT.byteSize)) == len(data)
        assert str(void.value(checksum, SPDX.checksumValue)) == hashlib.sha256(data).hexdigest()
    assert _by_rdflib(release / "void.ttl")
    assert len(_by_pyoxigraph(release / "void.ttl")) == len(void)


def test_the_description_says_what_the_settings_say(tmp_path: Path) -> None:
    """Title, description, people, licence and dates as set; without them nothing is invented."""
    said = {
        "title": "Bread",
        "description": "Talks on bread",
        "creator": "https://a.example/ana",
        "publisher": "Bo Sample",
        "license": "https://creativecommons.org/licenses/by/4.0/",
        "created": "2026-01-31",
        "modified": "2026-02-28",
    }
    lines = [f"{key} = {json.dumps(value)}" for key, value in said.items()]
    (tmp_path / "lodpress.toml").write_text("\n".join(["[publication]", *lines]))
    done = run("build", DOCUMENT, "-o", "out", cwd=tmp_path)
    assert done.returncode == 0
    void = _graph(tmp_path / "out" / "void.ttl")
    stated = {str(o) for o in void.objects(rdflib.URIRef(f"{BASE}dataset"), None)}
    names_of_agents = {str(o) for o in void.objects(None, rdflib.URIRef("https://schema.org/name"))}
    assert set(said.values()) - stated <= names_of_agents
    assert _report(tmp_path / "out")["publishing"] == []
    assert "recommendation" not in done.stderr


# the report


@both
def test_the_report_is_the_same_in_turtle_and_json(release: Path) -> None:
    """As many findings of each code at each line, and one report on the data and one on the publishing."""
    data, graph = _report(release), _graph(release / "report.ttl")
    findings = set(graph.subjects(RDF.type, TERMS.Finding))
    all_problems = [*data["problems"], *data["publishing"]]
    assert len(findings) == len(all_problems)
    assert Counter(str(graph.value(one, TERMS.code)) for one in findings) == Counter(
        p["code"] for p in all_problems
    )
    lines = Counter(
        (str(graph.value(one, TERMS.code)), line.toPython())
        for one in findings
        for line in graph.objects(one, TERMS.sourceLine)
    )
    assert lines == Counter(
        (p["code"], line)
        for p in data["problems"]
        if p["line"] and p["document"]
        for line in {p["line"], *(other["line"] for other in p.get("related", []))}
    )
    reports = set(graph.subjects(RDF.type, SH.ValidationReport))
    assert reports == {rdflib.URIRef(f"{BASE}dataset/report{end}") for end in ("", "/publishing")}
    results = set(graph.subjects(RDF.type, SH.ValidationResult))
    assert {one for report in reports for one in graph.objects(report, SH.result)} == results
    assert len(_by_pyoxigraph(release / "report.ttl")) == len(graph)


@both
def test_the_counts_of_the_report_are_true(release: Path) -> None:
    """By severity; it conforms exactly where no shape has a result."""
    data, graph = _report(release), _graph(release / "report.ttl")
    counted = Counter(problem["severity"] for problem in data["problems"])
    assert data["counts"] == {name: counted[name] for name in ("error", "warning", "info")}
    assert data["conforms"] == (not any("result" in problem for problem in data["problems"]))
    report = rdflib.URIRef(f"{BASE}dataset/report")
    assert graph.value(report, SH.conforms).toPython() == data["conforms"]
    assert not data["publishedOverErrors"] or counted["error"]


def test_what_the_description_lacks_is_named_by_the_publishing_profile(examples: Path) -> None:
    """Each with the setting that would say it; none of it fails a build."""
    hints = " ".join(problem["hint"] for problem in _report(examples)["publishing"])
    for key in ("title", "description", "creator", "publisher", "license", "created", "modified"):
        assert f"`publication.{key}`" in hints
    assert _report(examples)["counts"]["error"] == 0


def test_what_is_published_over_errors_says_so(tmp_path: Path) -> None:
    """With `--allow-violations` the release is made, the report tells of it, and the code is 1 as an error stands."""
    done = run("build", BROKEN, DOCUMENT, "-o", tmp_path / "out", "--allow-violations")
    assert done.returncode == 1
    assert "published 2 documents" in done.stderr
    data, graph = _report(tmp_path / "out"), _graph(tmp_path / "out" / "report.ttl")
    assert (data["publishedOverErrors"], data["counts"]["error"]) == (True, 1)
    notes = [str(o) for o in graph.objects(rdflib.URIRef(f"{BASE}dataset/report"), None)]
    assert any("--allow-violations" in note for note in notes)
    clean = run("build", DOCUMENT, "-o", tmp_path / "out", "--allow-violations")
    assert clean.returncode == 0
    assert _report(tmp_path / "out")["publishedOverErrors"] is False


def test_a_document_that_cannot_be_read_is_told_in_the_report_of_the_others(tmp_path: Path) -> None:
    """Where the rest is published all the same; without any document there is nothing to publish."""
    (tmp_path / "empty.txt").write_text("")
    words = ("--allow-violations", "-o", tmp_path / "out")
    assert run("build", tmp_path / "empty.txt", DOCUMENT, *words).returncode == 1
    found = [(p["code"], p["file"], p["document"]) for p in _report(tmp_path / "out")["problems"]]
    assert ("file-empty", "empty.txt", None) in found
    alone = run("build", tmp_path / "empty.txt", "-o", tmp_path / "none", "--allow-violations")
    assert (alone.returncode, (tmp_path / "none").exists()) == (1, False)
    assert "nothing was published, because no document could be read" in alone.stderr


# the real document


@pytest.mark.skipif(not (SHARED / "seed").is_dir(), reason="the real document is not here")
def test_the_real_document_is_published_with_exactly_its_problems(tmp_path: Path) -> None:
    """Exit 0, the truth's problems, its ideas, themes, topic and lines, and one digest on two runs."""
    [text] = (SHARED / "seed").glob("*.txt")
    truth = json.loads(text.with_suffix("").with_suffix(".truth.json").read_text(encoding="utf-8"))
    digests = set()
    for name in ("once", "again"):
        assert run("build", SHARED / "seed", "-o", tmp_path / name).returncode == 0
        digests.add((tmp_path / name / "DIGESTS").read_bytes())
    found = Counter((p["line"], p["severity"]) for p in _report(tmp_path / "once")["problems"])
    assert found == Counter((p["line"], p["severity"]) for p in truth["problems"])
    types = Counter(o for _, p, o in _triples(tmp_path / "once" / "dataset.nt") if p == RDF.type.n3())
    kinds = {"KeyIdea": 30, "Theme": 6, "MainTopic": 1, "Edge": 89}
    assert {kind: types[f"<{CG}{kind}>"] for kind in kinds} == kinds
    assert len(digests) == 1
