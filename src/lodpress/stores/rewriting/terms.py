"""What each kind of triple store makes of the terms that it is sent: the tested table.

What is sent is mapped through it and compared exactly with what is read back, so that nothing
unforeseen passes. What a store would damage, or writes in a way that cannot be foretold, is refused
before it is sent.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache, partial
from types import MappingProxyType
from typing import Literal, get_args

from lodpress.datatypes import XML_LITERAL, xsd
from lodpress.problems import UsageError
from lodpress.stores.rewriting.fuseki_forms import FUSEKI
from lodpress.stores.rewriting.lexical_forms import LossError, Rewriter
from lodpress.stores.rewriting.oxigraph_forms import OXIGRAPH, stored_name
from lodpress.stores.rewriting.virtuoso_forms import VIRTUOSO
from lodpress.stores.rewriting.virtuoso_values import same_values
from lodpress.terms import XSD
from lodpress.triples import Triple, lexical_form, literal, statement

#: The kinds of stores: `folder` is a local store of pyoxigraph; of `sparql`, what is only known to speak SPARQL,
#: nothing is foretold.
Kind = Literal["fuseki", "oxigraph", "rdf4j", "virtuoso", "folder", "sparql"]

_NAMES: Mapping[Kind, str] = MappingProxyType({
    "fuseki": "Fuseki", "oxigraph": "Oxigraph", "rdf4j": "RDF4J", "virtuoso": "Virtuoso",
    "folder": "a local Oxigraph store", "sparql": "a SPARQL store",
})  # fmt: skip
_FORMS: Mapping[Kind, Mapping[str, Rewriter]] = MappingProxyType(
    {"fuseki": FUSEKI, "oxigraph": OXIGRAPH, "folder": OXIGRAPH, "virtuoso": VIRTUOSO}
)
_HINT = "write it in the form that the store keeps, or push to a store that keeps it"

_UNICODE = r"\u00a0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef" + "".join(
    f"{chr(plane * 0x10000)}-{chr(plane * 0x10000 + 0xFFFD)}" for plane in range(1, 14)
)
_CHARACTER = rf"A-Za-z0-9\-._~!$&'()*+,;=:@/{_UNICODE}"
_PATH = rf"[{_CHARACTER}]*(?:%[0-9A-Fa-f]{{2}}[{_CHARACTER}]*)*"
_QUERY = rf"[{_CHARACTER}?]*(?:%[0-9A-Fa-f]{{2}}[{_CHARACTER}?]*)*"
# RFC 3987, section 2.2, without private characters, which not every reader takes
_IRI = re.compile(
    rf"<[A-Za-z][A-Za-z0-9+.\-]*:(?://(?:[^/?#@\[\]<>]*@)?\[[0-9A-Fa-f:.]+\])?{_PATH}(?:\?{_QUERY})?(?:#{_QUERY})?>"
)
_DOT_SEGMENT = re.compile(r"[^?#]*/\.{1,2}[/?#>]")
_SHORT_TAG = re.compile('"@[a-z][a-z]').match
_TAG = re.compile(r"(?:[a-z]{2,8}|[ix](?=-))(?:-[a-z0-9]{1,8})*")
_GEOMETRY = frozenset({
    "<http://www.opengis.net/ont/geosparql#wktLiteral>", "<http://www.openlinksw.com/schemas/virtrdf#Geometry>",
})  # fmt: skip

#: The datatypes of which no two literals are equal to Virtuoso, as numbers of several datatypes and dates are.
_PATCHED_BY_VIRTUOSO = frozenset(map(xsd, ("integer", "hexBinary", "anyURI")))
_DECIMAL = xsd("decimal")

# in bytes of UTF-8; beyond 16 MiB a line of N-Triples, IRIs included, is not read back
_LONGEST_IRI, _LONGEST_LITERAL = 100_000, 16_000_000
_LONGEST_VIRTUOSO_IRI, _LONGEST_VIRTUOSO_LITERAL = 1_880, 4_000_000
_LONGEST_VALUE = 1_000  # in characters, of what is a value to a store
_LONGEST_TAG = 63  # in Virtuoso; RDF4J damages one of 244 characters, and keeps one of 73
_SHORT, _SHOWN = 200, 120
_REMEMBERED = 1 << 14  # the same subjects, predicates and numbers stand in many triples


class StoreLossError(UsageError):
    """A term that the store would damage, cannot take, or writes in a way that cannot be foretold."""


def stored(term: str, kind: Kind) -> str:
    """The canonical N-Triples term that a store of that kind holds once it was sent `term`.

    Raises StoreLossError where the store would damage it. A blank node stands for itself.

    >>> stored('"01"^^<http://www.w3.org/2001/XMLSchema#integer>', "oxigraph")
    '"1"^^<http://www.w3.org/2001/XMLSchema#integer>'
    """
    if term[0] != '"':
        _NODES[kind](term)
        return term
    if term[-1] == ">":
        return _LITERALS[kind](term) if len(term) < _SHORT else _stored_literal(term, kind)
    # a short ASCII text, its tag absent or of two letters, is kept everywhere
    if len(term) > _SHORT or not term.isascii() or (term[-1] != '"' and not _SHORT_TAG(term, len(term) - 4)):
        _check_text(term, kind)
    return term


def stored_triple(triple: Triple, kind: Kind) -> Triple:
    """The triple that a store of that kind holds once it was sent this one; raises StoreLossError as `stored`."""
    subject, predicate, term = triple
    check = _NODES[kind]
    check(subject)
    check(predicate)
    kept = stored(term, kind)
    return triple if kept is term else (subject, predicate, kept)


def is_patchable(triple: Triple, kind: Kind) -> bool:
    """Whether a SPARQL update adds the triple as a PUT of its graph does, and removes what is stored of it.

    All that an update removes and adds is to be so. In Virtuoso, equal numbers, and equal dates, that
    stand in one update may get the datatype of the first of them; Fuseki keeps a decimal as it was sent
    beside the form that it shows, which then does not match.

    >>> number = '"1"^^<http://www.w3.org/2001/XMLSchema#nonNegativeInteger>'
    >>> is_patchable(("<urn:a>", "<urn:b>", number), "virtuoso")
    False
    """
    term = triple[2]
    if term[-1] != ">" or term[0] != '"' or kind not in ("virtuoso", "fuseki"):
        return True
    datatype = term[term.rindex("^^") + 2 :]
    return datatype != _DECIMAL if kind == "fuseki" else datatype in _PATCHED_BY_VIRTUOSO


def merges(triples: Iterable[Triple], kind: Kind) -> list[tuple[Triple, ...]]:
    """The distinct triples of one graph that become one triple in a store of that kind, sorted, in sorted groups.

    Raises StoreLossError where the store would keep one of several that it takes for equal: Virtuoso
    does so under the same subject and predicate with numbers and truth values, and with dates and
    times, whatever their datatypes.
    """
    groups: dict[Triple, set[Triple]] = {}
    for triple in triples:
        groups.setdefault(stored_triple(triple, kind), set()).add(triple)
    if kind == "virtuoso":
        for one, other in same_values(groups):
            raise StoreLossError(
                f"Virtuoso would keep one only of `{statement(one)}` and `{statement(other)}`: their values are equal",
                hint="keep one of them, or push to another kind of store",
            )
    return sorted(tuple(sorted(group)) for group in groups.values() if len(group) > 1)


def _check_node(term: str, kind: Kind) -> None:
    """Nothing; raises StoreLossError for an IRI that the store would change, or no reader would take."""
    if term[0] == "_":
        return
    if not _IRI.fullmatch(term):
        raise _loss(term, kind, "may change this IRI, which is relative or has what RFC 3987 forbids")
    if len(term.encode()) - 2 > (_LONGEST_VIRTUOSO_IRI if kind == "virtuoso" else _LONGEST_IRI):
        raise _loss(term, kind, "would not keep so long an IRI")
    if kind == "fuseki" and _DOT_SEGMENT.match(term):
        raise _loss(term, kind, "may resolve the segment `.` or `..` of this IRI")
    if kind == "virtuoso" and term[1:].lower().startswith(("nodeid:", "local:")):
        raise _loss(term, kind, "has a use of its own for the scheme of this IRI")


def _check_text(term: str, kind: Kind) -> None:
    """Nothing; raises StoreLossError for a literal that is too long or no text, or whose language tag is none."""
    try:
        length = len(term.encode())
    except UnicodeEncodeError:
        raise _loss(term, kind, "cannot take half a character (a lone surrogate)") from None
    if length > (_LONGEST_VIRTUOSO_LITERAL if kind == "virtuoso" else _LONGEST_LITERAL):
        raise _loss(term, kind, "would not keep so long a literal, or not give it back")
    if term[-1] in '">':
        return
    tag = term[term.rindex("@") + 1 :]
    if not _TAG.fullmatch(tag):
        raise _loss(term, kind, "cannot take this language tag, which is not one of BCP 47 in lower case")
    if len(tag) > _LONGEST_TAG and kind in ("virtuoso", "rdf4j"):
        raise _loss(term, kind, "would not keep so long a language tag")


def _stored_literal(term: str, kind: Kind) -> str:
    """A literal with a datatype, as it is stored; the term itself where it is kept."""
    _check_text(term, kind)
    datatype = term[term.rindex("^^") + 2 :]
    _NODES[kind](datatype)
    if kind == "virtuoso":
        _check_for_virtuoso(term, datatype)
    name = datatype[len(XSD) + 1 : -1] if datatype.startswith(f"<{XSD}") else ""
    rewriter = _FORMS[kind].get(name) if kind in _FORMS else None
    if rewriter is None:
        return term
    try:
        text = rewriter(_checked_length(lexical_form(term)), name)
    except LossError as loss:
        raise _loss(term, kind, str(loss)) from None
    kept = literal(text, datatype=XSD + (stored_name(name, text) if _FORMS[kind] is OXIGRAPH else name))
    return term if kept == term else kept


def _checked_length(text: str) -> str:
    """The text; raises LossError where it is too long for a number or a date."""
    if len(text) > _LONGEST_VALUE:
        raise LossError("may not keep so long a value")
    return text


def _check_for_virtuoso(term: str, datatype: str) -> None:
    """Nothing; raises StoreLossError for the literals of other vocabularies that Virtuoso reads."""
    if datatype in _GEOMETRY:
        raise _loss(term, "virtuoso", "reads geometries, and may give them another form and datatype")
    if datatype == XML_LITERAL and re.search("[<>&\"']", lexical_form(term)):
        raise _loss(term, "virtuoso", "reads XML, and may write it in another form")


def _loss(term: str, kind: Kind, why: str) -> StoreLossError:
    shown = term if len(term) <= _SHOWN else f"{term[: _SHOWN // 2]}…{term[-_SHOWN // 2 :]}"
    return StoreLossError(f"{_NAMES[kind]} {why}: `{shown}`", hint=_HINT)


_NODES: Mapping[Kind, Callable[[str], None]] = MappingProxyType(
    {kind: lru_cache(_REMEMBERED)(partial(_check_node, kind=kind)) for kind in get_args(Kind)}
)
_LITERALS: Mapping[Kind, Callable[[str], str]] = MappingProxyType(
    {kind: lru_cache(_REMEMBERED)(partial(_stored_literal, kind=kind)) for kind in get_args(Kind)}
)
