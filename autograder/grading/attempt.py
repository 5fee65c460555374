"""One run of one hidden check, and what it says."""

from dataclasses import dataclass, field

import numpy as np
import pytest

from autograder.grading.calls import Call
from autograder.grading.compare import Mismatch, observe_errors
from autograder.grading.feedback.explain import explain_fault, explain_mismatch
from autograder.grading.results import Outcome
from autograder.grading.student import OutOfTime, Student, WorkerSlot, calls_of
from autograder.grading.suite import Check, Suite, place_of
from autograder.message_parts import EXPECTED, Part, bounded
from autograder.sandbox import CallTimeout, SandboxBroken, StudentError, WorkerDied, WorkerFault
from autograder.text import one_line


class GraderError(Exception):
    """A hidden check failed by a mistake of its own; the text names its file and line."""


@dataclass(frozen=True)
class Attempt:
    """How a run of a check went, what the learner is told, and the calls that were made."""

    outcome: Outcome
    parts: tuple[Part, ...] = ()
    fault: WorkerFault | None = None
    calls: list[Call] = field(default_factory=list)
    error: float | None = None
    """the largest error of a value, as a multiple of its tolerance"""

    @property
    def passed(self) -> bool:
        """Whether the check passed."""
        return self.outcome == "passed"

    @property
    def lines(self) -> tuple[int, ...]:
        """The lines of the learner's file that the parts name."""
        line = self.fault.line if isinstance(self.fault, StudentError) else None
        return () if line is None else (line,)


def attempt(check: Check, suite: Suite, slot: WorkerSlot, rng: np.random.Generator) -> Attempt:
    """Run a check on the learner's program in this slot.

    Raises GraderError where the check itself is wrong, SandboxBroken where the sandbox failed.
    """
    student = Student(slot)
    errors: list[float] = []
    fault: WorkerFault | None = None
    outcome: Outcome = "failed"
    parts: tuple[Part, ...] = ()
    stop_observing = observe_errors(errors.append)
    try:
        suite.run(check, student, rng)
        outcome = "passed"
    except Mismatch as mismatch:
        parts = explain_mismatch(
            mismatch, calls_of(student), suite.reference, title=check.title, public=check.public
        )
    except WorkerFault as raised:
        fault, outcome = raised, _outcome_of(raised)
        parts = explain_fault(raised, calls_of(student), suite.reference)
    except (AssertionError, pytest.fail.Exception) as error:
        parts = bounded([("", str(error)) if str(error) else (EXPECTED, check.title)])
    except SandboxBroken:
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
    finally:
        stop_observing()
    return Attempt(outcome, parts, fault, calls_of(student), max(errors, default=None))


def _outcome_of(fault: WorkerFault) -> Outcome:
    if isinstance(fault, CallTimeout | OutOfTime):
        return "timeout"
    return "crashed" if isinstance(fault, WorkerDied) else "failed"
