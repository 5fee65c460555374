"""Workspaces: made, found, moved, brought up to date, never overwritten."""

import os
import shutil
from pathlib import Path

import pytest

from autograder.course import load_course
from autograder.errors import CourseError
from autograder.learn.workspace.start import reset_assignment, start_workspace
from autograder.learn.workspace.trusted_courses import trust
from autograder.learn.workspace.workspace import find_workspace
from tests.learn.toy_modules import RIGHT


def test_start_copies_every_released_file(workspace, course_root, assignment):
    released = course_root / "assignments" / "01-toy"
    for name in ("toy.py", "test_toy.py", "README.md"):
        assert (workspace.folder(assignment) / name).read_text() == (released / name).read_text()
    assert "01-toy" in (workspace.root / "README.md").read_text()


def test_the_state_hides_itself_from_git(workspace):
    assert (workspace.private / ".gitignore").read_text() == "*\n"


def test_start_again_keeps_the_learners_work(workspace, assignment, write):
    write(RIGHT)
    again = start_workspace(workspace.course, workspace.root)
    assert workspace.module(assignment).read_text() == RIGHT
    assert (again.added, again.updated, again.kept) == ([], [], [])


def test_start_again_updates_what_was_not_touched(workspace, assignment, write, course_root):
    write(RIGHT)
    released = course_root / "assignments" / "01-toy"
    for name in ("toy.py", "README.md"):
        (released / name).write_text("# newer\n")
    again = start_workspace(workspace.course, workspace.root)
    folder = workspace.folder(assignment)
    assert again.updated == [folder / "README.md"]
    assert again.kept == [folder / "toy.py"]
    assert (folder / "README.md").read_text() == "# newer\n"
    assert workspace.module(assignment).read_text() == RIGHT


def test_start_into_a_folder_with_files_of_its_own(course_root, tmp_path):
    folder = tmp_path / "mine"
    (folder / "01-toy").mkdir(parents=True)
    (folder / "README.md").write_text("mine\n")
    (folder / "01-toy" / "toy.py").write_text("mine\n")
    start_workspace(load_course(course_root), folder)
    assert (folder / "README.md").read_text() == "mine\n"
    assert (folder / "01-toy" / "toy.py").read_text() == "mine\n"


def test_start_refuses_a_file_and_the_course_itself(course_root, tmp_path):
    course = load_course(course_root)
    (tmp_path / "file").write_text("")
    with pytest.raises(CourseError, match="this is a file"):
        start_workspace(course, tmp_path / "file")
    with pytest.raises(CourseError, match="inside the course"):
        start_workspace(course, course_root / "work")


def test_start_says_when_nothing_is_released(course_root, tmp_path):
    shutil.rmtree(course_root / "assignments")
    with pytest.raises(CourseError, match="no assignment is released"):
        start_workspace(load_course(course_root), tmp_path / "work")


def test_found_from_a_folder_inside(workspace, assignment):
    found = find_workspace(workspace.folder(assignment))
    assert found.root == workspace.root
    assert found.choose(None, here=workspace.folder(assignment)).name == "01-toy"


@pytest.fixture
def two(workspace, course_root):
    """A workspace with a second assignment, released after the first."""
    description = course_root / "course.yml"
    text = description.read_text()
    second = text[text.index("  - name: 01-toy") :].replace("01-toy", "02-toy")
    description.write_text(text + second.replace("toy.py", "more.py"))
    released = course_root / "assignments"
    shutil.copytree(released / "01-toy", released / "02-toy")
    (released / "02-toy" / "toy.py").rename(released / "02-toy" / "more.py")
    return start_workspace(load_course(course_root), workspace.root).workspace


def test_before_anything_is_begun_the_first_assignment_is_chosen(two):
    assert two.choose(None, here=two.root).name == "01-toy"


def test_then_the_one_that_was_saved_last(two):
    first, second = two.assignments()
    for newer, older in [(second, first), (first, second)]:
        for age, assignment in [(1000, older), (2000, newer)]:
            two.module(assignment).write_text("# begun\n")
            os.utime(two.module(assignment), (age, age))
        assert two.choose(None, here=two.root) == newer


def test_no_workspace_here_is_reported(tmp_path):
    with pytest.raises(CourseError, match="autograder start DIR"):
        find_workspace(tmp_path)


def test_a_moved_workspace_still_finds_its_course(workspace, tmp_path, course_root):
    moved = tmp_path / "elsewhere" / "work"
    shutil.move(workspace.root, moved)
    assert find_workspace(moved).course.root == course_root


def test_a_lost_course_leaves_a_students_install(workspace, course_root):
    shutil.rmtree(course_root)
    found = find_workspace(workspace.root)
    assignment = found.choose("toy")
    assert not found.has_solutions(assignment)
    assert found.course.root == workspace.private / "course"


