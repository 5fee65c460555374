"""Whatever is killed while a class is graded, the next run ends where an undisturbed one does."""

import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing, suppress
from multiprocessing import get_context
from pathlib import Path
from typing import IO

import psutil
import pytest

from autograder.course import Course, load_course
from autograder.grade_class import grade_class
from autograder.gradebook.nbgrader_import import nbgrader_api
from autograder.gradebook.recorded import read_recorded
from autograder.grading.secret import course_secret
from autograder.nbgrader_plugins.generate import release_assignment
from tests.gradebook.real_course import RIGHT, lay_out, submit
from tests.gradebook.tiny_course import Notes
from tests.support.forks import Forked, Imported
from tests.support.measured import MEASURED
from tests.support.processes import no_new_processes
from tests.support.shared import Share

pytestmark = pytest.mark.slow

STUDENTS = 60
STUDENTS_OF_FAKES = 16
KILLS = 50
KILLS_WITH_WORKERS = 6
STYLES = [
    RIGHT,
    RIGHT.replace("2 * x", "3 * x"),
    RIGHT.replace("x / 2", "x"),
    RIGHT.replace("2 * x", "x[0]"),
    "def double(x) return 2",
]


@pytest.fixture(scope="module")
def submitted(share: Share) -> Path:
    """A released course with a class's submissions, to be copied."""

    def make(root: Path) -> None:
        course = lay_out(root)
        release_assignment(course, course.assignments[0])
        course_secret(course)
        course.gradebook_path.unlink()
        for number in range(STUDENTS):
            folder = submit(course, f"student-{number:03}", STYLES[number % len(STYLES)])
            (folder / "timestamp.txt").write_text(f"2027-02-0{1 + number % 3} 10:00:00 UTC")

    return share("submitted", make)


@pytest.fixture(scope="module")
def right_scores(share: Share, submitted: Path) -> dict[str, float]:
    """What an undisturbed run gives each student."""

    def make(root: Path) -> None:
        course = copy(submitted, root / "course")
        with no_new_processes():
            run = grade_class(course, course.assignments[0], progress=Notes())
        scores = {result.student: result.score for result in run.results}
        (root / "scores.json").write_text(json.dumps(scores))

    scores: dict[str, float] = json.loads((share("graded", make) / "scores.json").read_text())
    return scores


def copy(submitted: Path, place: Path) -> Course:
    shutil.copytree(submitted, place, copy_function=os.link)
    return load_course(place)


def start(imported: Imported, course: Course, printed: IO[str]) -> Forked:
    """`autograder grade` in a session of its own."""
    words = ["grade", "01-double", "--course", str(course.root), "--json", "-", "-j", "2"]
    with open(os.devnull, "r+") as none:
        files = (none.fileno(), printed.fileno(), none.fileno())
        return imported.start(
            ["-m", "autograder", *words],
            files,
            cwd=course.root,
            env=os.environ,
            start_new_session=True,
        )


def state(course: Course) -> dict[str, object]:
    """Everything a run leaves behind, without the keys that nbgrader draws at random."""
    queries = {
        "students": "SELECT id FROM student ORDER BY id",
        "grades": """
            SELECT s.student_id, c.name, c.type, g.auto_score, g.manual_score, g.needs_manual_grade
            FROM grade g JOIN base_cell c ON c.id = g.cell_id
            JOIN submitted_notebook n ON n.id = g.notebook_id
            JOIN submitted_assignment s ON s.id = n.assignment_id ORDER BY 1, 2""",
        "comments": """
            SELECT s.student_id, c.name, m.auto_comment
            FROM comment m JOIN base_cell c ON c.id = m.cell_id
            JOIN submitted_notebook n ON n.id = m.notebook_id
            JOIN submitted_assignment s ON s.id = n.assignment_id ORDER BY 1, 2""",
        "submissions": """
            SELECT s.student_id, s.timestamp, n.late_submission_penalty
            FROM submitted_assignment s JOIN submitted_notebook n ON n.assignment_id = s.id
            ORDER BY 1""",
        "results": """
            SELECT s.student_id, r.fingerprint FROM autograder_results r
            JOIN submitted_assignment s ON s.id = r.submission_id ORDER BY 1""",
        "cells": "SELECT name, type FROM base_cell ORDER BY 1, 2",
    }
    with closing(sqlite3.connect(course.gradebook_path)) as database:
        found: dict[str, object] = {
            name: database.execute(query).fetchall() for name, query in queries.items()
        }
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    found["files"] = {
        str(path.relative_to(course.root)): path.read_bytes()
        for path in sorted((course.root / "autograded").rglob("*"))
        if path.is_file()
    }
    return found


def without_times(printed: str) -> list[dict[str, object]]:
    results = json.loads(printed)["results"]
    return [{key: value for key, value in r.items() if key not in MEASURED} for r in results]


def left_running(session: int) -> list[psutil.Process]:
    return [p for p in psutil.process_iter() if _session_of(p) == session]


def _session_of(process: psutil.Process) -> int | None:
    try:
        fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
        return None if fields[0] == "Z" else int(fields[3])
    except OSError:
        return None


