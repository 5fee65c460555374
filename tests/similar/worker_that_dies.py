"""Stands for a process that a program could end: in it every program that says `die` does."""

import json
import os
import sys

print('{"ready": true}', flush=True)
for source in json.load(sys.stdin):
    if "die" in source:
        os._exit(9)
    print(json.dumps({"fingerprints": [[len(source), 1, 1]]}), flush=True)
