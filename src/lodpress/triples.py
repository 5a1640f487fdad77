"""Triples as the program carries them: three N-Triples terms in canonical form, as text.

A term is what canonical N-Triples (RDF 1.1 N-Triples, section 4) writes for it: `<iri>`,
`_:label`, `"text"`, `"text"@tag` (tag in lower case) or `"text"^^<datatype>`. Equal terms are
equal strings, a sorted list of lines is the RDFC-1.0 form of a graph without blank nodes, and no
engine's own terms travel between floors.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

Triple = tuple[str, str, str]

_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
_CONTROLS = {i: f"\\u{i:04X}" for i in (*range(0x20), 0x7F, 0xFFFE, 0xFFFF)}
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_UNESCAPED = {written[1]: character for character, written in _ESCAPES.items()}
_TABLE = str.maketrans({**{chr(k): v for k, v in _CONTROLS.items()}, **_ESCAPES})


def iri(value: str) -> str:
    """The N-Triples term of an absolute IRI."""
    return f"<{value}>"


def literal(value: str, *, language: str = "", datatype: str = "") -> str:
    """The N-Triples term of a literal; without language and datatype it is an xsd:string.

    >>> literal('say "hi"', language="en")
    '"say \\\\"hi\\\\""@en'
    """
    quoted = f'"{value.translate(_TABLE)}"'
    if language:
        return f"{quoted}@{language.lower()}"
    if datatype and datatype != "http://www.w3.org/2001/XMLSchema#string":
        return f"{quoted}^^<{datatype}>"
    return quoted


def lexical_form(term: str) -> str:
    """The text between the quotes of a literal term, its escapes resolved.

    >>> lexical_form('"Blue \\\\u00e9"@en')
    'Blue é'
    """
    text = term[1 : term.rindex('"')]
    return _ESCAPE.sub(_character, text) if "\\" in text else text


def _character(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    return chr(int(code, 16)) if code else _UNESCAPED.get(match[3], match[3])


def statement(triple: Triple) -> str:
    """The three terms of a triple in one line; N-Triples ends it with ` .`, N-Quads with the graph and ` .`."""
    return f"{triple[0]} {triple[1]} {triple[2]}"


def from_statements(statements: Iterable[str]) -> list[Triple]:
    """The triples of statements, in order; nothing is checked."""
    triples = []
    for one in statements:
        subject, predicate, term = one.split(" ", 2)
        triples.append((subject, predicate, term))
    return triples


def from_ntriples(lines: Iterable[str]) -> list[Triple]:
    """The triples of canonical N-Triples lines, in order; nothing is checked."""
    return from_statements(line[:-2] for line in lines)


def digest(statements: Iterable[str]) -> str:
    """The RDFC-1.0 SHA-256 of a graph without blank nodes, in hexadecimal, from its statements.

    Without blank nodes the canonical form is the sorted canonical N-Quads (RDFC-1.0, section 4.4).
    """
    lines = sorted({f"{one} .\n" for one in statements})
    return hashlib.sha256("".join(lines).encode()).hexdigest()
