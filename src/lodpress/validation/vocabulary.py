"""The terms of the SHACL vocabulary: an engine passes over one that it does not know, and checks nothing."""

from __future__ import annotations

SH = "http://www.w3.org/ns/shacl#"

_CLASSES = (
    "ConstraintComponent NodeShape Parameter Parameterizable PrefixDeclaration PropertyGroup PropertyShape "
    "ResultAnnotation SPARQLAskExecutable SPARQLAskValidator SPARQLConstraint SPARQLExecutable "
    "SPARQLSelectExecutable SPARQLSelectValidator Shape Validator"
)
_TARGETS = "targetClass targetNode targetObjectsOf targetSubjectsOf"
_PATHS = "path alternativePath inversePath oneOrMorePath zeroOrMorePath zeroOrOnePath"
_SHAPES = "property deactivated severity message name description defaultValue group order"
_CONSTRAINTS = (
    "and class closed datatype disjoint equals flags hasValue ignoredProperties in languageIn lessThan "
    "lessThanOrEquals maxCount maxExclusive maxInclusive maxLength minCount minExclusive minInclusive minLength "
    "node nodeKind not or pattern qualifiedMaxCount qualifiedMinCount qualifiedValueShape "
    "qualifiedValueShapesDisjoint uniqueLang xone"
)
_SPARQL = (
    "annotationProperty annotationValue annotationVarName ask construct declare labelTemplate namespace "
    "nodeValidator optional parameter prefix prefixes propertyValidator resultAnnotation select sparql validator "
    "shapesGraph shapesGraphWellFormed suggestedShapesGraph entailment"
)
_VALUES = "BlankNode BlankNodeOrIRI BlankNodeOrLiteral IRI IRIOrLiteral Literal Info Violation Warning"

#: The terms that a shapes graph may use (SHACL, Core and SPARQL), as N-Triples terms.
SHAPE_TERMS = frozenset(
    f"<{SH}{name}>"
    for part in (_CLASSES, _TARGETS, _PATHS, _SHAPES, _CONSTRAINTS, _SPARQL, _VALUES)
    for name in part.split()
)


def sh(name: str) -> str:
    """The N-Triples term of a name in the SHACL namespace."""
    return f"<{SH}{name}>"
