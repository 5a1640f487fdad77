"""A query that calls a server is evaluated in a process of its own: with limits, without secrets, gone afterwards."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from cli.processes import EXAMPLES as DOCUMENTS
from cli.processes import run as run_command
from cli.processes import started, wait_until
from querying.endpoint_server import Heard, Said, Served, served

from lodpress.api import load
from lodpress.engines import service
from lodpress.engines.oxigraph_sparql import SparqlStore, may_call
from lodpress.engines.service import Limits
from lodpress.problems import EngineError, LodpressError, QuerySyntaxError, UsageError
from lodpress.triples import Triple

pytestmark = pytest.mark.slow  # each asks in a process of its own

JSON = {"Content-Type": "application/sparql-results+json"}
ROWS = "SELECT * { SERVICE <URL> { ?s ?p ?o } }"
ORDERED = f"{ROWS} ORDER BY ?s"
ONE = b'{"head":{"vars":["s"]},"results":{"bindings":[{"s":{"type":"uri","value":"http://e/a"}}]}}'
HALF = ONE[:-12]
CUT = {
    "short": Said(HALF, headers=JSON, promised=len(ONE)),
    "chunks": Said(HALF, headers=JSON, framing="chunked", cut=True),
}
SMALL = Limits(seconds=90, memory=128 * 1024**2)
TRIPLES: list[Triple] = [
    ("<http://e/a>", "<http://e/p>", '"caf\u00e9\\n\\"x\\""@fr'),
    ("<http://e/a>", "<http://e/p>", '"01"^^<http://www.w3.org/2001/XMLSchema#integer>'),
    ("<http://e/b>", "<http://e/q>", "_:one"),
    ("_:one", "<http://e/q>", "_:two"),
    ("_:two", "<http://e/q>", "<http://e/\u00e9>"),
]
#: Rows, none, unbound places, blank nodes, yes and no.
SELECTS = [
    "SELECT * { ?s ?p ?o } ORDER BY ?p ?s ?o",
    "SELECT ?s ?nothing { ?s <http://e/q> ?o } ORDER BY ?s",
    "SELECT ?x ?y { VALUES (?x ?y) { (1 UNDEF) (UNDEF 2.50) } }",
    "SELECT * { ?s <http://e/none> ?o }",
    "ASK { ?s <http://e/p> ?o }",
    "ASK { ?s <http://e/none> ?o }",
]
GRAPHS = [
    "CONSTRUCT { ?o <http://e/of> ?s } WHERE { ?s ?p ?o FILTER(!isLiteral(?o)) }",
    "DESCRIBE ?s { ?s ?p ?o }",
]


def workers(parent: int) -> list[Path]:
    """The folders under /proc of a process's children that evaluate a query."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            is_child = folder.joinpath("stat").read_text().rpartition(")")[2].split()[1] == str(parent)
            words = folder.joinpath("cmdline").read_bytes()
        except OSError:  # it has ended meanwhile
            continue
        if is_child and service._WORKER.encode() in words.split(b"\0"):
            found.append(folder)
    return found


def error_of(said: Said | Callable[[Heard], Said], text: str = ROWS, limits: Limits = SMALL) -> LodpressError:
    """What is raised where a server says this: one error in a short line, with a hint, and no process left."""
    with served(said) as server, pytest.raises(LodpressError) as caught:
        SparqlStore(triples=TRIPLES, limits=limits).select(text.replace("URL", server.url))
    told = str(caught.value)
    assert told.isprintable() and len(told) < 450
    assert caught.value.hint
    assert workers(os.getpid()) == []
    return caught.value


@pytest.mark.parametrize("how", CUT)
@pytest.mark.parametrize(
    "text", [ORDERED, ORDERED.replace("<", "SILENT <", 1), "SELECT * { {} OPTIONAL { SERVICE <URL> { ?s ?p ?o } } }"],
    ids=["ordered", "silent", "optional"],
)  # fmt: skip
def test_an_answer_that_breaks_off_ends_in_one_error(text: str, how: str) -> None:
    """pyoxigraph alone would go on for ever with it, and take all memory."""
    begin = time.monotonic()
    assert "broke off" in str(error_of(CUT[how], text))
    assert time.monotonic() - begin < 60


