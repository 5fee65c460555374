"""A new course and a new assignment: small but complete, a start for an instructor's own."""

from autograder.scaffold.assignment import new_assignment
from autograder.scaffold.course import new_course

__all__ = ["new_assignment", "new_course"]
