"""Grading: hidden checks in a trusted pytest session, the learner's program in a worker.

A hidden check needs `expect`. What grades is imported when it is first asked for, because pytest
comes with it.
"""

from typing import TYPE_CHECKING, Any

from autograder.grading.common_factor import common_factor
from autograder.grading.compare import expect, expect_either, fits
from autograder.grading.fingerprint import grader_fingerprint
from autograder.grading.mismatch import Mismatch
from autograder.grading.results import CheckResult, Result, ResultSet, TaskResult
from autograder.grading.tracing import distinct, each
from autograder.submissions.submission import Submission

if TYPE_CHECKING:
    from autograder.grading.grade import grade_submissions

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


def __getattr__(name: str) -> Any:
    if name == "grade_submissions":
        from autograder.grading.grade import grade_submissions

        return grade_submissions
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
