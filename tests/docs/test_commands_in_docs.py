"""Commands in the docs are commands that there are, with the options that they have."""

import re
from pathlib import Path

import click
import pytest

from autograder.cli import main

ROOT = Path(__file__).parents[2]
PAGES = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
]
CODE = re.compile(r"^```\w*\n(.*?)^```|`([^`\n]+)`", re.DOTALL | re.MULTILINE)
COMMAND = re.compile(r"^(?:\$ )?autograder ([a-z]\S*)([^#\n]*)", re.MULTILINE)


def commands_of(page):
    for fenced, inline in CODE.findall(page.read_text(encoding="utf-8")):
        yield from COMMAND.findall(fenced or inline)


def options_of(command):
    return {"-h", "--help"} | {
        name for option in command.params for name in (*option.opts, *option.secondary_opts)
    }


def test_the_pages_name_commands():
    assert len([command for page in PAGES for command in commands_of(page)]) > 50


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_page_names_only_what_there_is(page):
    context = click.Context(main)
    for name, rest in commands_of(page):
        command = main.get_command(context, name)
        assert command is not None, f"autograder {name}"
        options = set(re.findall(r"(?<!\S)--?[a-z][a-z-]*", rest))
        assert options <= options_of(command), f"autograder {name}{rest}"
