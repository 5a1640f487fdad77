"""Claims about `lodpress.serialization.release`: a release is there whole, or not at all."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest

from lodpress.problems import OutputError, UsageError
from lodpress.serialization.release import _release, release, repair

CHILD = Path(__file__).with_name("release_child.py")
FIRST = {"DIGESTS": "0" * 64 + "  https://example.org/dataset\n", "index.ttl": "# first\n"}
SECOND = {"DIGESTS": "f" * 64 + "  https://example.org/dataset\n", "index.ttl": "# second\n"}
RENAME = "renameat2"
LOST = 3  # the code of a child that an interrupt did not stop
STARTS = {  # what a build finds: what may be there when it is stopped, and after a repair
    "absent": ({"absent", "new"}, {"absent", "new"}),
    "empty": ({"empty", "new"}, {"empty", "new"}),
    "old": ({"old", "new"}, {"old", "new"}),
    "halfway": ({"absent", "old", "new"}, {"old", "new"}),
}

filtered = pytest.mark.skipif(
    sys.platform != "linux" or os.uname().machine not in ("x86_64", "aarch64"),
    reason="the system call filter is written for Linux on x86_64 and aarch64",
)


def _write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).write_text(text)


def _read(folder: Path) -> dict[str, str]:
    return {entry.name: entry.read_text() for entry in folder.iterdir()}


def _publish(target: Path, files: dict[str, str]) -> None:
    with release(target) as fresh:
        _write(fresh, files)


def _names(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


def _run(*words: object, within: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    """What a child process printed until it ended well."""
    command = [*within, sys.executable, str(CHILD), *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@contextmanager
def _started(command: str, target: Path, state: str) -> Iterator[subprocess.Popen[str]]:
    """A child process that has got to a state; it goes on when it is given a line."""
    words = [sys.executable, str(CHILD), command, str(target)]
    pipe = subprocess.PIPE
    with subprocess.Popen(words, stdin=pipe, stdout=pipe, stderr=pipe, text=True) as child:
        try:
            assert child.stdout
            assert json.loads(child.stdout.readline()) == {"state": state}
            yield child
        finally:
            child.kill()


def _writing(target: Path) -> AbstractContextManager[subprocess.Popen[str]]:
    """A child process that has written half of the version `new`."""
    return _started("hold", target, "writing")


@pytest.mark.parametrize("parents", ["", "a/b/"])
def test_a_first_release_is_what_the_block_wrote(tmp_path: Path, parents: str) -> None:
    """An absent target, its parents too where they are missing, is made."""
    _publish(tmp_path / f"{parents}site", FIRST)
    assert _read(tmp_path / f"{parents}site") == FIRST
    assert _names((tmp_path / f"{parents}site").parent) == ["site"]


@pytest.mark.parametrize("exchange", [True, False])
def test_a_release_replaces_all_of_the_previous_one(tmp_path: Path, exchange: bool) -> None:
    """Files that the new release does not have are gone."""
    _publish(tmp_path / "site", {**FIRST, "gone.ttl": ""})
    with _release(tmp_path / "site", exchange=exchange) as fresh:
        _write(fresh, SECOND)
    assert _read(tmp_path / "site") == SECOND
    assert _names(tmp_path) == ["site"]


def test_readers_see_the_previous_release_until_the_block_ends(tmp_path: Path) -> None:
    """Nothing of what is being written shows at the target."""
    _publish(tmp_path / "site", FIRST)
    with release(tmp_path / "site") as fresh:
        _write(fresh, SECOND)
        assert _read(tmp_path / "site") == FIRST


def test_with_the_exchange_there_is_no_moment_without_a_release(tmp_path: Path) -> None:
    """A process that looks at the target all the time, through forty switches, never misses it."""
    if sys.platform != "linux":
        pytest.skip("only Linux exchanges two folders in one step")
    _publish(tmp_path / "site", FIRST)
    with _started("watch", tmp_path / "site", "watching") as child:
        for files in [SECOND, FIRST] * 20:
            _publish(tmp_path / "site", files)
        seen = json.loads(child.communicate("stop\n")[0])
    assert seen["missed"] == 0
    assert seen["looked"] > 40


def test_a_private_folder_stays_private(tmp_path: Path) -> None:
    """The rights of the folder that is replaced are those of the new one."""
    (tmp_path / "site").mkdir(mode=0o700)
    _publish(tmp_path / "site", FIRST)
    _publish(tmp_path / "site", SECOND)
    assert stat.S_IMODE((tmp_path / "site").stat().st_mode) == 0o700


def test_a_link_is_followed_and_stays(tmp_path: Path) -> None:
    """The folder behind a symbolic link is replaced, on its own file system."""
    (tmp_path / "www").mkdir()
    (tmp_path / "site").symlink_to("www/current")
    _publish(tmp_path / "site", FIRST)
    _publish(tmp_path / "site", SECOND)
    assert (tmp_path / "site").is_symlink()
    assert _read(tmp_path / "www/current") == SECOND
    assert _names(tmp_path / "www") == ["current"]


def test_links_in_a_circle_are_reported(tmp_path: Path) -> None:
    """A link to itself leads nowhere, and says so."""
    (tmp_path / "site").symlink_to("site")
    with pytest.raises(OutputError, match="levels of symbolic links") as raised:
        _publish(tmp_path / "site", FIRST)
    assert raised.value.hint


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt, SystemExit, FileNotFoundError])
@pytest.mark.parametrize("before", [None, FIRST])
def test_an_exception_leaves_what_was_there(
    tmp_path: Path, error: type[BaseException], before: dict[str, str] | None
) -> None:
    """The block's own exception comes out, and only what it wrote is gone."""
    if before:
        _publish(tmp_path / "a/site", before)
    with pytest.raises(error), release(tmp_path / "a/site") as fresh:
        _write(fresh, SECOND)
        raise error
    assert (_read(tmp_path / "a/site") if before else None) == before
    assert _names(tmp_path) == (["a"] if before else [])
    assert not before or _names(tmp_path / "a") == ["site"]


