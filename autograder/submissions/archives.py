"""Whether an archive that a student submitted can be unpacked without harm.

Nothing is unpacked here. Everything is read in pieces of bounded size, and what an archive says
about itself is checked before it is believed: sizes, names, the length of a tar file's headers and
of a zip file's directory.

The download of a class is an archive of archives. A bad one in it costs nobody but its student.
"""

import io
import tarfile
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import IO, Any

LARGEST_MEMBER = 64 << 20
LARGEST_GROWTH = 200
MOST_MEMBERS = 100_000
MOST_REFUSED = 100  # archives in one archive, each of which may take a second to read
DEEPEST = 3
LARGEST_HEADER = 64 << 10  # of a tar file: the name and the attributes of one member
LARGEST_HEADERS = 16 << 20  # all of them
LONGEST_PATH = 1000  # of a member, in bytes
LONGEST_NAME = 255  # of a folder or file in it, in bytes
PIECE = 1 << 20
DIRECTORY_ENTRY = b"PK\x01\x02"
COMPRESSIONS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # others may ask for gigabytes
EXTENDED = (
    tarfile.GNUTYPE_LONGNAME,
    tarfile.GNUTYPE_LONGLINK,
    tarfile.XHDTYPE,
    tarfile.XGLTYPE,
    tarfile.SOLARIS_XHDTYPE,
)
REFUSED = ("Cc", "Cs", "Zl", "Zp")  # control characters, line ends, halves of characters
DIRECTION = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"  # a name seems another
SUFFIXES = (".zip", ".gz")  # what nbgrader takes for an archive

Member = tuple[str, int, Callable[[], IO[bytes] | None]]
"""name, size, and what reads it: the content of an archive in the archive, None of another file"""


class UnsafeArchive(Exception):  # noqa: N818
    """The archive could do harm; the text says how."""


def check_archive(path: Path) -> dict[str, str]:
    """The archives in this archive that must not be unpacked, and why, by their names in it.

    Raises UnsafeArchive for what would leave its folder, fill the disk or can't be unpacked.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        check = _Check(max(LARGEST_MEMBER, LARGEST_GROWTH * size))
        check.archive(file, path.name, depth=1)
        return check.refused


class _Check:
    """The check of an archive and those inside it, which may unpack to `allowance` bytes."""

    def __init__(self, allowance: int) -> None:
        self.allowance = allowance
        self.members = 0
        self.refused: dict[str, str] = {}

    def archive(self, file: IO[bytes], name: str, depth: int) -> None:
        if depth > DEEPEST:
            raise UnsafeArchive(f"{_quoted(name)} contains archives in archives in archives")
        names = _Names()
        try:
            is_zip = zipfile.is_zipfile(file)
            for member in self.zip(file) if is_zip else self.tar(file):
                names.add(member[0])
                if depth == 1 and member[0].endswith(SUFFIXES):
                    self.separately(member)
                else:
                    self.member(member, depth)
        except UnsafeArchive:
            raise
        except Exception as error:  # a damaged archive can raise anything
            raise UnsafeArchive(f"{_quoted(name)} can't be read ({type(error).__name__})") from None

    def member(self, member: Member, depth: int) -> None:
        name, size, read = member
        self.count(name, size)
        content = read()
        if content is not None:
            if len(content.read(size + 1)) != size:
                raise UnsafeArchive(f"{_quoted(name)} has not the size that it claims")
            content.seek(0)
            self.archive(content, name, depth + 1)

    def separately(self, member: Member) -> None:
        """Check an archive in the first one; where it is refused, the others are not."""
        before = self.allowance, self.members
        try:
            self.member(member, depth=1)
        except Exception as error:
            if len(self.refused) == MOST_REFUSED:
                raise
            told = isinstance(error, UnsafeArchive)
            why = str(error) if told else f"it can't be read ({type(error).__name__})"
            self.refused[member[0]] = why
            self.allowance, self.members = before

    def count(self, member: str, size: int) -> None:
        self.members += 1
        self.allowance -= size
        if size > LARGEST_MEMBER or self.allowance < 0 or self.members > MOST_MEMBERS:
            raise UnsafeArchive(f"it unpacks to more than is allowed, at {_quoted(member)}")

    def zip(self, file: IO[bytes]) -> Iterator[Member]:
        if _occurrences(DIRECTORY_ENTRY, file) > MOST_MEMBERS:
            raise UnsafeArchive("its directory is larger than is allowed")
        with zipfile.ZipFile(file) as archive:
            for info in archive.infolist():
                name = info.orig_filename  # with all that follows a NUL
                if info.flag_bits & 1:
                    raise UnsafeArchive("it is encrypted")
                kind = info.external_attr >> 28  # of a Unix file: 4 a folder, 8 a regular file
                if kind not in (0, 4, 8):
                    raise UnsafeArchive(f"{_quoted(name)} is a link or a device")
                if info.compress_type not in COMPRESSIONS:
                    raise UnsafeArchive(f"{_quoted(name)} is compressed in an unusual way")
                yield name, info.file_size, partial(_unzipped, archive, info)

    def tar(self, file: IO[bytes]) -> Iterator[Member]:
        file.seek(0)
        with tarfile.open(fileobj=file, mode="r:gz", tarinfo=_bounded_headers()) as archive:
            for info in archive:
                if not (info.isfile() or info.isdir()):
                    raise UnsafeArchive(f"{_quoted(info.name)} is a link or a device")
                yield info.name, info.size, partial(_untarred, archive, info)


class _Names:
    """The names in one archive, none of which may lead elsewhere or to another's place."""

    def __init__(self) -> None:
        self._files: set[str] = set()
        self._folders: set[str] = set()

    def add(self, name: str) -> None:
        parts = name.replace("\\", "/").split("/")
        if parts[0] == "" or parts[0].endswith(":") or ".." in parts:
            raise UnsafeArchive(f"{_quoted(name)} would be unpacked outside of its folder")
        if any(unicodedata.category(c) in REFUSED or c in DIRECTION for c in name):
            raise UnsafeArchive(f"{_quoted(name)} has characters that no name should have")
        encoded = [part.encode() for part in parts]
        if max(map(len, encoded)) > LONGEST_NAME or sum(map(len, encoded)) > LONGEST_PATH:
            raise UnsafeArchive(f"{_quoted(name)} is too long a name")
        # as a file system compares names that does not distinguish capitals
        steps = [unicodedata.normalize("NFC", p).casefold() for p in parts if p not in ("", ".")]
        is_folder = parts[-1] in ("", ".")
        paths = ["/".join(steps[: n + 1]) for n in range(len(steps))]
        folders = paths if is_folder else paths[:-1]
        taken = not is_folder and paths[-1] in self._files | self._folders
        if taken or not self._files.isdisjoint(folders):
            raise UnsafeArchive(f"{_quoted(name)} would be unpacked over another file")
        self._folders.update(folders)
        if not is_folder:
            self._files.add(paths[-1])


