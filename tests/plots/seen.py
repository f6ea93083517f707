"""What a reader must see in a plot: ink, labels, units."""

import re

import numpy as np
from matplotlib.axes import Axes


def ink(axes: Axes) -> float:
    """Return the share of a figure's pixels within the axes that are not white."""
    figure = axes.figure
    figure.canvas.draw()
    box = axes.get_window_extent()
    pixels = np.asarray(figure.canvas.buffer_rgba())[..., :3]
    high = pixels.shape[0]
    part = pixels[
        high - int(box.y1) + 2 : high - int(box.y0) - 2, int(box.x0) + 2 : int(box.x1) - 2
    ]
    return float((part.min(axis=2) < 200).mean())


def check(axes: Axes, rows: bool = False) -> None:
    """Raise AssertionError for a plot that is empty, or an axis without label or unit.

    rows: whether the upright axis names cases instead of measuring.
    """
    assert axes.has_data()
    assert ink(axes) > 0.001, "nothing is drawn"
    assert axes.get_title(loc="left") or axes.get_title()
    measured = [axes.xaxis] if rows else [axes.xaxis, axes.yaxis]
    for axis in measured:
        text = axis.get_label_text()
        assert text == "date" or re.search(r"\(.+\)$", text), f"'{text}' has no unit"
    assert axes.yaxis.get_label_text()
    if rows:
        assert all(tick.get_text() for tick in axes.get_yticklabels())
