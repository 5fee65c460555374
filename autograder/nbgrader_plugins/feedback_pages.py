"""The feedback pages of a class, written in several processes."""

import os
import shutil
from collections.abc import Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from multiprocessing import get_context
from pathlib import Path
from typing import Protocol

from autograder.atomic import replace_file
from autograder.child_processes import children_deaf_to_ctrl_c
from autograder.course import Assignment, Course, load_course
from autograder.errors import CourseError
from autograder.gradebook.book import open_gradebook
from autograder.gradebook.notebooks.autograded_folder import has_notebook
from autograder.pages.facts import read_facts
from autograder.pages.student_page import StudentPages
from autograder.submissions.contents import TIMESTAMP
from autograder.submissions.safe_reading import read_file

CHUNK = 25  # students in one job
FOR_THE_EXCHANGE = (TIMESTAMP, "submission_secret.txt")
"""what `nbgrader release_feedback` reads beside a page"""
LONGEST = 10_000  # bytes of such a file


class Progress(Protocol):
    """Shows how many pages are written."""

    def expect(self, total: int) -> None:
        """So many pages will be written."""

    def advance(self, count: int) -> None:
        """So many more are written."""


def write_feedback(
    course: Course,
    assignment: Assignment,
    *,
    students: Sequence[str] = (),
    jobs: int | None = None,
    progress: Progress | None = None,
) -> None:
    """Write `feedback/STUDENT/NAME/` for every graded submission, over a page that exists.

    Of a student who was removed from the gradebook, a graded notebook may be left; it has no page.
    `students` are the ids to write for, by default all. Raises CourseError where nothing is
    graded. Where a page can't be written, all others are written before it is raised.
    """
    nothing = CourseError(
        f"{assignment.name}: nothing is graded yet; first run: autograder grade {assignment.name}"
    )
    chosen = [s for s in students or _autograded(course) if has_notebook(course, assignment, s)]
    if not chosen:
        raise nothing
    with open_gradebook(course) as book:
        book.refresh(assignment)
        recorded = book.submitters(assignment)
    chosen = [student for student in chosen if student in recorded]
    if not chosen:
        raise nothing
    failed = _failed(course, assignment, chosen, jobs or os.cpu_count() or 1, progress)
    if failed:
        raise CourseError(
            f"{assignment.name}: could not write the feedback of {', '.join(failed)}; grade again "
            f"and write the pages anew: autograder grade {assignment.name} --force"
        )


def page_path(course: Course, assignment: Assignment, student: str) -> Path:
    """Where the page of a student is."""
    return course.feedback_dir(student, assignment) / f"{assignment.stem}.html"


def make_room(page: Path) -> None:
    """Remove what the student submitted under the name of the page: it may be read-only."""
    if page.is_dir() and not page.is_symlink():
        shutil.rmtree(page)
    else:
        page.unlink(missing_ok=True)


def _failed(
    course: Course,
    assignment: Assignment,
    students: Sequence[str],
    jobs: int,
    progress: Progress | None,
) -> list[str]:
    """Write the pages in several processes; return the students for whom it failed."""
    if progress:
        progress.expect(len(students))
    chunks = [students[start : start + CHUNK] for start in range(0, len(students), CHUNK)]
    failed: list[str] = []
    broken: list[Sequence[str]] = []
    with _processes(min(jobs, len(chunks))) as pool:
        with children_deaf_to_ctrl_c():
            pending = [pool.submit(_write_chunk, course.root, assignment, c) for c in chunks]
        try:
            for future, chunk in zip(pending, chunks, strict=True):
                try:
                    failed += future.result()
                except BrokenProcessPool:  # no process goes on when one of them has died
                    broken.append(chunk)
                    continue
                if progress:
                    progress.advance(len(chunk))
        except KeyboardInterrupt:
            pool.shutdown(cancel_futures=True)
            raise
    for chunk in broken:
        failed += _failed_apart(course, assignment, chunk)
        if progress:
            progress.advance(len(chunk))
    return failed


def _failed_apart(course: Course, assignment: Assignment, students: Sequence[str]) -> list[str]:
    """Write pages in a process of their own; where it dies, each half again, down to one student.

    Returns the students for whom it failed.
    """
    with _processes(1) as pool:
        with children_deaf_to_ctrl_c():
            future = pool.submit(_write_chunk, course.root, assignment, students)
        with suppress(BrokenProcessPool):
            return future.result()
    if len(students) == 1:
        make_room(page_path(course, assignment, students[0]))
        return list(students)
    middle = len(students) // 2
    halves = students[:middle], students[middle:]
    return [who for half in halves for who in _failed_apart(course, assignment, half)]


def _processes(count: int) -> Executor:
    return ProcessPoolExecutor(count, mp_context=get_context("spawn"))


def _autograded(course: Course) -> list[str]:
    root = course.root / "autograded"
    return sorted(folder.name for folder in root.iterdir()) if root.is_dir() else []


def _write_chunk(root: Path, assignment: Assignment, students: Sequence[str]) -> list[str]:
    """Write the pages of some students; return those for whom it failed."""
    course = load_course(root)
    facts = read_facts(course.gradebook_path, course, assignment, students)
    pages = StudentPages(course, assignment)
    failed = []
    for student in students:
        path = page_path(course, assignment, student)
        try:
            make_room(path)
            html = pages.page(facts[student], course.autograded_dir(student, assignment))
            path.parent.mkdir(parents=True, exist_ok=True)
            _copy_for_the_exchange(course.autograded_dir(student, assignment), path.parent)
            replace_file(path, html.encode(errors="replace"))
        except Exception:  # whatever it is, it costs this student's page alone
            failed.append(student)
    return failed


def _copy_for_the_exchange(source: Path, target: Path) -> None:
    for name in FOR_THE_EXCHANGE:
        with suppress(OSError):  # work that was not collected from the exchange has no such file
            replace_file(target / name, read_file(source / name, LONGEST))
