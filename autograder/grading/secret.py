"""The course secret, and the random data that hidden checks draw from it."""

import functools
import hashlib
import hmac
import json
import os
import secrets
from pathlib import Path

import numpy as np

from autograder.atomic import create_file
from autograder.errors import CourseError

SECRET_FILE = ".course-secret"
SECRET_VARIABLE = "AUTOGRADER_SECRET"
OWNER_ONLY = 0o600


def course_secret(root: Path) -> bytes:
    """The secret of the course in `root`, made on first use.

    The environment variable AUTOGRADER_SECRET comes before the file. Raises CourseError when the
    file cannot be read or made.
    """
    if given := os.environ.get(SECRET_VARIABLE):
        return given.encode()
    path = root / SECRET_FILE
    try:
        if not path.exists():
            create_file(path, f"{secrets.token_hex(32)}\n".encode(), OWNER_ONLY)
        secret = path.read_bytes().strip()
    except OSError as error:
        raise CourseError(
            f"{path}: the course secret cannot be read or made ({error.strerror}); make the folder "
            f"writable or set {SECRET_VARIABLE}"
        ) from error
    if not secret:
        raise CourseError(f"{path}: the course secret is empty; delete the file to get a new one")
    return secret


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
