#!/usr/bin/env bash
# OWLAPI's word on OWL 2 DL and HermiT's on consistency: the ontology alone, and with every document
set -euo pipefail
cd "$(dirname "$0")/../.."

.venv/bin/python .ci/owl_profile.py
