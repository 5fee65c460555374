"""Commands and files in the docs are there, and the commands have the options that are named."""

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
FILE = re.compile(r"(?<![\w/])(?:autograder|tests|scripts|benchmarks|docs)/[\w./-]*")
COMMAND = re.compile(r"^(?:\$ )?autograder ([a-z]\S*)([^#\n]*)", re.MULTILINE)


def code_of(page):
    return [fenced or inline for fenced, inline in CODE.findall(page.read_text(encoding="utf-8"))]


def commands_of(page):
    return [command for code in code_of(page) for command in COMMAND.findall(code)]


def options_of(command):
    return {"-h", "--help"} | {
        name for option in command.params for name in (*option.opts, *option.secondary_opts)
    }


def test_the_pages_name_commands():
    assert len([command for page in PAGES for command in commands_of(page)]) > 50


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_the_commands_of_a_page_are_there(page):
    context = click.Context(main)
    for name, rest in commands_of(page):
        command = main.get_command(context, name)
        assert command is not None, f"autograder {name}"
        options = set(re.findall(r"(?<!\S)--?[a-z][a-z-]*", rest))
        assert options <= options_of(command), f"autograder {name}{rest}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_the_files_of_a_page_are_there(page):
    files = {file for code in code_of(page) for file in FILE.findall(code)}
    assert {file for file in files if not (ROOT / file).exists()} == set()
