"""The door to pyoxigraph's SPARQL engine: stores, queries, and answers in the SPARQL results formats."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from functools import lru_cache, partial
from itertools import chain, islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, Self, cast

import pyoxigraph as ox

from lodpress.engines.oxigraph import SYNTAXES, Readable, lines_of, ntriples, reading_errors
from lodpress.engines.service import Kind, Limits, answer_apart
from lodpress.problems import EngineError, InputError, QuerySyntaxError, UsageError
from lodpress.terms import XSD
from lodpress.triples import Triple, from_ntriples, literal

if TYPE_CHECKING:
    from typing_extensions import Buffer

_EXTENSIONS = {syntax.file_extension: syntax for syntax in SYNTAXES.values()} | {"owl": ox.RdfFormat.RDF_XML}
_RESULTS = {
    "csv": ox.QueryResultsFormat.CSV,
    "json": ox.QueryResultsFormat.JSON,
    "tsv": ox.QueryResultsFormat.TSV,
    "xml": ox.QueryResultsFormat.XML,
}
_BATCH = 50_000
_FAILURES = (SyntaxError, OSError, RuntimeError, ValueError)
_LIMITS = Limits()
_SERVICE = re.compile("SERVICE", re.IGNORECASE)
_CODE_POINT = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U(0010[0-9A-Fa-f]{4}|000[0-9A-Fa-f]{5})")


class SparqlStore:
    """RDF as one merged default graph, in memory or in a store's folder, asked in SPARQL 1.1.

    Results never leave the call that made them: they must not be touched from another thread.
    """

    def __init__(
        self, files: Iterable[Path] = (), triples: Iterable[Triple] = (), *, limits: Limits = _LIMITS
    ) -> None:
        """Loads the files, by their extensions, and the triples; raises InputError that names the file.

        `limits` hold for queries that call a server with SERVICE.
        """
        self._store = ox.Store()
        self._folder: Path | None = None
        self._limits = limits
        self._has_named_graphs = False
        for file in files:
            try:
                self._load(file)
            except (SyntaxError, ValueError) as error:
                raise InputError(f"{file}: {error}", hint="the extension says which format it is") from error
            except OSError as error:
                raise InputError(f"cannot read `{file}`: {error.strerror or error}") from error
        rest = iter(triples)
        while part := list(islice(rest, _BATCH)):
            self._store.bulk_load(ntriples(part), format=ox.RdfFormat.N_TRIPLES)

    @classmethod
    def opened(cls, folder: Path, *, limits: Limits = _LIMITS) -> Self:
        """A store's folder as it is, all of its graphs as one, never written to; raises InputError.

        Where another program writes into the folder at the same time, what is read may be torn.
        """
        store = cls(limits=limits)
        store._store, store._folder = _read_only(folder), folder
        store._has_named_graphs = next(iter(store._store.named_graphs()), None) is not None
        return store

    @classmethod
    def restored(cls, lines: IO[bytes]) -> Self:
        """What another store wrote as N-Triples, its blank nodes under the labels they had there."""
        store = cls()
        store._store.bulk_extend(ox.parse(lines, format=ox.RdfFormat.N_TRIPLES))
        return store

    def _load(self, file: Path) -> None:
        syntax = _EXTENSIONS.get(file.suffix.lower().lstrip("."))
        if syntax is None:
            raise ValueError(f"`{file.suffix}` is no RDF format's extension")
        if syntax.supports_datasets:
            quads = ox.parse(path=file, format=syntax, rename_blank_nodes=True)
            self._store.bulk_extend(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in quads)
        else:
            self._store.bulk_load(path=file, format=syntax)

    def select(self, query: str) -> tuple[tuple[str, ...], list[tuple[str | None, ...]]]:
        """The variables of a SELECT or ASK query and its solutions in order, as N-Triples terms.

        An ASK query has one solution, of the variable `answer`. Raises UsageError where the text is
        not SPARQL 1.1, EngineError where the evaluation fails.
        """
        if may_call(query):
            variables, solutions = read_solutions(io.BytesIO(self._answer_apart(query, "rows")), "json")
            return variables, list(solutions)
        try:
            results = self._store.query(query, use_default_graph_as_union=self._has_named_graphs)
            if isinstance(results, ox.QueryBoolean):
                return ("answer",), [(literal(str(bool(results)).lower(), datatype=XSD + "boolean"),)]
            if not isinstance(results, ox.QuerySolutions):
                raise _not_asked_for("rows")
            rows = [tuple(None if term is None else str(term) for term in solution) for solution in results]
            return tuple(variable.value for variable in results.variables), rows
        except _FAILURES as error:
            raise _told(error) from error

    def construct(self, query: str) -> list[Triple]:
        """The triples of a CONSTRUCT or DESCRIBE query, each once, sorted; raises as `select`."""
        if may_call(query):
            lines = self._answer_apart(query, "graph")
        else:
            output = io.BytesIO()
            self.write_answer(query, "graph", output)  # faster than to take each triple
            lines = output.getvalue()
        return sorted(from_ntriples(set(lines_of(lines))))

    def write_answer(self, query: str, kind: Kind, output: IO[bytes]) -> None:
        """Writes the answer as SPARQL 1.1 JSON, or N-Triples; whoever it calls is waited for. Raises as `select`."""
        try:
            results = self._store.query(query, use_default_graph_as_union=self._has_named_graphs)
            if isinstance(results, ox.QueryTriples) != (kind == "graph"):
                raise _not_asked_for(kind)
            if isinstance(results, ox.QueryTriples):
                results.serialize(output, format=ox.RdfFormat.N_TRIPLES)
            else:
                results.serialize(output, format=ox.QueryResultsFormat.JSON)
        except _FAILURES as error:
            raise _told(error) from error

    def _answer_apart(self, query: str, kind: Kind) -> bytes:
        """The answer that another process writes, since no call of pyoxigraph can be ended."""
        check_syntax(query)
        write_data = partial(self._store.dump, format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph())
        return answer_apart(query, kind, self._folder or write_data, self._limits)


def _not_asked_for(kind: Kind) -> UsageError:
    made, asked = ("a graph", "rows are") if kind == "rows" else ("rows", "a graph is")
    return UsageError(f"the query makes {made}, where {asked} asked for")


@lru_cache(maxsize=256)
def may_call(query: str) -> bool:
    """Whether pyoxigraph might find the keyword SERVICE in the text.

    Where the letters stand in a name, a text or a comment, the query is one still with other letters in
    their place; with others in the place of the keyword it is none, as no keyword begins so.
    """
    if "\\" not in query and "SERVICE" not in query.upper():
        return False  # almost every query
    plain = _CODE_POINT.sub(lambda match: chr(int(match[1] or match[2], 16)), query)
    count = plain.upper().count("SERVICE")
    if not count or count != query.upper().count("SERVICE"):
        return count > 0
    with suppress(QuerySyntaxError):
        check_syntax(_SERVICE.sub("zzzzzzz", query))
        return False
    return True


def triples_of_store(folder: Path) -> Iterator[Triple]:
    """Yields the triples of all graphs of a store's folder, in no order; raises InputError."""
    for quad in _read_only(folder):
        yield str(quad.subject), str(quad.predicate), str(quad.object)


