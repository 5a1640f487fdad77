#!/usr/bin/env bash
# The built wheel, in an environment of its own, with src/ out of reach.
set -euo pipefail
top=$(pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$top/.venv/bin/python" -m build --wheel --outdir "$work/dist" "$top" >/dev/null
python3 -m venv "$work/venv"
wheel=$(echo "$work"/dist/*.whl)
"$work/venv/bin/pip" install --quiet "$wheel[fast,test]"
mkdir "$work/checkout"
cp -r "$top/tests" "$top/documents" "$top/ontology" "$top/shapes" "$top/queries" "$top/README.md" "$work/checkout/"
sed -e '/^testpaths/s/, "src"//' "$top/pyproject.toml" >"$work/checkout/pyproject.toml"
[ -d "$top/../shared" ] && ln -s "$(cd "$top/../shared" && pwd)" "$work/shared"
cd "$work/checkout"
"$work/venv/bin/pytest" -q -n auto -p no:cacheprovider --ignore tests/test_floors.py
