"""What a plot must show a reader: ink, labels, units, texts that are whole and legible."""

import re

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

PHONE_WIDTH_PX, PX_PER_INCH = 350, 96
SMALLEST_POINTS = 7.0
EMPTY_WORDS = re.compile(r"\bcase\b|\bvalue\b|\bnumber\)|\bname\)|own unit|in its unit")
"""Words on an axis that tell a reader nothing."""


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


def visible_texts(figure: Figure) -> list[Text]:
    """Return the texts of a figure that can be seen."""
    figure.canvas.draw()
    texts = [text for text in figure.findobj(Text) if text.get_text().strip()]
    hidden = {
        label
        for ax in figure.axes
        for axis in (ax.xaxis, ax.yaxis)
        for tick in (*axis.get_major_ticks(), *axis.get_minor_ticks())
        for label in (tick.label1, tick.label2)
        if not is_tick_in_view(axis, tick) or not label.get_visible()
    }
    return [text for text in texts if text.get_visible() and text not in hidden]


def is_tick_in_view(axis, tick) -> bool:
    """Return whether a tick is within the limits of its axis."""
    low, high = sorted(axis.get_view_interval())
    margin = 1e-9 * (high - low)
    return low - margin <= tick.get_loc() <= high + margin


def check_texts(figure: Figure) -> None:
    """Raise AssertionError for a text that is cut off, too small, or under another's."""
    width, height = figure.canvas.get_width_height()
    smallest = SMALLEST_POINTS * figure.get_figwidth() * PX_PER_INCH / PHONE_WIDTH_PX
    for text in visible_texts(figure):
        box, label = text.get_window_extent(), text.get_text()
        is_whole = min(box.x0, box.y0, width - box.x1, height - box.y1) >= -1.0
        assert is_whole, f"'{label}' is cut off"
        assert text.get_fontsize() >= smallest - 0.01, f"'{label}' is too small for a phone"
    check_overlaps(figure)


def check_overlaps(figure: Figure) -> None:
    """Raise AssertionError where title, note or common label of a figure meet another text."""
    texts = visible_texts(figure)
    common = [text for text in texts if text.axes is None]
    for text in common:
        for other in texts:
            overlap = Bbox.intersection(text.get_window_extent(), other.get_window_extent())
            is_free = other is text or overlap is None or min(overlap.size) < 2.0
            assert is_free, f"'{text.get_text()}' overlaps '{other.get_text()}'"


def colour_pixels(pixels: np.ndarray, colour: str) -> int:
    """Return how many pixels, (rows, columns, 3), have a colour."""
    wanted = np.round(255 * np.array(to_rgb(colour)))
    return int((np.abs(pixels[..., :3].astype(int) - wanted).max(axis=2) <= 2).sum())


def title_of(ax: Axes) -> str:
    """Return the title of a plot: that of its axes or of its own figure."""
    return ax.get_title(loc="left") or ax.get_title() or ax.figure.get_suptitle()


def case_names(ax: Axes, has_rows: bool = False) -> list[str]:
    """Return how a plot names its cases: in rows, in a legend or above panels."""
    if has_rows:
        return [tick.get_text() for tick in ax.get_yticklabels()]
    if legend := ax.get_legend():
        return [text.get_text() for text in legend.get_texts()]
    return [panel.get_title(loc="left") for panel in ax.figure.panels]


def check_plot(ax: Axes, has_case_rows: bool = False) -> None:
    """Raise AssertionError for a plot that is empty, or an axis without label or unit.

    has_case_rows: whether the vertical axis names cases instead of measuring.
    """
    figure = ax.get_figure(root=True)
    assert ax.has_data()
    assert ink_fraction(ax) > 0.001, "nothing is plotted"
    assert title_of(ax)
    panels = list(getattr(figure, "panels", ())) or [ax]
    measured = {panels[-1].get_xlabel()}
    if not has_case_rows:
        measured.add(figure.get_supylabel() or ax.get_ylabel())
    for text in measured:
        line = " ".join(text.split("\n"))
        assert line == "date" or re.search(r"\(.+\)", line), f"'{line}' has no unit"
        assert not EMPTY_WORDS.search(line), f"'{line}' says nothing"
    if has_case_rows:
        assert all(tick.get_text() for tick in ax.get_yticklabels())
        assert not ax.get_ylabel()
    if getattr(figure, "panels", ()):
        check_texts(figure)
