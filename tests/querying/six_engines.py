"""Asks the bundle, or some of its queries, in six engines and prints where their answers differ.

    .venv/bin/python tests/querying/six_engines.py [NAME or FILE.rq ...] [--data examples] [--engines rdflib,fuseki]

asks with the defaults and with values that occur in the data, over both examples, the real document and
a hundred generated documents, and prints what differs from pyoxigraph's answer and what took long.
`.ci/servers.sh` installs the servers.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

import click

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # as pytest's `pythonpath`, when run by hand

from engine_comparison import DATA, OTHERS, Data, Question, asked_over, data_named, items, questions, replies
from servers import KINDS, missing

from lodpress.querying import Query, read_query, shipped_bundle
from lodpress.querying.answers import Answer

_SLOW = 5.0


def report(kind: str, data: Data, expected: Sequence[tuple[Question, Answer]]) -> list[str]:
    """What the engine answers differently over the data, and which of its answers took long."""
    lacks = missing(kind) if kind in KINDS else ""
    if lacks:
        return [f"{kind} over {data.name}: skipped, {lacks}"]
    begin = time.perf_counter()
    with asked_over(kind, data) as asked:
        started = time.perf_counter() - begin
        done = list(replies(asked, expected))
    seconds = time.perf_counter() - begin
    wrong = [reply for reply in done if reply.difference]
    lines = [f"{kind} over {data.name}: {len(done) - len(wrong)} of {len(done)} alike "
             f"({seconds:.1f} s, {started:.1f} of them to start)"]  # fmt: skip
    lines += [f"  DIFFERS {reply.question}\n      {reply.difference}" for reply in wrong]
    lines += [f"  slow    {r.question}: {r.seconds:.1f} s" for r in done if r.seconds > _SLOW]
    return lines


def _queries(names: Sequence[str]) -> list[Query]:
    bundle = shipped_bundle()
    return [
        read_query(Path(name)) if Path(name).is_file() else bundle.find(name) for name in names
    ] or list(bundle.queries)  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    """1 where an engine differs, else 0; prints what differs."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("queries", nargs="*", metavar="NAME or FILE.rq")
    parser.add_argument("--data", default=",".join(DATA), help="some of examples,real,generated")
    parser.add_argument("--engines", default=",".join(OTHERS), help=f"some of {','.join(OTHERS)}")
    parser.add_argument("--times", type=int, default=1, help="how often each is asked: Comunica's plans vary")
    options = parser.parse_args(arguments)
    queries, differs = _queries(options.queries), False
    for name in options.data.split(","):
        data = data_named(name)
        if data is None:
            click.echo("the real document is not there")
            continue
        begin = time.perf_counter()
        expected = questions(data, queries)
        click.echo(f"pyoxigraph over {name}: {len(expected)} questions ({time.perf_counter() - begin:.1f} s)")
        for question, answer in expected:
            click.echo(f"  {len(items(answer)):6} rows  {question}")
        with ThreadPoolExecutor() as pool:
            reports = [
                pool.submit(report, kind, data, expected * options.times)
                for kind in options.engines.split(",")
            ]
            for done in as_completed(reports):
                click.echo("\n".join(done.result()))
                differs = differs or any("DIFFERS" in line for line in done.result())
    return int(differs)


if __name__ == "__main__":
    sys.exit(main())
