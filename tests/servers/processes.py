"""A server as a process: started, waited for, killed, started again."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import OpenerDirector, ProxyHandler, build_opener

_SECONDS_TO_START = 120
_SECONDS_TO_DIE = 10
_LINES_SHOWN = 15
#: Runs the command in "$@", and ends its whole group when standard input closes: then who started it is gone,
#: killed or not.
_WATCHED = 'exec 3<&0; (read _ <&3; kill -9 0) & exec "$@" 3<&- </dev/null'


class ServerError(Exception):
    """A server did not start, or did not take its data."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a server is started, and where it is asked then.

    `ready` answers once the server does. `update_url` and `graph_store_url` are empty where the
    server only reads; `login` is what both ask for by Digest, where they do.
    """

    kind: str
    command: tuple[str, ...]
    ready: str
    query_url: str
    update_url: str = ""
    graph_store_url: str = ""
    login: tuple[str, str] | None = None
    environment: Mapping[str, str] = field(default_factory=dict)


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def opener() -> OpenerDirector:
    """What opens URLs on loopback: whatever proxy the environment names is passed by."""
    return build_opener(ProxyHandler({}))


class Server:
    """A server's process, and where it is asked; `folder` holds all that it writes."""

    def __init__(self, recipe: Recipe, folder: Path) -> None:
        """Starts nothing."""
        self.recipe = recipe
        self.folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def kind(self) -> str:
        """The name of the engine."""
        return self.recipe.kind

    @property
    def query_url(self) -> str:
        """Where queries go."""
        return self.recipe.query_url

    @property
    def update_url(self) -> str:
        """Where updates go; empty where the server only reads."""
        return self.recipe.update_url

    @property
    def graph_store_url(self) -> str:
        """Where graphs are put and got, up to the graph's IRI; empty where the server only reads."""
        return self.recipe.graph_store_url

    @property
    def login(self) -> tuple[str, str] | None:
        """The name and password that updates and the graph store ask for, where they do."""
        return self.recipe.login

    @property
    def group(self) -> int:
        """The process group of the running server."""
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        """Starts the process and returns once it answers; what the folder holds is served again."""
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                ["sh", "-c", _WATCHED, "sh", *self.recipe.command],
                cwd=self.folder,
                env={**os.environ, **self.recipe.environment},
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            self.wait()
        except BaseException:
            self.kill()
            raise

    def wait(self) -> None:
        """Nothing, once the server answers; raises ServerError, with the end of its log, where it ended or stays silent."""
        process, end = self._process, time.monotonic() + _SECONDS_TO_START
        assert process is not None
        while process.poll() is None and time.monotonic() < end:
            if self._answers() and process.poll() is None:
                return
            time.sleep(0.05)
        how = "is still silent" if process.poll() is None else f"ended with {process.returncode}"
        lines = (self.folder / "log").read_text(errors="replace").splitlines()[-_LINES_SHOWN:]
        raise ServerError("\n  ".join([f"{self.kind} {how}; the end of its log:", *lines]))

    def _answers(self) -> bool:
        try:
            with opener().open(self.recipe.ready, timeout=10) as response:
                return bool(response.status < 300)
        except HTTPError as error:
            error.close()
            return error.code == 401  # it wants a password, so it runs
        except (URLError, HTTPException, OSError):
            return False

    def kill(self) -> None:
        """Kills the process and every process that it started, as `kill -9` does; the folder stays as it is."""
        process, self._process = self._process, None
        if process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            end = time.monotonic() + _SECONDS_TO_DIE
            while time.monotonic() < end:  # its children die a moment later, and still write till then
                os.killpg(process.pid, 0)
                time.sleep(0.01)
        process.wait()
        assert process.stdin is not None
        process.stdin.close()