def _read_only(folder: Path) -> ox.Store:
    try:
        return ox.Store.read_only(str(folder))
    except (OSError, ValueError, RuntimeError) as error:
        raise InputError(f"cannot open the store `{folder}`: {error}") from error


def _told(error: Exception) -> QuerySyntaxError | EngineError:
    """A failure of pyoxigraph in this project's words; no context manager, which a short query would feel."""
    if isinstance(error, SyntaxError):
        return _not_sparql(str(error))
    return EngineError(f"pyoxigraph cannot answer the query: {error}")


def check_syntax(query: str) -> None:
    """Raises QuerySyntaxError where the text is not SPARQL 1.1; nothing is evaluated, and nobody is called.

    pyoxigraph has no parser alone: it is given a variable that no query has, which it refuses after
    parsing and before the evaluation, where SERVICE would send its requests.
    """
    try:
        ox.Store().query(query, substitutions={ox.Variable("lodpress_parses_only"): ox.NamedNode("urn:none")})
    except (SyntaxError, UnicodeEncodeError) as error:
        raise _not_sparql(str(error)) from error
    except RuntimeError:
        return  # the refusal that was asked for


def _not_sparql(message: str) -> QuerySyntaxError:
    """The place that pyoxigraph names, and the reason where it has one.

    What it lacks at that place is no help: often it has read on far behind the fault.
    """
    found = re.match(r"error at (\d+):(\d+): expected (?:one of )?(.*)", message, re.DOTALL)
    if found is None:
        return QuerySyntaxError(f"the query is not SPARQL 1.1: {message}")
    line, column, wanted = found.groups()
    sentence = re.search(r"(?:^|, )((?:[\w*]+ ){2,}[\w*]+)(?=,|$)", wanted)
    hint = f"pyoxigraph says: {sentence[1]}" if sentence else None
    if "Prefix not found" in wanted:
        hint = "a prefix is not declared with PREFIX"
    text = f"the query is not SPARQL 1.1 from line {line}, column {column} on"
    return QuerySyntaxError(text, line=int(line), column=int(column), hint=hint)


