"""The federated queries, with a small endpoint on loopback in the place of Wikidata and DBpedia."""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode

import pyoxigraph as ox
import pytest
from cli.processes import EXAMPLES as DOCUMENTS
from cli.processes import run as run_command
from documents_read import mapped_case
from query_cases import EXAMPLES, engine
from querying.endpoint_server import Heard, Said, Served, over, served

from lodpress.engines.endpoint import SparqlEndpoint
from lodpress.engines.oxigraph_sparql import SparqlStore
from lodpress.problems import EngineError, UsageError
from lodpress.querying.answers import Answer, Solutions
from lodpress.querying.bundle import Query, parsed_query
from lodpress.querying.execution import run, shipped_bundle
from lodpress.querying.tokens import tokens
from lodpress.terms import CG, PREFIXES, PROV, RDF, RDFS, SKOS
from lodpress.triples import Triple, lexical_form, literal

NAMES = [one.short_name for one in shipped_bundle().queries if "federated" in one.decorators["tags"]]
# each answer is made in a process of its own
pytestmark = pytest.mark.slow
each_query = pytest.mark.parametrize("name", NAMES)

#: What the endpoint knows: beside each resource that is meant, those that are almost like it.
KNOWN = b"""
@prefix dbo: <http://dbpedia.org/ontology/> .
@prefix dbr: <http://dbpedia.org/resource/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <http://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix wd: <http://www.wikidata.org/entity/> .
@prefix wdt: <http://www.wikidata.org/prop/direct/> .

wd:Q-water rdfs:label "water"@en, "agua"@es ; schema:description "what rivers carry"@en, "lo que llevan"@es .
wd:Q-song rdfs:label "water"@en ; schema:description "a song"@en, "une chanson"@fr .
wd:Q-floods rdfs:label "floods"@en ; schema:description "rivers in the streets"@en .
wd:Q-capital rdfs:label "Water"@en ; schema:description "begins otherwise"@en .
wd:Q-british rdfs:label "water"@en-gb ; schema:description "is of a part of the language"@en .
wd:Q-dutch rdfs:label "water"@nl ; schema:description "is of another language"@en .
wd:Q-plain rdfs:label "water" ; schema:description "is of no language"@en .
wd:Q-longer rdfs:label "water level"@en ; schema:description "goes on"@en .
wd:Q-alias skos:altLabel "water"@en ; schema:description "has it as a second name"@en .
wd:Q-untold rdfs:label "water"@en ; schema:description "nur auf Deutsch"@de, "of no language" .
wd:Q-topic rdfs:label "giving rivers room"@en ; schema:description "is no theme in the documents"@en .

wd:Q-host wdt:P31 wd:Q5 ; rdfs:label "Lex Fridman"@en ; schema:description "a host"@en, "ein Gastgeber"@de .
wd:Q-twin wdt:P31 wd:Q5, wd:Q-other ; rdfs:label "Lex Fridman"@en ; schema:description "a namesake"@en .
wd:Q-ana wdt:P31 wd:Q5 ; rdfs:label "Ana Example"@en ; schema:description "an example"@en .
wd:Q-show wdt:P31 wd:Q-other ; rdfs:label "Lex Fridman"@en ; schema:description "is no human"@en .
wd:Q-close wdt:P31 wd:Q5 ; rdfs:label "Lex Friedman"@en ; schema:description "is spelt otherwise"@en .
wd:Q-small wdt:P31 wd:Q5 ; rdfs:label "lex fridman"@en ; schema:description "is in small letters"@en .
wd:Q-german wdt:P31 wd:Q5 ; rdfs:label "Lex Fridman"@de ; schema:description "is of another language"@en .
wd:Q-unseen wdt:P31 wd:Q5 ; rdfs:label "Cy Elsewhere"@en ; schema:description "is in no document"@en .

dbr:Water rdfs:label "Water"@en, "Agua"@es ; dbo:abstract "Rivers carry it."@en, "Los llevan."@es .
dbr:Water_again rdfs:label "Water"@en ; dbo:abstract "And again."@en .
dbr:Floods rdfs:label "Floods"@en ; dbo:abstract "Too much of it."@en .
dbr:Waters rdfs:label "Water"@en ; dbo:wikiPageRedirects dbr:Water .
dbr:Water_film rdfs:label "Water (film)"@en ; dbo:abstract "Goes on."@en .
dbr:Wasser rdfs:label "Water"@de ; dbo:abstract "Of another language."@en .
dbr:Plain rdfs:label "Water" ; dbo:abstract "Of no language."@en .
dbr:Untold rdfs:label "Water"@en ; dbo:abstract "Nur auf Deutsch."@de .
"""
Rows = tuple[tuple[str, ...], ...]


