"""`nbgrader zip_collect` understands the file names of Canvas and Moodle, without a pattern."""

from pathlib import Path
from typing import Any

from nbgrader.plugins.zipcollect import FileNameCollectorPlugin

from autograder.course import load_course
from autograder.gradebook.students import read_people
from autograder.lms.matching import Matching
from autograder.lms.uploads import BY_NAME, WHOLE_NAMES, Upload


class LmsCollector(FileNameCollectorPlugin):  # type: ignore[misc]
    """nbgrader's collector; without a `named_regexp` of the instructor's it knows two LMSs."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._matching: Matching | None = None

    def collect(self, submitted_file: str) -> dict[str, str] | None:
        """Student and name of a file; None where it belongs to nobody or a newer one is there."""
        if self.named_regexp:
            return super().collect(submitted_file)  # type: ignore[no-any-return]
        path = Path(submitted_file)
        form, upload = self._upload(path)
        if upload is None or path.suffix not in self.valid_ext:
            return None
        student = self._student(form, upload)
        if student is None:
            self.log.warning("%s belongs to nobody in the roster", path)
            return None
        if any(self._is_newer(other, upload) for other in path.parent.iterdir()):
            return None
        return {"student_id": student, "file_id": upload.file.name}

    def _upload(self, path: Path) -> tuple[str, Upload | None]:
        """Which LMS wrote the name, and what it says; the outermost folder that fits counts."""
        for start in range(len(path.parts)):
            for form, read in BY_NAME.items():
                if upload := read("/".join(path.parts[start:]), path):
                    return form, upload
        return "", None

    def _is_newer(self, other: Path, known: Upload) -> bool:
        _, upload = self._upload(other)
        if upload is None or (upload.owners, upload.file) != (known.owners, known.file):
            return False
        return (upload.attempt, upload.order) > (known.attempt, known.order)

    def _student(self, form: str, upload: Upload) -> str | None:
        if self._matching is None:
            course = load_course(Path(self.parent.coursedir.root))
            self._matching = Matching(read_people(course), {})
        return self._matching.student(upload.owners[0], by_name=form in WHOLE_NAMES)
