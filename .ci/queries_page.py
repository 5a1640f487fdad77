"""The documentation page of the bundle of queries, `queries/index.html`, made from the files and the two examples.

`python .ci/queries_page.py` writes it, the same bytes each time; with `--check` it writes nothing and
exits 1 where the page is not the one that the files give.
"""

from __future__ import annotations

import json
import re
import shlex
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from html import escape
from itertools import groupby
from pathlib import Path
from string import Template

from pages import settle

import lodpress
from lodpress.problems import UsageError
from lodpress.querying import Parameter, Query, base_of, read_bundle, shortened
from lodpress.querying.answers import Description, Engine, Solutions, plain
from lodpress.querying.defaults import default_of
from lodpress.querying.names import resolved
from lodpress.querying.output import is_numeric
from lodpress.querying.prologue import services_of
from lodpress.querying.tokens import tokens
from lodpress.serialization.turtle import ordered, subject_ranks, turtle
from lodpress.terms import PREFIXES

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
FOLDER = ROOT / "queries"
SHOWN_ROWS, SHOWN_LINES = 4, 14

DESCRIPTION = (
    "Questions that people ask of concept graphs, each as a SPARQL query with its parameters, how to call it, "
    "and its answer on the two example documents."
)

#: What a folder's queries ask about, in the order of the page.
FOLDERS = {
    "themes": "Themes",
    "ideas": "Ideas",
    "relations": "Relations",
    "people": "People",
    "provenance": "Provenance",
    "quality": "Quality",
    "across": "Across documents",
    "dataset": "The dataset",
    "constructs": "Graphs",
    "federated": "With other servers",
}

#: A parameter's type, and what may be given for it.
TYPES = {
    "iri": "An IRI. The command and Python also take a label, a number or the end of an IRI, and look it up in the data.",
    "literal": "A text without a language.",
    "integer": "A whole number.",
    "decimal": "A decimal number.",
    "date": "A date, as in 2026-01-31.",
    "dateTime": "A time with its zone, as in 2026-01-31T12:00:00Z.",
    "en": "A text; another tag in its place is that of another language.",
}

LABELS = f"""{"".join(f"PREFIX {name}: <{PREFIXES[name]}>" for name in ("cg", "dct", "schema", "skos"))}
SELECT ?label {{
  VALUES ?_thing_iri {{ <urn:none> }}
  ?_thing_iri skos:prefLabel|dct:title|cg:className|schema:name ?label .
}} ORDER BY ?label"""


@dataclass(frozen=True)
class Examples:
    """The two example documents as data."""

    data: Engine

    @cached_property
    def base(self) -> str:
        """What their IRIs begin with."""
        return base_of(self.data)

    def value(self, parameter: Parameter, query: Query) -> str:
        """The default of a parameter as people would give it: a label that names it alone, else what it is."""
        default = default_of(parameter, query.text)
        if not parameter.is_iri:
            return default.value
        _, rows = self.data.select(LABELS.replace("<urn:none>", default.term))
        labels = [plain(label) for (label,) in rows if label]
        return next((label for label in labels if self._names(parameter, label, default.term)), default.value)

    def _names(self, parameter: Parameter, label: str, term: str) -> bool:
        try:
            return resolved(parameter, label, self.data) == term
        except UsageError:
            return False


