"""Whether another process that pushes has ended: known of this machine, and of nobody else."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from lodpress.claimants import has_ended, this_process

pytestmark = pytest.mark.skipif(not Path("/proc/self/ns/pid").exists(), reason="this system has no /proc")

_ASKED = "from lodpress.claimants import this_process; print(this_process().process, flush=True); input()"


@pytest.fixture
def other() -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Another process, and what it says of itself."""
    command = [sys.executable, "-c", _ASKED]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        yield process, process.stdout.readline().strip()
        process.kill()


def test_a_process_is_told_by_number_beginning_and_machine() -> None:
    """The same each time, and by its number and its machine to people."""
    one, again = this_process(), this_process()
    assert re.fullmatch(rf"{os.getpid()}/\d+/[0-9a-f]{{16}}", one.process)
    assert one.process == again.process
    assert re.fullmatch(
        rf"lodpress push \(process {os.getpid()} on \S+, since \d{{4}}-\d\d-\d\d \d\d:\d\d:\d\d \S+\)",
        one.name,
    )


def test_who_runs_has_not_ended(other: tuple[subprocess.Popen[str], str]) -> None:
    """Neither this process nor another one."""
    assert not has_ended(this_process().process)
    assert not has_ended(other[1])


@pytest.mark.parametrize("waited", [True, False])
def test_who_was_killed_has_ended(other: tuple[subprocess.Popen[str], str], waited: bool) -> None:
    """Also before its parent has asked what became of it: a zombie writes nothing more."""
    process, name = other
    process.send_signal(signal.SIGKILL)
    if waited:
        process.wait()
    end = time.monotonic() + 10
    while not has_ended(name) and time.monotonic() < end:
        time.sleep(0.01)
    assert has_ended(name)


def test_who_is_stopped_has_not_ended(other: tuple[subprocess.Popen[str], str]) -> None:
    """It may go on, and write."""
    process, name = other
    process.send_signal(signal.SIGSTOP)
    os.waitid(os.P_PID, process.pid, os.WSTOPPED | os.WNOWAIT)
    assert not has_ended(name)


def test_a_number_that_was_given_again_is_another_process() -> None:
    """It began at another time."""
    number, start, machine = this_process().process.split("/")
    assert has_ended(f"{number}/{int(start) - 1}/{machine}")
    assert has_ended(f"{number}//{machine}")


def test_of_another_machine_nothing_is_known() -> None:
    """Nor of one that was started anew, or of a container with numbers of its own: time alone tells."""
    number, start, machine = this_process().process.split("/")
    for other_machine in (machine[::-1] + "0", "", machine[:-1]):
        assert not has_ended(f"{number}/{start}/{other_machine}")
        assert not has_ended(f"999999999/{start}/{other_machine}")


@pytest.mark.parametrize("process", ["", "/", "//", "none", "1", "1/2", "a/b/c", "-1/2/{}", "¹/2/{}", "1.5/2/{}", "../1/2/{}", "none/none"])  # fmt: skip
def test_words_that_are_none_of_ours_are_of_nobody_who_has_ended(process: str) -> None:
    """Whatever another program, or a later version, writes there."""
    machine = this_process().process.rpartition("/")[2]
    assert not has_ended(process.format(machine))


def test_the_clock_goes_on() -> None:
    """In seconds, and not with the time of day."""
    now = this_process().now
    first = now()
    time.sleep(0.02)
    assert 0.01 < now() - first < 5


def test_patience_and_words_are_those_of_the_caller() -> None:
    """Seconds to wait, and where it is said for whom."""
    said: list[str] = []
    claimant = this_process(patience=7, on_wait=said.append)
    claimant.on_wait("somebody")
    assert (claimant.patience, said) == (7, ["somebody"])
