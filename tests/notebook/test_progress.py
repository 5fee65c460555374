"""The line that says how far a training is."""

from types import SimpleNamespace

import IPython
import IPython.display

from autograder.notebook import progress


def test_one_line_of_the_output_counts_the_epochs(monkeypatch):
    seen = []
    handle = SimpleNamespace(update=lambda note: seen.append(repr(note)))

    def display(note, display_id):
        seen.append(repr(note))
        return handle

    monkeypatch.setattr(IPython, "get_ipython", object)
    monkeypatch.setattr(IPython.display, "display", display)
    step = progress("batches of 32", 2)
    step()
    step()
    assert seen == [
        "batches of 32: 2 epochs",
        "batches of 32: epoch 1 of 2",
        "batches of 32: done",
    ]


def test_without_a_notebook_nothing_is_shown(capsys):
    progress("all at once", 1)()
    assert capsys.readouterr() == ("", "")
