"""The course secret, and the random data that hidden checks draw from it."""

import contextlib
import functools
import hashlib
import hmac
import json
import os
import secrets
from pathlib import Path

import numpy as np

from autograder.atomic import create_file
from autograder.course import Course, is_graded
from autograder.errors import CourseError

SECRET_FILE = ".course-secret"
SECRET_VARIABLE = "AUTOGRADER_SECRET"
OWNER_ONLY = 0o600


def course_secret(course: Course) -> bytes:
    """The secret of the course, made on first use.

    The environment variable AUTOGRADER_SECRET comes before the file. Raises CourseError where the
    file cannot be read or made, and where it is lost: with another secret everybody would be graded
    anew, on other data, which only a person may decide.
    """
    if given := os.environ.get(SECRET_VARIABLE):
        return given.encode()
    path = course.root / SECRET_FILE
    try:
        secret = path.read_bytes().strip()
    except FileNotFoundError:
        if is_graded(course.gradebook_path):
            raise _lost(path, "is missing, and there are grades that were made with it") from None
        _make(path)
        return path.read_bytes().strip()
    except PermissionError as error:
        raise CourseError(
            f"{path}: the course secret is another account's. Whoever owns it can let a group read "
            f"it: chgrp GROUP {SECRET_FILE}; chmod 640 {SECRET_FILE}. Or set {SECRET_VARIABLE} to "
            "what is in the file"
        ) from error
    except OSError as error:
        raise CourseError(f"{path}: the course secret can't be read ({error.strerror})") from error
    if not secret:
        raise _lost(path, "is empty")
    return secret


def secret_to_try(course: Course, *, another: bool) -> bytes:
    """The secret of the course, for a run that writes nothing.

    Where there is none yet, and with `another`, it is a new one that is kept nowhere. Raises
    CourseError as `course_secret`.
    """
    missing = not os.environ.get(SECRET_VARIABLE) and not os.path.lexists(course.root / SECRET_FILE)
    if another or (missing and not is_graded(course.gradebook_path)):
        return secrets.token_hex(32).encode()
    return course_secret(course)


def make_new_secret(course: Course) -> None:
    """Give the course another secret. Who may read the file stays as it is. Raises CourseError."""
    if os.environ.get(SECRET_VARIABLE):
        raise CourseError(
            f"{SECRET_VARIABLE} is set and comes before {SECRET_FILE}: unset it, or change it"
        )
    path = course.root / SECRET_FILE
    try:
        before = path.stat()
    except OSError:
        before = None
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise CourseError(f"{path}: it can't be replaced ({error.strerror})") from error
    _make(path)
    if before is not None and hasattr(os, "chown"):
        with contextlib.suppress(OSError):  # another account's group; then it is the owner's alone
            os.chown(path, -1, before.st_gid)
            path.chmod(before.st_mode & 0o660)


def _lost(path: Path, what: str) -> CourseError:
    return CourseError(
        f"{path}: the course secret {what}. Put the file back from a backup, or set "
        f"{SECRET_VARIABLE}. If it is lost: autograder grade NAME --new-secret grades everybody "
        "anew, on other data"
    )


def _make(path: Path) -> None:
    """Write a new secret in one step, so that two that start together agree on one."""
    try:
        create_file(path, f"{secrets.token_hex(32)}\n".encode(), OWNER_ONLY)
    except OSError as error:
        raise CourseError(
            f"{path}: the course secret can't be made ({error.strerror}); make the folder writable "
            f"or set {SECRET_VARIABLE}"
        ) from error


def rng_for(
    secret: bytes, digest: str, student: str, assignment: str, task: str, check: str
) -> np.random.Generator:
    """The generator of one check for one submission: HMAC-SHA256 of all this, under the secret.

    `digest` is that of the submitted module. So the data cannot be guessed and differ between
    students. They are the same when a module is graded again, and new for another module: what a
    submission found out about its data is of no use to the next one.
    """
    keyed = _keyed(secret).copy()
    keyed.update(json.dumps([digest, student, assignment, task, check]).encode())
    return np.random.default_rng(int.from_bytes(keyed.digest(), "big"))


@functools.lru_cache(maxsize=1)
def _keyed(secret: bytes) -> hmac.HMAC:
    return hmac.new(secret, digestmod=hashlib.sha256)
