"""A picture with sliders: the learner moves one, and the picture is drawn again.

The picture is an ordinary output of the cell, so it is also there in a saved notebook, on a page,
and where ipywidgets is not installed. Only the sliders need a kernel that runs.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from autograder.notebook.checks import when_ready

Choice = tuple[str, Sequence[Any], Any]
"""a slider: its label, the values from left to right, and the one to begin with"""


def play(draw: Callable[..., None], **choices: Choice) -> None:
    """Call draw(name=value, …), which shows a picture, and again each time a slider is moved.

        play(draw, lr=("learning rate", [0.1, 1.0, 10.0], 1.0))

    Without ipywidgets the picture is drawn once.
    """
    begin = {name: value for name, (_, _, value) in choices.items()}
    try:
        import ipywidgets  # type: ignore[import-untyped]
        from IPython import get_ipython
        from IPython.display import display
    except ImportError:
        draw(**begin)
        return
    if get_ipython() is None:
        draw(**begin)
        return
    outputs = _drawn(draw, begin, wait=False)
    if not outputs:
        return
    picture: Any = display(*outputs[:1], display_id=True)  # type: ignore[no-untyped-call]
    sliders = {name: _slider(ipywidgets, *choice) for name, choice in choices.items()}

    def moved(_: Mapping[str, Any]) -> None:
        for output in _drawn(draw, {name: s.value for name, s in sliders.items()}, wait=True)[:1]:
            picture.update(output)

    for slider in sliders.values():
        slider.observe(moved, "value")
    box = ipywidgets.VBox(list(sliders.values()))
    without_kernel = {"text/plain": "To use the sliders, run this cell."}
    display(box._repr_mimebundle_() | without_kernel, raw=True)  # type: ignore[no-untyped-call]


def _drawn(draw: Callable[..., None], values: dict[str, Any], wait: bool) -> list[Any]:
    """What a call of `draw` shows, in the order in which it does.

    Where the learner's functions are wrong it raises, or with `wait` it shows why in a line.
    """
    from IPython.utils.capture import capture_output

    call = partial(draw, **values)
    with capture_output() as captured:
        if wait:
            with when_ready():
                call()
        else:
            call()
    return list(captured.outputs)


def _slider(ipywidgets: Any, label: str, values: Sequence[Any], begin: Any) -> Any:
    return ipywidgets.SelectionSlider(
        description=label,
        options=list(values),
        value=begin,
        continuous_update=False,
        style={"description_width": "13em"},
        layout={"width": "32em", "max_width": "95%"},
    )
