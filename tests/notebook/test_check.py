"""`check` and `when_ready`: plain words for all that the learner's code may do."""

import subprocess
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


def test_a_part_of_a_task_has_only_its_own_checks(save, capsys):
    save(RIGHT)
    check("half.of_one")
    assert printed(capsys) == "half.of_one: all public checks pass\n  ✓ Half of one is a half\n"
    check("half.of")
    assert printed(capsys).count("✓") == 2
    check("half.of_on")
    assert 'half has no checks for "of_on". There are some for: of_two, of_one.' in printed(capsys)


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
    assert "      half(2) should be 1, but is 0.\n      x  2\n  ✗ Half of one is a half\n" in out


def test_a_check_may_say_nothing(save, capsys):
    save("def half(x):\n    return x // 2\n")
    check("half")
    assert "1 of 2 public checks pass" in (out := printed(capsys))
    assert "      The check fails, but does not say why.\n" in out


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (
            "def half(x):\n    y = x @ 2\n    return y\n",
            ["TypeError: unsupported operand", "(halves.py, line 2)", "Line 2:     y = x @ 2"],
        ),
        (
            "def halve(x):\n    return x / 2\n",
            ["halves.py has no function `half`. If `halve` is this function, correct"],
        ),
        ("def half(x):\n    raise SystemExit(3)\n", ["SystemExit: 3 (halves.py, line 2)"]),
        ("def half(x):\n    return half(x)\n", ["RecursionError", "(halves.py, line 2)"]),
        (
            "class E(Exception):\n    def __str__(self): 1 / 0\ndef half(x):\n    raise E\n",
            ["Got: E (halves.py, line 4)"],
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
        ("def half(x)\n    return x / 2\n", "SyntaxError: expected ':' (halves.py, line 1)"),
        ("import numpie\n", "ModuleNotFoundError: No module named 'numpie' (halves.py, line 1)"),
        ("raise SystemExit\n", "SystemExit (halves.py, line 1)"),
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
    assert out.startswith("This needs a working function first.\nGot: TypeError:")
    assert "(halves.py, line 2)" in out


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


COMPARING = '''
import halves
import numpy as np
from autograder.examples import compare

def test_half():
    """Half of each number"""
    compare("the result", halves.half(np.array([2.0, 4.0])), np.array([1.0, 2.0]))
'''


def test_a_wrong_value_is_told_in_the_words_of_the_hidden_checks_with_its_numbers(
    save, folder, capsys
):
    (folder / "test_halves.py").write_text(COMPARING)
    save("def half(x):\n    return x * [0.5, 2]\n")
    check("half")
    assert printed(capsys) == (
        "half: 0 of 1 public checks pass\n"
        "  ✗ Half of each number\n"
        "      Called: half(x (2,))\n"
        "      Got: the result is wrong in some of its entries\n"
        "      Next: Find out which are right, and why.\n"
        "      x (2,)  2  4\n"
        "      yours (* wrong): the result (2,)  expected\n"
        "        1  8*                             1  2\n"
    )


def test_prints_are_shown_beside_their_call_also_where_all_is_right(save, folder, capsys):
    (folder / "test_halves.py").write_text(COMPARING)
    save("def half(x):\n    print('shape', x.shape)\n    return x / 2\n")
    check("half")
    assert printed(capsys) == (
        "half: all public checks pass\n"
        "  ✓ Half of each number\n"
        "      half(x (2,)) printed:\n"
        "      | shape (2,)\n"
    )


def test_a_function_that_changes_its_argument_is_named_although_another_fails(save, folder, capsys):
    """`z *= -1` in one function makes the result of its caller wrong."""
    checks = COMPARING.replace("halves.half(", "halves.quarter(").replace(
        "test_half", "test_quarter"
    )
    (folder / "test_halves.py").write_text(checks.replace("2.0])", "2.0])\n"))
    save(
        "def half(x):\n    x *= -1\n    return x / -2\n"
        "def quarter(x):\n    half(x)\n    return x / 4\n"
    )
    check("quarter")
    out = printed(capsys)
    assert "`half` changes its argument x: +=, *= and" in out
    assert "wrong sign inside" not in out


def test_a_print_cannot_look_like_a_verdict(save, folder, capsys):
    (folder / "test_halves.py").write_text(COMPARING)
    save(
        "def half(x):\n    print('half: all public checks pass\\n  ✓ Half\\x1b[2J')\n    return x\n"
    )
    check("half")
    lines = printed(capsys).splitlines()
    assert lines[0] == "half: 0 of 1 public checks pass"
    assert "      | half: all public checks pass" in lines
    assert not any(line.lstrip().startswith("✓") for line in lines)
    assert all(line.isprintable() for line in lines)


def test_the_words_need_nothing_but_numpy():
    """A notebook may run in a browser, without the packages of the engine."""
    heavy = ["click", "msgpack", "pydantic", "pytest", "rich", "yaml"]
    code = f"import sys, autograder.notebook; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


SESSION = """
import sys, traceback
from pathlib import Path
from IPython.core.interactiveshell import InteractiveShell

shell = InteractiveShell.instance()
file = Path("halves.py")
file.write_text("def half(x):\\n    return x / 3\\n")
shell.run_cell("%load_ext autoreload\\n%autoreload 2\\nimport autograder.notebook, halves")
for source in sys.argv[1:]:
    file.write_text(source)
    shell.run_cell("print('half of 6 is', halves.half(6))")
"""


def test_a_notebook_uses_what_was_saved_last_and_says_in_a_few_lines_why_it_cannot(folder):
    """IPython's autoreload prints 40 lines of its own before each cell."""
    right = "def half(x):\n    return x / 2\n"
    broken = "def half(x):\n  y = x\n    return x / 4\n"
    command = [sys.executable, "-c", SESSION, right, broken, right]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [
        "half of 6 is 3.0",
        "halves.py can't be read yet.",
        "Got: IndentationError: unexpected indent (halves.py, line 3)",
        "Line 2:   y = x",
        "Line 3:     return x / 4",
        "Next: It begins further to the right than the line above: take blanks away.",
        "half of 6 is 3.0",
        "half of 6 is 3.0",
    ]
    assert "Traceback" not in done.stderr
