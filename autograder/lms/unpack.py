"""Unpacking a download, and the archives that students uploaded in it, each under a bound."""

import shutil
import tarfile
import zipfile
from pathlib import Path

from autograder.submissions.archives import SUFFIXES, UnsafeArchive, check_archive

Refused = dict[str, str]
"""why an archive, or one in it, was not unpacked, by its name"""


def unpack_download(archive: Path, folder: Path) -> Refused:
    """Unpack everything that can do no harm into `folder`, a student's own archives as well.

    Each of these becomes a folder of its own name. Raises UnsafeArchive where the download itself
    can't be unpacked.
    """
    refused = check_archive(archive)
    _unpack(archive, folder, refused)
    for inner in sorted(p for p in folder.rglob("*") if p.suffix in SUFFIXES and p.is_file()):
        _unpack_inner(inner, folder, refused)
    return refused


def _unpack_inner(archive: Path, folder: Path, refused: Refused) -> None:
    name = archive.relative_to(folder).as_posix()
    target = archive.with_name(f"{archive.name}.unpacked")
    try:
        refused |= {f"{name}/{inner}": why for inner, why in check_archive(archive).items()}
        _unpack(archive, target, refused)
    except UnsafeArchive as danger:
        refused[name] = str(danger)
        shutil.rmtree(target, ignore_errors=True)
        return
    archive.unlink()
    target.rename(archive)


def _unpack(archive: Path, folder: Path, left_out: Refused) -> None:
    """Unpack an archive that was checked."""
    folder.mkdir(parents=True, exist_ok=True)
    if zipfile.is_zipfile(archive):
        with zipfile.ZipFile(archive) as file:
            members = [info for info in file.infolist() if info.orig_filename not in left_out]
            file.extractall(folder, members)
    else:
        with tarfile.open(archive, "r:gz") as file:
            file.extractall(
                folder,
                [member for member in file if member.name not in left_out],
                filter="data",
            )
