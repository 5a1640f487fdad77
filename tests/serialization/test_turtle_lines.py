"""Texts of several lines in Turtle keep their lines, and every text comes back as it was."""

from __future__ import annotations

import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st

from lodpress.engines import oxigraph
from lodpress.serialization.turtle import TermWriter, turtle
from lodpress.triples import literal

TEXTS = [
    "two\nlines", "\n", '"\n"', 'a\n"', 'a\n""', 'a\n"""', '"""\n"""" b', 'say "hi"\n', "back\\slash\n", "\\n and\n",
    'a\n\\"', "tab\t\r\nend", "a\n\\", 'é𝒳\n"x" y""z',
]  # fmt: skip


def _read_back(text: str, language: str = "", datatype: str = "") -> str:
    term = literal(text, language=language, datatype=datatype)
    written = turtle([("<https://a.org/s>", "<https://a.org/p>", term)], "https://a.org/", lines=True)
    ((_, _, found),) = oxigraph.triples_of_turtle(written.encode())
    assert found == term
    (node,) = rdflib.Graph().parse(data=written, format="turtle").objects()
    return str(node)


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize(("language", "datatype"), [("", ""), ("en", ""), ("", "https://a.org/t")])
def test_a_text_of_several_lines_comes_back(text: str, language: str, datatype: str) -> None:
    """With quotes and backslashes wherever they stand, as two parsers read it."""
    assert _read_back(text, language, datatype) == text


@given(st.text(alphabet='ab"\\\n\t n', max_size=12))
def test_any_text_comes_back(text: str) -> None:
    """Made of what could go wrong."""
    assert _read_back(text) == text


def test_lines_and_quotes_are_written_as_they_are() -> None:
    """That is what three quotes are for; a text of one line stays between one."""
    write = TermWriter("https://a.org/", lines=True)
    assert write(literal('COALESCE(?a, "")\nLIMIT 1')) == '"""COALESCE(?a, "")\nLIMIT 1"""'
    assert write(literal("one line")) == '"one line"'
    assert TermWriter("https://a.org/")(literal("two\nlines")) == '"two\\nlines"'