def _theme(label: str, told: str, item: str, theme: str) -> tuple[str, ...]:
    theme = f"<https://example.org/giving-rivers-room/theme/{theme}>"
    return f'"{label}"@en', f'"{told}"@en', f"<{item}>", theme


def _person(name: str, told: str, item: str, agent: str) -> tuple[str, ...]:
    return f'"{name}"', f'"{told}"@en', f"<{item}>", f"<https://example.org/agent/{agent}>"


_Q, _DBR = "http://www.wikidata.org/entity/Q-", "http://dbpedia.org/resource/"

#: The query, what it is asked with, and the rows that the triples and the two documents make.
ANSWERS: list[tuple[str, dict[str, str], Rows]] = [
    ("theme-wikidata", {}, (
        _theme("Water", "a song", f"{_Q}song", "water"),
        _theme("Water", "what rivers carry", f"{_Q}water", "water"),
    )),
    ("theme-wikidata", {"text": "floods"}, (_theme("Floods", "rivers in the streets", f"{_Q}floods", "floods"),)),
    ("theme-wikidata", {"text": "Water"}, (_theme("Water", "begins otherwise", f"{_Q}capital", "water"),)),
    ("theme-wikidata", {"text": "agua"}, ()),
    ("theme-wikidata", {"text": "giving rivers room"}, ()),
    ("theme-wikidata", {"text": "storage"}, ()),
    ("theme-dbpedia", {}, (
        _theme("Water", "And again.", f"{_DBR}Water_again", "water"),
        _theme("Water", "Rivers carry it.", f"{_DBR}Water", "water"),
    )),
    ("theme-dbpedia", {"text": "Floods"}, (_theme("Floods", "Too much of it.", f"{_DBR}Floods", "floods"),)),
    ("theme-dbpedia", {"text": "water"}, ()),
    ("theme-dbpedia", {"text": "Water (film)"}, ()),
    ("theme-dbpedia", {"text": "Storage"}, ()),
    ("people-wikidata", {}, (
        _person("Lex Fridman", "a host", f"{_Q}host", "lex-fridman"),
        _person("Lex Fridman", "a namesake", f"{_Q}twin", "lex-fridman"),
    )),
    # who has two tasks in a document is one person
    ("people-wikidata", {"name": "Ana Example"}, (_person("Ana Example", "an example", f"{_Q}ana", "ana-example"),)),
    ("people-wikidata", {"name": "lex fridman"}, ()),
    ("people-wikidata", {"name": "Lex Friedman"}, ()),
    ("people-wikidata", {"name": "Cy Elsewhere"}, ()),
    ("people-wikidata", {"name": "Bo Sample"}, ()),
]  # fmt: skip

THERE, HERE = "<http://example.org/there>", "<http://example.org/here>"
#: Values that would break out of a text, or be read as escapes.
HOSTILE = [
    'x" } ?s ?p ?o . { "',
    'x"@en } UNION { ?item ?p ?o } { "',
    "'''\n} SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } # \"\"\"",
    "\\u0022 } ?s ?p ?o #",
    '\\" } ?s ?p ?o #',
    "\\",
    "",
]


