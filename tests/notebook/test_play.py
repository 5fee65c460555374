"""A picture with sliders: a still picture first, drawn again when a slider is moved."""

import textwrap

import nbclient
import nbformat
import pytest

from autograder.notebook import play

CELLS = [
    """
    import matplotlib.pyplot as plt
    from autograder.notebook import play

    drawn = []

    def draw(lr, hidden):
        drawn.append((lr, hidden))
        if hidden == 3:
            import mine
            mine.forward()
        plt.plot([0, lr * hidden])
        plt.show()

    play(draw, lr=("learning rate", [0.1, 1.0], 1.0), hidden=("hidden units", [1, 2, 3], 2))
    """,
    """
    import ipywidgets
    sliders = {
        w.description: w
        for w in ipywidgets.widgets.widget._instances.values()
        if isinstance(w, ipywidgets.SelectionSlider)
    }
    sliders["learning rate"].value = 0.1
    print(drawn)
    """,
    """
    sliders["hidden units"].value = 3
    print(drawn[-1])
    """,
]


def test_without_a_notebook_it_is_drawn_once_with_the_values_to_begin_with():
    drawn = []

    def draw(lr):
        drawn.append(lr)

    play(draw, lr=("learning rate", [0.1, 1.0], 1.0))
    assert drawn == [1.0]


@pytest.mark.slow
def test_a_moved_slider_changes_the_picture_in_its_place(tmp_path):
    (tmp_path / "mine.py").write_text("def forward():\n    raise NotImplementedError('later')\n")
    (tmp_path / "test_mine.py").write_text("import mine\n\n\ndef test_forward(): mine.forward()\n")
    notebook = nbformat.v4.new_notebook()
    notebook.cells = [nbformat.v4.new_code_cell(textwrap.dedent(cell)) for cell in CELLS]
    place = {"metadata": {"path": str(tmp_path)}}
    client = nbclient.NotebookClient(notebook, resources=place, timeout=60)
    with client.setup_kernel():
        client.execute_cell(notebook.cells[0], 0)
        first = [dict(o.data) for o in notebook.cells[0].outputs]
        client.execute_cell(notebook.cells[1], 1)
        second = [dict(o.data) for o in notebook.cells[0].outputs]
        client.execute_cell(notebook.cells[2], 2)
        third = [dict(o.data) for o in notebook.cells[0].outputs]
    assert notebook.cells[1].outputs[0].text == "[(1.0, 2), (0.1, 2)]\n"
    assert len(first) == len(second) == 2  # the picture and its sliders
    assert first[0]["image/png"] != second[0]["image/png"]
    assert "widget-view" in " ".join(first[1])
    assert first[1]["text/plain"] == "To use the sliders, run this cell."
    assert "This part works later" in third[0]["text/plain"]
