"""course.yml, `solutions/`, the release and the gradebook contradict each other.

nbgrader's actions, on the command line and in the formgrader, refuse or do right: a student's
notebook is never executed, and nothing of the graders gets into `autograded/` or `feedback/`.
"""

import json
import os
import shutil
import sqlite3
import sys
from pathlib import Path
from unittest import mock

import pytest
from nbgrader.apps import AutogradeApp
from traitlets import TraitError
from traitlets.config import Application

from autograder.course import load_course
from autograder.grade_class import grade_class
from autograder.gradebook.our_assignments import our_assignments
from autograder.nbgrader_plugins.generate import release_assignment
from tests.gradebook.real_course import lay_out, submit
from tests.gradebook.tiny_course import Notes
from tests.support.nbgrader_command import nbgrader

pytestmark = [
    pytest.mark.slow,
    # nbgrader's API misspells the name of an argument
    pytest.mark.filterwarnings("ignore:Passing unrecognized arguments:DeprecationWarning"),
]

STUB = "def double(x):\n    raise NotImplementedError\n"
SECOND = """\
  - name: 02-other
    title: Another
    module: other.py
    tasks:
      - {name: other, title: Other, points: 1}
"""


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """A course with one graded submission, to be copied."""
    root = tmp_path_factory.mktemp("graded") / "course"
    course = lay_out(root)
    release_assignment(course, course.assignments[0])
    submit(course, "ada", STUB)
    grade_class(course, course.assignments[0], progress=Notes(), jobs=1)
    return root


@pytest.fixture
def root(graded, tmp_path, monkeypatch):
    """The graded course; a notebook that is executed leaves a file."""
    root = tmp_path / "course"
    shutil.copytree(graded, root)
    path = root / "submitted/ada/01-double/double.ipynb"
    notebook = json.loads(path.read_text())
    notebook["cells"].append(
        {
            "cell_type": "code",
            "id": "canary",
            "metadata": {},
            "source": f"open({str(root / 'executed')!r}, 'w').close()",
            "execution_count": None,
            "outputs": [],
        }
    )
    path.write_text(json.dumps(notebook))
    monkeypatch.chdir(root)
    return root


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def rename_in_course_yml(root):
    edit(root / "course.yml", "01-double", "01-twice")


def rename_with_its_folder(root):
    rename_in_course_yml(root)
    (root / "solutions/01-double").rename(root / "solutions/01-twice")


def remove_from_course_yml(root):
    text = (root / "course.yml").read_text()
    (root / "course.yml").write_text(text[: text.index("assignments:")] + "assignments: []\n")


def put_another_in_its_place(root):
    remove_from_course_yml(root)
    edit(root / "course.yml", "assignments: []\n", f"assignments:\n{SECOND}")
    shutil.rmtree(root / "solutions/01-double/graders")


def forget_the_gradebook(root):
    rename_in_course_yml(root)
    (root / "gradebook.db").unlink()


def make_a_typo(root):
    edit(root / "course.yml", "points: 6", "points: six")


