"""What the README shows of a push is what it prints, into the real store."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from servers import Server, serving, skip_where_missing
from truth import ROOT

pytestmark = pytest.mark.slow

README = (ROOT / "README.md").read_text(encoding="utf-8")
SHOWN = dict(re.findall(r"```console\n\$ lodpress push out --to (\S+)\n(.*?)```", README, re.DOTALL))
FUSEKI, VIRTUOSO = "http://localhost:3030/ds", "http://localhost:8890/sparql"


def _run(server: Server, *words: object) -> str:
    """All that a command prints, in the order in which it is printed."""
    user, password = server.login or ("", "")
    told = {
        "LODPRESS_ENDPOINT_USER": user,
        "LODPRESS_ENDPOINT_PASSWORD": password,
        "HOME": str(server.folder),
    }
    done = subprocess.run(
        [sys.executable, "-m", "lodpress", *map(str, words)],
        env={**{name: value for name, value in os.environ.items() if name != "COLUMNS"}, **told},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=True,
    )
    return done.stdout


def _timeless(printed: str) -> str:
    return re.sub(r"in \d+\.\d s", "in … s", printed)


def test_a_first_push_prints_what_the_readme_shows(tmp_path: Path) -> None:
    """Both examples, into Fuseki."""
    skip_where_missing("fuseki")
    with serving("fuseki") as server:
        place = server.update_url.removesuffix("/update")
        _run(server, "build", ROOT / "documents", "-o", tmp_path / "out", "-q")
        printed = _run(server, "push", tmp_path / "out", "--to", place)
    assert _timeless(printed.replace(place, FUSEKI)) == _timeless(SHOWN[FUSEKI])


def test_a_push_of_a_change_prints_what_the_readme_shows(tmp_path: Path) -> None:
    """One idea written anew, into Virtuoso."""
    skip_where_missing("virtuoso")
    documents, out = tmp_path / "documents", tmp_path / "out"
    shutil.copytree(ROOT / "documents", documents)
    with serving("virtuoso") as server:
        _run(server, "build", documents, "-o", out, "-q")
        _run(server, "push", out, "--to", server.query_url)
        changed = documents / "giving-rivers-room.txt"
        changed.write_text(
            changed.read_text(encoding="utf-8").replace("hurry floods", "hasten floods"), encoding="utf-8"
        )
        _run(server, "build", documents, "-o", out, "-q")
        printed = _run(server, "push", out, "--to", server.query_url)
    assert _timeless(printed.replace(server.query_url, VIRTUOSO)) == _timeless(SHOWN[VIRTUOSO])
