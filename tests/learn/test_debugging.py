"""`autograder debug`: the first failing call as a script that makes the very same call."""

import subprocess
import sys
import types

import numpy as np
import pytest
from click.testing import CliRunner

from autograder.cli import main
from autograder.errors import CourseError
from autograder.grading.calls import Call
from autograder.grading.feedback.debug_script import MOST_CALLS, FailingCall, script_of
from autograder.learn.debugging import first_line_of, write_debug_script
from tests.learn.toy_modules import RAISES, RIGHT, SQUARED, UNPARSABLE

WRONG_FAR_OUT = RIGHT.replace("return 2.0 * x", "return 2.0 * x if x.size < 4 else 3.0 * x")
"""right in the public example"""


def run(path):
    done = subprocess.run(
        [sys.executable, path], cwd=path.parent, capture_output=True, text=True, check=False
    )
    return done.stdout + done.stderr


def test_the_script_makes_the_call_of_the_public_example(workspace, assignment, write, as_student):
    write(SQUARED.replace("return x * x", "print('x is', x)\n    return x * x"))
    found = write_debug_script(workspace, assignment, assignment.task("double"))
    assert found is not None
    assert found.path == workspace.folder(assignment) / "debug_double.py"
    assert "x = np.array([3.])\nresult = toy.double(x)\n" in found.path.read_text()
    assert run(found.path).splitlines()[:2] == ["x is [3.]", "[9.]"]


def test_a_hidden_check_comes_after_the_public_ones(workspace, assignment, write):
    write(WRONG_FAR_OUT)
    found = write_debug_script(workspace, assignment, assignment.task("double"))
    assert found is not None
    text = found.path.read_text()
    assert text.startswith("# double(x) is 2x\n")
    assert "# expected of the result:" in text
    assert "[[" in run(found.path)


def test_a_student_has_the_public_example_alone(workspace, assignment, write, as_student):
    write(WRONG_FAR_OUT)
    assert write_debug_script(workspace, assignment, assignment.task("double")) is None


def test_an_exception_is_raised_again(workspace, assignment, write, as_student):
    write(RAISES)
    found = write_debug_script(workspace, assignment, assignment.task("double"))
    assert found is not None
    assert "NameError: name 'y' is not defined" in run(found.path)


def test_a_module_that_cannot_be_loaded_says_so(workspace, assignment, write):
    write(UNPARSABLE)
    with pytest.raises(CourseError, match="'\\(' was never closed"):
        write_debug_script(workspace, assignment, assignment.task("double"))


def test_the_command(workspace, assignment, write, monkeypatch, as_student):
    write(SQUARED)
    monkeypatch.chdir(workspace.folder(assignment))
    done = CliRunner().invoke(main, ["debug", "double"])
    assert done.exit_code == 0, done.output
    assert "Run it:  python debug_double.py" in done.output
    assert "autograder debug double --pdb" in done.output
    write(RIGHT)
    done = CliRunner().invoke(main, ["debug", "01", "double"])
    assert "there is nothing to debug" in done.output
    assert CliRunner().invoke(main, ["debug", "01", "double", "more"]).exit_code == 2


def test_the_debugger_stops_in_the_function():
    source = b'def other():\n    return 1\n\ndef double(x):\n    """Twice."""\n    return 2 * x\n'
    assert first_line_of(source, "double") == 6
    assert first_line_of(source, "shift") is None
    assert first_line_of(b"def double(x:\n", "double") is None


# ── The script itself ────────────────────────────────────────────────────────────────────────


@pytest.fixture
def toy():
    module = types.ModuleType("toy")
    exec("def double(x, params=None, rng=None, lr=1.0): return x", vars(module))
    return module


class Called(list):
    """In the place of the learner's module: what the script calls it with."""

    def double(self, *args):
        self.append(args)
        return args[0], {"z": args[0]}


def executed(script, tmp_path, monkeypatch):
    called = Called()
    monkeypatch.setitem(sys.modules, "toy", called)
    np.savez(tmp_path / "debug.npz", **script.arrays)
    space = {"__file__": str(tmp_path / "debug.py")}
    exec(compile(script.text, "debug.py", "exec"), space)
    return called, space


@pytest.mark.parametrize(
    "value",
    [
        np.array([0.1 + 0.2, -0.0, np.nan, np.inf, 5e-324]),
        np.array([[1.0, 2.0], [3.0, 4.0]]),
        np.arange(3),
        np.zeros((0, 2)),
        np.linspace(0, 1, 1000).reshape(10, 100),
        np.array(0.5),
        np.array([True, False]),
        np.float64(0.25),
        0.1,
        3,
        None,
        [1.5, np.array([2.0])],
        (np.array([2.0]),),
        {"W1": np.ones((2, 3)), "b1": np.linspace(0, 1, 70)},
    ],
)
def test_every_argument_comes_back_as_it_was(toy, value, tmp_path, monkeypatch, capsys):
    script = script_of(FailingCall(Call("double", (value,)), "y", value), toy, "toy", "It is so")
    [(got,)], space = executed(script, tmp_path, monkeypatch)
    np.testing.assert_equal(got, value)
    np.testing.assert_equal(space["expected"], value)
    if isinstance(value, np.ndarray):
        assert got.dtype == value.dtype
    assert max(map(len, script.text.splitlines())) <= 100


def test_a_generator_is_in_the_same_state(toy, tmp_path, monkeypatch, capsys):
    rng = np.random.default_rng(7)
    rng.normal(size=3)
    script = script_of(FailingCall(Call("double", (1, {}, rng))), toy, "toy", "It is so")
    [(_, _, got)], _ = executed(script, tmp_path, monkeypatch)
    assert got.normal() == rng.normal()


def test_calls_in_a_row_become_lines_in_a_row(toy, tmp_path, monkeypatch, capsys):
    def twice(module, x, params):
        return module.double(module.double(x, params)[0], params)

    call = Call("", (np.ones(2), {"W1": np.ones(1)}), twice)
    script = script_of(FailingCall(call), toy, "toy", "It is so")
    called, _ = executed(script, tmp_path, monkeypatch)
    assert len(called) == 2
    np.testing.assert_equal(called[1], (np.ones(2), {"W1": np.ones(1)}))
    assert "result = result_2" in script.text


def test_of_a_long_training_the_first_calls_are_written(toy, tmp_path, monkeypatch, capsys):
    def training(module, x):
        for _ in range(500):
            x = module.double(x)[0]
        return x

    script = script_of(FailingCall(Call("", (np.ones(2),), training)), toy, "toy", "It is so")
    called, _ = executed(script, tmp_path, monkeypatch)
    assert len(called) == MOST_CALLS