def _ntriples(turtle: bytes) -> bytes:
    written = ox.serialize(ox.parse(turtle, format=ox.RdfFormat.TURTLE), format=ox.RdfFormat.N_TRIPLES)
    assert written is not None
    return written


def _lines(triples: Iterable[Triple]) -> bytes:
    return "".join(f"{s} {p} {o} .\n" for s, p, o in triples).encode()


def _bodies(answer: Callable[[Heard], Said]) -> Callable[[Heard], Said]:
    """The answer to queries that are themselves the body (SPARQL 1.1 Protocol, section 2.1.3)."""
    return lambda request: answer(replace(request, body=urlencode({"query": request.body})))


@pytest.fixture
def remote() -> Iterator[Served]:
    """The endpoint in the place of the remote one."""
    with served(_bodies(over(_ntriples(KNOWN)))) as server:
        yield server


def redirected(name: str, url: str) -> Query:
    """The shipped query with another endpoint in its SERVICE, as one with a mirror would write it."""
    one = shipped_bundle().find(name)
    text, count = re.subn("SERVICE <https://[^>]+>", f"SERVICE <{url}>", one.text)
    assert count == 1
    return parsed_query(one.name, text)


def asked(one: Query, values: Mapping[str, str]) -> Answer:
    """Its answer over both examples in pyoxigraph, where it may call the endpoint."""
    return run(one, engine("pyoxigraph", *EXAMPLES), values, allow_service=True)


def projected(one: Query) -> tuple[str, ...]:
    """The variables of its answer, by its text."""
    (line,) = re.findall(r"^SELECT DISTINCT (.+)$", one.text, re.MULTILINE)
    return tuple(word.removeprefix("?") for word in line.split())


@pytest.fixture
def closed() -> str:
    """An endpoint's address at which nothing listens."""
    with socket.socket() as port:
        port.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{port.getsockname()[1]}/sparql"


def test_every_federated_query_is_asked_here() -> None:
    """With its default, with a value of its own, and with one that finds nothing."""
    assert {name for name, values, rows in ANSWERS if rows and not values} == set(NAMES)
    assert {name for name, values, rows in ANSWERS if rows and values} == set(NAMES)
    assert {name for name, _, rows in ANSWERS if not rows} == set(NAMES)


@pytest.mark.parametrize(
    ("name", "values", "rows"), ANSWERS, ids=["-".join([name, *given.values()]) for name, given, _ in ANSWERS]
)
def test_the_answer_is_what_the_triples_say(
    name: str, values: dict[str, str], rows: Rows, remote: Served
) -> None:
    """In the order asked for: no name that is almost alike, in another language or of another kind."""
    one = redirected(name, remote.url)
    assert asked(one, values) == Solutions(projected(one), rows)


@pytest.mark.parametrize(
    ("name", "values"),
    [("theme-wikidata", {}), ("theme-wikidata", {"text": "storage"}), ("theme-dbpedia", {}), ("theme-dbpedia", {"text": "Storage"}),
     ("people-wikidata", {"name": "Ana Example"}), ("people-wikidata", {"name": "Bo Sample"})],
)  # fmt: skip
def test_each_run_sends_one_request(name: str, values: dict[str, str], remote: Served) -> None:
    """However much the endpoint finds, and however often the name stands in the documents."""
    one = redirected(name, remote.url)
    assert asked(one, values) == asked(one, values)
    assert [request.method for request in remote.heard] == ["POST", "POST"]


@pytest.mark.parametrize(
    ("name", "value"),
    [("theme-wikidata", "agua"), ("theme-dbpedia", "Water (film)"), ("people-wikidata", "Cy Elsewhere")],
)
def test_what_no_document_names_is_not_asked(name: str, value: str, remote: Served) -> None:
    """pyoxigraph looks at home first; the endpoint would know it."""
    one = redirected(name, remote.url)
    assert asked(one, {one.parameters[0].name: value}) == Solutions(projected(one), ())
    assert remote.heard == []


