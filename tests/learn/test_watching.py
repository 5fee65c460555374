"""Watch mode: every save gets its verdict, keys do what they say, and nothing ends it but q."""

import asyncio
import shutil
from pathlib import Path

import pytest
from prompt_toolkit.input import create_pipe_input

from autograder.course import load_course
from autograder.learn.checks.checking import judge, open_checks
from autograder.learn.checks.verdict import Verdict
from autograder.learn.watch import loop as watch_module
from autograder.learn.watch.file_events import looks_complete, saves
from autograder.learn.watch.key_events import key_presses
from autograder.learn.watch.loop import Watch
from autograder.learn.watch.screen import WatchScreen
from autograder.learn.workspace.start import start_workspace
from autograder.learn.workspace.workspace import find_workspace
from tests.learn.toy_modules import ENDLESS, HALF_DONE, RIGHT, SQUARED, UNPARSABLE

ENOUGH = 60.0


class Session:
    """Watch mode running for real, driven by what a learner does."""

    def __init__(self, workspace, assignment, screen, pipe):
        self.module = workspace.module(assignment)
        self.screen = screen
        self._pipe = pipe
        self._shown: asyncio.Queue = asyncio.Queue()
        screen = WatchScreen(workspace, assignment, screen)
        for name in ("show", "say"):
            setattr(screen, name, self._noting(getattr(screen, name)))
        self.watch = Watch(workspace, screen)

    def _noting(self, method):
        def noted(*args):
            method(*args)
            self._shown.put_nowait(self.screen.export_text())

        return noted

    async def next_screen(self, containing):
        """What is printed next that holds these words."""
        async with asyncio.timeout(ENOUGH):
            while containing not in (text := await self._shown.get()):
                pass
        return text

    def press(self, key):
        self._pipe.send_text(key)

    def save(self, source):
        """As most editors do it: a new file, renamed over the old."""
        draft = self.module.with_suffix(".tmp")
        draft.write_text(source)
        draft.replace(self.module)


@pytest.fixture
def play(workspace, assignment, screen, monkeypatch):
    """Run watch mode with a learner's script; it must end by itself with q."""

    def play(script):
        async def run():
            with create_pipe_input() as pipe:
                keys = lambda pressed: key_presses(pressed, pipe)  # noqa: E731
                monkeypatch.setattr(watch_module, "key_presses", keys)
                session = Session(workspace, assignment, screen, pipe)
                learner = asyncio.create_task(script(session))
                running = asyncio.create_task(session.watch.run())
                async with asyncio.timeout(ENOUGH):
                    await learner
                    session.press("q")
                    await running

        asyncio.run(run())

    return play


def test_from_the_stub_to_the_end(play):
    async def script(session):
        await session.next_screen("not begun")
        session.save(HALF_DONE)
        assert "Passed: double. Next: shift." in await session.next_screen("Passed")
        session.save(RIGHT)
        await session.next_screen("Everything passes")

    play(script)


def test_a_mistake_is_named_after_a_save(play):
    async def script(session):
        await session.next_screen("not begun")
        session.save(SQUARED)
        await session.next_screen("Perhaps   The square is not the double.")

    play(script)


def test_the_verdict_is_there_before_the_names(workspace, assignment, screen, write):
    write(SQUARED)
    told: list[Verdict] = []
    checks = open_checks(workspace, assignment)
    try:
        final = judge(workspace, assignment, checks, told.append)
    finally:
        checks.close()
    [first] = told
    assert first.result.score == final.result.score
    watch = WatchScreen(workspace, assignment, screen)
    watch.show(first, 0.1, final=False)
    early = screen.export_text()
    assert "looking for the cause" in early
    assert "The square is not the double" not in early
    assert not workspace.state.read().known(assignment.name, "double").max_score
    watch.show(final, 0.2)
    assert "The square is not the double" in screen.export_text()
    assert workspace.state.read().known(assignment.name, "double").max_score


@pytest.mark.slow
def test_an_endless_loop_is_reported_and_the_next_save_is_judged(play):
    async def script(session):
        await session.next_screen("not begun")
        session.save(ENDLESS)
        await session.next_screen("still running after 1 s")
        session.save(RIGHT)
        await session.next_screen("30 of 30 points")

    play(script)


@pytest.mark.slow
def test_a_save_during_an_endless_loop_is_not_kept_waiting(play, monkeypatch):
    monkeypatch.setattr(watch_module, "UNDISTURBED_SECONDS", 0.0)

    async def script(session):
        await session.next_screen("not begun")
        session.save(ENDLESS)
        await session.next_screen("Checking")
        session.save(RIGHT)
        await session.next_screen("30 of 30 points")

    play(script)


def test_a_file_that_cannot_be_parsed_and_one_that_is_gone(play):
    async def script(session):
        await session.next_screen("not begun")
        session.module.write_text(UNPARSABLE)
        await session.next_screen("'(' was never closed")
        session.module.unlink()
        await session.next_screen("There is no toy.py")
        session.save(RIGHT)
        await session.next_screen("30 of 30 points")

    play(script)


