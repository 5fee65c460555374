"""Grading: hidden checks in a trusted pytest session, the learner's program in a worker.

A hidden check needs `expect`. Everything is imported when it is first asked for: pytest comes with
what grades, and a notebook, which may run in a browser, takes only the words.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from autograder.grading.compare import expect, expect_either, fits
    from autograder.grading.fingerprint import grader_fingerprint
    from autograder.grading.grade import grade_submissions
    from autograder.grading.mismatch import Mismatch
    from autograder.grading.proportion import common_factor
    from autograder.grading.results import CheckResult, Result, ResultSet, TaskResult
    from autograder.grading.tracing import distinct, each
    from autograder.submissions.submission import Submission

__all__ = [
    "CheckResult",
    "Mismatch",
    "Result",
    "ResultSet",
    "Submission",
    "TaskResult",
    "common_factor",
    "distinct",
    "each",
    "expect",
    "expect_either",
    "fits",
    "grade_submissions",
    "grader_fingerprint",
]
_HOMES = {
    "autograder.grading.proportion": ("common_factor",),
    "autograder.grading.compare": ("expect", "expect_either", "fits"),
    "autograder.grading.fingerprint": ("grader_fingerprint",),
    "autograder.grading.grade": ("grade_submissions",),
    "autograder.grading.mismatch": ("Mismatch",),
    "autograder.grading.results": ("CheckResult", "Result", "ResultSet", "TaskResult"),
    "autograder.grading.tracing": ("distinct", "each"),
    "autograder.submissions.submission": ("Submission",),
}


def __getattr__(name: str) -> Any:
    for home, names in _HOMES.items():
        if name in names:
            return getattr(import_module(home), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
