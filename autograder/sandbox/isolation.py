"""How workers are kept apart from the machine, as data."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Isolation:
    """How workers are kept apart from the machine. Can be pickled for other processes.

    `bwrap` is bubblewrap's path where it is used, `seccomp` the system call filter. `note` says to
    a person why no stronger isolation was chosen.
    """

    name: str
    bwrap: str | None = None
    seccomp: bytes = field(default=b"", repr=False)
    note: str = ""

    @property
    def confined(self) -> bool:
        """Whether a hostile program can't get out."""
        return bool(self.seccomp)
