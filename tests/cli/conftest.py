"""A small document, and a release of it, for the tests of the command."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from serialization import conftest as file_systems

from cli.processes import DOCUMENT, run

# file systems in memory and of their own, offered here as well
memory, namespace = file_systems.memory, file_systems.namespace


@pytest.fixture
def bread(tmp_path: Path) -> Path:
    """A copy of a small document with one warning."""
    return Path(shutil.copyfile(DOCUMENT, tmp_path / "bread.txt"))


@pytest.fixture(scope="session")
def first_release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of the small document, built once."""
    out = tmp_path_factory.mktemp("release") / "out"
    assert run("build", DOCUMENT, "-o", out).returncode == 0
    return out


@pytest.fixture
def published(tmp_path: Path, first_release: Path) -> Path:
    """A folder in which a release stands."""
    return Path(shutil.copytree(first_release, tmp_path / "out"))


@pytest.fixture(scope="session")
def without_rights() -> tuple[str, ...]:
    """The command that runs another bound by the rights of files, whoever runs the tests."""
    if os.geteuid() != 0:
        return ()
    gone = "-dac_override,-dac_read_search"
    words = ("setpriv", f"--bounding-set={gone}", f"--inh-caps={gone}")
    try:
        subprocess.run([*words, "true"], check=True, capture_output=True)
    except (FileNotFoundError, subprocess.CalledProcessError):
        pytest.skip("root cannot give up its right to read and write everything here")
    return words
