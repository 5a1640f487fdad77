"""The switch that makes writing all or nothing: a release appears whole, or not at all.

Beside the target stand hidden names, all gone after a build that ended: `.NAME.lodpress-lock`,
`.NAME.new-PID-TOKEN` (unfinished or outdated, always safe to remove) and, only inside a switch by
renames, `.NAME.old-PID-TOKEN` (the previous release, always whole).
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import os
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from lodpress.problems import OutputError, UsageError

MARKER = "DIGESTS"  # the file of a release whose first line is a SHA-256 and the dataset's IRI
PULLED = "graphs of "  # in the place of the IRI, with a store's name: what was pulled from there

_HEAD = re.compile(rb"[0-9a-f]{64}  (?:https?://\S+/dataset|graphs of \S.*)\n")

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG})
# EPERM is what some container runtimes answer for a system call that they do not know.
_NO_EXCHANGE = frozenset({errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EPERM})
_AT_FDCWD, _RENAME_EXCHANGE = -100, 2  # linux/fcntl.h, linux/fs.h
_HINTS = {
    errno.ENOSPC: "free some space (or inodes) on its file system, or choose a place on another one",
    errno.EDQUOT: "the quota is used up: free some space, or choose a place on another file system",
    errno.EFBIG: "raise the limit on the size of a file, or choose a place on another file system",
    errno.EROFS: "the file system is read-only: choose a place on another one",
    errno.EACCES: "choose a folder that you may write to",
    errno.EPERM: "choose a folder that you may write to",
    errno.ENOENT: "make the folder first",
    errno.ENOTDIR: "a part of the path is a file: choose a path below a folder",
    errno.EEXIST: "a part of the path is a file: choose a path below a folder",
    errno.ENAMETOOLONG: "choose a shorter name",
    errno.ELOOP: "the symbolic links of the path lead in a circle: choose another path",
    errno.EBUSY: "the folder is a mount point: choose a folder below it",
    errno.EXDEV: "the folder is a mount point or part of a container's image: choose another one",
    errno.ENOLCK: "the file system has no locks: choose a place on another one",
}


class _BusyError(OutputError):
    """Another process writes the same target."""


@contextmanager
def release(target: Path) -> Iterator[Path]:
    """A fresh, empty folder beside `target`, which takes its place when the block ends.

    The block writes every file of the release, `DIGESTS` among them (its first line is the digest and
    the IRI of the dataset: without this marker the release is refused with `UsageError`, as the next
    one could not replace it). Where the block raises, or the switch fails, the fresh folder is
    removed and the target is what it was. A symbolic link is followed and stays; missing parents
    are made.

    Raises `OutputError` where `target` is something that lodpress did not make, where another build
    is writing it, and for what the system refuses: no space, no permission, a read-only file system.
    An `OSError` of the block about other files passes through as it is.
    """
    with _release(target) as fresh:
        yield fresh


def repair(target: Path) -> str | None:
    """What was put right beside `target` after a build that was killed; None where nothing was wrong.

    A switch found half done is undone, unfinished and outdated folders are removed. While another
    build is writing nothing is touched. Without leftovers nothing is written, so that it may be
    asked of a release on a read-only file system.
    """
    with explained(target):
        path = _resolve(target)
        if not _leftovers(path):
            return None
        _check(path)
        with suppress(_BusyError), _lock(path):
            return _settle(path) or "removed the lock of a build that was stopped"
        return None


@contextmanager
def explained(path: Path, *, written: Path | None = None) -> Iterator[None]:
    """A block in which an `OSError` becomes the `OutputError` that says what to do about `path`.

    With `written`, only errors about that folder's files count, and those of a full or read-only
    disk, which name no file; others pass through.
    """
    try:
        yield
    except OSError as error:
        if written and error.errno not in _FULL and not _concerns(error, written):
            raise
        reason = (error.strerror or str(error)).lower()
        hint = _HINTS.get(error.errno or 0)
        raise OutputError(f"cannot write `{path}`: {reason}", hint=hint) from error


def _concerns(error: OSError, folder: Path) -> bool:
    names = [os.fsdecode(name) for name in (error.filename, error.filename2) if isinstance(name, str | bytes)]
    return any(folder in (Path(name), *Path(name).parents) for name in names)


@contextmanager
def _release(target: Path, *, exchange: bool = True) -> Iterator[Path]:
    """As `release`; with `exchange=False` as on a system that cannot exchange two folders."""
    with ExitStack() as stack:
        with explained(target):
            path = _resolve(target)
            _check(path)
            stack.enter_context(_parents(path))
            stack.enter_context(_lock(path))
            _settle(path)
            fresh = stack.enter_context(_fresh(path))
            # Opened before the writing: `syncfs` reports the failed writes since then.
            handle = stack.enter_context(_folder(fresh))
        with explained(target, written=fresh):
            yield fresh
        with explained(target):
            if not _is_release(fresh):
                raise UsageError(f"a release without `{MARKER}` cannot be published")
            _check(path)  # again: the writing may have taken hours
            _sync(handle)
            _switch(fresh, path, exchange=exchange)


def _resolve(target: Path) -> Path:
    """The path behind the links; a circle of them raises before Python 3.13, and stays a link since."""
    with suppress(RuntimeError):
        path = target.resolve()
        if not path.is_symlink():
            return path
    raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(target))


def _check(path: Path) -> None:
    """Raises `OutputError` unless `path` is absent, empty or a release: no user's folder is replaced."""
    if not path.exists():
        return
    if not path.is_dir():
        raise OutputError(f"cannot write `{path}`: it is a file", hint="choose a folder")
    if path.is_mount():
        raise OSError(errno.EBUSY, os.strerror(errno.EBUSY), str(path))
    if not _is_empty(path) and not _is_release(path):
        raise OutputError(
            f"cannot write `{path}`: the folder holds files that lodpress did not write",
            hint="choose a new or empty folder, or move these files away",
        )


