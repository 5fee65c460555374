"""Submitted archives: `nbgrader zip_collect` unpacks only those that can do no harm.

nbgrader reads whole members into memory, unpacks archives inside archives without a limit, and
stops at the first damaged one. So every archive is checked first. One that is refused is named in
the log and stays where it is; nbgrader unpacks the others as usual. So it is with the archives
inside an archive, such as the download of a class.
"""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from nbgrader.plugins.zipcollect import ExtractorPlugin

from autograder.nbgrader_plugins.guard import guard
from autograder.submissions.archive_copies import copy_without
from autograder.submissions.archives import UnsafeArchive, check_archive


class GuardedExtractor(ExtractorPlugin):  # type: ignore[misc]
    """nbgrader's own extractor, which sees only what is safe to unpack."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        coursedir = self.parent.coursedir
        guard(coursedir, {coursedir.assignment_id}, self.parent.log)

    def extract(self, archive_path: str, extracted_path: str) -> None:
        """Unpack everything in `archive_path` except the archives that are refused."""
        with TemporaryDirectory(prefix="autograder-collect-") as folder:
            for path in sorted(p for p in Path(archive_path).rglob("*") if p.is_file()):
                safe = Path(folder, path.relative_to(archive_path))
                safe.parent.mkdir(parents=True, exist_ok=True)
                try:
                    refused = check_archive(path) if path.suffix in self.zip_ext else {}
                except UnsafeArchive as danger:
                    self.log.error("Refused %r: %s", str(path), danger)
                    continue
                for name, why in refused.items():
                    self.log.error("Refused %r in %r: %s", name, str(path), why)
                if refused:
                    copy_without(path, safe, refused)
                else:
                    safe.symlink_to(path.resolve())
            super().extract(folder, extracted_path)
