"""Public checks in a folder of somebody else: they reach nothing outside of it."""

import os
import signal
import socket
import subprocess
import sys

import pytest

from autograder.learn.checks.checking import check_once
from autograder.learn.workspace.single_folder import single_folder

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Landlock is Linux's")

MODULE = "def double(x):\n    return 2 * x\n"
TRIES = {
    "read": "open({outside!r}).read()",
    "write": "open({outside!r}, 'w')",
    "empty": "os.open({outside!r}, os.O_RDONLY | os.O_TRUNC)",
    "empty, opened for nothing": "os.open({outside!r}, os.O_ACCMODE | os.O_TRUNC)",
    "empty what it may read": "os.open('foreign.py', os.O_RDONLY | os.O_TRUNC)",
    "truncate": "os.truncate({outside!r}, 0)",
    "own module": "open('foreign.py', 'w')",
    "new file here": "open('planted.py', 'w')",
    "list": "os.listdir(os.path.dirname({outside!r}))",
    "rights": "os.chmod({outside!r}, 0o777)",
    "times": "os.utime({outside!r})",
    "remove": "os.remove({outside!r})",
    "rename": "os.rename('foreign.py', 'other.py')",
    "program": "subprocess.run(['/bin/true'])",
    "network": "socket.socket()",
    "signal": "os.kill(os.getppid(), 0)",
    "environment of the parent": "open(f'/proc/{{os.getppid()}}/environ').read()",
}


@pytest.fixture
def foreign(tmp_path):
    """Checks that expect each try to fail with an error of the system."""
    folder = tmp_path / "foreign"
    folder.mkdir()
    outside = tmp_path / "outside.txt"
    outside.write_text("secret")
    (folder / "foreign.py").write_text(MODULE)
    checks = "import os, socket, subprocess, tempfile\nimport pytest\nimport foreign\n"
    for number, (title, attempt) in enumerate(TRIES.items()):
        code = attempt.format(outside=str(outside))
        checks += f'def test_double_{number}():\n    """{title}"""\n'
        checks += f"    with pytest.raises(OSError):\n        {code}\n"
    checks += 'def test_double_works(tmp_path):\n    """works"""\n'
    checks += "    (tmp_path / 'x').write_text(str(foreign.double(2)))\n"
    checks += "    assert (tmp_path / 'x').read_text() == '4'\n"
    checks += "    assert open('foreign.py').read() and tempfile.TemporaryFile('w').write('x')\n"
    checks += "    import numpy.linalg, json, sqlite3\n"
    (folder / "test_foreign.py").write_text(checks)
    return folder


def test_public_checks_reach_nothing_outside(foreign):
    work = single_folder(foreign)
    assert work is not None
    result = check_once(work, work.course.assignments[0]).result
    checks = {check.title: check for task in result.tasks for check in task.checks}
    assert {t: c.message for t, c in checks.items() if c.outcome != "passed"} == {}
    assert set(checks) == {*TRIES, "works"}
    assert result.isolation == "landlock+seccomp"
    assert (foreign.parent / "outside.txt").read_text() == "secret"
    assert sorted(os.listdir(foreign)) == ["foreign.py", "test_foreign.py"]


WITHOUT_LANDLOCK = """
import ctypes, os, pyseccomp, signal
from autograder.learn.checks.confinement import PR_SET_NO_NEW_PRIVS, _system_calls
rules = _system_calls(pyseccomp)
ctypes.CDLL(None).prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
rules.load()
for flags in (os.O_TRUNC, os.O_ACCMODE | os.O_TRUNC, os.O_RDONLY):
    try:
        os.open(os.devnull, flags)
        print("opened", flush=True)
    except PermissionError:
        print("refused", flush=True)
signal.raise_signal(signal.SIGPROF)
"""


def test_the_filter_alone_refuses_to_empty_files_and_lets_a_process_end_itself():
    """Landlock before version 3 doesn't refuse it; the limits on time need a signal."""
    command = [sys.executable, "-c", WITHOUT_LANDLOCK]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["refused", "refused", "opened"], done.stderr
    assert done.returncode == -signal.SIGPROF


def test_without_the_walls_all_of_it_works(foreign, tmp_path, monkeypatch):
    """So that the tries are known to be real."""
    monkeypatch.chdir(foreign)
    scope = {"os": os, "socket": socket, "subprocess": subprocess}
    for title, attempt in TRIES.items():
        outside = tmp_path / "outside.txt"
        outside.write_text("secret")
        exec(attempt.format(outside=str(outside)), scope)
        assert title != "remove" or not outside.exists()
