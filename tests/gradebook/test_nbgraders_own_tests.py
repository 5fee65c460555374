"""nbgrader's own tests pass with our configuration active, as they do without it.

They run in a pytest of their own. A plugin adds our configuration to the `nbgrader_config.py` that
nbgrader's `temp_cwd` fixture writes: for a course with assignments of our own, which must make no
difference to nbgrader's, and for one without.
"""

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from textwrap import dedent

import pytest

from autograder.course import load_course
from tests.gradebook.real_course import lay_out
from tests.support.course_builder import write_course

NBGRADER = find_spec("nbgrader")
assert NBGRADER
assert NBGRADER.origin
APPS = Path(NBGRADER.origin).parent / "tests" / "apps"
PARTS = {"autograde": 3, "generate_feedback": 2, "generate_assignment": 1, "zip_collect": 1}
"""by file, how many tests of ours it is: they run side by side"""
MARK = {"zip_collect": "slow"}
"""the others take minutes"""

PLUGIN = """
    import shutil
    from functools import cache
    from pathlib import Path

    import nbgrader.api
    import pytest

    # a process of its own for each new gradebook, which takes seconds
    nbgrader.api.get_alembic_version = cache(nbgrader.api.get_alembic_version)

    def pytest_collection_modifyitems(items):
        items[:] = items[{part}::{parts}]

    @pytest.fixture(autouse=True)
    def our_course(request):
        if "temp_cwd" not in request.fixturenames:
            return
        course_dir = request.getfixturevalue("course_dir")
        other = shutil.ignore_patterns("nbgrader_config.py")  # it would be read last
        shutil.copytree({course!r}, course_dir, ignore=other, dirs_exist_ok=True)
        with (Path(request.getfixturevalue("temp_cwd")) / "nbgrader_config.py").open("a") as file:
            file.write(f'''
    from autograder.nbgrader_plugins.config import configure
    configure(c, r"{{course_dir}}/nbgrader_config.py")
    c.CourseDirectory.course_id = ""  # the name of the default course in nbgrader's tests
    c.CourseDirectory.source_directory = "source"  # its own names of folders
    c.CourseDirectory.release_directory = "release"
    c.FileNameCollectorPlugin.valid_ext = [".ipynb"]
    ''')
    """


def empty_course(root):
    write_course(root, tasks=())


@pytest.mark.parametrize(
    "lay_out_course", [pytest.param(lay_out, marks=pytest.mark.thorough), empty_course]
)
@pytest.mark.parametrize(
    ("name", "part"),
    [
        pytest.param(name, part, marks=getattr(pytest.mark, MARK.get(name, "thorough")))
        for name, parts in PARTS.items()
        for part in range(parts)
    ],
)
def test_nbgraders_own_tests_pass(tmp_path, name, part, lay_out_course):
    course = tmp_path / "course"
    lay_out_course(course)
    load_course(course)
    plugin = dedent(PLUGIN).format(course=str(course), part=part, parts=PARTS[name])
    (tmp_path / "our_configuration.py").write_text(plugin)
    file = APPS / f"test_nbgrader_{name}.py"
    command = [sys.executable, "-m", "pytest", "-q", "-p", "our_configuration", "-p", "no:xdist"]
    path = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])
    done = subprocess.run(
        [*command, "-p", "no:cacheprovider", f"--rootdir={APPS}", str(file)],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    assert " passed" in done.stdout
