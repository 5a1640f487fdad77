#!/bin/sh
# Loads this release into a new Oxigraph store:
#
#     load.sh FOLDER [OPTION...]
#
# FOLDER is made; options are those of `oxigraph load`. All of the release is loaded, each graph by its own
# IRI, or no folder is made. Run again, it refuses a folder that holds anything: a second load would add the
# blank nodes of the ontology once more, and what a newer release no longer says would stay. A newer
# release goes into a new folder, or `lodpress push` brings it to the running server.
#
# OXIGRAPH names the program where it is not found as `oxigraph`.
@BEGIN@
oxigraph=${OXIGRAPH:-oxigraph}
command -v "$oxigraph" >/dev/null || die "there is no program $(quoted "$oxigraph"): set OXIGRAPH to where it is" 2
"$oxigraph" load --location "$new" "$@" --file "$data" || die "the loader failed; no store was made"
"$oxigraph" optimize --location "$new" || die "the loader failed; no store was made"
put_in_place

# The queries of the release ask one default graph, which holds all graphs.
printf 'loaded; to serve it:\n%s serve --location %s --union-default-graph\n' "$(quoted "$oxigraph")" "$(quoted "$store")"
