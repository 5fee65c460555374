"""What watch mode shows: the verdict after a save, and what the keys ask for."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from rich.console import Console
from rich.text import Text

from autograder.course import Assignment
from autograder.errors import CourseError
from autograder.learn.checks.remember import remember
from autograder.learn.checks.verdict import Verdict, first_failing
from autograder.learn.hints import next_hint
from autograder.learn.show.help_panels import show_hint, show_solution
from autograder.learn.show.panel import flowed
from autograder.learn.show.progress_table import show_progress
from autograder.learn.show.verdict_panel import commands_for, show_verdict
from autograder.learn.solution import may_see_solution, side_by_side
from autograder.learn.workspace.workspace import Workspace

KEYS = ("h hint", "l list", "p picture", "r run again", "s solution", "q quit")


class WatchScreen:
    """The terminal in watch mode, and the task that the learner works on."""

    def __init__(self, workspace: Workspace, assignment: Assignment, console: Console) -> None:
        self._workspace = workspace
        self._console = console
        self.assignment = assignment
        self._task = assignment.tasks[0]
        self._actions: dict[str, Callable[[], Awaitable[None]]] = {
            "h": self._hint,
            "l": self._list,
            "p": self._picture,
            "s": self._solution,
        }

    def say(self, line: str) -> None:
        """Print one line."""
        self._console.print(line, markup=False)

    def show(self, verdict: Verdict, seconds: float, *, final: bool = True) -> None:
        """Remember a verdict and print it; go to the next task where one has passed.

        One that isn't final is only shown, and only where the final one can take its place.
        """
        if not final and not self._console.is_terminal:
            return
        passed = self._remembered(verdict) if final else []
        failing = first_failing(verdict.result)
        if failing is not None and verdict.result.status == "graded":
            self._task = verdict.assignment.task(failing.task)
        if self._console.is_terminal:
            self._console.clear()
        below = self._keys(f"({seconds:.2f} s)" if final else "(looking for the cause …)")
        commands = commands_for(self._workspace, verdict)
        show_verdict(verdict, self._console, commands=commands, lines_below=1 + len(below))
        if final:
            self._say_what_comes_next(verdict, passed)
        for line in below:
            self._console.print(line, style="dim")

    def _remembered(self, verdict: Verdict) -> list[str]:
        """The tasks that passed for the first time."""
        with self._workspace.state.edit() as state:
            return remember(state, verdict.assignment, verdict.result)

    def _say_what_comes_next(self, verdict: Verdict, passed: Sequence[str]) -> None:
        if error := self._workspace.state.unwritten:
            self.say(f"The workspace can't remember this: {(error.strerror or error)}.")
        if first_failing(verdict.result) is None:
            self._go_on(verdict.assignment)
        elif passed:
            self.say(f"Passed: {', '.join(passed)}. Next: {self._task.name}.")

    async def press(self, key: str) -> None:
        """Do what a key asks for; other keys do nothing."""
        action = self._actions.get(key)
        if action is None:
            return
        try:
            await action()
        except (CourseError, OSError) as error:
            self.say(str(error))

    def _keys(self, state: str) -> list[Text]:
        """The keys to offer: some of them need a file that a student does not have."""
        secret = self._workspace.course.solution_dir(self.assignment)
        needed = {"h": "hints.md", "p": "pictures.py", "s": self.assignment.module}
        away = {key for key, name in needed.items() if not (secret / name).is_file()}
        if self.assignment.why_unexplained:
            away |= {"h", "s"}
        keys = [Text(key) for key in KEYS if key[0] not in away]
        keys.append(Text(state))
        return flowed(keys, "   ", self._console.width)

    def _go_on(self, done: Assignment) -> None:
        """Go to the first task, in any assignment, that has not passed."""
        state = self._workspace.state.read()
        for assignment in self._workspace.assignments():
            for task in assignment.tasks:
                if not state.known(assignment.name, task.name).passed:
                    self.assignment, self._task = assignment, task
                    module = self._workspace.module(assignment)
                    self.say(f"All of {done.name} passes. Go on with {task.name} in {module}")
                    return
        self.say("Everything passes. `autograder progress --html` shows how your networks learn.")

    async def _hint(self) -> None:
        hint = next_hint(self._workspace, self.assignment, self._task)
        show_hint(self._console, self._task, hint)

    async def _list(self) -> None:
        state = self._workspace.state.read()
        show_progress(self._console, self._workspace, state, current=self.assignment)

    async def _solution(self) -> None:
        if may_see_solution(self._workspace, self.assignment, self._task):
            show_solution(self._console, side_by_side(self._workspace, self.assignment, self._task))
        else:
            self.say(f"{self._task.name} has not passed yet. Press s again to see the solution.")

    async def _picture(self) -> None:
        # imported here, as matplotlib is slow to import
        from autograder.learn.show.training_figure import save_png, view

        self.say("Training your network and the reference …")
        file = await asyncio.to_thread(save_png, self._workspace, self.assignment)
        self.say(f"The picture: {file}")
        view(file)
