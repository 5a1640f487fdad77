"""The two engines, each made for one ontology."""

from __future__ import annotations

from collections.abc import Collection

from lodpress.entailment.compilation import compile_tables
from lodpress.entailment.expansion import TableReasoner
from lodpress.entailment.results import Reasoner
from lodpress.triples import Triple


def compiled_reasoner(ontology: Collection[Triple]) -> Reasoner:
    """The fast engine for an ontology given as triples; raises EngineError as `compile_tables` does."""
    return TableReasoner(compile_tables(ontology))


def reference_reasoner(ontology: Collection[Triple]) -> Reasoner:
    """The reference engine, owlrl behind its door; raises EngineError where owlrl would be wrong.

    That is where the ontology has an owl:hasKey or contradicts itself. owlrl and rdflib are loaded here.
    """
    from lodpress.entailment.reference import owlrl_reasoner  # noqa: PLC0415 - the fast engine starts without owlrl

    return owlrl_reasoner(ontology)
