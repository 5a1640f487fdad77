#!/bin/sh
# Loads this release into a new TDB2 database, which Fuseki serves:
#
#     load.sh FOLDER [OPTION...]
#
# FOLDER is made, with the database in FOLDER/tdb2 and config.ttl beside it; options are those of
# `tdb2.tdbloader`, such as --loader=parallel for very large data. All of the release is loaded, each graph
# by its own IRI, or no folder is made. Run again, it refuses a folder that holds anything: a second load
# would add the blank nodes of the ontology once more, and what a newer release no longer says would stay. A
# newer release goes into a new folder, or `lodpress push` brings it to the running server.
#
# The loader is found as `tdb2.tdbloader` (Apache Jena's), in JENA_HOME/bin, or in the jar that FUSEKI_JAR
# names: Fuseki's own has it too. JVM_ARGS are options for Java.
@BEGIN@
if [ -n "${FUSEKI_JAR:-}" ]; then
    [ -f "$FUSEKI_JAR" ] || die "FUSEKI_JAR names no file: $(quoted "$FUSEKI_JAR")" 2
    jar=$(CDPATH='' cd -- "$(dirname -- "$FUSEKI_JAR")" && pwd -P)/$(basename -- "$FUSEKI_JAR")
    serve="java -jar $(quoted "$jar")"
    # JVM_ARGS are several words
    # shellcheck disable=SC2086
    java ${JVM_ARGS:-} -cp "$jar" tdb2.tdbloader --loc "$new/tdb2" "$@" "$data" || die "the loader failed; no store was made"
else
    serve=fuseki-server
    loader=tdb2.tdbloader
    command -v "$loader" >/dev/null || loader=${JENA_HOME:-}/bin/tdb2.tdbloader
    command -v "$loader" >/dev/null || die "there is no tdb2.tdbloader: set JENA_HOME, or FUSEKI_JAR to Fuseki's jar" 2
    "$loader" --loc "$new/tdb2" "$@" "$data" || die "the loader failed; no store was made"
fi
cp -- "$here/config.ttl" "$new/config.ttl"
put_in_place

printf 'loaded; to serve it:\ncd %s && %s --localhost --config config.ttl\n' "$(quoted "$store")" "$serve"
