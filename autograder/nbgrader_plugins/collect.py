"""Archives that students hand in, unpacked by `nbgrader zip_collect` only if they can do no harm.

nbgrader reads whole members into memory, unpacks archives within archives without end, and ends at
the first damaged one. So every archive is looked through first; one that is refused is told in the
log and left where it is, and the others are unpacked by nbgrader as ever.
"""

import io
import os
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any

from nbgrader.plugins.zipcollect import ExtractorPlugin

from autograder.nbgrader_plugins.guard import guard

LARGEST_MEMBER = 64 << 20
LARGEST_GROWTH = 200
MOST_MEMBERS = 100_000
DEEPEST = 3


class UnsafeArchive(Exception):  # noqa: N818
    """The archive could do harm; says how."""


class GuardedExtractor(ExtractorPlugin):  # type: ignore[misc]
    """nbgrader's own extractor, which gets to see only what is safe to unpack."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        coursedir = self.parent.coursedir
        guard(coursedir, {coursedir.assignment_id}, self.parent.log)

    def extract(self, archive_path: str, extracted_path: str) -> None:
        """Unpack what lies in `archive_path`, but for archives that are refused."""
        with TemporaryDirectory(prefix="autograder-collect-") as folder:
            for path in sorted(p for p in Path(archive_path).rglob("*") if p.is_file()):
                try:
                    if path.suffix in self.zip_ext:
                        check_archive(path)
                except UnsafeArchive as problem:
                    self.log.error("Refused %r: %s", str(path), problem)
                    continue
                safe = Path(folder, path.relative_to(archive_path))
                safe.parent.mkdir(parents=True, exist_ok=True)
                safe.symlink_to(path.resolve())
            super().extract(folder, extracted_path)


def check_archive(path: Path) -> None:
    """Raises UnsafeArchive for what would leave its folder, fill the disk or can't be unpacked."""
    size = path.stat().st_size
    with path.open("rb") as file:
        _Look(max(LARGEST_MEMBER, LARGEST_GROWTH * size)).into(file, path.name, depth=1)


class _Look:
    """One look through an archive and those in it; `allowance` is what they may unfold to."""

    def __init__(self, allowance: int) -> None:
        self.allowance = allowance
        self.members = 0

    def into(self, file: IO[bytes], name: str, depth: int) -> None:
        if depth > DEEPEST:
            raise UnsafeArchive(f"{name!r} holds archives in archives in archives")
        try:
            members = _zip_members(file) if zipfile.is_zipfile(file) else _tar_members(file)
            for member, size, content in members:
                self.count(member, size)
                if content is not None and os.path.splitext(member)[1] in (".zip", ".gz"):
                    self.into(content, member, depth + 1)
        except UnsafeArchive:
            raise
        except Exception as error:  # damaged archives raise whatever their bytes lead to
            raise UnsafeArchive(f"{name!r} can't be read ({type(error).__name__})") from None

    def count(self, member: str, size: int) -> None:
        parts = member.replace("\\", "/").split("/")
        if parts[0] == "" or parts[0].endswith(":") or ".." in parts:
            raise UnsafeArchive(f"{member!r} would be unpacked outside of its folder")
        self.members += 1
        self.allowance -= size
        if size > LARGEST_MEMBER or self.allowance < 0 or self.members > MOST_MEMBERS:
            raise UnsafeArchive(f"it unfolds to more than it should, at {member!r}")


def _zip_members(file: IO[bytes]) -> Iterator[tuple[str, int, IO[bytes] | None]]:
    with zipfile.ZipFile(file) as archive:
        for info in archive.infolist():
            if info.flag_bits & 1:
                raise UnsafeArchive("it is encrypted")
            kind = info.external_attr >> 28  # of a Unix file: 4 a folder, 8 a regular file
            if kind not in (0, 4, 8):
                raise UnsafeArchive(f"{info.filename!r} is a link or a device")
            too_large = info.file_size > LARGEST_MEMBER
            content = None if too_large or info.is_dir() else io.BytesIO(archive.read(info))
            yield info.filename, info.file_size, content


def _tar_members(file: IO[bytes]) -> Iterator[tuple[str, int, IO[bytes] | None]]:
    file.seek(0)
    with tarfile.open(fileobj=file) as archive:
        for info in archive:
            if not (info.isfile() or info.isdir()):
                raise UnsafeArchive(f"{info.name!r} is a link or a device")
            nested = info.isfile() and info.name.endswith((".zip", ".gz"))
            small = info.size <= LARGEST_MEMBER
            content = archive.extractfile(info) if nested and small else None
            yield info.name, info.size, content
