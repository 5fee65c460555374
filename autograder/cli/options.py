"""Options that several commands share."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from autograder.errors import CourseError

if TYPE_CHECKING:
    from autograder.course import Course
    from autograder.sandbox import Isolation

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

NEAREST = "the nearest course.yml from here upwards"
NEAREST_OR_PACKAGED = f"{NEAREST}, or the installed one"


def course_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """`--course DIR`, which the command gets as the loaded `course`."""
    return _course("course", NEAREST, _load)(function)


def course_folder_option(otherwise: str) -> Decorator:
    """`--course DIR`, which the command gets as `course_folder`, a path or None.

    `otherwise` says in the help which course it is without the option.
    """
    return _course("course_folder", otherwise)


def json_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """`--json FILE`, which the command gets as `json_file`; `-` is standard output."""
    return click.option(
        "--json",
        "json_file",
        metavar="FILE",
        type=click.Path(dir_okay=False, writable=True, allow_dash=True, path_type=Path),
        callback=in_existing_folder,
        help="Write the results as JSON; - is standard output.",
    )(function)


def unsafe_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """`--unsafe-no-sandbox`, which the command gets as `unsafe`."""
    return click.option(
        "--unsafe-no-sandbox",
        "unsafe",
        is_flag=True,
        help="Grade where nothing can isolate: only code that you would run yourself.",
    )(function)


def isolation_or_refusal(unsafe: bool) -> "Isolation":
    """The isolation of this machine. Raises CourseError where there is none that is safe."""
    from autograder.sandbox import SandboxUnavailable, choose_isolation

    try:
        return choose_isolation(unsafe)
    except SandboxUnavailable as error:
        raise CourseError(str(error)) from error


def _course(parameter: str, otherwise: str, load: Callable[..., Any] | None = None) -> Decorator:
    return click.option(
        "--course",
        parameter,
        metavar="DIR",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        callback=load,
        help=f"The course's folder; else {otherwise}.",
    )


def _load(ctx: click.Context, param: click.Parameter, value: Path | None) -> "Course":
    from autograder.course import find_course, load_course

    return load_course(find_course(value))


def in_existing_folder(
    ctx: click.Context, param: click.Parameter, value: Path | None
) -> Path | None:
    """Checked before the work, not after it."""
    if value is not None and not value.absolute().parent.is_dir():
        raise click.BadParameter(f"there is no folder {value.absolute().parent}")
    return value
