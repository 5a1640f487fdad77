"""Every command explains itself, in the shell and in the README."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from truth import ROOT

from cli.processes import environment, run
from lodpress.cli.main import cli

COMMANDS = tuple(sorted(cli.commands))


def test_the_commands_are_those_of_the_design() -> None:
    """A command that comes or goes is a change to the README and the changelog."""
    assert " ".join(COMMANDS) == "build check completion convert diff explain init pull push query"


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_each_command_shows_examples(command: str) -> None:
    """Each example calls the command itself."""
    done = run(command, "--help")
    assert (done.returncode, done.stderr) == (0, "")
    examples = re.split(r"Examples?:\n", done.stdout)
    assert len(examples) == 2
    assert f"lodpress {command}" in examples[1]


def test_the_help_of_the_whole_names_each_command() -> None:
    """With a line on what it does, and examples."""
    for option in ("--help", "-h"):
        done = run(option)
        assert done.returncode == 0
        for command in COMMANDS:
            assert re.search(rf"^  {command} +[A-Z][a-z ,']+", done.stdout, re.MULTILINE)
        assert "Examples:\n" in done.stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_the_readme_mentions_each_command(command: str) -> None:
    """As it is typed."""
    assert re.search(rf"lodpress {command}\b", (ROOT / "README.md").read_text(encoding="utf-8"))


def test_the_version_is_that_of_the_package() -> None:
    """On standard output, after the name."""
    declared = re.search(r'^version = "(.+)"$', (ROOT / "pyproject.toml").read_text(), re.MULTILINE)
    assert declared
    assert run("--version").stdout == f"lodpress {declared[1]}\n"


def test_the_installed_command_is_the_module() -> None:
    """`lodpress` and `python -m lodpress` are one door."""
    command = [Path(sys.executable).with_name("lodpress"), "--help"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment())
    assert done.stdout == run("--help").stdout


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_printed_for_each_shell(shell: str) -> None:
    """A script that asks the command itself."""
    done = run("completion", shell)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"_LODPRESS_COMPLETE={shell}_complete" in done.stdout


@pytest.mark.parametrize(
    ("typed", "offered"), [("lodpress bu", "build"), ("lodpress build --allow", "--allow-violations")]
)
def test_completion_offers_what_fits(typed: str, offered: str) -> None:
    """Commands and options, asked for as bash asks."""
    count = str(typed.count(" "))
    env = {"_LODPRESS_COMPLETE": "bash_complete", "COMP_WORDS": typed, "COMP_CWORD": count}
    assert run(env=env).stdout == f"plain,{offered}\n"
