"""Differences as RDF Patch, the format of Apache Jena: what is to be deleted and added, a quad a line."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import IO

from lodpress.stores.comparison.difference import Step


def write_patch(steps: Iterable[Step], output: IO[str], folder: Path) -> None:
    """Writes the patch that turns the first side into the second: deletions, then additions, in their order.

    Additions wait in a file in `folder`. A blank node has the label that its graph gives it in canonical
    form: a store that gives it another needs that one in its place.
    """
    with tempfile.TemporaryFile("w+", dir=folder, encoding="utf-8", newline="\n") as additions:
        output.write("TX .\n")
        for graph, one, where in steps:
            if where != "=":
                row = f"{one} <{graph}> .\n" if graph else f"{one} .\n"
                if where == "-":
                    output.write(f"D {row}")
                else:
                    additions.write(f"A {row}")
        additions.seek(0)
        for line in additions:
            output.write(line)
        output.write("TC .\n")
