"""What watch mode shows: the verdict after a save, and what the keys ask for."""

import asyncio
from collections.abc import Awaitable, Callable

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

    def show(self, verdict: Verdict, seconds: float) -> None:
        """Remember a verdict and print it; go to the next task where one has passed."""
        with self._workspace.state.edit() as state:
            passed = remember(state, verdict.assignment, verdict.result)
        failing = first_failing(verdict.result)
        if failing is not None and verdict.result.status == "graded":
            self._task = verdict.assignment.task(failing.task)
        if self._console.is_terminal:
            self._console.clear()
        keys = self._keys(seconds)
        commands = commands_for(self._workspace, verdict)
        show_verdict(verdict, self._console, commands=commands, lines_below=1 + len(keys))
        if error := self._workspace.state.unwritten:
            self.say(f"The workspace can't remember this: {(error.strerror or error)}.")
        if failing is None:
            self._go_on(verdict.assignment)
        elif passed:
            self.say(f"Passed: {', '.join(passed)}. Next: {self._task.name}.")
        for line in keys:
            self._console.print(line, style="dim")

    async def press(self, key: str) -> None:
        """Do what a key asks for; other keys do nothing."""
        action = self._actions.get(key)
        if action is None:
            return
        try:
            await action()
        except (CourseError, OSError) as error:
            self.say(str(error))

    def _keys(self, seconds: float) -> list[Text]:
        """The keys to offer: some of them need a file that a student does not have."""
        secret = self._workspace.course.solution_dir(self.assignment)
        needed = {"h": "hints.md", "p": "pictures.py", "s": self.assignment.module}
        away = {key for key, name in needed.items() if not (secret / name).is_file()}
        if self.assignment.why_unexplained:
            away |= {"h", "s"}
        keys = [Text(key) for key in KEYS if key[0] not in away]
        keys.append(Text(f"({seconds:.2f} s)"))
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
