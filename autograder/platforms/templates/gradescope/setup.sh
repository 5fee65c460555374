#!/usr/bin/env bash
# Gradescope runs this once, when it builds the image of the assignment.
set -euo pipefail
apt-get update -qq
apt-get install -y -qq --no-install-recommends bubblewrap libseccomp2
find_python() { for v in 13 12 11; do command -v "python3.$v" && return; done; return 1; }
python=$(find_python) || {
    apt-get install -y -qq --no-install-recommends python3.11 python3.11-venv
    python=$(find_python)
}
"$python" -m venv /autograder/venv
/autograder/venv/bin/pip install --quiet --requirement /autograder/source/requirements.txt
