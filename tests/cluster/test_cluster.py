"""Grading on Dask's workers: one that dies, one without bubblewrap, one that is not fit.

The scheduler is a real one, and the workers are processes of their own, as on a cluster.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from autograder.cli import main
from autograder.cluster import connecting
from autograder.cluster.connecting import check_scheduler, cluster_graders
from autograder.course import Course
from autograder.errors import CourseError
from autograder.grading import Submission, grade_submissions
from autograder.grading.results import Result
from autograder.sandbox import choose_isolation
from tests.grading.conftest import SOLUTION, TASKS
from tests.support.course_builder import write_course

slow = pytest.mark.slow
pytestmark = pytest.mark.xdist_group("cluster")  # one cluster for all of them
RIGHT = b"def double(x):\n    return 2 * x\ndef quadruple(x):\n    return 4 * x, {'half': 2 * x}\n"
WRONG = RIGHT.replace(b"return 2 * x", b"return x * x")
CLASS = [Submission(f"s{n:02}", WRONG if n % 3 else RIGHT) for n in range(16)]
SCORES = {one.student: 25.0 if one.source == WRONG else 35.0 for one in CLASS}


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    monkeypatch.setenv("AUTOGRADER_SECRET", "the same")
    return write_course(tmp_path / "course", TASKS, solution=SOLUTION)


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("scratch")


@pytest.fixture(scope="module")
def cluster(scratch: Path) -> Iterator:
    """A scheduler of this machine, and three workers; of the third one no batch may be seen."""
    import dask
    from distributed import Nanny, Scheduler, SpecCluster

    common = {"memory_limit": 0, "dashboard_address": "127.0.0.1:0", "host": "127.0.0.1"}
    common["local_directory"] = str(scratch)
    here = {"TMPDIR": str(scratch)}
    workers = {
        name: {"cls": Nanny, "options": {**common, "nthreads": threads, "env": here | env}}
        for name, threads, env in (
            ("usual", 1, {}),
            ("no bwrap", 1, {"PATH": "/no"}),
            ("two threads", 2, {}),
        )
    }
    scheduler = {
        "cls": Scheduler,
        "options": {"dashboard_address": "127.0.0.1:0", "host": "127.0.0.1"},
    }
    with (
        dask.config.set({"distributed.worker.use-file-locking": True}),
        SpecCluster(workers=workers, scheduler=scheduler, silence_logs=50) as running,
    ):
        yield running


def unpacked_in(scratch: Path) -> list[Path]:
    """Secret sides, and folders for turns, that are still there."""
    return list(scratch.rglob("autograder-*"))


def graded(course, graders, submissions=CLASS):
    return grade_submissions(
        course,
        course.assignments[0],
        submissions,
        isolation=graders.isolation,
        jobs=graders.jobs,
        make_executor=graders.make_executor,
    )


@slow
def test_workers_without_our_file_system_grade_under_their_own_isolation(
    cluster, course, scratch, tmp_path
):
    said: list[str] = []
    results: list[Result] = []
    address = cluster.scheduler_address
    with cluster_graders(
        course, course.assignments[0], address, unsafe=False, say=said.append
    ) as g:
        for result in graded(course, g):
            if not results:
                course.root.rename(tmp_path / "elsewhere")
                secret_sides = [one for one in unpacked_in(scratch) if "turns" not in one.name]
                assert secret_sides
                assert {one.stat().st_mode & 0o777 for one in secret_sides} == {0o700}
            results.append(result)
    assert {result.student: result.score for result in results} == SCORES
    assert {result.isolation for result in results} == {"landlock+seccomp", choose_isolation().name}
    [line] = said
    assert "it has 2 threads" in line
    assert unpacked_in(scratch) == []


@slow
def test_a_worker_that_is_killed_in_the_middle_costs_nobody_anything(cluster, course, scratch):
    address = cluster.scheduler_address
    results: list[Result] = []
    with cluster_graders(
        course, course.assignments[0], address, unsafe=False, say=print
    ) as graders:
        for result in graded(course, graders):
            if not results:
                os.kill(cluster.workers["usual"].pid, signal.SIGKILL)
            results.append(result)
    assert {result.student: result.score for result in results} == SCORES
    assert len(results) == len(CLASS)
    assert unpacked_in(scratch) == []


@slow
def test_where_no_worker_is_fit_it_says_why(course):
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=1, threads_per_worker=2, processes=False, protocol="tcp", dashboard_address=":0"
    ) as threads:
        address = threads.scheduler_address
        with (
            pytest.raises(CourseError, match="no worker can grade: it has 2 threads"),
            cluster_graders(course, course.assignments[0], address, unsafe=False, say=print),
        ):
            pass


@slow
def test_workers_of_this_machine_give_the_scores_of_its_own_processes(course):
    isolation = choose_isolation()
    here = grade_submissions(course, course.assignments[0], CLASS[:4], isolation=isolation, jobs=1)
    with cluster_graders(course, course.assignments[0], "local:1", unsafe=False, say=print) as g:
        there = list(graded(course, g, CLASS[:4]))
    unmeasured = {"seconds": 0.0, "cpu_seconds": 0.0, "peak_memory_mib": 0.0}

    def texts(results):
        return sorted(Result.model_copy(r, update=unmeasured).model_dump_json() for r in results)

    assert texts(here) == texts(there)


@pytest.mark.parametrize(
    ("scheduler", "words"),
    [
        ("tcp://192.0.2.7:8786", "would travel unencrypted"),
        ("tcp://scheduler.example.org:8786", "would travel unencrypted"),
        ("tcp://0.0.0.0:8786", "would travel unencrypted"),
        ("local:none", "after local: comes a number"),
        ("local:0", "after local: comes a number"),
        ("scheduler", "it is local:N, or an address"),
        ("http://127.0.0.1:8786", "it is local:N, or an address"),
        ("tcp://127.0.0.1:port", "it is local:N, or an address"),
    ],
)
def test_what_is_not_safe_or_no_address_is_refused(scheduler, words):
    with pytest.raises(CourseError, match=words):
        check_scheduler(scheduler)


def test_with_tls_the_scheduler_may_be_anywhere():
    check_scheduler("tls://192.0.2.7:8786")
    check_scheduler("tcp://127.0.0.1:8786")


def test_without_a_certificate_it_says_that_one_is_needed(course):
    address = "tls://192.0.2.7:8786"
    with (
        pytest.raises(CourseError, match="needs a certificate"),
        cluster_graders(course, course.assignments[0], address, unsafe=False, say=print),
    ):
        pass


def test_a_worker_on_another_machine_gets_nothing_unencrypted():
    from autograder.cluster.on_worker import Demands

    away = Demands.of("run", only_here=True, unsafe=False)
    assert away.refusal(1) == ""
    elsewhere = Demands("run", away.engine, away.numpy, "another", False)
    assert "not encrypted" in elsewhere.refusal(1)
    assert "another version" in Demands("run", "old", away.numpy, "", False).refusal(1)


def test_the_log_of_a_worker_names_no_secret(course):
    from autograder.cluster.on_worker import Job
    from autograder.grading.batch import Plan

    plan = Plan.of(course, course.assignments[0], choose_isolation(unsafe=True), b"the secret")
    assert "the secret" not in repr(Job("run", plan, "solutions", b"the secret side"))


def test_without_the_option_nothing_of_dask_is_imported():
    code = "import sys, autograder.grade_class; print({'dask', 'distributed'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


def test_without_the_extra_it_says_what_to_install(course, monkeypatch):
    monkeypatch.setattr(connecting, "find_spec", lambda name: None)
    arguments = ["grade", "01", "--scheduler", "local:2", "--course", str(course.root)]
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 2
    assert "nn-autograder[cluster]" in done.output
