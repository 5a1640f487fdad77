"""Answers in Markdown and HTML, whose marks in the data are escaped."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from lodpress.querying.output import is_numeric, shortened, visible

if TYPE_CHECKING:
    from lodpress.querying.answers import Solutions

_STYLE = """
:root { color-scheme: light dark; }
body { font: 1rem/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 80rem; padding: 0 1rem; }
h1 { font-size: 1.25rem; }
.answer { overflow-x: auto; }
table { border-collapse: collapse; }
th, td { border-bottom: 1px solid #8886; padding: .35rem .8rem .35rem 0; text-align: start; vertical-align: top; }
td.number { text-align: end; font-variant-numeric: tabular-nums; }
"""
_LINKED = ("http://", "https://")
_MARKS = re.compile(r"([\\`*_{}\[\]<>#|~$&])")


def markdown(solutions: Solutions, *, base: str = "") -> str:
    """The solutions as a table in GitHub Flavored Markdown, each line ended by LF; web IRIs are links.

    Whatever could be a mark in the data is escaped.
    """
    right = [is_numeric(solutions, place) for place in range(len(solutions.variables))]
    lines = [
        [_text(name) for name in solutions.variables],
        ["---:" if numeric else "---" for numeric in right],
        *([_markdown_cell(term, base) for term in row] for row in solutions.rows),
    ]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def _markdown_cell(term: str | None, base: str) -> str:
    if term is None:
        return ""
    text = _text(shortened(term, base))
    if not term.startswith(("<http://", "<https://")):
        return text
    return f"[{text}](<{term[1:-1]}>)"


def _text(text: str) -> str:
    return _MARKS.sub(r"\\\1", visible(text))


def html_table(solutions: Solutions, *, base: str = "") -> str:
    """The solutions as one HTML table; web IRIs are links, texts carry their language."""
    right = [is_numeric(solutions, place) for place in range(len(solutions.variables))]
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in solutions.variables)
    rows = "".join(
        "<tr>" + "".join(map(_html_cell, row, right, [base] * len(right))) + "</tr>\n"
        for row in solutions.rows
    )
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n"


def _html_cell(term: str | None, numeric: bool, base: str) -> str:
    if term is None:
        return "<td></td>"
    text = escape(visible(shortened(term, base)))
    if term.startswith("<") and term[1:].startswith(_LINKED):
        return f'<td><a href="{escape(term[1:-1])}">{text}</a></td>'
    if numeric:
        return f'<td class="number">{text}</td>'
    rest = term[term.rfind('"') + 1 :]
    return (
        f'<td lang="{escape(rest[1:])}" dir="auto">{text}</td>'
        if rest.startswith("@")
        else f"<td>{text}</td>"
    )


def html_page(solutions: Solutions, question: str, *, base: str = "") -> str:
    """A whole HTML page with the question and its answer, which needs no other file."""
    title = escape(question or "Answer")
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n"
        f'<div class="answer">\n{html_table(solutions, base=base)}</div>\n</body>\n</html>\n'
    )
