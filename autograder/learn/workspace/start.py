"""Make a workspace, bring it up to date, and set an assignment back to its beginning."""

import filecmp
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import autograder
from autograder.course import COURSE_FILE, Assignment, Course, find_course, load_course
from autograder.errors import CourseError
from autograder.learn.workspace.progress_file import StateFile
from autograder.learn.workspace.workspace import PRIVATE, Workspace, link_course

README = """# {title}

Your own workspace. What you write here is yours: no command overwrites it, and `reset` keeps a
backup.

    autograder watch            open a module in your editor, save, and see what to look at next
    autograder check            every check once
    autograder progress         how far you are

{table}

Each folder holds a README to begin with, the module with its TODOs, a notebook that tells the
story (`jupyter lab`), and a few public checks (`pytest` runs them too).
"""


@dataclass
class Started:
    """What `start` did."""

    workspace: Workspace
    added: list[Path] = field(default_factory=list)
    updated: list[Path] = field(default_factory=list)
    """files that the learner had not touched, of which the course has a newer version"""
    kept: list[Path] = field(default_factory=list)
    """files of which the course has a newer version, but which the learner has changed"""


def course_to_start_from(named: Path | None) -> Course:
    """The course in the named folder; else above the current one; else beside the package.

    Raises CourseError when there is none.
    """
    beside_package = Path(autograder.__file__).parents[1]
    try:
        root = find_course(named)
    except CourseError:
        if named is not None or not (beside_package / COURSE_FILE).is_file():
            raise
        root = beside_package
    return load_course(root)


def start_workspace(course: Course, folder: Path) -> Started:
    """Make a workspace in `folder` with every released assignment, or bring one up to date.

    A file that the learner has changed is never touched. Raises CourseError when the folder
    can't be a workspace or nothing is released yet.
    """
    folder = folder.expanduser().absolute()
    if folder.exists() and not folder.is_dir():
        raise CourseError(f"{folder}: this is a file; give the folder to work in another name")
    if folder.resolve().is_relative_to(course.root.resolve()):
        raise CourseError(
            f"{folder}: this lies inside the course; work outside of it, "
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
        _hand_out(course, assignment, previous, started)
    readme = folder / "README.md"
    if not readme.exists():
        table = "\n".join(f"- `{a.name}`: {a.title}" for a in released)
        text = README.format(title=course.title, table=table)
        readme.write_text(text, encoding="utf-8")
    _copy_public_side(course, released, previous)
    (private / ".gitignore").write_text("*\n", encoding="utf-8")
    link_course(private, course)
    return started


def reset_assignment(workspace: Workspace, assignment: Assignment) -> Path:
    """Put the released files back. Returns the folder with the backup of what stood there.

    Raises CourseError when the released files are not at hand.
    """
    released = _released(workspace, assignment)
    backup = _new_backup(workspace.private / "backups" / assignment.name)
    folder = workspace.folder(assignment)
    folder.mkdir(exist_ok=True)
    for pristine in _files(released):
        relative = pristine.relative_to(released)
        theirs = folder / relative
        if theirs.exists():
            (backup / relative).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(theirs, backup / relative)
        theirs.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(pristine, theirs)
    with workspace.state.edit() as state:
        for task in state.assignment(assignment.name).tasks.values():
            task.score = 0.0
    return backup


def _hand_out(course: Course, assignment: Assignment, previous: Path, started: Started) -> None:
    release = course.release_dir(assignment)
    for new in _files(release):
        relative = new.relative_to(release)
        theirs = started.workspace.folder(assignment) / relative
        old = previous / "assignments" / assignment.name / relative
        if not theirs.exists():
            theirs.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(new, theirs)
            started.added.append(theirs)
        elif not old.is_file() or _same(old, new) or _same(theirs, new):
            continue
        elif _same(theirs, old):
            shutil.copyfile(new, theirs)
            started.updated.append(theirs)
        else:
            started.kept.append(theirs)


def _copy_public_side(course: Course, released: list[Assignment], copy: Path) -> None:
    """Keep what `reset` and the public checks need, so that the workspace stands by itself."""
    shutil.rmtree(copy, ignore_errors=True)
    copy.mkdir(parents=True)
    shutil.copyfile(course.root / COURSE_FILE, copy / COURSE_FILE)
    for assignment in released:
        release = course.release_dir(assignment)
        for file in _files(release):
            target = copy / "assignments" / assignment.name / file.relative_to(release)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, target)


def _released(workspace: Workspace, assignment: Assignment) -> Path:
    own_copy = load_course(workspace.private / "course")
    for course in (workspace.course, own_copy):
        folder = course.release_dir(assignment)
        if folder.is_dir():
            return folder
    raise CourseError(
        f"{workspace.course.root}: {assignment.name} is not released here; "
        "nothing was changed (name the course with --course DIR)"
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
    """A release's files; what editors and Python leave beside them is not one."""
    for path in sorted(folder.rglob("*")):
        leftover = any(p.startswith((".", "__pycache__")) for p in path.relative_to(folder).parts)
        if path.is_file() and not leftover:
            yield path


def _same(one: Path, other: Path) -> bool:
    return filecmp.cmp(one, other, shallow=False)
