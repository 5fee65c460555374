"""The public checks of an assignment, run on the learner's own file: a student's install."""

import os
import re
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from autograder.course import Assignment, Task
from autograder.errors import CourseError
from autograder.graded_imports import note_on_imports
from autograder.grading.deciding_lines import with_line
from autograder.grading.results import CheckResult, Outcome, Result, TaskResult
from autograder.learn.checks.debug_answer import Script, from_json
from autograder.learn.checks.helper_process import Helper, HelperDied
from autograder.learn.checks.time_limits import TimeLimits, limit_reached
from autograder.learn.checks.verdict import Early
from autograder.learn.workspace.workspace import LEARNER, Workspace
from autograder.message_parts import NOT_RUN, NOTE, bounded, joined, read_line, source_line
from autograder.public_checks import owner
from autograder.sandbox.usage import MIB
from autograder.submissions.module import read_module
from autograder.submissions.submission import Submission

Event = dict[str, Any]

NOT_REACHED: Event = {
    "outcome": "skipped",
    "parts": [(NOT_RUN, "an earlier check never ended.")],
}
"""for a check that comes after one that never ended"""


class PublicChecks:
    """Plain pytest in a confined process of its own: a new one each time, started early.

    Each check counts one point. That says nothing about the points of the hidden checks.
    """

    hidden = False

    def __init__(self, workspace: Workspace, assignment: Assignment) -> None:
        self._assignment = assignment
        self._limits = workspace.course.limits
        self._times = TimeLimits(self._limits.call_seconds, self._limits.submission_seconds)
        self._folder = workspace.folder(assignment)
        # 04's `fit` trains the learner's own deep.py, which is in the folder of 03
        self._readable = [str(workspace.folder(a)) for a in workspace.assignments()]
        named = workspace.course.shows_lines(assignment)
        self._lines_of = {t.name: t.functions for t in assignment.tasks} if named else {}
        self._test = self._folder / f"test_{assignment.module}"
        self._helper = Helper("autograder.learn.checks.public_worker")
        self._used = self._peak_memory_mib = 0.0

    def run(self, early: Early | None = None) -> Result:
        """Check the module as it is now.

        `early` gets the result before the line that decides is looked for. Raises CourseError where
        the test file is missing.
        """
        started = time.monotonic()
        if not self._test.is_file():
            raise CourseError(
                f"{self._test}: the public checks are missing; `autograder start` on your "
                "workspace brings them back"
            )
        submission = read_module(Submission(LEARNER, folder=self._folder), self._assignment)
        events: list[Event] = []
        if not submission.invalid_reason:
            for event in self._events():
                events.append(event)
                if early is not None and "all_ran" in event:
                    early(self._result(submission, events, started))
        return self._result(submission, events, started)

    def _result(self, submission: Submission, events: list[Event], started: float) -> Result:
        invalid_reason = submission.invalid_reason
        broken = [bounded(e["broken"]["parts"]) for e in events if "broken" in e]
        unloaded = (("", invalid_reason),) if invalid_reason else next(iter(broken), ())
        note = note_on_imports(submission.source, self._assignment.module)
        checks = _checks(events, self._test)
        lines: dict[str, int] = next((e["deciding"] for e in events if "deciding" in e), {})
        tasks = tuple(
            with_line(task, lines[task.task]) if task.task in lines else task
            for task in _by_task(self._assignment, checks)
        )
        return Result(
            student=LEARNER,
            status="invalid" if unloaded else "graded",
            score=sum(task.score for task in tasks),
            max_score=sum(task.max_score for task in tasks),
            seconds=time.monotonic() - started,
            cpu_seconds=round(self._used, 4),
            peak_memory_mib=round(self._peak_memory_mib, 1),
            sha256=submission.sha256,
            isolation=next((e["isolation"] for e in events if "isolation" in e), "none"),
            tasks=tasks,
            parts=(*unloaded, *([(NOTE, note)] if note else [])),
        )

    def failing_script(self, task: Task) -> Script | None:
        """A script of the first call of a task that goes wrong; None where none does.

        Raises CourseError where the module can't be loaded.
        """
        owners = [known.name for known in self._assignment.tasks]
        for event in list(self._events(scripts=True)):
            if "broken" in event:
                raise CourseError(joined(bounded(event["broken"]["parts"])))
            if "script" in event and owner(event["check"], owners) == task.name:
                return from_json(event["script"])
        return None

    def kill(self) -> None:
        """Stop a run that is going on."""
        self._helper.kill()

    def close(self) -> None:
        """End the process."""
        self._helper.close()

    def _events(self, *, scripts: bool = False) -> Iterator[Event]:
        """What the process sends, and if it ended too early, why."""
        request = {
            "scripts": scripts,
            "module": str(self._folder / self._assignment.module),
            "test": str(self._test),
            "readable": self._readable,
            "seconds": self._limits.call_seconds,
            "all_seconds": self._limits.submission_seconds,
            "memory_mib": self._limits.memory_mib,
            "lines_of": {} if scripts else self._lines_of,
        }
        running, all_ran, begun = None, False, self._helper.processor_seconds()
        at_first = begun or 0.0
        scratch = _scratch_folder()
        request["scratch"] = os.path.realpath(scratch.name) if scratch else ""
        try:
            for event in self._helper.ask(request, self._times.wall_all):
                if "started" in event:
                    running, begun = event["started"], self._helper.processor_seconds()
                all_ran = all_ran or "all_ran" in event
                yield event
        except HelperDied as death:
            used = None if begun is None else (self._helper.processor_seconds() or begun) - begun
            if not all_ran:
                cause = self._cause(death, running, used)
                yield {"broken": cause} if running is None else {"check": running} | cause
        finally:
            self._used = (self._helper.processor_seconds() or at_first) - at_first
            self._peak_memory_mib = self._helper.peak_memory() / MIB
            self._helper.close()
            if scratch:
                scratch.cleanup()
            self._helper = Helper("autograder.learn.checks.public_worker")

    def _cause(self, death: HelperDied, running: str | None, used: float | None) -> Event:
        """How it ended, with `used` seconds of processor time since the check began."""
        what = "The check" if running else f"Importing {self._assignment.module}"
        end = death.code, death.last_words
        late = limit_reached(self._times, what, *end, used, stopped=death.timed_out)
        if late is None:
            text = f"{what} ended the whole program, without an exception."
            return {"outcome": "crashed", "parts": [("", text)]}
        module = self._folder / self._assignment.module
        line = _line_in(death.last_words, module)
        where = f" ({module.name}, line {line})" if line else ""
        text = f"{late.message.removesuffix('.')}{where}."
        place = [source_line(line, read_line(module, line))] if line else []
        return {
            "outcome": "timeout",
            "parts": [("", text), *place],
            "lines": [line] if line else [],
        }