@pytest.mark.parametrize("how", CUT)
def test_the_command_survives_an_answer_that_breaks_off(how: str, tmp_path: Path) -> None:
    """With the memory that it has by default."""
    with served(CUT[how]) as server:
        done = run_command("query", _file(ORDERED, server, tmp_path), DOCUMENTS, "--allow-service")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("error: an answer of a server that the query calls broke off")


def _file(text: str, server: Served, folder: Path) -> Path:
    file = folder / "mine.rq"
    file.write_text(text.replace("URL", server.url), encoding="utf-8")
    return file


def _silence() -> Iterator[bytes]:
    for _ in range(1200):
        time.sleep(0.05)
        yield b""


def silent(_: Heard) -> Said:
    """No byte of an answer as long as the test is on, a minute at most."""
    return Said(_silence(), headers=JSON, promised=9)


def test_a_silent_server_has_its_seconds() -> None:
    """Then the query ends with what gives it more."""
    begin = time.monotonic()
    error = error_of(silent, limits=Limits(seconds=0.3))
    assert str(error) == "the query calls a server, and has no answer after 0.3 seconds"
    assert "--timeout" in str(error.hint)
    assert time.monotonic() - begin < 10


def test_the_command_gives_a_server_the_seconds_that_it_is_told(tmp_path: Path) -> None:
    """`--timeout` goes with `--allow-service` as it does with `--endpoint`."""
    with served(silent) as server:
        words = ["query", _file(ROWS, server, tmp_path), DOCUMENTS, "--allow-service", "--timeout", 1]
        done = run_command(*words)
    assert (done.returncode, done.stdout) == (2, "")
    assert "no answer after 1 seconds" in done.stderr
    assert len(server.heard) == 1


@pytest.mark.parametrize("seconds", [0, -1, float("inf"), float("nan")])
def test_no_time_is_no_limit(seconds: float) -> None:
    """Of a time-out of 0 or of endless ones, none would end the query."""
    with pytest.raises(UsageError, match="needs time"):
        load([DOCUMENTS], service_seconds=seconds)


def test_seconds_without_a_server_are_refused() -> None:
    """A query over data at hand has no limit."""
    done = run_command("query", "themes", DOCUMENTS, "--timeout", 1)
    assert done.returncode == 2
    assert "`--timeout` means nothing without `--endpoint` or `--allow-service`" in done.stderr


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (Said(b"\x1b[2J\x07\xe2\x80\xaeno\r\nmore", status=500), ": [2J no"),
        (Said(b"x" * 50_000, status=400), "x" * 199 + "…"),
        (Said(b"<html><title>Too\n busy</title>" + b"<p>y</p>" * 7000, status=503), ": Too busy"),
        (Said(b'{"message": "too much"}', status=429), ": too much"),
        (Said(b"", status=404), "404 Not Found"),
        (Said(b"<html>", headers={"Content-Type": "text/html;" + "x" * 5000}), "text/html;xxx"),
        (Said(b"\x1b[2J", headers=JSON), "Parser error"),
        (Said(HALF, headers=JSON, framing="chunked", cut=True), "Invalid chunked header"),
        (Said(status=302, headers={"Location": "http://me:pass@127.0.0.1/?key=1"}), "http://…@127.0.0.1/?…"),
    ],
    ids=["escapes", "long", "a page", "a record", "nothing", "a long type", "no JSON", "cut", "sent on"],
)  # fmt: skip
def test_what_a_server_says_is_one_short_line(said: Said, words: str) -> None:
    """Nothing in it steers a terminal, and of a page its title is enough."""
    error = error_of(said)
    assert isinstance(error, EngineError)
    assert words in str(error)
    assert "pass" not in str(error)