@each_query
def test_the_documents_stay_at_home(name: str, remote: Served) -> None:
    """What is sent holds the parameter's text, and no other word of the data."""
    asked(redirected(name, remote.url), {})
    (request,) = remote.heard
    assert _strings(request.body) == [_default(name)]
    assert "example.org" not in request.body
    assert "lodpress" not in request.body


def _default(name: str) -> str:
    (parameter,) = shipped_bundle().find(name).parameters
    return lexical_form(parameter.default)


def _strings(text: str) -> list[str]:
    return [lexical_form(token.text) for token in tokens(text) if token.kind == "string"]


@each_query
@pytest.mark.parametrize("kind", ["pyoxigraph", "rdflib"])
def test_nothing_is_asked_unasked(name: str, kind: str, remote: Served) -> None:
    """Without `allow_service` the query is refused before a request is sent."""
    with pytest.raises(UsageError, match="calls another server with SERVICE") as caught:
        run(redirected(name, remote.url), engine(kind, *EXAMPLES))
    assert "--allow-service" in str(caught.value.hint)
    assert remote.heard == []


@each_query
def test_the_reference_engine_does_not_ask(name: str, remote: Served) -> None:
    """rdflib's door calls nobody, even where it is allowed."""
    with pytest.raises(UsageError, match="rdflib is asked to call another server"):
        run(redirected(name, remote.url), engine("rdflib", *EXAMPLES), allow_service=True)
    assert remote.heard == []


@each_query
@pytest.mark.parametrize("value", HOSTILE)
def test_a_hostile_value_is_one_literal(name: str, value: str) -> None:
    """Here and there it is compared letter for letter: it finds what is called so, and nothing else."""
    known = _ntriples(KNOWN) + _lines(_known_as(value))
    with served(_bodies(over(known))) as remote:
        one = redirected(name, remote.url)
        data = SparqlStore(triples=_documented_as(value))
        answer = run(one, data, {one.parameters[0].name: value}, allow_service=True)
    assert isinstance(answer, Solutions)
    assert [row[2:] for row in answer.rows] == [(THERE, HERE)]
    (request,) = remote.heard
    assert _strings(request.body) == [value]


def _known_as(value: str) -> list[Triple]:
    """What the endpoint says of a thing with that label."""
    told = literal("told", language="en")
    return [
        (THERE, f"<{RDFS}label>", literal(value, language="en")),
        (THERE, "<http://www.wikidata.org/prop/direct/P31>", "<http://www.wikidata.org/entity/Q5>"),
        (THERE, "<http://schema.org/description>", told),
        (THERE, "<http://dbpedia.org/ontology/abstract>", told),
    ]


def _documented_as(value: str) -> list[Triple]:
    """A thing with that label that is, to be short, a theme, a person and a person's task."""
    return [
        (HERE, f"<{RDF}type>", f"<{CG}Theme>"),
        (HERE, f"<{RDF}type>", f"<{PROV}Person>"),
        (HERE, f"<{SKOS}prefLabel>", literal(value, language="en")),
        (HERE, f"<{PREFIXES['schema']}name>", literal(value)),
        (HERE, f"<{PROV}agent>", HERE),
        (HERE, f"<{CG}sourceLine>", literal("1")),
    ]


@each_query
@pytest.mark.parametrize("value", HOSTILE)
def test_a_hostile_value_finds_nothing_in_the_documents(name: str, value: str, remote: Served) -> None:
    """And so nobody is asked."""
    one = redirected(name, remote.url)
    assert asked(one, {one.parameters[0].name: value}) == Solutions(projected(one), ())
    assert remote.heard == []


