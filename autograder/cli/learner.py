"""The learner's commands: `autograder start`, `check`, `watch`, `hint`, `solution` and so on."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograder.cli.answer import answer as answer
from autograder.cli.debug import debug as debug
from autograder.cli.options import NEAREST_OR_PACKAGED, course_folder_option, json_option
from autograder.cli.output import STANDARD_OUTPUT, write_text

if TYPE_CHECKING:
    from autograder.course import Assignment, Task
    from autograder.learn.checks.verdict import Verdict
    from autograder.learn.workspace.workspace import Workspace

course_option = course_folder_option("the one that the workspace remembers")


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@course_folder_option(NEAREST_OR_PACKAGED)
def start(folder: Path, course_folder: Path | None) -> None:
    """Make a workspace of your own, or bring it up to date."""
    from autograder.course import find_course_or_packaged, load_course
    from autograder.learn.workspace.start import start_workspace

    done = start_workspace(load_course(find_course_or_packaged(course_folder)), folder)
    root = done.workspace.root
    names = ", ".join(assignment.name for assignment in done.workspace.assignments())
    click.echo(f"{root}: {names} ({len(done.added)} files added)")
    for file in done.updated:
        click.echo(f"updated, because you had not changed it: {file.relative_to(root)}")
    for file in done.kept:
        click.echo(f"kept with your changes; the course has a newer one: {file.relative_to(root)}")
    click.echo(f"Go on with:  cd {root} && autograder watch")


@click.command()
@click.argument("name", required=False)
@click.option("--task", metavar="T", help="Show only this task, but all of it.")
@json_option
@course_option
@click.pass_context
def check(
    ctx: click.Context,
    name: str | None,
    task: str | None,
    json_file: Path | None,
    course_folder: Path | None,
) -> None:
    """Check your work: what passes, and what to look at first."""
    from autograder.learn.checks.checking import check_once
    from autograder.learn.show.early_verdict import EarlyVerdict
    from autograder.learn.show.verdict_panel import commands_for, show_verdict
    from autograder.learn.workspace.single_folder import find_work
    from autograder.report.console import console

    workspace = find_work(course_folder)
    assignment = workspace.choose(name)
    wanted = assignment.task(task).name if task else None
    screen, status = console(), console(stderr=True).status("Checking …")

    def show(verdict: "Verdict") -> None:
        status.stop()
        commands = commands_for(workspace, verdict)
        show_verdict(verdict, screen, commands=commands, whole=bool(task))

    with status, EarlyVerdict(screen, show) as early:
        on_screen = not task and not json_file  # of one task all is shown, more than a screen
        verdict = check_once(workspace, assignment, wanted, early if on_screen else None)
    if json_file != STANDARD_OUTPUT:
        show(verdict)
    _report_trouble(workspace)
    if json_file:  # last: its disk may be full
        _write_json(workspace, verdict, json_file)
    ctx.exit(0 if verdict.passed else 1)


@click.command()
@click.argument("name", required=False)
@course_option
def watch(name: str | None, course_folder: Path | None) -> None:
    """Check at every save; one key for a hint, a picture, the solution."""
    import asyncio

    from autograder.learn.watch.loop import Watch
    from autograder.learn.watch.screen import WatchScreen
    from autograder.learn.workspace.single_folder import find_work
    from autograder.report.console import console

    workspace = find_work(course_folder)
    screen = WatchScreen(workspace, workspace.choose(name), console())
    asyncio.run(Watch(workspace, screen).run())
    _report_trouble(workspace)


@click.command()
@click.argument("name")
@click.argument("task")
@course_option
def hint(name: str, task: str, course_folder: Path | None) -> None:
    """Show the next hint for a task."""
    from autograder.learn.hints import next_hint
    from autograder.learn.show.help_panels import show_hint
    from autograder.report.console import console

    workspace, assignment, chosen = _task(course_folder, name, task)
    show_hint(console(), chosen, next_hint(workspace, assignment, chosen))
    _report_trouble(workspace)


@click.command()
@click.argument("name")
@click.argument("task")
@course_option
@click.pass_context
def solution(ctx: click.Context, name: str, task: str, course_folder: Path | None) -> None:
    """Show the reference: after a pass, or when you ask twice."""
    from autograder.learn.show.help_panels import show_solution
    from autograder.learn.solution import may_see_solution, side_by_side
    from autograder.report.console import console

    workspace, assignment, chosen = _task(course_folder, name, task)
    if may_see_solution(workspace, assignment, chosen):
        show_solution(console(), side_by_side(workspace, assignment, chosen))
        return
    click.echo(
        f"{chosen.name} has not passed yet. To see the solution anyway, ask once more.\n"
        f"For one hint at a time:  autograder hint {assignment.name} {chosen.name}"
    )
    ctx.exit(1)


@click.command()
@click.option(
    "page",
    "--html",
    metavar="[FILE]",
    is_flag=False,
    flag_value="",
    type=str,
    help="A page with moving pictures; without FILE, progress.html in the workspace.",
)
@course_option
def progress(page: str | None, course_folder: Path | None) -> None:
    """Show how far you are; --html writes a page with moving pictures."""
    from autograder.learn.show.progress_table import show_progress
    from autograder.report.console import console

    workspace = _workspace(course_folder)
    if page is None:
        show_progress(console(), workspace, workspace.state.read())
    else:
        from autograder.learn.show.progress_page import write_page

        file = Path(page) if page else workspace.root / "progress.html"
        with console(stderr=True).status("Training your networks and the reference …"):
            write_page(workspace, file)
        click.echo(file)
    _report_trouble(workspace)
    if workspace.notice:
        click.echo(workspace.notice, err=True)


@click.command()
@click.argument("name", required=False)
@click.option(
    "file",
    "--png",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Where to write it; else into the workspace's pictures.",
)
@click.option("--window", is_flag=True, help="Open the picture, too.")
@course_option
def plot(name: str | None, file: Path | None, window: bool, course_folder: Path | None) -> None:
    """Draw your own network's loss and decision boundary, as PNG."""
    from autograder.learn.show.training_figure import save_png, view
    from autograder.report.console import console

    workspace = _workspace(course_folder)
    assignment = workspace.choose(name)
    with console(stderr=True).status("Training your network and the reference …"):
        written = save_png(workspace, assignment, file)
    click.echo(written)
    if window and not view(written):
        click.echo("there is no screen to open a window on; open the file yourself", err=True)


