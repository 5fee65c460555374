"""Where nothing isolates (macOS, Windows), one's own work is checked in a plain process."""

import json
import subprocess
import sys

import pytest

from autograder.learn.workspace.workspace import find_workspace
from autograder.sandbox import Isolation, Sandbox
from tests.learn.toy_modules import RIGHT, SQUARED

UNISOLATED = """
import sys
import autograder.sandbox
autograder.sandbox.choose_isolation = lambda unsafe=False: autograder.sandbox.Isolation("none")
from autograder.learn.checks import hidden_worker
hidden_worker.main()
"""


def test_starting_the_process_is_not_counted_as_the_learners_time():
    with Sandbox(Isolation("none")) as sandbox, sandbox.worker(b"x = 1") as worker:
        worker.load(1.0)


@pytest.mark.slow
def test_the_hidden_checks_run_all_the_same(workspace, write, course_root, assignment):
    arguments = [sys.executable, "-P", "-c", UNISOLATED, str(course_root), assignment.name]
    request = json.dumps({"folder": str(find_workspace(workspace.root).folder(assignment))})
    results = []
    with subprocess.Popen(
        arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin
        assert process.stdout
        for source in (RIGHT, SQUARED):
            write(source)
            print(request, file=process.stdin, flush=True)
            answers = iter(process.stdout.readline, "{}\n")
            results.append([json.loads(answer) for answer in answers][-1])
        process.stdin.close()
    right, squared = results
    assert (right["score"], right["isolation"]) == (30, "none")
    assert squared["tasks"][0]["misconceptions"][0]["id"] == "double-squared"
