"""Which engine validates."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from lodpress.validation.results import Validator


def validator(shapes: Sequence[Path | str], *, reference: bool) -> Validator:
    """An engine over shapes given as files or as Turtle texts; both engines give the same results.

    That is pyshacl-turbo where it is installed and the reference is not asked for, else pyshacl.
    Raises EngineError for shapes that an engine would misread.
    """
    # either engine takes long to load, and one is enough
    from lodpress.validation.fast import FastValidator, available  # noqa: PLC0415

    if not reference and available():
        return FastValidator(shapes)
    from lodpress.validation.reference import ReferenceValidator  # noqa: PLC0415

    return ReferenceValidator(shapes)
