#!/usr/bin/env bash
# The SPARQL servers that the slow tests ask, into `.servers/`; what is there already is left as it is.
# For Debian 12 as root, with Java 17, Maven, Node 20, npm and pip. Each version is pinned: the tests
# hold what these engines answer, not what the next ones may.
set -euo pipefail
cd "$(dirname "$0")/.."

FUSEKI=5.5.0
COMUNICA=4.5.0
OXIGRAPH=0.5.13
RDF4J=3.7.7
JETTY=9.4.57.v20241219

servers=$PWD/.servers
mkdir -p "$servers"

say() { printf '%s\n' "$*" >&2; }

# install TARGET COMMAND...: fills TARGET.part, and only a whole one becomes TARGET, so that what was
# cut off is begun again
install_whole() {
    local target=$servers/$1
    shift
    [ -e "$target" ] && return
    say "installing $(basename "$target")"
    rm -rf "$target.part"
    mkdir "$target.part"
    "$@" "$target.part"
    mv "$target.part" "$target"
}

fuseki() {
    mvn -q -B dependency:copy "-Dartifact=org.apache.jena:jena-fuseki-server:$FUSEKI:jar" "-DoutputDirectory=$1"
}

# the web application, unpacked here as it would be at each start, and the server that it runs in
rdf4j() {
    mvn -q -B dependency:unpack "-Dartifact=org.eclipse.rdf4j:rdf4j-http-server:$RDF4J:war" \
        "-DoutputDirectory=$1/rdf4j-http-server"
    mvn -q -B dependency:copy "-Dartifact=org.eclipse.jetty:jetty-runner:$JETTY:jar" "-DoutputDirectory=$1"
}

comunica() {
    npm install --prefix "$1" --no-audit --no-fund --loglevel=error "@comunica/query-sparql-file@$COMUNICA" >&2
}

oxigraph() {
    python3 -m pip install --quiet --no-warn-script-location --root-user-action ignore \
        --disable-pip-version-check --target "$1" "oxigraph==$OXIGRAPH"
}

install_whole "fuseki-$FUSEKI" fuseki
install_whole "comunica-$COMUNICA" comunica
install_whole "oxigraph-$OXIGRAPH" oxigraph
install_whole "rdf4j-$RDF4J-jetty-$JETTY" rdf4j

if ! command -v virtuoso-t >/dev/null; then
    say "installing virtuoso"
    export DEBIAN_FRONTEND=noninteractive
    apt-get install -qq -y --no-install-recommends virtuoso-opensource-7-bin >&2 || {
        # the lists of packages of a new machine are empty or old
        apt-get update -qq
        apt-get install -qq -y --no-install-recommends virtuoso-opensource-7-bin >&2
    }
fi
