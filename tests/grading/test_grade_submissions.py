"""A run over real grader processes and workers: every submission gets its result."""

import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, Executor, Future
from typing import Any

import numpy as np
import psutil
import pytest

from autograder.errors import CourseError
from autograder.grading import Submission, grade_submissions
from autograder.grading.batch import Plan, grade_batch
from autograder.grading.grade import _batches
from autograder.sandbox import choose_isolation
from tests.support.measured import UNMEASURED

RIGHT = b"def double(x):\n    return 2 * x\ndef quadruple(x):\n    return 4 * x, {'half': 2 * x}\n"
WRONG = RIGHT.replace(b"return 2 * x", b"return x * x")


@pytest.fixture(scope="module")
def isolation():
    return choose_isolation()


def command_of(process):
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


@pytest.fixture
def started():
    """The processes that were started since, but for multiprocessing's own lasting helper."""
    before = set(psutil.Process().children(recursive=True))

    def since():
        now = set(psutil.Process().children(recursive=True)) - before
        return [process for process in now if "resource_tracker" not in command_of(process)]

    return since


@pytest.fixture
def grade(tiny, isolation):
    def run(sources, **options):
        submissions = [Submission(student, source) for student, source in sources.items()]
        results = grade_submissions(
            tiny.course, tiny.assignment, submissions, isolation=isolation, **options
        )
        return {result.student: result for result in results}

    return run


@pytest.mark.slow
def test_a_class_is_graded_in_processes(grade, isolation, started):
    sources = {f"s{n:02}": RIGHT if n % 2 else WRONG for n in range(20)}
    results = grade(sources, jobs=2)
    assert sorted(results) == sorted(sources)
    assert {s: r.score for s, r in results.items()} == {
        s: 35.0 if source == RIGHT else 25.0 for s, source in sources.items()
    }
    assert {r.isolation for r in results.values()} == {isolation.name}
    assert started() == []


def test_no_submissions_no_results(grade):
    assert grade({}) == {}


@pytest.mark.slow
def test_jobs_and_company_change_nothing_but_the_seconds(tiny, isolation, grade):
    sources = {f"s{n}": WRONG + b"#" * n for n in range(6)}
    plan = Plan.of(tiny.course, tiny.assignment, isolation)
    alone = [grade_batch(plan, [Submission(*item)])[0] for item in sources.items()]
    together = grade(sources, jobs=2).values()
    texts = [r.model_copy(update=UNMEASURED).model_dump_json() for r in (*alone, *together)]
    assert len(texts) == 12
    assert len(set(texts)) == 6


def in_double(statement, before=""):
    """The right program with this as the body of `double`."""
    return before.encode() + RIGHT.replace(b"return 2 * x", statement.encode(), 1)


HOSTILE = {
    "exits at import": (b"import os\nos._exit(0)", "invalid", 0),
    "loops at import": (b"while True: pass", "invalid", 0),
    "does not parse": (b"def double(:", "invalid", 0),
    "imports what is not there": (b"import tensorflow", "invalid", 0),
    "exits in a call": (in_double("import os; os._exit(0)"), "graded", 25),
    "loops in a call": (in_double("\n    while True: pass"), "graded", 25),
    "eats memory": (in_double("'x' * (1 << 40)"), "graded", 25),
    "returns a giant": (in_double("return numpy.ones(10**8)", "import numpy\n"), "graded", 25),
    "returns what is no data": (in_double("return (n for n in x)"), "graded", 25),
    "recurses": (in_double("return double(x)"), "graded", 25),
}


@pytest.mark.slow
def test_hostile_submissions_cost_themselves_alone(grade):
    """Every one sits between two right ones, which get everything."""
    sources: dict[str, bytes] = {}
    for n, (name, (source, _, _)) in enumerate(HOSTILE.items()):
        sources |= {f"{n} before": RIGHT, name: source, f"{n} after": RIGHT}
    results = grade(sources, jobs=1)
    for name, (_, status, score) in HOSTILE.items():
        result = results.pop(name)
        assert (name, result.status, result.score) == (name, status, score)
        assert result.message or any(c.message for t in result.tasks for c in t.checks)
    assert {r.score for r in results.values()} == {35.0}


def test_a_submission_with_a_problem_is_invalid_without_a_worker(tiny, isolation):
    plan = Plan.of(tiny.course, tiny.assignment, isolation)
    [result] = grade_batch(plan, [Submission("ada", invalid_reason="double.py is empty.")])
    assert (result.status, result.score, result.message) == ("invalid", 0.0, "double.py is empty.")


@pytest.mark.slow
def test_a_grader_that_is_wrong_gives_errors_and_no_scores(tiny, write, grade):
    write(tiny.folder / "graders", {"test_both.py": (
        "import pytest\npytestmark = pytest.mark.task('both')\n"
        "def test_a(student):\n    if student.double(1.0) == 1.0: student.double(object())\n"
    )})  # fmt: skip
    results = grade({"wrong": WRONG, "right": RIGHT})
    assert (results["wrong"].status, results["wrong"].score) == ("error", None)
    assert "test_both.py:4: the check a failed by itself: TypeError" in results["wrong"].message
    assert "\n" not in results["wrong"].message
    assert results["right"].score == 35


