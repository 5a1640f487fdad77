"""Mermaid's flowchart language: a scanner with modes and a parser; what a drawing means is no matter here."""

from lodpress.syntax.mermaid.flowchart import parse_flowchart

__all__ = ["parse_flowchart"]
