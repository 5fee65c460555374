"""The learner's commands as typed: what they print, what they return, and kindness to mistakes."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from autograder.cli import main
from tests.learn.toy_modules import ENDLESS, HALF_DONE, RIGHT, SQUARED, UNPARSABLE


@pytest.fixture
def run(workspace, monkeypatch):
    """Run a command in the workspace; never a traceback."""
    monkeypatch.chdir(workspace.root)
    monkeypatch.setenv("COLUMNS", "80")

    def run(*arguments, **how):
        done = CliRunner().invoke(main, arguments, **how)
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        assert "Traceback" not in done.output
        return done

    return run


def test_start(run, course_root, tmp_path):
    done = run("start", str(tmp_path / "new"), "--course", str(course_root))
    assert done.exit_code == 0
    assert "01-toy (3 files added)" in done.output
    assert (tmp_path / "new" / "01-toy" / "toy.py").is_file()


def test_start_again_says_what_it_kept(run, course_root, workspace, write):
    write(RIGHT)
    (course_root / "assignments" / "01-toy" / "toy.py").write_text("# newer\n")
    done = run("start", str(workspace.root), "--course", str(course_root))
    assert "kept with your changes; the course has a newer one: 01-toy" in done.output


def test_check_passes(run, write):
    write(RIGHT)
    done = run("check")
    assert done.exit_code == 0
    assert "30 of 30 points" in done.output


@pytest.mark.parametrize("source", [HALF_DONE, SQUARED, UNPARSABLE, ""])
def test_check_does_not_pass(run, write, source):
    write(source)
    assert run("check", "toy").exit_code == 1


def test_check_says_what_to_do_next(run, write):
    write(SQUARED)
    done = run("check", "01")
    assert "Perhaps   The square is not the double." in done.output
    assert "Hint      autograder hint 01 double" in done.output
    assert max(map(len, done.output.splitlines())) <= 80


def test_check_one_task(run, write):
    write(HALF_DONE)
    assert run("check", "--task", "double").exit_code == 0
    assert run("check", "--task", "shift").exit_code == 1


def test_check_json(run, write, tmp_path):
    write(SQUARED)
    file = tmp_path / "result.json"
    assert run("check", "--json", str(file)).exit_code == 1
    data = json.loads(file.read_text())
    assert (data["schema"], data["course"], data["assignment"]) == (1, "toys", "01-toy")
    (result,) = data["results"]
    assert (result["status"], result["score"], result["max_score"]) == ("graded", 20.0, 30.0)
    assert result["tasks"][0]["misconceptions"][0]["id"] == "double-squared"


def test_check_json_to_standard_output_is_nothing_else(run, write):
    write(RIGHT)
    assert json.loads(run("check", "--json", "-").stdout)["results"][0]["score"] == 30


def test_check_in_a_students_install(run, write, as_student):
    write(SQUARED)
    done = run("check")
    assert done.exit_code == 1
    assert "1 of 3 public checks pass" in done.output
    assert "autograder hint" not in done.output


def test_check_in_a_released_folder_by_itself(course_root, tmp_path, monkeypatch):
    folder = tmp_path / "released"
    shutil.copytree(course_root / "assignments" / "01-toy", folder)
    (folder / "toy.py").write_text(RIGHT)
    monkeypatch.chdir(folder)
    done = CliRunner().invoke(main, ["check"])
    assert done.exit_code == 0
    assert "3 of 3 public checks pass" in done.output


def test_hint_and_solution(run):
    assert "double: hint 1 of 2, Symptom" in run("hint", "toy", "double").output
    assert "Formula" in run("hint", "toy", "double").output
    refused = run("solution", "toy", "double")
    assert refused.exit_code == 1
    assert "once more" in refused.output
    shown = run("solution", "toy", "double")
    assert shown.exit_code == 0
    assert "return 2.0 * np.asarray(x)" in shown.output


def test_progress(run, write):
    write(HALF_DONE)
    run("check")
    done = run("progress")
    assert done.exit_code == 0
    assert "1 of 2 tasks, 10 of 30 points" in done.output


def test_progress_page(run, workspace, tmp_path):
    assert run("progress", "--html").exit_code == 0
    assert (workspace.root / "progress.html").is_file()
    assert run("progress", "--html", str(tmp_path / "own.html")).exit_code == 0
    assert (tmp_path / "own.html").is_file()


def test_plot(run, write, tmp_path):
    write(RIGHT)
    done = run("plot", "toy", "--png", str(tmp_path / "own.png"))
    assert done.exit_code == 0
    assert (tmp_path / "own.png").stat().st_size > 1000


def test_reset_asks(run, workspace, assignment, write):
    write(RIGHT)
    refused = run("reset", "toy", input="n\n")
    assert refused.exit_code == 1
    assert workspace.module(assignment).read_text() == RIGHT
    done = run("reset", "toy", input="y\n")
    assert done.exit_code == 0
    assert "TODO" in workspace.module(assignment).read_text()
    assert "backups" in done.output


@pytest.mark.parametrize(
    ("arguments", "answer"),
    [
        (["check", "nothing"], "no assignment 'nothing'"),
        (["check", "--task", "doubel"], "did you mean 'double'?"),
        (["hint", "toy", "shfit"], "did you mean 'shift'?"),
        (["solution", "01-toi", "double"], "did you mean"),
        (["reset", "nothing"], "no assignment"),
        (["plot", "nothing"], "no assignment"),
        (["chekc"], "Did you mean 'check'?"),
    ],
)
def test_a_misspelt_word_is_answered_with_the_nearest_name(run, arguments, answer):
    done = run(*arguments)
    assert done.exit_code == 2
    assert answer in done.output


@pytest.mark.parametrize(
    "arguments",
    [["check"], ["watch"], ["hint", "a", "b"], ["progress"], ["plot"], ["reset", "a"]],
)
def test_outside_a_workspace(run, tmp_path, monkeypatch, arguments):
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    done = run(*arguments)
    assert done.exit_code == 2
    assert "autograder start DIR" in done.output


def test_a_damaged_state_is_reported_and_does_not_stop_a_command(run, workspace, write):
    write(RIGHT)
    (workspace.private / "state.json").write_text("{")
    done = run("check")
    assert done.exit_code == 0
    assert "state.json.damaged" in done.output


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written(run, course_root, tmp_path):
    (tmp_path / "closed").mkdir(mode=0o500)
    done = run("start", str(tmp_path / "closed" / "x"), "--course", str(course_root))
    assert done.exit_code == 2


@pytest.mark.slow
def test_an_endless_loop_ends_with_exit_code_1(run, write):
    write(ENDLESS)
    done = run("check")
    assert done.exit_code == 1
    assert "still running after 1 s" in done.output
    assert "Look for a loop that never ends" in done.output


@pytest.mark.parametrize(
    "arguments",
    [("check",), ("progress",), ("hint", "toy", "double"), ("solution", "toy", "double")],
)
def test_a_lost_course_is_told(run, write, course_root, arguments):
    write(RIGHT)
    shutil.rmtree(course_root)
    done = run(*arguments)
    text = " ".join(done.output.split())
    assert "The folder of the course is not there any more" in text
    assert str(course_root) in done.output.replace("\n", "")


def unwritable(*arguments, cwd):
    """Run a command that can write no file: what a full disk and a read-only folder do."""
    program = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0)); "
        "from autograder.cli import main; main(sys.argv[1:])"
    )
    return subprocess.run(
        [sys.executable, "-c", program, *arguments],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="no such limit there")
@pytest.mark.parametrize("hidden", [True, False])
def test_the_verdict_comes_where_nothing_can_be_written(workspace, write, course_root, hidden):
    if not hidden:
        shutil.rmtree(course_root / "solutions")
    write(RIGHT)
    done = unwritable("check", cwd=workspace.root)
    assert ("30 of 30 points" if hidden else "3 of 3 public checks pass") in done.stdout
    assert "the workspace can't remember this" in done.stderr
    assert "Traceback" not in done.stderr
    assert done.returncode == 0


@pytest.mark.skipif(sys.platform != "linux", reason="no such limit there")
@pytest.mark.parametrize("arguments", [("hint", "toy", "double"), ("progress",)])
def test_other_commands_work_where_nothing_can_be_written(workspace, arguments):
    done = unwritable(*arguments, cwd=workspace.root)
    assert done.returncode == 0
    assert done.stdout
    assert "Traceback" not in done.stderr


def test_a_damaged_memory_that_cannot_be_moved(workspace, monkeypatch):
    workspace.state.path.write_text("{")
    monkeypatch.setattr(Path, "replace", lambda *_: (_ for _ in ()).throw(OSError(30, "read-only")))
    assert workspace.state.read().solved == []
    assert workspace.state.unwritten
