#!/usr/bin/env bash
# Codespaces and Binder run this: the kit is installed, and my-nn/ is a workspace to learn in.
set -euo pipefail
cd "$(dirname "$0")/.."
python -m pip install --quiet --constraint constraints.txt ".[learn]" ./selfstudy
python -m autograder start my-nn
