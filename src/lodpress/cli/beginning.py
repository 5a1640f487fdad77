"""What `init` writes: settings, a document, and a workflow that checks it on every push."""

from __future__ import annotations

from pathlib import Path

from lodpress.problems import OutputError, UsageError
from lodpress.settings import documented

_DOCUMENT = """\
Concept Graph:
graph LR
classDef soil fill:#e8dcc4
classDef water fill:#cfe8f3
Main[A Garden That Waters Itself]
Main --> S1[Mulch keeps soil damp 1]
S1 -.-> T1[Soil]
Main --> W1[Rain barrels bridge dry weeks 2]
W1 -.-> T2[Water]
Main --> W2[Clay pots water roots slowly 3]
W2 -.-> T2
S1 -->|saves| W1
T1 --> S1
T2 --> W1
T2 --> W2
class S1 soil
class W1,W2 water
Resume:
A short talk on gardens that need little watering. Each paragraph of the resume stands on a line of its own.
3 Key Ideas:
1.- A layer of mulch keeps the soil damp for days.
2.- Barrels that gather rain carry a garden through dry weeks.
3.- Unglazed clay pots, buried and filled, water roots slowly.
Interview by Ana Example | Concept graph built by Bo Sample 2026
"""

_WORKFLOW = """\
name: concept graphs
on: [push, pull_request]
jobs:
  check:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with:
          python-version: "3.12"
      - run: pip install "lodpress[fast]"
      - run: lodpress check documents --fail-on warning
      - run: lodpress build documents -o out
"""

_HEAD = """\
# Settings of lodpress. Take the `#` away from a line to set it; what is shown is the default, or an example.
# The base is the IRI that every published IRI begins with: set one that you own.
# base = "https://example.org/"
"""

#: What a setting without a default may look like.
_EXAMPLES = {
    "language": "en",
    "publication.title": "Talks on gardens",
    "publication.description": "What was said about gardens, as concept graphs",
    "publication.creator": "Ana Example",
    "publication.publisher": "https://example.org/",
    "publication.license": "https://creativecommons.org/licenses/by/4.0/",
    "publication.created": "2026-01-31",
    "publication.modified": "2026-01-31",
    "documents.NAME.name": "self-watering-garden",
    "documents.NAME.language": "en",
    "documents.NAME.title": "A garden that waters itself",
}


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f'"{value}"' if isinstance(value, str) else str(value)


def settings_text() -> str:
    """A settings file that names every setting and its default."""
    lines, section = [_HEAD], ""
    for name, help_text, default in documented():
        table, _, key = name.rpartition(".")
        if name == "base":
            continue
        if table != section:
            lines.append(f"\n[{table.replace('NAME', 'self-watering-garden')}]")
            section = table
        value = _EXAMPLES.get(name) if default is None else default
        lines.append(f"# {key} = {_toml(value)}  # {help_text}")
    return "\n".join(lines) + "\n"


def write_beginning(folder: Path) -> list[Path]:
    """The files written into a folder that is new or empty; raises UsageError for another, OutputError."""
    files = {
        folder / "lodpress.toml": settings_text(),
        folder / "documents" / "self-watering-garden.txt": _DOCUMENT,
        folder / ".github" / "workflows" / "concept-graphs.yml": _WORKFLOW,
        folder / ".gitignore": "/out/\n",
    }
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise UsageError(f"`{folder}` is there already and not empty", hint="name a new folder")
        for path, text in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise OutputError(
            f"cannot write `{error.filename or folder}`: {(error.strerror or str(error)).lower()}"
        ) from error
    return list(files)
