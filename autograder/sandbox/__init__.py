"""Runs a learner's program where it can do no harm, and hands back nothing but data.

Imports nothing else of the autograder. Importable on every system; confinement needs Linux.
"""

from autograder.sandbox.choose import choose_isolation
from autograder.sandbox.deadline import WALL_FACTOR
from autograder.sandbox.faults import (
    BadReply,
    CallNotTried,
    CallTimeout,
    MissingFunction,
    NotCallable,
    SandboxBroken,
    SandboxUnavailable,
    StudentError,
    WorkerDied,
    WorkerFault,
)
from autograder.sandbox.handle import ProcessWorker
from autograder.sandbox.isolation import Isolation
from autograder.sandbox.machine_memory import graders_that_fit
from autograder.sandbox.sandbox import Sandbox, WorkerLimits
from autograder.sandbox.substitute import Substitute
from autograder.sandbox.wire.format import Opaque

__all__ = [
    "WALL_FACTOR",
    "BadReply",
    "CallNotTried",
    "CallTimeout",
    "Isolation",
    "MissingFunction",
    "NotCallable",
    "Opaque",
    "ProcessWorker",
    "Sandbox",
    "SandboxBroken",
    "SandboxUnavailable",
    "StudentError",
    "Substitute",
    "WorkerDied",
    "WorkerFault",
    "WorkerLimits",
    "choose_isolation",
    "graders_that_fit",
]
