"""What runs on a worker: whether it is fit to grade, and the grading of a batch.

Hostile code never runs in the worker's own process, but in a sandbox that the worker starts.
"""

import io
from collections.abc import Sequence
from contextlib import redirect_stderr
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from autograder.cluster.secret_side import folder_for_turns, unpacked
from autograder.grading.batch import Plan, grade_batch
from autograder.grading.fingerprint import engine_digest
from autograder.grading.results import Result
from autograder.sandbox import Isolation, SandboxUnavailable, choose_isolation
from autograder.submissions.submission import Submission

_BOOT = Path("/proc/sys/kernel/random/boot_id")

admitted: dict[str, Isolation | str] = {}
"""for each run: the isolation that this worker has proven, or why it grades nothing"""


@dataclass(frozen=True)
class Demands:
    """What a worker must have. There is no secret in it."""

    run: str
    """names the run, and the resource that fit workers offer"""
    engine: str
    """the digest of the engine; another one might give other marks"""
    numpy: str
    machine: str
    """of the one machine where workers must be; empty where any will do"""
    unsafe: bool

    @classmethod
    def of(cls, run: str, *, only_here: bool, unsafe: bool) -> "Demands":
        """The demands of a run that this process starts."""
        machine = this_machine() if only_here else ""
        return cls(run, engine_digest(), np.__version__, machine, unsafe)

    def refusal(self, threads: int) -> str:
        """Why this process can't grade; empty where nothing but its isolation is open."""
        if threads != 1:
            return f"it has {threads} threads, and pytest needs a process for itself: --nthreads 1"
        if self.machine and self.machine != this_machine():
            return "it is on another machine, and the connection is not encrypted"
        if self.engine != engine_digest():
            return "it has another version of nn-autograder"
        if self.numpy != np.__version__:
            return f"it has NumPy {np.__version__}, not {self.numpy}"
        return ""


@dataclass(frozen=True)
class Job:
    """A batch for a worker."""

    run: str
    plan: Plan
    folder: str
    """of the secret side, in the course"""
    secret_side: bytes = field(repr=False)
    """Dask writes what a task was called with into its log"""


def this_machine() -> str:
    """What tells a machine that runs from every other one."""
    try:
        return _BOOT.read_text().strip()
    except OSError:
        import platform

        return platform.node()


def prove_isolation(unsafe: bool) -> Isolation | str:
    """The strongest isolation that works in this process, or why there is none."""
    try:
        return choose_isolation(unsafe=unsafe)
    except SandboxUnavailable as error:
        return str(error)


def grade_job(job: Job, submissions: Sequence[Submission]) -> list[Result]:
    """Grade a batch on this worker, under the isolation that it has proven."""
    from distributed import get_worker

    isolation = admitted.get(job.run)
    if not isinstance(isolation, Isolation):
        raise RuntimeError(f"this worker grades nothing: {isolation or 'it was not asked'}")
    root = unpacked(job.run, job.secret_side, get_worker().local_directory)
    turns = folder_for_turns(job.run)
    plan = replace(job.plan, folder=root / job.folder, isolation=isolation, turns=turns)
    # pytest writes there where the run was stopped and its folder is gone
    with redirect_stderr(io.StringIO()):
        return grade_batch(plan, submissions)
