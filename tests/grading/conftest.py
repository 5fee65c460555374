"""A tiny assignment with its graders, and workers that run a program in this very process."""

import copy
import textwrap
import types
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from autograder.course import Assignment, Course
from autograder.grading.marking import Marker
from autograder.grading.results import Result
from autograder.grading.session import run_session
from autograder.grading.suite import Suite
from autograder.grading.worker_slot import StartWorker, Substitutes
from autograder.sandbox import CallTimeout, MissingFunction, StudentError, WorkerDied
from autograder.sandbox.handle import Form
from autograder.sandbox.inside.stateless import is_stateless
from autograder.sandbox.inside.substitution import for_the_same_call, put_in_place
from autograder.sandbox.inside.worker import _Program
from autograder.submissions.submission import Submission
from tests.support.course_builder import grader, write_course, write_files

TASKS = [
    "name: double, title: Twice, points: 10",
    "name: quadruple, title: Four times, points: 20, needs: [double]",
    "name: both, title: Together, points: 5, functions: [], needs: [double, quadruple]",
]

REFERENCE = '''\
"""Twice and more."""
import numpy as np


def double(x):
    """Twice x. x: (N, D)."""
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION


def quadruple(x):
    """Four times x, and half of that. x: (N, D)."""
    ### BEGIN SOLUTION
    product = double(double(x))
    return product, {"half": double(x)}
    ### END SOLUTION
'''

GRADERS = {
    "double": '''
        @pytest.mark.check(weight=3)
        def test_values(student, reference, rng):
            """double(x) is twice x"""
            x = rng.normal(size=(3, 2))
            expect(student.double(x), reference.double(x))

        @pytest.mark.check(weight=2, after="values")
        def test_keeps_its_argument(student, reference, rng):
            """double leaves x as it was"""
            def afterwards(module, x):
                module.double(x)
                return x
            x = rng.normal(size=(3, 2))
            expect(student.run(afterwards, x), afterwards(reference, x.copy()))
        ''',
    "quadruple": '''
        @pytest.mark.check(weight=1)
        def test_values(student, reference, rng):
            """quadruple(x) is four times x"""
            x = rng.normal(size=(3, 2))
            expect(student.quadruple(x), reference.quadruple(x))
        ''',
    "both": '''
        @pytest.mark.check()
        def test_together(student, reference, rng):
            """double and quadruple work together"""
            def chain(module, x):
                return module.quadruple(module.double(x))[0]
            x = rng.normal(size=(3, 2))
            expect(student.run(chain, x), chain(reference, x))
        ''',
}

MISCONCEPTIONS = """
    squared:
      fails: values
      edit: {2 * x: x**2}
      message: You square. Twice a number is not its square.

    halved:
      fails: values
      edit: {2 * x: x / 2}
      message: Half is taken. Read the name again.

    in-place:
      fails: keeps_its_argument
      edit: {return 2 * x: "x *= 2\\nreturn x"}
      message: Your x is changed. Make a new array.
    """
SOLUTION = {
    "double.py": REFERENCE,
    "misconceptions/double.yml": MISCONCEPTIONS,
    **{f"graders/test_{task}.py": grader(task, checks) for task, checks in GRADERS.items()},
}


@dataclass
class Tiny:
    """The tiny course, and marking of programs for it without any process."""

    course: Course
    assignment: Assignment
    folder: Path

    def mark(
        self,
        *programs: str,
        start_worker: StartWorker | None = None,
        own_work: bool = False,
        line_hints: bool = False,
    ) -> list[Result]:
        """The results of programs, by students s0, s1, …, in workers in this process."""
        results: list[Result] = []

        def judge(suite: Suite) -> None:
            marker = Marker(
                suite,
                self.course.limits,
                b"secret",
                "in process",
                own_work=own_work,
                line_hints=line_hints,
            )
            for number, program in enumerate(programs):
                submission = Submission(f"s{number}", textwrap.dedent(program).encode())
                results.append(marker.mark(submission, start_worker or InProcessWorker))

        run_session(self.folder, self.assignment, judge)
        return results


@pytest.fixture
def tiny(tmp_path: Path) -> Tiny:
    limits = "limits: {call_seconds: 1, submission_seconds: 20}"
    course = write_course(tmp_path, TASKS, settings=limits, solution=SOLUTION)
    return Tiny(course, course.assignments[0], tmp_path / "solutions" / "01-double")


@pytest.fixture
def write() -> Callable[[Path, Mapping[str, str]], None]:
    return write_files


@pytest.fixture
def in_process() -> StartWorker:
    """Starts workers that run in this process."""
    return InProcessWorker


class InProcessWorker:
    """A `Worker` without a process: the program runs right here.

    The program may call `hang()` and `die()`; the check then gets the fault of a real worker.
    """

    def __init__(self, submission: Submission, substitutes: Substitutes) -> None:
        self._source = submission.source
        self._substitutes = substitutes
        self._module = types.ModuleType("program")
        self.cpu_seconds = self.peak_memory_mib = 0.0

    def load(self, seconds: float, functions: Sequence[str] = ()) -> bool:
        vars(self._module).update(hang=_hang, die=_die)
        self._guard("the program", lambda: exec(self._source, vars(self._module)))
        put_in_place(self._module, {name: self._in_place(name) for name in self._substitutes})
        return is_stateless(self._source, functions)

    def _in_place(self, name: str) -> Callable[..., Any]:
        ours, own = self._substitutes[name], vars(self._module).get(name)
        return for_the_same_call(own, ours.arity, ours, partial(setattr, ours, "passed_over", True))

    def call(self, name: str, args: Sequence[Any], seconds: float) -> Any:
        if not hasattr(self._module, name):
            raise MissingFunction(name, "double.py", None)
        return self._guard(name, lambda: getattr(self._module, name)(*copy.deepcopy(tuple(args))))

    def follow(
        self,
        steps: list[list[Any]],
        last_uses: list[int],
        wanted: list[int],
        what: str,
        seconds: float,
    ) -> list[Any]:
        program = _Program(lambda: None, lambda _: None)
        program.module = self._module
        details = copy.deepcopy(steps), last_uses, wanted
        answer = self._guard(what, lambda: program.follow(*details))
        if answer[0] == "missing":
            raise MissingFunction(answer[1], "double.py", None)
        values: list[Any] = answer[1]
        return values

    def variants(
        self, source: str, numbers: list[int], verb: str, details: list[Any], seconds: float
    ) -> list[Form]:
        program = _Program(lambda: None, lambda _: None)
        program.module = self._module
        program.replace_functions = lambda module: put_in_place(  # type: ignore[method-assign]
            module, {name: self._in_place(name) for name in self._substitutes}
        )
        answer = self._guard(
            "a variant", lambda: program.variants(source, numbers, verb, copy.deepcopy(details))
        )
        return [(leaves, chosen, rows) for leaves, chosen, rows in answer[1]]

    def printed(self, seconds: float) -> list[tuple[str, str]]:
        return []

    def close(self) -> None:
        pass

    def _guard(self, what: str, action: Callable[[], Any]) -> Any:
        try:
            return action()
        except _Hanging:
            raise CallTimeout(what, 1) from None
        except _Dying:
            raise WorkerDied(what, "called die()") from None
        except Exception as error:
            raise StudentError(type(error).__name__, str(error), filename="double.py") from None


class _Hanging(BaseException):
    pass


class _Dying(BaseException):
    pass


def _hang() -> None:
    raise _Hanging


def _die() -> None:
    raise _Dying
