"""Sandboxes of every kind that this machine offers, each started once for all tests."""

from collections.abc import Callable, Iterator

import pytest

from autograder.sandbox import Isolation, ProcessWorker, Sandbox, SandboxUnavailable
from autograder.sandbox.choose import bubblewrap, landlock
from tests.support.isolation import WEAKER_TIER

WITHOUT = pytest.param("none", marks=pytest.mark.slow)
Load = Callable[..., ProcessWorker]


@pytest.fixture(scope="session")
def tier() -> Callable[[str], Isolation]:
    """`tier(name)`: an isolation, or a skipped test where this machine doesn't offer it."""

    def isolation(name: str) -> Isolation:
        try:
            return {"bubblewrap": bubblewrap, "landlock": landlock}[name]()
        except SandboxUnavailable as error:
            pytest.skip(str(error))

    return isolation


@pytest.fixture(scope="session", params=["bubblewrap", WEAKER_TIER])
def confined(request: pytest.FixtureRequest, tier: Callable[[str], Isolation]) -> Iterator[Sandbox]:
    """A sandbox of each tier that holds hostile programs."""
    with Sandbox(tier(request.param)) as sandbox:
        yield sandbox


@pytest.fixture(scope="session", params=["bubblewrap", WEAKER_TIER, WITHOUT])
def sandbox(request: pytest.FixtureRequest, tier: Callable[[str], Isolation]) -> Iterator[Sandbox]:
    """A sandbox of each tier, and one without isolation: all must behave the same."""
    isolation = Isolation("none") if request.param == "none" else tier(request.param)
    with Sandbox(isolation) as sandbox:
        yield sandbox


def loader(sandbox: Sandbox) -> Iterator[Load]:
    """Makes loaded workers of a sandbox, and ends them after the test."""
    workers = []

    def load(source: str | bytes, *, seconds: float = 20, **options: object) -> ProcessWorker:
        data = source.encode() if isinstance(source, str) else source
        worker = sandbox.worker(data, "network.py", **options)  # type: ignore[arg-type]
        workers.append(worker)
        worker.load(seconds)
        return worker

    yield load
    for worker in workers:
        worker.close()


@pytest.fixture
def load(sandbox: Sandbox) -> Iterator[Load]:
    """`load(source)` gives a loaded worker, of every kind of sandbox in turn."""
    yield from loader(sandbox)


@pytest.fixture
def load_confined(confined: Sandbox) -> Iterator[Load]:
    """`load_confined(source)` gives a loaded worker, of each confined kind in turn."""
    yield from loader(confined)
