"""This process, as those see it who push into the same store."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lodpress.stores import Claimant

_BOOT = Path("/proc/sys/kernel/random/boot_id")


def this_process(*, patience: float = 600, on_wait: Callable[[str], object] = lambda _: None) -> Claimant:
    """Who pushes: this process by its number, its machine and its beginning; `patience` is in seconds."""
    from lodpress.stores import Claimant  # noqa: PLC0415 - doors import late

    number, now = os.getpid(), datetime.now().astimezone()
    name = f"lodpress push (process {number} on {platform.node() or 'its machine'}, since {now:%Y-%m-%d %H:%M:%S %Z})"
    process = f"{number}/{_start(number)}/{_machine()}"
    return Claimant(
        name=name, process=process, is_gone=has_ended, patience=patience, on_wait=on_wait, now=_seconds
    )


def has_ended(process: str) -> bool:
    """Whether a process is one of this machine that has ended; of others nothing is known.

    It is known where the system has `/proc`. A number that another process has taken since is told
    by when that one began.
    """
    number, _, rest = process.partition("/")
    start, _, machine = rest.partition("/")
    if not machine or machine != _machine() or not number.isascii() or not number.isdigit():
        return False
    return _start(int(number)) != start


def _seconds() -> float:
    """The seconds of a clock that goes on while the machine sleeps, where there is one."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


def _machine() -> str:
    """This machine since it was started, and its space of process numbers; empty where that cannot be told."""
    try:
        space = os.stat("/proc/self/ns/pid").st_ino  # noqa: PTH116 - Path.stat is the same, with a longer name
        return sha256(f"{_BOOT.read_text()}{space}".encode()).hexdigest()[:16]
    except OSError:
        return ""


def _start(number: int) -> str:
    """When a process began, in the clock of the machine; empty where there is none that runs."""
    try:
        fields = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ""
    return "" if fields[0] in "ZX" else fields[19]
