"""The command line as a whole: help, exit codes, one clear line for a mistake."""

import io
import os
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from rich.panel import Panel

from autograder.cli import main
from autograder.cli.group import SECTIONS, CommandGroup
from autograder.errors import CourseError
from autograder.report.console import console

ROOT = Path(__file__).parents[2]

HEAVY = {"numpy", "matplotlib", "nbgrader", "pytest", "rich", "watchfiles"}


def run(*args: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "autograder", *args],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
    )


def failing_group(error: BaseException) -> click.Group:
    group = CommandGroup("autograder")
    command = click.Command("fail", callback=lambda: (_ for _ in ()).throw(error))
    group.get_command = lambda ctx, cmd_name: command  # type: ignore[method-assign]
    return group


def test_help_names_every_command_under_its_reader(tmp_path: Path) -> None:
    done = run("--help", cwd=tmp_path)
    assert done.returncode == 0
    for title, (_, names) in SECTIONS.items():
        section = done.stdout.partition(f"{title}:\n")[2].partition("\n\n")[0]
        assert [line.split()[0] for line in section.splitlines()] == names
        assert all(len(line.split()) > 1 for line in section.splitlines())


def test_help_imports_nothing_heavy(tmp_path: Path) -> None:
    code = (
        "import sys\nfrom autograder.cli import main\n"
        "main(['--help'], standalone_mode=False)\n"
        "print(*{name.partition('.')[0] for name in sys.modules}, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert not HEAVY & set(done.stderr.split())


def every_command() -> list[list[str]]:
    """The words of each command, subcommands among them."""
    found: list[list[str]] = []
    for name in (name for _, names in SECTIONS.values() for name in names):
        command = main.get_command(click.Context(main), name)
        inner = list(command.commands) if isinstance(command, click.Group) else []
        found += [[name], *([name, sub] for sub in inner)]
    return found


@pytest.mark.parametrize("words", [[], *every_command()], ids=" ".join)
def test_every_help_fits_80_columns_and_no_sentence_is_cut(words: list[str]) -> None:
    done = CliRunner().invoke(main, [*words, "--help"], terminal_width=80)
    usage, *lines = done.output.splitlines()
    assert done.exit_code == 0
    assert usage.startswith("Usage: ")
    assert any(line and not line.isspace() for line in lines)
    assert max(map(len, [usage, *lines])) <= 80
    assert not [line for line in lines if line.rstrip().endswith("...")]


def test_a_misspelt_command_suggests_the_right_one(tmp_path: Path) -> None:
    done = run("relaese", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith("autograder: No such command 'relaese'. ")
    assert "'release'" in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_misspelt_option_suggests_the_right_one(tmp_path: Path) -> None:
    done = run("check", "--tusk", "forward", cwd=tmp_path)
    assert done.returncode == 2
    assert "No such option '--tusk'. Did you mean '--task'?" in done.stderr


def test_without_a_course_a_command_says_where_it_looked(tmp_path: Path) -> None:
    done = run("grade", "02", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stdout == ""
    assert str(tmp_path) in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("error", "code", "line"),
    [
        (CourseError("course.yml:3: no title"), 2, "autograder: course.yml:3: no title"),
        (OSError(28, "No space left on device"), 2, "autograder: no space left on device"),
        (
            PermissionError(13, "Permission denied", "/c/gradebook.db"),
            2,
            "autograder: /c/gradebook.db: permission denied",
        ),
        (KeyboardInterrupt(), 130, "autograder: stopped; what was finished is kept"),
        (
            ModuleNotFoundError("No module named 'nbgrader'", name="nbgrader"),
            2,
            "autograder: this command needs nbgrader, which is not installed: "
            'pip install "nn-autograder[instructor]"',
        ),
    ],
)
def test_a_mistake_that_a_person_can_fix_is_one_line(
    error: BaseException, code: int, line: str
) -> None:
    done = CliRunner().invoke(failing_group(error), ["fail"])
    assert done.exit_code == code
    assert done.stderr == line + "\n"
    assert done.stdout == ""


def test_a_bug_of_ours_is_not_reported_as_a_persons_mistake() -> None:
    done = CliRunner().invoke(failing_group(ZeroDivisionError("a bug")), ["fail"])
    assert isinstance(done.exception, ZeroDivisionError)


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "cp437", "gbk"])
def test_every_command_prints_on_every_encoding(
    encoding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    group = CommandGroup("autograder")

    def print_much() -> None:
        text = "∂loss/∂W1 ✓ ◐ ŷ … ─ 山 \udcff"
        click.echo(text)
        click.echo(text, err=True)
        screen = console()
        screen.rule(text)
        screen.print(Panel(text))
        screen.print(text, markup=False)
        raise CourseError(text)

    command = click.Command("much", callback=print_much)
    group.get_command = lambda ctx, cmd_name: command  # type: ignore[method-assign]
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding=encoding) for _ in range(2))
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "stderr", err)
    with pytest.raises(SystemExit) as end:
        group.main(["much"])
    assert end.value.code == 2
    for stream in (out, err):
        stream.flush()
        assert b"loss/" in stream.buffer.getvalue()


@pytest.mark.slow
@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_check_in_a_terminal_that_is_not_utf_8(encoding: str, tmp_path: Path) -> None:
    folder = tmp_path / "02-network"
    shutil.copytree(ROOT / "assignments" / "02-network", folder)
    done = subprocess.run(
        [sys.executable, "-m", "autograder", "check"],
        cwd=folder,
        env=os.environ | {"PYTHONIOENCODING": encoding},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1
    assert b"public checks pass" in done.stdout
    assert b"Traceback" not in done.stderr
