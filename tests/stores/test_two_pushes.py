"""Two pushes at once: one waits and says for whom, and in the end the store holds one release, the last one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Event

import pytest
from servers import STORES, serving, skip_where_missing
from stores.pushing_cases import (
    Command,
    Release,
    empty,
    found_in,
    login_of,
    release_for,
    started,
    store_of,
)

from lodpress.claimants import this_process
from lodpress.stores import Outcome, Publication, Store, Wanted, folder_store, push

pytestmark = pytest.mark.slow

_SECONDS = 120


@dataclass(frozen=True)
class _Target:
    """A store as the command names it, how it is opened beside, and two releases of one dataset."""

    place: str
    opened: Callable[[], Store]
    login: Mapping[str, str]
    old: Release
    new: Release
    holder: str

    def start(self, release: Release, home: Path, *words: str) -> Command:
        return started(release.publication, self.place, home, *words, **self.login)


@pytest.fixture(scope="module", params=[*STORES, "folder"])
def target(
    request: pytest.FixtureRequest,
    publications: dict[str, Publication],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[_Target]:
    """Each kind of store in turn, and a folder, which holds nothing of the dataset."""
    old, new = publications["old"], publications["new"]
    if request.param == "folder":
        folder = tmp_path_factory.mktemp("folder") / "store"
        store = folder_store(folder, create=True)
        releases = release_for(old, store), release_for(new, store)
        del store
        yield _Target(
            str(folder), lambda: folder_store(folder), {}, *releases, "another process has the store"
        )
        return
    skip_where_missing(request.param)
    with serving(request.param) as server:
        releases = release_for(old, store_of(server)), release_for(new, store_of(server))
        yield _Target(
            server.query_url, lambda: store_of(server), login_of(server), *releases, this_process().name[:30]
        )


def _push_until(target: _Target, release: Release, began: Event, may_end: Event) -> Outcome:
    """A push that has written and read back its graphs, and holds its claim until it may end."""

    def hold(_: object) -> None:
        began.set()
        assert may_end.wait(_SECONDS)

    return push(release.publication, target.opened(), Wanted(), this_process(), hold)


def _said_until(child: Command, beginning: str) -> str:
    """What the command has said when a line begins so, that line included."""
    assert child.stderr
    lines = []
    for line in child.stderr:
        lines.append(line)
        if line.startswith(beginning):
            break
    return "".join(lines)


def _waited(told: str) -> str:
    """The lines that say for whom was waited."""
    return "".join(line for line in told.splitlines() if line.startswith("waiting"))


def _ended(child: Command) -> str:
    """The rest of what the command says, once it has ended well."""
    assert child.stderr and child.stdout
    told = child.stderr.read()
    child.stdout.read()
    assert child.wait(_SECONDS) == 0, told
    child.stderr.close()
    child.stdout.close()
    return told


def test_one_waits_and_says_for_whom(target: _Target, tmp_path: Path) -> None:
    """By its process, its machine and its beginning; then it finds what the other has pushed, and changes it."""
    empty(target.opened())
    began, may_end = Event(), Event()
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(_push_until, target, target.old, began, may_end)
        try:
            assert began.wait(_SECONDS)
            child = target.start(target.new, tmp_path)
            told = _said_until(child, "waiting")
        finally:
            may_end.set()
        told += _ended(child)
        assert first.result().changed == len(target.old.graphs)
    assert target.holder in _waited(told)
    assert " changed" in told.splitlines()[-2 if "no longer published" in told else -1]
    assert found_in(target.opened(), target.new).unfinished(target.new) == []


def test_patience_has_an_end(target: _Target, tmp_path: Path) -> None:
    """Who is not to wait is told at once who pushes, writes nothing, and can try again later."""
    empty(target.opened())
    began, may_end = Event(), Event()
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(_push_until, target, target.old, began, may_end)
        try:
            assert began.wait(_SECONDS)
            child = target.start(target.new, tmp_path, "--wait", "0")
            said, told = child.communicate(timeout=_SECONDS)
        finally:
            may_end.set()
        first.result()
    assert (child.returncode, said) == (2, "")
    assert f"error: {target.holder}" in told
    assert found_in(target.opened(), target.old).unfinished(target.old) == []


@pytest.mark.parametrize("attempt", range(3))
def test_of_two_that_begin_at_once_the_last_stands(target: _Target, tmp_path: Path, attempt: int) -> None:
    """As a whole: no graph of the other, no claim, and the digests of what is there."""
    empty(target.opened())
    releases = (target.old, target.new)
    children = [target.start(release, tmp_path) for release in releases]
    with ThreadPoolExecutor(2) as pool:
        told = list(pool.map(_ended, children))
    found = found_in(target.opened(), target.old)
    standing = [number for number, release in enumerate(releases) if found.unfinished(release) == []]
    assert len(standing) == 1, [found.unfinished(release) for release in releases]
    waited = [number for number, text in enumerate(told) if _waited(text)]
    assert waited in ([], standing, [0, 1])
