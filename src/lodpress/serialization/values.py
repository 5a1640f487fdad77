"""RDF terms as values of JSON-LD."""

from __future__ import annotations

from lodpress.triples import lexical_form


def json_term(term: str) -> object:
    """An N-Triples term as a JSON-LD value."""
    if term.startswith("<"):
        return {"@id": term[1:-1]}
    value: dict[str, object] = {"@value": lexical_form(term)}
    rest = term[term.rindex('"') + 1 :]
    if rest.startswith("@"):
        value["@language"] = rest[1:]
    elif rest:
        value["@type"] = rest[3:-1]
    return value
