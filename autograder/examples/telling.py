"""What a learner reads about a public check that did not pass: in the words of the hidden ones."""

import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from autograder.examples.comparing import Different
from autograder.examples.recording import Recorder
from autograder.grading.calls import Call, call_line
from autograder.grading.feedback.debug_script import FailingCall
from autograder.grading.feedback.explain import (
    explain_fault,
    explain_load,
    explain_mismatch,
    failing_call,
    inputs_of,
    numbers_of,
)
from autograder.grading.feedback.printed import printed_parts
from autograder.message_parts import CALLED, NEXT, NOTE, Part, bounded
from autograder.number_tables import NumberTable
from autograder.sandbox.faults import MissingFunction, StudentError, lines_of, nearest
from autograder.sandbox.wire.format import ends_of
from autograder.text import error_text

SAYS_NOTHING = "The check fails, but does not say why."


@dataclass(frozen=True)
class Told:
    """The words, the numbers, the prints, and the lines of the learner's file that are named."""

    parts: tuple[Part, ...] = ()
    numbers: tuple[NumberTable, ...] = ()
    printed: tuple[Part, ...] = ()
    lines: tuple[int, ...] = ()
    failing: FailingCall | None = None


def tell(error: BaseException, recorder: Recorder, title: str, files: Sequence[Path]) -> Told:
    """All that can be said about a check that raised `error`. `files` are the learner's own."""
    calls, module = recorder.calls, recorder.module
    printed = printed_parts(calls, module)
    if isinstance(error, Different):
        mismatch = error.mismatch
        parts = explain_mismatch(mismatch, calls, module, title=title)
        numbers = numbers_of(mismatch, calls, module)
        failing = failing_call(mismatch, calls, module)
        return Told(_with_changes(parts, recorder), numbers, printed, failing=failing)
    if isinstance(error, AssertionError):
        parts = _own_words(error, calls, module)
        numbers = tuple(inputs_of(calls[-1], module)) if calls else ()
        failing = FailingCall(calls[-1]) if calls else None
        return Told(_with_changes(parts, recorder), numbers, printed, failing=failing)
    if missing := _missing(error, module):
        return Told(explain_fault(missing, [], module))
    fault = fault_of(error, files)
    raised = [call for call in calls[-1:] if call.fault is error]
    numbers = tuple(inputs_of(raised[-1], module)) if raised else ()
    if fault.type == "NotImplementedError":
        numbers = ()
    failing = FailingCall(raised[-1]) if raised else None
    parts = explain_fault(fault, raised, module)
    return Told(parts, numbers, printed, fault.lines, failing)


def tell_load(error: BaseException, file: Path) -> Told:
    """Why a module can't be loaded."""
    fault = fault_of(error, [file])
    return Told(explain_load(fault, file.name), lines=fault.lines)


def fault_of(error: BaseException, files: Sequence[Path]) -> StudentError:
    """An exception as a worker would tell it: with the lines of one of these files."""
    known = {str(file): file for file in files}
    if isinstance(error, SyntaxError) and str(error.filename) in known:
        places = [(str(error.filename), error.lineno or 0)]
        offset = error.offset
    else:
        frames = traceback.walk_tb(error.__traceback__)
        places = [(frame.f_code.co_filename, line) for frame, line in frames]
        places = [place for place in places if place[0] in known]
        offset = None
    file = known[places[-1][0]] if places else None
    source = _read(file) if file else b""
    numbers = [line for name, line in places if file and name == str(file)]
    kind = type(error).__name__
    return StudentError(
        kind,
        error_text(error),
        filename=file.name if file else "",
        chain=lines_of(source, ends_of(numbers), kind),
        offset=offset,
    )


def _missing(error: BaseException, module: ModuleType) -> MissingFunction | None:
    """The module lacks a function that the check calls."""
    if not isinstance(error, AttributeError) or error.obj is not module or not error.name:
        return None
    file = Path(module.__file__ or module.__name__).name
    return MissingFunction(error.name, file, nearest(error.name, vars(module)))


def _own_words(
    error: AssertionError, calls: Sequence[Call], module: ModuleType
) -> tuple[Part, ...]:
    """What the check itself says, below the call that it speaks of."""
    text = error_text(error).partition("\nassert ")[0].strip() or SAYS_NOTHING
    called = [(CALLED, call_line(calls[-1], module))] if calls else []
    return bounded([*called, ("", text)])


def _with_changes(parts: tuple[Part, ...], recorder: Recorder) -> tuple[Part, ...]:
    """A function that changes its argument is the first thing to look at: others got it, too."""
    if not recorder.changed:
        return parts
    function, place = recorder.changed[0]
    changed = (
        f"`{function}` changes its argument {place}: +=, *= and x[…] = … do that, and whoever "
        "called it has the changed array, too. Make a new array."
    )
    return bounded([*(part for part in parts if part[0] != NEXT), (NOTE, changed)])


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:
        return b""
