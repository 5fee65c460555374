"""What one file of an LMS's download is: whose, which attempt, late or not, and when.

| from | a file's path in the download |
|---|---|
| Canvas | `lovelaceada_12345_67890_network.py`, `lovelaceada_LATE_12345_67890_network-1.py` |
| Moodle | `Ada Lovelace_1234567_assignsubmission_file_/network.py` |
| Gradescope | `submission_123/network.py`, and `submission_metadata.yml` beside the folders |
| folder | `ada/network.py` |
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any

from autograder.course.yaml_lines import data_of, read_nodes
from autograder.errors import CourseError

CANVAS = re.compile(
    r"(?P<name>[^_/]+)_(?P<late>LATE_)?(?P<person>\d+)_(?P<upload>\d+)_(?P<file>.+)"
)
MOODLE = re.compile(r"(?P<name>[^/]+?)_(?P<person>\d+)_assignsubmission_[a-z]+_?/?(?P<file>.+)")
AMBIGUOUS = re.compile(r"\d+_\d+_|[^/]*_assignsubmission_")
"""how the rest begins where somebody's name or file is made to look like another student's"""
GRADESCOPE = re.compile(r"(?P<folder>submission_\d+)/(?P<file>.+)")
GRADESCOPE_METADATA = "submission_metadata.yml"
ATTEMPT = re.compile(r"(?P<stem>.+)-(?P<attempt>\d+)(?P<suffix>\.\w+)")


@dataclass(frozen=True)
class Owner:
    """Whom a download says that a file is from; a text is empty where it doesn't say it."""

    id: str = ""
    """the student's id itself"""
    lms_user_id: str = ""
    name: str = ""
    email: str = ""

    def __str__(self) -> str:
        return " ".join(filter(None, (self.name, self.email or self.lms_user_id or self.id)))


@dataclass(frozen=True)
class Upload:
    """One uploaded file."""

    owners: tuple[Owner, ...]
    file: PurePosixPath
    """its name as the student uploaded it, with the folders in an uploaded archive"""
    path: Path
    attempt: int = 0
    late: bool = False
    time: str = ""
    """when it was uploaded, as the LMS writes it"""
    order: int = 0
    """the LMS's own number of the upload: a later one is larger"""
    prefix: str = ""
    """what the LMS puts before a student's file, and wants before a page for that student"""


def canvas_upload(name: str, path: Path) -> Upload | None:
    """The upload with this path in a Canvas download; None where its form is another one."""
    match = CANVAS.fullmatch(name)
    if match is None or AMBIGUOUS.match(match["file"]):
        return None
    uploaded, _, inside = match["file"].partition("/")  # inside where it was an archive
    file, attempt = without_attempt(uploaded)
    return Upload(
        owners=(Owner(lms_user_id=match["person"], name=match["name"]),),
        file=PurePosixPath(file, inside),
        path=path,
        attempt=attempt,
        late=bool(match["late"]),
        order=int(match["upload"]),
        prefix=name[: match.start("file")],
    )


def moodle_upload(name: str, path: Path) -> Upload | None:
    """The upload with this path in a Moodle download; the number is the participant's."""
    match = MOODLE.fullmatch(name)
    if match is None or AMBIGUOUS.match(match["file"]):
        return None
    return Upload(
        owners=(Owner(lms_user_id=match["person"], name=match["name"]),),
        file=PurePosixPath(match["file"]),
        path=path,
        prefix=name[: match.start("file")],
    )


BY_NAME = {"canvas": canvas_upload, "moodle": moodle_upload}
"""what a file is by its path in a download alone"""
WHOLE_NAMES = {"moodle"}
"""where a download has whole names of people, which may be matched"""


def named_uploads(
    read: Callable[[str, Path], Upload | None], folder: Path
) -> Iterator[Upload | Path]:
    """Each upload of a download; a file whose name has another form as its path."""
    for path, name in _files(folder):
        yield read(name, path) or path


def gradescope_uploads(folder: Path) -> Iterator[Upload | Path]:
    """Each upload of a Gradescope export; every member of a group gets a copy.

    Raises CourseError where the list of submitters is missing or damaged.
    """
    found = sorted(folder.rglob(GRADESCOPE_METADATA), key=lambda path: len(path.parts))
    if not found:
        raise CourseError(
            f"{GRADESCOPE_METADATA} is not in the archive; download it by Gradescope's "
            "'Export Submissions'"
        )
    submissions = _metadata(found[0])  # a student may have uploaded another one, deeper
    root = found[0].parent
    for path, name in _files(root):
        match = GRADESCOPE.fullmatch(name)
        entry = submissions.get(match["folder"]) if match else None
        if match is None or not isinstance(entry, dict):
            if path != found[0]:
                yield path
            continue
        yield Upload(
            owners=tuple(_submitters(entry)),
            file=PurePosixPath(match["file"]),
            path=path,
            time=str(entry.get(":created_at") or ""),
        )


def folder_uploads(folder: Path) -> Iterator[Upload | Path]:
    """Each file in a folder that is named by its student's id."""
    for path, name in _files(folder):
        student, _, file = name.partition("/")
        if file:
            yield Upload(owners=(Owner(id=student),), file=PurePosixPath(file), path=path)
        else:
            yield path


READERS: dict[str, Callable[[Path], Iterator[Upload | Path]]] = {
    **{form: partial(named_uploads, read) for form, read in BY_NAME.items()},
    "gradescope": gradescope_uploads,
    "folder": folder_uploads,
}


def without_attempt(file: str) -> tuple[str, int]:
    """`network-1.py` is the second upload of `network.py` in Canvas: ("network.py", 1)."""
    match = ATTEMPT.fullmatch(file)
    return (match["stem"] + match["suffix"], int(match["attempt"])) if match else (file, 0)


def _files(folder: Path) -> Iterator[tuple[Path, str]]:
    """Every file with its path in the folder; what computers add by themselves is left out."""
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        hidden = any(part.startswith((".", "__MACOSX")) for part in parts)
        if path.is_file() and not path.is_symlink() and not hidden:
            yield path, "/".join(parts)


def _metadata(path: Path) -> dict[str, Any]:
    root = read_nodes(path, GRADESCOPE_METADATA)
    data = None if root is None else data_of(root, GRADESCOPE_METADATA)
    if not isinstance(data, dict):
        raise CourseError(f"{GRADESCOPE_METADATA} names no submission; download the archive again")
    return data


def _submitters(entry: dict[str, Any]) -> Iterator[Owner]:
    people = entry.get(":submitters")
    for person in people if isinstance(people, list) else []:
        if isinstance(person, dict):
            texts = {key: str(person.get(f":{key}") or "") for key in ("name", "sid", "email")}
            yield Owner(id=texts["sid"], name=texts["name"], email=texts["email"])