def prose(text: str) -> str:
    """A text of a decorator as HTML: what stands between backticks is code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))


def definitions(pairs: Iterable[tuple[str, str]]) -> str:
    """A `dl` of HTML."""
    items = "".join(f"<dt>{heading}</dt><dd>{html}</dd>\n" for heading, html in pairs)
    return f"<dl>\n{items}</dl>"


def parameters(query: Query) -> Iterator[tuple[str, str]]:
    """Name, and type and default, of each parameter as HTML."""
    for parameter in query.parameters:
        default = default_of(parameter, query.text).value
        kind = f'<a href="#type-{type_of(parameter)}">{escape(parameter.type)}</a>'
        yield f"<code>{escape(parameter.name)}</code>", f"{kind}, by default <code>{escape(default)}</code>"


def type_of(parameter: Parameter) -> str:
    """The type under which a parameter is explained: languages stand for each other."""
    return parameter.type if parameter.type in TYPES else "en"


def calls(query: Query, examples: Examples) -> str:
    """How the query is called with its defaults named, in the shell and in Python."""
    given = {parameter: examples.value(parameter, query) for parameter in query.parameters}
    options = "".join(f" --{parameter.name} {shlex.quote(value)}" for parameter, value in given.items())
    options += " --allow-service" if services(query) else ""
    values = ", ".join(
        f'"{parameter.name}": {value if parameter.type == "integer" else json.dumps(value, ensure_ascii=False)}'
        for parameter, value in given.items()
    )
    more = f", {{{values}}}" if values else ""
    more += ", allow_service=True" if services(query) else ""
    shell = f"$ lodpress query {query.short_name} documents{options}"
    python = f'>>> lodpress.query("{query.short_name}", data{more})'
    return f'<pre class="call" tabindex="0"><code>{escape(shell)}\n{escape(python)}</code></pre>'


def services(query: Query) -> tuple[str, ...]:
    """The servers that the query calls."""
    return services_of(list(tokens(query.text)))


def answer(query: Query, examples: Examples) -> str:
    """The beginning of the answer on the examples; a query that calls other servers has none here."""
    if servers := services(query):
        links = ", ".join(
            f'<a href="{escape(server)}"><code>{escape(server)}</code></a>' for server in servers
        )
        return (
            f'<p class="more">It calls {links}, and runs only where <code>--allow-service</code> says so.</p>'
        )
    found = lodpress.query(query.text, examples.data)
    shown = rows(found, examples.base) if isinstance(found, Solutions) else graph(query, found, examples.base)
    return f"<h4>Answer on the examples</h4>\n{shown}"


def rows(found: Solutions, base: str) -> str:
    """The first rows as a table, and how many more there are."""
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in found.variables)
    right = [is_numeric(found, place) for place in range(len(found.variables))]
    body = "\n".join(
        "<tr>"
        + "".join(cell(term, base, numeric) for term, numeric in zip(row, right, strict=True))
        + "</tr>"
        for row in found.rows[:SHOWN_ROWS]
    )
    rest = len(found.rows) - SHOWN_ROWS
    more = f'\n<p class="more">and {rest} more row{"s" if rest > 1 else ""}</p>' if rest > 0 else ""
    table = f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>"
    return f'<div class="table answer" role="region" aria-label="Answer" tabindex="0">\n{table}\n</div>{more}'


def cell(term: str | None, base: str, numeric: bool) -> str:
    """A cell of the table."""
    if term is None:
        return "<td></td>"
    text = escape(shortened(term, base))
    if term.startswith("<"):
        return f"<td><code>{text}</code></td>"
    language = term[term.rindex('"') + 1 :]
    tag = f' lang="{escape(language[1:])}" dir="auto"' if language.startswith("@") else ""
    return f'<td class="number">{text}</td>' if numeric else f"<td{tag}>{text}</td>"


def graph(query: Query, found: Description, base: str) -> str:
    """The first lines of a graph as Turtle, what is asked about first, and how many more there are."""
    asked = [(default_of(parameter, query.text).term, "", "") for parameter in query.parameters]
    text = turtle(ordered(found.triples, subject_ranks([*asked, *found.triples])), base)
    lines = text.split("\n\n", 1)[1].rstrip("\n").split("\n")  # the prefixes are those of the query
    rest = len(lines) - SHOWN_LINES
    more = f'\n<p class="more">and {rest} more lines</p>' if rest > 0 else ""
    return f"<pre><code>{escape(chr(10).join(lines[:SHOWN_LINES]))}</code></pre>{more}"


def entry(query: Query, examples: Examples) -> str:
    """A query of the bundle."""
    name, description = query.short_name, query.decorators.get("description", "")
    tags = " ".join(f'<span class="tag">{escape(tag)}</span>' for tag in query.decorators["tags"])
    told = [("Tags", tags)]
    if query.parameters:
        told.append(("Parameters", definitions(parameters(query))))
    return (
        f'<section class="term" id="{name}">\n'
        f'<h3><a href="#{name}">{escape(query.question)}</a> <code>{escape(name)}</code></h3>\n'
        f"<p>{prose(query.summary)}. {prose(str(description))}</p>\n"
        f"{definitions(told)}\n{calls(query, examples)}\n{answer(query, examples)}\n"
        f'<details><summary>SPARQL</summary>\n<pre class="text" tabindex="0"><code>{escape(query.text.rstrip())}</code></pre>\n'
        f'<p class="more">The file: <a href="{query.name}.rq">{query.name}.rq</a></p>\n</details>\n</section>'
    )


def by_folder(queries: Iterable[Query]) -> list[tuple[str, list[Query]]]:
    """The queries of each folder, the folders in the order of the page; raises ValueError for an unknown one."""
    known = list(FOLDERS)

    def folder(query: Query) -> str:
        return query.name.split("/")[0]

    placed = sorted(queries, key=lambda query: (known.index(folder(query)), query.name))
    return [(name, list(group)) for name, group in groupby(placed, key=folder)]


def page() -> str:
    """The page as HTML."""
    queries = read_bundle(FOLDER).queries
    examples = Examples(lodpress.load([ROOT / "documents"]))
    contents, sections = [], []
    for folder, group in by_folder(queries):
        heading = escape(FOLDERS[folder])
        links = "\n".join(f'<li><a href="#{one.short_name}">{escape(one.question)}</a></li>' for one in group)
        contents.append(
            f'<section>\n<h3><a href="#folder-{folder}">{heading}</a></h3>\n<ul>\n{links}\n</ul>\n</section>'
        )
        entries = "\n".join(entry(one, examples) for one in group)
        sections.append(f'<section id="folder-{folder}">\n<h2>{heading}</h2>\n{entries}\n</section>')
    used = {type_of(parameter) for one in queries for parameter in one.parameters}
    style = re.search(
        r"<style>\n(.*)\n</style>", (HERE / "ontology_page.html").read_text(encoding="utf-8"), re.DOTALL
    )
    assert style is not None
    return Template((HERE / "queries_page.html").read_text(encoding="utf-8")).substitute(
        description=escape(DESCRIPTION),
        style=style[1],
        types=definitions(
            (f'<code id="type-{kind}">{kind}</code>', escape(text))
            for kind, text in TYPES.items()
            if kind in used
        ),
        count=len(queries),
        contents="\n".join(contents),
        sections="\n".join(sections),
    )


def main(arguments: list[str]) -> int:
    """The exit code."""
    return settle(page(), FOLDER / "index.html", arguments, made_from="the queries or the examples")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
