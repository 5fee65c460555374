"""nbgrader's feedback pages, written by nbgrader itself, in several processes."""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from multiprocessing import get_context
from pathlib import Path
from typing import Protocol

from autograder.child_processes import children_deaf_to_ctrl_c
from autograder.course import Assignment, Course
from autograder.errors import CourseError
from autograder.gradebook.book import open_gradebook
from autograder.gradebook.nbgrader_import import nbgrader_api
from autograder.gradebook.notebooks.autograded_folder import has_notebook

CHUNK = 16  # students in one run of nbgrader, whose start takes some seconds


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
    graded. Where nbgrader can't write a page, all others are written before it is raised.
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
            f"{assignment.name}: nbgrader could not write the feedback of {', '.join(failed)}; "
            f"to see why: nbgrader generate_feedback {assignment.name} --force"
        )


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
        half_written = course.feedback_dir(students[0], assignment) / f"{assignment.stem}.html"
        half_written.unlink(missing_ok=True)
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
    """Run nbgrader's own converter for some students; return those for whom it failed."""
    nbgrader_api()
    from nbgrader.apps import GenerateFeedbackApp
    from nbgrader.converters import GenerateFeedback, NbGraderException
    from traitlets.config import Config

    from autograder.nbgrader_plugins.config import configure_pages

    class Feedback(GenerateFeedback):  # type: ignore[misc]
        def init_notebooks(self) -> None:
            """Use these students and no others, whatever characters their ids have."""
            self.assignments = {
                folder: [os.path.join(folder, assignment.notebook)]
                for student in students
                if (folder := self._format_source(assignment.name, student))
            }

    with _inside(root):
        app = GenerateFeedbackApp(log_level="CRITICAL")
        app.initialize([])
        pages = Config()
        configure_pages(pages, [assignment.name])
        app.update_config(pages)
        app.coursedir.assignment_id = assignment.name
        converter = Feedback(coursedir=app.coursedir, parent=app, force=True)
        with suppress(NbGraderException):  # it removes the page that failed
            converter.start()
    page = f"{assignment.stem}.html"
    return [
        student
        for student in students
        if not Path(converter._format_dest(assignment.name, student), page).is_file()
    ]


@contextmanager
def _inside(folder: Path) -> Iterator[None]:
    """Go to a folder: nbgrader looks for the course in the current one."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)
