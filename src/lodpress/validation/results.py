"""What a SHACL engine hands back."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal, Protocol

from lodpress.triples import Triple

Severity = Literal["Violation", "Warning", "Info"]


@dataclass(frozen=True, slots=True)
class ShapeResult:
    """One validation result (SHACL, section 3.6.2); all but severity and message are N-Triples terms.

    `path` is a term where it is one predicate, and else the path as SPARQL 1.1 writes it. `shape` is
    the IRI of the shape or, where it has none, of the shape that it stands in.
    """

    focus: str
    path: str | None
    value: str | None
    component: str
    shape: str
    severity: Severity
    message: str

    @property
    def sort_key(self) -> tuple[str, str, str, str, str, str, str]:
        """Results in an order that no engine decides."""
        return (
            self.focus, self.shape, self.path or "", self.value or "", self.component, self.severity, self.message,
        )  # fmt: skip


class Validator(Protocol):
    """A SHACL engine that holds one shapes graph and is asked about one data graph after another."""

    def validate(self, triples: Collection[Triple]) -> tuple[ShapeResult, ...]:
        """The results, sorted, each once; none where the data conforms. Nothing is inferred."""
        ...
