"""A new assignment: small but complete, a start for an instructor's own."""

from autograder.scaffold.new import new_assignment

__all__ = ["new_assignment"]