def test_a_lost_course_is_told_with_the_way_back(workspace, course_root):
    assert workspace.notice == ""
    shutil.rmtree(course_root)
    notice = find_workspace(workspace.root).notice
    assert str(course_root) in notice
    assert "only public checks, no hints and no solutions" in notice
    assert "autograder check --course DIR" in notice


def test_a_moved_course_is_named_once(workspace, course_root, tmp_path):
    moved = tmp_path / "new place"
    shutil.move(course_root, moved)
    assert find_workspace(workspace.root, course=moved).course.root == moved
    assert find_workspace(workspace.root).course.root == moved


def foreign_course(course_root, tmp_path):
    """A course whose graders nobody here has asked for."""
    return shutil.copytree(course_root, tmp_path / "foreign")


def test_a_link_that_the_user_did_not_write_is_not_followed(workspace, course_root, tmp_path):
    foreign = foreign_course(course_root, tmp_path)
    (workspace.private / "course-link").write_text(f"{foreign}\n")
    found = find_workspace(workspace.root)
    assert found.course.root == workspace.private / "course"
    assert not found.has_solutions(found.choose("toy"))


@pytest.mark.parametrize("name", ["foreign", ".", "../foreign", "~/foreign", ""])
def test_a_relative_link_is_not_followed(workspace, course_root, tmp_path, monkeypatch, name):
    foreign = foreign_course(course_root, tmp_path)
    trust(Path(name))
    trust(foreign)
    for here in (tmp_path, foreign, workspace.root):
        monkeypatch.chdir(here)
        (workspace.private / "course-link").write_text(f"{name}\n")
        assert find_workspace(workspace.root).course.root == workspace.private / "course"


@pytest.mark.parametrize("link", [b"/\xff", b"/a\0b", b"/\x1b[2Jevil\nYou passed!", b"/" * 9999])
def test_an_odd_link_does_no_harm(workspace, link):
    (workspace.private / "course-link").write_bytes(link)
    found = find_workspace(workspace.root)
    assert found.course.root == workspace.private / "course"
    assert found.notice.isprintable()


@pytest.mark.parametrize("kind", ["folder", "link"])
def test_solutions_in_the_copy_are_not_run(workspace, course_root, kind):
    inside = workspace.private / "course" / "solutions"
    if kind == "folder":
        shutil.copytree(course_root / "solutions", inside)
    else:
        inside.symlink_to(course_root / "solutions")
    (workspace.private / "course-link").write_text("course\n")
    with pytest.raises(CourseError, match="solutions: a workspace never has solutions") as raised:
        find_workspace(workspace.root)
    assert "\n" not in str(raised.value)


def test_a_link_to_the_copy_itself_is_not_followed(workspace, course_root):
    copy = workspace.private / "course"
    shutil.copytree(course_root / "solutions", copy / "solutions")
    (workspace.private / "course-link").write_text(f"{copy}\n")
    with pytest.raises(CourseError, match="never has solutions"):
        find_workspace(workspace.root)


def test_a_course_stays_trusted_for_a_second_workspace(workspace, course_root, tmp_path):
    (workspace.private / "course-link").write_text("gone\n")
    start_workspace(load_course(course_root), tmp_path / "second")
    assert find_workspace(tmp_path / "second").course.root == course_root


def test_without_a_place_for_the_list_a_course_is_named_each_time(
    course_root, tmp_path, monkeypatch
):
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    start_workspace(load_course(course_root), tmp_path / "work")
    copy = tmp_path / "work" / ".autograder" / "course"
    assert find_workspace(tmp_path / "work").course.root == copy
    assert find_workspace(tmp_path / "work", course=course_root).course.root == course_root


def test_reset_puts_the_stub_back_and_keeps_a_backup(workspace, assignment, write):
    stub = workspace.module(assignment).read_text()
    write(RIGHT)
    backup = reset_assignment(workspace, assignment)
    assert workspace.module(assignment).read_text() == stub
    assert (backup / "toy.py").read_text() == RIGHT


def test_two_resets_keep_two_backups(workspace, assignment, write):
    write("first = 1\n")
    first = reset_assignment(workspace, assignment)
    write("second = 2\n")
    second = reset_assignment(workspace, assignment)
    assert (first / "toy.py").read_text() == "first = 1\n"
    assert (second / "toy.py").read_text() == "second = 2\n"


def test_reset_works_without_the_course(workspace, assignment, write, course_root):
    shutil.rmtree(course_root)
    write(RIGHT)
    found = find_workspace(workspace.root)
    reset_assignment(found, assignment)
    assert "TODO" in workspace.module(assignment).read_text()


def test_a_missing_assignment_is_reported_with_what_brings_it_back(workspace, assignment):
    shutil.rmtree(workspace.folder(assignment))
    with pytest.raises(CourseError, match="autograder start"):
        workspace.choose("toy")
