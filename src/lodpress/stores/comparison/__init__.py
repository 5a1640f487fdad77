"""What two sides have otherwise: found, grouped by what it is about, told in words or as RDF Patch."""
