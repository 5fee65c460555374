"""The command group: imports a command when it is used, and reports a mistake in one clear line."""

import errno
import importlib
import sys
from typing import Any

import click

from autograder.any_encoding import print_anything
from autograder.errors import CourseError

SECTIONS = {
    "Everyone": ("autograder.cli.demo", ["demo"]),
    "Instructor": (
        "autograder.cli.instructor",
        ["release", "grade", "feedback", "export"],
    ),
    "Insight": ("autograder.cli.insight", ["report", "history"]),
    "Class": ("autograder.cli.class_and_lms", ["roster", "collect", "extend", "package"]),
    "Likeness": ("autograder.cli.similar", ["similar"]),
    "Author": ("autograder.cli.author", ["init", "new", "validate"]),
    "Learner": (
        "autograder.cli.learner",
        [
            *("start", "check", "watch", "debug", "hint", "solution", "answer"),
            *("progress", "plot", "reset"),
        ],
    ),
}
INSTRUCTOR_PACKAGES = {
    *("filelock", "jupytext", "nbconvert", "nbformat", "nbgrader", "nh3", "sqlalchemy"),
}
STOPPED_BY_CTRL_C = 130  # as a shell reports it


class Refusal(click.ClickException):
    """A usage or course error: one line on standard error, and the exit code."""

    def __init__(self, message: str, exit_code: int = CourseError.exit_code) -> None:
        super().__init__(message)
        self.exit_code = exit_code  # type: ignore[misc]

    def show(self, file: object = None) -> None:
        """Print the line."""
        click.echo(f"autograder: {self.format_message()}", err=True)


class CommandGroup(click.Group):
    """All commands, found by name; each is imported only when it is used."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run the program; whatever a command prints, the terminal's encoding can't stop it."""
        print_anything(sys.stdout)
        print_anything(sys.stderr)
        return super().main(*args, **kwargs)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command's name, in the order of the help page."""
        return [name for _, names in SECTIONS.values() for name in names]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, or None."""
        for module, names in SECTIONS.values():
            if cmd_name in names:
                command = getattr(importlib.import_module(module), cmd_name)
                assert isinstance(command, click.Command)
                return command
        return None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does it; click can suggest only names that it is given."""
        try:
            return super().resolve_command(ctx, args)
        except click.NoSuchCommand as error:
            known = self.list_commands(ctx)
            unknown = click.NoSuchCommand(error.command_name, possibilities=known)
            raise Refusal(f"{unknown.format_message()} See: autograder --help") from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """One section for each kind of reader."""
        for title, (_, names) in SECTIONS.items():
            with formatter.section(title):
                formatter.write_dl([(name, self._summary(ctx, name)) for name in names])

    def _summary(self, ctx: click.Context, name: str) -> str:
        command = self.get_command(ctx, name)
        return command.get_short_help_str(limit=66) if command else ""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; a mistake that a person can fix is reported in one line."""
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


def _needs_instructor_packages(missing: str | None) -> str:
    return (
        f"this command needs {missing}, which is not installed: "
        'pip install "nn-autograder[instructor]"'
    )


def _operating_system(error: OSError) -> str:
    where = f"{error.filename}: " if error.filename else ""
    return f"{where}{(error.strerror or str(error)).lower()}"
