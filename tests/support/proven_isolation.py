"""Imported by the process that a learner's checks are forks of: their isolation is chosen there."""

from tests.support.isolation import prove_now

prove_now()
