"""A build's memory does not grow with the number of documents."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from truth import ROOT

TEXT = (ROOT / "tests" / "documents" / "code-edge-repeated.txt").read_bytes()  # with one finding each
CHILD = """
import resource, sys
from lodpress.cli import main
try:
    main()
finally:
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def _peak(folder: Path, count: int) -> int:
    """The peak memory in kilobytes of a build of so many documents, as a process of its own."""
    documents = folder / f"documents-{count}"
    documents.mkdir()
    for number in range(count):
        (documents / f"d{number}.txt").write_bytes(TEXT)
    (folder / "lodpress.toml").write_text("[output]\npages = false\nsource = false\n")
    words = [
        "build",
        str(documents),
        "-o",
        str(folder / "out"),
        "-q",
        "--settings",
        str(folder / "lodpress.toml"),
    ]
    done = subprocess.run([sys.executable, "-c", CHILD, *words], capture_output=True, text=True, check=True)
    return int(done.stdout.split()[-1])


@pytest.mark.slow
def test_the_peak_of_a_build_does_not_grow_with_its_documents(tmp_path: Path) -> None:
    """Five times as many documents, no more than two megabytes more."""
    small, large = _peak(tmp_path, 500), _peak(tmp_path, 2500)
    assert large - small < 2_200
