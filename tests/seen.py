"""What a plot must show a reader: ink, labels, units."""

import re

import numpy as np
from matplotlib.axes import Axes


def ink_fraction(ax: Axes) -> float:
    """Return the share of a figure's pixels within the axes that are not white."""
    figure = ax.figure
    figure.canvas.draw()
    box = ax.get_window_extent()
    pixels = np.asarray(figure.canvas.buffer_rgba())[..., :3]
    high = pixels.shape[0]
    part = pixels[
        high - int(box.y1) + 2 : high - int(box.y0) - 2, int(box.x0) + 2 : int(box.x1) - 2
    ]
    return float((part.min(axis=2) < 200).mean())


def check_plot(ax: Axes, has_case_rows: bool = False) -> None:
    """Raise AssertionError for a plot that is empty, or an axis without label or unit.

    has_case_rows: whether the vertical axis names cases instead of measuring.
    """
    assert ax.has_data()
    assert ink_fraction(ax) > 0.001, "nothing is plotted"
    assert ax.get_title(loc="left") or ax.get_title()
    measured = [ax.xaxis] if has_case_rows else [ax.xaxis, ax.yaxis]
    for axis in measured:
        text = axis.get_label_text()
        assert text == "date" or re.search(r"\(.+\)$", text), f"'{text}' has no unit"
    assert ax.yaxis.get_label_text()
    if has_case_rows:
        assert all(tick.get_text() for tick in ax.get_yticklabels())
