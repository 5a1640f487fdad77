"""The namespaces and prefixes of everything that is published."""

from __future__ import annotations

CG = "https://w3id.org/lodpress/ns#"
DCT = "http://purl.org/dc/terms/"
OWL = "http://www.w3.org/2002/07/owl#"
PROV = "http://www.w3.org/ns/prov#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
VOID = "http://rdfs.org/ns/void#"
XSD = "http://www.w3.org/2001/XMLSchema#"

#: Prefix to namespace, in the order in which files declare them.
PREFIXES: dict[str, str] = {
    "cg": CG,
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": DCT,
    "foaf": "http://xmlns.com/foaf/0.1/",
    "owl": OWL,
    "prov": PROV,
    "rdf": RDF,
    "rdfs": RDFS,
    "schema": "https://schema.org/",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": SKOS,
    "spdx": "http://spdx.org/rdf/terms#",
    "vann": "http://purl.org/vocab/vann/",
    "void": VOID,
    "xsd": XSD,
}
