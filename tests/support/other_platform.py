"""The kit's own modules as on another system: what that system lacks is missing, for them alone.

Other packages know their systems themselves; here they see the real one. `install` is called from
a `sitecustomize`, so that processes that a command starts are on that system, too.
"""

import importlib.abc
import importlib.machinery
import importlib.util
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType

_NO_LINUX = {
    "os.sched_getaffinity": "os.is_missing",
    "os.pidfd_open": "os.is_missing",
    "os.memfd_create": "os.is_missing",
    "os.O_TMPFILE": "os.is_missing",
    "signal.pidfd_send_signal": "signal.is_missing",
    "socket.SOCK_SEQPACKET": "socket.is_missing",
    "import pyseccomp": "import is_missing",
    '"/proc/': '"/is-missing/',
}
_NO_UNIX = {
    "import fcntl": "import is_missing",
    "import pwd": "import is_missing",
    "import resource\n": "import is_missing\n",
    "import termios": "import is_missing",
    "os.chown": "os.is_missing",
    "os.fork": "os.is_missing",
    "os.getuid": "os.is_missing",
    "os.geteuid": "os.is_missing",
    "os.killpg": "os.is_missing",
    "ctypes.CDLL(None": "ctypes.is_missing(None",
    "select.poll": "select.is_missing",
    "signal.SIGKILL": "signal.is_missing",
    "signal.SIGPROF": "signal.is_missing",
    "signal.setitimer": "signal.is_missing",
    "signal.ITIMER_PROF": "signal.is_missing",
    "socket.AF_UNIX": "socket.is_missing",
}
REPLACED: Mapping[str, Mapping[str, str]] = {
    "darwin": {"sys.platform": "'darwin'", **_NO_LINUX},
    "win32": {"sys.platform": "'win32'", **_NO_LINUX, **_NO_UNIX},
}
"""by system: words in the source, and what they become"""


def environment(system: str, folder: Path) -> dict[str, str]:
    """The variables with which Python is on that system; `folder` gets a `sitecustomize`."""
    root = Path(__file__).parents[2]
    (folder / "sitecustomize.py").write_text(
        f"from tests.support.other_platform import install\ninstall({system!r})\n"
    )
    path = os.pathsep.join([str(folder), str(root)])
    return {**os.environ, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"}


def install(system: str) -> None:
    """From now on, every module of the kit that is imported is on that system."""
    sys.meta_path.insert(0, _Finder(REPLACED[system]))


class _Finder(importlib.abc.MetaPathFinder):
    def __init__(self, replaced: Mapping[str, str]) -> None:
        self._replaced = replaced

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """The kit's modules, with another loader."""
        if fullname.partition(".")[0] != "autograder":
            return None
        spec = importlib.machinery.PathFinder.find_spec(fullname, path, target)
        if spec is not None and isinstance(spec.loader, importlib.machinery.SourceFileLoader):
            spec.loader = _Loader(spec.loader.name, spec.loader.path, self._replaced)
        return spec


class _Loader(importlib.machinery.SourceFileLoader):
    def __init__(self, fullname: str, path: str, replaced: Mapping[str, str]) -> None:
        super().__init__(fullname, path)
        self._replaced = replaced

    def path_stats(self, path: str) -> Mapping[str, float]:
        """Raises OSError: compiled code of the real system must not be used."""
        raise OSError

    def get_source(self, fullname: str) -> str:
        """The source with the words replaced."""
        text = Path(self.path).read_text(encoding="utf-8")
        for word, other in self._replaced.items():
            text = text.replace(word, other)
        return text

    def get_data(self, path: str) -> bytes:
        """The source with the words replaced, or another file."""
        return self.get_source("").encode() if path == self.path else Path(path).read_bytes()
