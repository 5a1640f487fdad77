"""The command as real processes: run to its end, started to be stopped, seen through a terminal."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from truth import ROOT

LODPRESS = (sys.executable, "-m", "lodpress")
DOCUMENT = ROOT / "tests" / "documents" / "code-edge-repeated.txt"  # one warning
BROKEN = ROOT / "tests" / "documents" / "code-mermaid-syntax.txt"  # one error
EXAMPLES = ROOT / "documents"
PATIENCE = 120  # seconds until a process that does not end is a failure
_OF_THE_CALLER = ("SOURCE_DATE_EPOCH", "NO_COLOR", "FORCE_COLOR", "TERM", "PYTHONHASHSEED")

Done = subprocess.CompletedProcess[str]


def environment(**more: str) -> dict[str, str]:
    """The caller's environment without what would change the words of the command, and with `more`."""
    kept = {name: value for name, value in os.environ.items() if name not in _OF_THE_CALLER}
    return {**kept, "TERM": "xterm", **more}


def run(
    *words: object,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    given: str | None = None,
    within: tuple[str, ...] = (),
) -> Done:
    """The command run to its end; `given` on its standard input, `within` a command that runs it."""
    command = [*within, *LODPRESS, *map(os.fspath, map(_word, words))]
    return subprocess.run(
        command,
        cwd=cwd,
        env=environment(**(env or {})),
        input=given,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )


def _word(word: object) -> str | bytes | os.PathLike[str]:
    return word if isinstance(word, str | bytes | os.PathLike) else str(word)


def shell(line: str, cwd: Path) -> Done:
    """A line of bash in which `$L` is the command, with pipefail: its code is that of the part that failed."""
    words = ["bash", "-o", "pipefail", "-c", line]
    env = environment(L=" ".join(LODPRESS))
    return subprocess.run(
        words, cwd=cwd, env=env, capture_output=True, text=True, check=False, timeout=PATIENCE
    )


@contextmanager
def started(*words: object) -> Iterator[subprocess.Popen[str]]:
    """The command while it runs, with Ctrl-C as a terminal's first job has it; killed at the end of the block."""
    pipe = subprocess.PIPE
    command = [*LODPRESS, *map(str, words)]
    with subprocess.Popen(
        command,
        env=environment(),
        stdout=pipe,
        stderr=pipe,
        text=True,
        # a test run in the background ignores SIGINT, and its children would do so too
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 - it takes no lock
    ) as child:
        try:
            yield child
        finally:
            child.kill()


def wait_until(condition: Callable[[], bool], child: subprocess.Popen[str]) -> bool:
    """Whether the condition came true while the child was running."""
    end = time.monotonic() + PATIENCE
    while not condition():
        if child.poll() is not None or time.monotonic() > end:
            return condition()
        time.sleep(0.001)
    return True


def on_terminal(*words: object, stdout: Path | None = None, env: Mapping[str, str] | None = None) -> str:
    """What a terminal shows of the command's standard error; standard output goes into a file, if one is named."""
    screen, terminal = pty.openpty()
    with (stdout or Path(os.devnull)).open("wb") as out:
        child = subprocess.Popen(
            [*LODPRESS, *map(str, words)], stdout=out, stderr=terminal, env=environment(**(env or {}))
        )
    os.close(terminal)
    shown = _all_shown(screen)
    assert child.wait(PATIENCE) in (0, 1)
    return shown


def output_on_terminal(*words: object, env: Mapping[str, str] | None = None) -> str:
    """What a terminal shows of the command's standard output."""
    screen, terminal = pty.openpty()
    child = subprocess.Popen([*LODPRESS, *map(str, words)], stdout=terminal, env=environment(**(env or {})))
    os.close(terminal)
    shown = _all_shown(screen)
    child.wait(PATIENCE)
    return shown.replace("\r\n", "\n")


def _all_shown(screen: int) -> str:
    """What a terminal shows until its other end is closed."""
    shown = b""
    try:
        while part := os.read(screen, 1 << 16):
            shown += part
    except OSError:  # how Linux tells that it is
        pass
    os.close(screen)
    return shown.decode()


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder by its path, to the byte."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def names(folder: Path) -> list[str]:
    """The names in a folder, hidden ones too."""
    return sorted(entry.name for entry in folder.iterdir())
