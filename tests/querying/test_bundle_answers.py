"""The shipped queries answer as the documents say, in both engines alike."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from documents_read import mapped_case
from query_cases import ENGINES, EXAMPLES, ExpectedAnswer, comparable, engine, expected_answers

from lodpress.bundled import bundled_text
from lodpress.engines.oxigraph import triples_of_turtle
from lodpress.engines.oxigraph_sparql import SparqlStore
from lodpress.entailment import compiled_reasoner
from lodpress.querying.answers import Description, Solutions
from lodpress.querying.bundle import Query
from lodpress.querying.execution import query, run, shipped_bundle

#: Those that call other servers have a test of their own, test_federated.py.
QUERIES = [one for one in shipped_bundle().queries if "federated" not in one.decorators["tags"]]

FOLDERS = {
    "across", "constructs", "dataset", "federated", "ideas", "people", "provenance", "quality", "relations", "themes",
}  # fmt: skip


def test_the_bundle_has_every_folder_and_no_name_twice() -> None:
    """So that the last part of a name will do."""
    names = [one.name for one in shipped_bundle().queries]
    assert len(names) >= 32
    assert {name.split("/")[0] for name in names} == FOLDERS
    assert len({one.short_name for one in shipped_bundle().queries}) == len(names)


@pytest.mark.parametrize("kind", ENGINES)
@pytest.mark.parametrize("expected", expected_answers(), ids=str)
def test_a_query_answers_as_the_text_says(expected: ExpectedAnswer, kind: str) -> None:
    """Each engine gives the answer that was read off the document by hand, in the same sequence."""
    answer = run(expected.query, engine(kind, expected.example), expected.values)
    assert comparable(answer) == comparable(expected.answer)


@pytest.mark.parametrize("one", QUERIES, ids=lambda one: one.name)
def test_the_untouched_file_has_an_expected_answer_that_is_not_empty(one: Query) -> None:
    """The default of each query finds something on one of the examples, and a person has read it."""
    read = [e.answer for e in expected_answers() if e.query == one and not e.values]
    assert any(a.rows if isinstance(a, Solutions) else a.triples for a in read)


@pytest.mark.parametrize("one", QUERIES, ids=lambda one: one.name)
def test_both_engines_give_one_sequence_on_both_examples_together(one: Query) -> None:
    """The order leaves nothing to the engine."""
    first, second = (run(one, engine(kind, *EXAMPLES)) for kind in ENGINES)
    assert comparable(first) == comparable(second)


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["es-el-pan-lento", "ja-ocha-wo-ireru", "ar-nakhlat-al-waha", "de-wem-gehoert-die-strasse"]
)
@pytest.mark.parametrize("one", QUERIES, ids=lambda one: one.name)
def test_both_engines_agree_on_other_languages_and_scripts(one: Query, name: str) -> None:
    """Labels of any script sort alike."""
    asked = {
        p.name: {"idea": 1, "text": "a", "document": name}.get(p.name, p.default) for p in one.parameters
    }
    asked = {key: value for key, value in asked.items() if value != one.parameter(key).default}
    first, second = (run(one, engine(kind, name), asked) for kind in ENGINES)
    assert comparable(first) == comparable(second)


@pytest.fixture(scope="module")
def everything() -> SparqlStore:
    """Both examples with what is inferred of them and the ontology, as one merged graph."""
    ontology = triples_of_turtle(bundled_text("ontology", "cg.ttl").encode())
    reasoner = compiled_reasoner(ontology)
    asserted = [mapped_case(name).mapped.triples for name in EXAMPLES]
    inferred = [reasoner.entail(triples).inferred for triples in asserted]
    return SparqlStore(triples=[t for part in (*asserted, *inferred, ontology) for t in part])


@pytest.mark.parametrize("one", QUERIES, ids=lambda one: one.name)
def test_inferred_triples_change_no_answer(one: Query, everything: SparqlStore) -> None:
    """A query over the published quads answers as one over the asserted triples does."""
    assert run(one, everything) == run(one, engine("pyoxigraph", *EXAMPLES))


@pytest.mark.parametrize("example", EXAMPLES)
def test_one_idea_whole_leaves_nothing_out(example: str) -> None:
    """Every asserted triple on an idea, and on each line drawn at it, is in the graph of that idea."""
    triples = mapped_case(example).mapped.triples
    ideas = {s for s, _, o in triples if o == "<https://w3id.org/lodpress/ns#KeyIdea>"}
    ends = ("<https://w3id.org/lodpress/ns#source>", "<https://w3id.org/lodpress/ns#target>")
    for idea in ideas:
        lines = {s for s, p, o in triples if p in ends and o == idea}
        answer = query("idea-whole", engine("pyoxigraph", example), {"idea": idea})
        assert isinstance(answer, Description)
        assert {t for t in triples if t[0] == idea or t[0] in lines} <= set(answer.triples)


def test_threads_may_ask_one_store() -> None:
    """Results stay in the call that made them, so that answers in four threads are those of one."""
    store = engine("pyoxigraph", *EXAMPLES)
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda one: run(one, store), QUERIES * 4))
    assert answers == [run(one, store) for one in QUERIES] * 4
