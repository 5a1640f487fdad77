"""The command run inside the process of the tests, where no new interpreter has to start for it."""

from __future__ import annotations

import re
import signal
import sys
from typing import NamedTuple
from unittest.mock import patch

import pytest
from click.testing import CliRunner

from lodpress.cli.main import main

_ROW = re.compile(r"(?P<deed>new|changed|removed) +(\+[\d,]+)? +(-[\d,]+)?  (?P<graph>\S+)")


class Told(NamedTuple):
    """How a command ended, and what it printed and said."""

    code: object
    out: str
    err: str

    @property
    def rows(self) -> list[tuple[str, str]]:
        """What became of each graph."""
        found = [_ROW.fullmatch(line) for line in self.out.splitlines()]
        return [(row["deed"], row["graph"]) if row else ("", "no row") for row in found]


def told(*words: object, **environment: str) -> Told:
    """The command run in this process, as it is run from a shell."""
    before = signal.getsignal(signal.SIGTERM)
    line = ["lodpress", *map(str, words)]
    try:
        with patch.object(sys, "argv", line), CliRunner().isolation(env=environment) as (out, err, _):
            with pytest.raises(SystemExit) as ended:
                main()
            return Told(ended.value.code, out.getvalue().decode(), err.getvalue().decode())
    finally:
        signal.signal(signal.SIGTERM, before)
