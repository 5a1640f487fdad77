"""How an endpoint's reply is read: in which format it comes, and whether it is whole."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from xml.parsers.expat import ExpatError, ParserCreate

from lodpress.engines.addresses import cleaned, shown
from lodpress.engines.oxigraph import Readable, read_triples
from lodpress.engines.oxigraph_sparql import read_solutions
from lodpress.engines.refusals import said
from lodpress.engines.transport import Reply, broken_off
from lodpress.problems import EngineError, UsageError
from lodpress.terms import XSD
from lodpress.triples import Triple, literal

Row = tuple[str | None, ...]

#: What a request for rows accepts: not CSV, which does not tell an IRI from a literal.
ACCEPTED_ROWS = (
    "application/sparql-results+json, application/sparql-results+xml;q=0.9,"
    " application/json;q=0.8, text/tab-separated-values;q=0.5"
)
#: What a request for a graph accepts.
ACCEPTED_GRAPHS = (
    "application/n-triples, text/turtle;q=0.9, application/rdf+xml;q=0.8, application/ld+json;q=0.7"
)

_ROWS = {
    "application/javascript": "json",
    "application/json": "json",
    "application/sparql-results+json": "json",
    "application/sparql-results+xml": "xml",
    "application/xml": "xml",
    "text/javascript": "json",
    "text/json": "json",
    "text/tab-separated-values": "tsv",
    "text/xml": "xml",
}
_GRAPHS = {
    "application/ld+json": "jsonld",
    "application/n-triples": "ntriples",
    "application/rdf+xml": "rdfxml",
    "application/turtle": "turtle",
    "application/x-turtle": "turtle",
    "text/turtle": "turtle",
}
# How answers begin that come under another name, or under none; their parsers take nothing else for one.
_ROWS_BEGIN = {b"{": "json", b"<?xml": "xml", b"<sparql": "xml"}
_GRAPHS_BEGIN = {
    b"<?xml": "rdfxml",
    b"<http": "turtle",
    b"<rdf:RDF": "rdfxml",
    b"@prefix": "turtle",
    b"[": "jsonld",
    b"_:": "turtle",
    b"{": "jsonld",
}
# These may be cut at the end of a line, and what is left is as right as the whole.
_LINES = ("ntriples", "tsv", "turtle")
_BLANKS = b"\xef\xbb\xbf \t\r\n"
_PAGE = re.compile(rb"(?:<[?!][^<>]*>\s*)*<html\b|<!doctype html", re.IGNORECASE)
_TOLD_APART = 512
_SHOWN = 80
_PAGE_HINT = "is the address that of the endpoint itself, and not of a page about it?"


def rows_of(reply: Reply) -> Iterator[Row]:
    """Yields the variables of a reply of rows, then each row as it arrives.

    Raises EngineError, after the rows that are there, where the reply is no result or not a whole one.
    """
    name = _format(reply, _ROWS, _ROWS_BEGIN)
    try:
        variables, rows = read_solutions(_watched(reply, name), name)
        if variables == ("__ASK_RETVAL",):
            variables, rows = _answer_of_virtuoso(rows)
        yield variables
        count = 0
        for row in rows:
            count += 1
            yield row
    except (EngineError, ExpatError) as error:
        if reply.failed:
            raise
        raise _unreadable(reply, error) from error
    _check_limit(reply, count)


def triples_of(reply: Reply) -> list[Triple]:
    """The triples of a reply of a graph, each once, sorted; raises EngineError as `rows_of`."""
    name = _format(reply, _GRAPHS, _GRAPHS_BEGIN)
    try:
        return sorted(set(read_triples(_watched(reply, name), name)))
    except (EngineError, ExpatError) as error:
        if reply.failed:
            raise
        raise _unreadable(reply, error) from error


def _format(reply: Reply, names: Mapping[str, str], beginnings: Mapping[bytes, str]) -> str:
    """The format of the body by its media type, or by how it begins; raises where it cannot be read whole."""
    media = (reply.header("Content-Type") or "").partition(";")[0].strip().lower()
    _check_kind(media, names)
    _check_headers(reply)
    name = names.get(media)
    start = reply.peek(_TOLD_APART if name in (None, "rdfxml") else 1).lstrip(_BLANKS)
    if not start and not (name in ("ntriples", "turtle") and reply.is_framed):
        raise EngineError(f"the endpoint `{shown(reply.address)}` answers with nothing", hint=_PAGE_HINT)
    if name is None:
        name = next((name for beginning, name in beginnings.items() if start.startswith(beginning)), None)
        if name == "rdfxml" and b"<rdf:RDF" not in start:  # any XML may be read as RDF/XML
            name = None
    if name is None or _is_page(start):
        raise _foreign(reply, media)
    if name in _LINES and not reply.is_framed:
        raise EngineError(
            f"the endpoint `{shown(reply.address)}` answers in {name} and does not say where it ends:"
            " half of it would look like the whole",
            hint="it should send Content-Length or chunks, as HTTP/1.1 has them, or JSON",
        )
    return name


def _check_kind(media: str, names: Mapping[str, str]) -> None:
    """Raises UsageError where rows are asked for and a graph is sent, or the other way round."""
    if names is _ROWS and media in _GRAPHS:
        raise UsageError("the query makes a graph, where rows are asked for")
    if names is _GRAPHS and media.startswith("application/sparql-results"):
        raise UsageError("the query makes rows, where a graph is asked for")


def _check_headers(reply: Reply) -> None:
    """Raises EngineError for an answer that calls itself a part, or that is packed."""
    at = f"the endpoint `{shown(reply.address)}`"
    if reply.header("X-SQL-State") == "S1TAT" or reply.status == 206:
        words = cleaned(reply.header("X-SQL-Message") or "206 Partial Content").partition("Activity:")[0]
        raise EngineError(f"{at} answers with a part of the result only: {words.strip()}",
                          hint="its own time was up: ask for less")  # fmt: skip
    coding = reply.header("Content-Encoding") or "identity"
    if coding.lower() != "identity":
        raise EngineError(f"{at} packs its answer as `{cleaned(coding)}`, which it was not asked to",
                          hint="does a proxy before it do that?")  # fmt: skip


def _watched(reply: Reply, name: str) -> Readable:
    if name in ("xml", "rdfxml"):
        return _WholeXml(reply)
    return _PlainLabels(reply) if name == "json" else reply


class _WholeXml:
    """The bytes of XML; raises ExpatError where they end too soon, which pyoxigraph takes for the end."""

    def __init__(self, source: Readable) -> None:
        self._source = source
        self._parser = ParserCreate()
        self._ended = False

    def read(self, size: int = -1, /) -> bytes:
        part = b"" if self._ended else self._source.read(size)
        if not self._ended:
            self._parser.Parse(part, not part)
            self._ended = not part
        return part


class _PlainLabels:
    """The bytes of JSON with Virtuoso's blank nodes named as others do: it writes `nodeID://b1`, which no RDF has.

    Inside a text the quotes of what is sought would have backslashes before them.
    """

    SOUGHT = b'{ "type": "bnode", "value": "nodeID://'
    WRITTEN = SOUGHT.removesuffix(b"nodeID://")

    def __init__(self, source: Readable) -> None:
        self._source = source
        self._held = b""

    def read(self, size: int = -1, /) -> bytes:
        while True:
            part = self._source.read(max(size - len(self._held), 1))
            data = (self._held + part).replace(self.SOUGHT, self.WRITTEN)
            last = data.rfind(b"{")
            is_begun = bool(part) and last >= 0 and self.SOUGHT.startswith(data[last:])
            self._held = data[last:] if is_begun else b""
            data = data[:last] if is_begun else data
            if data or not part:
                return data


def _answer_of_virtuoso(rows: Iterator[Row]) -> tuple[tuple[str, ...], Iterator[Row]]:
    """The answer of an ASK query, of which Virtuoso 7 makes one row for true and none for false."""
    answer = "true" if next(rows, None) else "false"
    return ("answer",), iter([(literal(answer, datatype=XSD + "boolean"),)])


def _check_limit(reply: Reply, count: int) -> None:
    """Raises EngineError where Virtuoso says that it gives no more rows than came: it has cut them there."""
    limit = reply.header("X-SPARQL-MaxRows") or ""
    if limit.isdecimal() and len(limit) < 10 and count >= int(limit):
        raise EngineError(
            f"the endpoint `{shown(reply.address)}` gives no more than {limit} rows, and may have left out others",
            hint=f"ask in parts, with a LIMIT below {limit}, ORDER BY and OFFSET",
        )


def _foreign(reply: Reply, media: str) -> EngineError:
    """The error of an answer in a format that was not asked for."""
    at = f"the endpoint `{shown(reply.address)}`"
    if media == "text/csv":
        return EngineError(f"{at} answers in CSV, which does not tell an IRI from a text",
                           hint="it should answer in JSON, XML or TSV, as it was asked")  # fmt: skip
    return _page(reply) or EngineError(
        f"{at} answers with {cleaned(media) or 'bytes without a name'}, which is no SPARQL result: `{_beginning(reply)}`",
        hint=_PAGE_HINT,
    )


def _unreadable(reply: Reply, error: Exception) -> EngineError:
    """The error of an answer that its parser refuses: half of one, a page, or nonsense."""
    if reply.ended and not _is_page(reply.beginning):
        return broken_off(reply.address, reply.size)
    told = str(error).removeprefix("this is ") if isinstance(error, EngineError) else f"no XML: {error}"
    return _page(reply) or EngineError(
        f"the endpoint `{shown(reply.address)}` answers with `{_beginning(reply)}`, which is {cleaned(told)}",
        hint=_PAGE_HINT,
    )


def _page(reply: Reply) -> EngineError | None:
    if not _is_page(reply.beginning):
        return None
    title = said(reply.text(reply.beginning))
    return EngineError(
        f"the endpoint `{shown(reply.address)}` answers with a web page: {title}", hint=_PAGE_HINT
    )


def _is_page(start: bytes) -> bool:
    return _PAGE.match(start.lstrip(_BLANKS)) is not None


def _beginning(reply: Reply) -> str:
    return cleaned(reply.text(reply.beginning), _SHOWN)
