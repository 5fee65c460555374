"""Watch mode: save, and see the verdict; one key is enough for everything else."""

import asyncio
from dataclasses import dataclass

from autograder.course import Assignment
from autograder.errors import CourseError
from autograder.learn.checks.checking import Checks, judge, open_checks
from autograder.learn.checks.helper_process import Interrupted
from autograder.learn.checks.verdict import Verdict
from autograder.learn.watch.file_events import saves, settled
from autograder.learn.watch.key_events import QUIT, key_presses
from autograder.learn.watch.screen import WatchScreen
from autograder.learn.workspace.workspace import Workspace

SOON_SECONDS = 0.5
"""a check that is still running after this says so"""
PATIENCE_SECONDS = 1.0
"""a check that is still running after this, when the next save comes, is broken off"""


@dataclass(frozen=True)
class Saved:
    """A module was written."""

    assignment: Assignment


@dataclass(frozen=True)
class Pressed:
    """A key was pressed."""

    key: str


@dataclass(frozen=True)
class Checked:
    """A check has come to its end: with a verdict, or with the reason why there is none."""

    verdict: Verdict | None
    problem: str = ""


@dataclass(frozen=True)
class Told:
    """Something to say."""

    line: str


Event = Saved | Pressed | Checked | Told


class Watch:
    """The state of watch mode, and what each event does to it."""

    def __init__(self, workspace: Workspace, screen: WatchScreen) -> None:
        self._workspace = workspace
        self._screen = screen
        self._checks: tuple[Assignment, Checks] | None = None
        self._events: asyncio.Queue[Event] = asyncio.Queue()
        self._changed = asyncio.Event()
        self._job: asyncio.Task[None] | None = None
        self._again = False
        self._began = 0.0

    async def run(self) -> None:
        """Check once, then after every save, until q."""
        stop = asyncio.Event()
        watching = asyncio.create_task(self._forward_saves(stop))
        try:
            with key_presses(lambda key: self._events.put_nowait(Pressed(key))):
                self._check()
                while await self._handle(await self._events.get()):
                    pass
        finally:
            stop.set()
            await self._end(watching)

    async def _handle(self, event: Event) -> bool:
        """Do what an event asks for. False where that is to stop."""
        match event:
            case Pressed(key) if key == QUIT:
                return False
            case Pressed("r"):
                self._check()
            case Pressed(key):
                await self._screen.press(key)
            case Saved(assignment):
                self._screen.assignment = assignment
                self._check()
            case Told(line):
                self._screen.say(line)
            case Checked(verdict, problem):
                self._job = None
                if self._again:
                    self._check()
                elif verdict is not None:
                    self._screen.show(verdict, asyncio.get_running_loop().time() - self._began)
                else:
                    self._screen.say(problem)
        return True

    def _check(self) -> None:
        """Begin to check the current assignment; or again, where a check is going on."""
        if self._job is None:
            self._again = False
            self._began = asyncio.get_running_loop().time()
            self._job = asyncio.create_task(self._judge(self._screen.assignment))
            return
        self._again = True
        self._changed.set()
        waited = asyncio.get_running_loop().time() - self._began
        if self._checks and waited > PATIENCE_SECONDS:
            self._checks[1].kill()

    async def _judge(self, assignment: Assignment) -> None:
        """Run the checks beside the event loop, and post what came."""
        await settled(self._workspace.module(assignment), self._changed)
        soon = asyncio.get_running_loop().call_later(SOON_SECONDS, self._screen.say, "Checking …")
        verdict, problem = None, ""
        try:
            verdict = await asyncio.to_thread(self._verdict, assignment)
        except Interrupted:
            pass
        except (CourseError, OSError) as error:
            problem = str(error)
        finally:
            soon.cancel()
        self._events.put_nowait(Checked(verdict, problem))

    def _verdict(self, assignment: Assignment) -> Verdict:
        if self._checks is None or self._checks[0] != assignment:
            if self._checks:
                self._checks[1].close()
            self._checks = assignment, open_checks(self._workspace, assignment)
        return judge(assignment, self._checks[1])

    async def _forward_saves(self, stop: asyncio.Event) -> None:
        try:
            async for assignment in saves(self._workspace, stop):
                self._events.put_nowait(Saved(assignment))
        except (OSError, RuntimeError) as error:  # the system's limit on watched folders, mostly
            told = f"Saving can't be noticed here ({error}); press r after you have saved."
            self._events.put_nowait(Told(told))

    async def _end(self, watching: asyncio.Task[None]) -> None:
        """Leave nothing running."""
        if self._job is not None and self._checks:
            self._checks[1].kill()
        await asyncio.gather(watching, *filter(None, [self._job]), return_exceptions=True)
        if self._checks:
            self._checks[1].close()
