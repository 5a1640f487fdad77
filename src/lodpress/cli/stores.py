"""What the commands that open a triple store have in common: its options, and who asks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

_Command = TypeVar("_Command", bound=Callable[..., Any])

#: How a store is told who asks, for the end of a command's help.
SECRETS = """\b
Secrets come from the environment, as LODPRESS_ENDPOINT_USER and
LODPRESS_ENDPOINT_PASSWORD or as LODPRESS_ENDPOINT_TOKEN, else from ~/.netrc.
Over plain http a password or a token is sent to this machine alone, unless
LODPRESS_ENDPOINT_PLAIN_HTTP=1 is set; Digest, which Virtuoso asks for, sends
no secret."""

_OPTIONS = (
    click.option(
        "--kind",
        type=click.Choice(["fuseki", "oxigraph", "rdf4j", "virtuoso", "sparql"]),
        help="The kind of store.  [default: found out]",
    ),
    click.option(
        "--auth",
        type=click.Choice(["basic", "digest", "bearer"]),
        help="How the store is told who asks.  [default: as the environment has it; Virtuoso digest]",
    ),
    click.option(
        "--timeout",
        type=click.IntRange(min=1),
        default=600,
        show_default=True,
        help="Seconds for one answer of the store.",
    ),
)


def store_options(command: _Command) -> _Command:
    """The command with `--kind`, `--auth` and `--timeout`."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command
