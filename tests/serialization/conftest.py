"""File systems for the tests: of their own, which fill up and go away, and in memory."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def namespace() -> tuple[str, ...]:
    """The command that runs another where it may mount file systems that go away with it."""
    for command in (("unshare", "-m"), ("unshare", "-rm")):
        with tempfile.TemporaryDirectory() as folder:
            try:
                tried = [*command, "mount", "-t", "tmpfs", "tmpfs", folder]
                if subprocess.run(tried, capture_output=True, check=False).returncode == 0:
                    return command
            except FileNotFoundError:
                continue
    pytest.skip("this system lets neither root nor a user namespace mount a tmpfs")


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory where the system has one: what syncs hundreds of times waits for no disk there."""
    shared = Path("/dev/shm")
    if shared.is_dir():
        with tempfile.TemporaryDirectory(dir=shared) as folder:
            yield Path(folder)
    else:
        yield tmp_path
