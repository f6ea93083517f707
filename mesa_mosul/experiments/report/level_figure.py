"""The one figure of a report without a contrast: how parameter sets, or runs, spread."""

import numpy as np
from matplotlib.axes import Axes

from mesa_mosul.experiments.report.answer_figure import (
    CHANGE,
    DIGITS_OF_DOTS,
    difference_title,
    draw_mean_interval,
    set_number_ticks,
    set_panel_titles,
)
from mesa_mosul.experiments.report.level_sentences import spread_title
from mesa_mosul.experiments.report.number_format import is_share
from mesa_mosul.experiments.report.plain_sentences import side_outcome
from mesa_mosul.experiments.report.plain_words import event_sentence, is_event
from mesa_mosul.experiments.report.report_data import ReportData
from mesa_mosul.experiments.results_design import PARAMETER_SET_COLUMN
from mesa_mosul.plots.style import PALETTE, capitalize
from mesa_mosul.plots.sweep_layout import new_plot_figure, set_labels

SPREAD_HEIGHT_IN, PANEL_TITLE_IN = 1.8, 1.9
"""Height of the panels, and the width of their titles, inches."""
MAX_BARS, BAR_WIDTH = 14, 0.9


def level_figure(data: ReportData) -> Axes:
    """Plot how parameter sets, or runs, are distributed in the outcome and in harm."""
    outcomes = (data.primary.outcome, side_outcome(data))
    figure = new_plot_figure(SPREAD_HEIGHT_IN)
    figure.panels = tuple(figure.subplots(1, 2))
    for panel, outcome in zip(figure.panels, outcomes, strict=True):
        draw_distribution(data, panel, outcome)
    units = "parameter sets" if data.analysis.uncertain_factors else "runs"
    note = f"Bars: number of {units}. Black: mean of all runs, with its 95 % interval."
    title = spread_title(data, outcomes[0])
    ax = set_labels(figure.panels[0], title, "", f"number of {units}", note)
    set_panel_titles(figure, [level_panel_title(data, one) for one in outcomes], PANEL_TITLE_IN)
    return ax


def level_panel_title(data: ReportData, outcome: str) -> str:
    """Return what a panel of a distribution shows."""
    if is_event(data, outcome):
        of = " of a set" if data.analysis.uncertain_factors else ""
        return f"Runs{of} in which {event_sentence(outcome)} (%)"
    title = difference_title(data, outcome).removeprefix(CHANGE)
    return capitalize(title.replace("percentage points", "%"))


def draw_distribution(data: ReportData, ax: Axes, outcome: str) -> None:
    """Draw a bar for each value of a few, or for each interval, and the mean above."""
    runs, scale = data.analysis.select_runs([]), 100.0 if is_share(outcome) else 1.0
    values = scale * runs[outcome].astype(float)
    if data.analysis.uncertain_factors:
        values = values.groupby(runs[PARAMETER_SET_COLUMN]).mean()
    is_boolean = is_event(data, outcome)
    counts, edges = np.histogram(values, bar_edges(values.to_numpy(), is_boolean))
    widths = np.diff(edges)
    ax.bar(edges[:-1] + widths / 2, counts, BAR_WIDTH * widths, color=PALETTE[5])
    name = "share" if is_boolean else "mean"
    table = data.shares(outcome) if is_boolean else data.summary(outcome)
    row = scale * table.iloc[0][[name, "low", "high"]].astype(float)
    draw_mean_interval(ax, row.rename({name: "difference"}), 1.1 * counts.max(), "black")
    ax.set_ylim(0.0, 1.2 * counts.max())
    set_number_ticks(ax)


def bar_edges(values: np.ndarray, is_boolean: bool) -> np.ndarray:
    """Return the edges of bars: one for each of a few values, or those of a histogram.

    is_boolean: whether the values are shares in percent, for which the axis is a whole one.
    """
    distinct = np.unique(values.round(DIGITS_OF_DOTS))
    if is_boolean:
        distinct = np.union1d(distinct, [0.0, 100.0])
    step = np.diff(distinct).min() if len(distinct) > 1 else 1.0
    if distinct[-1] - distinct[0] > MAX_BARS * step:
        ends = (float(distinct[0]), float(distinct[-1]))
        return np.histogram_bin_edges(values, MAX_BARS, ends)
    return np.arange(distinct[0] - step / 2, distinct[-1] + step, step)
