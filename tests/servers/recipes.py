"""The servers: where each is installed, and how it is started over a folder on ports of its own."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from servers.processes import Recipe, free_port

INSTALLED = Path(__file__).resolve().parents[2] / ".servers"
DATA_FILE = "data.nt"

_PROGRAMS = {
    "comunica": "comunica-*/node_modules/@comunica/query-sparql-file/bin/http.js",
    "fuseki": "fuseki-*/jena-fuseki-server-*.jar",
    "oxigraph": "oxigraph-*/bin/oxigraph",
    "rdf4j": "rdf4j-*/rdf4j-http-server",
}
_RUN_BY = {"comunica": "node", "fuseki": "java", "oxigraph": "", "rdf4j": "java", "virtuoso": "virtuoso-t"}

_VIRTUOSO = """\
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
[TempDatabase]
DatabaseFile = {folder}/virtuoso-temp.db
TransactionFile = {folder}/virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql_port}
DisableUnixSocket = 1
NumberOfBuffers = 20000
MaxDirtyBuffers = 15000
DirsAllowed = {folder}
[HTTPServer]
ServerPort = 127.0.0.1:{port}
"""

_RDF4J = """\
@prefix rep: <http://www.openrdf.org/config/repository#> .
@prefix sail: <http://www.openrdf.org/config/sail#> .
@prefix sr: <http://www.openrdf.org/config/repository/sail#> .

[] a rep:Repository ;
    rep:repositoryID "ds" ;
    rep:repositoryImpl [
        rep:repositoryType "openrdf:SailRepository" ;
        sr:sailImpl [ sail:sailType "openrdf:NativeStore" ]
    ] .
"""


def _program(kind: str) -> str:
    """The installed program; the newest where there are several, empty where there is none."""
    found = sorted(INSTALLED.glob(_PROGRAMS[kind])) if kind in _PROGRAMS else [_RUN_BY[kind]]
    return str(found[-1]) if found else ""


def missing(kind: str) -> str:
    """What is not installed and what to run for it, in one line; empty where the server can be started."""
    engine = kind.removesuffix("-basic")
    lacks = [] if _program(engine) else [engine]
    if _RUN_BY[engine] and not shutil.which(_RUN_BY[engine]):
        lacks.append(f"`{_RUN_BY[engine]}`")
    return f"{' and '.join(lacks)} not installed: run .ci/servers.sh" if lacks else ""


def oxigraph(folder: Path) -> Recipe:
    """Oxigraph's own server."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    return Recipe(
        "oxigraph",
        (_program("oxigraph"), "serve", "-l", f"{folder}/store", "-b", f"127.0.0.1:{port}", "--union-default-graph"),
        ready=f"{url}/query?query=ASK%7B%7D",
        query_url=f"{url}/query",
        update_url=f"{url}/update",
        graph_store_url=f"{url}/store?graph=",
    )  # fmt: skip


def fuseki(folder: Path) -> Recipe:
    """Apache Jena Fuseki over TDB2."""
    port = free_port()
    store = folder / "store"
    store.mkdir(exist_ok=True)
    url = f"http://127.0.0.1:{port}"
    options = f"--localhost --port {port} --tdb2 --set tdb2:unionDefaultGraph=true --update --ping"
    return Recipe(
        "fuseki",
        ("java", "-Xmx1g", "-jar", _program("fuseki"), *options.split(), "--loc", str(store), "/ds"),
        ready=f"{url}/$/ping",
        query_url=f"{url}/ds/sparql",
        update_url=f"{url}/ds/update",
        graph_store_url=f"{url}/ds/data?graph=",
        environment={"FUSEKI_BASE": f"{folder}/base"},
    )  # fmt: skip


def fuseki_basic(folder: Path) -> Recipe:
    """Fuseki that asks for a password by Basic whatever it is asked, its ping included."""
    recipe = fuseki(folder)
    user, password = login = ("ana", "open sesame")
    passwords = folder / "passwords"
    passwords.write_text(f"{user}: {password}\n", encoding="utf-8")
    *command, dataset = recipe.command
    guarded = (*command, "--passwd", str(passwords), "--auth=basic", dataset)
    return replace(recipe, command=guarded, login=login, authentication="basic")


def rdf4j(folder: Path) -> Recipe:
    """RDF4J's server over one native store; a query's default graph is the union of all graphs."""
    port = free_port()
    application = Path(_program("rdf4j"))
    runner = next(application.parent.glob("jetty-runner-*.jar"), "")
    temporary = folder / "temporary"
    temporary.mkdir(exist_ok=True)
    url = f"http://127.0.0.1:{port}/rdf4j-server"
    options = (
        "-Xmx1g",
        f"-Djava.io.tmpdir={temporary}",
        f"-Dorg.eclipse.rdf4j.appdata.basedir={folder}/store",
    )
    address = ("--host", "127.0.0.1", "--port", str(port), "--path", "/rdf4j-server")
    repository = f"{url}/repositories/ds"
    return Recipe(
        "rdf4j",
        ("java", *options, "-jar", str(runner), *address, str(application)),
        ready=f"{url}/protocol",
        query_url=repository,
        update_url=f"{repository}/statements",
        graph_store_url=f"{repository}/rdf-graphs/service?graph=",
        repositories={repository: _RDF4J},
    )


def virtuoso(folder: Path) -> Recipe:
    """Virtuoso, whose default graph is always the union of all graphs, its own included."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    ini = folder / "virtuoso.ini"
    ini.write_text(_VIRTUOSO.format(folder=folder, port=port, sql_port=free_port()), encoding="utf-8")
    return Recipe(
        "virtuoso",
        ("virtuoso-t", "+configfile", str(ini), "+foreground", "+wait"),
        ready=f"{url}/sparql?query=ASK%7B%7D",
        query_url=f"{url}/sparql",
        update_url=f"{url}/sparql-auth",
        graph_store_url=f"{url}/sparql-graph-crud-auth?graph-uri=",
        login=("dba", "dba"),  # as every new database has it; this one listens on loopback for minutes
        authentication="digest",
    )


def comunica(folder: Path) -> Recipe:
    """Comunica over the one file `data.nt`; it takes no updates."""
    port = free_port()
    url = f"http://127.0.0.1:{port}/sparql"
    # a second of silence means nothing: a server that is still at a query is not to be taken for a dead one
    return Recipe(
        "comunica",
        ("node", _program("comunica"), "-p", str(port), "-t", "300", str(folder / DATA_FILE)),
        ready=f"{url}?query=SELECT%20*%20%7B%3Fs%20%3Fp%20%3Fo%7D%20LIMIT%201",
        query_url=url,
        environment={"NODE_OPTIONS": f"--require {Path(__file__).with_name('on_loopback.cjs')}"},
    )


#: The engines that are compared with each other; those that read a file only are in `READ_ONLY`.
KINDS: Mapping[str, Callable[[Path], Recipe]] = MappingProxyType(
    {"comunica": comunica, "fuseki": fuseki, "oxigraph": oxigraph, "virtuoso": virtuoso}
)
READ_ONLY = frozenset({"comunica"})
#: Every server that can be started, by its name.
RECIPES: Mapping[str, Callable[[Path], Recipe]] = MappingProxyType(
    {**KINDS, "fuseki-basic": fuseki_basic, "rdf4j": rdf4j}
)
#: The stores that take data, each engine once, and those that ask for a password before they do.
STORES = ("fuseki", "oxigraph", "rdf4j", "virtuoso")
PROTECTED = ("fuseki-basic", "virtuoso")
