"""Every query of the bundle is answered alike in six engines, the servers among them real."""

from __future__ import annotations

import pytest
from engine_comparison import DATA, OTHERS, Data, asked_over, data_named, expected_answers, is_empty, replies
from servers import KINDS, skip_where_missing

pytestmark = pytest.mark.slow


def _data(name: str) -> Data:
    found = data_named(name)
    if found is None:
        pytest.skip("the real document is not beside the checkout, in shared/seed")
    return found


# one test for each engine and data, so that no server is started twice by the processes that share the tests
@pytest.mark.parametrize("name", DATA)
@pytest.mark.parametrize("kind", OTHERS)
def test_an_engine_answers_every_query_as_pyoxigraph_does(kind: str, name: str) -> None:
    """With its defaults and with values that occur: the same rows, in the same order where the query orders."""
    if kind in KINDS:
        skip_where_missing(kind)
    data = _data(name)
    with asked_over(kind, data) as asked:
        done = list(replies(asked, expected_answers(data.name)))
    wrong = [f"{reply.question}\n      {reply.difference}" for reply in done if reply.difference]
    assert not wrong, f"{kind} differs over {name} in {len(wrong)} of {len(done)}:\n" + "\n".join(wrong)


def test_every_query_finds_something() -> None:
    """Agreement on nothing would prove nothing: with its defaults each query has an answer somewhere."""
    answered = {
        question.query.name for name in ("examples", "generated")
        for question, answer in expected_answers(name) if not is_empty(answer)
    }  # fmt: skip
    asked = {question.query.name for question, _ in expected_answers("examples")}
    assert asked
    assert asked == answered
