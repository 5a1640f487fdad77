"""SHACL validation, one document at a time."""

from lodpress.validation.batches import Batches
from lodpress.validation.engines import validator
from lodpress.validation.in_words import shape_problem
from lodpress.validation.results import ShapeResult, Validator

__all__ = ["Batches", "ShapeResult", "Validator", "shape_problem", "validator"]
