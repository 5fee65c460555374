"""Write a small assignment that passes `autograder validate` without a change."""

import keyword
import re
import shutil
from pathlib import Path

from autograder.atomic import replace_file
from autograder.course import COURSE_FILE, Assignment, Course, load_course
from autograder.errors import CourseError
from autograder.scaffold.course import TEMPLATES, add_course_files
from autograder.scaffold.entry import with_entry

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")
FILES = {
    "module.py.txt": "@stem@.py",
    "notebook.md": "@stem@.md",
    "test_module.py.txt": "test_@stem@.py",
    "README.md": "README.md",
    "hints.md": "hints.md",
    "graders/test_standardize.py.txt": "graders/test_standardize.py",
    "wheats/loops.py.txt": "wheats/loops.py",
    "misconceptions/standardize.yml": "misconceptions/standardize.yml",
}
ENTRY = """\
- name: @name@
  title: @title@
  module: @stem@.py
  tasks:
    - name: standardize
      title: One scale for all columns
      points: 10
"""


def new_assignment(course: Course, name: str) -> Assignment:
    """Write `solutions/NAME/`, the entry in course.yml, and files of the course that are missing.

    The module is named after NAME without its number: `05-my-data` gives `my_data.py`. Raises
    CourseError, and changes nothing, when the name is impossible or already used.
    """
    folder = course.root / "solutions" / name
    stem = _free_stem(course, name, folder)
    words = {"@name@": name, "@stem@": stem, "@title@": stem.replace("_", " ").capitalize()}
    course_file = course.root / COURSE_FILE
    before = course_file.read_bytes()
    after = with_entry(before.decode("utf-8"), _filled(ENTRY, words))
    try:
        replace_file(course_file, after.encode())
        made = load_course(course.root).assignment(name)
        _write_files(folder, words)
        add_course_files(course.root)
    except BaseException:
        replace_file(course_file, before)
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return made


def _free_stem(course: Course, name: str, folder: Path) -> str:
    """The name of the new module. Raises CourseError where a name is impossible or used."""
    if not NAME.fullmatch(name):
        raise CourseError(f"'{name}' can't be the name of a folder: use letters, digits, - and _")
    stem = _stem(name)
    if folder.exists():
        raise CourseError(f"{folder}: exists already; choose another name or remove it")
    for other in course.assignments:
        if other.stem == stem:
            raise CourseError(f"{stem}.py is the module of {other.name}; choose another name")
    return stem


def _write_files(folder: Path, words: dict[str, str]) -> None:
    for template, target in FILES.items():
        path = folder / _filled(target, words)
        path.parent.mkdir(parents=True, exist_ok=True)
        text = (TEMPLATES / template).read_text(encoding="utf-8")
        path.write_text(_filled(text, words), encoding="utf-8")


def _stem(name: str) -> str:
    words = re.sub(r"^[0-9]+", "", name)
    stem = re.sub(r"[^a-z0-9]+", "_", words.lower()).strip("_")
    if not stem.isidentifier() or keyword.iskeyword(stem):
        raise CourseError(
            f"'{name}' gives no name for a Python module; 05-scaling would give scaling.py"
        )
    return stem


def _filled(text: str, words: dict[str, str]) -> str:
    for mark, word in words.items():
        text = text.replace(mark, word)
    return text
