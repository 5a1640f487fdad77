"""`lodpress query` as people use it: what it lists, answers, writes and refuses."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

from cli.processes import EXAMPLES, run
from lodpress.querying import shipped_bundle

_OWN = """# Which labels are there?
SELECT ?label WHERE {
  VALUES ?_theme_iri { <https://example.org/deepseek-impact/theme/cost> }
  ?_theme_iri <http://www.w3.org/2004/02/skos/core#prefLabel> ?label .
}
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both examples, published."""
    out = tmp_path_factory.mktemp("built") / "out"
    assert run("build", EXAMPLES, "-o", out, "-q").returncode == 0
    return out


def test_without_a_name_the_bundle_is_listed() -> None:
    """Every query with its question and its parameters, by folder."""
    shown = run("query").stdout
    for query in shipped_bundle().queries:
        assert f"  {query.short_name} " in shown
        assert query.question in shown
    assert "\nthemes\n" in shown


@pytest.mark.slow
def test_documents_and_what_was_built_of_them_answer_alike(built: Path, tmp_path: Path) -> None:
    """Read on the fly, a built folder, each RDF file of it, and a store, by either engine."""
    store = tmp_path / "store"
    ox.Store(str(store)).bulk_load(path=built / "dataset.nt")
    sources = [EXAMPLES, built, built / "dataset.ttl", built / "dataset.nt", built / "dataset.jsonld", store]
    answers = [run("query", "theme-ideas", source, "--theme", "Storage") for source in sources]
    answers += [
        run("query", "theme-ideas", source, "--theme", "Storage", "--reference") for source in (built, store)
    ]
    assert {(done.returncode, done.stderr) for done in answers} == {(0, "")}
    assert len({done.stdout for done in answers}) == 1
    assert "storage" in run("query", "theme-sizes", store).stdout


def test_every_format_of_rows_holds_the_same(built: Path) -> None:
    """Read back by the standard library, by rdflib and by pyoxigraph."""
    shown = {
        name: run("query", "theme-sizes", built, "--format", name).stdout
        for name in ("csv", "tsv", "json", "xml", "markdown", "html", "table")
    }
    labels = [row["label"] for row in csv.DictReader(io.StringIO(shown["csv"]))]
    assert len(labels) == 12
    assert [row["label"]["value"] for row in json.loads(shown["json"])["results"]["bindings"]] == labels
    xml = rdflib.query.Result.parse(io.BytesIO(shown["xml"].encode()), format="xml")
    assert [str(row.label) for row in xml] == labels
    tsv = ox.parse_query_results(shown["tsv"].encode(), ox.QueryResultsFormat.TSV)
    assert [row["label"].value for row in tsv] == labels  # type: ignore[union-attr]
    for name in ("markdown", "html", "table"):
        assert [label for label in labels if label not in shown[name]] == []
    assert all(text.endswith("\n") for text in shown.values())


def test_every_format_of_a_graph_holds_the_same(built: Path) -> None:
    """Turtle for people, N-Triples, JSON-LD."""
    graphs = [
        rdflib.Graph().parse(data=run("query", "idea-whole", built, "-f", name).stdout, format=parser)
        for name, parser in (("turtle", "turtle"), ("nt", "nt"), ("jsonld", "json-ld"))
    ]
    assert len(graphs[0]) > 20
    assert set(graphs[0]) == set(graphs[1]) == set(graphs[2])


def test_explain_shows_what_would_be_sent(built: Path) -> None:
    """The term of the label in the place of the default, and no other change."""
    shown = run("query", "theme-ideas", built, "--theme", "Storage", "--explain").stdout
    text = shipped_bundle().find("theme-ideas").text
    default = "https://example.org/deepseek-impact/theme/cost>"
    changed = text.replace(f"{{ <{default}", "{ <https://example.org/giving-rivers-room/theme/storage>")
    assert shown.rstrip("\n") == changed.rstrip("\n")
    assert run("query", "theme-ideas", "--explain").stdout.rstrip("\n") == text.rstrip("\n")


def test_ones_own_file_and_folder_work_like_the_bundle(built: Path, tmp_path: Path) -> None:
    """Listed, found by name, asked with parameters; the bundle's names are not among them."""
    (tmp_path / "mine").mkdir()
    file = tmp_path / "mine" / "labels.rq"
    file.write_text(_OWN, encoding="utf-8")
    by_file = run("query", file, built, "--theme", "Storage")
    by_name = run("query", "labels", built, "--queries", tmp_path / "mine", "--theme", "Storage")
    assert by_file.stdout == by_name.stdout == "label\n-------\nStorage\n"
    assert (
        run("query", "--queries", tmp_path / "mine").stdout
        == ".\n  labels  Which labels are there?  [--theme]\n"
    )
    assert (
        "there is no query `themes`" in run("query", "themes", built, "--queries", tmp_path / "mine").stderr
    )


def test_a_default_that_was_taken_is_said(built: Path) -> None:
    """Beside the data, so that nobody takes the example's answer for their own."""
    done = run("query", "theme-ideas", built)
    assert done.stderr == "--theme is <https://example.org/deepseek-impact/theme/cost> by default\n"
    nothing = run("query", "idea-search", built, "--text", "zebra")
    assert (nothing.returncode, nothing.stderr) == (0, "no answer\n")


@pytest.mark.parametrize(
    ("words", "said", "hint"),
    [
        (["theme-idea"], "there is no query `theme-idea`", "did you mean `theme-ideas`"),
        (["themes"], "there is nothing to query", "name a source: `lodpress query themes documents`"),
        (["theme-ideas", "B", "--thema", "x"], "has no parameter `thema`", "did you mean `theme`?"),
        (["theme-ideas", "B", "--theme", "Csot"], "`Csot` names no theme", "did you mean `Cost`?"),
        (["theme-ideas", "B", "--theme", "a b://c"], "`theme` must be an absolute IRI, not `a b://c`", ""),
        (["theme-overlaps", "B", "--minimum", "two"], "`minimum` must be a whole number, not `two`", ""),
        (["theme-ideas", "B", "--theme"], "`--theme` needs a value", ""),
        (["themes", "B", "-f", "cvs"], "there is no format `cvs`", "did you mean `csv`?"),
        (["themes", "B", "-f", "turtle"], "answers with rows, which `turtle` cannot hold", "one of `table`"),
        (
            ["idea-whole", "B", "-f", "csv"],
            "answers with a graph, which `csv` cannot hold",
            "one of `turtle`",
        ),
        (["mine.rq", "B"], "there is no query file `mine.rq`", ""),
        (["themes", "B", "--queries", "absent"], "there is no folder `absent`", "`--queries` names a folder"),
        (["themes", "absent.ttl"], "there is no file `absent.ttl`", ""),
        (
            ["themes", "B", "--endpoint", "http://127.0.0.1:9/"],
            "an endpoint is asked in place of sources",
            "leave out",
        ),
    ],
)
def test_what_cannot_be_asked_is_one_clear_message(
    words: list[str], said: str, hint: str, built: Path
) -> None:
    """With exit code 2 and nothing on standard output."""
    done = run("query", *[built if word == "B" else word for word in words], cwd=built.parent)
    assert (done.returncode, done.stdout) == (2, "")
    first, *rest = done.stderr.splitlines()
    assert first.startswith("error: ")
    assert said in first
    assert not hint or hint in rest[0]


def test_a_service_is_refused_before_anything_is_asked(built: Path, tmp_path: Path) -> None:
    """Unless it is allowed; what then happens is the query's own risk."""
    file = tmp_path / "far.rq"
    file.write_text("SELECT * WHERE { SERVICE <http://127.0.0.1:9/sparql> { ?s ?p ?o } }", encoding="utf-8")
    refused = run("query", file, built)
    assert refused.returncode == 2
    assert "the query calls another server with SERVICE" in refused.stderr
    assert run("query", file, "--explain").stdout.startswith("SELECT * WHERE { SERVICE")
    allowed = run("query", file, built, "--allow-service")
    assert "pyoxigraph cannot answer the query" in allowed.stderr


@pytest.mark.parametrize("engine", [(), ("--reference",)])
def test_a_slip_in_ones_own_file_is_shown_where_it_stands(
    engine: tuple[str, ...], built: Path, tmp_path: Path
) -> None:
    """With the line, a caret under the place, and a hint; the same whichever engine was to answer."""
    (tmp_path / "mine.rq").write_text(
        "# Which?\nSELECT ?x WHERE {\n  ?x a <urn:Theme> ,\n}\n", encoding="utf-8"
    )
    done = run("query", "mine.rq", built, *engine, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines()[:4] == [
        "error[query-syntax]: SPARQL 1.1 cannot be read on from here",
        "  --> mine.rq:3:20",
        "  3 |   ?x a <urn:Theme> ,",
        "    |                    ^",
    ]
