#!/usr/bin/env bash
# What the slow tests of bulk loading need beside `.ci/servers.sh`: QLever's control script, into `.servers/`.
# Its engine is in no package registry. What is there already is left as it is.
set -euo pipefail
cd "$(dirname "$0")/.."

QLEVER=0.6.0

qlever() {
    local target=.servers/qlever-$QLEVER
    [ -e "$target" ] && return
    rm -rf "$target.part"
    python3 -m pip install --quiet --no-warn-script-location --root-user-action ignore \
        --disable-pip-version-check --target "$target.part" "qlever==$QLEVER"
    mv "$target.part" "$target"
}

qlever
