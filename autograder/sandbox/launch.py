"""How a zygote is started: its command line, and which files it and its children may see."""

import os
import sys
import sysconfig
from dataclasses import dataclass, field
from pathlib import Path

import msgpack
import numpy as np

from autograder.child_processes import FIRST_TO_END, ONE_THREAD, OOM_SCORE_FILE

# The packages' own __init__.py is for the trusted side: a zygote should import as little as it can.
_BOOT = """
import sys, types
engine, ours = sys.argv[3], sys.argv[4:]
for name, folder in (("autograder", engine), ("autograder.sandbox", engine + "/sandbox")):
    package = sys.modules[name] = types.ModuleType(name)
    package.__path__ = [folder]
sys.path[:0] = ours
from autograder.sandbox.inside.zygote import main
main(int(sys.argv[1]), int(sys.argv[2]), len(ours))
"""
# A zygote's whole environment: it gets nothing of the grader's own.
ENVIRONMENT = {
    "PYTHONHASHSEED": "0",  # a program that iterates over a set does the same at every grading
    **ONE_THREAD,
}
# The zygote and its children inherit it from the shell, which becomes bubblewrap or the zygote.
_BEGIN = f'{{ echo {FIRST_TO_END} >{OOM_SCORE_FILE}; echo $$ >"$0"; }} 2>/dev/null; exec "$@"'
_SHELL = ["/bin/sh", "-c", _BEGIN]
# Only the standard library on the path, no .pyc written. (-I would ignore PYTHONHASHSEED.)
_OPTIONS = ["-s", "-S", "-P", "-B"]
_HERE = Path(__file__).resolve().parent
_INSIDE = Path("/sandbox")


@dataclass
class Readable:
    """What a worker may read, in the zygote's view. Listing shows names, not contents."""

    files: list[str] = field(default_factory=list)
    folders: list[str] = field(default_factory=list)
    listable: list[str] = field(default_factory=list)


def command(
    control_fd: int, grader_fd: int, bwrap: str | None, group: str
) -> tuple[list[str], Readable]:
    """The zygote's command line, and what its children may read.

    `group` is the file of a control group, into which the zygote's number is written.
    The zygote runs inside bubblewrap if `bwrap` is its path. It inherits the two descriptors: its
    control socket and the grader's pidfd.
    """
    packages, engine = _packages(), _HERE.parent
    box: list[str] = []
    if bwrap is not None:
        box = [bwrap, *_box()]
        packages = [_INSIDE / path.name for path in packages]
        engine = _INSIDE / "engine"
    import_from = dict.fromkeys(str(path.parent) for path in packages)
    python = [_executable(), *_OPTIONS, "-c", _BOOT, str(control_fd), str(grader_fd)]
    readable = _standard_library_entries()
    readable.folders += [str(path) for path in packages] + _library_folders()
    shell = [*_SHELL, group] if os.path.exists(_SHELL[0]) else []
    return [*shell, *box, *python, str(engine), *import_from], readable


def _box() -> list[str]:
    """bubblewrap's options: every namespace, no /proc, nothing writable, only what Python needs."""
    stdlib = _standard_library()
    options = ["--unshare-user", "--unshare-all", "--uid", "65534", "--gid", "65534"]
    options += ["--hostname", "sandbox"]
    for path in [_executable(), *_shared_python(), stdlib, *_library_folders(), "/etc/ld.so.cache"]:
        if os.path.exists(path):
            options += ["--ro-bind", path, path]
    for link in ("/lib", "/lib64"):
        if os.path.islink(link):
            options += ["--symlink", os.readlink(link), link]
    for hidden in _others_packages(stdlib):
        options += ["--tmpfs", hidden, "--remount-ro", hidden]
    for package in _packages():
        options += ["--ro-bind", str(package), str(_INSIDE / package.name)]
    for ours in ("inside", "wire"):
        options += ["--ro-bind", str(_HERE / ours), str(_INSIDE / "engine" / _HERE.name / ours)]
    return [
        *options,
        "--dev-bind",
        "/dev/null",
        "/dev/null",
        "--chdir",
        "/",
        "--remount-ro",
        "/",
        "--",
    ]


def _packages() -> list[Path]:
    """Folders of NumPy and msgpack, and of the shared libraries that NumPy's wheel brings."""
    folders = [Path(str(module.__file__)).resolve().parent for module in (np, msgpack)]
    return [*folders, *folders[0].parent.glob("numpy.libs")]


def _executable() -> str:
    return os.path.realpath(getattr(sys, "_base_executable", sys.executable))


def _standard_library() -> str:
    return os.path.realpath(sysconfig.get_path("stdlib"))


def _standard_library_entries() -> Readable:
    """Entry by entry: Landlock can't exclude the packages that others installed in this folder."""
    root = _standard_library()
    hidden = _others_packages(root)
    readable = Readable(files=["/dev/null"], listable=[root])
    for entry in os.scandir(root):
        # a distribution may link from here to its own settings elsewhere
        if entry.path not in hidden and os.path.realpath(entry.path).startswith(f"{root}{os.sep}"):
            (readable.folders if entry.is_dir() else readable.files).append(entry.path)
    return readable


def _others_packages(stdlib: str) -> list[str]:
    found = (os.path.join(stdlib, name) for name in ("site-packages", "dist-packages"))
    return [path for path in found if os.path.isdir(path)]


def _shared_python() -> list[str]:
    folder, name = (sysconfig.get_config_var(key) for key in ("LIBDIR", "INSTSONAME"))
    path = os.path.join(folder or "", name or "")
    return [path] if name and os.path.isfile(path) else []


def _library_folders() -> list[str]:
    """The folders of the system's shared libraries."""
    arch = sysconfig.get_config_var("MULTIARCH") or ""
    candidates = [f"/usr/lib/{arch}", f"/lib/{arch}"] if arch else []
    candidates += ["/usr/lib64", "/lib64"]
    found = dict.fromkeys(os.path.realpath(path) for path in candidates if os.path.isdir(path))
    return list(found) or ["/usr/lib"]
