"""Feedback pages as a zip file that Canvas or Moodle takes back, each to its student.

Both know a student by what they wrote before the name of an uploaded file. So the names come from
the download that was collected. Canvas: Upload Submissions. Moodle: Upload multiple feedback files
in a zip.
"""

import zipfile
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from autograder.atomic import replace_file
from autograder.course import Assignment, Course
from autograder.errors import CourseError
from autograder.gradebook.students import read_people
from autograder.lms.collect import archive_folder
from autograder.lms.matching import Matching
from autograder.lms.uploads import BY_NAME, WHOLE_NAMES, Upload


def write_feedback_archive(
    course: Course, assignment: Assignment, form: str
) -> tuple[Path, int, list[str]]:
    """Pack the pages that are in `feedback/`: the file, how many pages, and who has no place in it.

    `form` is "canvas" or "moodle". Raises CourseError where no download of it was collected.
    """
    prefixes = _prefixes(course, assignment, form)
    if not prefixes:
        raise CourseError(
            f"{archive_folder(course, assignment)}: no download of {form} is there; first run: "
            f"autograder collect {assignment.name} ARCHIVE --from {form}"
        )
    page = f"{assignment.stem}.html"
    pages = sorted((course.root / "feedback").glob(f"*/{assignment.name}/{page}"))
    without = []
    with TemporaryDirectory() as folder:
        packed = Path(folder, "pages.zip")
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in pages:
                student = path.parent.parent.name
                if student in prefixes:
                    archive.write(path, prefixes[student] + page)
                else:
                    without.append(student)
        target = course.root / "feedback" / f"{assignment.name}-{form}.zip"
        replace_file(target, packed.read_bytes())
    return target, len(pages) - len(without), without


def _prefixes(course: Course, assignment: Assignment, form: str) -> dict[str, str]:
    """What stands before the file of each student, in the newest download that has them."""
    matching = Matching(read_people(course), {})
    found: dict[str, str] = {}
    for upload in _uploads(course, assignment, form):
        for owner in upload.owners:
            if student := matching.student(owner, by_name=form in WHOLE_NAMES):
                found[student] = upload.prefix
    return found


def _uploads(course: Course, assignment: Assignment, form: str) -> Iterator[Upload]:
    """The uploads of all downloads, from the oldest to the newest; names are all that is read."""
    folder = archive_folder(course, assignment)
    archives = sorted(folder.iterdir(), key=_age) if folder.is_dir() else []
    for archive in archives:
        if zipfile.is_zipfile(archive):
            with zipfile.ZipFile(archive) as file:
                found = (BY_NAME[form](name, archive) for name in file.namelist())
                yield from filter(None, found)


def _age(path: Path) -> float:
    return path.stat().st_mtime
