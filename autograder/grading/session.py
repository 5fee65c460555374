"""One pytest session for many submissions: the checks are collected once, and run for each.

No pytest setting of the machine or the course has any effect: no ini file, no conftest, no
environment variable, and of the plugins only the few that pytest needs to collect and run.
"""

import os
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from autograder.course import Assignment
from autograder.errors import CourseError
from autograder.grading.hidden_checks import Check, checks_by_task
from autograder.grading.suite import (
    Suite,
    load_misconceptions,
    load_reference,
    place_of,
    reference_text,
)
from autograder.text import one_line

_UNUSED = (  # noqa: SIM905 - a column of names would hide the rest
    "cacheprovider capture debugging doctest faulthandler junitxml legacypath logging monkeypatch "
    "nose pastebin recwarn reports setuponly setupplan skipping stepwise subtests terminal "
    "threadexception tmpdir unittest unraisableexception warnings"
).split()

_VARIABLES = {"PYTEST_ADDOPTS": "", "PYTEST_PLUGINS": "", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}


def run_session(folder: Path, assignment: Assignment, judge: Callable[[Suite], None]) -> None:
    """Load the secret side in `folder` and call `judge` with it, inside a pytest session.

    Raises CourseError when graders, reference or misconceptions cannot be loaded, and whatever
    `judge` raises.
    """
    arguments = [
        str(folder / "graders"),
        *("-c", os.devnull, "--rootdir", str(folder), "--noconftest"),
        *("--import-mode", "importlib", "--assert", "plain", "--strict-markers"),
        *(word for plugin in _UNUSED for word in ("-p", f"no:{plugin}")),
    ]
    # there is a grader for each core: with more threads they would wait for one another
    with _quiet(), threadpool_limits(limits=1):
        plugin = _Plugin(folder, assignment, judge)
        status = pytest.main(arguments, plugins=[plugin])
    if plugin.failure:
        raise plugin.failure
    if not plugin.judged:
        raise CourseError(f"{folder / 'graders'}: pytest could not start ({one_line(str(status))})")


class _Plugin:
    """Replaces pytest's own loop over the items."""

    def __init__(
        self, folder: Path, assignment: Assignment, judge: Callable[[Suite], None]
    ) -> None:
        self.folder = folder
        self.assignment = assignment
        self.judge = judge
        self.judged = False
        self.failure: BaseException | None = None
        self.reference_module = load_reference(folder, assignment)
        self.at_work: tuple[Any, np.random.Generator] | None = None

    def pytest_configure(self, config: pytest.Config) -> None:
        config.addinivalue_line("markers", "task(name): the task that the checks belong to")
        config.addinivalue_line("markers", "check(weight, after, public): one hidden check")
        config.option.verbose = 0  # pytest 8 reads it for the text of a collection error

    def pytest_exception_interact(
        self, node: pytest.Item | pytest.Collector, call: pytest.CallInfo[Any]
    ) -> None:
        if call.excinfo and not self.failure:
            error = call.excinfo.value.__cause__ or call.excinfo.value
            place = place_of(error, self.folder / "graders")
            self.failure = CourseError(f"{place}: {type(error).__name__}: {one_line(str(error))}")

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        try:
            if not self.failure:
                self._judge_all(session)
        except BaseException as error:
            self.failure = error
        return True

    def _judge_all(self, session: pytest.Session) -> None:
        reference = self.reference_module
        text = reference_text(self.folder, self.assignment, reference)
        suite = Suite(
            assignment=self.assignment,
            checks=checks_by_task(session.items, self.assignment),
            reference=reference,
            misconceptions=load_misconceptions(self.folder, self.assignment, text),
            run=self._run,
        )
        self.judged = True
        self.judge(suite)

    def _run(self, check: Check, student: Any, rng: np.random.Generator) -> None:
        """Run one item again, by the hooks of pytest's own loop, without a report.

        An item that only uses our own fixtures needs no hooks.
        """
        item = check.item
        self.at_work = student, rng
        ours = {"student": student, "reference": self.reference_module, "rng": rng}
        if ours.keys() >= set(item.fixturenames):
            item.obj(**{name: ours[name] for name in item.fixturenames})
            return
        item._initrequest()
        try:
            item.ihook.pytest_runtest_setup(item=item)
            item.ihook.pytest_runtest_call(item=item)
        finally:
            item.ihook.pytest_runtest_teardown(item=item, nextitem=None)

    @pytest.fixture
    def student(self) -> Any:
        """The learner's module: calls of it run in the worker."""
        assert self.at_work is not None
        return self.at_work[0]

    @pytest.fixture
    def reference(self) -> Any:
        """The reference module itself."""
        return self.reference_module

    @pytest.fixture
    def rng(self) -> np.random.Generator:
        """Random data for this student and this check only."""
        assert self.at_work is not None
        return self.at_work[1]


@contextmanager
def _quiet() -> Iterator[None]:
    """Set pytest's environment, write no file into the graders' folder, show no warning."""
    before = {name: os.environ.get(name) for name in _VARIABLES}
    bytecode = sys.dont_write_bytecode
    modules = set(sys.modules)
    os.environ.update(_VARIABLES)
    sys.dont_write_bytecode = True
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            yield
    finally:
        sys.dont_write_bytecode = bytecode
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
        for name in set(sys.modules) - modules:
            if name.startswith(("graders", "test_")):
                del sys.modules[name]
