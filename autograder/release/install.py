"""Write a finished release into its folder."""

import shutil
from collections.abc import Mapping
from pathlib import Path

from autograder.atomic import replace_file


def install(files: Mapping[str, bytes], folder: Path) -> list[str]:
    """Make `folder` contain exactly `files` (name inside the folder → content).

    Each file changes in one step, and only where its content differs. Without files, the folder is
    removed. Returns the names of the files that were written or removed.
    """
    if not files:
        shutil.rmtree(folder, ignore_errors=True)
        return []
    changed = []
    for path in sorted(folder.rglob("*"), reverse=True):  # a folder comes after its files
        if path.is_dir() and not path.is_symlink():
            if not any(path.iterdir()):
                path.rmdir()
        elif (name := path.relative_to(folder).as_posix()) not in files or path.is_symlink():
            path.unlink()
            changed.append(name)
    for name, content in sorted(files.items()):
        path = folder / name
        if path.is_file() and path.read_bytes() == content:
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(path, content)
        changed.append(name)
    return sorted(set(changed))
