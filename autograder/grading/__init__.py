"""Grading: hidden checks in a trusted pytest session, the learner's program in a worker.

A hidden check needs `expect`, a file of misconceptions needs `misconception`.
"""

from autograder.grading.compare import Mismatch, expect
from autograder.grading.misconceptions import misconception

__all__ = ["Mismatch", "expect", "misconception"]
