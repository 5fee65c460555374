"""A new assignment, complete in miniature: an instructor's own starts from there."""

from autograder.scaffold.new import new_assignment

__all__ = ["new_assignment"]
