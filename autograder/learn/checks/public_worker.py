"""The process that runs an assignment's public checks: plain pytest, with a report of each check.

It is started early and used once: Python can't be trusted to import a changed module again.
"""

import contextlib
import faulthandler
import importlib
import os
import sys
import tempfile
import traceback
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy  # noqa: F401 (the learner's module will import it: this saves the time then)
import pytest

from autograder.learn.checks.confinement import confine_checks
from autograder.learn.checks.helper_process import Send, answer_requests
from autograder.learn.checks.public_lines import SECONDS, deciding_lines
from autograder.message_parts import read_line
from autograder.text import error_text

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
    reporter = Reporter(module, request["seconds"], send)
    reporter.start_clock()
    try:
        importlib.import_module(module.stem)
    except BaseException as error:
        send({"broken": describe(error, module)})
        return
    if pytest.main([*OPTIONS, "--rootdir", str(test.parent), str(test)], [reporter]) > 1:
        send({"broken": {"type": "", "text": f"pytest could not run {test.name}"}})
    faulthandler.cancel_dump_traceback_later()
    if request["lines_of"] and reporter.failed:
        send({"all_ran": True})
        faulthandler.dump_traceback_later(2 * SECONDS, exit=True)
        with contextlib.suppress(Exception):
            send({"lines": deciding_lines(module, test, request["lines_of"], reporter.failed)})
        faulthandler.cancel_dump_traceback_later()


class Reporter:
    """A pytest plugin: sends the outcome of every check, and stops one that takes too long."""

    def __init__(self, module: Path, seconds: float, send: Send) -> None:
        self._module = module
        self._seconds = seconds
        self._send = send
        self.failed: list[str] = []
        """the names of the checks that failed with a result or an error, not with a TODO"""
        self._last_words = os.dup(2)  # pytest replaces standard error with a file of its own

    def start_clock(self) -> None:
        """End this process if the clock is not started again in time.

        A thread of the interpreter does it, so Python code can't delay it. It writes the current
        line of the program to standard error.
        """
        faulthandler.dump_traceback_later(self._seconds, exit=True, file=self._last_words)

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """Send which check runs now: if it never ends, nothing else is sent."""
        self._send({"started": _name(nodeid)})
        self.start_clock()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
        """Send the outcome of a check."""
        report: pytest.TestReport = yield
        if call.when == "call" or call.excinfo is not None:
            outcome = {"check": _name(item.nodeid), "outcome": report.outcome}
            if call.excinfo is not None:
                outcome |= describe(call.excinfo.value, self._module)
                if not call.excinfo.errisinstance(NotImplementedError):
                    self.failed.append(_name(item.nodeid))
            self._send(outcome)
        return report


def describe(error: BaseException, module: Path) -> dict[str, Any]:
    """An exception as data: its type, its text, and the line of the learner's module it is from."""
    described: dict[str, Any] = {"type": type(error).__name__, "text": error_text(error)}
    if isinstance(error, SyntaxError) and error.filename == str(module):
        line, column = error.lineno, error.offset
    else:
        line, column = _line(error.__traceback__, module), None
    if line:
        described |= {"line": line, "source_line": read_line(module, line), "column": column}
    return described


def _line(trace: TracebackType | None, module: Path) -> int | None:
    own = [n for frame, n in traceback.walk_tb(trace) if Path(frame.f_code.co_filename) == module]
    return own[-1] if own else None


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
    _rehearse()
    answer_requests(run_checks)