@each_query
def test_an_endpoint_with_the_data_passes_the_call_on(name: str, remote: Served) -> None:
    """The same text, asked of a store that calls the other itself, has the same answer."""
    data = _lines([triple for example in EXAMPLES for triple in mapped_case(example).mapped.triples])
    one = redirected(name, remote.url)
    with served(over(data)) as store:
        answer = run(one, SparqlEndpoint(store.url), allow_service=True)
    assert answer == asked(one, {})
    assert isinstance(answer, Solutions) and len(answer) == 2


@each_query
def test_an_endpoint_that_is_down_is_one_error(name: str, closed: str) -> None:
    """In one line that can be shown."""
    with pytest.raises(EngineError, match="cannot answer the query: Connection refused") as caught:
        asked(redirected(name, closed), {})
    assert str(caught.value).isprintable()


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (Said(b"busy", status=429), "429"),
        (Said(b"gone for lunch", status=503), "503"),
        (Said(b"<html></html>", headers={"Content-Type": "text/html"}), "text/html"),
        (Said(b'{"head"', headers={"Content-Type": "application/sparql-results+json"}), "Parser error"),
    ],
    ids=["busy", "unavailable", "a page", "half a result"],
)
@each_query
def test_an_endpoint_that_does_not_answer_is_one_error(name: str, said: Said, why: str) -> None:
    """With what it did instead, after one request, and never an answer that looks whole."""
    with served(said) as server:
        with pytest.raises(EngineError, match=f"cannot answer the query: .*{why}"):
            asked(redirected(name, server.url), {})
        assert len(server.heard) == 1


def _as_file(name: str, url: str, folder: Path) -> Path:
    """The query, redirected, as a file of the user's own."""
    file = folder / f"{name}.rq"
    file.write_text(redirected(name, url).text, encoding="utf-8")
    return file


@pytest.mark.slow
@each_query
def test_the_command_asks_where_it_is_allowed(name: str, remote: Served, tmp_path: Path) -> None:
    """Over documents read on the fly, with a parameter."""
    values, rows = next((values, rows) for of, values, rows in ANSWERS if of == name and values and rows)
    options = [f"--{key}={value}" for key, value in values.items()]
    one, file = redirected(name, remote.url), _as_file(name, remote.url, tmp_path)
    done = run_command("query", file, DOCUMENTS, *options, "--allow-service", "-f", "tsv")
    head = tuple(f"?{variable}" for variable in projected(one))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "".join("\t".join(row) + "\n" for row in (head, *rows))
    assert len(remote.heard) == 1


@pytest.mark.slow
@each_query
def test_the_command_refuses_where_it_is_not_allowed(name: str, remote: Served, tmp_path: Path) -> None:
    """As misuse, with the option that allows it, and nothing sent."""
    done = run_command("query", _as_file(name, remote.url, tmp_path), DOCUMENTS)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("error: the query calls another server with SERVICE\n  hint: ")
    assert "--allow-service" in done.stderr
    assert remote.heard == []


def test_the_command_tells_of_an_endpoint_that_is_down(closed: str, tmp_path: Path) -> None:
    """In one line, without a traceback."""
    file = _as_file("theme-wikidata", closed, tmp_path)
    done = run_command("query", file, DOCUMENTS, "--allow-service")
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = [line for line in done.stderr.splitlines() if not line.startswith("  hint: ")]
    assert line.startswith("error: ") and "Connection refused" in line


@each_query
def test_explain_shows_both_places_of_the_parameter(name: str, remote: Served, tmp_path: Path) -> None:
    """Bound in the SERVICE and outside of it, no other change, and nobody is asked."""
    one = redirected(name, remote.url)
    (parameter,) = one.parameters
    words = ["query", _as_file(name, remote.url, tmp_path), "--explain", "--allow-service"]
    shown = run_command(*words, f"--{parameter.name}", "Ana Example")
    line, changed = (
        f"VALUES {parameter.variable} {{ {term} }}" for term in (parameter.default, '"Ana Example"@en')
    )
    assert one.text.count(line) == 2
    assert (shown.returncode, shown.stdout) == (0, one.text.replace(line, changed))
    assert remote.heard == []
