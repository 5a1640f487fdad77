"""Answers in Markdown and HTML hold the data whole, and nothing in it becomes a mark."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from lodpress.querying.answers import Solutions
from lodpress.querying.markup import html_page, html_table, markdown
from lodpress.terms import XSD
from lodpress.triples import literal

BASE = "https://example.org/"
ANSWER = Solutions(
    ("label", "n", "theme"),
    (
        ('"Cost"@en', literal("6", datatype=XSD + "integer"), f"<{BASE}a/theme/cost>"),
        ('"ماء"@ar', None, "<urn:a>"),
    ),
)
HOSTILE = [
    "<script>alert(1)</script>",
    "a | b",
    "[x](javascript:alert(1))",
    "**bold** `code` _it_ ~~no~~ # 1",
    "&lt;b&gt; &amp;",
    'x" onmouseover="alert(1)',
    "![x](https://example.org/x.png)",
    "a\\|b\\",
    "$x$",
]


def test_markdown_is_a_table_with_links() -> None:
    """Numbers to the right, IRIs shortened, and each a link."""
    assert markdown(ANSWER, base=BASE) == (
        "| label | n | theme |\n"
        "| --- | ---: | --- |\n"
        "| Cost | 6 | [a/theme/cost](<https://example.org/a/theme/cost>) |\n"
        "| ماء |  | urn:a |\n"
    )


@pytest.mark.parametrize("text", HOSTILE)
def test_no_mark_in_the_data_is_one_in_markdown(text: str) -> None:
    """Read as GitHub reads it, a cell holds the text and nothing else."""
    row = markdown(Solutions(("x",), ((literal(text),),))).splitlines()[2]
    escaped = row.removeprefix("| ").removesuffix(" |")
    assert escaped.replace("\\\\", "\0").replace("\\", "").replace("\0", "\\") == text
    for mark in "|[]<>`*_#~$&":
        assert escaped.count(f"\\{mark}") >= text.count(mark)


class _Cells(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.links: list[str] = []
        self.attributes: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [str(value) for name, value in attrs if name == "href"]

    def handle_data(self, data: str) -> None:
        self.text += data


def _read(page: str) -> _Cells:
    cells = _Cells()
    cells.feed(page)
    return cells


@pytest.mark.parametrize("text", HOSTILE)
def test_no_mark_in_the_data_is_one_in_html(text: str) -> None:
    """Nor in the question, nor in a variable's name."""
    term = literal(text, language="en")
    read = _read(html_page(Solutions(("x",), ((term,),)), text))
    tags = {
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "h1",
        "div",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
    }
    assert read.tags == tags
    assert read.attributes <= {"lang", "charset", "name", "content", "class", "scope", "dir"}
    assert read.text.count(text) == 3


def test_only_web_addresses_are_links() -> None:
    """An IRI of another scheme could run something."""
    rows = tuple(
        (f"<{name}>",) for name in ("https://example.org/a&b", "javascript:alert(1)", "data:text/html,x")
    )
    assert _read(html_table(Solutions(("x",), rows))).links == ["https://example.org/a&b"]


def test_texts_carry_their_language_and_direction() -> None:
    """So that Arabic runs from the right and a voice reads it as such."""
    table = html_table(ANSWER, base=BASE)
    assert '<td lang="ar" dir="auto">ماء</td>' in table
    assert '<td class="number">6</td>' in table
    assert '<a href="https://example.org/a/theme/cost">a/theme/cost</a>' in table


def test_a_notebook_shows_the_table() -> None:
    """By the method that notebooks ask for."""
    assert ANSWER._repr_html_() == html_table(ANSWER)
