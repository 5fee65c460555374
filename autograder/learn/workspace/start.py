"""Make a workspace, bring it up to date, and put an assignment back to its beginning."""

import filecmp
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from autograder.atomic import replace_file
from autograder.course import COURSE_FILE, Assignment, Course, load_course
from autograder.errors import CourseError
from autograder.learn.workspace.progress_file import StateFile
from autograder.learn.workspace.workspace import PRIVATE, Workspace, link_course

README = """# {title}

This is your own workspace. No command overwrites what you write here, and `reset` keeps a backup.

    autograder watch            open a module in your editor, save, and see what to look at next
    autograder check            run every check once
    autograder progress         see how far you are

{table}

Each folder has a README to begin with, the module with its TODOs, a notebook that explains
everything (`jupyter lab`), and a few public checks (`pytest` runs them too).
"""


@dataclass
class Started:
    """What `start` did."""

    workspace: Workspace
    added: list[Path] = field(default_factory=list)
    updated: list[Path] = field(default_factory=list)
    """files that the learner had not changed, and of which the course has a newer version"""
    kept: list[Path] = field(default_factory=list)
    """files that the learner has changed, although the course has a newer version"""


def start_workspace(course: Course, folder: Path) -> Started:
    """Make a workspace in `folder` with every released assignment, or bring one up to date.

    A file that the learner has changed stays as it is. Raises CourseError when the folder can't be
    a workspace, or nothing is released yet.
    """
    folder = folder.expanduser().absolute()
    if folder.exists() and not folder.is_dir():
        raise CourseError(f"{folder}: this is a file; choose another name for the workspace")
    if folder.resolve().is_relative_to(course.root.resolve()):
        raise CourseError(
            f"{folder}: this is inside the course; choose a folder outside of it, "
            "e.g. `autograder start ~/neural-networks`"
        )
    released = [a for a in course.assignments if course.release_dir(a).is_dir()]
    if not released:
        raise CourseError(f"{course.root}: no assignment is released yet (`autograder release`)")
    private = folder / PRIVATE
    workspace = Workspace(folder, course, StateFile(private / "state.json"))
    started = Started(workspace)
    previous = private / "course"
    for assignment in released:
        _copy_to_learner(course, assignment, previous, started)
    _copy_public_side(course, released, previous)
    readme = folder / "README.md"
    if not readme.exists():
        table = "\n".join(f"- `{a.name}`: {a.title}" for a in released)
        replace_file(readme, README.format(title=course.title, table=table).encode())
    replace_file(private / ".gitignore", b"*\n")
    link_course(private, course)
    return started


def reset_assignment(workspace: Workspace, assignment: Assignment) -> Path:
    """Put the released files back. Returns the folder with the backup of the learner's files.

    Raises CourseError when the released files are not here.
    """
    released = _released(workspace, assignment)
    backup = _new_backup(workspace.private / "backups" / assignment.name)
    folder = workspace.folder(assignment)
    for file in _files(released):
        relative = file.relative_to(released)
        learners = folder / relative
        if learners.exists():
            (backup / relative).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(learners, backup / relative)
        _copy(file, learners)
    with workspace.state.edit() as state:
        for task in state.assignment(assignment.name).tasks.values():
            task.score = 0.0
    return backup


def _copy_to_learner(
    course: Course, assignment: Assignment, previous: Path, started: Started
) -> None:
    release = course.release_dir(assignment)
    for new in _files(release):
        relative = new.relative_to(release)
        learners = started.workspace.folder(assignment) / relative
        old = previous / "assignments" / assignment.name / relative
        if not learners.exists():
            _copy(new, learners)
            started.added.append(learners)
        elif not old.is_file() or _same(old, new) or _same(learners, new):
            continue
        elif _same(learners, old):
            _copy(new, learners)
            started.updated.append(learners)
        else:
            started.kept.append(learners)


def _copy_public_side(course: Course, released: list[Assignment], copy: Path) -> None:
    """Keep what `reset` and the public checks need where the course is lost."""
    shutil.rmtree(copy, ignore_errors=True)
    _copy(course.root / COURSE_FILE, copy / COURSE_FILE)
    for assignment in released:
        release = course.release_dir(assignment)
        for file in _files(release):
            _copy(file, copy / "assignments" / assignment.name / file.relative_to(release))


def _released(workspace: Workspace, assignment: Assignment) -> Path:
    own_copy = load_course(workspace.private / "course")
    for course in (workspace.course, own_copy):
        folder = course.release_dir(assignment)
        if folder.is_dir():
            return folder
    raise CourseError(
        f"{workspace.course.root}: {assignment.name} is not released here, and nothing was "
        "changed; name the course with --course DIR"
    )


def _new_backup(parent: Path) -> Path:
    name = datetime.now().strftime("%Y-%m-%d_%H-%M-%S")
    attempt = 1
    while True:
        folder = parent / (name if attempt == 1 else f"{name}_{attempt}")
        try:
            folder.mkdir(parents=True)
        except FileExistsError:
            attempt += 1
        else:
            return folder


def _files(folder: Path) -> Iterator[Path]:
    """A release's files, without what editors and Python leave in the same folder."""
    for path in sorted(folder.rglob("*")):
        leftover = any(p.startswith((".", "__pycache__")) for p in path.relative_to(folder).parts)
        if path.is_file() and not leftover:
            yield path


def _copy(file: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    replace_file(target, file.read_bytes())


def _same(one: Path, other: Path) -> bool:
    return filecmp.cmp(one, other, shallow=False)
