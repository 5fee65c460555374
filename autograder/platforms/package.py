"""A zip file of one assignment, ready to upload to another system that grades.

For Gradescope it holds the hidden checks, the reference and the part of the engine that grades.
For Classroom 50 and VPL it holds the public checks alone, as students can read what is there.
"""

import hashlib
import zipfile
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path

from autograder.course import COURSE_FILE, Assignment, Course
from autograder.errors import CourseError
from autograder.grading.fingerprint import grader_files
from autograder.grading.secret import SECRET_FILE, course_secret

ENGINE = Path(__file__).parents[1]
TEMPLATES = Path(__file__).parent / "templates"
NEEDED = ("msgpack", "numpy", "pydantic", "pyseccomp", "pytest", "pyyaml", "tzdata")
"""what grading needs of the kit's dependencies"""
NOT_THERE = {
    "cli",
    "cluster",
    "demo",
    "gradebook",
    "learn",
    "lms",
    "nbgrader_plugins",
    "notebook",
    "report",
}
NOT_THERE |= {"packaged_course", "release", "scaffold", "validation", "__pycache__"}
"""rooms of the engine that grading one submission doesn't enter"""
PROGRAMS = ("run_autograder", "setup.sh", "vpl_evaluate.sh")
BEGINNING = (1980, 1, 1, 0, 0, 0)  # so that the same course gives the same bytes

Files = Iterator[tuple[str, bytes]]


def write_package(course: Course, assignment: Assignment, platform: str, target: Path) -> None:
    """Write the zip file for a key of PLATFORMS.

    Raises CourseError where the files that it needs are missing.
    """
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(PLATFORMS[platform](course, assignment)):
            info = zipfile.ZipInfo(name, BEGINNING)
            info.external_attr = (0o755 if name in PROGRAMS else 0o644) << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)


def _gradescope(course: Course, assignment: Assignment) -> Files:
    course.require_solution_dir(assignment)
    yield from _templates("gradescope", {"@name@": assignment.name})
    yield "requirements.txt", "".join(f"{name}=={version(name)}\n" for name in NEEDED).encode()
    yield f"course/{COURSE_FILE}", (course.root / COURSE_FILE).read_bytes()
    derived = hashlib.sha256(b"gradescope\0" + course_secret(course)).hexdigest()
    yield f"course/{SECRET_FILE}", derived.encode()
    for path in grader_files(course, assignment):
        yield f"course/{path.relative_to(course.root).as_posix()}", path.read_bytes()
    for path in ENGINE.rglob("*.py"):
        relative = path.relative_to(ENGINE)
        if not NOT_THERE & set(relative.parts):
            yield f"autograder/{relative.as_posix()}", path.read_bytes()


def _classroom50(course: Course, assignment: Assignment) -> Files:
    yield from _templates("classroom50", {})
    yield from _public_checks(course, assignment)


def _vpl(course: Course, assignment: Assignment) -> Files:
    yield from _templates("vpl", {})
    yield from _public_checks(course, assignment)


def _public_checks(course: Course, assignment: Assignment) -> Files:
    test = course.release_dir(assignment) / f"test_{assignment.module}"
    if not test.is_file():
        raise CourseError(f"{test}: not there; first run: autograder release {assignment.name}")
    yield test.name, test.read_bytes()
    program = (TEMPLATES / "run_public_checks.py.txt").read_text(encoding="utf-8")
    yield "run_public_checks.py", program.replace("@test@", test.name).encode()


def _templates(platform: str, words: dict[str, str]) -> Files:
    """The files of a platform; one that Python should not take for ours ends in .txt here."""
    for path in (TEMPLATES / platform).iterdir():
        text = path.read_text(encoding="utf-8")
        for mark, word in words.items():
            text = text.replace(mark, word)
        yield path.name.removesuffix(".txt"), text.encode()


PLATFORMS: dict[str, Callable[[Course, Assignment], Files]] = {
    "gradescope": _gradescope,
    "classroom50": _classroom50,
    "vpl": _vpl,
}
