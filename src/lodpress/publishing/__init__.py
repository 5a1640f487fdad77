"""The pipeline: what is read, mapped, entailed, validated and written, one document at a time."""

from lodpress.publishing.building import BuildOptions, BuildResult, build
from lodpress.publishing.documents import DocumentInput, Findings, OnFindings
from lodpress.publishing.engines import Engines, make_engines
from lodpress.publishing.press import Press, ProcessedDocument

__all__ = [
    "BuildOptions",
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
