"""The grader that Gradescope runs: one submission in, one `results.json` out.

    python -m autograder.platforms.gradescope NAME [ROOT]

ROOT is /autograder there, with `source/course/`, `submission/` and `results/`. The format of the
results: gradescope-autograders.readthedocs.io, Autograder Specifications.
"""

import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from autograder.atomic import replace_file
from autograder.course import Assignment, Course, load_course
from autograder.errors import CourseError
from autograder.grading.batch import Plan, grade_batch
from autograder.grading.results import CheckResult, Result, TaskResult
from autograder.grading.unexplained import unexplained
from autograder.message_parts import joined
from autograder.sandbox import SandboxUnavailable, choose_isolation
from autograder.submissions.module import read_module
from autograder.submissions.submission import Submission

ROOT = Path("/autograder")
STUDENT = "student"
"""Gradescope knows who it is; the data of the checks depend on the submitted module"""
OUR_FAULT = "The autograder itself failed, and this is no fault of yours. Tell your instructor: "


def grade(course: Course, assignment: Assignment, folder: Path) -> Result:
    """The result of the submission in a folder.

    Raises CourseError, and SandboxUnavailable where this machine can't isolate.
    """
    plan = Plan.of(course, assignment, choose_isolation())
    submission = read_module(Submission(STUDENT, folder=folder), assignment)
    [result] = grade_batch(plan, [submission])
    return result


def results_json(result: Result, assignment: Assignment, seconds: float) -> dict[str, Any]:
    """The result as Gradescope reads it. Without a score, Gradescope shows a failure."""
    common = {"execution_time": round(seconds, 3), "output_format": "text", "output": ""}
    if result.status == "error":
        return common | {"output": OUR_FAULT + joined(result.parts)}
    return common | {
        "output": joined(result.parts),
        "score": result.score,
        "tests": list(_tests(result, assignment)),
    }


def _tests(result: Result, assignment: Assignment) -> Iterator[dict[str, Any]]:
    """One entry for each check; the known mistakes are told at the first that fails."""
    for task in assignment.tasks:
        graded = next((t for t in result.tasks if t.task == task.name), None)
        if graded is None:  # nothing could be run
            yield _test(task.name, task.title, "failed", 0.0, task.points, "")
            continue
        first_failed = next((c for c in graded.checks if c.outcome != "passed"), None)
        for check in graded.checks:
            mistakes = graded if check is first_failed else None
            passed = "passed" if check.outcome == "passed" else "failed"
            text = _output(check, mistakes)
            title = check.title or check.name
            yield _test(task.name, title, passed, check.points, check.max_points, text)
        if graded.follow_through:
            text = "Passes with our functions in place of earlier ones of yours that are wrong."
            yield _test(task.name, "note", "passed", 0.0, 0.0, text)


def _test(
    task: str, title: str, status: str, score: float, max_score: float, output: str
) -> dict[str, Any]:
    return {
        "name": f"{task}: {title}",
        "status": status,
        "score": round(score, 4),
        "max_score": round(max_score, 4),
        "output": output,
        "output_format": "text",
        "visibility": "visible",
    }


def _output(check: CheckResult, mistakes: TaskResult | None) -> str:
    told = [f"Perhaps: {m.message}" for m in mistakes.misconceptions] if mistakes else []
    return "\n".join(filter(None, [joined(check.parts_below_title), *told]))


def main() -> None:
    """Grade the one submission, and write the results, whatever happens."""
    name, root = sys.argv[1], Path(sys.argv[2]) if len(sys.argv) > 2 else ROOT
    started = time.monotonic()
    try:
        course = load_course(root / "source" / "course")
        assignment = course.assignment(name)
        result = grade(course, assignment, root / "submission")
        shown = unexplained(result) if assignment.why_unexplained else result
        answer = results_json(shown, assignment, time.monotonic() - started)
    except (CourseError, SandboxUnavailable) as error:
        answer = {"output": OUR_FAULT + str(error), "output_format": "text"}
    (root / "results").mkdir(exist_ok=True)
    replace_file(root / "results" / "results.json", json.dumps(answer, indent=1).encode())


if __name__ == "__main__":
    main()
