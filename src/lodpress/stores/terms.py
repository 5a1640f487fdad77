"""What each kind of triple store makes of the terms that it is sent: the tested table.

What is sent is mapped through it and compared exactly with what is read back, so that nothing
unforeseen passes. What a store would damage, or writes in a way that cannot be foretold, is refused
before it is sent.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Literal

from lodpress.datatypes import XML_LITERAL
from lodpress.problems import UsageError
from lodpress.stores.fuseki_forms import FUSEKI
from lodpress.stores.lexical_forms import LossError, Rewriter
from lodpress.stores.oxigraph_forms import OXIGRAPH, stored_name
from lodpress.stores.virtuoso_forms import VIRTUOSO
from lodpress.stores.virtuoso_values import same_values
from lodpress.terms import XSD
from lodpress.triples import Triple, lexical_form, literal, statement

#: The kinds of stores: a folder is a local store of pyoxigraph, and of what is only known to speak SPARQL nothing is
#: foretold.
Kind = Literal["fuseki", "oxigraph", "rdf4j", "virtuoso", "folder", "sparql"]

_FORMS: Mapping[str, Mapping[str, Rewriter]] = MappingProxyType(
    {"fuseki": FUSEKI, "oxigraph": OXIGRAPH, "folder": OXIGRAPH, "virtuoso": VIRTUOSO}
)
_NAMES = MappingProxyType(
    {"fuseki": "Fuseki", "oxigraph": "Oxigraph", "rdf4j": "RDF4J", "virtuoso": "Virtuoso",
     "folder": "a local Oxigraph store", "sparql": "a SPARQL store"}
)  # fmt: skip
_HINT = "write it in the form that the store keeps, or push to a store that keeps it"

_UNICODE = r"\u00a0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef" + "".join(
    f"{chr(plane * 0x10000)}-{chr(plane * 0x10000 + 0xFFFD)}" for plane in range(1, 14)
)
# RFC 3987, section 2.2, without what a host may be; the tags of plane 14 are left out with the private characters
_CHARACTERS = rf"(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/{_UNICODE}]|%[0-9A-Fa-f]{{2}})*"
_IRI = re.compile(
    rf"<[A-Za-z][A-Za-z0-9+.\-]*:(?://[^/?#\[\]<>]*\[[0-9A-Fa-f:.]+\])?{_CHARACTERS}"
    rf"(?:\?(?:{_CHARACTERS}\??)*)?(?:#(?:{_CHARACTERS}\??)*)?>"
)
_DOT_SEGMENT = re.compile(r"[^?#]*/\.{1,2}(?:[/?#]|>)")
_LONGEST_IRI: Mapping[str, int] = MappingProxyType({"virtuoso": 1_880})
#: What a line of N-Triples may hold so that pyoxigraph reads it back: 16 MiB, IRIs included.
_LONGEST_LITERAL, _LONGEST_IRI_ANYWHERE = 16_000_000, 100_000
_LONGEST_VIRTUOSO_LITERAL = 4_000_000
_LONGEST_TAG = 63
_GEOMETRY = frozenset({
    "<http://www.opengis.net/ont/geosparql#wktLiteral>", "<http://www.openlinksw.com/schemas/virtrdf#Geometry>",
})  # fmt: skip
_INTEGER = f"^^<{XSD}integer>"
_PLAIN_INTEGER = re.compile(r'"(?:0|-?[1-9][0-9]{0,8})"')  # every store keeps these as they are
_SHORT, _SHOWN = 1_000, 120


class StoreLossError(UsageError):
    """A term that the store would damage, cannot take, or writes in a way that cannot be foretold."""


def stored(term: str, kind: Kind) -> str:
    """The canonical N-Triples term that a store of that kind holds once it was sent `term`.

    Raises StoreLossError where the store would damage it. A blank node stands for itself.

    >>> stored('"01"^^<http://www.w3.org/2001/XMLSchema#integer>', "oxigraph")
    '"1"^^<http://www.w3.org/2001/XMLSchema#integer>'
    """
    if term[0] == "<":
        return _stored_iri(term, kind)
    return term if term[0] == "_" else _stored_literal(term, kind)


def stored_triple(triple: Triple, kind: Kind) -> Triple:
    """The triple that a store of that kind holds once it was sent this one; raises StoreLossError as `stored`."""
    subject, predicate, term = triple
    if subject[0] == "<":
        _stored_iri(subject, kind)
    _stored_iri(predicate, kind)
    first = term[0]
    if first == "<":
        _stored_iri(term, kind)
        return triple
    if first == "_" or (len(term) < _SHORT and _is_kept(term)):
        return triple
    return (subject, predicate, _stored_literal(term, kind))


def _is_kept(term: str) -> bool:
    """Whether every store keeps a short literal as it is, told in no time; false tells nothing."""
    if not term.isascii() and not _is_unicode(term):
        return False
    last = term[-1]
    if last == ">":
        return term.endswith(_INTEGER) and _PLAIN_INTEGER.fullmatch(term, 0, -len(_INTEGER)) is not None
    return last == '"' or len(term) - term.rindex("@") <= _LONGEST_TAG


def merges(triples: Iterable[Triple], kind: Kind) -> list[tuple[Triple, ...]]:
    """The distinct triples of one graph that become one triple in a store of that kind, sorted, in sorted groups.

    Raises StoreLossError where the store would keep one of several and which is not foretold: Virtuoso
    takes numbers and truth values, or dates and times, for one under the same subject and predicate
    where they are equal as values, whatever their datatypes.
    """
    groups: dict[Triple, set[Triple]] = {}
    for triple in triples:
        groups.setdefault(stored_triple(triple, kind), set()).add(triple)
    if kind == "virtuoso":
        for one, other in same_values(groups):
            raise StoreLossError(
                f"Virtuoso would keep one of `{statement(one)}` and `{statement(other)}` only, as their values are equal",
                hint="keep one of them, or push to another kind of store",
            )
    return sorted(tuple(sorted(group)) for group in groups.values() if len(group) > 1)


@lru_cache(maxsize=1 << 14)  # the same subjects and predicates stand in many triples
def _stored_iri(term: str, kind: Kind) -> str:
    if not _IRI.fullmatch(term):
        raise _loss(
            term, kind, "may change this IRI, which is not absolute or has a character that RFC 3987 forbids"
        )
    if len(term.encode()) - 2 > _LONGEST_IRI.get(kind, _LONGEST_IRI_ANYWHERE):
        raise _loss(term, kind, "would not keep so long an IRI")
    if kind == "fuseki" and _DOT_SEGMENT.match(term):
        raise _loss(term, kind, "may resolve the segment `.` or `..` of this IRI")
    if kind == "virtuoso" and term[1:].lower().startswith(("nodeid:", "local:")):
        raise _loss(term, kind, "has a use of its own for the scheme of this IRI")
    return term


def _stored_literal(term: str, kind: Kind) -> str:
    if not term.isascii() and not _is_unicode(term):
        raise _loss(term, kind, "cannot take half a character (a lone surrogate)")
    longest = _LONGEST_VIRTUOSO_LITERAL if kind == "virtuoso" else _LONGEST_LITERAL
    if len(term) * 4 > longest and len(term.encode()) > longest:
        raise _loss(term, kind, "would not keep so long a literal, or not give it back")
    if term[-1] != ">":
        if (
            term[-1] != '"'
            and len(term) - term.rindex("@") - 1 > _LONGEST_TAG
            and kind in ("virtuoso", "rdf4j")
        ):
            raise _loss(term, kind, "would not keep so long a language tag")
        return term
    datatype = term[term.rindex("^^") + 2 :]
    _stored_iri(datatype, kind)
    if kind == "virtuoso":
        _check_for_virtuoso(term, datatype)
    forms = _FORMS.get(kind)
    rewriter = forms.get(datatype[len(XSD) + 1 : -1]) if forms and datatype.startswith(f"<{XSD}") else None
    return _rewritten(term, datatype, rewriter, kind) if rewriter else term


def _rewritten(term: str, datatype: str, rewriter: Rewriter, kind: Kind) -> str:
    name = datatype[len(XSD) + 1 : -1]
    try:
        text = rewriter(lexical_form(term), name)
    except LossError as loss:
        raise _loss(term, kind, str(loss)) from None
    return literal(text, datatype=XSD + (stored_name(name, text) if kind in ("oxigraph", "folder") else name))


def _check_for_virtuoso(term: str, datatype: str) -> None:
    """Nothing; raises StoreLossError for the literals of other vocabularies that Virtuoso reads."""
    if datatype in _GEOMETRY:
        raise _loss(term, "virtuoso", "reads geometries, and gives them another datatype")
    if datatype == XML_LITERAL and re.search("[<>&\"']", lexical_form(term)):
        raise _loss(term, "virtuoso", "reads XML, and writes it in its own way")


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _loss(term: str, kind: Kind, why: str) -> StoreLossError:
    shown = term if len(term) <= _SHOWN else f"{term[: _SHOWN // 2]}…{term[-_SHOWN // 2 :]}"
    return StoreLossError(f"{_NAMES[kind]} {why}: `{shown}`", hint=_HINT)
