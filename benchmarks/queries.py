"""Each query's time over many triples: lodpress, pyoxigraph called directly, and rdflib, in one run.

    taskset -c 1 .venv/bin/python benchmarks/queries.py [--triples 1000000 10000000] [--rdflib-up-to 1000000]

The data are copies of the two examples under other document names, in a store's folder on disk that is
opened as `lodpress query` opens it. Every query is asked with its defaults, given as a caller gives
them; federated ones are left out. pyoxigraph's time is that of the same text and of taking every term
of every solution; the two take turns, and the least of each is shown. lodpress remembers how it bound the
values; `new` is what it adds where it has never seen them, measured where pyoxigraph needs less than 5 ms.
rdflib is asked once, in memory, and stopped after `--patience` seconds.
"""

from __future__ import annotations

import argparse
import re
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import pyoxigraph as ox

import lodpress
from lodpress.engines.oxigraph_sparql import SparqlStore, may_call
from lodpress.engines.rdflib_sparql import SparqlGraph
from lodpress.querying import Engine, Query, Solutions, execution, run, shipped_bundle, text_sent
from lodpress.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
SETTINGS = Settings(base="https://example.org/")
SECONDS = 0.6  # that each engine has for repeating one query
LEAST = 3
SLOW = 10  # seconds from which a query is asked once of each
SHORT = 5  # milliseconds up to which what lodpress adds might be felt
#: What is asked beside the defaults: a label that one document alone has.
ALSO = {"theme-documents": {"label": "whitewater"}}


def triples(count: int) -> Iterator[bytes]:
    """N-Triples of as many copies as have `count` triples; the first copies keep their names.

    Copies share their themes' labels, as documents on one subject do, and each has its own ideas.
    """
    texts = []
    for example in sorted((ROOT / "documents").glob("*.txt")):
        graph = lodpress.read(example)
        lines = lodpress.asserted(graph, SETTINGS).serialize(format="nt").encode()
        name = f"{SETTINGS.base}{graph.name}".encode()
        # the end of each idea's label, where the number of the copy goes
        marked = re.sub(rb'(/idea/\d+> <[^>]*prefLabel> ".*)("@)', rb"\1\0\2", lines)
        texts.append((name, lines, marked))
    made = copy = 0
    while made < count:
        for name, lines, marked in texts:
            number = b"%05d" % copy
            copied = (
                marked.replace(name, name + b"-" + number).replace(b"\0", b" " + number) if copy else lines
            )
            yield copied.replace(b'"Water"@', b'"Whitewater"@') if copy == 1 else copied
            made += lines.count(b"\n")
        copy += 1


def make_store(folder: Path, count: int) -> None:
    """A store with the copies, sorted and compacted as one is that is made to be read."""
    file = folder / "data.nt"
    with file.open("wb") as out:
        out.writelines(triples(count))
    store = ox.Store(str(folder / "store"))
    store.bulk_load(path=file)
    store.optimize()
    store.flush()


def least(actions: list[Callable[[], object]], before: Callable[[], object] = dict) -> list[float]:
    """The least time of each action in milliseconds, while they take turns; once each where they are slow.

    `before` is done before each, and its time does not count.
    """
    best = [float("inf")] * len(actions)
    begin, rounds = time.perf_counter(), 0
    while rounds < LEAST or time.perf_counter() - begin < SECONDS * len(actions):
        for place, action in enumerate(actions):
            before()
            start = time.perf_counter()
            action()
            best[place] = min(best[place], time.perf_counter() - start)
        rounds += 1
        if time.perf_counter() - begin > SLOW / 2:
            break
    return [1000 * seconds for seconds in best]


def forget() -> None:
    """Lets lodpress forget every value that it bound."""
    execution._bound_once.cache_clear()
    may_call.cache_clear()


@contextmanager
def patience(seconds: int) -> Iterator[None]:
    """Raises TimeoutError in what takes longer."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise TimeoutError

    signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)


def measure(count: int, options: argparse.Namespace) -> None:
    """Prints one line for each query over so many triples."""
    with tempfile.TemporaryDirectory() as work:
        make_store(Path(work), count)
        store, data = ox.Store.read_only(f"{work}/store"), SparqlStore.opened(Path(work) / "store")
        graph = SparqlGraph([Path(work) / "data.nt"]) if count <= options.rdflib_up_to else None
        print(f"\n{len(store):,} triples\n{'':24}{'rows':>8}{'pyoxigraph':>13}{'lodpress':>13}{'':>6}{'new':>6}"
              f"{'rdflib':>13}", flush=True)  # fmt: skip
        for asked in shipped_bundle().queries:
            left_out = "federated" in asked.decorators.get("tags", ())
            if not left_out and (not options.only or asked.short_name in options.only):
                given = {p.name: _given(p.default) for p in asked.parameters}
                for values in (given, *filter(None, [ALSO.get(asked.short_name)])):
                    print(_line(asked, values, store, data), end="", flush=True)
                    print(_in_rdflib(asked, values, graph, options.patience), flush=True)


def _line(asked: Query, values: Mapping[str, str], store: ox.Store, data: Engine) -> str:
    """What a query takes in pyoxigraph and in lodpress."""
    text = text_sent(asked, data, values)

    def direct() -> object:
        return [tuple(one) for one in store.query(text)]  # type: ignore[arg-type,union-attr]

    def ours() -> object:
        return run(asked, data, values)

    start = time.perf_counter()
    answer = run(asked, data, values)
    first = time.perf_counter() - start
    rows = len(answer.rows if isinstance(answer, Solutions) else answer.triples)
    alone, with_ours = least([direct, ours]) if first < SLOW else (*least([direct]), 1000 * first)
    line = f"{asked.short_name:24}{rows:>8,}{alone:>10,.2f} ms{with_ours:>10,.2f} ms{with_ours / alone - 1:>+6.0%}"
    if alone > SHORT:
        return f"{line}{'':>6}"
    alone, with_ours = least([direct, ours], before=forget)
    return f"{line}{with_ours / alone - 1:>+6.0%}"


def _in_rdflib(asked: Query, values: Mapping[str, str], graph: Engine | None, seconds: int) -> str:
    """rdflib's time in milliseconds, or that it took too long; nothing where it is not asked."""
    if graph is None:
        return ""
    start = time.perf_counter()
    try:
        with patience(seconds):
            run(asked, graph, values)
    except TimeoutError:
        return f"{'>':>6}{seconds:>4} s"
    return f"{1000 * (time.perf_counter() - start):>10,.0f} ms"


def _given(default: str) -> str:
    """What a caller would give for the default of a parameter."""
    text = re.split(r"\^\^|(?<=\")@", default)[0].strip()
    return text.strip('"<>')


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--triples", type=int, nargs="+", default=[1_000_000, 10_000_000])
    parser.add_argument("--rdflib-up-to", type=int, default=1_000_000)
    parser.add_argument("--only", nargs="+", default=[], metavar="NAME")
    parser.add_argument("--patience", type=int, default=20)
    chosen = parser.parse_args()
    print(f"{sys.argv[0]}, pyoxigraph {ox.__version__}, Python {sys.version.split()[0]}")
    for size in chosen.triples:
        measure(size, chosen)
