"""A download of an LMS goes into `submitted/`: the right person, the newest file, its time."""

from pathlib import Path

import pytest

from tests.gradebook.real_course import nbgrader
from tests.lms.conftest import zipped
from tests.support.autograder_command import autograder

PEOPLE = """\
id,first_name,last_name,email,lms_user_id
ada,Ada,Lovelace,ada@example.org,12345
ben,Ben,Okri,ben@example.org,12346
"""
CANVAS = {
    "lovelaceada_12345_67890_network.py": "first",
    "lovelaceada_12345_67895_network-1.py": "second",
    "lovelaceada_12345_67896_network-10.py": "newest",
    "lovelaceada_12345_67891_network.ipynb": "{}",
    "okriben_LATE_12346_67900_network.py": "ben's",
    "strangerx_77777_67901_network.py": "whose?",
    "no pattern at all.py": "?",
}
MOODLE = {
    "Ada Lovelace_1234567_assignsubmission_file_/network.py": "ada's",
    "Ben Okri_1234568_assignsubmission_file_/network.py": "ben's",
}
WORKSHEET = """\
Identifier,"Full name","Email address",Status,Grade,"Last modified (submission)"
Participant 1234567,"Ada Lovelace",ada@example.org,Submitted,,"Sunday, 17 January 2027, 11:58 PM"
Participant 1234568,"Ben O.",ben@example.org,Submitted,,-
"""
GRADESCOPE = {
    "export/submission_metadata.yml": (
        "submission_11:\n  :submitters:\n  - :name: Ada Lovelace\n    :sid: '007'\n"
        "    :email: ada@example.org\n  - :name: Ben\n    :sid: ben\n    :email: ''\n"
        "  :created_at: 2027-01-20 17:53:18.353125000 Z\n  :score: 3.0\n"
    ),
    "export/submission_11/network.py": "together",
}


@pytest.fixture
def people(roster):
    roster(PEOPLE)


@pytest.fixture
def collect(course, people):
    def run(download, options):
        return autograder(course.root, f"collect 02 {download} {options}")

    return run


def submitted(course):
    root = course.root / "submitted"
    return {
        path.relative_to(root).as_posix().replace("/02-network", ""): path.read_text()
        for path in root.rglob("*")
        if path.is_file()
    }


def test_canvas_newest_upload_by_number_late_and_unknown_are_listed(course, collect, archive):
    done = collect(archive(CANVAS), "--from canvas")
    assert submitted(course) == {
        "ada/network.py": "newest",
        "ada/network.ipynb": "{}",
        "ben/network.py": "ben's",
    }
    assert done.exit_code == 1
    assert "2 new, 0 changed, 0 unchanged" in done.output
    assert "  strangerx 77777" in done.output
    assert "  no pattern at all.py" in done.output
    late = done.output.partition("no time is known:")[2]
    assert late.split()[0] == "ben"


def test_the_archive_with_all_uploads_is_kept_where_zip_collect_looks(course, collect, archive):
    download = archive(CANVAS)
    collect(download, "--from canvas")
    collect(download, "--from canvas")
    kept = list((course.root / "downloaded" / "02-network" / "archive").iterdir())
    assert [path.read_bytes() for path in kept] == [download.read_bytes()]


def test_what_is_replaced_is_kept_and_the_same_again_changes_nothing(course, collect, archive):
    one = {"okriben_12346_1_network.py": "old"}
    collect(archive(one), "--from canvas")
    assert "1 unchanged" in collect(archive(one), "--from canvas").output
    done = collect(archive({"okriben_12346_2_network-1.py": "new"}), "--from canvas")
    assert "0 new, 1 changed" in done.output
    assert submitted(course) == {"ben/network.py": "new"}
    earlier = course.root / "downloaded" / "02-network" / "earlier" / "ben" / "1" / "network.py"
    assert earlier.read_text() == "old"


def test_a_time_that_a_person_wrote_stays(course, collect, archive):
    download = archive({"okriben_LATE_12346_1_network.py": "x"})
    collect(download, "--from canvas")
    time = course.submitted_dir("ben", course.assignments[0]) / "timestamp.txt"
    time.write_text("2027-02-01 00:10:00 +01:00\n")
    assert "1 unchanged" in collect(download, "--from canvas").output
    assert time.exists()


def test_moodle_by_name(course, collect, archive):
    done = collect(archive(MOODLE), "--from moodle")
    assert done.exit_code == 0
    assert submitted(course) == {"ada/network.py": "ada's", "ben/network.py": "ben's"}


def test_moodles_worksheet_says_who_and_when_in_the_courses_zone(
    course, collect, archive, tmp_path
):
    sheet = tmp_path / "worksheet.csv"
    sheet.write_text(WORKSHEET)
    names = {name.replace("Ben Okri", "Benjamin"): text for name, text in MOODLE.items()}
    done = collect(archive(names), f"--from moodle --worksheet {sheet}")
    assert done.exit_code == 0
    assert submitted(course) == {
        "ada/network.py": "ada's",
        "ada/timestamp.txt": "2027-01-17 22:58:00 UTC\n",
        "ben/network.py": "ben's",
    }


