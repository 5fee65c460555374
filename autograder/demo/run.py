"""The main job on a sample class: release, hand in, grade, feedback, reports."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.classroom import ClassRun
from autograder.course import Assignment, Course
from autograder.demo.course import hand_in
from autograder.demo.material import read_sources
from autograder.demo.sample import Member, sample_class
from autograder.release import release


@dataclass(frozen=True)
class Shown:
    """One assignment of the demo, and where what came of it lies."""

    assignment: Assignment
    members: Sequence[Member]
    run: ClassRun
    picture: Path
    grades: Path


def hand_out_and_in(course: Course, assignment: Assignment, students: int | None) -> list[Member]:
    """Release an assignment and let the sample class hand in."""
    release(course, [assignment])
    members = sample_class(read_sources(course, assignment), students)
    hand_in(course, assignment, members)
    return members
