"""The main job on a sample class: release, submit, grade, feedback, reports."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from autograder.class_overview import class_overview
from autograder.class_run import ClassRun
from autograder.course import Assignment, Course
from autograder.demo.class_by_kind import print_class
from autograder.demo.course import submit
from autograder.demo.material import read_sources
from autograder.demo.sample import Member, sample_class
from autograder.grade_class import grade_class
from autograder.gradebook.book import open_gradebook
from autograder.nbgrader_plugins.feedback_pages import write_feedback
from autograder.nbgrader_plugins.generate import release_assignment
from autograder.report.console import WIDTH_OF_A_PIPE
from autograder.report.export import export_csv
from autograder.report.overview.page import class_page
from autograder.report.picture import draw_class
from autograder.report.progress_bar import Bar, GradingBar


@dataclass(frozen=True)
class Shown:
    """One graded assignment of the demo, and the files with the outcome."""

    assignment: Assignment
    members: Sequence[Member]
    run: ClassRun
    page: Path
    """the feedback of one student"""
    table: Path
    """the results of everyone, as text"""
    picture: Path
    report: Path
    """the class at a glance, for a browser"""
    grades: Path


def show(
    course: Course,
    assignment: Assignment,
    students: int | None,
    *,
    unsafe: bool,
    hostile_too: bool = True,
) -> Shown:
    """Take an assignment through the main job, on a sample class, in the demo's own course."""
    with Bar(f"Releasing {assignment.name}", 1) as bar:
        release_assignment(course, assignment)
        bar.advance()
    members = sample_class(read_sources(course, assignment), students, hostile_too=hostile_too)
    with Bar("Submitting", len(members)) as bar:
        submit(course, assignment, members)
        bar.advance(len(members))
    with GradingBar(assignment.name) as progress:
        run = grade_class(course, assignment, progress=progress, unsafe=unsafe)
    with Bar("Writing feedback") as bar:
        write_feedback(course, assignment, progress=bar)
    with open_gradebook(course) as book:
        rows = book.rows(assignment)
    grades = course.root / f"{assignment.name}.csv"
    grades.write_text(export_csv(rows), encoding="utf-8", newline="\n")
    picture = draw_class(assignment, run.results, course.root / f"{assignment.name}.png")
    report = course.root / f"{assignment.name}-class.html"
    report.write_text(class_page(class_overview(course, assignment)), encoding="utf-8")
    table = course.root / f"{assignment.name}.txt"
    with table.open("w", encoding="utf-8") as file:
        print_class(Console(file=file, width=WIDTH_OF_A_PIPE), assignment, members, run)
    page = _instructive_page(course, assignment, run)
    return Shown(assignment, members, run, page, table, picture, report, grades)


def _instructive_page(course: Course, assignment: Assignment, run: ClassRun) -> Path:
    """The feedback page of a student whose mistake was named, where there is one."""
    named = [r.student for r in run.results if any(task.misconceptions for task in r.tasks)]
    student = next(iter(named), run.results[0].student)
    return course.feedback_dir(student, assignment) / f"{assignment.stem}.html"
