"""The hidden checks of an assignment, run on the learner's own file: self-study."""

from typing import Any

from autograder.course import Assignment, Task
from autograder.errors import CourseError
from autograder.grading.results import Result
from autograder.learn.checks.debug_answer import Script, from_json
from autograder.learn.checks.helper_process import Helper, HelperDied, Interrupted
from autograder.learn.checks.verdict import Early
from autograder.learn.workspace.workspace import Workspace
from autograder.sandbox import WALL_FACTOR


class HiddenChecks:
    """The graders themselves, in a process that serves one save after the other."""

    hidden = True

    def __init__(self, workspace: Workspace, assignment: Assignment) -> None:
        self._course = workspace.course
        self._assignment = assignment
        self._folder = workspace.folder(assignment)
        self._helper = self._start()

    def run(self, early: Early | None = None) -> Result:
        """Grade the module as it is now.

        `early` gets the result when its marks are known, but the mistakes have no names yet.
        Raises CourseError where the graders have a mistake.
        """
        return Result.model_validate(self._answer({}, early))

    def failing_script(self, task: Task) -> Script | None:
        """A script of the first call of a task that goes wrong; None where none does.

        Raises CourseError where the module can't be loaded.
        """
        answer = self._answer({"script_for": task.name})
        result = Result.model_validate(answer["result"])
        if result.status != "graded":
            raise CourseError(result.message)
        return from_json(answer["script"]) if answer["script"] else None

    def _answer(self, request: dict[str, Any], early: Early | None = None) -> dict[str, Any]:
        # The graders' own limits stop a submission long before this one does.
        seconds = 2 * WALL_FACTOR * self._course.limits.submission_seconds + 30
        answer: dict[str, Any] = {}
        try:
            for answer in self._helper.ask({"folder": str(self._folder)} | request, seconds):
                if early is not None and "early" in answer:
                    early(Result.model_validate(answer["early"]))
        except HelperDied as death:
            self._restart()
            why = death.last_words.strip().rpartition("\n")[2] or "it gave no reason"
            raise CourseError(f"the process that runs the checks has ended: {why}") from None
        except Interrupted:
            self._restart()
            raise
        if "course_error" in answer:
            raise CourseError(answer["course_error"])
        return answer

    def kill(self) -> None:
        """Stop a run that is going on."""
        self._helper.kill()

    def close(self) -> None:
        """End the process."""
        self._helper.close()

    def _restart(self) -> None:
        self._helper.close()
        self._helper = self._start()

    def _start(self) -> Helper:
        return Helper(
            "autograder.learn.checks.hidden_worker", str(self._course.root), self._assignment.name
        )
