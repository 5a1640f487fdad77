"""A place for file systems of the tests' own, which fill up and go away."""

from __future__ import annotations

import subprocess
import tempfile

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
