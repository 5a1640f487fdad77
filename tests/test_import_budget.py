"""What is light stays light: help, completion and `import lodpress` load no engine."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from cli.processes import environment

from lodpress.cli.main import cli

ENGINES = {"rdflib", "pyoxigraph", "pyshacl", "owlrl", "pyshacl_turbo", "SPARQLWrapper"}
COMPLETING = {"_LODPRESS_COMPLETE": "bash_complete", "COMP_WORDS": "lodpress build --a", "COMP_CWORD": "2"}


def _loaded(*words: str, env: dict[str, str] | None = None) -> set[str]:
    """The modules that a process loads until it ends, by Python's own account of its imports."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", *words],
        capture_output=True,
        text=True,
        check=True,
        env=environment(**(env or {})),
    )
    return set(re.findall(r"^import time:[^|]*\|[^|]*\| +(\S+)$", done.stderr, re.MULTILINE))


def _assert_light(loaded: set[str]) -> None:
    assert "lodpress" in loaded
    assert not {name for name in loaded if name.split(".", maxsplit=1)[0] in ENGINES}


@pytest.mark.parametrize(
    "words",
    [
        "--help",
        "--version",
        "explain",
        "explain crlf",
        "completion zsh",
        *(f"{command} --help" for command in sorted(cli.commands)),
    ],
)
def test_help_version_explain_and_completion_load_no_engine(words: str) -> None:
    """They answer at once, also where an engine cannot be loaded."""
    _assert_light(_loaded("-m", "lodpress", *words.split()))


def test_completing_a_word_loads_no_engine() -> None:
    """It is done at each press of a key."""
    _assert_light(_loaded("-m", "lodpress", env=COMPLETING))


def test_importing_the_package_loads_no_engine() -> None:
    """Engines are loaded by the first step that needs them."""
    _assert_light(_loaded("-c", "import lodpress"))


def test_the_account_tells_of_an_engine_that_is_loaded() -> None:
    """The tests above could fail."""
    assert _loaded("-c", "import lodpress.publishing") & ENGINES == {"pyoxigraph"}