class Countdown:
    """A profiler that ends its process, as `kill -9` does, at a certain call or return."""

    def __init__(self, at: int | None = None) -> None:
        self.at = at
        self.seen = 0

    def __call__(self, frame: object, event: str, argument: object) -> None:
        self.seen += 1
        if self.seen == self.at:
            os.kill(os.getpid(), signal.SIGKILL)


def grade_until(course: Course, countdown: Countdown) -> None:
    sys.setprofile(countdown)
    try:
        grade_class(course, course.assignments[0], progress=Notes())
    finally:
        sys.setprofile(None)


def recorded(course: Course) -> int:
    return len(read_recorded(course, course.assignments[0]))


@pytest.mark.usefixtures("grader")
def test_killed_at_any_call_nothing_is_lost_or_doubled(
    course: Course,
    submit: Callable[..., Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The workers are fakes here, so that there is time for many kills while scores are written.

    The class is small, and written in small batches.
    """
    monkeypatch.setattr("autograder.class_recording.COMMIT_BATCH", 4)
    for number in range(STUDENTS_OF_FAKES):
        when = f"2027-02-0{1 + number % 3} 10:00:00 UTC"
        submit(f"student-{number:03}", double=number % 7, answer="x" * number, timestamp=when)
    undisturbed = copy(course.root, tmp_path / "undisturbed")
    countdown = Countdown()
    grade_until(undisturbed, countdown)
    wanted = state(undisturbed)
    moments = random.Random(20270131)
    found = []
    for number in range(KILLS):
        again = copy(course.root, tmp_path / str(number))
        moment = Countdown(moments.randint(1, countdown.seen))
        run = get_context("fork").Process(target=grade_until, args=(again, moment))
        run.start()
        run.join()
        assert run.exitcode in (-signal.SIGKILL, 0)
        found.append(recorded(again))
        grade_class(again, again.assignments[0], progress=Notes())
        assert state(again) == wanted
        shutil.rmtree(again.root)
    assert len([count for count in found if 0 < count < STUDENTS_OF_FAKES]) > 0
    print(f"{KILLS} kills; recorded until then: {sorted(found)}")


@pytest.mark.thorough
def test_killed_with_its_workers_nothing_is_left_running(submitted: Path, tmp_path: Path) -> None:
    needed = "autograder.cli", "autograder.grade_class", "nbgrader.api"
    imported = Imported(*needed, "tests.support.proven_isolation")
    undisturbed = copy(submitted, tmp_path / "undisturbed")
    with (tmp_path / "results.json").open("w") as printed:
        began = time.monotonic()
        assert start(imported, undisturbed, printed).wait() == 0
        duration = time.monotonic() - began
    wanted = state(undisturbed)
    results = without_times((tmp_path / "results.json").read_text())
    assert len(results) == STUDENTS
    moments = random.Random(20270131)
    for number in range(KILLS_WITH_WORKERS):
        course = copy(submitted, tmp_path / str(number))
        with open(os.devnull, "w") as nowhere:
            run = start(imported, course, nowhere)
        try:
            run.wait(timeout=moments.uniform(0.3, 1) * duration)
        except subprocess.TimeoutExpired:
            run.kill()
            run.wait()
        _, alive = psutil.wait_procs(left_running(run.pid), timeout=20)
        assert not alive
        [assignment] = course.assignments
        with no_new_processes():
            again = grade_class(course, assignment, progress=Notes())
        assert without_times(again.to_json(course, assignment)) == results
        assert state(course) == wanted
        shutil.rmtree(course.root)


def is_grader(process: psutil.Process) -> bool:
    return "--multiprocessing-fork" in process.cmdline()


def is_isolation(process: psutil.Process) -> bool:
    return process.name() == "bwrap"


def is_zygote(process: psutil.Process) -> bool:
    return not is_isolation(process) and is_isolation(process.parent())


def is_worker(process: psutil.Process) -> bool:
    return is_zygote(process.parent())


class Killer(Notes):
    """Kills processes of the run as soon as there are results and any to kill."""

    def __init__(self, wanted: Callable[[psutil.Process], bool]) -> None:
        super().__init__()
        self._wanted = wanted
        self._others = set(psutil.Process().children(recursive=True))
        self.killed = 0

    def graded(self, result: object) -> None:
        if self.killed:
            return
        for process in set(psutil.Process().children(recursive=True)) - self._others:
            with suppress(psutil.Error):
                if self._wanted(process):
                    process.kill()
                    self.killed += 1


@pytest.mark.parametrize("wanted", [is_grader, is_isolation, is_zygote, is_worker])
def test_killed_helpers_cost_nobody_else_a_point(
    submitted: Path,
    right_scores: dict[str, float],
    tmp_path: Path,
    wanted: Callable[[psutil.Process], bool],
) -> None:
    nbgrader_api()
    course = copy(submitted, tmp_path / "course")
    killer = Killer(wanted)
    run = grade_class(course, course.assignments[0], progress=killer, jobs=2)
    if not killer.killed and wanted is not is_grader:
        pytest.skip("bubblewrap isn't in use here")
    assert killer.killed
    assert run.exit_code == 0
    scores = {result.student: result.score for result in run.results}
    assert scores.keys() == right_scores.keys()
    differing = [student for student in scores if scores[student] != right_scores[student]]
    assert len(differing) <= (killer.killed if wanted is is_worker else 0), differing