@pytest.mark.parametrize("marker", ["my notes on digests", "0" * 63 + "g", "0" * 65, "", None])
def test_a_folder_that_lodpress_did_not_make_is_never_replaced(tmp_path: Path, marker: str | None) -> None:
    """Without the marker of a release nothing is touched, whatever the folder holds."""
    files = {".hidden": "mine"} if marker is None else {"DIGESTS": marker}
    (tmp_path / "site").mkdir()
    _write(tmp_path / "site", files)
    with pytest.raises(OutputError, match="did not write") as raised:
        _publish(tmp_path / "site", FIRST)
    assert raised.value.hint
    assert _read(tmp_path / "site") == files
    assert _names(tmp_path) == ["site"]


def test_a_folder_filled_during_the_build_is_not_replaced(tmp_path: Path) -> None:
    """What a person put at the target while the build ran is found before the switch."""
    with pytest.raises(OutputError, match="did not write"), release(tmp_path / "site") as fresh:
        _write(fresh, FIRST)
        (tmp_path / "site").mkdir()
        (tmp_path / "site/thesis.txt").write_text("mine")
    assert _read(tmp_path / "site") == {"thesis.txt": "mine"}
    assert _names(tmp_path) == ["site"]


def test_a_release_without_its_marker_is_refused(tmp_path: Path) -> None:
    """The next build could not replace it."""
    with pytest.raises(UsageError, match="DIGESTS"):
        _publish(tmp_path / "site", {"index.ttl": ""})
    assert _names(tmp_path) == []


@pytest.mark.parametrize("path", ["file", "file/site", "file/a/site", "n" * 300, "/", "/proc"])
def test_a_path_where_no_folder_can_be_is_reported_with_a_hint(tmp_path: Path, path: str) -> None:
    """A file in the way, a name too long or a mount point: one error, and nothing left behind."""
    (tmp_path / "file").write_text("mine")
    with pytest.raises(OutputError, match="cannot write") as raised:
        _publish(tmp_path / path, FIRST)
    assert raised.value.hint
    assert _read(tmp_path) == {"file": "mine"}


def test_the_error_of_another_file_passes_through(tmp_path: Path) -> None:
    """An input that cannot be read is no fault of the target."""
    with pytest.raises(FileNotFoundError), release(tmp_path / "site"):
        (tmp_path / "input.txt").read_text()


def test_the_error_of_a_written_file_names_the_target(tmp_path: Path) -> None:
    """A name that the file system cannot hold is reported as an output that cannot be written."""
    with pytest.raises(OutputError, match="file name too long"), release(tmp_path / "site") as fresh:
        (fresh / ("n" * 300)).write_text("")
    assert _names(tmp_path) == []


