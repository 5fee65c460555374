"""The process that runs an assignment's hidden checks on a learner's own file, save after save.

One pytest session, collected once, and one sandbox that always has the next worker ready.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

from autograder.course import load_course
from autograder.errors import CourseError
from autograder.grading.attempt import GraderError
from autograder.grading.batch import Plan, worker_limits
from autograder.grading.feedback.debug_script import FailingCall, script_of
from autograder.grading.results import Result
from autograder.grading.session import run_session
from autograder.grading.suite import Suite
from autograder.grading.worker_slot import Substitutes, Worker
from autograder.grading.wrapped_worker import Answer, WrappedWorker
from autograder.learn.checks.debug_answer import as_json
from autograder.learn.checks.helper_process import Send, answer_requests
from autograder.learn.workspace.workspace import LEARNER
from autograder.sandbox import Sandbox, choose_isolation
from autograder.sandbox.faults import CallNotTried, CallTimeout, SandboxBroken
from autograder.submissions.module import read_module
from autograder.submissions.submission import Submission

SECRET = b"a learner has nothing to keep from themselves"
"""in place of the course's: a check of one's own writes nothing beside the course"""


def serve(root: Path, name: str) -> None:
    """Load the course's graders, then answer requests until there are no more."""
    course = load_course(root)
    assignment = course.assignment(name)
    isolation = choose_isolation(unsafe=True)  # it is the learner's own program
    plan = Plan.of(course, assignment, isolation, secret=SECRET)

    def judge(suite: Suite) -> None:
        marker = plan.marker(suite, own_work=True)
        with Sandbox(isolation, worker_limits(plan.limits)) as sandbox:

            def check(request: dict[str, Any], send: Send) -> None:
                folder = Path(request["folder"])
                submission = read_module(Submission(LEARNER, folder=folder), assignment)
                start_worker = FailFastWorkers(sandbox, assignment.module).start_worker

                def early(result: Result) -> None:
                    send({"early": result.model_dump(mode="json")})

                try:
                    result = marker.mark(submission, start_worker, early)
                except (GraderError, CourseError, SandboxBroken) as error:
                    send({"course_error": str(error)})
                else:
                    answer = result.model_dump(mode="json")
                    if task := request.get("script_for"):
                        found = marker.failing.get(task)
                        script = found and _script(*found, suite.reference, assignment.stem)
                        answer = {"result": answer, "script": script}
                    send(answer)

            answer_requests(check)

    run_session(plan.folder, assignment, judge)


def _script(title: str, call: FailingCall, reference: ModuleType, stem: str) -> dict[str, Any]:
    return as_json(script_of(call, reference, stem, title))


class FailFastWorkers:
    """Starts workers, and waits for an endless loop only once.

    The grading of a class waits again at each check, which is fair to each check. Here a learner
    waits at the screen.
    """

    def __init__(self, sandbox: Sandbox, module: str) -> None:
        self._sandbox = sandbox
        self._module = module
        self._lost: dict[frozenset[str], str] = {}

    def start_worker(self, submission: Submission, substitutes: Substitutes) -> Worker:
        """A worker for the submission; it fails at once if one with these substitutes was lost."""
        worker = self._sandbox.worker(submission.source, self._module, substitutes)
        return FailFastWorker(worker, self._lost, frozenset(substitutes))


class FailFastWorker(WrappedWorker):
    """A worker whose calls fail at once after one that ran too long with the same substitutes."""

    def __init__(
        self, worker: Worker, lost: dict[frozenset[str], str], substitutes: frozenset[str]
    ) -> None:
        super().__init__(worker)
        self._lost = lost
        self._substitutes = substitutes

    def printed(self, seconds: float) -> list[tuple[str, str]]:
        """As the worker does it; nothing is asked of one that is lost."""
        return self.ask("", seconds, lambda worker: worker.printed(seconds))

    def ask(self, what: str, seconds: float, question: Callable[[Worker], Answer]) -> Answer:
        """The answer; none where a call ran too long before."""
        if reason := self._lost.get(self._substitutes):
            raise CallNotTried(reason)
        try:
            return question(self.worker)
        except CallTimeout as late:
            self._lost[self._substitutes] = late.message
            raise


def main() -> None:
    """Serve until standard input ends. If nothing can be checked, each answer says why."""
    try:
        serve(Path(sys.argv[1]), sys.argv[2])
    except (CourseError, SandboxBroken) as error:
        problem = str(error)
        answer_requests(lambda request, send: send({"course_error": problem}))


if __name__ == "__main__":
    main()
