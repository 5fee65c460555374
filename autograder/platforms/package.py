"""A zip file with the graders of one assignment, ready to upload to Gradescope."""

import hashlib
import zipfile
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from autograder.course import COURSE_FILE, Assignment, Course
from autograder.grading.misconceptions import misconception_files
from autograder.grading.secret import SECRET_FILE, course_secret

ENGINE = Path(__file__).parents[1]
TEMPLATES = Path(__file__).parent / "templates"
NEEDED = ("msgpack", "numpy", "pydantic", "pyseccomp", "pytest", "pyyaml", "tzdata")
"""what grading needs of the kit's dependencies"""
NOT_THERE = {"cli", "demo", "gradebook", "learn", "lms", "nbgrader_plugins", "notebook", "report"}
NOT_THERE |= {"packaged_course", "release", "scaffold", "validation", "__pycache__"}
"""rooms of the engine that grading one submission doesn't enter"""
PROGRAM = 0o755 << 16
FILE = 0o644 << 16
BEGINNING = (1980, 1, 1, 0, 0, 0)  # so that the same course gives the same bytes


def write_package(course: Course, assignment: Assignment, target: Path) -> None:
    """Write the zip file. Raises CourseError without the secret side of the assignment.

    It holds hidden checks and the reference: never give it to students.
    """
    course.require_solution_dir(assignment)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content, mode in _files(course, assignment):
            info = zipfile.ZipInfo(name, BEGINNING)
            info.external_attr = mode
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)


def _files(course: Course, assignment: Assignment) -> Iterator[tuple[str, bytes, int]]:
    run = (TEMPLATES / "run_autograder").read_text(encoding="utf-8")
    yield "run_autograder", run.replace("@name@", assignment.name).encode(), PROGRAM
    yield "setup.sh", (TEMPLATES / "setup.sh").read_bytes(), PROGRAM
    pinned = "".join(f"{name}=={version(name)}\n" for name in NEEDED)
    yield "requirements.txt", pinned.encode(), FILE
    yield f"course/{COURSE_FILE}", (course.root / COURSE_FILE).read_bytes(), FILE
    derived = hashlib.sha256(b"gradescope\0" + course_secret(course)).hexdigest()
    yield f"course/{SECRET_FILE}", derived.encode(), FILE
    for path in _grader_files(course, assignment):
        yield f"course/{path.relative_to(course.root).as_posix()}", path.read_bytes(), FILE
    for path in sorted(ENGINE.rglob("*.py")):
        relative = path.relative_to(ENGINE)
        if not NOT_THERE & set(relative.parts):
            yield f"autograder/{relative.as_posix()}", path.read_bytes(), FILE


def _grader_files(course: Course, assignment: Assignment) -> list[Path]:
    """Reference, checks and misconceptions; of other assignments only what these include."""
    folder = course.solution_dir(assignment)
    checks = (folder / "graders").rglob("*")
    found = {folder / assignment.module, *misconception_files(folder)}
    found |= {p for p in checks if p.is_file() and "__pycache__" not in p.parts}
    return sorted(found)
