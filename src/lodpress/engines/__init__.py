"""The doors to the RDF engines: what goes in and out are triples as text and bytes."""
