#!/usr/bin/env bash
# Both README commands as pasted, each in a fresh clone.
set -euo pipefail
top=$(pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
number=0
grep -E '^python3 -m venv ' README.md | while IFS= read -r command; do
    number=$((number + 1))
    git clone --quiet "$top" "$work/clone$number/main"
    [ -d "$top/../shared" ] && ln -s "$(cd "$top/../shared" && pwd)" "$work/clone$number/shared"
    (cd "$work/clone$number/main" && bash -euo pipefail -c "$command" </dev/null)
done
test -s "$work/clone1/main/out/DIGESTS"
