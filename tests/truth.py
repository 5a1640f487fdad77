"""The documents that a person has read, and what each of them holds."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
_FOLDERS = (ROOT / "documents", ROOT / "tests" / "documents", SHARED / "documents", SHARED / "seed")


@dataclass(frozen=True, slots=True)
class TruthCase:
    """A document and its truth."""

    text: Path
    truth_file: Path

    @property
    def truth(self) -> dict[str, Any]:
        """What a careful person reads in the document."""
        return json.loads(self.truth_file.read_text(encoding="utf-8"))  # type: ignore[no-any-return]

    @property
    def is_refused(self) -> bool:
        """Whether nothing of it can be published: no text, or a text with neither a graph nor ideas."""
        codes = {problem.get("code") for problem in self.truth["problems"]}
        return self.truth["language"] is None or "nothing-to-publish" in codes

    def __str__(self) -> str:
        return f"{self.text.parent.name}/{self.text.stem}"


def truth_cases() -> list[TruthCase]:
    """Every document with a truth: the examples, the tests' own, and the shared ones where they are there."""
    cases = []
    for folder in _FOLDERS:
        for text in sorted(folder.glob("*.txt")) if folder.is_dir() else ():
            truth = text.with_suffix("").with_suffix(".truth.json")
            if folder == ROOT / "documents":
                truth = ROOT / "tests" / "documents" / truth.name
            cases.append(TruthCase(text, truth))
    return cases
