"""A build that is stopped in the middle, by a person or by the system, leaves one whole release."""

from __future__ import annotations

import shutil
import signal
import time
from pathlib import Path

import pytest

from cli.processes import DOCUMENT, contents, names, run, started, wait_until

MANY = 200  # documents
MOMENTS = ("dataset.nt", "bread-100.ttl", pytest.param("report.ttl", marks=pytest.mark.slow), "void.ttl")


@pytest.fixture(scope="session")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of some hundred documents."""
    folder = tmp_path_factory.mktemp("many")
    for number in range(MANY):
        shutil.copyfile(DOCUMENT, folder / f"bread-{number}.txt")
    return folder


@pytest.fixture
def site(memory: Path, first_release: Path) -> Path:
    """A folder in which a release stands, on a file system that waits for no disk."""
    return Path(shutil.copytree(first_release, memory / "site"))


def _begun(out: Path, file: str) -> bool:
    """Whether the build has written a file of the release that is to come."""
    return any((folder / file).exists() for folder in out.parent.glob(f".{out.name}.new-*"))


@pytest.mark.parametrize(
    ("number", "first"),
    [
        (signal.SIGINT, False),
        (signal.SIGTERM, False),
        pytest.param(signal.SIGINT, True, marks=pytest.mark.slow),
        pytest.param(signal.SIGTERM, True, marks=pytest.mark.slow),
    ],
)
def test_an_interrupted_build_leaves_what_was_there(
    many: Path, site: Path, number: signal.Signals, first: bool
) -> None:
    """Ctrl-C and a polite request to end: nothing hidden stays, no traceback, one word on it."""
    out = site.with_name("other") if first else site
    before = contents(site)
    with started("build", many, "-q", "-o", out) as child:
        assert wait_until(lambda: _begun(out, "bread-0.ttl"), child)
        child.send_signal(number)
        said, told = child.communicate()
    assert (child.returncode, said) == (130, "")
    assert told.strip() == "interrupted; no release is left half written"
    assert contents(site) == before
    assert names(site.parent) == ["site"]


def _assert_whole(site: Path, many: Path, before: dict[str, bytes]) -> None:
    """The previous release to the byte or the new one; and the next build finds nothing in its way."""
    stopped = contents(site)
    new = stopped != before
    assert run("build", many if new else DOCUMENT, "-q", "-o", site).returncode == 0
    assert contents(site) == stopped
    assert names(site.parent) == ["site"]


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_killed_build_leaves_one_whole_release(many: Path, site: Path, moment: str) -> None:
    """SIGKILL when a file of the new release has appeared."""
    before = contents(site)
    with started("build", many, "-q", "-o", site) as child:
        assert wait_until(lambda: _begun(site, moment), child)
        child.kill()
        child.wait()
    assert child.returncode == -signal.SIGKILL
    _assert_whole(site, many, before)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(1, 21))
def test_a_build_killed_at_any_time_leaves_one_whole_release(many: Path, site: Path, part: int) -> None:
    """SIGKILL after each twentieth of the time that a build takes."""
    before = contents(site)
    begin = time.monotonic()
    assert run("build", many, "-q", "-o", site.with_name("timed")).returncode == 0
    whole = time.monotonic() - begin
    shutil.rmtree(site.with_name("timed"))
    with started("build", many, "-q", "-o", site) as child:
        time.sleep(whole * part / 20)
        child.kill()
    _assert_whole(site, many, before)
