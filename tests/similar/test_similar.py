"""`autograder similar`: what is found, what is not, and what hostile files can't do."""

import ast
import builtins
import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from autograder.cli import main
from autograder.similar import fingerprints
from tests.support.shared import Share

REPOSITORY = Path(__file__).parents[2]
NAME = "02-network"
HONEST = ("classes", "einsum", "flat_vector", "loops", "own_containers", "tape", "transposed")
COPIED = ("loops", "tape")

pytestmark = pytest.mark.slow


class Renaming(ast.NodeTransformer):
    """Other names for everything that a program chooses itself."""

    def __init__(self, kept: set[str]) -> None:
        self.kept = kept | set(dir(builtins))

    def visit_Name(self, node: ast.Name) -> ast.Name:
        node.id = self.new(node.id)
        return node

    def visit_arg(self, node: ast.arg) -> ast.arg:
        node.arg = self.new(node.arg)
        return node

    def new(self, name: str) -> str:
        return name if name in self.kept else f"my_{name[::-1]}"


def disguised(source: str) -> str:
    """A copy with other names, another order of the functions, and no comments."""
    tree = ast.parse(source)
    definitions = [n for n in tree.body if isinstance(n, ast.FunctionDef | ast.ClassDef)]
    others = [n for n in tree.body if n not in definitions]
    imported = {a.asname or a.name for n in tree.body if isinstance(n, ast.Import) for a in n.names}
    tree.body = [*others, *reversed(definitions)]
    return ast.unparse(Renaming({*imported, *(n.name for n in definitions)}).visit(tree))


def hand_in(course: Path, student: str, source: str | bytes) -> None:
    folder = course / "submitted" / student / NAME
    folder.mkdir(parents=True)
    content = source.encode() if isinstance(source, str) else source
    (folder / "network.py").write_bytes(content)


@pytest.fixture(scope="module")
def course(share: Share) -> Path:
    """Seven students who wrote apart from each other, and two who disguised a copy.

    The course knows other right programs than theirs.
    """

    def make(root: Path) -> None:
        shutil.copy(REPOSITORY / "course.yml", root)
        for part in ("assignments", "solutions"):
            shutil.copytree(REPOSITORY / part, root / part)
        wheats = root / "solutions" / NAME / "wheats"
        for student in HONEST:
            source = (wheats / f"{student}.py").read_text()
            (wheats / f"{student}.py").unlink()
            hand_in(root, student, source)
            if student in COPIED:
                hand_in(root, f"copy_of_{student}", disguised(source))

    return share("similar", make)


def run(course: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["similar", "02", *arguments, "--course", str(course)])


def pairs(done: Result) -> list[set[str]]:
    assert done.exit_code == 0, done.output
    return [set(pair["programs"]) for pair in json.loads(done.stdout)["pairs"]]


@pytest.fixture(scope="module")
def compared(course: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Result, str, dict]:
    """The command on the class: what it printed, the page, the JSON."""
    folder = tmp_path_factory.mktemp("similar")
    done = run(course, "--output", f"{folder}/page.html", "--json", f"{folder}/pairs.json")
    assert done.exit_code == 0, done.output
    return done, (folder / "page.html").read_text(), json.loads((folder / "pairs.json").read_text())


def test_two_disguised_copies_are_found_and_right_programs_written_apart_are_not(compared):
    _, _, said = compared
    found = [pair["programs"] for pair in said["pairs"]]
    assert sorted(map(sorted, found)) == [[f"copy_of_{name}", name] for name in COPIED]
    for pair in said["pairs"]:
        assert pair["likeness"] > 0.8
        assert all(len(lines) > 10 for lines in pair["shared_lines"])


def test_the_same_right_program_that_the_course_has_says_nothing(course, tmp_path):
    shutil.copytree(course, tmp_path / "c")
    reference = (REPOSITORY / "solutions" / NAME / "wheats" / "naive.py").read_text()
    hand_in(tmp_path / "c", "ann", reference)
    hand_in(tmp_path / "c", "bob", reference)
    done = run(tmp_path / "c", "--json", "-")
    assert {"ann", "bob"} not in pairs(done)
    assert {"ann", "bob"} <= set(json.loads(done.stdout)["little_own"])


def test_another_folder_is_compared_with_the_class_and_not_with_itself(course, tmp_path):
    last_year = tmp_path / "last year" / "someone"
    last_year.mkdir(parents=True)
    einsum = (course / "submitted" / "einsum" / NAME / "network.py").read_text()
    (last_year / "network.py").write_text(disguised(einsum))
    (last_year / "again.py").write_text(disguised(einsum))
    found = pairs(run(course, "--against", str(tmp_path / "last year"), "--json", "-"))
    assert {"einsum", "someone/network.py"} in found
    assert {"someone/again.py", "someone/network.py"} not in found


def test_hostile_files_are_listed_and_the_others_compared(course, tmp_path):
    root = tmp_path / "c"
    shutil.copytree(course, root)
    hand_in(root, "large", "x = 1\n" * 20_000)
    hand_in(root, "latin", b"x = '\xe9'\n")
    hand_in(root, "brackets", "x = " + "(" * 30_000)
    hand_in(root, "quotes", "'" * 60_000)
    hand_in(root, "markup", '</ol><script>alert("x")</script>' + "<b>'" * 9000)
    hand_in(root, "noise", "".join(f"{n**7}," for n in range(5000)))
    link = root / "submitted" / "link" / NAME
    link.mkdir(parents=True)
    (link / "network.py").symlink_to("/etc/passwd")
    done = run(root, "--json", "-", "--output", str(tmp_path / "page.html"))
    assert len(pairs(done)) == len(COPIED)
    not_compared = {one["program"] for one in json.loads(done.stdout)["not_compared"]}
    assert {"large", "latin", "link", "noise"} <= not_compared
    assert "<script>" not in (tmp_path / "page.html").read_text()


def test_a_program_that_ends_the_process_costs_itself_alone(monkeypatch):
    monkeypatch.setattr(fingerprints, "WORKER", "tests.similar.worker_that_dies")
    monkeypatch.setenv("PYTHONPATH", str(REPOSITORY))
    found = list(fingerprints.fingerprints_of(["a", "die", "die", "bb", "die"]))
    assert [isinstance(one, str) for one in found] == [False, True, True, False, True]


def test_the_page_shows_both_programs_and_says_that_it_is_no_verdict(compared):
    done, page, _ = compared
    for text in (page, done.stdout):
        assert "no proof" in " ".join(text.split())
    assert page.count('<div class="code"') == 2 * len(COPIED)
    assert page.count('<li class="s"') > 40
    assert len(page) < 400_000


def test_without_the_extra_it_says_what_to_install(course, monkeypatch):
    monkeypatch.setattr(fingerprints, "find_spec", lambda name: None)
    done = run(course)
    assert done.exit_code == 2
    assert "nn-autograder[similar]" in done.output
    assert "Traceback" not in done.output
