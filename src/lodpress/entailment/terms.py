"""The RDF, RDFS and OWL 2 terms that the OWL 2 RL rules name, as N-Triples terms."""

from __future__ import annotations

from lodpress.terms import OWL, RDF, RDFS
from lodpress.triples import iri


def _rdf(name: str) -> str:
    return iri(RDF + name)


def _rdfs(name: str) -> str:
    return iri(RDFS + name)


def _owl(name: str) -> str:
    return iri(OWL + name)


TYPE, FIRST, REST, NIL = _rdf("type"), _rdf("first"), _rdf("rest"), _rdf("nil")
PROPERTY = _rdf("Property")

SUB_CLASS_OF, SUB_PROPERTY_OF = _rdfs("subClassOf"), _rdfs("subPropertyOf")
DOMAIN, RANGE = _rdfs("domain"), _rdfs("range")
RESOURCE = _rdfs("Resource")

CLASS, THING, NOTHING = _owl("Class"), _owl("Thing"), _owl("Nothing")
OBJECT_PROPERTY, DATATYPE_PROPERTY = _owl("ObjectProperty"), _owl("DatatypeProperty")
FUNCTIONAL, INVERSE_FUNCTIONAL = _owl("FunctionalProperty"), _owl("InverseFunctionalProperty")
SYMMETRIC, ASYMMETRIC = _owl("SymmetricProperty"), _owl("AsymmetricProperty")
TRANSITIVE, IRREFLEXIVE = _owl("TransitiveProperty"), _owl("IrreflexiveProperty")
ALL_DISJOINT_CLASSES, ALL_DISJOINT_PROPERTIES = _owl("AllDisjointClasses"), _owl("AllDisjointProperties")
ALL_DIFFERENT = _owl("AllDifferent")

SAME_AS, DIFFERENT_FROM = _owl("sameAs"), _owl("differentFrom")
EQUIVALENT_CLASS, EQUIVALENT_PROPERTY = _owl("equivalentClass"), _owl("equivalentProperty")
DISJOINT_WITH, COMPLEMENT_OF = _owl("disjointWith"), _owl("complementOf")
PROPERTY_DISJOINT_WITH, INVERSE_OF = _owl("propertyDisjointWith"), _owl("inverseOf")
PROPERTY_CHAIN, HAS_KEY = _owl("propertyChainAxiom"), _owl("hasKey")
MEMBERS, DISTINCT_MEMBERS = _owl("members"), _owl("distinctMembers")
INTERSECTION_OF, UNION_OF, ONE_OF = _owl("intersectionOf"), _owl("unionOf"), _owl("oneOf")
ON_PROPERTY, ON_CLASS, HAS_VALUE = _owl("onProperty"), _owl("onClass"), _owl("hasValue")
SOME_VALUES_FROM, ALL_VALUES_FROM = _owl("someValuesFrom"), _owl("allValuesFrom")
MAX_CARDINALITY, MAX_QUALIFIED = _owl("maxCardinality"), _owl("maxQualifiedCardinality")
SOURCE_INDIVIDUAL, ASSERTION_PROPERTY = _owl("sourceIndividual"), _owl("assertionProperty")
TARGET_INDIVIDUAL, TARGET_VALUE = _owl("targetIndividual"), _owl("targetValue")

#: Predicates that state axioms or their syntax: what an ontology is made of and no document may state.
AXIOM_PREDICATES = frozenset(
    {FIRST, REST, SUB_CLASS_OF, SUB_PROPERTY_OF, DOMAIN, RANGE, SAME_AS, EQUIVALENT_CLASS, EQUIVALENT_PROPERTY,
     DISJOINT_WITH, COMPLEMENT_OF, PROPERTY_DISJOINT_WITH, INVERSE_OF, PROPERTY_CHAIN, HAS_KEY, MEMBERS,
     DISTINCT_MEMBERS, INTERSECTION_OF, UNION_OF, ONE_OF, ON_PROPERTY, ON_CLASS, HAS_VALUE, SOME_VALUES_FROM,
     ALL_VALUES_FROM, MAX_CARDINALITY, MAX_QUALIFIED, SOURCE_INDIVIDUAL, ASSERTION_PROPERTY, TARGET_INDIVIDUAL,
     TARGET_VALUE, *map(_owl, ("cardinality", "minCardinality", "qualifiedCardinality", "hasSelf",
                               "minQualifiedCardinality", "onDataRange", "onDatatype", "withRestrictions",
                               "disjointUnionOf", "datatypeComplementOf", "onProperties"))}
)  # fmt: skip

#: Classes whose members are classes, properties or axioms.
AXIOM_CLASSES = frozenset(
    {CLASS, PROPERTY, OBJECT_PROPERTY, DATATYPE_PROPERTY, FUNCTIONAL, INVERSE_FUNCTIONAL, SYMMETRIC, ASYMMETRIC,
     TRANSITIVE, IRREFLEXIVE, ALL_DISJOINT_CLASSES, ALL_DISJOINT_PROPERTIES, ALL_DIFFERENT, _rdfs("Class"),
     _rdfs("Datatype"), *map(_owl, ("Restriction", "AnnotationProperty", "OntologyProperty", "Ontology",
                                    "ReflexiveProperty", "NegativePropertyAssertion", "Axiom", "Annotation",
                                    "DataRange", "DeprecatedClass", "DeprecatedProperty"))}
)  # fmt: skip
