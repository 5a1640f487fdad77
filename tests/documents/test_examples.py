"""The shipped examples are this project's own words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from truth import ROOT, SHARED

SEED = next(iter((SHARED / "seed").glob("*.txt")), None)


def _runs(path: Path, length: int) -> set[tuple[str, ...]]:
    """Every run of words in labels, paragraphs and statements; lines of the drawing's format have none."""
    text = path.read_text(encoding="utf-8")
    texts = [*re.findall(r"\[([^\]]*)\]", text)]
    texts += [
        line
        for line in text.split("\n")
        if not re.match(r"(Concept Graph|graph|classDef|class|\w+ -)|.*\|", line)
    ]
    words = [re.findall(r"[\w’'×$%-]+", one.casefold()) for one in texts]
    return {tuple(run[i : i + length]) for run in words for i in range(len(run) - length + 1)}


@pytest.mark.skipif(SEED is None, reason="the real document is not here")
def test_nothing_of_the_real_document_is_copied() -> None:
    """No five words in a row stand in both."""
    assert SEED is not None
    example = ROOT / "documents" / "deepseek-impact.txt"
    assert len(_runs(example, 5)) > 200
    assert not _runs(example, 5) & _runs(SEED, 5)


@pytest.mark.skipif(SEED is None, reason="the real document is not here")
def test_the_example_has_the_format_and_the_facts_of_the_real_document() -> None:
    """The same lines of the drawing, labels aside, and the same classes."""
    assert SEED is not None

    def drawing(path: Path) -> list[str]:
        lines = path.read_text(encoding="utf-8").split("\n")[1:104]
        return [re.sub(r"\[[^\]]*?(\d*)\]", r"[\1]", line) for line in lines]

    assert drawing(ROOT / "documents" / "deepseek-impact.txt") == drawing(SEED)
