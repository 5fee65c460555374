"""Options that several commands share."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from autograder.course import Course

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


def course_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """`--course DIR`, handed to the command as the loaded `course`."""
    return click.option(
        "course",
        "--course",
        metavar="DIR",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        callback=_load,
        help="The course's folder; else the nearest course.yml from here upwards.",
    )(function)


def course_folder_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """`--course DIR`, handed to the command as the path `course_folder`, or None."""
    return click.option(
        "--course",
        "course_folder",
        metavar="DIR",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        help="The course's folder; else the nearest course.yml from here upwards.",
    )(function)


def json_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """`--json FILE`, handed to the command as `json_file`; `-` is standard output."""
    return click.option(
        "--json",
        "json_file",
        metavar="FILE",
        type=click.Path(dir_okay=False, writable=True, allow_dash=True, path_type=Path),
        callback=_in_a_folder_that_is_there,
        help="Write the results as JSON; - is standard output.",
    )(function)


def unsafe_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """`--unsafe-no-sandbox`, handed to the command as `unsafe`."""
    return click.option(
        "--unsafe-no-sandbox",
        "unsafe",
        is_flag=True,
        help="Grade where nothing can isolate: only code that you would run yourself.",
    )(function)


def _load(ctx: click.Context, param: click.Parameter, value: Path | None) -> "Course":
    from autograder.course import find_course, load_course

    return load_course(find_course(value))


def _in_a_folder_that_is_there(
    ctx: click.Context, param: click.Parameter, value: Path | None
) -> Path | None:
    """Found out before the work and not after it."""
    if value is not None and not value.absolute().parent.is_dir():
        raise click.BadParameter(f"there is no folder {value.absolute().parent}")
    return value