@pytest.mark.parametrize(
    ("options", "size", "remount", "hint"),
    [
        ("size=1m", 4_000_000, "", "free some space"),
        ("size=1m,nr_inodes=9", 0, "", "free some space"),
        ("size=1m,nr_inodes=7", 0, "", "free some space"),
        ("size=1m", 0, "ro", "read-only"),
    ],
    ids=["full", "no inode for a file", "no inode for the lock", "read-only"],
)
def test_a_file_system_that_cannot_hold_it_leaves_the_previous_release(
    tmp_path: Path, namespace: tuple[str, ...], options: str, size: int, remount: str, hint: str
) -> None:
    """A real small file system: one error that names the path and what to do, no leftovers."""
    [seen] = _run("mounted", tmp_path, options, size, remount, within=namespace)
    assert f"cannot write `{tmp_path / 'site'}`" in seen["error"]
    assert hint in seen["hint"]
    assert (seen["state"], seen["left"]) == ("old", [])


def test_a_mount_point_is_refused_at_once(tmp_path: Path, namespace: tuple[str, ...]) -> None:
    """It cannot be switched, which is better known before hours of work."""
    [seen] = _run("onto", tmp_path, within=namespace)
    assert not seen["ran"]
    assert "mount point" in seen["hint"]


def test_a_limit_on_the_size_of_a_file_is_reported_with_a_hint(tmp_path: Path) -> None:
    """The kernel's own limit (RLIMIT_FSIZE), met in the middle of a file."""
    [seen] = _run("limit", tmp_path / "site", 50_000)
    assert "raise the limit" in seen["hint"]
    assert (seen["state"], seen["left"]) == ("absent", [])


@pytest.mark.parametrize("before", [False, True])
def test_a_folder_without_the_right_to_write_is_reported_with_a_hint(before: bool) -> None:
    """The build runs as a user who may not write beside the target."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        if before:
            _publish(folder / "site", FIRST)
        folder.chmod(0o555)
        [seen] = _run("demote", folder / "site")
        folder.chmod(0o755)
        assert seen["error"] == f"cannot write `{folder / 'site'}`: permission denied"
        assert "may write" in seen["hint"]
        assert not before or _read(folder / "site") == FIRST
        assert _names(folder) == (["site"] if before else [])


def test_a_second_build_into_the_same_folder_is_refused(tmp_path: Path) -> None:
    """Two processes at once: the second is told, the first goes on."""
    with _writing(tmp_path / "site") as child:
        with pytest.raises(OutputError, match="another build is writing there"):
            _publish(tmp_path / "site", FIRST)
        assert repair(tmp_path / "site") is None
        child.communicate("go on\n")
    assert child.returncode == 0
    assert (tmp_path / "site/index.ttl").read_text() == "# new\n"
    assert _names(tmp_path) == ["site"]


def test_builds_into_neighbouring_folders_do_not_meet(tmp_path: Path) -> None:
    """A living build whose name continues another's hidden names is not taken for a leftover of it."""
    with _writing(tmp_path / "site.new-1-00000000") as child:
        _publish(tmp_path / "site", FIRST)
        _publish(tmp_path / "sit", FIRST)
        assert [repair(tmp_path / name) for name in ("sit", "site")] == [None, None]
        child.communicate("go on\n")
    assert child.returncode == 0
    assert _names(tmp_path) == ["sit", "site", "site.new-1-00000000"]


def test_a_lock_that_its_holder_gives_up_meanwhile_is_taken_anew(tmp_path: Path) -> None:
    """The second build opens the lock's file, the first removes it and ends: the second must make its own."""
    [seen] = _run("late", tmp_path / "site")
    assert (seen["first"], seen["state"]) == (0, "new")
    assert ".site.lodpress-lock" in seen["left"]


def test_the_lock_and_the_leftovers_of_a_killed_build_do_not_stand_in_the_way(tmp_path: Path) -> None:
    """The system drops the lock with the process, and the next build removes the rest."""
    _publish(tmp_path / "site", FIRST)
    with _writing(tmp_path / "site") as child:
        child.kill()
    assert len(_names(tmp_path)) == 3
    _publish(tmp_path / "site", SECOND)
    assert _read(tmp_path / "site") == SECOND
    assert _names(tmp_path) == ["site"]


def test_ctrl_c_leaves_the_previous_release(tmp_path: Path) -> None:
    """A real SIGINT in the middle of the writing."""
    _publish(tmp_path / "site", FIRST)
    with _writing(tmp_path / "site") as child:
        child.send_signal(signal.SIGINT)
        child.communicate()
    assert child.returncode == -signal.SIGINT
    assert _read(tmp_path / "site") == FIRST
    assert _names(tmp_path) == ["site"]


