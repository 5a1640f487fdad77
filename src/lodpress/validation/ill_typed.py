"""A guard against ill-typed literals that engines take for well-typed.

Engines know the lexical spaces of some datatypes only, and not of the same ones: pyshacl takes
`"20x5"^^xsd:gYear` for a year and pyshacl-turbo `"inf"^^xsd:float` for a number. So an ill-typed
literal goes in with a datatype of its own, which no sh:datatype names, and comes out as it was.
"""

from __future__ import annotations

from collections.abc import Iterable

from lodpress.datatypes import is_ill_typed
from lodpress.triples import Triple

#: What precedes the datatype of an ill-typed literal inside an engine.
MARK = "urn:x-lodpress:ill-typed:"


def marked(triples: Iterable[Triple]) -> list[Triple]:
    """The triples with every ill-typed literal given a datatype of its own."""
    return [(s, p, _marked(o) if o[-1] == ">" and o[0] == '"' else o) for s, p, o in triples]


def _marked(term: str) -> str:
    if not is_ill_typed(term):
        return term
    text, _, datatype = term.rpartition("^^<")
    return f"{text}^^<{MARK}{datatype}"


def unmarked(text: str) -> str:
    """A term or message of an engine as it would read without the guard."""
    return text.replace(MARK, "")