def _is_empty(folder: Path) -> bool:
    return not list(folder.iterdir())


def _is_release(folder: Path) -> bool:
    try:
        with (folder / MARKER).open("rb") as file:
            return _HEAD.match(file.readline(2048)) is not None
    except (FileNotFoundError, IsADirectoryError):
        return False


@contextmanager
def _parents(path: Path) -> Iterator[None]:
    """The missing folders above `path`, made; removed again where the block fails."""
    missing = [parent for parent in path.parents if not parent.exists()]
    try:
        for parent in reversed(missing):
            parent.mkdir(exist_ok=True)
        yield
    except BaseException:
        for parent in missing:
            with suppress(
                OSError
            ):  # not made yet, or no longer ours alone: the first error is the one to tell
                parent.rmdir()
        raise


@contextmanager
def _lock(path: Path) -> Iterator[None]:
    """The lock on writing `path`; the system drops it with the process, however that ends."""
    name = path.with_name(f".{path.name}.lodpress-lock")
    while True:
        with name.open("a") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise _BusyError(
                    f"cannot write `{path}`: another build is writing there",
                    hint="wait until it has ended, or choose another folder",
                ) from error
            if _is_named(file.fileno(), name):
                try:
                    yield
                finally:
                    name.unlink(missing_ok=True)
                return
            # Its holder ended and unlinked it between our opening and our locking.


def _is_named(handle: int, name: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), name.stat())
    except FileNotFoundError:
        return False


def _hide(path: Path, kind: str) -> Path:
    return path.with_name(f".{path.name}.{kind}-{os.getpid()}-{secrets.token_hex(4)}")


def _hidden(path: Path, kind: str) -> list[Path]:
    """The hidden folders of one kind beside `path`, whoever made them."""
    pattern = re.compile(rf"\.{re.escape(path.name)}\.{kind}-[0-9]+-[0-9a-f]{{8}}")
    return sorted(entry for entry in path.parent.iterdir() if pattern.fullmatch(entry.name))


def _leftovers(path: Path) -> list[Path]:
    if not path.parent.is_dir():
        return []
    lock = path.with_name(f".{path.name}.lodpress-lock")
    return [*_hidden(path, "new"), *_hidden(path, "old"), *([lock] if lock.exists() else [])]


@contextmanager
def _fresh(path: Path) -> Iterator[Path]:
    """A new folder beside `path`; however the block ends, nothing hidden stays behind."""
    fresh = _hide(path, "new")
    try:
        fresh.mkdir()
        yield fresh
    finally:
        with explained(path):
            _settle(path)


def _settle(path: Path) -> str | None:
    """What was done so that `path` is whole and nothing hidden stays; only under the lock.

    Whatever is found here is of no living build, as that would hold the lock.
    """
    deeds = []
    previous = _hidden(path, "old")
    if previous and (not path.exists() or _is_empty(path)):
        previous.pop().rename(path)
        deeds.append("put back the previous release, which a stopped switch had moved away")
    for folder in previous:
        # Renamed first: a removal that is stopped must not leave half a folder under the name of a whole one.
        folder.rename(_hide(path, "new"))
    outdated = _hidden(path, "new")
    for folder in outdated:
        # What cannot be removed must not fail a release that is in place: the next command tries again.
        with suppress(OSError):  # `ignore_errors` spares not its own bookkeeping, where Ctrl-C hits it
            shutil.rmtree(folder, ignore_errors=True)
    if outdated:
        deeds.append("removed what a stopped build had left behind")
    return " and ".join(deeds) or None


def _switch(fresh: Path, path: Path, *, exchange: bool) -> None:
    """Puts `fresh` in the place of `path`; what was there gets a hidden name, for `_settle` to remove."""
    if path.exists():
        fresh.chmod(path.stat().st_mode & 0o7777)  # a private folder stays private
    if not path.exists() or _is_empty(path):
        fresh.rename(path)
    elif not exchange or not _exchange(fresh, path):
        path.rename(_hide(path, "old"))
        fresh.rename(path)
    # Before the previous release is removed; the new one is in place, also where a folder cannot be synced.
    with suppress(OSError), _folder(path.parent) as parent:
        os.fsync(parent)


def _exchange(one: Path, other: Path) -> bool:
    """Whether the system exchanged the two names in one step (renameat2(2))."""
    call = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if call is None:
        return False
    call.argtypes = (ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_uint)
    if call(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0:
        return True
    code = ctypes.get_errno()
    if code in _NO_EXCHANGE:
        return False
    raise OSError(code, os.strerror(code), str(one), None, str(other))


@contextmanager
def _folder(path: Path) -> Iterator[int]:
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield handle
    finally:
        os.close(handle)


def _sync(handle: int) -> None:
    """Returns when all that was written to the file system of `handle` is on the disk.

    One call for thousands of small files, where an fsync each would wait for the disk each time.
    """
    call = getattr(ctypes.CDLL(None, use_errno=True), "syncfs", None)
    if call is not None and call(handle) == 0:
        return
    code = errno.ENOSYS if call is None else ctypes.get_errno()
    if code != errno.ENOSYS:
        raise OSError(code, os.strerror(code))
    os.sync()
