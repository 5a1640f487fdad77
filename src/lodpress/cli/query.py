"""The `query` command."""

from __future__ import annotations

import click


@click.command()
def query() -> int:
    """Ask the data."""
    return 0
