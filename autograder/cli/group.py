"""The command group: loads a command when asked for it, and tells mistakes in one clear line."""

import errno
import importlib
from collections.abc import Iterable

import click

from autograder.errors import CourseError

SECTIONS = {
    "Everyone": ("autograder.cli.demo", ["demo"]),
    "Instructor": (
        "autograder.cli.instructor",
        ["release", "grade", "feedback", "export"],
    ),
    "Author": ("autograder.cli.author", ["new", "validate"]),
    "Learner": (
        "autograder.cli.learner",
        ["start", "check", "watch", "hint", "solution", "progress", "plot", "reset"],
    ),
}
INSTRUCTOR_PACKAGES = {
    *("filelock", "jupytext", "nbconvert", "nbformat", "nbgrader", "nh3", "sqlalchemy"),
}
STOPPED_BY_CTRL_C = 130  # what a shell reports of a program that ended so


class Refusal(click.ClickException):
    """A usage or course error: one line on standard error, and the exit code."""

    def __init__(self, message: str, exit_code: int = CourseError.exit_code) -> None:
        super().__init__(message)
        self.exit_code = exit_code  # type: ignore[misc]

    def show(self, file: object = None) -> None:
        """Print the line."""
        click.echo(f"autograder: {self.format_message()}", err=True)


class CommandGroup(click.Group):
    """All commands, found by name, each imported only when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command's name, in the order of the help page."""
        return [name for _, names in SECTIONS.values() for name in names]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, or None where there is none of that name."""
        for module, names in SECTIONS.values():
            if cmd_name in names:
                command = getattr(importlib.import_module(module), cmd_name)
                assert isinstance(command, click.Command)
                return command
        return None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does it, with the nearest names suggested."""
        if self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            raise Refusal(_no_such_command(args[0], self.list_commands(ctx)))
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """One section for each kind of reader."""
        for title, (_, names) in SECTIONS.items():
            with formatter.section(title):
                formatter.write_dl([(name, self._summary(ctx, name)) for name in names])

    def _summary(self, ctx: click.Context, name: str) -> str:
        command = self.get_command(ctx, name)
        return command.get_short_help_str(limit=66) if command else ""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; what a person can mend is told in one line, never as a traceback."""
        try:
            return super().invoke(ctx)
        except CourseError as error:
            raise Refusal(str(error), error.exit_code) from error
        except KeyboardInterrupt:
            click.echo("autograder: stopped; what was finished is kept", err=True)
            ctx.exit(STOPPED_BY_CTRL_C)
        except ModuleNotFoundError as error:
            if (error.name or "").partition(".")[0] not in INSTRUCTOR_PACKAGES:
                raise
            raise Refusal(_needs_instructor_packages(error.name)) from error
        except OSError as error:
            if error.errno in (None, errno.EPIPE):
                raise
            raise Refusal(_operating_system(error)) from error


def _no_such_command(name: str, known: Iterable[str]) -> str:
    import difflib

    near = difflib.get_close_matches(name, known, n=1)
    meant = f"did you mean '{near[0]}'?" if near else "'autograder --help' lists them"
    return f"there is no command '{name}'; {meant}"


def _needs_instructor_packages(missing: str | None) -> str:
    return (
        f"this command needs {missing}, which is not installed; in the kit's folder: "
        "pip install --editable '.[instructor]'"
    )


def _operating_system(error: OSError) -> str:
    where = f"{error.filename}: " if error.filename else ""
    return f"{where}{(error.strerror or str(error)).lower()}"
