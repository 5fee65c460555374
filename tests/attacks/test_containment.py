"""Containment probes (probes/): nothing outside a worker can be reached from inside."""

import importlib
import re

import pytest

from autograder.sandbox import Sandbox, StudentError, WorkerDied
from tests.attacks.probes import PROBES, Probe

for group in ("reading", "writing", "processes", "grader", "network", "kernel"):
    importlib.import_module(f"tests.attacks.probes.{group}")

SECONDS = 20
# how a refusal looks in Python; anything else is a probe that doesn't work
REFUSALS = {"PermissionError", "FileNotFoundError", "OSError", "RuntimeError", "ValueError"}
REFUSALS |= {"ModuleNotFoundError", "gaierror"}


@pytest.fixture(scope="session")
def env(surroundings):
    """What is there to reach, with this machine's system call numbers (-1 for what it lacks)."""
    pyseccomp = pytest.importorskip("pyseccomp")
    names = {name for p in PROBES for name in re.findall(rb'syscall\(env, "(\w+)"', p.source)}
    native = pyseccomp.Arch.NATIVE
    numbers = {name: pyseccomp.resolve_syscall(native, name) for name in map(bytes.decode, names)}
    return surroundings | {"numbers": {name: max(-1, n) for name, n in numbers.items()}}


def named(probes):
    return pytest.mark.parametrize("probe", probes, ids=[probe.name for probe in probes])


def test_there_are_enough_probes_and_each_has_a_name_of_its_own():
    assert len({probe.name for probe in PROBES}) == len(PROBES) >= 51


@named(PROBES)
def test_a_worker_can_not(sandbox, probe, env):
    allowed = bool(probe.landlock) and sandbox.isolation.bwrap is None
    assert outcome(sandbox, probe, env) == ("reached" if allowed else "refused")


@named([probe for probe in PROBES if not probe.unproven])
def test_an_unconfined_program_can(unconfined, probe, env):
    became_another_program = "exec" in probe.name
    assert outcome(unconfined, probe, env) == ("ended" if became_another_program else "reached")


def outcome(sandbox: Sandbox, probe: Probe, env: dict) -> str:
    try:
        with sandbox.worker(probe.source, "probe.py") as worker:
            worker.load(SECONDS)
            reached = worker.call("attack", (env,), SECONDS)
    except StudentError as error:
        return "refused" if error.type in REFUSALS else str(error)
    except WorkerDied as death:
        return "refused" if "forbidden system call" in death.reason else "ended"
    return "reached" if reached is True else "refused"
