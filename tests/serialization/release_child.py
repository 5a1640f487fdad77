"""The processes that the tests of `release` start, stop and starve; each prints what it saw as JSON."""

from __future__ import annotations

import ctypes
import errno
import itertools
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path
from types import FrameType
from typing import Any

from lodpress.problems import OutputError
from lodpress.serialization import release as module

_TRACED = (module.__file__, shutil.__file__)
_OURS = ("os.kill", "object.__getattr__")  # the audited calls of the stopping itself
_LOST = 3  # the code of a build that an interrupt could not stop


def files(version: str) -> dict[str, str]:
    """The files of a release by their names."""
    names = ("index.ttl", "ideas/1.ttl", f"ideas/{version}.ttl")
    return {
        "DIGESTS": f"{'0' * 64}  https://example.org/{version}/dataset\n",
        **dict.fromkeys(names, f"# {version}\n"),
    }


def write(folder: Path, version: str) -> None:
    """Writes a release; the marker first, so that half of one would pass for a whole."""
    for name, text in files(version).items():
        (folder / name).parent.mkdir(exist_ok=True, parents=True)
        (folder / name).write_text(text)


def state(target: Path) -> str:
    """`absent`, `empty`, the version that is there to the byte, or `broken`."""
    if not target.exists():
        return "absent"
    found = {str(p.relative_to(target)): p.read_text() for p in target.rglob("*") if p.is_file()}
    return next((v for v in ("old", "new", "next") if files(v) == found), "broken" if found else "empty")


def left(target: Path) -> list[str]:
    """The names beside the target."""
    return sorted(entry.name for entry in target.parent.iterdir() if entry.name != target.name)


def say(**seen: Any) -> None:
    """Prints one record."""
    sys.stdout.write(json.dumps(seen) + "\n")
    sys.stdout.flush()


def attempt(target: Path, size: int = 0) -> None:
    """Builds `new`, with a file of `size` bytes more, and says how that ended, after how many renames."""
    ran, error, hint = False, None, None
    renamed: list[str] = []
    sys.addaudithook(lambda event, _: renamed.append(event) if event == "os.rename" else None)
    try:
        with module.release(target) as fresh:
            ran = True
            write(fresh, "new")
            if size:
                (fresh / "big").write_bytes(bytes(size))
    except OutputError as raised:
        error, hint = str(raised), raised.hint
    seen = {"state": state(target), "left": left(target), "renames": len(renamed)}
    say(ran=ran, error=error, hint=hint, **seen)


class _Steps:
    """The steps of this process: each call that Python audits and, with `lines`, each line of code."""

    def __init__(self, step: int, number: int, grain: str) -> None:
        self.left, self.number = step, number
        sys.addaudithook(lambda event, _: None if event in _OURS else self.pass_one())
        if grain == "lines":
            sys.settrace(self.trace)

    def pass_one(self) -> None:
        """Sends this process the signal where this is the step to do so."""
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), self.number)

    def trace(self, frame: FrameType, event: str, _: object) -> Any:
        """Counts the lines of the code that writes and removes releases."""
        if frame.f_code.co_filename not in _TRACED:
            return None
        if event == "line":
            self.pass_one()
        return self.trace


def _stopped(target: Path, step: int, number: int, way: str, grain: str) -> int:
    """The status of a process that builds `new` and is sent a signal at the step; 0 if it ended before."""
    child = os.fork()
    if child:
        return os.waitpid(child, 0)[1]
    code = 1
    try:
        sys.unraisablehook = lambda _: None  # an interrupt may hit where Python can only report it
        steps = _Steps(step, number, grain)
        with module._release(target, exchange=way == "exchange") as fresh:
            write(fresh, "new")
        sys.settrace(None)
        code = 0 if steps.left > 0 else _LOST
    except KeyboardInterrupt:
        code = 130
    finally:
        os._exit(code)


def begin(target: Path, start: str) -> None:
    """Makes what a build finds: `absent`, `empty`, `old`, or `halfway` in a switch by renames."""
    if start == "empty":
        target.mkdir()
    elif start == "old":
        write(target, "old")
    elif start == "halfway":
        write(target.with_name(".site.old-1-00000000"), "old")
        write(target.with_name(".site.new-1-00000000"), "next")


def stop(folder: Path, name: str, grain: str, way: str, start: str, then: str) -> None:
    """Stops a build at its first step, its second, and so on until one gets to its end."""
    for step in itertools.count(1):
        target = folder / str(step) / "site"
        target.parent.mkdir()
        begin(target, start)
        status = _stopped(target, step, getattr(signal, name), way, grain)
        stopped, said = state(target), None
        if then == "repair":
            said = module.repair(target)
        else:
            with module.release(target) as fresh:
                write(fresh, "next")
        seen = {"stopped": stopped, "said": said, "then": state(target), "left": left(target)}
        say(step=step, code=os.waitstatus_to_exitcode(status), **seen)
        shutil.rmtree(target.parent)
        if status == 0:
            return


