"""OWL 2 RL entailment, one document at a time."""

from lodpress.entailment.compilation import compile_tables
from lodpress.entailment.engines import compiled_reasoner, reference_reasoner
from lodpress.entailment.expansion import TableReasoner
from lodpress.entailment.in_words import contradiction_problem
from lodpress.entailment.results import Contradiction, Entailment, Reasoner, kept
from lodpress.entailment.tables import Tables

__all__ = [
    "Contradiction",
    "Entailment",
    "Reasoner",
    "TableReasoner",
    "Tables",
    "compile_tables",
    "compiled_reasoner",
    "contradiction_problem",
    "kept",
    "reference_reasoner",
]
