"""Which imports of a program will not be there while it is graded."""

import sys

import pytest

from autograder.graded_imports import FAKED, PACKAGES, absent_when_graded, note_on_imports


def names(source):
    return [absent.name for absent in absent_when_graded(source)]


@pytest.mark.parametrize(
    ("source", "absent"),
    [
        ("from scipy.special import expit\n", ["scipy"]),
        ("import numpy as np, torch.nn as nn\n", ["torch"]),
        ("def sigmoid(z):\n    from scipy.special import expit\n    return expit(z)\n", ["scipy"]),
        ("class A:\n    import pandas\n", ["pandas"]),
        ("import helpers\n", ["helpers"]),
        ("from network import forward\n", ["network"]),
        ("__import__('scipy')\n", ["scipy"]),
        ("import importlib\nspecial = importlib.import_module('scipy.special')\n", ["scipy"]),
        ("try:\n    import scipy\nexcept ValueError:\n    pass\n", ["scipy"]),
        ("try:\n    import scipy\nexcept ImportError:\n    import torch\n", ["torch"]),
        ("if True:\n    import scipy\n", ["scipy"]),
        ("import scipy\nimport scipy.special\n", ["scipy"]),
    ],
)
def test_absent(source, absent):
    assert names(source) == absent


@pytest.mark.parametrize(
    "source",
    [
        "import numpy as np\nimport numpy.linalg\nfrom itertools import pairwise\n",
        "import matplotlib.pyplot as plt\nfrom mpl_toolkits import mplot3d\n",
        "from __future__ import annotations\n",
        "try:\n    import scipy\nexcept ImportError:\n    scipy = None\n",
        "try:\n    import scipy\nexcept (ModuleNotFoundError, OSError):\n    scipy = None\n",
        "try:\n    import scipy\nexcept:\n    scipy = None\n",
        "if __name__ == '__main__':\n    import sklearn\n",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import torch\n",
        "from . import other\n",
        "import scipy as\n",
        "\0",
        "",
    ],
)
def test_not_absent(source):
    assert names(source) == []


def test_the_note_names_the_line():
    note = note_on_imports("import numpy\n\nfrom scipy import special\n", "network.py")
    assert "network.py imports scipy (line 3), which will not be there" in note
    assert note_on_imports("import numpy\n", "network.py") == ""


@pytest.mark.skipif(sys.platform != "linux", reason="the sandbox needs Linux")
@pytest.mark.parametrize("name", [*PACKAGES, *FAKED, "scipy", "pytest", "pydantic", "sklearn"])
def test_the_sandbox_agrees(name):
    from autograder.sandbox import Sandbox, StudentError, WorkerLimits, choose_isolation

    source = f"import {name}\n"
    with Sandbox(choose_isolation(unsafe=True), WorkerLimits(1024)) as sandbox:
        worker = sandbox.worker(source.encode(), "module.py", {})
        if names(source) == []:
            assert worker.load(30.0)
        else:
            with pytest.raises(StudentError, match="No module named"):
                worker.load(30.0)
        worker.close()
