"""A folder of queries is read with names, questions, decorators and parameters, and answers what it lacks."""

from __future__ import annotations

from pathlib import Path

import pytest
from query_cases import ENGINES, EXAMPLES, engine

from lodpress.problems import EngineError, InputError, UsageError
from lodpress.querying.answers import Description, Solutions
from lodpress.querying.bundle import parsed_query, read_bundle, read_query
from lodpress.querying.execution import query, run, shipped_bundle
from lodpress.querying.sources import base_of

_QUERY = """# How big is a theme?
#+ summary: Sizes
#+ description: >
#+   In two
#+   lines.
#+ tags:
#+   - themes
#+   - counts
#+ pagination: 100
SELECT * {
  VALUES ?_theme_iri { <https://example.org/t> }
  ?s ?p ?_theme_iri .
}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A bundle of a user's own."""
    for name in ("themes/sizes", "ideas/sizes", "ideas/links"):
        file = tmp_path / f"{name}.rq"
        file.parent.mkdir(exist_ok=True)
        file.write_text(_QUERY, encoding="utf-8")
    return tmp_path


def test_a_file_is_read_whole(folder: Path) -> None:
    """Name, question, decorators, parameters, form."""
    one = read_bundle(folder).find("ideas/links")
    assert (one.name, one.short_name, one.question, one.summary, one.form) == (
        "ideas/links", "links", "How big is a theme?", "Sizes", "SELECT",
    )  # fmt: skip
    assert dict(one.decorators) == {
        "summary": "Sizes",
        "description": "In two lines.",
        "tags": ("themes", "counts"),
        "pagination": "100",
    }
    assert [(p.name, p.type, p.default) for p in one.parameters] == [
        ("theme", "iri", "<https://example.org/t>")
    ]


@pytest.mark.parametrize("name", ["links", "ideas/links", "links.rq"])
def test_a_query_is_found_by_its_name_or_the_last_part(folder: Path, name: str) -> None:
    """With the folder, without, and with the file's ending."""
    assert read_bundle(folder).find(name).name == "ideas/links"


def test_a_name_of_several_queries_is_answered_with_them(folder: Path) -> None:
    """The folder tells them apart."""
    with pytest.raises(UsageError, match="several queries are called `sizes`") as caught:
        read_bundle(folder).find("sizes")
    assert caught.value.hint == "one of `ideas/sizes`, `themes/sizes`"


def test_an_unknown_query_is_answered_with_the_nearest() -> None:
    """A slip of the pen is corrected."""
    with pytest.raises(UsageError, match="there is no query `theme-idea`") as caught:
        shipped_bundle().find("theme-idea")
    assert str(caught.value.hint).startswith("did you mean `theme-ideas`")


def test_an_unknown_parameter_is_answered_with_the_nearest() -> None:
    """And where the query has none, that is said."""
    data = engine("pyoxigraph", *EXAMPLES)
    with pytest.raises(UsageError, match="the query `theme-ideas` has no parameter `thema`") as caught:
        query("theme-ideas", data, {"thema": "Cost"})
    assert caught.value.hint == "did you mean `theme`?"
    with pytest.raises(UsageError) as caught:
        query("themes", data, {"theme": "Cost"})
    assert caught.value.hint == "it has none at all"


def test_a_folder_without_queries_is_refused(tmp_path: Path) -> None:
    """An empty bundle is a mistake."""
    with pytest.raises(InputError, match="holds no query"):
        read_bundle(tmp_path)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"SELECT * { ?s ?p '\xff' }", "is not UTF-8"),
        (b"SELECT * { VALUES ?_x_iri { <a:b> } }", "broken.rq: the VALUES"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, data: bytes, said: str) -> None:
    """Bad bytes and bad parameters alike."""
    (tmp_path / "broken.rq").write_bytes(data)
    with pytest.raises((InputError, UsageError), match=said):
        read_query(tmp_path / "broken.rq")
    with pytest.raises(InputError, match="cannot read the query"):
        read_query(tmp_path / "absent.rq")


@pytest.mark.parametrize("kind", ENGINES)
@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?s",
        "SELECT * { ?s a }",
        "SELECT { ?s ?p ?o }",
        "SELECT * { ?s nothing:here ?o }",
    ],
)
def test_a_text_that_is_no_sparql_is_refused(text: str, kind: str) -> None:
    """The message says so in our words, with the place where the engine knows it."""
    with pytest.raises(UsageError, match=r"the query is not SPARQL 1\.1"):
        query(text, engine(kind))


def test_the_place_of_a_syntax_error_is_told() -> None:
    """Line and column, and what is missing there where it is one thing."""
    with pytest.raises(UsageError, match="from line 2, column") as caught:
        query("SELECT * {\n ?s nothing:here ?o }", engine("pyoxigraph"))
    assert caught.value.hint == "a prefix is not declared with PREFIX"


@pytest.mark.parametrize("kind", ENGINES)
def test_every_form_of_query_has_its_answer(kind: str) -> None:
    """ASK is one row, DESCRIBE a graph."""
    data = engine(kind, "giving-rivers-room")
    yes = query("ASK { ?s ?p ?o }", data)
    assert yes == Solutions(("answer",), (('"true"^^<http://www.w3.org/2001/XMLSchema#boolean>',),))
    made = query("DESCRIBE <https://example.org/agent/bo-sample> {}", data)
    assert isinstance(made, Description)
    assert {triple[0] for triple in made.triples} == {"<https://example.org/agent/bo-sample>"}


@pytest.mark.parametrize("kind", ENGINES)
def test_an_engine_refuses_the_other_form(kind: str) -> None:
    """Rows are not asked of a query that makes a graph, nor a graph of one that makes rows."""
    data = engine(kind)
    with pytest.raises(UsageError):
        data.select("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
    with pytest.raises(UsageError):
        data.construct("SELECT * { ?s ?p ?o }")


def test_an_evaluation_that_fails_is_an_engine_error() -> None:
    """What only shows while the query runs is no fault of its text."""
    with pytest.raises(EngineError, match="pyoxigraph cannot answer"):
        engine("pyoxigraph").select("SELECT * { SERVICE ?x { ?s ?p ?o } }")


def test_the_base_is_read_off_the_data() -> None:
    """What all documents begin with; nothing where there is none."""
    assert base_of(engine("pyoxigraph", *EXAMPLES)) == "https://example.org/"
    assert base_of(engine("pyoxigraph")) == ""


def test_a_query_of_ones_own_is_run_like_the_shipped_ones() -> None:
    """Its parameters are named, looked up and bound."""
    own = parsed_query(
        "own",
        "SELECT ?i {\n  VALUES ?_theme_iri { <a:b> }\n  ?_theme_iri <https://w3id.org/lodpress/ns#themeOf> ?i .\n}",
    )
    answer = run(own, engine("pyoxigraph", *EXAMPLES), {"theme": "floods"})
    assert isinstance(answer, Solutions)
    assert {row[0] for row in answer.rows} == {
        f"<https://example.org/giving-rivers-room/idea/{n}>" for n in (4, 5)
    }