def write_half(root):
    text = (root / "course.yml").read_text()
    (root / "course.yml").write_text(text[: len(text) // 2])


def lose_course_yml(root):
    (root / "course.yml").unlink()


STATES = [
    rename_in_course_yml,
    rename_with_its_folder,
    remove_from_course_yml,
    put_another_in_its_place,
    forget_the_gradebook,
    make_a_typo,
    write_half,
    lose_course_yml,
]


def files_below(*folders: Path) -> dict[Path, bytes]:
    return {p: p.read_bytes() for folder in folders for p in folder.rglob("*") if p.is_file()}


@pytest.fixture(autouse=True)
def the_same_environment_afterwards():
    """nbgrader leaves a variable behind where its autograding raises."""
    with mock.patch.dict(os.environ):
        yield


def formgrader_api(root):
    """What the formgrader's buttons call, with the configuration as a server reads it now."""
    from nbgrader.apps import NbGraderAPI
    from nbgrader.coursedir import CourseDirectory

    config = course_config_of(root)
    config.Exchange.root = str(root / "exchange")
    return NbGraderAPI(coursedir=CourseDirectory(config=config, root=str(root)), config=config)


def course_config_of(root):
    from traitlets.config.loader import PyFileConfigLoader

    return PyFileConfigLoader("nbgrader_config.py", path=str(root)).load_config()


HUB = """
from nbgrader.exchange import abc

class Exchange(abc.Exchange):
    def start(self):
        print(type(self).__name__, self.coursedir.assignment_id, getattr(self, "update", ""))

class ExchangeReleaseAssignment(Exchange, abc.ExchangeReleaseAssignment): pass
class ExchangeReleaseFeedback(Exchange, abc.ExchangeReleaseFeedback): pass
class ExchangeCollect(Exchange, abc.ExchangeCollect): pass
"""


@pytest.mark.parametrize("named", ["hub.exchange.Exchange", None], ids=["named", "class"])
def test_another_exchange_of_a_hub_acts_behind_the_same_checks(root, monkeypatch, capsys, named):
    (root / "hub").mkdir()
    (root / "hub/exchange.py").write_text(HUB)
    (root / "hub/__init__.py").write_text("from .exchange import *\n")
    monkeypatch.syspath_prepend(root)
    from nbgrader.apps import NbGraderAPI
    from nbgrader.coursedir import CourseDirectory

    config = course_config_of(root)
    config.ExchangeFactory.exchange = named or __import__("hub").Exchange
    api = NbGraderAPI(coursedir=CourseDirectory(config=config, root=str(root)), config=config)
    acts = (api.release_assignment, api.release_feedback, api.collect)
    for act in acts:
        assert act("01-double")["success"]
    roles = "ExchangeReleaseAssignment", "ExchangeReleaseFeedback", "ExchangeCollect"
    said = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert said == [[r, "01-double", *(["True"] if r == roles[2] else [])] for r in roles]
    rename_in_course_yml(root)
    for act in acts:
        assert "refused: " in act("01-double")["log"]
    assert not capsys.readouterr().out


def score_of_ada(root):
    with sqlite3.connect(root / "gradebook.db") as book:
        [(score,)] = book.execute("SELECT sum(auto_score) FROM grade").fetchall()
    return score


@pytest.mark.parametrize("disagree", STATES)
def test_the_formgrader_refuses(root, disagree):
    before = files_below(root / "autograded", root / "assignments")
    assert score_of_ada(root) == 0
    had_gradebook = disagree is not forget_the_gradebook
    disagree(root)
    api = formgrader_api(root)
    for answer in (
        api.autograde("01-double", "ada"),
        api.generate_assignment("01-double"),
        api.generate_feedback("01-double", "ada"),
        api.generate_feedback("01-double"),
        api.release_assignment("01-double"),
        api.release_feedback("01-double", "ada"),
        api.release_feedback("01-double"),
        api.collect("01-double"),
    ):
        assert not answer["success"], answer
        assert "refused: " in answer["log"] or "No notebooks were matched" in answer["log"]
    assert "refused: " in api.autograde("01-double", "ada")["log"]
    assert files_below(root / "autograded", root / "assignments") == before
    assert not (root / "feedback").exists()
    assert not (root / "exchange").is_dir() or not list((root / "exchange").rglob("*.py"))
    assert not (root / "executed").exists()
    assert not had_gradebook or score_of_ada(root) == 0


COMMANDS = [
    ("autograde", "01-double", "--student", "ada", "--force"),
    ("autograde", "./01-double", "--force"),
    ("generate_assignment", "01-double", "--force"),
    ("generate_assignment", "./01-double", "--force"),
    ("generate_solution", "01-double", "--force"),
    ("generate_feedback", "01-double", "--force"),
    ("release_assignment", "01-double"),
    ("release_feedback", "01-double"),
    ("release_feedback", "./01-double"),
    ("collect", "01-double"),
    ("collect", "./01-double"),
    ("zip_collect", "01-double"),
]


def test_nbgraders_commands_refuse_a_renamed_assignment_in_one_line(root):
    before = files_below(root / "autograded", root / "assignments")
    rename_in_course_yml(root)
    for command in COMMANDS:
        done = nbgrader(root, *command)
        assert done.returncode == 2, (command, done.stderr)
        [line] = [line for line in done.stderr.splitlines() if "refused: " in line]
        assert "01-double" in line
        assert "01-twice" in line
        assert "Traceback" not in done.stderr
    assert files_below(root / "autograded", root / "assignments") == before
    assert not (root / "executed").exists()


def test_another_spelling_of_the_folder_is_no_other_assignment(root):
    """nbgrader would take `./01-double` for an assignment of that name."""
    for command in (("generate_assignment", "./01-double"), ("generate_feedback", "./01-double")):
        done = nbgrader(root, *command, "--force")
        assert done.returncode == 2, done.stderr
        assert "refused: ./01-double" in done.stderr
    assert {p.name for p in (root / "assignments/01-double").iterdir()} == {
        "README.md",
        "double.ipynb",
        "double.py",
        "test_double.py",
    }


def test_an_unlisted_folder_with_graders_is_never_copied(root):
    rename_in_course_yml(root)
    config = course_config_of(root)
    names = {Path(pattern).name for pattern in config.CourseDirectory.ignore}
    assert {"graders", "double.py", "README.md", "test_double.py"} <= names


def test_an_assignment_that_a_server_has_not_heard_of_keeps_its_secrets(root):
    """The server read nbgrader_config.py before the assignment was added."""
    from nbgrader.apps import NbGraderAPI
    from nbgrader.coursedir import CourseDirectory

    listed = (root / "course.yml").read_text()
    remove_from_course_yml(root)
    shutil.move(root / "solutions", root / "elsewhere")
    config = course_config_of(root)
    shutil.move(root / "elsewhere", root / "solutions")
    (root / "course.yml").write_text(listed)
    api = NbGraderAPI(coursedir=CourseDirectory(config=config, root=str(root)), config=config)
    answer = api.autograde("01-double", "ada")
    assert answer["success"], answer
    names = {path.name for path in (root / "autograded/ada/01-double").iterdir()}
    assert names == {"double.ipynb", "double.py", "test_double.py", "README.md"}
    assert (root / "autograded/ada/01-double/double.py").read_text() == STUB
    assert not (root / "executed").exists()
    assert score_of_ada(root) == 0


@pytest.mark.parametrize("database", [(), ("--no-db",)])
def test_points_that_the_gradebook_does_not_know_are_never_scored(root, database):
    """nbgrader takes the points from the gradebook: 6 of 10 would count as 6 of 6."""
    edit(root / "course.yml", "points: 6", "points: 10")
    if database:
        done = nbgrader(root, "generate_assignment", "01-double", "--force", *database)
        assert done.returncode == 0, done.stderr
    (root / "submitted/ada/01-double/double.py").write_text("def double(x): return 2 * x\n")
    answer = formgrader_api(root).autograde("01-double", "ada")
    assert not answer["success"]
    assert "run: autograder release 01-double" in answer["error"] + answer["log"]
    assert not (root / "autograded/ada/01-double").exists()
    assert score_of_ada(root) in (0, None)


def test_when_course_yml_is_corrected_everything_works_again(root):
    listed = (root / "course.yml").read_text()
    rename_in_course_yml(root)
    assert not formgrader_api(root).autograde("01-double", "ada")["success"]
    (root / "course.yml").write_text(listed)
    api = formgrader_api(root)
    assert api.autograde("01-double", "ada")["success"]
    assert api.generate_feedback("01-double", "ada")["success"]
    assert not (root / "executed").exists()


def test_a_release_marks_the_assignment_as_ours_before_anybody_is_graded(tmp_path):
    course = lay_out(tmp_path / "course")
    release_assignment(course, course.assignments[0])
    url = f"sqlite:///{course.gradebook_path}"
    assert our_assignments(url) == {"01-double"}
    assert our_assignments(f"sqlite:///{tmp_path / 'none.db'}") == frozenset()
    assert not (tmp_path / "none.db").exists()


def duedate(root):
    with sqlite3.connect(root / "gradebook.db") as book:
        [(due,)] = book.execute("SELECT duedate FROM assignment").fetchall()
    return due


def test_both_ways_to_release_write_the_due_date(root):
    assert duedate(root).startswith("2027-01-31 11:00:00")
    edit(root / "course.yml", "2027-01-31T12", "2027-02-01T12")
    done = nbgrader(root, "generate_assignment", "01-double", "--force")
    assert done.returncode == 0, done.stderr
    assert duedate(root).startswith("2027-02-01 11:00:00")
    edit(root / "course.yml", "2027-02-01T12", "2027-02-02T12")
    course = load_course(root)
    release_assignment(course, course.assignments[0])
    assert duedate(root).startswith("2027-02-02 11:00:00")
    edit(root / "course.yml", "    due: 2027-02-02T12:00:00+01:00\n", "")
    course = load_course(root)
    release_assignment(course, course.assignments[0])
    assert duedate(root).startswith("2027-02-02 11:00:00")


def test_whatever_fails_in_the_configuration_ends_a_command(root):
    """nbgrader swallows an exception there, and would run the student's notebook."""
    (root / "solutions/01-double/double.ipynb").unlink()
    (root / "solutions/01-double/double.ipynb").mkdir()
    os.utime(root / "solutions/01-double/double.ipynb", (0, 0))
    done = nbgrader(root, "autograde", "01-double", "--force")
    assert done.returncode == 2, done.stderr
    assert "nbgrader: IsADirectoryError" in done.stderr
    assert not (root / "executed").exists()


@pytest.mark.parametrize("disagree", [make_a_typo, write_half, lose_course_yml])
def test_a_program_that_is_no_nbgrader_command_goes_on(root, disagree):
    disagree(root)
    config = course_config_of(root)
    assert "SubmissionExporter" in config.Autograde.exporter_class
    names = {Path(pattern).name for pattern in config.CourseDirectory.ignore}
    assert {"graders", "double.py"} <= names


KIT_CONFIG = Path(__file__).parents[2] / "nbgrader_config.py"


def test_without_the_kit_a_server_lives_and_nbgrader_can_grade_nothing(root, monkeypatch):
    """As where the kit isn't installed: nbgrader must not go on with its defaults."""
    shutil.copy(KIT_CONFIG, root)
    monkeypatch.setitem(sys.modules, "autograder.nbgrader_plugins.config", None)
    with pytest.raises(TraitError, match="install_the_kit_where_nbgrader_is_installed"):
        formgrader_api(root).autograde("01-double", "ada")
    with pytest.raises(TraitError, match="install_the_kit_where_nbgrader_is_installed"):
        formgrader_api(root).generate_assignment("01-double")
    monkeypatch.setattr(AutogradeApp, "_instance", None)
    monkeypatch.setattr(Application, "_instance", AutogradeApp())
    with pytest.raises(SystemExit, match="install the kit where nbgrader is installed"):
        course_config_of(root)
    assert not (root / "executed").exists()