@click.command()
@click.argument("name")
@click.option("--yes", is_flag=True, help="Don't ask.")
@course_option
@click.pass_context
def reset(ctx: click.Context, name: str, yes: bool, course_folder: Path | None) -> None:
    """Begin an assignment again; your files go into a backup."""
    from autograder.learn.workspace.start import reset_assignment

    workspace = _workspace(course_folder)
    assignment = workspace.course.assignment(name)
    folder = workspace.folder(assignment)
    if not (yes or click.confirm(f"Begin again with new files in {folder}?", err=True)):
        click.echo("Nothing was changed.", err=True)
        ctx.exit(1)
    backup = reset_assignment(workspace, assignment)
    click.echo(f"{assignment.name} begins again. Your files are in {backup}")


def _workspace(course_folder: Path | None) -> "Workspace":
    from autograder.learn.workspace.workspace import find_workspace

    return find_workspace(course=course_folder)


def _task(
    course_folder: Path | None, name: str, task: str
) -> tuple["Workspace", "Assignment", "Task"]:
    workspace = _workspace(course_folder)
    assignment = workspace.choose(name)
    return workspace, assignment, assignment.task(task)


def _write_json(workspace: "Workspace", verdict: "Verdict", file: Path) -> None:
    from autograder.grading.results import ResultSet

    result = verdict.result
    results = ResultSet.of(workspace.course.id, verdict.assignment.name, result.max_score, [result])
    write_text(results.to_json(), file)


def _report_trouble(workspace: "Workspace") -> None:
    if error := workspace.state.unwritten:
        click.echo(
            f"{workspace.private}: {(error.strerror or str(error)).lower()}, so the workspace "
            "can't remember this; make room on the disk, or the folder writable",
            err=True,
        )
    if file := workspace.state.damaged:
        click.echo(
            f"The workspace's memory could not be read; a new one was begun, the old one is {file}",
            err=True,
        )
