"""The bundle of queries as data: SPARQL examples in SHACL's terms, as editors and language models look for them.

The vocabulary is that of the public collections of examples: an `sh:SPARQLExecutable` with its text,
its question (rdfs:comment), keywords and target, and `spex:` for what SHACL lacks. Its parameters are
`sh:Parameter`s (SHACL, section 6.2.1), since the executable is SHACL's as well: the local name of the
path is the variable, and kind, class, datatype and default are RDF terms that a form or a checker can
use as they are. The other candidates fall short: schema:PropertyValueSpecification knows texts and no
terms, and spl:Argument belongs to SPIN, which SHACL replaced.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lodpress.iris import Iris
from lodpress.serialization.values import json_term

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Argument:
    """A parameter: its name, its variable without the mark, its default as an N-Triples term.

    Where that is an IRI, `kind` is the class of what it names, if there is one; else the datatype.
    """

    name: str
    variable: str
    default: str
    kind: str | None


@dataclass(frozen=True, slots=True)
class Executable:
    """A query as the file `queries/NAME.rq` holds it; `form` is SELECT, CONSTRUCT, ASK or DESCRIBE."""

    name: str
    question: str
    summary: str
    description: str
    keywords: tuple[str, ...]
    form: str
    text: str
    arguments: tuple[Argument, ...]
    services: tuple[str, ...]


def queries_record(iris: Iris, executables: Sequence[Executable], prefixes: Mapping[str, str]) -> Record:
    """The queries as a JSON-LD record, every key a term of `ontology/queries.jsonld`."""
    shared = {
        "id": iris.prefix(""),
        "declare": [
            {"id": iris.prefix(name), "prefix": name, "namespace": namespace}
            for name, namespace in sorted(prefixes.items())
        ],
    }
    return {"@graph": [*(_executable(iris, one) for one in executables), shared]}


def _executable(iris: Iris, one: Executable) -> Record:
    record: Record = {
        "id": iris.query(one.name),
        "type": ["Executable", f"{one.form.capitalize()}Executable"],
        "name": one.name.rsplit("/", 1)[-1],
        "label": one.summary,
        "question": one.question,
        "keywords": list(one.keywords),
        "target": iris.dataset,
        "federatesWith": list(one.services),
        "file": f"{iris.base}queries/{one.name}.rq",
        "partOf": iris.queries,
        "prefixes": iris.prefix(""),
        "parameter": [_parameter(iris, one, number) for number in range(len(one.arguments))],
        one.form.lower(): one.text,
    }
    return record | ({"description": one.description} if one.description else {})


def _parameter(iris: Iris, one: Executable, number: int) -> Record:
    argument = one.arguments[number]
    is_iri = argument.default.startswith("<")
    kind = {"class" if is_iri else "datatype": argument.kind} if argument.kind else {}
    return {
        "id": iris.parameter(argument.variable, one.name),
        "type": "Parameter",
        "path": iris.parameter(argument.variable),
        "parameterName": argument.name,
        "order": number,
        "nodeKind": "IRI" if is_iri else "Literal",
        **kind,
        "optional": True,
        "defaultValue": json_term(argument.default),
    }