def test_a_file_saved_in_two_halves_gets_one_verdict(play, monkeypatch):
    monkeypatch.setattr("autograder.learn.watch.file_events.SETTLE_SECONDS", ENOUGH)
    half = RIGHT.index("return 2.0") + len("return (")

    async def script(session):
        await session.next_screen("not begun")
        session.module.write_text(RIGHT[:half] + " (")
        session.save(RIGHT)
        text = await session.next_screen("of 30 points")
        assert "30 of 30 points" in text

    play(script)


def test_keys(play, workspace, assignment):
    async def script(session):
        await session.next_screen("not begun")
        session.press("x")
        session.press("h")
        session.press("s")
        text = await session.next_screen("Press s again")
        assert "double: hint 1 of 2, Symptom" in text
        session.press("s")
        session.press("l")
        session.press("r")
        text = await session.next_screen("0 of 30 points")
        assert "the reference" in text
        assert "0 of 2 tasks" in text

    play(script)
    assert workspace.state.read().assignment("01-toy").task("double").hints == 1


def test_all_keys_are_offered_to_a_self_learner(play):
    async def script(session):
        text = await session.next_screen("not begun")
        assert "h hint   l list   p picture   r run again   s solution   q quit" in text

    play(script)


def test_a_student_is_offered_the_keys_that_work_there_and_why_the_others_do_not(play, as_student):
    async def script(session):
        text = await session.next_screen("not begun")
        assert "\nl list   r run again   q quit   (" in text
        for key, reason in (
            ("h", "The hints are not here"),
            ("s", "The solutions are not here"),
            ("p", "01-toy has no pictures here"),
        ):
            session.press(key)
            await session.next_screen(reason)

    play(script)


def test_the_list_fits_a_screen_with_the_other_assignments_in_a_line_each(tmp_path, screen):
    start_workspace(load_course(Path(__file__).parents[2]), tmp_path / "work")
    workspace = find_workspace(tmp_path / "work")
    *others, last = workspace.assignments()
    with workspace.state.edit() as state:
        state.assignment(others[0].name).task("sigmoid").hints = 2
    asyncio.run(WatchScreen(workspace, last, screen).press("l"))
    text = screen.export_text()
    lines = [line.split() for line in text.splitlines()]
    assert len(lines) < screen.height
    assert [line[1] for line in lines if line[0] == "·"] == [task.name for task in last.tasks]
    assert [*others[0].name.split(), "0/100", "2"] in [line[:3] for line in lines]
    whole = " ".join(text.split())  # a long title takes two lines
    assert all(other.title in whole for other in others)


def test_ctrl_c_quits(workspace, assignment, screen, monkeypatch):
    async def run():
        with create_pipe_input() as pipe:
            keys = lambda pressed: key_presses(pressed, pipe)  # noqa: E731
            monkeypatch.setattr(watch_module, "key_presses", keys)
            pipe.send_text("\x03")
            async with asyncio.timeout(ENOUGH):
                await Watch(workspace, WatchScreen(workspace, assignment, screen)).run()

    asyncio.run(run())


def test_a_course_that_breaks_meanwhile_is_reported(play, course_root):
    async def script(session):
        await session.next_screen("not begun")
        shutil.rmtree(course_root / "solutions")
        session.press("h")
        await session.next_screen("hints are not here")

    play(script)


def test_where_saves_cannot_be_noticed_r_still_works(play, monkeypatch):
    async def no_saves(workspace, stop):
        raise OSError(28, "inotify watch limit reached")
        yield

    monkeypatch.setattr(watch_module, "saves", no_saves)

    async def script(session):
        await session.next_screen("Saves can't be noticed here")
        await session.next_screen("not begun")
        session.save(RIGHT)
        session.press("r")
        await session.next_screen("30 of 30 points")

    play(script)


def test_only_modules_count_as_saves(workspace, assignment):
    async def run():
        stop = asyncio.Event()
        heard = saves(workspace, stop)
        first = asyncio.ensure_future(anext(heard))
        folder = workspace.folder(assignment)
        async with asyncio.timeout(ENOUGH):
            while not first.done():
                (folder / "notes.txt").write_text("x")
                (folder / "toy.py~").write_text("x")
                workspace.module(assignment).write_text(RIGHT)
                await asyncio.wait([first], timeout=0.05)
        assert first.result() == assignment
        stop.set()

    asyncio.run(run())


@pytest.mark.parametrize(
    ("source", "whole"),
    [(b"x = 1\n", True), (b"", False), (b"x = (", False), (b"x\0", False), (b"\xff\xfe", False)],
)
def test_which_files_look_complete(tmp_path, source, whole):
    file = tmp_path / "toy.py"
    file.write_bytes(source)
    assert looks_complete(file) is whole
    assert not looks_complete(tmp_path / "missing.py")
