"""What attacks run in and against: workers of both tiers, an unconfined one, things to steal."""

import ctypes
import os
import shutil
import socket
import subprocess
import sys
import sysconfig
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from unittest import mock

import pytest

import autograder
from autograder.sandbox import Isolation, Sandbox, SandboxUnavailable
from autograder.sandbox import unconfined as unconfined_module
from autograder.sandbox.choose import bubblewrap, landlock
from tests.support.forks import Imported
from tests.support.isolation import WEAKER_TIER

SECRET = "the-course-secret-4711"


@pytest.fixture(scope="session", params=["bubblewrap", WEAKER_TIER])
def isolation(request: pytest.FixtureRequest) -> Isolation:
    """Each tier that holds hostile programs."""
    try:
        return {"bubblewrap": bubblewrap, "landlock": landlock}[request.param]()
    except SandboxUnavailable as error:
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def sandbox(isolation: Isolation, surroundings: dict) -> Iterator[Sandbox]:
    """A sandbox of each tier, which survives all attacks."""
    with Sandbox(isolation) as sandbox:
        yield sandbox


@pytest.fixture(scope="session")
def unconfined(surroundings: dict) -> Iterator[Sandbox]:
    """Unconfined workers that may do everything, on a machine where that can do no harm.

    They are root in a user namespace of their own, see all files and reach all processes and
    sockets, but can write nowhere except where the attacks are meant to.
    """
    bwrap = shutil.which("bwrap")
    if bwrap is None:
        pytest.skip("bubblewrap is missing")
    folder = surroundings["folder"]
    box = [bwrap, "--unshare-user", "--uid", "0", "--gid", "0", "--cap-add", "ALL"]
    box += ["--ro-bind", "/", "/", "--dev", "/dev", "--tmpfs", "/tmp", "--bind", folder, folder]
    for ours in (sys.prefix, sys.base_prefix, str(Path(autograder.__file__).parents[1])):
        box += ["--ro-bind", ours, ours]  # they may be below /tmp
    box += ["--ro-bind", "/proc", "/proc", "--tmpfs", "/run", "--chdir", "/tmp", "--"]

    boxed = Imported("tests.support.preloaded_worker", box=box)
    instead = SimpleNamespace(
        Popen=partial(boxed.popen, cwd=Path("/tmp")),
        PIPE=subprocess.PIPE,
        DEVNULL=subprocess.DEVNULL,
        TimeoutExpired=subprocess.TimeoutExpired,
    )

    class Unconfined(Sandbox):
        def worker(self, *args, **options):
            with mock.patch.object(unconfined_module, "subprocess", instead):
                return super().worker(*args, **options)

    with Unconfined(Isolation("none")) as sandbox:
        yield sandbox


@pytest.fixture(scope="session")
def surroundings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict]:
    """Something to steal, to write to, to connect to; and where it is, as the attacks are told."""
    folder = tmp_path_factory.mktemp("course")
    secret = folder / "secret"
    secret.write_text(SECRET)
    (folder / "link").symlink_to(secret)
    (folder / "scratch").touch()
    (folder / "mountpoint").mkdir()
    (folder / "lying_there.py").write_text(f"word = {SECRET!r}\n")
    library = Path(sysconfig.get_path("stdlib"), "lib-dynload")
    shutil.copy(next(library.glob("_bisect.*.so")), folder / "library.so")
    word = ctypes.create_string_buffer(SECRET.encode())
    tcp = socket.create_server(("127.0.0.1", 0))
    unix, abstract = (socket.socket(socket.AF_UNIX) for _ in range(2))
    unix.bind(str(folder / "s"))
    abstract.bind(f"\0{folder}")
    for listener in (tcp, unix, abstract):
        listener.listen()
        threading.Thread(target=_greet, args=(listener,), daemon=True).start()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COURSE_SECRET", SECRET)
        yield {
            "secret": str(secret),
            "link": str(folder / "link"),
            "folder": str(folder),
            "scratch": str(folder / "scratch"),
            "mountpoint": str(folder / "mountpoint"),
            "library": str(folder / "library.so"),
            "site": [str(Path(pytest.__file__).parents[1])],
            "grader": os.getpid(),
            "address": ctypes.addressof(word),
            "port": tcp.getsockname()[1],
            "unix": str(folder / "s"),
            "abstract": str(folder),
        }
    for listener in (tcp, unix, abstract):
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()


def _greet(listener: socket.socket) -> None:
    while True:
        try:
            caller, _ = listener.accept()
        except OSError:
            return
        with caller:
            caller.sendall(b"hello")
