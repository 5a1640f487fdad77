"""What goes into the pipeline and what comes back while it runs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from lodpress.iris import RESERVED_NAMES
from lodpress.positions import Source
from lodpress.problems import Problem, UsageError
from lodpress.settings import DocumentSettings
from lodpress.spill import SortedLines


@dataclass(frozen=True, slots=True)
class DocumentInput:
    """A document to read: its name in IRIs, its file's name, its path as the user knows it, and its bytes.

    The file's name goes into the report, which is the same on every machine; the path does not.
    `settings` are those of this document, whatever it is named in the end.
    """

    name: str
    file: str
    path: str
    read: Callable[[], bytes]
    settings: DocumentSettings = field(default_factory=DocumentSettings)


@dataclass(frozen=True, slots=True)
class Findings:
    """The findings on one document, and its source where it could be read; on the whole dataset both are None."""

    problems: Sequence[Problem]
    document: DocumentInput | None = None
    source: Source | None = None


#: Is told of each document's findings as they come.
OnFindings = Callable[[Findings], None]


def refuse_clashes(documents: Iterable[DocumentInput], folder: Path) -> None:
    """Nothing; raises UsageError where two documents have one name or a name is taken by the layout."""
    with SortedLines(folder) as names:
        names.add(f"{document.name}\t{document.path}" for document in documents)
        before = ("", "")
        for line in names.drain():
            name, _, path = line.partition("\t")
            if name in RESERVED_NAMES:
                raise UsageError(f"`{path}` would be published as `{name}`, a name that the layout of a release needs",
                                 hint=f"set `documents.{name}.name`, or rename the file")  # fmt: skip
            if name == before[0]:
                raise UsageError(f"`{before[1]}` and `{path}` would both be published as `{name}`",
                                 hint="rename one of them, or set its name in `lodpress.toml`")  # fmt: skip
            before = (name, path)
