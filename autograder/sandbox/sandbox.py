"""`Sandbox`: starts workers, with whatever isolation this machine has."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from autograder.sandbox.faults import SandboxBroken
from autograder.sandbox.handle import Compiled, ProcessWorker, Program
from autograder.sandbox.isolation import Isolation
from autograder.sandbox.unconfined import UnconfinedProcess
from autograder.sandbox.worker_process import WorkerProcess

if TYPE_CHECKING:
    from autograder.sandbox.forkserver import ForkServer

_RECYCLE_AFTER = 2000
_COMPILED_KEPT = 8


@dataclass(frozen=True)
class WorkerLimits:
    """What one worker may use in its life.

    `memory_mib`: MiB of address space for a learner's program, above what NumPy takes.
    `processor_seconds`: seconds of processor time, after which the kernel ends it.
    """

    memory_mib: int = 512
    processor_seconds: float = 60.0


class Sandbox:
    """Starts workers. Always has the next one ready; replaces its zygote when it is old or gone.

    Not to be shared between threads or used in a forked process. Raises SandboxBroken where even a
    new zygote starts no worker.
    """

    def __init__(self, isolation: Isolation, limits: WorkerLimits | None = None) -> None:
        self.isolation = isolation
        self.limits = limits or WorkerLimits()
        self._servers: list[ForkServer] = []
        self._unsandboxed: list[UnconfinedProcess] = []
        self._compiled: dict[Program, Compiled] = {}
        if isolation.confined:
            self._start_server()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def worker(
        self,
        source: bytes,
        filename: str = "submission.py",
        substitutes: Mapping[str, Callable[..., Any]] | None = None,
    ) -> ProcessWorker:
        """A fresh process for this program, which is not read before `load`.

        `substitutes` maps names to trusted functions that replace the module's own after loading:
        the worker asks us for their results, and never gets their code.
        """
        process = self._confined() if self.isolation.confined else self._unconfined()
        if len(self._compiled) > _COMPILED_KEPT:
            self._compiled.clear()
        return ProcessWorker(process, source, filename, substitutes, self._compiled)

    def close(self) -> None:
        """End the zygote and every worker. May be called twice."""
        for server in self._servers:
            server.close()
        for process in self._unsandboxed:
            process.end()
        self._servers.clear()
        self._unsandboxed.clear()

    def _confined(self) -> WorkerProcess:
        if not self._servers or self._servers[-1].spawned >= _RECYCLE_AFTER:
            self._start_server()
        try:
            process = self._servers[-1].worker()
            self._servers[-1].ask_for_spare()
        except SandboxBroken:
            process = self._start_server().worker()
        return process

    def _start_server(self) -> "ForkServer":
        """A new zygote; an older one is closed when none of its workers is in use."""
        from autograder.sandbox.forkserver import ForkServer

        for idle in [server for server in self._servers if not server.living]:
            idle.close()
            self._servers.remove(idle)
        isolation, limits = self.isolation, self.limits
        server = ForkServer(
            isolation.bwrap, isolation.seccomp, limits.memory_mib, limits.processor_seconds
        )
        self._servers.append(server)
        return server

    def _unconfined(self) -> WorkerProcess:
        """The process that was started ahead; another one is started for the next time."""
        self._unsandboxed = [process for process in self._unsandboxed if process.running]
        spare = next((process for process in self._unsandboxed if process.unused), None)
        process = spare or UnconfinedProcess(self.limits.processor_seconds)
        process.unused = False
        self._unsandboxed = [other for other in self._unsandboxed if other is not process]
        self._unsandboxed += [process, UnconfinedProcess(self.limits.processor_seconds)]
        process.wait_until_ready()
        return process
