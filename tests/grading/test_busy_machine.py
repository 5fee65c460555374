"""A busy machine costs nobody a point: what is limited is processor time.

The real thing, 200 gradings of a reference beside eight other processes, is in
`python -m tests.grading.test_busy_machine`.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from autograder.course import Limits, load_course
from autograder.grading import Submission, clock
from autograder.grading.batch import Plan, grade_batch
from autograder.grading.results import Result
from autograder.sandbox import choose_isolation, deadline

ROOT = Path(__file__).parents[2]
CALL_SECONDS = 0.25
"""ten times what the longest call of the reference takes; much less than it waits for its turn"""


@contextmanager
def load(processes: int) -> Iterator[None]:
    """So many other processes compute meanwhile, on two of the machine's cores."""
    cores = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, cores[:2])
    busy = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(processes)]
    try:
        yield
    finally:
        for process in busy:
            process.kill()
            process.wait()
        os.sched_setaffinity(0, cores)


# after the reference: to import it takes half of the time that a call has
SLOW_IMPORT = """
import time
end = time.process_time() + %f
while time.process_time() < end:
    pass
"""


def graded(times: int, call_seconds: float, after: str = "") -> list[Result]:
    """Results of 02's reference, with more code `after` it, graded so often."""
    course = load_course(ROOT)
    assignment = course.assignment("02-network")
    plan = Plan.of(course, assignment, choose_isolation(), b"secret")
    limits = Limits(call_seconds=call_seconds, submission_seconds=60 * call_seconds)
    source = (plan.folder / assignment.module).read_bytes() + after.encode()
    everybody = [Submission(f"s{number}", source) for number in range(times)]
    return grade_batch(replace(plan, limits=limits), everybody)


def timeouts(results: list[Result]) -> int:
    """How many checks ran out of time, or modules that could not be imported."""
    checks = [check for result in results for task in result.tasks for check in task.checks]
    ended = sum(check.outcome == "timeout" for check in checks)
    return ended + sum(result.status != "graded" for result in results)


@pytest.mark.slow
def test_no_right_call_runs_out_of_time_at_load_8(monkeypatch):
    for module in (deadline, clock):  # the tests' own company may make the machine busier still
        monkeypatch.setattr(module, "WALL_FACTOR", 1000)
    with load(8):
        results = graded(5, CALL_SECONDS, SLOW_IMPORT % (CALL_SECONDS / 2))
    assert timeouts(results) == 0
    assert {result.score for result in results} == {100.0}
    assert all(result.cpu_seconds > CALL_SECONDS / 2 for result in results)


def main() -> None:
    """200 gradings at load 8 on two cores, and what they took."""
    with load(8):
        results = graded(200, CALL_SECONDS)
    print(f"{len(results)} gradings, {timeouts(results)} timeouts")
    print(f"scores: { {result.score for result in results} }")
    for name in ("seconds", "cpu_seconds", "peak_memory_mib"):
        values = np.array([getattr(result, name) for result in results])
        print(f"{name}: median {np.median(values):.3f}, most {values.max():.3f}")


if __name__ == "__main__":
    main()
