"""Peak memory of builds of different sizes, each in a process of its own.

    .venv/bin/python benchmarks/memory.py [100 1000 10000]

Documents are copies of the two examples under other names, made on disk before. Pages are written up
to 1,000 documents and left out beyond.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def measure(count: int) -> None:
    """Prints one line for one size."""
    examples = sorted((ROOT / "documents").glob("*.txt"))
    with tempfile.TemporaryDirectory() as work:
        folder = Path(work) / "documents"
        folder.mkdir()
        texts = [example.read_bytes() for example in examples]
        for number in range(count):
            (folder / f"d{number:06}.txt").write_bytes(texts[number % len(texts)])
        pages = count <= 1000
        settings = Path(work) / "lodpress.toml"
        settings.write_text(f"[output]\npages = {str(pages).lower()}\n", encoding="utf-8")
        command = [
            sys.executable,
            "-c",
            _CHILD,
            "build",
            str(folder),
            "-o",
            f"{work}/out",
            "--settings",
            str(settings),
            "-q",
        ]
        begin = time.perf_counter()
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        seconds = time.perf_counter() - begin
    peak = int(done.stdout.split()[-1])
    print(f"{count:>7} documents, pages {'on ' if pages else 'off'}: peak {peak / 1024:>6.1f} MB, "
          f"{1000 * seconds / count:>6.1f} ms a document", flush=True)  # fmt: skip


_CHILD = """
import resource, sys
from lodpress.cli import main
try:
    main()
finally:
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""

if __name__ == "__main__":
    assert resource.getpagesize() > 0
    for size in map(int, sys.argv[1:] or ("100", "1000", "10000")):
        measure(size)
