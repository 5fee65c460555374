"""A connection to Dask's scheduler for one run, with workers that are fit to grade."""

import contextlib
import ipaddress
import logging
import secrets
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from multiprocessing import resource_tracker
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from autograder.child_processes import children_deaf_to_ctrl_c
from autograder.course import Assignment, Course
from autograder.errors import CourseError
from autograder.grading.grade import MakeExecutor
from autograder.sandbox import Isolation, graders_that_fit
from autograder.text import one_line

if TYPE_CHECKING:
    from distributed import Client

LOCAL = "local:"
CONNECT_SECONDS = 20
FIRST_WORKER_SECONDS = 600
"""a job on a cluster may wait in a queue"""
FEWEST_AHEAD = 8
"""batches at a time for a scheduler elsewhere, so that workers that join late find some"""
NO_PAGES: dict[str, list[str]] = {
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
}
NEEDED = ("distributed", "cryptography")


@dataclass(frozen=True)
class Graders:
    """Who grades a class; without an executor it is processes of this machine."""

    isolation: Isolation
    """of the first of several workers; each result has its own"""
    jobs: int | None = None
    make_executor: MakeExecutor | None = None


@contextmanager
def cluster_graders(
    course: Course,
    assignment: Assignment,
    scheduler: str,
    *,
    unsafe: bool,
    say: Callable[[str], None],
) -> Iterator[Graders]:
    """Workers that grade an assignment, until the context ends.

    `scheduler` is the address of Dask's, or `local:N` for N workers of this machine's. `say` gets a
    line for each worker that isn't fit.

    Raises CourseError where Dask isn't installed, the address is wrong or not safe, nobody answers,
    or no worker is fit.
    """
    check_scheduler(scheduler)
    with _client(course, scheduler) as (client, only_here):
        from autograder.cluster.executor import GradingExecutor
        from autograder.cluster.secret_side import packed

        run = f"autograder-{secrets.token_hex(8)}"
        content = packed(course, assignment)
        with _admitted(client, run, only_here, unsafe, say) as found:
            fit = len(found)
            jobs = fit if scheduler.startswith(LOCAL) else max(2 * fit, FEWEST_AHEAD)
            yield Graders(
                isolation=found[0],
                jobs=jobs,
                make_executor=lambda _: GradingExecutor(client, run, content, course.root),
            )


def check_scheduler(scheduler: str) -> None:
    """Raises CourseError for what is no `local:N` and no address, or an address that isn't safe.

    And where the extra is not installed.
    """
    for name in NEEDED:
        if find_spec(name) is None:
            raise CourseError(
                f"--scheduler needs {name}, which is not installed: "
                'pip install "nn-autograder[cluster]"'
            )
    if scheduler.startswith(LOCAL):
        _local_workers(scheduler)
    else:
        _is_encrypted(scheduler)


def _local_workers(scheduler: str) -> int:
    number = scheduler.removeprefix(LOCAL)
    if not number.isascii() or not number.isdigit() or not 1 <= int(number) <= 1000:
        raise CourseError(f"--scheduler {one_line(scheduler)}: after local: comes a number, from 1")
    return int(number)


def _is_encrypted(address: str) -> bool:
    """Whether the address is one with TLS; without, it must be this machine's."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError:
        host = port = None
    if not host or not port or parts.scheme not in ("tls", "tcp"):
        raise CourseError(
            f"--scheduler {one_line(address)}: it is local:N, or an address such as "
            "tls://scheduler.example.org:8786"
        )
    if parts.scheme == "tls":
        return True
    if not _is_here(host):
        raise CourseError(
            f"--scheduler {one_line(address)}: the course secret and the hidden checks would "
            "travel unencrypted. Start the scheduler with TLS and give its tls:// address"
        )
    return False


def _is_here(host: str) -> bool:
    """Whether an address is this machine's: only then something can be bound to it."""
    if host == "localhost":
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:  # a name may lead elsewhere tomorrow
        return False
    if address.is_unspecified:
        return False
    family = socket.AF_INET6 if address.version == 6 else socket.AF_INET
    try:
        with socket.socket(family) as probe:
            probe.bind((host, 0))
    except OSError:
        return False
    return True


