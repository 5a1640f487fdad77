"""What the README shows is what the command prints."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from truth import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
#: Those of `push` need a server: tests/stores/test_readme_pushes.py.
SESSIONS = re.findall(r"```console\n\$ lodpress (?!push )([^\n]+)\n(.*?)```", README, re.DOTALL)


@pytest.mark.parametrize(("words", "shown"), SESSIONS, ids=[words for words, _ in SESSIONS])
def test_a_session_prints_what_the_readme_shows(words: str, shown: str, tmp_path: Path) -> None:
    """Line by line, up to an ellipsis; an output folder is put elsewhere."""
    told = [str(tmp_path / word) if word == "out" else word for word in shlex.split(words)]
    command = [sys.executable, "-m", "lodpress", *told]
    env = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, env=env)
    assert done.returncode == 0
    expected = shown.split("…\n", maxsplit=1)[0]
    assert (done.stdout + done.stderr).startswith(expected)


OVER_A_RELEASE = re.findall(r"^lodpress (query .* out(?: [^#\n]*)?)(?:#.*)?$", README, re.MULTILINE)


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the first of the two commands publishes."""
    out = tmp_path_factory.mktemp("release") / "out"
    command = [sys.executable, "-m", "lodpress", "build", "documents", "-o", str(out), "-q"]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return out


@pytest.mark.parametrize(
    "words", [words for words in OVER_A_RELEASE if "mine" not in words and "folder" not in words]
)
def test_a_query_of_the_readme_has_an_answer(words: str, release: Path) -> None:
    """Over the release of both examples, in which a number alone may name two ideas."""
    told = [str(release) if word == "out" else word for word in shlex.split(words)]
    done = subprocess.run(
        [sys.executable, "-m", "lodpress", *told], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert len(done.stdout.splitlines()) > 1


def test_the_readme_has_the_two_commands_that_ci_takes_from_it() -> None:
    """One line each, found by how they begin and end."""
    lines = [line for line in README.splitlines() if line.startswith("python3 -m venv ")]
    assert [line.endswith("-n auto") for line in lines] == [False, True]
