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
from typing import Literal
from urllib.error import HTTPError, URLError
from urllib.request import OpenerDirector, ProxyHandler, Request, build_opener

_SECONDS_TO_START = 120
_SECONDS_TO_DIE = 10
_LINES_SHOWN = 15
#: Runs the command in "$@", and ends its whole group when standard input closes: then who started it is gone,
#: killed or not.
_WATCHED = 'exec 3<&0; (read _ <&3; kill -9 0) & exec "$@" 3<&- </dev/null'


#: How a server asks for its login; empty where it does not.
Authentication = Literal["", "basic", "digest"]


class ServerError(Exception):
    """A server did not start, or did not take its data."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a server is started, and where it is asked then.

    `ready` answers once the server does. `update_url` and `graph_store_url` are empty where the
    server only reads; `login` is what both ask for by way of `authentication`, where they do.
    `repositories` are the Turtle configurations of those that are created once the server runs, by
    where each is put.
    """

    kind: str
    command: tuple[str, ...]
    ready: str
    query_url: str
    update_url: str = ""
    graph_store_url: str = ""
    login: tuple[str, str] | None = None
    authentication: Authentication = ""
    environment: Mapping[str, str] = field(default_factory=dict)
    repositories: Mapping[str, str] = field(default_factory=dict)


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def is_alive(group: int) -> bool:
    """Whether a process of the group still runs; one that has ended but was not yet waited for does not."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()  # proc_pid_stat(5), from the third on
        except OSError:
            continue  # it is gone
        # the first thread of a killed process can be a zombie while the others still end
        if int(fields[2]) == group and (fields[0] != "Z" or int(fields[17]) > 1):
            return True
    return False


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
    def authentication(self) -> Authentication:
        """How that login is asked for."""
        return self.recipe.authentication

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
            self._create_repositories()
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

    def _create_repositories(self) -> None:
        """Those that the folder has already stay as they are: RDF4J answers 409 then."""
        for url, configuration in self.recipe.repositories.items():
            headers = {"Content-Type": "text/turtle"}
            request = Request(url, data=configuration.encode(), headers=headers, method="PUT")
            try:
                with opener().open(request, timeout=60):
                    pass
            except HTTPError as error:
                said = error.read().decode(errors="replace").strip()
                if error.code != 409:
                    raise ServerError(f"{self.kind} creates no <{url}>: {error.code} {said}") from error

    def stop(self) -> None:
        """Nothing, once the process stands still, as after SIGSTOP: it takes connections and answers nothing."""
        assert self._process is not None
        # the process alone: what watches over it must see the end of the tests
        os.kill(self._process.pid, signal.SIGSTOP)
        os.waitid(os.P_PID, self._process.pid, os.WSTOPPED | os.WEXITED | os.WNOWAIT)

    def go_on(self) -> None:
        """Lets a stopped process go on where it stood."""
        assert self._process is not None
        os.kill(self._process.pid, signal.SIGCONT)

    def kill(self) -> None:
        """Kills the process and every process that it started, as `kill -9` does; the folder stays as it is."""
        process, self._process = self._process, None
        if process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            end = time.monotonic() + _SECONDS_TO_DIE
            # its children die a moment later, and still write till then
            while is_alive(process.pid) and time.monotonic() < end:
                time.sleep(0.01)
        process.wait()
        assert process.stdin is not None
        process.stdin.close()
