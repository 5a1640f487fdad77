"""The process in which `lodpress.engines.service` has a query evaluated: `python -m` starts it, a pipe tells it what.

It ends with the process that started it, after its seconds, and where it would take too much memory,
each time by the system: pyoxigraph may loop for ever in what no signal handler of Python interrupts.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import signal
import sys
from pathlib import Path

from lodpress.engines.oxigraph_sparql import SparqlStore
from lodpress.engines.service import TOLD
from lodpress.problems import LodpressError, UsageError

_PR_SET_PDEATHSIG = 1  # <linux/prctl.h>
_LONGEST = 64 * 1024


def main() -> int:
    """The code to end with, once the answer is on standard output, or an error's record on standard error."""
    _end_with_parent()
    question = json.loads(sys.stdin.buffer.readline())
    if os.getppid() != question["parent"]:  # it ended before the system knew
        return 1
    folder = question["folder"]
    try:
        store = SparqlStore.opened(Path(folder)) if folder else SparqlStore.restored(sys.stdin.buffer)
        _limit(question["seconds"], question["memory"])
        store.write_answer(question["query"], question["kind"], sys.stdout.buffer)
        sys.stdout.buffer.flush()
    except LodpressError as error:
        record = {
            "usage": isinstance(error, UsageError),
            "message": str(error)[:_LONGEST],
            "hint": error.hint,
        }
        sys.stderr.write(json.dumps(record))
        return TOLD
    except MemoryError:
        os.abort()  # as pyoxigraph does
    return 0


def _end_with_parent() -> None:
    """Elsewhere than on Linux the seconds alone end it."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _limit(seconds: float, memory: int) -> None:
    """Has the system end this process after so many seconds, or let it fail at so much memory beside what it has."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGALRM])
    signal.setitimer(signal.ITIMER_REAL, seconds)
    _lower(resource.RLIMIT_AS, _address_space() + memory)
    _lower(resource.RLIMIT_CORE, 0)


def _lower(what: int, value: int) -> None:
    _, hard = resource.getrlimit(what)
    resource.setrlimit(what, (value if hard == resource.RLIM_INFINITY else min(value, hard), hard))


def _address_space() -> int:
    """The bytes of addresses that this process has; by its pages in memory where the system has no such list."""
    list_of_pages = Path("/proc/self/statm")
    if list_of_pages.exists():
        return int(list_of_pages.read_text().split()[0]) * resource.getpagesize()
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


if __name__ == "__main__":
    sys.exit(main())
