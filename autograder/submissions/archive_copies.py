"""A copy of an archive that lacks some of its members."""

import tarfile
import zipfile
from collections.abc import Collection
from pathlib import Path
from shutil import copyfileobj


def copy_without(source: Path, target: Path, left_out: Collection[str]) -> None:
    """Copy an archive that `check_archive` has read, without the members of these names."""
    copy = _copy_zip if zipfile.is_zipfile(source) else _copy_tar
    copy(source, target, left_out)


def _copy_zip(source: Path, target: Path, left_out: Collection[str]) -> None:
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for info in old.infolist():
            if info.orig_filename not in left_out:
                with old.open(info) as content, new.open(info.filename, "w") as copy:
                    copyfileobj(content, copy)


def _copy_tar(source: Path, target: Path, left_out: Collection[str]) -> None:
    with (
        tarfile.open(source, "r:gz") as old,
        tarfile.open(target, "w:gz", compresslevel=1) as new,
    ):
        for member in old:
            if member.name not in left_out:
                new.addfile(member, old.extractfile(member))
