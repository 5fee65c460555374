"""Grading: hidden checks in a trusted pytest session, the learner's program in a worker.

A hidden check needs `expect`, a file of misconceptions needs `misconception`; both are cheap to
import. The rest is imported when it is first asked for.
"""

from autograder.grading.compare import Mismatch, expect
from autograder.grading.misconceptions import misconception
from autograder.grading.results import CheckResult, Result, ResultSet, TaskResult
from autograder.grading.submission import Submission, read_submission

__all__ = [
    "CheckResult",
    "Mismatch",
    "Result",
    "ResultSet",
    "Submission",
    "TaskResult",
    "expect",
    "misconception",
    "read_submission",
]