@contextmanager
def _client(course: Course, scheduler: str) -> Iterator[tuple["Client", bool]]:
    """A client, and whether its workers have to be on this machine."""
    import dask
    from distributed import Client, LocalCluster
    from distributed.security import Security

    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # a dead worker is no news
    with contextlib.ExitStack() as stack:
        if scheduler.startswith(LOCAL):
            wanted = _local_workers(scheduler)
            scratch = stack.enter_context(TemporaryDirectory(prefix="autograder-workers-"))
            resource_tracker.ensure_running()  # starting it later would let Ctrl-C through again
            with children_deaf_to_ctrl_c(), dask.config.set(NO_PAGES):
                cluster = stack.enter_context(
                    LocalCluster(
                        n_workers=graders_that_fit(wanted, course.limits.memory_mib),
                        threads_per_worker=1,
                        processes=True,
                        local_directory=scratch,
                        memory_limit=0,  # a submission's memory is not the worker's
                        dashboard_address="127.0.0.1:0",
                        worker_dashboard_address="127.0.0.1:0",
                        silence_logs=logging.CRITICAL,
                        security=Security.temporary(),  # other users of this machine stay out
                        host="127.0.0.1",
                    )
                )
            yield stack.enter_context(Client(cluster)), False
            return
        encrypted = _is_encrypted(scheduler)
        security = Security(require_encryption=True) if encrypted else None
        if security and not (security.tls_client_cert and security.tls_client_key):
            raise CourseError(
                f"--scheduler {one_line(scheduler)}: this needs a certificate, and Dask's "
                "configuration names none (DASK_CONFIG); see the page on several machines"
            )
        with dask.config.set({"distributed.comm.timeouts.connect": CONNECT_SECONDS}):
            try:
                client = Client(scheduler, security=security, timeout=CONNECT_SECONDS)
            except (OSError, TimeoutError, ValueError, RuntimeError, TypeError) as error:
                raise CourseError(
                    f"--scheduler {one_line(scheduler)}: {one_line(str(error))}"
                ) from error
        yield stack.enter_context(client), not encrypted


@contextmanager
def _admitted(
    client: "Client", run: str, only_here: bool, unsafe: bool, say: Callable[[str], None]
) -> Iterator[list[Isolation]]:
    """The isolation of each worker that is fit now; those that join later are asked, too."""
    from autograder.cluster.admission import Admission
    from autograder.cluster.on_worker import Demands

    said: set[str] = set()

    def refused(worker: str, why: str) -> None:
        if worker not in said:
            said.add(worker)
            say(f"worker {one_line(worker)} grades nothing: {one_line(why)}")

    def hear(event: tuple[float, dict[str, Any]]) -> None:
        refused(str(event[1].get("worker")), str(event[1].get("why")))

    if not client.scheduler_info()["workers"]:
        say("waiting for the first worker")
        try:
            client.wait_for_workers(1, timeout=FIRST_WORKER_SECONDS)
        except TimeoutError:
            raise CourseError("no worker has joined the scheduler in ten minutes") from None
    plugin = Admission(Demands.of(run, only_here=only_here, unsafe=unsafe))
    client.subscribe_topic(run, hear)
    # a worker without the engine can't even read the question; the others have been asked
    with contextlib.suppress(Exception):
        client.register_plugin(plugin)
    try:
        answers = _answers(client, run)
        for worker, answer in answers.items():
            if not isinstance(answer, Isolation):
                refused(worker, answer)
        found = [answer for answer in answers.values() if isinstance(answer, Isolation)]
        if not found:
            reasons = "; ".join(sorted({str(answer) for answer in answers.values()}))
            raise CourseError(f"no worker can grade: {one_line(reasons)}")
        yield found
    finally:
        client.unsubscribe_topic(run)
        with contextlib.suppress(Exception):  # workers that died, a scheduler that is gone
            client.unregister_worker_plugin(run)


def _answers(client: "Client", run: str) -> dict[str, Isolation | str]:
    from autograder.cluster.admission import answer_of

    found = client.run(answer_of, run, on_error="return")
    return {
        worker: answer
        if isinstance(answer, Isolation | str)
        else f"it can't load nn-autograder ({type(answer).__name__}: {answer})"
        for worker, answer in found.items()
    }
