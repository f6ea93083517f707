"""The layout of plots of sweeps: figures, panels, titles, notes, legends and rows.

A figure of its own is so narrow, and its letters so large, that it can be read on a telephone.
Texts are never taken for mathematics: names of cases and levels come from users.
"""

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.container import Container, ErrorbarContainer
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.legend_handler import HandlerErrorbar

from mesa_mosul.plots.notebook_figure import NotebookFigure, new_figure
from mesa_mosul.plots.style import clean_text

FIGURE_WIDTH_IN, FIGURE_HEIGHT_IN = 4.5, 2.6
PLOT_DPI = 200
FONT_SIZE, TITLE_SIZE = 9, 10
"""Points; 7 points are left when a figure is shown 350 pixels wide."""
LINE_IN = 0.17
"""Height of a line of text, inches."""
MIN_HEIGHT_IN, ROW_GAP_IN = 0.9, 0.12
PANEL_HEIGHT_IN = 1.25
PANEL_COLUMNS = 2
LETTERS_ACROSS_IN = 12.5
"""Letters of the font size that fit into an inch."""
TITLE_LETTERS, NOTE_LETTERS, LEGEND_LETTERS = 46, 58, 42
ROW_LETTERS, PANEL_LETTERS = 22, 24
MAX_NAME_LINES = 3
ELLIPSIS = "…"
LegendMark = Artist | Container
ERRORBAR_LEGEND = {ErrorbarContainer: HandlerErrorbar(xerr_size=1.2, yerr_size=0.5)}
"""How a legend shows points with their ranges."""


def axes_or_new(
    ax: Axes | None,
    line_count: int = 0,
    width_in: float = FIGURE_WIDTH_IN,
    height_in: float = FIGURE_HEIGHT_IN,
) -> Axes:
    """Return the given axes, or those of a new figure that has room for lines of row labels.

    A notebook shows new axes as their figure; see `notebook_figure`.
    """
    if ax is not None:
        return ax
    height = MIN_HEIGHT_IN + LINE_IN * line_count if line_count else height_in
    return new_plot_figure(width_in, height).subplots()


def new_plot_figure(width_in: float, height_in: float) -> NotebookFigure:
    """Return an empty figure that belongs to one plot."""
    figure = new_figure(width_in, height_in)
    figure.set_dpi(PLOT_DPI)
    figure.has_one_plot = True
    return figure


