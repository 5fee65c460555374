"""The submissions that both graders get, and our course that they are handed in to."""

import shutil
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from autograder.course import Assignment, Course, load_course
from autograder.demo.course import submit
from autograder.demo.material import read_sources
from autograder.demo.sample import Member, varied_members
from autograder.nbgrader_plugins.generate import release_assignment

ROOT = Path(__file__).parents[1]
NAME = "02-network"


def new_course(folder: Path) -> tuple[Course, Assignment]:
    """A copy of the course in `folder`, with the assignment released."""
    folder.mkdir(parents=True)
    for name in ("course.yml", "nbgrader_config.py"):
        shutil.copy(ROOT / name, folder)
    ignored = shutil.ignore_patterns("__pycache__", "*.ipynb")
    shutil.copytree(ROOT / "solutions", folder / "solutions", ignore=ignored)
    course = load_course(folder)
    assignment = course.assignment(NAME)
    release_assignment(course, assignment)
    return course, assignment


def honest_members(course: Course, assignment: Assignment, count: int) -> list[Member]:
    """Right, mistaken and unfinished work with its notebook: what stock nbgrader can grade, too."""
    members = varied_members(read_sources(course, assignment))
    complete = (m for m in members if m.has_notebook and m.module is not None)
    return [
        Member(m.kind, m.tried, m.module, student=f"student-{place:04}")
        for place, m in enumerate(islice(complete, count))
    ]


def fresh_submissions(course: Course, assignment: Assignment, members: Sequence[Member]) -> None:
    """Let exactly these members have handed in, and nothing of theirs be graded."""
    for name in ("submitted", "autograded"):
        shutil.rmtree(course.root / name, ignore_errors=True)
    submit(course, assignment, members)
