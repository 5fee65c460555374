"""`check` and `when_ready`: plain words for all that the learner's code may do."""

import sys
import textwrap
from pathlib import Path

import pytest

from autograder.notebook import check, when_ready
from autograder.notebook.checks import _report

TESTS = '''
import halves

def test_half_of_two():
    """Half of two is one"""
    got = halves.half(2)
    assert got == 1, f"half(2) should be 1, but is {got}."

def test_half_of_one():
    """Half of one is a half"""
    assert halves.half(1) == 0.5

def test_quarter():
    assert halves.quarter(4) == 1
'''

RIGHT = "def half(x):\n    return x / 2\ndef quarter(x):\n    return half(half(x))\n"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "test_halves.py").write_text(TESTS)
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    yield tmp_path
    sys.modules.pop("halves", None)


@pytest.fixture
def save(folder):
    def write(source):
        (folder / "halves.py").write_text(textwrap.dedent(source))

    return write


def printed(capsys):
    return capsys.readouterr().out


def test_all_pass(save, capsys):
    save(RIGHT)
    check("half")
    assert printed(capsys) == (
        "half: all public checks pass\n  ✓ Half of two is one\n  ✓ Half of one is a half\n"
    )


def test_a_check_without_a_title_goes_by_its_name(save, capsys):
    save(RIGHT)
    check("quarter")
    assert printed(capsys) == "quarter: all public checks pass\n  ✓ test_quarter\n"


def test_still_to_write(save, capsys):
    save("def half(x):\n    raise NotImplementedError('half is waiting for you.')\n")
    check("half")
    assert printed(capsys) == (
        "half: your turn\n"
        "  ○ Half of two is one\n"
        "      half is waiting for you. (halves.py, line 2)\n"
        "  ○ Half of one is a half\n"
    )


def test_wrong_shows_the_first_message_only(save, capsys):
    save("def half(x):\n    return x // 3\n")
    check("half")
    out = printed(capsys)
    assert out.startswith("half: 0 of 2 public checks pass\n  ✗ Half of two is one\n")
    assert "      half(2) should be 1, but is 0.\n  ✗ Half of one is a half\n" in out


def test_a_check_may_say_nothing(save, capsys):
    save("def half(x):\n    return x // 2\n")
    check("half")
    assert "1 of 2 public checks pass" in (out := printed(capsys))
    assert "      This is not true yet.\n" in out


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (
            "def half(x):\n    y = x @ 2\n    return y\n",
            ["halves.py, line 2: TypeError: unsupported operand", "y = x @ 2"],
        ),
        ("def halve(x):\n    return x / 2\n", ["AttributeError", "has no attribute 'half'"]),
        ("def half(x):\n    raise SystemExit(3)\n", ["halves.py, line 2: SystemExit: 3"]),
        ("def half(x):\n    return half(x)\n", ["halves.py, line 2: RecursionError"]),
        (
            "class E(Exception):\n    def __str__(self): 1 / 0\ndef half(x):\n    raise E\n",
            ["halves.py, line 4: E"],
        ),
    ],
)
def test_what_the_function_raises_is_reported_with_its_line(save, capsys, source, words):
    save(source)
    check("half")
    out = printed(capsys)
    assert "✗ Half of two is one" in out
    assert "Traceback" not in out
    for word in words:
        assert word in out


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("def half(x)\n    return x / 2\n", "halves.py, line 1: SyntaxError: expected ':'"),
        ("import numpie\n", "halves.py, line 1: ModuleNotFoundError: No module named 'numpie'"),
        ("raise SystemExit\n", "halves.py, line 1: SystemExit"),
        ("\0", "null bytes"),
    ],
)
def test_a_file_that_cannot_be_read(save, capsys, source, words):
    save(source)
    check("half")
    out = printed(capsys)
    assert out.startswith("half: not yet\nThe file can't be read yet.")
    assert words in out


def test_what_was_saved_last_counts_even_within_a_second(save, capsys):
    """Two files of the same length and the same second share their bytecode; none is used."""
    save("def half(x):\n    return x / 3\n")
    check("half")
    assert "0 of 2" in printed(capsys)
    save("def half(x):\n    return x / 2\n")
    check("half")
    assert "all public checks pass" in printed(capsys)


def test_the_module_that_the_notebook_holds_is_the_new_one(save, capsys):
    save("def half(x):\n    return x / 3\ndef old(x):\n    return x\n")
    import halves

    save("def half(x):\n    return x / 2\n")
    check("half")
    assert halves.half(2) == 1
    assert not hasattr(halves, "old")


def test_a_broken_file_leaves_what_the_notebook_holds(save, capsys):
    save(RIGHT)
    import halves

    save("def half(x:\n")
    check("half")
    assert "SyntaxError" in printed(capsys)
    assert halves.half(2) == 1


def test_a_warning_of_numpy_is_advice(save, capsys):
    save("import numpy as np\ndef half(x):\n    np.exp(np.array([1e4]))\n    return x / 2\n")
    check("half")
    out = printed(capsys)
    assert "all public checks pass" in out
    assert "NumPy warned: overflow encountered in exp. A warning costs no points" in out


def test_unknown_task_and_wrong_folder(save, folder, capsys):
    save(RIGHT)
    check("third")
    assert 'no checks for "third". There are some for: half, quarter.' in printed(capsys)
    (folder / "test_halves.py").unlink()
    check("half")
    assert "There is no test_*.py in" in printed(capsys)


def test_interrupting_is_left_to_the_learner(save):
    save("def half(x):\n    raise KeyboardInterrupt\n")
    with pytest.raises(KeyboardInterrupt):
        check("half")


def test_html_is_escaped(save):
    save("def half(x):\n    return '<script>alert(1)</script>'\n")
    html = _report("half", Path.cwd())._repr_html_()
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_when_ready_waits_kindly(save, capsys):
    save("def half(x):\n    raise NotImplementedError('half is waiting for you.')\n")
    import halves

    with when_ready():
        halves.half(2)
    assert printed(capsys) == (
        "This part works later. half is waiting for you. (halves.py, line 2)\n"
    )


def test_when_ready_shows_an_error_of_the_learners_module(save, capsys):
    save("def half(x):\n    return x @ 2\n")
    import halves

    with when_ready():
        halves.half(2)
    out = printed(capsys)
    assert out.startswith("This needs a working function first. halves.py, line 2: TypeError:")


def test_when_ready_raises_what_the_notebook_did_itself(save):
    save(RIGHT)
    with pytest.raises(ZeroDivisionError), when_ready():
        1 / 0  # noqa: B018


def test_when_ready_does_nothing_when_all_is_well(save, capsys):
    save(RIGHT)
    import halves

    with when_ready():
        assert halves.half(2) == 1
    assert printed(capsys) == ""


def test_a_package_that_will_not_be_there_is_named_although_all_passes(save, folder, capsys):
    (folder / "special.py").write_text("")
    save("import special\n" + RIGHT)
    check("half")
    out = printed(capsys)
    assert "half: all public checks pass" in out
    assert "halves.py imports special (line 1), which will not be there when it is graded" in out
