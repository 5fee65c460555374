"""The course secret and the random data that come from it."""

import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from autograder.errors import CourseError
from autograder.grading.secret import SECRET_FILE, SECRET_VARIABLE, course_secret, rng_for


@pytest.fixture(autouse=True)
def _no_variable(monkeypatch):
    monkeypatch.delenv(SECRET_VARIABLE, raising=False)


def test_it_is_made_once_and_for_the_owner_alone(tmp_path):
    secret = course_secret(tmp_path)
    assert len(secret) == 64
    assert course_secret(tmp_path) == secret
    assert stat.S_IMODE((tmp_path / SECRET_FILE).stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == [SECRET_FILE]


def test_two_courses_differ(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    assert course_secret(tmp_path / "a") != course_secret(tmp_path / "b")


def test_those_who_start_together_agree(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(course_secret, [tmp_path] * 32))) == 1


def test_the_variable_overrides_the_file(tmp_path, monkeypatch):
    monkeypatch.setenv(SECRET_VARIABLE, "given")
    assert course_secret(tmp_path) == b"given"
    assert not any(tmp_path.iterdir())


def test_mistakes_are_told(tmp_path):
    with pytest.raises(CourseError, match=SECRET_VARIABLE):
        course_secret(tmp_path / "nowhere")
    (tmp_path / SECRET_FILE).write_text("\n")
    with pytest.raises(CourseError, match="empty"):
        course_secret(tmp_path)


def test_data_differ_by_everything_and_repeat():
    usual = {"student": "ada", "assignment": "02-network", "task": "forward", "check": "values"}

    def draw(secret=b"s", digest="of the module", **changes):
        return rng_for(secret, **usual | changes, digest=digest).normal(size=4).tolist()

    assert draw() == draw()
    others = [draw(b"t"), *(draw(**{name: "other"}) for name in ("student", "task", "check"))]
    others += [draw(assignment="other"), draw(task="forwardvalues", check="")]
    others += [draw(digest="of another module")]
    assert len({tuple(d) for d in [draw(), *others]}) == 8
