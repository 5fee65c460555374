"""Watch mode: save, and see the verdict. One key does everything else."""

import asyncio
from dataclasses import dataclass
from functools import partial

from autograder.course import Assignment
from autograder.errors import CourseError
from autograder.learn.checks.checking import Checks, ShowEarly, judge, open_checks
from autograder.learn.checks.helper_process import Interrupted
from autograder.learn.checks.verdict import PATIENCE_SECONDS, Verdict
from autograder.learn.watch.file_events import completed, saves
from autograder.learn.watch.key_events import QUIT, key_presses
from autograder.learn.watch.screen import WatchScreen
from autograder.learn.workspace.workspace import Workspace

SILENT_SECONDS = 0.5
"""a check that takes longer is announced"""
UNDISTURBED_SECONDS = 1.0
"""a check that takes longer is stopped by the next save"""


@dataclass(frozen=True)
class Saved:
    """A module was saved."""

    assignment: Assignment


@dataclass(frozen=True)
class Pressed:
    """A key was pressed."""

    key: str


@dataclass(frozen=True)
class Judged:
    """The marks are known; names and lines of mistakes are still looked for."""

    verdict: Verdict


@dataclass(frozen=True)
class Checked:
    """A check has ended: with a verdict, or with the reason why there is none."""

    verdict: Verdict | None
    why_not: str = ""


@dataclass(frozen=True)
class Notice:
    """A line for the screen."""

    line: str


Event = Saved | Pressed | Judged | Checked | Notice


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
        """Do what an event asks for. Returns False where it asks to stop."""
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
            case Notice(line):
                self._screen.say(line)
            case Judged(verdict):
                if self._job is not None and not self._again:
                    self._screen.show(verdict, self._seconds(), final=False)
            case Checked(verdict, why_not):
                self._job = None
                if self._again:
                    self._check()
                elif verdict is not None:
                    self._screen.show(verdict, self._seconds())
                else:
                    self._screen.say(why_not)
        return True

    def _seconds(self) -> float:
        """Since the check began."""
        return asyncio.get_running_loop().time() - self._began

    def _check(self) -> None:
        """Begin to check the current assignment; if a check is going on, check again after it."""
        if self._job is None:
            self._again = False
            self._began = asyncio.get_running_loop().time()
            self._job = asyncio.create_task(self._judge(self._screen.assignment))
            return
        self._again = True
        self._changed.set()
        if self._checks and self._seconds() > UNDISTURBED_SECONDS:
            self._checks[1].kill()

    async def _judge(self, assignment: Assignment) -> None:
        """Run the checks in a thread, and report their end as an event."""
        await completed(self._workspace.module(assignment), self._changed)
        loop = asyncio.get_running_loop()
        announcements = [loop.call_later(SILENT_SECONDS, self._screen.say, "Checking …")]

        def wait_for_names(verdict: Verdict) -> None:
            announcements[0].cancel()
            show = partial(self._events.put_nowait, Judged(verdict))
            announcements.append(loop.call_later(PATIENCE_SECONDS, show))

        def early(verdict: Verdict) -> None:
            loop.call_soon_threadsafe(partial(wait_for_names, verdict))

        verdict, why_not = None, ""
        try:
            verdict = await asyncio.to_thread(self._verdict, assignment, early)
        except Interrupted:
            pass
        except (CourseError, OSError) as error:
            why_not = str(error)
        finally:
            for announcement in announcements:
                announcement.cancel()
        self._events.put_nowait(Checked(verdict, why_not))

    def _verdict(self, assignment: Assignment, early: ShowEarly) -> Verdict:
        if self._checks is None or self._checks[0] != assignment:
            if self._checks:
                self._checks[1].close()
            self._checks = assignment, open_checks(self._workspace, assignment)
        return judge(self._workspace, assignment, self._checks[1], early)

    async def _forward_saves(self, stop: asyncio.Event) -> None:
        try:
            async for assignment in saves(self._workspace, stop):
                self._events.put_nowait(Saved(assignment))
        except (OSError, RuntimeError) as error:  # the system's limit on watched folders, mostly
            line = f"Saves can't be noticed here ({error}); press r after each save."
            self._events.put_nowait(Notice(line))

    async def _end(self, watching: asyncio.Task[None]) -> None:
        """End everything that still runs."""
        if self._job is not None and self._checks:
            self._checks[1].kill()
        await asyncio.gather(watching, *filter(None, [self._job]), return_exceptions=True)
        if self._checks:
            self._checks[1].close()