def hold(target: Path) -> None:
    """Says `writing` when half of `new` is written, and goes on when a line comes in."""
    with module.release(target) as fresh:
        write(fresh, "new")
        say(state="writing")
        sys.stdin.readline()


def watch(target: Path) -> None:
    """Looks at the target, without a pause, until a line comes in."""
    ended: list[str] = []
    reader = threading.Thread(target=lambda: ended.append(sys.stdin.readline()))
    reader.start()
    say(state="watching")
    looks: Counter[bool] = Counter()
    while not ended:
        looks[target.exists()] += 1
    reader.join()
    say(looked=looks.total(), missed=looks[False])


def late(target: Path) -> None:
    """Opens the lock while another process holds it, and locks it when that process has ended."""
    words = [sys.executable, __file__, "hold", str(target)]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout
        other.stdout.readline()

        def finish(event: str, _: object) -> None:
            if event == "fcntl.flock" and other.poll() is None:
                other.communicate("go on\n")

        sys.addaudithook(finish)
        with module.release(target) as fresh:
            write(fresh, "next")
            say(first=other.returncode, state=state(target), left=left(target))


def onto(folder: Path) -> None:
    """Builds onto the root of a file system made for this process (in its own mount namespace)."""
    subprocess.run(["mount", "-t", "tmpfs", "tmpfs", folder], check=True)
    attempt(folder)


def mounted(folder: Path, options: str, size: str, remount: str = "") -> None:
    """Builds over `old` on a file system made for this process (in its own mount namespace)."""
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], check=True)
    write(folder / "site", "old")
    if remount:
        subprocess.run(["mount", "-o", f"remount,{remount}", folder], check=True)
    attempt(folder / "site", int(size))


def limit(target: Path, size: str) -> None:
    """Builds where no file may be longer than `size` bytes."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(size), int(size)))
    attempt(target, int(size) * 2)


def demote(target: Path) -> None:
    """Builds as a user without rights, whoever runs the tests."""
    if os.geteuid() == 0:
        os.setgid(65534)
        os.setuid(65534)
    attempt(target)


class _Instruction(ctypes.Structure):
    """An instruction of a system call filter (struct sock_filter of linux/filter.h)."""

    _fields_ = (
        ("code", ctypes.c_ushort),
        ("yes", ctypes.c_ubyte),
        ("no", ctypes.c_ubyte),
        ("value", ctypes.c_uint),
    )


class _Program(ctypes.Structure):
    """A system call filter (struct sock_fprog of linux/filter.h)."""

    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.POINTER(_Instruction)))


_CALLS = {  # the numbers of system calls, and the flags with which they are refused
    "renameat2": ({"x86_64": 316, "aarch64": 276}, 2),
    "syncfs": ({"x86_64": 306, "aarch64": 267}, None),
}


def refused(target: Path, call: str, code: str) -> None:
    """Builds where the kernel answers a call with `code`, as an older one or another file system does."""
    numbers, flags = _CALLS[call]
    load, equal, end = 0x20, 0x15, 0x06  # BPF_LD|W|ABS, BPF_JMP|JEQ|K, BPF_RET|K
    steps = (
        (load, 0, 0, 0),  # seccomp_data.nr
        (equal, 0, 3, numbers[os.uname().machine]),
        (load, 0, 0, 16 + 4 * 8),  # the low half of the fifth argument of seccomp_data, the flags
        (equal, 0, 1, flags) if flags is not None else (load, 0, 0, 0),
        (end, 0, 0, 0x00050000 | getattr(errno, code)),  # SECCOMP_RET_ERRNO
        (end, 0, 0, 0x7FFF0000),  # SECCOMP_RET_ALLOW
    )
    listed = (_Instruction * len(steps))(*(_Instruction(*step) for step in steps))
    program = _Program(len(steps), listed)
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    if prctl(38, 1, 0, 0, 0) or prctl(22, 2, ctypes.byref(program), 0, 0):  # NO_NEW_PRIVS, SECCOMP filter
        raise OSError(ctypes.get_errno(), "no system call filter")
    attempt(target)


if __name__ == "__main__":
    commands = {f.__name__: f for f in (stop, hold, watch, late, onto, mounted, limit, demote, refused)}
    commands[sys.argv[1]](Path(sys.argv[2]), *sys.argv[3:])