def test_the_process_has_no_secrets_and_tells_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its environment lacks what is meant for endpoints, and its arguments the query."""
    monkeypatch.setenv("LODPRESS_ENDPOINT_TOKEN", "a-secret")
    monkeypatch.setenv("LODPRESS_ENDPOINT_PASSWORD", "a-secret")
    monkeypatch.setenv("OTHERS_SEE_THIS", "yes")
    seen: list[tuple[bytes, bytes]] = []

    def looking(_: Heard) -> Said:
        (worker,) = workers(os.getpid())
        seen.append((worker.joinpath("environ").read_bytes(), worker.joinpath("cmdline").read_bytes()))
        return Said(ONE, headers=JSON)

    with served(looking) as server:
        answer = SparqlStore().select(ROWS.replace("URL", server.url))
    assert answer[1] == [tuple("<http://e/a>" if name == "s" else None for name in answer[0])]
    ((environment, command),) = seen
    assert b"OTHERS_SEE_THIS=yes" in environment and b"a-secret" not in environment
    assert b"SELECT" not in command


@pytest.mark.parametrize(
    ("sent", "code"), [(signal.SIGKILL, -signal.SIGKILL), (signal.SIGTERM, 130), (signal.SIGINT, 130)]
)
def test_the_process_ends_with_the_command(sent: signal.Signals, code: int, tmp_path: Path) -> None:
    """Also where the command cannot say goodbye."""
    with served(silent) as server:
        words = ["query", _file(ROWS, server, tmp_path), DOCUMENTS, "--allow-service"]
        with started(*words) as child:
            assert wait_until(lambda: bool(server.heard), child)
            (worker,) = workers(child.pid)
            child.send_signal(sent)
            child.wait(20)
            assert _ends(worker)
        assert child.returncode == code


def test_the_process_ends_where_the_call_is_interrupted() -> None:
    """In a program that goes on, as a notebook does."""
    before = signal.signal(signal.SIGUSR1, signal.default_int_handler)

    def interrupting(request: Heard) -> Said:
        os.kill(os.getpid(), signal.SIGUSR1)
        return silent(request)

    try:
        with served(interrupting) as server, pytest.raises(KeyboardInterrupt):
            SparqlStore().select(ROWS.replace("URL", server.url))
        assert workers(os.getpid()) == []
    finally:
        signal.signal(signal.SIGUSR1, before)


def _ends(worker: Path) -> bool:
    """Whether the process is gone within ten seconds, or waits only for its end to be read."""
    for _ in range(200):
        try:
            if worker.joinpath("stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except OSError:
            return True
        time.sleep(0.05)
    return False


@pytest.fixture(params=["memory", "folder", "folder with graphs"])
def data(request: pytest.FixtureRequest, tmp_path: Path) -> SparqlStore:
    """The triples in memory, in a store's folder, or spread there over named graphs."""
    if request.param == "memory":
        return SparqlStore(triples=TRIPLES)
    store = ox.Store(str(tmp_path / "store"))
    lines = "".join(f"{s} {p} {o} .\n" for s, p, o in TRIPLES).encode()
    for place, quad in enumerate(ox.parse(lines, format=ox.RdfFormat.N_TRIPLES)):
        graph = ox.NamedNode(f"http://e/graph/{place % 2}")
        named = request.param == "folder with graphs"
        store.add(ox.Quad(quad.subject, quad.predicate, quad.object, graph if named else ox.DefaultGraph()))
    store.flush()
    del store
    return SparqlStore.opened(tmp_path / "store")


def _calling(text: str) -> str:
    """The query with a call in front that changes nothing: nobody answers, and it is SILENT."""
    start, brace, rest = text.rpartition("WHERE {") if "WHERE" in text else text.partition("{")
    return f"{start}{brace} SERVICE SILENT <http://127.0.0.1:9/> {{}} {rest}"