def test_without_leftovers_there_is_nothing_to_repair(tmp_path: Path) -> None:
    """A whole release, an absent one and an absent parent are left alone."""
    _publish(tmp_path / "site", FIRST)
    assert [repair(tmp_path / path) for path in ("site", "none", "none/site")] == [None] * 3
    assert _names(tmp_path) == ["site"]


def test_what_a_person_put_in_the_gap_of_a_switch_is_not_overwritten(tmp_path: Path) -> None:
    """The previous release waits, hidden and whole, until the folder is free again."""
    hidden = tmp_path / ".site.old-1-00000000"
    hidden.mkdir()
    _write(hidden, FIRST)
    (tmp_path / "site").mkdir()
    (tmp_path / "site/thesis.txt").write_text("mine")
    with pytest.raises(OutputError, match="did not write"):
        repair(tmp_path / "site")
    assert (_read(tmp_path / "site"), _read(hidden)) == ({"thesis.txt": "mine"}, FIRST)
    (tmp_path / "site").rename(tmp_path / "thesis")
    (tmp_path / "site").mkdir()
    assert str(repair(tmp_path / "site")).startswith("put back the previous release")
    assert _read(tmp_path / "site") == FIRST


@filtered
@pytest.mark.parametrize(
    ("call", "code", "renames"),
    [(RENAME, "ENOSYS", 3), (RENAME, "EINVAL", 3), (RENAME, "EPERM", 3), ("syncfs", "ENOSYS", 0)],
)
def test_what_the_system_lacks_is_stood_in_for(tmp_path: Path, call: str, code: str, renames: int) -> None:
    """The kernel itself, by a system call filter, answers as an older one or another file system does."""
    _publish(tmp_path / "site", FIRST)
    [seen] = _run("refused", tmp_path / "site", call, code)
    assert (seen["error"], seen["state"], seen["left"]) == (None, "new", [])
    assert seen["renames"] == renames


@filtered
@pytest.mark.parametrize(("call", "code"), [("syncfs", "EIO"), ("syncfs", "ENOSPC"), (RENAME, "EXDEV")])
def test_a_disk_that_fails_late_leaves_the_previous_release(tmp_path: Path, call: str, code: str) -> None:
    """What the disk reports only when all is to be written out, or switched, still changes nothing."""
    _publish(tmp_path / "site", FIRST)
    [seen] = _run("refused", tmp_path / "site", call, code)
    assert (seen["ran"], seen["renames"], seen["left"]) == (True, 0, [])
    assert f"cannot write `{tmp_path / 'site'}`" in seen["error"]
    assert _read(tmp_path / "site") == FIRST


@pytest.mark.parametrize("grain", ["calls", pytest.param("lines", marks=pytest.mark.slow)])
@pytest.mark.parametrize("way", ["exchange", "renames"])
@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("then", ["repair", "release"])
def test_a_kill_at_any_step_leaves_one_whole_release(
    memory: Path, grain: str, way: str, start: str, then: str
) -> None:
    """SIGKILL at each step in turn: old or new to the byte, at the latest after the next command."""
    seen = _run("stop", memory, "SIGKILL", grain, way, start, then)
    stopped, repaired = STARTS[start]
    gap = {"absent"} if (start, way) == ("old", "renames") else set()
    assert {step["stopped"] for step in seen} == stopped | gap
    assert {step["then"] for step in seen} == (repaired if then == "repair" else {"next"})
    assert [step["left"] for step in seen] == [[]] * len(seen)
    assert [step["code"] for step in seen] == [-signal.SIGKILL] * (len(seen) - 1) + [0]
    assert len(seen) > 20


@pytest.mark.parametrize("grain", ["calls", pytest.param("lines", marks=pytest.mark.slow)])
@pytest.mark.parametrize("way", ["exchange", "renames"])
@pytest.mark.parametrize("start", ["absent", "old"])
def test_ctrl_c_at_any_step_leaves_one_whole_release(memory: Path, grain: str, way: str, start: str) -> None:
    """SIGINT at each step in turn: old or new to the byte at once, before any repair."""
    seen = _run("stop", memory, "SIGINT", grain, way, start, "repair")
    assert {step["stopped"] for step in seen} == {start, "new"}
    assert all(step["then"] == step["stopped"] and step["left"] == [] for step in seen)
    # An interrupt while the outdated folder is removed may get lost in the standard library.
    assert {step["code"] for step in seen} <= {130, LOST, 0}
    assert {step["code"] for step in seen if step["stopped"] == start} == {130}
    assert seen[-1]["code"] == 0
