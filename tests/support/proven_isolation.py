"""Imported by a process that others are forks of: their isolation is chosen there."""

from tests.support.isolation import prove_now

prove_now()
