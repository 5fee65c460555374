"""docs/how-to/add-an-assignment.md is true: its files are written, its commands run, in order."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.support.autograder_command import autograder

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "add-an-assignment.md"
STEP = re.compile(
    r"^(?:(?P<append>Append to )?`(?P<file>[^`\n]+)`:\n\n)?"
    r"```(?P<language>\w+)\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)


def bare(text):
    return re.sub(r"\s+", " ", text)


def run(command, folder):
    """What a command prints: one of ours in this process, any other in a shell."""
    first, _, words = command.partition(" ")
    if first == "autograder" and not set(words) & set("|&;<>$*"):
        done = autograder(folder, words, {"COLUMNS": "120"})
        code, printed = done.exit_code, done.output
    else:
        ran = subprocess.run(
            ["bash", "-c", command],
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        code, printed = ran.returncode, ran.stdout
    assert code == 0, f"{command}\n{printed}"
    return printed


@pytest.mark.slow
def test_the_page_leads_from_an_empty_folder_to_graded_work(tmp_path):
    commands = 0
    for step in STEP.finditer(PAGE.read_text(encoding="utf-8")):
        if step["file"]:
            path = tmp_path / step["file"]
            path.parent.mkdir(parents=True, exist_ok=True)
            before = path.read_text(encoding="utf-8") if step["append"] else ""
            path.write_text(before + step["text"], encoding="utf-8")
        elif step["language"] == "console":
            for part in re.split(r"^\$ ", step["text"], flags=re.MULTILINE)[1:]:
                command, *expected = part.splitlines()
                printed = bare(run(command, tmp_path))
                commands += 1
                for line in expected:
                    assert bare(line) in printed, f"$ {command}\n{printed}"
    assert commands >= 8
