"""The default of a parameter, as a person gives it and as a term."""

from __future__ import annotations

from dataclasses import dataclass

from lodpress.querying.parameters import Parameter
from lodpress.querying.prologue import expanded, namespaces_of
from lodpress.querying.tokens import tokens
from lodpress.terms import XSD
from lodpress.triples import lexical_form, literal


@dataclass(frozen=True, slots=True)
class Default:
    """A default: the text by which it is given in a call, and the N-Triples term that it is."""

    value: str
    term: str


def default_of(parameter: Parameter, text: str) -> Default:
    """The default that the parameter has in the query's text, whose prefixes its datatype may use.

    >>> from lodpress.querying.parameters import parameters_of
    >>> text = 'SELECT * {\\n  VALUES ?_since_date { "2026-01-31"^^<http://www.w3.org/2001/XMLSchema#date> }\\n}'
    >>> default_of(parameters_of(text)[0], text).value
    '2026-01-31'
    """
    first, *rest = tokens(parameter.default)
    if first.kind == "iri":
        return Default(first.text[1:-1], first.text)
    if first.kind == "number":
        kind = "integer" if first.text.isdigit() else "decimal"
        return Default(first.text, literal(first.text, datatype=XSD + kind))
    size = 3 if first.text[:3] in ('"""', "'" * 3) else 1
    value = lexical_form(f'"{first.text[size:-size]}"')
    language = next((token.text[1:] for token in rest if token.kind == "tag"), "")
    datatype = expanded(rest[-1], namespaces_of(list(tokens(text)))) if rest and not language else ""
    return Default(value, literal(value, language=language, datatype=datatype))
