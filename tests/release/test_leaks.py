"""The leak scan finds whatever is secret, and leaves alone what isn't."""

import json

import pytest

from autograder.release.leaks import LeakError, check_release, read_release
from autograder.release.notebook import build_notebook
from autograder.release.stub import strip_solution


@pytest.fixture
def files(course, line):
    """A right release of the tiny course."""
    source = course.solution_dir(line)
    notebook = build_notebook(course, line)
    notebook.cells[-1].source = "YOUR ANSWER HERE"
    return {
        "README.md": (source / "README.md").read_bytes(),
        "line.ipynb": json.dumps(notebook, indent=1).encode(),
        "line.py": strip_solution((source / "line.py").read_text()).encode(),
        "test_line.py": (source / "test_line.py").read_bytes(),
    }


def test_a_right_release_passes(course, line, files):
    check_release(course, line, files)


LEAKS = [
    ("line.py", "scaled = np.multiply(w, x)  # elementwise", "solutions/09-line/line.py:12"),
    ("line.py", "        scaled=np.multiply(w,x)", "solutions/09-line/line.py:12"),
    ("README.md", "Try `error = predict(x, w, b) - y` first.", "solutions/09-line/line.py:20"),
    ("README.md", '"w": 2.0 * np.mean(error * x),', "solutions/09-line/line.py:22"),
    ("README.md", "return scaled + b", "solutions/09-line/line.py:13"),
    ("test_line.py", "# predict(0) == 1\nreturn scaled + b", "solutions/09-line/line.py:13"),
    (
        "README.md",
        "Because at the minimum the slope of the loss is zero, so each step is zero too.",
        "a line of the solution (solutions/09-line/line.md)",
    ),
    (
        "test_line.py",
        "x = rng.normal(0, 3, size=(7,))\n"
        "expect(student.predict(x, 2.0, -1.0), reference.predict(x, 2.0, -1.0))",
        "hidden from learners (solutions/09-line/graders/test_predict.py:",
    ),
    (
        "README.md",
        "A product stretches the line, a sum shifts it; draw both on paper before you write "
        "anything.",
        "hidden from learners (solutions/09-line/hints.md:3)",
    ),
    (
        "README.md",
        "The line goes through the origin for any w: look at where b should come in,",
        "hidden from learners (solutions/09-line/misconceptions/predict.yml:4)",
    ),
    (
        "README.md",
        "def predict(x, w, b):\n    return [one * w + b for one in x]",
        None,  # one line of a wheat is everybody's
    ),
    (
        "README.md",
        "x = np.array([0.0, 1.0, 2.0])\ny = np.array([1.0, 3.0, 5.0])",
        None,  # example data of a wheat
    ),
    ("line.py", "### BEGIN SOLUTION", "an instructor's marker: ### BEGIN SOLUTION"),
    ("README.md", "return y", None),
    ("README.md", "y_hat = w x + b", None),  # the docstring shows it
    ("README.md", "import pytest", None),
]


@pytest.mark.parametrize(("name", "text", "message"), LEAKS)
def test_a_leak_is_reported_with_file_and_line(course, line, files, name, text, message):
    number = files[name].count(b"\n") + 1 + text.count("\n")
    files[name] += text.encode() + b"\n"
    if message is None:
        check_release(course, line, files)
        return
    with pytest.raises(LeakError) as error:
        check_release(course, line, files)
    assert str(error.value).startswith(f"assignments/09-line/{name}:{number}: ")
    assert message in str(error.value)
    assert "\n" not in str(error.value)


def test_a_line_of_the_solution_in_the_notebook(course, line, files):
    notebook = json.loads(files["line.ipynb"])
    notebook["cells"][1]["source"] = ["x = 1\n", "return scaled + b"]
    files["line.ipynb"] = json.dumps(notebook, indent=1).encode()
    with pytest.raises(LeakError, match=r"line\.ipynb:\d+: a line of the solution"):
        check_release(course, line, files)


def test_the_untouched_reference(course, line, files):
    files["line.py"] = (course.solution_dir(line) / "line.py").read_bytes()
    with pytest.raises(LeakError) as error:
        check_release(course, line, files)
    assert "line.py:11: an instructor's marker" in str(error.value)
    assert "line.py:12: a line of the solution" in str(error.value)


def test_the_output_of_a_run(course, line, files):
    notebook = json.loads(files["line.ipynb"])
    notebook["cells"][1]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "7"}]
    files["line.ipynb"] = json.dumps(notebook, indent=1).encode()
    with pytest.raises(LeakError, match="cell 2 has the output of a run in it"):
        check_release(course, line, files)


def test_a_file_that_nobody_listed_and_one_that_is_missing(course, line, files):
    files["graders/notes.txt"] = b""
    del files["README.md"]
    with pytest.raises(LeakError) as error:
        check_release(course, line, files)
    assert str(error.value).splitlines() == [
        "assignments/09-line/graders/notes.txt: not a file of a release (those are: README.md, "
        "line.ipynb, line.py, test_line.py)",
        "assignments/09-line/README.md: is missing from the release",
    ]


def test_a_link_in_a_release(course, line, tmp_path):
    folder = tmp_path / "made"
    folder.mkdir()
    (folder / "line.py").symlink_to(course.solution_dir(line) / "line.py")
    with pytest.raises(LeakError, match="a release has no links"):
        read_release(folder)


def test_what_nbgrader_never_hands_out_is_left_alone(tmp_path):
    cached = tmp_path / "__pycache__" / "line.cpython-311.pyc"
    cached.parent.mkdir()
    cached.touch()
    (tmp_path / "line.py").touch()
    assert read_release(tmp_path) == {"line.py": b""}


def test_a_damaged_notebook(course, line, files):
    files["line.ipynb"] = b"{"
    with pytest.raises(LeakError, match="isn't a notebook"):
        check_release(course, line, files)