def _scratch_folder() -> tempfile.TemporaryDirectory[str] | None:
    """Where the checks may write; None where the disk is full."""
    try:
        return tempfile.TemporaryDirectory(prefix="autograder-", ignore_cleanup_errors=True)
    except OSError:
        return None


def _checks(events: list[Event], test: Path) -> Iterator[CheckResult]:
    """Every check of the test file, in its order; a check that did not run counts as skipped."""
    happened = {event["check"]: event for event in events if "check" in event}
    for name, title in _written(test.read_text(encoding="utf-8")):
        ran = [n for n in happened if n.partition("[")[0] == name]
        for own in ran or [name]:
            event = happened.get(own, NOT_REACHED)
            outcome: Outcome = event["outcome"]
            yield CheckResult(
                name=own.removeprefix("test_"),
                title=title,
                outcome=outcome,
                points=float(outcome == "passed"),
                max_points=1.0,
                lines=event.get("lines", ()),
                parts=bounded(event.get("parts", ())),
                numbers=event.get("numbers", ()),
                printed=event.get("printed", ()),
            )


def _written(test_source: str) -> Iterator[tuple[str, str]]:
    """Name and title of each check of the test file."""
    pattern = r'^def (test_\w+)\(.*\n(?:    """(.*?)(?:"""|$))?'
    for match in re.finditer(pattern, test_source, re.MULTILINE):
        yield match[1], (match[2] or "").strip()


def _by_task(assignment: Assignment, checks: Iterable[CheckResult]) -> Iterator[TaskResult]:
    owned: dict[str, list[CheckResult]] = {task.name: [] for task in assignment.tasks}
    for check in checks:
        task = owner(f"test_{check.name}", owned)
        if task is not None:
            owned[task].append(check)
    for name, own in owned.items():
        score, max_score = sum(c.points for c in own), sum(c.max_points for c in own)
        yield TaskResult(task=name, score=score, max_score=max_score, checks=tuple(own))


def _line_in(dump: str, module: Path) -> int | None:
    """The learner's line in a dump of the stack: the first one, as the innermost comes first."""
    match = re.search(rf'File "{re.escape(str(module))}", line (\d+)', dump)
    return int(match[1]) if match else None
