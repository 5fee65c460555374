"""On macOS and Windows no command ends in a traceback; what isn't possible says what to do."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.cli.group import SECTIONS
from tests.support.course_builder import write_files
from tests.support.other_platform import environment

RUN_ALL = """
import contextlib, json, sys
from pathlib import Path
import click.testing
from autograder.cli import main
from autograder.learn.watch import loop

@contextlib.contextmanager
def stop_at_once(pressed):
    pressed("q")
    yield

loop.key_presses = stop_at_once
for line in json.load(sys.stdin):
    folder, *words = line.split()
    Path(folder).mkdir(exist_ok=True)
    with contextlib.chdir(folder):
        done = click.testing.CliRunner().invoke(main, words)
    error = None if isinstance(done.exception, SystemExit) else done.exception
    print(json.dumps([done.exit_code, done.stderr, repr(error)]), file=sys.__stdout__, flush=True)
"""
NEEDS_LINUX = ["course validate 01", "course grade 01", "course demo"]
COMMANDS = {
    ". init course --empty": 0,
    "course new 01-my-topic": 0,
    "course release 01": 0,
    "course roster import ../people.csv": 0,
    "course collect 01 ../handed --from folder": 0,
    "course roster check": 1,  # somebody submitted nothing
    **dict.fromkeys(NEEDS_LINUX, 2),
    "course grade 01 --unsafe-no-sandbox -j 1": 0,
    "course report 01": 0,
    "course similar 01": None,  # no process can be limited on Windows
    "course history 01": 0,
    "course feedback 01 -j 1": 0,
    "course export --format csv": 0,
    "course extend ada 01 --days 1": 2,  # there is no due date
    "course package 01 --for gradescope": 0,
    ". start work --course course": 0,
    "work check 01": 1,
    "work watch 01": 0,
    "work debug 01 standardize": 0,
    "work hint 01 standardize": 0,
    "work solution 01 standardize": 1,  # it is shown to one who asks twice
    "work answer 01": 1,  # nothing is written yet
    "work progress": 0,
    "work plot 01": 2,  # it has no pictures
    "work reset 01": 1,  # nobody says yes
}


@pytest.mark.slow
@pytest.mark.parametrize("system", ["darwin", "win32"])
def test_every_command_on_another_system(system: str, tmp_path: Path) -> None:
    named = {line.split()[1] for line in COMMANDS}
    assert named == {name for _, names in SECTIONS.values() for name in names}
    write_files(tmp_path, {
        "people.csv": "id,first_name,last_name,email\nada,Ada,L,\nben,Ben,O,\n",
        "handed/ada/my_topic.py": "def standardize(X):\n    return X\n",
    })  # fmt: skip
    site = tmp_path / "site"
    site.mkdir()
    done = subprocess.run(
        [sys.executable, "-c", RUN_ALL],
        input=json.dumps(list(COMMANDS)),
        cwd=tmp_path,
        env=environment(system, site),
        capture_output=True,
        text=True,
        check=False,
    )
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(answers) == len(COMMANDS), done.stderr
    for words, (code, errors, exception) in zip(COMMANDS, answers, strict=True):
        assert (words, exception) == (words, "None")
        expected = COMMANDS[words]
        if expected is None:
            expected = 2 if system == "win32" else 0
        assert (words, code) == (words, expected), errors
        assert "Traceback" not in errors
    for words, (_, errors, _) in zip(COMMANDS, answers, strict=True):
        if words in NEEDS_LINUX:
            [line] = errors.splitlines()
            assert f"this is {'macOS' if system == 'darwin' else 'Windows'}" in line
            assert "Instead, grade in a container" in line
