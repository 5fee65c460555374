"""`autograder start`, `check`, `watch`, `hint`, `solution`, `progress`, `plot`, `reset`."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from autograder.learn.checks.verdict import Verdict
    from autograder.learn.workspace.workspace import Workspace


def course_folder(function: Callable[..., Any]) -> Callable[..., Any]:
    """`--course DIR`, handed to the command as `course`: the folder, or None."""
    return click.option(
        "course",
        "--course",
        metavar="DIR",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        help="The course's folder, where the workspace can't find it by itself.",
    )(function)


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@course_folder
def start(folder: Path, course: Path | None) -> None:
    """Make a workspace of your own, or bring it up to date."""
    from autograder.learn.workspace.start import course_to_start_from, start_workspace

    done = start_workspace(course_to_start_from(course), folder)
    root = done.workspace.root
    names = ", ".join(assignment.name for assignment in done.workspace.assignments())
    click.echo(f"{root}: {names} ({len(done.added)} files added)")
    for file in done.updated:
        click.echo(f"updated, as you had not changed it: {file.relative_to(root)}")
    for file in done.kept:
        click.echo(f"kept as it is, though the course has a newer one: {file.relative_to(root)}")
    click.echo(f"Go on with:  cd {root} && autograder watch")


@click.command()
@click.argument("name", required=False)
@click.option("--task", metavar="T", help="One task only, told in full.")
@click.option("json_file", "--json", metavar="FILE", help="The result as JSON, - for the screen.")
@course_folder
@click.pass_context
def check(
    ctx: click.Context,
    name: str | None,
    task: str | None,
    json_file: str | None,
    course: Path | None,
) -> None:
    """Check your work: marks, and the first thing to look at."""
    from autograder.learn.checks.checking import check_once
    from autograder.learn.show.verdict_panel import show_verdict
    from autograder.learn.workspace.single_folder import find_work
    from autograder.report.console import console

    workspace = find_work(course)
    assignment = workspace.choose(name)
    wanted = assignment.task(task).name if task else None
    with console(stderr=True).status("Checking …"):
        verdict = check_once(workspace, assignment, wanted)
    if json_file:
        _write_json(workspace, verdict, json_file)
    if json_file != "-":
        show_verdict(verdict, console(), hint=_hint_command(workspace, verdict), whole=bool(task))
    _tell_damage(workspace)
    ctx.exit(0 if verdict.passed else 1)


@click.command()
@click.argument("name", required=False)
@course_folder
def watch(name: str | None, course: Path | None) -> None:
    """Check at every save; one key for hints, pictures, the solution."""
    import asyncio

    from autograder.learn.watch.loop import Watch
    from autograder.learn.watch.screen import WatchScreen
    from autograder.learn.workspace.single_folder import find_work
    from autograder.report.console import console

    workspace = find_work(course)
    screen = WatchScreen(workspace, workspace.choose(name), console())
    asyncio.run(Watch(workspace, screen).run())
    _tell_damage(workspace)


@click.command()
@click.argument("name")
@click.argument("task")
@course_folder
def hint(name: str, task: str, course: Path | None) -> None:
    """The next rung of the ladder of hints for a task."""
    from autograder.learn.hints import next_hint
    from autograder.learn.show.help_panels import show_hint
    from autograder.report.console import console

    workspace = _workspace(course)
    assignment = workspace.choose(name)
    the_task = assignment.task(task)
    show_hint(console(), the_task, next_hint(workspace, assignment, the_task))
    _tell_damage(workspace)


@click.command()
@click.argument("name")
@click.argument("task")
@course_folder
@click.pass_context
def solution(ctx: click.Context, name: str, task: str, course: Path | None) -> None:
    """The reference beside your version: after a pass, or when asked twice."""
    from autograder.learn.show.help_panels import show_solution
    from autograder.learn.solution import may_see_solution, side_by_side
    from autograder.report.console import console

    workspace = _workspace(course)
    assignment = workspace.choose(name)
    the_task = assignment.task(task)
    if may_see_solution(workspace, assignment, the_task):
        show_solution(console(), side_by_side(workspace, assignment, the_task))
        return
    click.echo(
        f"{the_task.name} has not passed yet. `autograder hint {assignment.name} {the_task.name}` "
        "goes one step at a time;\nask for the solution once more, and it is yours."
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
    help="A page with moving pictures; FILE is progress.html in the workspace if left out.",
)
@course_folder
def progress(page: str | None, course: Path | None) -> None:
    """How far you are; --html writes one page with moving pictures."""
    from autograder.learn.show.progress_table import show_progress
    from autograder.report.console import console

    workspace = _workspace(course)
    if page is None:
        show_progress(console(), workspace, workspace.state.read())
    else:
        from autograder.learn.show.page import write_page

        file = Path(page) if page else workspace.root / "progress.html"
        with console(stderr=True).status("Training your networks and the reference …"):
            write_page(workspace, file)
        click.echo(file)
    _tell_damage(workspace)


@click.command()
@click.argument("name", required=False)
@click.option("file", "--png", metavar="FILE", type=click.Path(path_type=Path), help="Where to.")
@click.option("--window", is_flag=True, help="Open the picture, too.")
@course_folder
def plot(name: str | None, file: Path | None, window: bool, course: Path | None) -> None:
    """Loss curve and decision boundary of your own network, as PNG."""
    from autograder.learn.show.training_figure import save_png, view
    from autograder.report.console import console

    workspace = _workspace(course)
    assignment = workspace.choose(name)
    with console(stderr=True).status("Training your network and the reference …"):
        written = save_png(workspace, assignment, file)
    click.echo(written)
    if window and not view(written):
        click.echo("there is no screen to open a window on; the picture lies there", err=True)


@click.command()
@click.argument("name")
@click.option("--yes", is_flag=True, help="Don't ask.")
@course_folder
@click.pass_context
def reset(ctx: click.Context, name: str, yes: bool, course: Path | None) -> None:
    """Put an assignment back to its beginning; yours is kept in a backup."""
    from autograder.learn.workspace.start import reset_assignment

    workspace = _workspace(course)
    assignment = workspace.course.assignment(name)
    folder = workspace.folder(assignment)
    if not (yes or click.confirm(f"Put the files in {folder} back to their beginning?", err=True)):
        click.echo("Nothing was changed.", err=True)
        ctx.exit(1)
    backup = reset_assignment(workspace, assignment)
    click.echo(f"{assignment.name} is as it was in the beginning. Yours is kept in {backup}")


def _workspace(course: Path | None) -> "Workspace":
    from autograder.learn.workspace.workspace import find_workspace

    return find_workspace(course=course)


def _hint_command(workspace: "Workspace", verdict: "Verdict") -> str:
    from autograder.learn.checks.verdict import first_failing

    task = first_failing(verdict.result)
    if task is None or not workspace.has_solutions(verdict.assignment):
        return ""
    return f"autograder hint {verdict.assignment.name} {task.task}"


def _write_json(workspace: "Workspace", verdict: "Verdict", file: str) -> None:
    from autograder.grading.results import ResultSet

    result = verdict.result
    results = ResultSet.of(workspace.course.id, verdict.assignment.name, result.max_score, [result])
    with click.open_file(file, "w", encoding="utf-8") as out:
        out.write(results.to_json())


def _tell_damage(workspace: "Workspace") -> None:
    if moved := workspace.state.damaged:
        click.echo(
            f"What the workspace remembered could not be read; a new one was begun, and the old "
            f"lies in {moved}",
            err=True,
        )
