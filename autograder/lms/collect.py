"""An LMS's download into `submitted/`: whose each file is, the newest upload, and when it was.

The archive is kept in `downloaded/NAME/archive/`, where nbgrader's `zip_collect` looks for it, too.
What a collection replaces in `submitted/` is kept in `downloaded/NAME/earlier/`.
"""

import shutil
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from autograder.course import Assignment, Course
from autograder.errors import CourseError
from autograder.gradebook.students import read_people
from autograder.lms.matching import Matching
from autograder.lms.unpack import Refused, unpack_download
from autograder.lms.uploads import READERS, WHOLE_NAMES, Upload
from autograder.lms.worksheet import read_worksheet
from autograder.submissions.archives import UnsafeArchive
from autograder.submissions.contents import TIMESTAMP
from autograder.submissions.safe_reading import read_file
from autograder.submissions.timestamp import read_timestamp

LARGEST_FILE = 64 << 20


@dataclass
class Collected:
    """What a collection did: ids of students, and what needs a person."""

    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    unmatched: list[str] = field(default_factory=list)
    """files and people that belong to nobody in the roster, or to several"""
    refused: Refused = field(default_factory=dict)
    late_without_time: list[str] = field(default_factory=list)
    without_module: list[str] = field(default_factory=list)


def collect(
    course: Course,
    assignment: Assignment,
    download: Path,
    source: str,
    worksheet: Path | None = None,
    *,
    begin: Callable[[int], None] = lambda students: None,
    collected: Callable[[], None] = lambda: None,
) -> Collected:
    """Put the submissions of a download into `submitted/STUDENT/NAME/`.

    `download` is an archive or a folder; `source` is a key of READERS; `worksheet` is Moodle's.
    `begin` gets the number of students, `collected` is called for each. Raises CourseError where
    the download can't be read, GradebookError for the roster.
    """
    owners, times = read_worksheet(worksheet) if worksheet else ({}, {})
    matching = Matching(read_people(course), owners)
    done = Collected()
    earlier = archive_folder(course, assignment).with_name("earlier")
    with TemporaryDirectory(prefix="autograder-collect-") as temporary:
        folder = download
        if not download.is_dir():
            folder = Path(temporary, "unpacked")
            done.refused = _unpacked(download, folder)
            _keep(download, archive_folder(course, assignment))
        chosen = _by_student(READERS[source](folder), matching, source, done)
        begin(len(chosen))
        for student, uploads in sorted(chosen.items()):
            collected()
            made = Path(temporary, "made", student)
            try:
                _write(made, uploads, assignment)
            except OSError as error:  # such as a file in the place of a folder
                done.refused[student] = error.strerror or str(error)
                continue
            _write_time(made, uploads, times, course)
            if any(u.late for u in uploads) and not (made / TIMESTAMP).exists():
                done.late_without_time.append(student)
            if not (made / assignment.module).exists():
                done.without_module.append(student)
            target = course.submitted_dir(student, assignment)
            _place(made, target, earlier / student, student, done)
    return done


def archive_folder(course: Course, assignment: Assignment) -> Path:
    """Where the downloads of an assignment are kept, as nbgrader's `zip_collect` wants it."""
    return course.root / "downloaded" / assignment.name / "archive"


def _unpacked(download: Path, folder: Path) -> Refused:
    try:
        return unpack_download(download, folder)
    except UnsafeArchive as danger:
        raise CourseError(f"{download}: {danger}") from None
    except OSError as error:
        raise CourseError(f"{download}: {(error.strerror or str(error)).lower()}") from None


def _keep(download: Path, folder: Path) -> None:
    """Keep the archive; another one of the same name gets a number."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in count():
        name = f"{download.stem}-{number}{download.suffix}" if number else download.name
        kept = folder / name
        if not kept.exists():
            shutil.copyfile(download, kept)
            return
        if kept.samefile(download) or kept.read_bytes() == download.read_bytes():
            return


def _by_student(
    uploads: Iterable[Upload | Path], matching: Matching, source: str, done: Collected
) -> dict[str, list[Upload]]:
    """The uploads of each student; what belongs to nobody is noted."""
    chosen: dict[str, list[Upload]] = defaultdict(list)
    unknown: dict[str, None] = {}
    for upload in uploads:
        if isinstance(upload, Path):
            unknown[upload.name] = None
            continue
        for owner in upload.owners:
            student = matching.student(owner, by_name=source in WHOLE_NAMES)
            if student is None and source == "folder":
                student = owner.id  # as nbgrader does with a folder in submitted/
            if student is None:
                unknown[str(owner)] = None
            else:
                chosen[student].append(upload)
    done.unmatched = list(unknown)
    return chosen


def _write(folder: Path, uploads: list[Upload], assignment: Assignment) -> None:
    """Write the newest upload of each file; module and notebook out of an archive's folders."""
    newest: dict[PurePosixPath, Upload] = {}
    for upload in sorted(uploads, key=lambda u: (u.attempt, u.order)):
        newest[upload.file] = upload
    folder.mkdir(parents=True)
    for name in (assignment.module, assignment.notebook):
        deep = [file for file in newest if file.name == name and len(file.parts) > 1]
        if PurePosixPath(name) not in newest and len(deep) == 1:
            newest[PurePosixPath(name)] = newest.pop(deep[0])
    for file, upload in newest.items():
        if file == PurePosixPath(TIMESTAMP):
            continue  # nobody writes the time of their own submission
        target = folder / file
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(read_file(upload.path, LARGEST_FILE))


def _write_time(
    folder: Path, uploads: list[Upload], times: Mapping[str, str], course: Course
) -> None:
    """Write the latest time that the LMS names; none where it isn't understood.

    A time without a zone is one of the course's own zone.
    """
    file = folder / TIMESTAMP
    zone = f" {course.zone}" if course.zone else ""
    found = []
    for upload in uploads:
        listed = (times.get(owner.lms_user_id, "") for owner in upload.owners)
        if text := upload.time or next(filter(None, listed), ""):
            file.write_text(f"{text}{zone}\n", encoding="utf-8")
            moment, note = read_timestamp(folder, course.zone)
            found += [moment] if moment and not note else []
    file.unlink(missing_ok=True)
    if found:
        file.write_text(f"{max(found):%Y-%m-%d %H:%M:%S} UTC\n", encoding="utf-8")


def _place(made: Path, target: Path, earlier: Path, student: str, done: Collected) -> None:
    """Move a submission to its place; what was there and differs is kept."""
    there, new = _content(target), _content(made)
    if TIMESTAMP not in new:
        there.pop(TIMESTAMP, None)  # a person may have written it
    if not target.exists():
        done.new.append(student)
    elif there == new:
        done.unchanged.append(student)
        return
    else:
        earlier.mkdir(parents=True, exist_ok=True)
        kept = next(p for n in count(1) if not (p := earlier / str(n)).exists())
        shutil.move(target, kept)
        done.changed.append(student)
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(made, target)


def _content(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.is_symlink()
    }
