"""Archives that students hand in: escapes and bombs are refused, the others are collected."""

import io
import os
import tarfile
import zipfile
from pathlib import Path

import pytest

pytest.importorskip("nbgrader")

from autograder.nbgrader_plugins.collect import UnsafeArchive, check_archive
from tests.support.nbgrader_command import nbgrader

PROGRAM = b"def sigmoid(z):\n    return z\n"


def zipped(*members: tuple[str, bytes], mode: int = 0o100644, **options) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, **options) as archive:
        for name, data in members:
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = mode << 16
            archive.writestr(info, data)
    return out.getvalue()


def tarred(*members: tuple[str, bytes], **fields) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        for name, data in members:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            for field, value in fields.items():
                setattr(info, field, value)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def nested(data: bytes, times: int) -> bytes:
    for depth in range(times):
        data = zipped((f"{depth}.zip", data))
    return data


def encrypted() -> bytes:
    data = bytearray(zipped(("network.py", PROGRAM)))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + offset] |= 1
    return bytes(data)


ZEROS = bytes(60 << 20)
HOSTILE = {
    "climbs.zip": zipped(("../../../escaped.py", PROGRAM)),
    "climbs-inside.zip": zipped(("a/../../escaped.py", PROGRAM)),
    "climbs-by-backslash.zip": zipped(("..\\..\\escaped.py", PROGRAM)),
    "absolute.zip": zipped(("/tmp/autograder-attack", PROGRAM)),
    "drive.zip": zipped(("C:/escaped.py", PROGRAM)),
    "link.zip": zipped(("network.py", b"/etc/passwd"), mode=0o120777),
    "bomb.zip": zipped(("a", ZEROS), ("b", ZEROS)),
    "large-member.zip": zipped(("a", bytes(65 << 20))),
    "bomb-in-a-zip.zip": nested(zipped(("a", ZEROS), ("b", ZEROS)), 1),
    "zip-in-zip-in-zip-in-zip.zip": nested(zipped(("network.py", PROGRAM)), 3),
    "damaged.zip": zipped(("network.py", PROGRAM * 99))[:-30],
    "damaged-inside.zip": zipped(("network.py", os.urandom(999))).replace(
        b"network", b"netw\0rk", 1
    ),
    "encrypted.zip": encrypted(),
    "no-archive.zip": b"hello",
    "empty.zip": b"",
    "climbs.tar.gz": tarred(("../../escaped.py", PROGRAM)),
    "absolute.tar.gz": tarred(("/tmp/autograder-attack", PROGRAM)),
    "link.tar.gz": tarred(("network.py", b""), type=tarfile.SYMTYPE, linkname="/etc/passwd"),
    "hard-link.tar.gz": tarred(("network.py", b""), type=tarfile.LNKTYPE, linkname="/etc/passwd"),
    "device.tar.gz": tarred(("network.py", b""), type=tarfile.CHRTYPE, devmajor=1, devminor=5),
    "pipe.tar.gz": tarred(("network.py", b""), type=tarfile.FIFOTYPE),
    "bomb.tar.gz": tarred(("a", ZEROS), ("b", ZEROS)),
    "bomb-in-a.tar.gz": tarred(("a.zip", zipped(("a", ZEROS), ("b", ZEROS)))),
    "damaged.tar.gz": tarred(("network.py", os.urandom(999)))[:-99],
}
HONEST = {
    "ada.zip": zipped(("network.py", PROGRAM)),
    "bob.tar.gz": tarred(("network.py", PROGRAM)),
    "cy.zip": zipped(("notes/", b""), ("network.py", PROGRAM), mode=0),
    "dee.zip": zipped(("inner.zip", zipped(("network.py", PROGRAM)))),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_archive_is_refused(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(HOSTILE[name])
    with pytest.raises(UnsafeArchive) as caught:
        check_archive(path)
    assert str(caught.value).isprintable()


@pytest.mark.parametrize("name", HONEST)
def test_an_honest_archive_is_taken(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(HONEST[name])
    check_archive(path)


CONFIG = """
from autograder.nbgrader_plugins.config import configure

c = get_config()
configure(c, __file__)
c.FileNameCollectorPlugin.named_regexp = (
    r".*/extracted/(?P<student_id>\\w+)/(?:inner/)?(?P<file_id>network)\\.py"
)
"""


@pytest.mark.slow
def test_zip_collect_takes_the_honest_and_leaves_the_hostile(tmp_path):
    course = Path(__file__).parents[2] / "course.yml"
    (tmp_path / "course.yml").write_bytes(course.read_bytes())
    (tmp_path / "nbgrader_config.py").write_text(CONFIG)
    archives = tmp_path / "downloaded" / "02-network" / "archive"
    archives.mkdir(parents=True)
    for name, data in (HOSTILE | HONEST).items():
        (archives / name).write_bytes(data)
    done = nbgrader(tmp_path, "zip_collect", "02-network")
    collected = {path.parts[-3] for path in tmp_path.glob("submitted/*/02-network/network.py")}
    assert collected == {"ada", "bob", "cy", "dee"}, done.stderr
    assert done.stderr.count("Refused") == len(HOSTILE)
    assert not list(tmp_path.rglob("escaped.py"))
    assert not Path("/tmp/autograder-attack").exists()
    assert sorted(path.name for path in archives.iterdir()) == sorted(HOSTILE | HONEST)
