"""Lethal submissions (lethal.yml): each ends as it must, and everything else goes on."""

import os
import select
import time
from pathlib import Path
from typing import Any

import pytest
import yaml

from autograder.sandbox import (
    BadReply,
    CallTimeout,
    MissingFunction,
    Opaque,
    Sandbox,
    StudentError,
    WorkerDied,
    WorkerFault,
)

HERE = Path(__file__).parent
SUBMISSIONS = yaml.safe_load((HERE / "lethal.yml").read_text())
FORGE = (HERE / "forge.py").read_text()
ENDS: dict[str, type[WorkerFault] | tuple[type[WorkerFault], ...]] = {
    "timeout": CallTimeout,
    "died": WorkerDied,
    "raised": StudentError,
    "bad": BadReply,
    "missing": MissingFunction,
    "bad-or-timeout": (BadReply, CallTimeout),
    "any": WorkerFault,
}
PEACEFUL = {"source": "def attack():\n    return 'peace'\n", "seen": "value"}
LEFT_BEHIND = [Path("/tmp/autograder-attack"), Path("/dev/shm/autograder-attack")]


def program(submission: dict) -> bytes:
    source = submission["source"]
    if "repeat" in submission:
        text, times = submission["repeat"]
        source = source.replace("{0}", text * times)
    if "from forge" in source:
        install = "import sys, types; forge = sys.modules['forge'] = types.ModuleType('forge')\n"
        source = f"{install}exec({FORGE!r}, vars(forge))\n{source}"
    return source.encode()


def helper(x: float) -> float:
    return x + 1


def attack(sandbox: Sandbox, submission: dict) -> Any:
    """What comes of a submission: a value, or the fault that it ends with. Its process must end."""
    seconds = 0.5 if "timeout" in submission["seen"] else 20
    with sandbox.worker(program(submission), "network.py", {"helper": helper}) as worker:
        process = os.dup(worker._process._pidfd)  # type: ignore[attr-defined]
        try:
            worker.load(seconds)
            for _ in range(submission.get("calls", 1)):
                end = worker.call("attack", (), seconds)
        except WorkerFault as fault:
            end = fault
    ended = select.poll()
    ended.register(process, select.POLLIN)
    assert ended.poll(20_000)
    os.close(process)
    return end


def test_there_are_enough_submissions_and_each_has_a_name_of_its_own():
    names = {(s["group"], s["name"]) for s in SUBMISSIONS}
    assert len(names) == len(SUBMISSIONS) >= 74


@pytest.mark.slow
@pytest.mark.parametrize("submission", SUBMISSIONS, ids=lambda s: f"{s['group']}-{s['name']}")
def test_a_lethal_submission_ends_as_it_must(sandbox, submission):
    attack(sandbox, PEACEFUL)
    descriptors = len(os.listdir("/proc/self/fd"))
    started = time.monotonic()

    end = attack(sandbox, submission)

    assert time.monotonic() - started < 60
    if submission["seen"] == "value":
        assert not isinstance(end, WorkerFault | Opaque), end
        assert "gives" not in submission or end == submission["gives"]
    elif submission["seen"] != "any" or isinstance(end, WorkerFault):
        assert isinstance(end, ENDS[submission["seen"]]), repr(end)
        assert submission.get("words", "") in end.message
        assert end.message.isprintable()
        assert len(end.message) <= 500
    assert attack(sandbox, PEACEFUL) == "peace"
    assert len(os.listdir("/proc/self/fd")) <= descriptors + 2
    assert not any(path.exists() for path in LEFT_BEHIND)
    assert not any("18193" in line for line in Path("/proc/sysvipc/shm").read_text().splitlines())
