"""What the scripts that make a documentation page have in common: written, or checked against what is there."""

from __future__ import annotations

import sys
from pathlib import Path


def settle(page: str, target: Path, arguments: list[str], *, made_from: str) -> int:
    """The exit code: 0 once the page is written, or with `--check` where it is there already, to the byte; else 1."""
    made = page.encode()
    if "--check" not in arguments:
        target.write_bytes(made)
    elif not target.is_file() or target.read_bytes() != made:
        script = Path(sys.argv[0]).name
        sys.stderr.write(
            f"error: the page is older than {made_from}\n  hint: `python .ci/{script}` makes it\n"
        )
        return 1
    return 0