def panel_axes(names: Sequence[str]) -> list[Axes]:
    """Return the panels of a new figure, one per name, with common axes and its name above."""
    columns = min(PANEL_COLUMNS, len(names))
    rows = -(-len(names) // columns)
    titles = fit_names(names, PANEL_LETTERS)
    lines = sum(
        max(title.count("\n") + 1 for title in titles[start : start + columns])
        for start in range(0, len(titles), columns)
    )
    height = 0.4 + PANEL_HEIGHT_IN * rows + LINE_IN * lines
    figure = new_plot_figure(FIGURE_WIDTH_IN, height)
    grid = figure.subplots(rows, columns, sharex=True, sharey=True, squeeze=False)
    panels = [panel for row in grid for panel in row]
    for panel in panels[len(names) :]:
        panel.remove()
    for panel in panels[max(0, len(names) - columns) : len(names)]:
        panel.tick_params(labelbottom=True)
    for panel, title in zip(panels, titles, strict=False):
        panel.set_title(title, loc="left", fontsize=FONT_SIZE, parse_math=False)
    return panels[: len(names)]


def own_figure(ax: Axes) -> NotebookFigure | None:
    """Return the figure of a plot that made its own; None for axes of a caller."""
    figure = ax.get_figure(root=True)
    is_own = isinstance(figure, NotebookFigure) and figure.has_one_plot
    return figure if is_own else None  # type: ignore[return-value]


def set_labels(ax: Axes, title: str, x_label: str, y_label: str, note: str = "") -> Axes:
    """Set the title, the axis labels and the note at the foot of a plot.

    On axes of a caller the note follows the label of the horizontal axis.
    """
    figure = own_figure(ax)
    if figure is None:
        width = ax.get_window_extent().width / ax.get_figure(root=True).dpi  # type: ignore[union-attr]
        letters = max(12, int(width * LETTERS_ACROSS_IN))
        text = textwrap.fill(title, int(letters * 0.85))
        ax.set_title(text, loc="left", fontsize=TITLE_SIZE, fontweight="bold", parse_math=False)
        x_label = "\n".join([x_label, textwrap.fill(note, letters)]) if note else x_label
        panels = [ax]
    else:
        set_title(ax, title)
        set_note(figure, note)
        panels = figure.axes
    for panel in panels:
        style_axes(panel)
    if len(panels) == 1 or figure is None:
        set_axis_label(ax.xaxis, x_label, 44)
        set_axis_label(ax.yaxis, y_label, 34)
    else:
        for panel in panels[-PANEL_COLUMNS:]:
            set_axis_label(panel.xaxis, x_label, 24)
        lines = textwrap.fill(y_label, 34 + 20 * (len(panels) > PANEL_COLUMNS))
        figure.supylabel(lines, fontsize=FONT_SIZE, parse_math=False)
    return ax


def set_axis_label(axis: Any, label: str, letters: int) -> None:
    """Set the label of an axis, in lines."""
    text = "\n".join(textwrap.fill(line, letters) for line in label.split("\n"))
    axis.set_label_text(text, fontsize=FONT_SIZE, parse_math=False)


def set_title(ax: Axes, title: str) -> None:
    """Set or replace the title above a plot's own figure, which grows by its lines."""
    figure = own_figure(ax)
    if figure is None:
        ax.set_title(title, loc="left", fontsize=TITLE_SIZE, fontweight="bold")
        return
    text = textwrap.fill(clean_text(title), TITLE_LETTERS)
    lines = text.count("\n") - figure.get_suptitle().count("\n")
    lines += 0 if figure.get_suptitle() else 1
    figure.suptitle(
        text, x=0.01, ha="left", fontsize=TITLE_SIZE, fontweight="bold", parse_math=False
    )
    grow(figure, lines)


def set_note(figure: NotebookFigure, note: str) -> None:
    """Set the note at the foot of a figure, which grows by its lines."""
    if note:
        text = textwrap.fill(note, NOTE_LETTERS)
        figure.supxlabel(
            text, x=0.01, ha="left", fontsize=FONT_SIZE, color="#444444", parse_math=False
        )
        grow(figure, text.count("\n") + 1)


def extend_note(ax: Axes, text: str) -> Axes:
    """Add a sentence to the note of a plot's own figure; to the label of other axes."""
    figure = own_figure(ax)
    if figure is None:
        set_axis_label(ax.xaxis, f"{ax.get_xlabel()}\n{clean_text(text)}", 44)
        return ax
    note = " ".join(figure.get_supxlabel().split("\n"))
    grow(figure, -len(figure.get_supxlabel().splitlines()))
    set_note(figure, f"{note} {clean_text(text)}".strip())
    return ax


def grow(figure: NotebookFigure, lines: int) -> None:
    """Make a figure higher by lines of text."""
    figure.set_figheight(figure.get_figheight() + lines * LINE_IN)


def style_axes(ax: Axes) -> None:
    """Give axes a grid, two spines and letters of one size."""
    ax.grid(True, color="#e0e0e0", linewidth=0.6)
    ax.set_axisbelow(True)
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    ax.tick_params(labelsize=FONT_SIZE)
    for axis in (ax.xaxis, ax.yaxis):
        axis.get_offset_text().set_fontsize(FONT_SIZE)


def set_date_ticks(ax: Axes, max_ticks: int = 8) -> None:
    """Give a horizontal axis of dates readable ticks."""
    ax.xaxis.set_major_locator(AutoDateLocator(maxticks=max_ticks))
    ax.xaxis.set_major_formatter(ConciseDateFormatter(ax.xaxis.get_major_locator()))


def add_legend(ax: Axes, handles: Mapping[str, LegendMark], on_the_right: bool = False) -> None:
    """Add a legend above a plot, if it names more than one thing.

    handles: what stands for each name; a name may begin with an underscore. on_the_right: for
    plots in rows, whose labels are on the left.
    """
    if len(handles) < 2:
        return
    names = fit_names(list(handles), LEGEND_LETTERS)
    longest = max(len(line) for name in names for line in name.split("\n"))
    columns = max(1, min(3, LEGEND_LETTERS // (longest + 5), len(names)))
    legend = ax.legend(
        list(handles.values()), [str(at) for at in range(len(names))],
        loc="lower right" if on_the_right else "lower left",
        bbox_to_anchor=(float(on_the_right), 1.0), ncols=columns, fontsize=FONT_SIZE,
        frameon=False, handler_map=ERRORBAR_LEGEND, borderaxespad=0.2, columnspacing=1.0,
        handlelength=1.6,
    )  # fmt: skip
    for text, name in zip(legend.get_texts(), names, strict=True):
        text.set_parse_math(False)
        text.set_text(name)
    if (figure := own_figure(ax)) is not None:
        lines = sum(name.count("\n") + 1 for name in names)
        grow(figure, -(-lines // columns))


def set_row_labels(ax: Axes, names: Sequence[str]) -> None:
    """Name the rows of a plot, the first on top."""
    ax.set_yticks(range(len(names)), list(names), fontsize=FONT_SIZE, parse_math=False)
    ax.set_ylim(len(names) - 0.4, -0.6)


def count_lines(names: Sequence[str], gap_lines: float = 0.7) -> int:
    """Return the lines that rows of labels take, with a gap between rows."""
    most = max((name.count("\n") + 1 for name in names), default=1)
    return int(len(names) * (most + gap_lines)) + 1


def fit_names(names: Sequence[str], letters: int, max_lines: int = MAX_NAME_LINES) -> list[str]:
    """Return names in lines of some letters; long ones are cut, and remain distinct."""
    fitted = [fit_name(name, letters, max_lines) for name in names]
    repeated = {name for name in fitted if fitted.count(name) > 1}
    return [f"{name} [{at}]" if name in repeated else name for at, name in enumerate(fitted, 1)]


def fit_name(name: str, letters: int, max_lines: int) -> str:
    """Return a name in lines of some letters; of a longer one the beginning and the end."""
    text = clean_text(name) or "(no name)"
    room = letters * max_lines - letters // 2
    if len(text) > room:
        half = (room - len(ELLIPSIS)) // 2
        text = f"{text[:half].rstrip()}{ELLIPSIS}{text[-half:].lstrip()}"
    return "\n".join(textwrap.wrap(text, letters, break_on_hyphens=False))


def named_rows(table: pd.DataFrame) -> list[Any]:
    """Return the rows of a table, columns as attributes."""
    return list(table.itertuples(index=False))