class _Stream(io.RawIOBase):
    """The bytes of an iterator as a file that is read as they are made."""

    def __init__(self, parts: Iterator[bytes]) -> None:
        self._parts = parts
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Buffer) -> int:
        view = memoryview(buffer)
        self._rest = self._rest or next(self._parts, b"")
        size = min(len(view), len(self._rest))
        view[:size], self._rest = self._rest[:size], self._rest[size:]
        return size


def write_solutions(
    variables: Sequence[str], rows: Iterable[Sequence[str | None]], name: str, output: IO[bytes]
) -> None:
    """Writes rows of N-Triples terms as `csv`, `tsv`, `json` or `xml`, a SPARQL 1.1 results format each.

    The rows are written as they come, in memory that does not grow with them.
    """
    head = ["\t".join(f"?{variable}" for variable in variables)]
    lines = ("\t".join(term or "" for term in row) for row in rows)
    stream = _Stream(f"{line}\n".encode() for line in chain(head, lines))
    solutions = ox.parse_query_results(io.BufferedReader(stream), ox.QueryResultsFormat.TSV)
    assert isinstance(solutions, ox.QuerySolutions)
    solutions.serialize(output, format=_RESULTS[name])


def read_solutions(stream: Readable, name: str) -> tuple[tuple[str, ...], Iterator[tuple[str | None, ...]]]:
    """The variables of SPARQL 1.1 Results in `json`, `xml` or `tsv`, and its rows as the bytes arrive.

    They are those of `SparqlStore.select`. Both raise EngineError where the bytes are no such result;
    what `stream` raises passes through. An early end of XML or TSV is not noticed here. The rows are
    bound to the thread that called: asked for in another they panic.
    """
    with reading_errors(f"no SPARQL result in {name}"):
        results = ox.parse_query_results(cast("IO[bytes]", stream), _RESULTS[name])
    if isinstance(results, ox.QueryBoolean):
        return ("answer",), iter([(literal(str(bool(results)).lower(), datatype=XSD + "boolean"),)])
    return tuple(variable.value for variable in results.variables), _rows(results, name)


def _rows(results: ox.QuerySolutions, name: str) -> Iterator[tuple[str | None, ...]]:
    try:
        with reading_errors(f"no SPARQL result in {name}"):
            for solution in results:
                yield tuple(None if term is None else str(term) for term in solution)
    except EngineError as error:
        # what some add behind the rows, as Comunica its metadata, is more than pyoxigraph expects
        if "Unexpected JSON after the end of the bindings array" not in str(error):
            raise
    finally:
        del results  # an error that goes to another thread would take it along, in its traceback
