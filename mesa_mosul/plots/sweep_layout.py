"""The layout of plots of sweeps: figures, panels, titles, notes, legends and rows.

A figure of its own is so narrow, and its letters so large, that it can be read on a telephone.
Texts are never taken for mathematics: names of cases and levels come from users.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.container import Container, ErrorbarContainer
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter, DayLocator
from matplotlib.legend_handler import HandlerErrorbar

from mesa_mosul.plots.notebook_figure import NotebookFigure, new_figure
from mesa_mosul.plots.style import clean_text
from mesa_mosul.plots.text_fit import FONT_SIZE, TITLE_SIZE, fill_text, fit_names, text_width_in

FIGURE_WIDTH_IN, FIGURE_HEIGHT_IN = 4.5, 2.6
PLOT_DPI = 200
LINE_IN = 0.17
"""Height of a line of text, inches."""
MIN_HEIGHT_IN, PANEL_HEIGHT_IN, PANELS_MARGIN_IN = 0.9, 1.25, 0.4
PANEL_COLUMNS = 2
TEXT_MARGIN_IN = 0.15
ROW_WIDTH_IN, PANEL_WIDTH_IN, LEGEND_WIDTH_IN = 1.75, 1.75, 3.2
"""Widths of the texts beside rows, above panels and in legends, inches."""
X_LABEL_WIDTH_IN, Y_LABEL_WIDTH_IN = 2.6, 1.9
LEGEND_GAP_IN, MAX_LEGEND_COLUMNS = 0.45, 3
NOTE_COLOUR = "#444444"
LegendMark = Artist | Container
ERRORBAR_LEGEND = {ErrorbarContainer: HandlerErrorbar(xerr_size=1.2, yerr_size=0.5)}
"""How a legend shows points with their ranges."""


def axes_or_new(
    ax: Axes | None,
    line_count: float = 0,
    width_in: float = FIGURE_WIDTH_IN,
    height_in: float = FIGURE_HEIGHT_IN,
) -> Axes:
    """Return the given axes, or those of a new figure that has room for lines of row labels.

    A notebook shows new axes as their figure; see `notebook_figure`.
    """
    if ax is not None:
        return ax
    height = MIN_HEIGHT_IN + LINE_IN * line_count if line_count else height_in
    figure = new_plot_figure(height, width_in)
    figure.panels = (figure.subplots(),)
    return figure.panels[0]


def new_plot_figure(height_in: float, width_in: float = FIGURE_WIDTH_IN) -> NotebookFigure:
    """Return an empty figure for one plot, which sets its panels."""
    figure = new_figure(width_in, height_in)
    figure.set_dpi(PLOT_DPI)
    return figure


def row_panels(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> tuple[Axes, ...]:
    """Return panels below each other in a new figure, each with a title and named rows."""
    heights = [1.6 + count_lines(names) for names in rows]
    figure = new_plot_figure(PANELS_MARGIN_IN + LINE_IN * sum(heights))
    grid = figure.subplots(
        len(rows), 1, sharex=True, squeeze=False, gridspec_kw={"height_ratios": heights}
    )
    figure.panels = tuple(grid[:, 0])
    for panel, title, names in zip(
        figure.panels, fit_names(titles, X_LABEL_WIDTH_IN), rows, strict=True
    ):
        panel.set_title(title, loc="left", fontsize=FONT_SIZE, parse_math=False)
        grow(figure, title.count("\n"))
        set_row_labels(panel, names)
    return figure.panels


def panel_axes(names: Sequence[str]) -> tuple[Axes, ...]:
    """Return the panels of a new figure, one per name, with common axes and its name above."""
    columns = min(PANEL_COLUMNS, len(names))
    rows = -(-len(names) // columns)
    titles = fit_names(names, PANEL_WIDTH_IN)
    lines = sum(
        max(title.count("\n") + 1 for title in titles[start : start + columns])
        for start in range(0, len(titles), columns)
    )
    height = PANELS_MARGIN_IN + PANEL_HEIGHT_IN * rows + LINE_IN * lines
    figure = new_plot_figure(height)
    grid = figure.subplots(rows, columns, sharex=True, sharey=True, squeeze=False)
    panels = [panel for row in grid for panel in row]
    for panel in panels[len(names) :]:
        panel.remove()
    figure.panels = tuple(panels[: len(names)])
    for panel in figure.panels[-columns:]:
        panel.tick_params(labelbottom=True)
    for panel, title in zip(figure.panels, titles, strict=True):
        panel.set_title(title, loc="left", fontsize=FONT_SIZE, parse_math=False)
    return figure.panels


def own_figure(ax: Axes) -> NotebookFigure | None:
    """Return the figure of a plot that made its own; None for axes of a caller."""
    figure = ax.get_figure(root=True)
    return figure if isinstance(figure, NotebookFigure) and ax in figure.panels else None


def set_labels(ax: Axes, title: str, x_label: str, y_label: str, note: str = "") -> Axes:
    """Set the title, the axis labels and the note at the foot of a plot.

    On axes of a caller the note follows the label of the horizontal axis.
    """
    figure = own_figure(ax)
    panels = (ax,) if figure is None else figure.panels
    for panel in panels:
        style_axes(panel)
    set_title(ax, title)
    if len(panels) == 1:
        set_axis_label(ax.xaxis, x_label, X_LABEL_WIDTH_IN)
        set_axis_label(ax.yaxis, y_label, Y_LABEL_WIDTH_IN)
    elif figure is not None:
        columns = panels[0].get_subplotspec().get_gridspec().ncols  # type: ignore[union-attr]
        room = PANEL_WIDTH_IN if columns > 1 else X_LABEL_WIDTH_IN
        for panel in panels[len(panels) - 1 - (len(panels) - 1) % columns :]:
            set_axis_label(panel.xaxis, x_label, room)
        if len(panels) <= columns:  # not in the middle of the figure, which has a note below
            set_axis_label(panels[0].yaxis, y_label, PANEL_HEIGHT_IN)
        elif y_label:
            lines = fill_text(y_label, 2 * Y_LABEL_WIDTH_IN)
            figure.supylabel(lines, fontsize=FONT_SIZE, parse_math=False)
    return extend_note(ax, note) if note else ax


def set_axis_label(axis: Axis, label: str, width_in: float) -> None:
    """Set the label of an axis, in lines."""
    axis.set_label_text(fill_text(label, width_in), fontsize=FONT_SIZE, parse_math=False)


def set_title(ax: Axes, title: str) -> None:
    """Set or replace the title of a plot; its own figure grows by the lines."""
    figure, text = own_figure(ax), clean_text(title)
    if figure is None:
        box, dpi = ax.get_window_extent(), ax.get_figure(root=True).dpi  # type: ignore[union-attr]
        text = fill_text(text, box.width / dpi, TITLE_SIZE, True)
        ax.set_title(text, loc="left", fontsize=TITLE_SIZE, fontweight="bold", parse_math=False)
        return
    text = fill_text(text, figure.get_figwidth() - TEXT_MARGIN_IN, TITLE_SIZE, True)
    grow(figure, len(text.splitlines()) - len(figure.get_suptitle().splitlines()))
    figure.suptitle(
        text, x=0.01, ha="left", fontsize=TITLE_SIZE, fontweight="bold", parse_math=False
    )


def extend_note(ax: Axes, text: str) -> Axes:
    """Add to the note at the foot of a plot; its own figure grows by the lines.

    On axes of a caller the note is below the label of the horizontal axis.
    """
    figure = own_figure(ax)
    if figure is None:
        set_axis_label(ax.xaxis, f"{ax.get_xlabel()}\n{clean_text(text)}", X_LABEL_WIDTH_IN)
        return ax
    before = figure.get_supxlabel()
    note = clean_text(f"{before} {text}")
    lines = fill_text(note, figure.get_figwidth() - TEXT_MARGIN_IN)
    figure.supxlabel(
        lines, x=0.01, ha="left", fontsize=FONT_SIZE, color=NOTE_COLOUR, parse_math=False
    )
    grow(figure, len(lines.splitlines()) - len(before.splitlines()))
    return ax


def grow(figure: NotebookFigure, lines: float) -> None:
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
    """Give a horizontal axis of dates readable ticks.

    max_ticks: 4 or more; with fewer some periods have no ticks of whole weeks or months.
    """
    first, last = ax.get_xlim()
    has_few_days = last - first < max_ticks
    locator = DayLocator() if has_few_days else AutoDateLocator(minticks=2, maxticks=max_ticks)
    ax.xaxis.set_major_locator(locator)
    ax.xaxis.set_major_formatter(ConciseDateFormatter(ax.xaxis.get_major_locator()))


def add_legend(ax: Axes, handles: Mapping[str, LegendMark], beside_rows: bool = False) -> None:
    """Add a legend above a plot, if it names more than one thing.

    handles: what stands for each name; a name may begin with an underscore. beside_rows: for
    plots in rows, where the legend may extend over the labels on the left.
    """
    if len(handles) < 2:
        return
    room = FIGURE_WIDTH_IN - TEXT_MARGIN_IN if beside_rows else LEGEND_WIDTH_IN + LEGEND_GAP_IN
    names = fit_names(list(handles), LEGEND_WIDTH_IN)
    widest = max(text_width_in(line) for name in names for line in name.split("\n"))
    columns = int(room / (widest + LEGEND_GAP_IN))
    columns = max(1, min(MAX_LEGEND_COLUMNS, columns, len(names)))
    legend = ax.legend(
        list(handles.values()), [str(at) for at in range(len(names))],
        loc="lower right" if beside_rows else "lower left",
        bbox_to_anchor=(float(beside_rows), 1.0), ncols=columns, fontsize=FONT_SIZE,
        frameon=False, handler_map=ERRORBAR_LEGEND, borderaxespad=0.2, columnspacing=0.8,
        handlelength=1.6, handletextpad=0.5, borderpad=0.2,
    )  # fmt: skip
    for text, name in zip(legend.get_texts(), names, strict=True):
        text.set_parse_math(False)
        text.set_text(name)
    if (figure := own_figure(ax)) is not None:
        grow(figure, sum(name.count("\n") + 1.2 for name in names) / columns)


def set_row_labels(ax: Axes, names: Sequence[str]) -> None:
    """Name the rows of a plot, the first on top."""
    ax.set_yticks(
        range(len(names)), list(names), fontsize=FONT_SIZE, parse_math=False,
        multialignment="right",
    )  # fmt: skip
    ax.set_ylim(len(names) - 0.4, -0.6)


def count_lines(names: Sequence[str], gap_lines: float = 0.6) -> float:
    """Return the lines that rows of labels take, with a gap between rows."""
    most = max((name.count("\n") + 1 for name in names), default=1)
    return len(names) * (most + gap_lines)


def named_rows(table: pd.DataFrame) -> list[Any]:
    """Return the rows of a table, columns as attributes."""
    return list(table.itertuples(index=False))
