"""The shipped ontology, context, shapes and queries: where they lie and what they hold."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path


@cache
def bundled(folder: str) -> Path:
    """The folder `ontology`, `shapes` or `queries`: the packaged one where there is one, else the checkout's."""
    packaged = Path(str(files("lodpress"))) / "data" / folder
    return packaged if packaged.is_dir() else Path(__file__).resolve().parents[2] / folder


@cache
def bundled_text(folder: str, name: str) -> str:
    """The text of a shipped file."""
    return (bundled(folder) / name).read_text(encoding="utf-8")
