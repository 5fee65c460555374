"""One run of one hidden check."""

from dataclasses import dataclass, field

import numpy as np
import pytest

from autograder.grading.calls import Call
from autograder.grading.clock import OutOfTime
from autograder.grading.compare import LargestError
from autograder.grading.feedback.debug_script import FailingCall
from autograder.grading.feedback.explain import (
    explain_fault,
    explain_mismatch,
    failing_call,
    numbers_of,
)
from autograder.grading.feedback.printed import printed_parts
from autograder.grading.hidden_checks import Check
from autograder.grading.mismatch import Mismatch
from autograder.grading.results import Outcome
from autograder.grading.student import Student, calls_of
from autograder.grading.suite import Suite, place_of
from autograder.grading.tracing import only_call
from autograder.grading.worker_slot import WorkerSlot
from autograder.message_parts import EXPECTED, Part
from autograder.number_tables import NumberTable
from autograder.sandbox import CallTimeout, SandboxBroken, StudentError, WorkerDied, WorkerFault
from autograder.text import clean, one_line


class GraderError(Exception):
    """A hidden check has a mistake of its own; the text names its file and line."""


@dataclass(frozen=True)
class Attempt:
    """How a run of a check ended, what the learner reads about it, and the calls that it made."""

    outcome: Outcome
    parts: tuple[Part, ...] = ()
    fault: WorkerFault | None = None
    calls: list[Call] = field(default_factory=list)
    numbers: tuple[NumberTable, ...] = ()
    failing: FailingCall | None = None
    printed: tuple[Part, ...] = ()
    """a call, and what the learner's functions printed during it"""
    error: float | None = None
    """the largest error of a value, as a multiple of its tolerance"""

    @property
    def passed(self) -> bool:
        """Whether the check passed."""
        return self.outcome == "passed"

    @property
    def lines(self) -> tuple[int, ...]:
        """The lines of the learner's file that the parts name."""
        return self.fault.lines if isinstance(self.fault, StudentError) else ()


def attempt(
    check: Check,
    suite: Suite,
    slot: WorkerSlot,
    rng: np.random.Generator,
    *,
    own_work: bool = False,
) -> Attempt:
    """Run a check on the learner's program in this slot.

    `own_work` says that nothing is graded: the learner may read what the program prints, whatever
    it was called with. In a class only a public check shows it, and only where the program can't
    have kept what a hidden check called it with.

    Raises GraderError where the check itself is wrong, SandboxBroken where the sandbox failed.
    """
    student = Student(slot)
    calls = calls_of(student)
    slot.listens = own_work or (check.public and not slot.remembers)
    numbers: tuple[NumberTable, ...] = ()
    failing: FailingCall | None = None
    outcome: Outcome = "failed"
    parts: tuple[Part, ...] = ()
    fault: WorkerFault | None = None
    with LargestError() as largest:
        try:
            _run(check, suite, student, rng)
            outcome = "passed"
        except Mismatch as mismatch:
            parts = explain_mismatch(mismatch, calls, suite.reference, title=check.title)
            if check.public or own_work:
                numbers = numbers_of(mismatch, calls, suite.reference)
                failing = failing_call(mismatch, calls, suite.reference)
        except WorkerFault as raised:
            fault, outcome = raised, _outcome_of(raised)
            parts = explain_fault(raised, calls, suite.reference)
            failing = FailingCall(only_call(calls[-1])) if calls else None
        except (AssertionError, pytest.fail.Exception) as error:
            text = clean(str(error))
            parts = (("", text) if text else (EXPECTED, check.title),)
    printed = printed_parts(calls, suite.reference)
    return Attempt(outcome, parts, fault, calls, numbers, failing, printed, largest.size)


def _run(check: Check, suite: Suite, student: Student, rng: np.random.Generator) -> None:
    """Run a check; any exception that says nothing about the learner's program is a GraderError."""
    try:
        suite.run(check, student, rng)
    except (WorkerFault, SandboxBroken, AssertionError, pytest.fail.Exception):
        raise
    except pytest.FixtureLookupError as error:
        raise GraderError(
            f"{check.place}: the check {check.name} asks for {error.argname}; there are student, "
            "reference and rng"
        ) from error
    except (Exception, pytest.skip.Exception, pytest.exit.Exception) as error:
        place = place_of(error, check.item.path.parent)
        text = one_line(f"{type(error).__name__}: {error}")
        raise GraderError(f"{place}: the check {check.name} failed by itself: {text}") from error


def _outcome_of(fault: WorkerFault) -> Outcome:
    if isinstance(fault, CallTimeout | OutOfTime):
        return "timeout"
    return "crashed" if isinstance(fault, WorkerDied) else "failed"