def test_a_bare_assert_fails_a_check_with_its_own_words_alone(tiny, write, grade):
    write(tiny.folder / "graders", {"test_both.py": (
        "import pytest\npytestmark = pytest.mark.task('both')\n"
        "def test_a(student):\n    assert student.double(1.5) == 4.25, 'Not\\x1b[31m so'\n"
        "def test_b(student):\n    'It is so'\n    assert student.double(1.5) == 4.25\n"
        "def test_c(student):\n    pytest.fail('Failed.')\n"
    )})  # fmt: skip
    checks = grade({"right": RIGHT})["right"].tasks[2].checks
    assert [c.outcome for c in checks] == ["failed"] * 3
    assert [c.message for c in checks] == ["Not[31m so", "Expected: It is so", "Failed."]


def test_a_course_that_cannot_be_loaded_stops_the_run(tiny, write, grade, started):
    write(tiny.folder / "graders", {"test_both.py": "def f(:"})
    with pytest.raises(CourseError, match=r"test_both.py:1"):
        grade({"right": RIGHT})
    assert psutil.wait_procs(started(), timeout=10)[1] == []


@pytest.mark.slow
def test_a_grader_process_that_dies_costs_that_submission_alone(tiny, write, grade):
    """A check kills the grader here, as an example of anything that may kill it."""
    write(tiny.folder / "graders", {"test_both.py": (
        "import os, pytest\npytestmark = pytest.mark.task('both')\n"
        "def test_a(student):\n    if student.double(3.0) == 9.0: os._exit(1)\n"
    )})  # fmt: skip
    sources = {f"s{n}": RIGHT for n in range(9)} | {"killer": WRONG}
    results = grade(sources, jobs=2)
    assert results.pop("killer").message == "the grader process died while grading it"
    assert {r.score for r in results.values()} == {35.0}
    assert len(results) == 9


@pytest.mark.slow
def test_ending_early_ends_the_processes(tiny, isolation, started):
    endless = (Submission(f"s{n}", RIGHT) for n in range(10**9))
    results = grade_submissions(tiny.course, tiny.assignment, endless, isolation=isolation, jobs=2)
    assert next(results).score == 35
    processes = started()
    assert processes
    results.close()
    assert psutil.wait_procs(processes, timeout=10)[1] == []


ENDLESS = """
import signal
import sys
from pathlib import Path
from autograder.course import load_course
from autograder.grading import Submission, grade_submissions
from autograder.sandbox import choose_isolation

def main():
    course = load_course(Path(sys.argv[1]))
    endless = (Submission(f"s{n}", sys.argv[2].encode()) for n in range(10**9))
    for result in grade_submissions(
        course, course.assignments[0], endless, isolation=choose_isolation(), jobs=2
    ):
        print(result.student, flush=True)

if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # it may have come ignored
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
"""


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="POSIX signals")
@pytest.mark.parametrize("end", ["SIGINT", "SIGTERM", "SIGKILL"])
def test_nothing_outlives_a_run_that_is_stopped(tiny, tmp_path, end):
    script = tmp_path / "endless.py"
    script.write_text(ENDLESS)
    command = [sys.executable, str(script), str(tiny.course.root), RIGHT.decode()]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as run:
        assert run.stdout
        for _ in range(5):
            assert run.stdout.readline()
        descendants = psutil.Process(run.pid).children(recursive=True)
        if end == "SIGINT":
            os.killpg(run.pid, signal.SIGINT)  # as a terminal does it, to the whole group
        else:
            run.send_signal(getattr(signal, end))
        _, errors = run.communicate(timeout=60)
    assert "Traceback" not in errors
    assert run.returncode == {"SIGINT": 130, "SIGTERM": -15, "SIGKILL": -9}[end]
    assert psutil.wait_procs(descendants, timeout=20)[1] == []


class Trace(Executor):
    """Runs each batch at once, in this process, as it would arrive on another machine."""

    def __init__(self, break_on=()):
        self.sizes = []
        self.break_on = break_on

    def submit(self, function, /, *args):  # type: ignore[override]
        function, plan, batch = pickle.loads(pickle.dumps((function, *args)))
        self.sizes.append(len(batch))
        future: Future = Future()
        if any(s.student in self.break_on for s in batch):
            future.set_exception(BrokenExecutor("lost"))
        else:
            future.set_result(function(plan, batch))
        return future


def test_the_executor_can_be_replaced(grade):
    executors = []

    def make(jobs):
        executors.append(Trace(break_on={"s3"}))
        return executors[-1]

    results = grade({f"s{n}": RIGHT for n in range(5)}, jobs=1, make_executor=make)
    assert results.pop("s3").status == "error"
    assert [r.score for r in results.values()] == [35.0] * 4
    assert executors[0].sizes == [1, 2, 2, 1, 1]


def test_batches_begin_small():
    anything: Iterator[Any] = iter(range(200))
    sizes = [len(batch) for batch in _batches(anything, jobs=2)]
    assert sizes == [1, 1, 2, 2, 4, 4, 8, 8, 16, 16, 32, 32, 32, 32, 10]


def test_the_trusted_process_has_numpy_s_defaults_again_afterwards(tiny, isolation):
    before = np.geterr()
    grade_batch(Plan.of(tiny.course, tiny.assignment, isolation), [Submission("ada", RIGHT)])
    assert np.geterr() == before
