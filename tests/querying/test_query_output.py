"""Answers are written as a table, in the SPARQL results formats, and as N-Triples."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator

import pytest
from query_cases import EXAMPLES, engine

from lodpress.engines.oxigraph_sparql import write_solutions
from lodpress.problems import EngineError, UsageError
from lodpress.querying.answers import Description, Solutions, plain
from lodpress.querying.execution import query
from lodpress.querying.output import (
    STREAMED_FORMATS,
    cell_width,
    checked_format,
    ntriples,
    shortened,
    table,
    wrapped,
)

_INTEGER = "http://www.w3.org/2001/XMLSchema#integer"
ROWS = Solutions(
    ("label", "n", "theme"),
    (
        ('"Cost, or \\"price\\""@en', f'"6"^^<{_INTEGER}>', "<https://example.org/a/theme/cost>"),
        ('"東京の水"@ja', f'"12"^^<{_INTEGER}>', None),
        (None, None, "<https://w3id.org/lodpress/ns#Theme>"),
    ),
)


def _written(answer: Solutions, name: str) -> bytes:
    output = io.BytesIO()
    write_solutions(answer.variables, answer.rows, name, output)
    return output.getvalue()


def test_a_table_is_aligned_and_short() -> None:
    """Numbers to the right, wide letters as two cells, IRIs relative to the base or prefixed."""
    assert table(ROWS, base="https://example.org/") == (
        "label              n  theme\n"
        "----------------  --  ------------\n"
        'Cost, or "price"   6  a/theme/cost\n'
        "東京の水          12\n"
        "                      cg:Theme\n"
    )


def test_wide_text_is_wrapped_within_the_width() -> None:
    """No line is wider than asked, and no word is lost."""
    answer = query("theme-ideas", engine("pyoxigraph", *EXAMPLES))
    assert isinstance(answer, Solutions)
    shown = table(answer, base="https://example.org/", width=90)
    assert max(map(cell_width, shown.splitlines())) <= 90
    for row in answer.rows:
        assert set(plain(str(row[3])).split()) <= set(shown.split())


def test_a_table_never_moves_the_cursor() -> None:
    """Control characters in the data are blanks on the screen."""
    shown = table(Solutions(("x",), (('"a\\u001B[31m\\nb\\rc"',),)))
    assert shown == "x\n----------\na [31m b c\n"


@pytest.mark.parametrize(
    ("text", "size", "lines"),
    [
        ("one two three", 7, ["one two", "three"]),
        ("overlong", 3, ["ove", "rlo", "ng"]),
        ("a overlong b", 4, ["a", "over", "long", "b"]),
        ("東京都", 4, ["東京", "都"]),
        ("", 4, [""]),
    ],
)
def test_text_is_broken_at_blanks(text: str, size: int, lines: list[str]) -> None:
    """And inside a word only where it must be."""
    assert wrapped(text, size) == lines


def test_a_table_without_rows_is_its_head() -> None:
    """So that one sees that nothing was found."""
    assert table(Solutions(("a", "bc"), ())) == "a  bc\n-  --\n"


def test_csv_holds_what_the_table_shortens() -> None:
    """Full IRIs and texts, quoted as RFC 4180 asks."""
    rows = list(csv.reader(io.StringIO(_written(ROWS, "csv").decode(), newline="")))
    assert rows == [
        ["label", "n", "theme"],
        ['Cost, or "price"', "6", "https://example.org/a/theme/cost"],
        ["東京の水", "12", ""],
        ["", "", "https://w3id.org/lodpress/ns#Theme"],
    ]


def test_json_is_the_sparql_results_format() -> None:
    """Tags, datatypes and unbound variables are all there."""
    held = json.loads(_written(ROWS, "json"))
    assert held["head"] == {"vars": ["label", "n", "theme"]}
    assert held["results"]["bindings"][1] == {
        "label": {"type": "literal", "value": "東京の水", "xml:lang": "ja"},
        "n": {"type": "literal", "value": "12", "datatype": _INTEGER},
    }


def test_tsv_and_xml_are_written_too() -> None:
    """The terms in Turtle's form, and the older format of endpoints."""
    lines = _written(ROWS, "tsv").decode().splitlines()
    assert lines[0] == "?label\t?n\t?theme"
    assert lines[2].startswith('"東京の水"@ja\t12')
    assert b'<variable name="theme"/>' in _written(ROWS, "xml")


@pytest.mark.parametrize("name", ["csv", "tsv", "json", "xml"])
def test_no_rows_are_written_as_no_rows(name: str) -> None:
    """The head stays, also of one column whose only value is unbound."""
    assert _written(Solutions(("a",), ()), name)
    one = _written(Solutions(("a",), ((None,),)), "json")
    assert json.loads(one)["results"]["bindings"] == [{}]


def test_a_graph_is_written_as_ntriples() -> None:
    """Sorted, one triple a line."""
    answer = query("idea-whole", engine("pyoxigraph", *EXAMPLES))
    assert isinstance(answer, Description)
    lines = ntriples(answer).splitlines()
    assert lines == sorted(lines)
    assert len(lines) == len(answer.triples) == 84


@pytest.mark.parametrize("name", STREAMED_FORMATS)
def test_rows_are_written_as_they_come(name: str) -> None:
    """The first are out before the last are asked for, and what fails half way is told."""
    output = io.BytesIO()
    seen: list[int] = []

    def rows() -> Iterator[tuple[str]]:
        for number in range(20_000):
            seen.append(len(output.getvalue()))
            yield (f'"{number}"',)
        raise EngineError("the endpoint stopped")

    with pytest.raises(EngineError, match="the endpoint stopped"):
        write_solutions(("n",), rows(), name, output)
    assert 0 < seen[10_000] < seen[-1]


@pytest.mark.parametrize(
    ("name", "rows", "said"),
    [
        ("turtle", True, "answers with rows, which `turtle` cannot hold"),
        ("csv", False, "answers with a graph, which `csv` cannot hold"),
        ("cvs", True, "there is no format `cvs`"),
    ],
)
def test_a_format_that_cannot_hold_the_answer_is_refused(name: str, rows: bool, said: str) -> None:
    """Rows are no graph, and a misspelt format has a near one."""
    with pytest.raises(UsageError, match=said):
        checked_format(name, rows=rows)


@pytest.mark.parametrize(
    ("term", "shown"),
    [
        ("<https://example.org/a/theme/x>", "a/theme/x"),
        ("<https://example.org/>", "https://example.org/"),
        ("<http://www.w3.org/2004/02/skos/core#Concept>", "skos:Concept"),
        ("<http://www.w3.org/2004/02/skos/core#a/b>", "http://www.w3.org/2004/02/skos/core#a/b"),
        ('"a\\"b\\\\n\\u00e9"@en', 'a"b\\né'),
        ("_:b1", "_:b1"),
    ],
)
def test_terms_are_shown_short(term: str, shown: str) -> None:
    """By the base, else a prefix where what follows is a name, else whole."""
    assert shortened(term, "https://example.org/") == shown
