"""The pipeline: what is read, mapped, entailed, validated and written, one document at a time."""

from lodpress.publishing.building import BuildResult, build
from lodpress.publishing.documents import DocumentInput, Findings, OnFindings
from lodpress.publishing.engines import Engines, make_engines
from lodpress.publishing.press import Press, ProcessedDocument

__all__ = [
    "BuildResult",
    "DocumentInput",
    "Engines",
    "Findings",
    "OnFindings",
    "Press",
    "ProcessedDocument",
    "build",
    "make_engines",
]