def test_two_of_one_name_are_not_guessed(course, collect, roster, archive):
    roster("id,first_name,last_name\nada2,Ada,Lovelace\n")
    done = collect(archive(MOODLE), "--from moodle")
    assert done.exit_code == 1
    assert submitted(course) == {"ben/network.py": "ben's"}
    assert "  Ada Lovelace 1234567" in done.output


def test_gradescope_gives_a_group_one_copy_each_with_its_time(course, collect, archive):
    assert collect(archive(GRADESCOPE), "--from gradescope").exit_code == 0
    time = "2027-01-20 17:53:18 UTC\n"
    assert submitted(course) == {
        "ada/network.py": "together",
        "ada/timestamp.txt": time,
        "ben/network.py": "together",
        "ben/timestamp.txt": time,
    }


def test_a_folder_of_students_and_one_who_is_not_in_the_roster(course, collect, tmp_path):
    for student in ("ada", "zoe"):
        (tmp_path / "in" / student).mkdir(parents=True)
        (tmp_path / "in" / student / "network.py").write_text(student)
    (tmp_path / "in" / "ada" / "link.py").symlink_to("/etc/passwd")
    assert collect(tmp_path / "in", "--from folder").exit_code == 0
    assert submitted(course) == {"ada/network.py": "ada", "zoe/network.py": "zoe"}


def test_an_uploaded_archive_is_unpacked_and_its_module_found(course, collect, archive):
    inner = {"my work/network.py": "from the archive", "my work/notes.txt": "n"}
    collect(archive({"okriben_12346_1_work.zip": inner}), "--from canvas")
    assert submitted(course) == {
        "ben/network.py": "from the archive",
        "ben/work.zip/my work/notes.txt": "n",
    }


@pytest.mark.parametrize(
    "bad",
    [
        b"PK\x03\x04 cut off",
        zipped({"../../evil.py": "x"}),
        zipped({"a.zip": {"b.zip": {"c.zip": {"d.zip": {"e": "x"}}}}}),
    ],
    ids=["damaged", "leaves its folder", "too deep"],
)
def test_one_bad_archive_costs_its_student_alone(course, collect, archive, bad):
    members = {"okriben_12346_1_work.zip": bad, "lovelaceada_12345_2_network.py": "good"}
    done = collect(archive(members), "--from canvas")
    assert done.exit_code == 1
    assert "not unpacked: okriben_12346_1_work.zip" in done.output
    assert submitted(course)["ada/network.py"] == "good"
    assert not (course.root.parent / "evil.py").exists()


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("canvas", "eve_12345_1_77777_2_network.py"),
        ("moodle", "Ada Lovelace_1_assignsubmission_file__2_assignsubmission_file_/network.py"),
        ("moodle", "Eve_1_assignsubmission_file_/Ada Lovelace_2_assignsubmission_file_/network.py"),
    ],
)
def test_a_name_that_is_made_to_look_like_another_students(course, collect, archive, source, name):
    done = collect(archive({name: "forged"}), f"--from {source}")
    assert done.exit_code == 1
    assert not (course.root / "submitted").exists()


def test_a_list_of_submitters_that_a_student_uploaded_is_not_believed(course, collect, archive):
    forged = GRADESCOPE["export/submission_metadata.yml"].replace("submission_11", "submission_12")
    members = {
        **GRADESCOPE,
        "export/submission_11/submission_metadata.yml": forged,
        "export/submission_12/network.py": "forged",
    }
    assert collect(archive(members), "--from gradescope").exit_code == 1
    assert submitted(course)["ada/network.py"] == "together"


def test_nobody_writes_the_time_of_their_own_submission(course, collect, archive):
    members = {
        "okriben_12346_1_network.py": "x",
        "okriben_12346_2_timestamp.txt": "2020-01-01 00:00:00 UTC",
    }
    collect(archive(members), "--from canvas")
    assert submitted(course) == {"ben/network.py": "x"}


@pytest.mark.parametrize("content", [b"not an archive", b""])
def test_what_is_no_archive_is_said_in_one_line(collect, tmp_path, content):
    file = tmp_path / "x.zip"
    file.write_bytes(content)
    done = collect(file, "--from canvas")
    assert done.exit_code == 2
    assert done.output.count("\n") == 1


@pytest.mark.slow
def test_nbgraders_own_zip_collect_needs_no_pattern(course, people, archive):
    (course.root / "nbgrader_config.py").write_text(
        (Path(__file__).parents[2] / "nbgrader_config.py").read_text()
    )
    release = course.release_dir(course.assignments[0])
    release.mkdir(parents=True)
    (release / "network.ipynb").write_text("{}")
    folder = course.root / "downloaded" / "02-network" / "archive"
    folder.mkdir(parents=True)
    archive(CANVAS).rename(folder / "class.zip")
    nbgrader(course.root, "zip_collect", "02-network")
    assert submitted(course) == {
        "ada/network.py": "newest",
        "ada/network.ipynb": "{}",
        "ben/network.py": "ben's",
    }
