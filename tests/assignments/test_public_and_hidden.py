"""Public and hidden checks agree on every right and wrong program whose result is known.

A learner whose public checks pass has lost no hidden point by a mistake that we know.
"""

import contextlib
import io
import sys
import types
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.course import Assignment, load_course
from autograder.public_checks import owner
from autograder.validation import all_programs

COURSE = load_course(Path(__file__).parents[2])
HIDDEN_ALONE = {
    "03-deep": {
        "backward-sorts-names-as-text": (
            "It shows from ten layers on. `forward` has a public example of eleven; the cache of "
            "one more for `backward` would be a page of numbers."
        )
    },
}
MARKS = {"05-autograd": pytest.mark.thorough}
"""its misconceptions with long graphs take half a minute"""
FOR_ALL_FUNCTIONS = "train", None


class PublicChecks:
    """The public checks of an assignment, run on programs in this process."""

    def __init__(self, assignment: Assignment, monkeypatch: pytest.MonkeyPatch) -> None:
        self._depth = sys.getrecursionlimit()
        self._stem = assignment.module.removesuffix(".py")
        self._tasks = [task.name for task in assignment.tasks]
        self._monkeypatch = monkeypatch
        path = COURSE.solution_dir(assignment) / f"test_{self._stem}.py"
        self._code = compile(path.read_text(encoding="utf-8"), str(path), "exec")

    def failed(self, source: bytes) -> set[tuple[str | None, str]]:
        """Task and name of each check that this program fails."""
        sys.setrecursionlimit(self._depth)  # the program before may have changed it
        module = types.ModuleType(self._stem)
        module.__file__ = f"{self._stem}.py"
        self._monkeypatch.setitem(sys.modules, self._stem, module)
        checks: dict[str, Any] = {"__name__": f"test_{self._stem}"}
        failed = set()
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            exec(compile(source, module.__file__, "exec"), vars(module))
            exec(self._code, checks)
            for name, check in list(checks.items()):
                if name.startswith("test_") and not self._passes(check):
                    failed.add((owner(name, self._tasks), name))
        return failed

    def _passes(self, check: Any) -> bool:
        try:
            with np.errstate(all="ignore"), warnings.catch_warnings():
                warnings.simplefilter("ignore")
                check()
        except Exception:
            return False
        return True


@pytest.mark.parametrize(
    "assignment",
    [
        pytest.param(a, marks=MARKS.get(a.name, pytest.mark.slow), id=a.name)
        for a in COURSE.assignments
    ],
)
def test_what_hidden_checks_tell_apart_public_ones_tell_apart(
    assignment: Assignment, monkeypatch: pytest.MonkeyPatch
) -> None:
    public = PublicChecks(assignment, monkeypatch)
    right_but_failed, wrong_but_passed = {}, set()
    for program in all_programs(COURSE, assignment):
        failed = public.failed(program.source)
        if program.misconception is not None:
            replaces = program.misconception.replaces
            task = next(t.name for t in assignment.tasks if replaces in t.functions)
            if task not in {of for of, _ in failed}:
                wrong_but_passed.add(program.name)
        elif program.kind != "stub":  # a wheat may lack the given `train`
            rest = {name for of, name in failed if of not in FOR_ALL_FUNCTIONS}
            if rest:
                right_but_failed[program.name] = rest
    assert right_but_failed == {}
    assert wrong_but_passed == set(HIDDEN_ALONE.get(assignment.name, {}))