def test_rows_are_the_same_in_either_process(data: SparqlStore) -> None:
    """Term for term, blank nodes too."""
    for text in SELECTS:
        variables, rows = data.select(text)
        assert may_call(_calling(text))
        assert data.select(_calling(text)) == (variables, rows), text
    assert len(data.select(SELECTS[0])[1]) == len(TRIPLES)


def test_graphs_are_the_same_in_either_process(data: SparqlStore) -> None:
    """Triple for triple, blank nodes too."""
    for text in GRAPHS:
        assert data.construct(_calling(text)) == data.construct(text) != []


@pytest.mark.parametrize(
    ("text", "is_call"),
    [
        ("SELECT * { SERVICE <http://e/> { ?s ?p ?o } }", True),
        ("SELECT * { service<http://e/>{} }", True),
        ("SELECT * { ?s ?p trueSERVICESILENT<http://e/>{} }", True),
        ("PREFIX : <http://e/> SELECT * { ?s ?p ?o ; SERVICE:x {} }", True),
        ("SELECT * { \\u0053ERVICE <http://e/> {} }", True),
        ("SELECT * { ?s ?p '\\u0053ERVICE' }", True),
        ("SELECT * { ?s ?p ?o } # SERVICE <http://e/> {}\n", False),
        ("SELECT ?service { ?service <http://e/service> 'SERVICE <x> {}' }", False),
        ("PREFIX service: <http://e/> ASK { service:a service:b 'caf\\u00e9' , 'service'@service }", False),
        ("SELECT * { ?s ?p ?o }", False),
    ],
)  # fmt: skip
def test_what_may_call_is_told_from_what_holds_the_word(text: str, is_call: bool) -> None:
    """A query over a theme called `Service` needs no process of its own; a doubtful one gets it."""
    assert may_call(text) == is_call


@pytest.mark.parametrize(
    ("text", "kind", "said"),
    [
        ("CONSTRUCT { ?s ?p ?o } WHERE { SERVICE <URL> { ?s ?p ?o } }", UsageError, "makes a graph, where rows are"),
        ("SELECT * {\n SERVICE <URL> { ?s ?p }", QuerySyntaxError, "from line 2, "),
        ("SELECT * { SERVICE <URL> {} ?s ?p '\udcff' }", QuerySyntaxError, "not SPARQL 1.1"),
        ("SELECT * { SERVICE <ftp://e/> { ?s ?p ?o } }", EngineError, "URL scheme"),
    ],
)  # fmt: skip
def test_misuse_is_told_as_in_one_process(text: str, kind: type[LodpressError], said: str) -> None:
    """With the same class of error."""
    with served(Said(ONE, headers=JSON)) as server, pytest.raises(kind, match=said):
        SparqlStore().select(text.replace("URL", server.url))


def test_a_process_that_fails_is_one_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where it never begins."""
    monkeypatch.setattr(service, "_WORKER", "lodpress.no_such_module")
    assert "ended with code 1: " in str(error_of(Said(ONE, headers=JSON)))
    monkeypatch.setattr(sys, "executable", "/no/such/python")
    assert "no process can be started" in str(error_of(Said(ONE, headers=JSON)))


def test_the_folder_it_starts_in_has_no_say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A module of the standard library's name that lies there is not run."""
    tmp_path.joinpath("json.py").write_text("raise SystemExit(9)")
    monkeypatch.chdir(tmp_path)
    with served(Said(ONE, headers=JSON)) as server:
        assert len(SparqlStore().select(ROWS.replace("URL", server.url))[1]) == 1


def test_the_reference_says_what_to_leave_out(tmp_path: Path) -> None:
    """rdflib calls nobody here."""
    with served(Said(ONE, headers=JSON)) as server:
        file = _file(ROWS, server, tmp_path)
        done = run_command("query", file, DOCUMENTS, "--allow-service", "--reference")
    assert done.returncode == 2 and server.heard == []
    assert "hint: leave out `--reference`" in done.stderr
