"""Containment probes: small programs that reach for something outside the worker.

In a worker each is refused. The same program without Landlock, seccomp and limits gets there, which
proves that it really reaches; so getting there must do no harm. A probe returns something true when
it got there, and learns from `env` what there is to reach (`surroundings` in conftest.py).
"""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.attacks.probes import helpers

Function = Callable[[dict[str, Any]], Any]

# reasons why the unconfined program, root in a user namespace of its own, doesn't get there
NOT_OURS = "needs rights in a namespace that is not the tests' own"
OTHER_USER = "the grader belongs to another user namespace"


@dataclass(frozen=True)
class Probe:
    """One attempt.

    `unproven` says why even an unconfined program doesn't get there in the tests' own run;
    `landlock` why the tier without namespaces doesn't refuse it.
    """

    name: str
    tries: str
    unproven: str
    landlock: str
    source: bytes


PROBES: list[Probe] = []


def probe(tries: str, *, unproven: str = "", landlock: str = "") -> Callable[[Function], Function]:
    """Marks a function as a probe."""

    def mark(function: Function) -> Function:
        lines = inspect.getsource(function).splitlines()
        body = "\n".join(lines[next(i for i, x in enumerate(lines) if x.startswith("def ")) :])
        group = function.__module__.rpartition(".")[2]
        name = f"{group}-{function.__name__}"
        call = f"\n\ndef attack(env):\n    return bool({function.__name__}(env))\n"
        source = inspect.getsource(helpers) + "\n\n" + body + call
        PROBES.append(Probe(name, tries, unproven, landlock, source.encode()))
        return function

    return mark
