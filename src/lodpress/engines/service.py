"""A query that calls servers with SERVICE, evaluated in a process of its own, which can be ended."""

from __future__ import annotations

import json
import os
import re
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Literal

from lodpress.engines.addresses import cleaned, shown
from lodpress.problems import EngineError, LodpressError, UsageError

if TYPE_CHECKING:
    import subprocess

Kind = Literal["rows", "graph"]

#: The code with which the worker ends where its standard error holds the record of an error.
TOLD = 3

_WORKER = "lodpress.engines.service_worker"
_SECRETS = "LODPRESS_ENDPOINT_"
_LONGEST = 200
_BY_MEMORY = (signal.SIGABRT, signal.SIGBUS, signal.SIGKILL, signal.SIGSEGV)
_PAYLOAD = " with payload:\n"
_HINTS = {
    r"Error \d{3} ": "that server answers no such query now: its words may say why",
    r"os error|lookup|[Cc]onnect|certificate": "is the server that the query calls up, and its address right?",
    r"redirect": "if you trust that address, name it in the query",
    r"Parser error|Content-Type|chunk|expected to contain": "is it a SPARQL endpoint that the query calls, and its answer whole?",
}
_OTHER_HINT = "the query calls a server: does it answer as a SPARQL endpoint does?"


@dataclass(frozen=True, slots=True)
class Limits:
    """What a query that calls servers may take once its data is loaded: seconds in all, and bytes of memory."""

    seconds: float = 60
    memory: int = 2 * 1024**3

    def __post_init__(self) -> None:
        if not 0 < self.seconds < 1e9:  # a timer set to 0 never rings
            raise UsageError("a query that calls a server needs time", hint="give it a second or more")


def answer_apart(query: str, kind: Kind, data: Path | Callable[[IO[bytes]], object], limits: Limits) -> bytes:
    """The answer as SPARQL 1.1 JSON, or a graph as N-Triples, evaluated in a process that ends with the call.

    `data` is a store's folder, or writes N-Triples. They go to the process through a pipe, as others
    can read arguments and files; nothing of the environment's secrets for endpoints does. Raises
    UsageError and EngineError as the evaluation here would, and EngineError where a limit is reached.
    """
    question = {
        "query": query,
        "kind": kind,
        "folder": str(data) if isinstance(data, Path) else None,
        "parent": os.getpid(),
        "seconds": limits.seconds,
        "memory": limits.memory,
    }
    with _started() as worker:
        try:
            assert worker.stdin is not None
            with suppress(BrokenPipeError):  # it has ended, and says below why
                worker.stdin.write(json.dumps(question).encode() + b"\n")
                if not isinstance(data, Path):
                    data(worker.stdin)
            output, told = worker.communicate()
        finally:
            worker.kill()
            worker.wait()  # which the block does not do after Ctrl-C
    if worker.returncode:
        raise _failure(worker.returncode, told, limits)
    return output


def _started() -> subprocess.Popen[bytes]:
    """The worker, which finds what is imported here, and not what lies in the folder it starts in."""
    import subprocess  # noqa: PLC0415 - 5 ms that queries which call nobody need not wait

    kept = {name: value for name, value in os.environ.items() if not name.startswith(_SECRETS)}
    kept["PYTHONPATH"] = os.pathsep.join(filter(None, sys.path))
    pipe = subprocess.PIPE
    try:
        return subprocess.Popen(  # noqa: S603 - nothing that was given stands among the words
            [sys.executable, "-P", "-m", _WORKER], env=kept, stdin=pipe, stdout=pipe, stderr=pipe
        )
    except OSError as error:
        raise EngineError(
            f"no process can be started for the query: {error.strerror or error}",
            hint="a query that calls a server is run in a process of its own",
        ) from error


def _failure(code: int, told: bytes, limits: Limits) -> LodpressError:
    """The error for a worker that ended without an answer."""
    if code == TOLD:
        record = json.loads(told)
        return (_told_usage if record["usage"] else _told_failure)(record["message"], record["hint"])
    if code == -signal.SIGALRM:
        return EngineError(
            f"the query calls a server, and has no answer after {limits.seconds:g} seconds",
            hint="ask for less, or give it more time with `--timeout`",
        )
    if -code in _BY_MEMORY:
        return EngineError(
            "an answer of a server that the query calls broke off, or is too large",
            hint="ask again, or for less: with a LIMIT in the SERVICE, say",
        )
    how = f"signal {-code}" if code < 0 else f"code {code}"
    last = cleaned(told.decode(errors="replace").rstrip().rpartition("\n")[2], _LONGEST)
    return EngineError(
        f"the process that ran the query ended with {how}{f': {last}' if last else ''}", hint=_OTHER_HINT
    )


def _told_usage(message: str, hint: str | None) -> UsageError:
    return UsageError(message, hint=hint)


def _told_failure(message: str, hint: str | None) -> EngineError:
    """The error in one line: of what the server sent the words that tell most, shortened."""
    from lodpress.engines.refusals import said  # noqa: PLC0415 - it loads what speaks HTTP, for failures alone

    head, _, payload = message.partition(_PAYLOAD)
    found = next((hint for pattern, hint in _HINTS.items() if re.search(pattern, head)), _OTHER_HINT)
    head = re.sub(r"https?://[^\s<>\"]+", lambda match: shown(match[0]), head)
    words = cleaned(said(payload), _LONGEST)
    return EngineError(cleaned(head, _LONGEST) + (f": {words}" if words else ""), hint=hint or found)
