"""Which isolation this machine offers, found by trying."""

import shutil
import sys

from autograder.sandbox.faults import SandboxBroken, SandboxUnavailable
from autograder.sandbox.isolation import Isolation
from autograder.sandbox.sandbox import Sandbox
from autograder.sandbox.selftest import self_test

SYSTEMS = {"darwin": "macOS", "win32": "Windows"}
IN_A_CONTAINER = (
    "grade in a container (docs/how-to/macos-and-windows.md has the command), or on a Linux machine"
)


def choose_isolation(unsafe: bool = False) -> Isolation:
    """The strongest isolation that works here and passes the self-test.

    Where none does, an ordinary process is chosen if `unsafe`; else SandboxUnavailable is raised,
    with the reasons.
    """
    reasons: list[str] = []
    for candidate in (bubblewrap, landlock):
        try:
            isolation = candidate("; ".join(reasons))
            _prove(isolation)
            return isolation
        except SandboxUnavailable as error:
            if str(error) not in reasons:
                reasons.append(str(error))
    if unsafe:
        return Isolation("none", note="; ".join(reasons))
    instead = "" if sys.platform == "linux" else f". Instead, {IN_A_CONTAINER}"
    raise SandboxUnavailable(
        "This machine has no sandbox that is safe against a hostile submission, so nothing is "
        f"graded: {'; '.join(reasons)}{instead}. To grade nevertheless, at your own risk: "
        "--unsafe-no-sandbox."
    )


def bubblewrap(note: str = "") -> Isolation:
    """Namespaces, Landlock and seccomp. Raises SandboxUnavailable where a piece is missing."""
    seccomp = _kernel_support()
    bwrap = shutil.which("bwrap")
    if bwrap is None:
        raise SandboxUnavailable("bubblewrap is missing (Debian, Ubuntu: apt install bubblewrap)")
    return Isolation("bubblewrap+landlock+seccomp", bwrap, seccomp, note)


def landlock(note: str = "") -> Isolation:
    """Landlock and seccomp only. Raises SandboxUnavailable where one of them is missing."""
    return Isolation("landlock+seccomp", None, _kernel_support(), note)


def _kernel_support() -> bytes:
    """The system call filter, on a machine that has Landlock as well."""
    if sys.platform != "linux":
        system = SYSTEMS.get(sys.platform, sys.platform)
        raise SandboxUnavailable(f"isolation needs Linux, this is {system}")
    from autograder.sandbox import seccomp
    from autograder.sandbox.inside import landlock

    try:
        landlock.version()
        return seccomp.worker_filter()
    except (landlock.LandlockUnavailable, seccomp.SeccompUnavailable) as error:
        raise SandboxUnavailable(str(error)) from None


def _prove(isolation: Isolation) -> None:
    try:
        with Sandbox(isolation) as sandbox:
            self_test(sandbox)
    except SandboxBroken as error:
        raise SandboxUnavailable(f"{isolation.name}: {error}") from None
