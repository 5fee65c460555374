"""Runs a learner's program where it can do no harm, and hands back nothing but data.

Imports nothing else of the autograder. Importable on every system; confinement needs Linux.
Everything is imported when it is first asked for: a notebook needs only the faults.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
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
_HOMES = {
    "autograder.sandbox.choose": ("choose_isolation",),
    "autograder.sandbox.deadline": ("WALL_FACTOR",),
    "autograder.sandbox.faults": (
        "BadReply",
        "CallNotTried",
        "CallTimeout",
        "MissingFunction",
        "NotCallable",
        "SandboxBroken",
        "SandboxUnavailable",
        "StudentError",
        "WorkerDied",
        "WorkerFault",
    ),
    "autograder.sandbox.handle": ("ProcessWorker",),
    "autograder.sandbox.isolation": ("Isolation",),
    "autograder.sandbox.machine_memory": ("graders_that_fit",),
    "autograder.sandbox.sandbox": (
        "Sandbox",
        "WorkerLimits",
    ),
    "autograder.sandbox.substitute": ("Substitute",),
    "autograder.sandbox.wire.format": ("Opaque",),
}


def __getattr__(name: str) -> Any:
    for home, names in _HOMES.items():
        if name in names:
            return getattr(import_module(home), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
