"""A call that had too little time or memory is tried once more, alone."""

import fcntl
import os
from contextlib import closing

import pytest

from autograder.grading.second_try import PatientWorkers
from autograder.grading.turns import Turns
from autograder.sandbox import CallTimeout, StudentError, WorkerDied
from autograder.submissions.submission import Submission

LATE = CallTimeout("f(…)", 5, 5)
WAITED = CallTimeout("f(…)", 30, 0.0, waited=True)
KILLED = WorkerDied("f(…)", "was killed", killed=True)
CRASHED = WorkerDied("f(…)", "crashed")
RAISED = StudentError("ValueError", "no", filename="m.py")


class Scripted:
    """A sandbox whose workers answer, one question after the other, as they are told."""

    def __init__(self, folder, *answers):
        self.answers = list(answers)
        self.folder = folder
        self.asked = []
        self.alone = []
        self.closed = 0

    def answer(self, question):
        self.asked.append(question)
        self.alone.append(not free(self.folder))
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


class ScriptedWorker:
    peak_memory_mib = 30.0

    def __init__(self, sandbox):
        self.sandbox = sandbox
        self.cpu_seconds = 0.0

    def load(self, seconds, functions=()):
        return self.answer("load")

    def call(self, name, args, seconds):
        return self.answer(name)

    def follow(self, steps, last_uses, wanted, what, seconds):
        return self.answer(what)

    def printed(self, seconds):
        return []

    def variants(self, source, numbers, verb, details, seconds):
        return []

    def answer(self, question):
        self.cpu_seconds += 5.0 if question == "f" else 1.0
        return self.sandbox.answer(question)

    def close(self):
        self.sandbox.closed += 1


def free(folder):
    """Whether another grader could run a worker now."""
    other = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(other, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(other)
    return True


@pytest.fixture
def folders(tmp_path):
    gate, room = tmp_path / "gate", tmp_path / "room"
    gate.mkdir()
    room.mkdir()
    return gate, room


def turns_in(folders):
    """Turns of a grader that waits for nobody."""
    gate, room = folders
    return Turns(gate, room, patience=0.0)


@pytest.fixture
def turns(folders):
    with closing(turns_in(folders)) as turns:
        yield turns


@pytest.fixture
def start(turns, folders):
    def started(*answers):
        sandbox = Scripted(folders[1], *answers)
        workers = PatientWorkers(lambda *_: ScriptedWorker(sandbox), turns)
        return sandbox, workers.start_worker(Submission("ada", b""), {})

    return started


@pytest.mark.parametrize("fault", [LATE, KILLED])
def test_a_call_that_ended_too_early_is_tried_once_more_alone(start, folders, fault):
    sandbox, worker = start(False, fault, False, 7)
    worker.load(5, ("f",))
    assert worker.call("f", (), 5) == 7
    assert sandbox.asked == ["load", "f", "load", "f"]
    assert sandbox.alone == [False, False, True, True]
    assert sandbox.closed == 1
    assert all(map(free, folders))


def test_an_import_is_tried_once_more_too(start):
    sandbox, worker = start(LATE, True)
    assert worker.load(5, ("f",)) is True
    assert sandbox.alone == [False, True]


@pytest.mark.parametrize("fault", [WAITED, CRASHED, RAISED])
def test_what_would_end_in_the_same_way_alone_is_not_tried_again(start, fault):
    sandbox, worker = start(False, fault)
    worker.load(5)
    with pytest.raises(type(fault)):
        worker.call("f", (), 5)
    assert sandbox.asked == ["load", "f"]


def test_a_function_that_did_not_end_alone_gets_no_other_second_try(start):
    sandbox, worker = start(False, LATE, False, LATE, LATE, LATE, False, 8)
    worker.load(5)
    for _ in range(2):
        with pytest.raises(CallTimeout):
            worker.call("f", (), 5)
    assert worker.call("g", (), 5) == 8
    assert sandbox.asked == ["load", "f", "load", "f", "f", "g", "load", "g"]


def test_the_first_try_leaves_the_submission_its_time(start):
    _, worker = start(False, LATE, False, 7)
    worker.load(5)
    worker.call("f", (), 5)
    assert worker.cpu_seconds == 1.0 + 1.0 + 5.0  # both imports, and the try that counts
    assert worker.peak_memory_mib == 30.0


def test_graders_run_together_and_one_alone(folders):
    with closing(turns_in(folders)) as turns:
        with turns.shared:
            assert all(map(free, folders))
            assert not free_for_one(folders[1])
        with turns.alone():
            assert not any(map(free, folders))
        assert all(map(free_for_one, folders))


def free_for_one(folder):
    other = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(other)
    return True


def test_a_grader_that_was_stopped_holds_nobody_up_for_ever(folders):
    with closing(turns_in(folders)) as stopped, stopped.alone():
        with closing(turns_in(folders)) as other:
            with other.shared:
                pass
            with other.alone():
                pass
        assert not any(map(free, folders))


def test_where_there_are_no_folders_to_lock_everything_goes_on(tmp_path):
    with closing(Turns(tmp_path / "none", tmp_path / "none", patience=0.0)) as turns:
        with turns.shared:
            pass
        with turns.alone():
            pass
