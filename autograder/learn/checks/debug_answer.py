"""A script of a failing call on its way from the process that runs the checks."""

import base64
import io
from typing import Any

import numpy as np

from autograder.grading.feedback.debug_script import DebugScript

Script = tuple[str, str, bytes]
"""the function that is called, the text, the file with the arrays: empty where there is none"""


def as_json(script: DebugScript) -> dict[str, Any]:
    """The script as plain data."""
    file = io.BytesIO()
    np.savez_compressed(file, **script.arrays)  # type: ignore[arg-type]
    arrays = base64.b64encode(file.getvalue()).decode() if script.arrays else ""
    return {"function": script.function, "text": script.text, "arrays": arrays}


def from_json(data: dict[str, Any]) -> Script:
    """The script again."""
    return data["function"], data["text"], base64.b64decode(data["arrays"])
