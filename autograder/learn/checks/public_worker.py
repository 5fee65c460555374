"""The process that runs an assignment's public checks: plain pytest, with a report of each check.

It is started early and used once: Python can't be trusted to import a changed module again.
"""

import contextlib
import importlib
import io
import os
import sys
import tempfile
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy  # noqa: F401 (the learner's module will import it: this saves the time then)
import pytest

from autograder.child_processes import end_first_when_memory_runs_out
from autograder.examples.recording import Recorder, recording
from autograder.examples.telling import tell, tell_load
from autograder.grading.feedback.debug_script import script_of
from autograder.grading.feedback.printed import printed_parts
from autograder.learn.checks.confinement import confine_checks
from autograder.learn.checks.debug_answer import as_json
from autograder.learn.checks.helper_process import Send, answer_requests
from autograder.learn.checks.public_lines import deciding_lines
from autograder.learn.checks.time_limits import CheckClock, TimeLimits
from autograder.public_checks import title_of
from autograder.sandbox.inside.nobody import no_debugger

# What is captured stays in memory: a full disk has no room for pytest's temporary files.
OPTIONS = [
    *("--capture=sys", "-o", "addopts=", "-p", "no:cacheprovider"),
    *("-p", "no:faulthandler", "-p", "no:terminal"),
]
REHEARSAL = (
    "def test_rehearsal():\n    assert 'pytest' != 'cold', 'pytest imports much when first used'\n"
)


def run_checks(request: dict[str, Any], send: Send) -> None:
    """Import the learner's module and run the test file; send the outcome of each check."""
    module, test = Path(request["module"]), Path(request["test"])
    _limit_memory(request["memory_mib"])
    os.chdir(module.parent)
    send({"isolation": confine_checks(request["readable"], request["scratch"])})
    sys.path.insert(0, str(module.parent))
    sys.dont_write_bytecode = True
    sys.pycache_prefix = os.devnull  # read no bytecode of a save in the same second and size
    sys.stdin = io.StringIO()  # nobody answers: what asks gets an error, and doesn't wait
    sys.breakpointhook = no_debugger
    limits = TimeLimits(request["seconds"], request["all_seconds"])
    clock = CheckClock(limits, os.dup(2))  # pytest replaces standard error with a file of its own
    clock.start()
    try:
        learners = importlib.import_module(module.stem)
    except BaseException as error:
        send({"broken": asdict(tell_load(error, module))})
        return
    with recording(learners) as recorder:
        reporter = Reporter(module, recorder, clock, send, scripts=request["scripts"])
        if pytest.main([*OPTIONS, "--rootdir", str(test.parent), str(test)], [reporter]) > 1:
            send({"broken": {"parts": [("", f"pytest could not run {test.name}")]}})
    if request["lines_of"] and reporter.failed:
        send({"all_ran": True})
        clock.start()
        with contextlib.suppress(Exception):
            send({"deciding": deciding_lines(module, test, request["lines_of"], reporter.failed)})
    clock.stop()


class Reporter:
    """A pytest plugin: sends the outcome of every check, and stops one that takes too long."""

    def __init__(
        self, module: Path, recorder: Recorder, clock: CheckClock, send: Send, *, scripts: bool
    ) -> None:
        self._scripts = scripts
        self._module = module
        self._recorder = recorder
        self._clock = clock
        self._send = send
        self.failed: list[str] = []
        """the names of the checks that failed with a result or an error, not with a TODO"""

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """Send which check runs now: if it never ends, nothing else is sent."""
        self._send({"started": _name(nodeid)})
        self._recorder.forget()
        self._clock.start()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
        """Send the outcome of a check."""
        report: pytest.TestReport = yield
        if call.when == "call" or call.excinfo is not None:
            event = {"check": _name(item.nodeid), "outcome": report.outcome}
            if call.excinfo and not call.excinfo.errisinstance(NotImplementedError):
                self.failed.append(event["check"])
            self._send(event | self._told(call, item))
        return report

    def _told(self, call: pytest.CallInfo[None], item: pytest.Item) -> dict[str, Any]:
        if call.excinfo is None:
            return {"printed": printed_parts(self._recorder.calls, self._recorder.module)}
        title = title_of(item.function) if isinstance(item, pytest.Function) else ""
        told = tell(call.excinfo.value, self._recorder, title, [self._module])
        event = asdict(replace(told, failing=None))
        if self._scripts and told.failing:
            module, stem = self._recorder.module, self._module.stem
            event["script"] = as_json(script_of(told.failing, module, stem, title))
        return event


def _limit_memory(mib: int) -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    bound = mib * 2**20
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard == resource.RLIM_INFINITY or bound <= hard:
        with contextlib.suppress(OSError, ValueError):  # macOS refuses less than is in use
            resource.setrlimit(resource.RLIMIT_AS, (bound, hard))


def _name(nodeid: str) -> str:
    return nodeid.partition("::")[2]


def _rehearse() -> None:
    with contextlib.suppress(OSError), tempfile.TemporaryDirectory() as folder:
        test = Path(folder) / "test_rehearsal.py"
        test.write_text(REHEARSAL, encoding="utf-8")
        pytest.main([*OPTIONS, "--rootdir", folder, str(test)])


if __name__ == "__main__":
    end_first_when_memory_runs_out()
    _rehearse()
    answer_requests(run_checks)