def _occurrences(mark: bytes, file: IO[bytes]) -> int:
    """How often `mark` is in a file: no fewer than the entries of a zip file's directory."""
    found, end = 0, b""
    file.seek(0)
    while piece := file.read(PIECE):
        found += (end + piece).count(mark)
        end = (end + piece)[1 - len(mark) :]
    return found


def _unzipped(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> IO[bytes] | None:
    """The content where it is an archive; of any other file, only that it has its size."""
    if info.is_dir():
        return None
    nested = info.filename.endswith(SUFFIXES)
    kept = io.BytesIO()
    claimed = info.file_size
    info.file_size += 1  # so that more than it claims is seen; nbgrader would unpack all of it
    size = 0
    with archive.open(info) as member:
        while size <= claimed and (piece := member.read(PIECE)):
            size += len(piece)
            if nested:
                kept.write(piece)
    info.file_size = claimed
    if size != claimed:
        raise UnsafeArchive(f"{_quoted(info.filename)} has not the size that it claims")
    kept.seek(0)
    return kept if nested else None


def _untarred(archive: tarfile.TarFile, info: tarfile.TarInfo) -> IO[bytes] | None:
    """The content where it is an archive."""
    if not info.isfile() or not info.name.endswith(SUFFIXES):
        return None
    inner = archive.extractfile(info)
    assert inner
    return io.BytesIO(inner.read())  # seeking would unpack it again and again


def _bounded_headers() -> type[tarfile.TarInfo]:
    """A class of tar headers that refuses a large one before it is read."""
    left = LARGEST_HEADERS

    class Header(tarfile.TarInfo):
        def _proc_member(self, archive: tarfile.TarFile) -> Any:
            nonlocal left
            if self.type in EXTENDED:
                left -= self.size
                if self.size > LARGEST_HEADER or left < 0:
                    raise UnsafeArchive("a header is larger than is allowed")
            if self.type == tarfile.GNUTYPE_SPARSE:
                self._refuse()
            return super()._proc_member(archive)  # type: ignore[misc]

        def _refuse(self, *_: Any) -> None:
            raise UnsafeArchive("it has a file with holes")

        _proc_gnusparse_00 = _proc_gnusparse_01 = _proc_gnusparse_10 = _refuse

    return Header


def _quoted(name: str) -> str:
    return repr(name if len(name) <= 100 else f"{name[:100]}…")
