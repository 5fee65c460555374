"""Archives that students submit: escapes and bombs are refused, the others are collected."""

import gzip
import io
import lzma
import os
import shutil
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

pytest.importorskip("nbgrader")

from autograder.submissions import archives
from autograder.submissions.archive_copies import copy_without
from autograder.submissions.archives import UnsafeArchive, check_archive
from tests.support.nbgrader_command import nbgrader

Make = Callable[[], bytes]
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


def long_header(kind: bytes, size: int = 1 << 30) -> bytes:
    """A .tar.gz of one header that claims to be followed by so much more of it."""
    info = tarfile.TarInfo("././@LongLink")
    info.type, info.size = kind, size
    return gzip.compress(info.tobuf(tarfile.GNU_FORMAT) + bytes(4096))


def many_headers() -> bytes:
    """One member with more and more attributes, each header small enough by itself."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz", format=tarfile.PAX_FORMAT) as archive:
        for number in range(400):
            info = tarfile.TarInfo(f"{number}.py")
            info.pax_headers = {"comment": "x" * 60_000}
            archive.addfile(info)
    return out.getvalue()


def sparse(**headers: str) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz", format=tarfile.PAX_FORMAT) as archive:
        info = tarfile.TarInfo("network.py")
        info.pax_headers = headers
        archive.addfile(info)
    return out.getvalue()


def old_sparse() -> bytes:
    info = tarfile.TarInfo("network.py")
    info.type = tarfile.GNUTYPE_SPARSE
    return gzip.compress(info.tobuf(tarfile.GNU_FORMAT) + bytes(4096))


def understated() -> bytes:
    """A zip file whose member unpacks to more than it claims, with the right sum of that much."""
    data = bytearray(zipped(("network.py", bytes(8 << 20))))
    claim, checksum = struct.pack("<L", 9), struct.pack("<L", zlib.crc32(bytes(9)))
    for mark, offset in ((b"PK\x03\x04", 14), (b"PK\x01\x02", 16)):
        at = data.index(mark) + offset
        data[at : at + 4] = checksum
        data[at + 8 : at + 12] = claim
    return bytes(data)


def by(compression: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        archive.writestr("network.py", PROGRAM)
    return out.getvalue()


def named(name: str) -> dict[str, Make]:
    member = name, PROGRAM
    return {"zip": partial(zipped, member), "tar.gz": partial(tarred, member)}


def with_nul() -> bytes:
    return zipped(("network?.py", PROGRAM)).replace(b"network?", b"network\0")


ZEROS = bytes(60 << 20)
HOSTILE: dict[str, Make] = {
    "climbs.zip": lambda: zipped(("../../../escaped.py", PROGRAM)),
    "climbs-inside.zip": lambda: zipped(("a/../../escaped.py", PROGRAM)),
    "climbs-by-backslash.zip": lambda: zipped(("..\\..\\escaped.py", PROGRAM)),
    "absolute.zip": lambda: zipped(("/tmp/autograder-attack", PROGRAM)),
    "drive.zip": lambda: zipped(("C:/escaped.py", PROGRAM)),
    "link.zip": lambda: zipped(("network.py", b"/etc/passwd"), mode=0o120777),
    "bomb.zip": lambda: zipped(("a", ZEROS), ("b", ZEROS)),
    "large-member.zip": lambda: zipped(("a", bytes(65 << 20))),
    "bomb-in-a-zip.zip": lambda: nested(zipped(("a", ZEROS), ("b", ZEROS)), 1),
    "zip-in-zip-in-zip-in-zip.zip": lambda: nested(zipped(("network.py", PROGRAM)), 3),
    "damaged.zip": lambda: zipped(("network.py", PROGRAM * 99))[:-30],
    "damaged-inside.zip": lambda: zipped(("network.py", os.urandom(999))).replace(
        b"network", b"netw\0rk", 1
    ),
    "encrypted.zip": encrypted,
    "no-archive.zip": lambda: b"hello",
    "empty.zip": lambda: b"",
    "climbs.tar.gz": lambda: tarred(("../../escaped.py", PROGRAM)),
    "absolute.tar.gz": lambda: tarred(("/tmp/autograder-attack", PROGRAM)),
    "link.tar.gz": lambda: tarred(
        ("network.py", b""), type=tarfile.SYMTYPE, linkname="/etc/passwd"
    ),
    "hard-link.tar.gz": lambda: tarred(
        ("network.py", b""), type=tarfile.LNKTYPE, linkname="/etc/passwd"
    ),
    "device.tar.gz": lambda: tarred(
        ("network.py", b""), type=tarfile.CHRTYPE, devmajor=1, devminor=5
    ),
    "pipe.tar.gz": lambda: tarred(("network.py", b""), type=tarfile.FIFOTYPE),
    "bomb.tar.gz": lambda: tarred(("a", ZEROS), ("b", ZEROS)),
    "bomb-in-a.tar.gz": lambda: tarred(("a.zip", zipped(("a", ZEROS), ("b", ZEROS)))),
    "damaged.tar.gz": lambda: tarred(("network.py", os.urandom(999)))[:-99],
    "pax-bomb.tar.gz": lambda: long_header(tarfile.XHDTYPE),
    "global-pax-bomb.tar.gz": lambda: long_header(tarfile.XGLTYPE),
    "longname-bomb.tar.gz": lambda: long_header(tarfile.GNUTYPE_LONGNAME),
    "longlink-bomb.tar.gz": lambda: long_header(tarfile.GNUTYPE_LONGLINK),
    "many-headers.tar.gz": many_headers,
    "headers-without-end.tar.gz": lambda: gzip.compress(
        gzip.decompress(long_header(tarfile.XGLTYPE, 0))[:512] * 20_000
    ),
    "sparse.tar.gz": lambda: sparse(
        **{"GNU.sparse.major": "1", "GNU.sparse.minor": "0", "GNU.sparse.name": "network.py"}
    ),
    "sparse-0.tar.gz": lambda: sparse(**{"GNU.sparse.map": "0,1", "GNU.sparse.size": "99"}),
    "old-sparse.tar.gz": old_sparse,
    "xz.tar.gz": lambda: lzma.compress(gzip.decompress(tarred(("network.py", PROGRAM)))),
    "xz-inside.zip": lambda: zipped(("a.gz", lzma.compress(b"x"))),
    "understated.zip": understated,
    "lzma.zip": lambda: by(zipfile.ZIP_LZMA),
    "bzip2.zip": lambda: by(zipfile.ZIP_BZIP2),
    "nul.zip": with_nul,
    **{f"newline.{k}": v for k, v in named("net\nwork.py").items()},
    **{f"escape.{k}": v for k, v in named("\x1b[2Jnetwork.py").items()},
    **{f"reversed.{k}": v for k, v in named("\u202eyp.krowten").items()},
    **{f"long-name.{k}": v for k, v in named("n" * 256).items()},
    **{f"long-path.{k}": v for k, v in named("folder/" * 200 + "a").items()},
    "twice.tar.gz": lambda: tarred(("network.py", PROGRAM), ("network.py", b"")),
    "twice-by-case.zip": lambda: zipped(("network.py", PROGRAM), ("Network.PY", b"")),
    "twice-by-accent.zip": lambda: zipped(("caf\u00e9.py", PROGRAM), ("cafe\u0301.py", b"")),
    "twice-by-dot.zip": lambda: zipped(("network.py", PROGRAM), ("./network.py", b"")),
    "file-and-folder.zip": lambda: zipped(("a", PROGRAM), ("a/network.py", PROGRAM)),
    "folder-and-file.zip": lambda: zipped(("A/network.py", PROGRAM), ("a", PROGRAM)),
}
HONEST: dict[str, Make] = {
    "ada.zip": lambda: zipped(("network.py", PROGRAM)),
    "bob.tar.gz": lambda: tarred(("network.py", PROGRAM)),
    "cy.zip": lambda: zipped(("notes/", b""), ("network.py", PROGRAM), mode=0),
    "screenshot.zip": lambda: zipped(("at 3.15\u202fPM \u200d\U0001fae8 \u7b54\u3000.png", b"")),
    "mac.zip": lambda: zipped(("a/", b""), ("a/b.py", b""), ("__MACOSX/a/._b.py", b"")),
    "dee.zip": lambda: zipped(("inner.zip", zipped(("network.py", PROGRAM)))),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_archive_is_refused(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(HOSTILE[name]())
    try:
        refused = list(check_archive(path).values())
    except UnsafeArchive as danger:
        refused = [str(danger)]
    [why] = refused
    assert why.isprintable()


@pytest.mark.parametrize("name", HONEST)
def test_an_honest_archive_is_taken(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(HONEST[name]())
    assert not check_archive(path)


@pytest.mark.slow
@pytest.mark.parametrize("pack", [zipped, tarred])
def test_a_bad_archive_in_that_of_a_class_costs_its_student_alone(tmp_path, pack):
    members = {f"class/{name}": make() for name, make in (HOSTILE | HONEST).items()}
    bad = {f"class/{name}" for name in HOSTILE}
    path, copy = tmp_path / "class.zip", tmp_path / "copy.zip"
    path.write_bytes(pack(*members.items()))
    assert set(check_archive(path)) == bad
    copy_without(path, copy, bad)
    assert not check_archive(copy)
    shutil.unpack_archive(copy, tmp_path / "out", "zip" if pack is zipped else "gztar")
    for name in HONEST:
        assert (tmp_path / "out/class" / name).read_bytes() == members[f"class/{name}"]
    assert {path.name for path in (tmp_path / "out/class").iterdir()} == set(HONEST)


def test_so_many_bad_archives_that_reading_takes_long_are_refused_together(tmp_path, monkeypatch):
    path = tmp_path / "class.zip"
    path.write_bytes(zipped(*((f"{n}.zip", b"hello") for n in range(5))))
    monkeypatch.setattr(archives, "MOST_REFUSED", 5)
    assert len(check_archive(path)) == 5
    monkeypatch.setattr(archives, "MOST_REFUSED", 4)
    with pytest.raises(UnsafeArchive):
        check_archive(path)


@pytest.mark.parametrize("kind", [tarfile.XHDTYPE, tarfile.GNUTYPE_LONGNAME])
def test_a_long_header_is_refused_before_it_is_read(tmp_path, kind):
    path = tmp_path / "a.tar.gz"
    path.write_bytes(long_header(kind))
    with pytest.raises(UnsafeArchive, match="a header is larger than is allowed"):
        check_archive(path)


def test_a_large_directory_is_refused_before_it_is_read(tmp_path, monkeypatch):
    path = tmp_path / "a.zip"
    path.write_bytes(zipped(*((f"{n}.py", b"") for n in range(9))))
    monkeypatch.setattr(archives, "MOST_MEMBERS", 9)
    check_archive(path)
    monkeypatch.setattr(archives, "MOST_MEMBERS", 8)
    with pytest.raises(UnsafeArchive, match="its directory is larger"):
        check_archive(path)


def test_a_directory_entry_across_two_pieces_is_counted():
    data = zipped(*((f"{n}.py", b"") for n in range(5)))
    for piece in range(5, 60):
        file = io.BytesIO(data)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(archives, "PIECE", piece)
            assert archives._occurrences(b"PK\x01\x02", file) == 5


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
    for name, make in (HOSTILE | HONEST).items():
        (archives / name).write_bytes(make())
    done = nbgrader(tmp_path, "zip_collect", "02-network")
    collected = {path.parts[-3] for path in tmp_path.glob("submitted/*/02-network/network.py")}
    assert collected == {"ada", "bob", "cy", "dee"}, done.stderr
    assert done.stderr.count("Refused") == len(HOSTILE)
    assert not list(tmp_path.rglob("escaped.py"))
    assert not Path("/tmp/autograder-attack").exists()
    assert sorted(path.name for path in archives.iterdir()) == sorted(HOSTILE | HONEST)
