"""A course of an instructor's own, made from the one that is installed."""

import shutil
from pathlib import Path

from autograder.course import COURSE_FILE, Course, load_course
from autograder.course.schema import schema_text
from autograder.errors import CourseError

TEMPLATES = Path(__file__).parent / "templates"
COURSE_FILES = {"nbgrader_config.py.txt": "nbgrader_config.py", "gitignore.txt": ".gitignore"}
"""files that every course has at its root, by their template"""
SCHEMA_FILE = "course.schema.json"
EMPTY_COURSE = f"""\
# yaml-language-server: $schema={SCHEMA_FILE}
# The one description of the course. `autograder new NAME` adds an assignment.
schema: 1
id: my-course
title: My course
assignments: []
"""
COMPILED = shutil.ignore_patterns("__pycache__")
LEFT_OUT = shutil.ignore_patterns("__pycache__", ".*", "*.ipynb")


def new_course(folder: Path, source: Path | None) -> Course:
    """Make a course in `folder`: a copy of the one in `source`, or one without assignments.

    What students submitted and the secret of the source are not copied. Raises CourseError where
    the folder is not empty, or the source has no secret side.
    """
    folder = folder.expanduser().absolute()
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CourseError(f"{folder}: this is not an empty folder; choose another one")
    if source and not (source / "solutions").is_dir():
        raise CourseError(
            f"{source}: only the public side of the course is installed; the solutions come with "
            '`pip install "nn-autograder[instructor,learn]"`, and `autograder init DIR --empty` '
            "needs none"
        )
    folder.mkdir(parents=True, exist_ok=True)
    if source:
        shutil.copyfile(source / COURSE_FILE, folder / COURSE_FILE)
        shutil.copytree(source / "solutions", folder / "solutions", ignore=LEFT_OUT)
        shutil.copytree(source / "assignments", folder / "assignments", ignore=COMPILED)
    else:
        (folder / COURSE_FILE).write_text(EMPTY_COURSE, encoding="utf-8")
    (folder / SCHEMA_FILE).write_text(schema_text(), encoding="utf-8")
    course = load_course(folder)
    readme = (TEMPLATES / "course_readme.md").read_text(encoding="utf-8")
    (folder / "README.md").write_text(readme.replace("@title@", course.title), encoding="utf-8")
    add_course_files(folder)
    return course


def add_course_files(root: Path) -> None:
    """Write the files that every course has, where they are missing."""
    for template, target in COURSE_FILES.items():
        if not (root / target).exists():
            shutil.copyfile(TEMPLATES / template, root / target)
