"""Figures that only a report has: effects cell by cell."""

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from mesa_mosul.experiments.report.figure_titles import interaction_title
from mesa_mosul.experiments.report.number_format import (
    format_difference,
    outcome_scale,
    outcome_title,
)
from mesa_mosul.experiments.report.report_data import ReportData, distinct_rows, is_untouched
from mesa_mosul.formatting import NO_BREAK_SPACE
from mesa_mosul.plots.style import PALETTE, clean_text, with_unit
from mesa_mosul.plots.sweep_layout import (
    ROW_WIDTH_IN,
    named_rows,
    row_panels,
    set_labels,
)
from mesa_mosul.plots.text_fit import fill_text, fit_names

INTERVAL_LINE: dict[str, Any] = {"linewidth": 1.6, "solid_capstyle": "butt"}
"""How an interval is drawn: its line ends where the interval does."""


def scaled_effects(effects: pd.DataFrame, outcome: str) -> pd.DataFrame:
    """Return differences and their bounds in the unit in which they are shown."""
    scale = outcome_scale(outcome)[0]
    columns = ["difference", "low", "high"]
    return effects.assign(**{name: scale * effects[name] for name in columns})


def difference_label(outcome: str) -> str:
    """Return the label of an axis of differences."""
    return with_unit(f"change of {outcome_title(outcome)}", outcome_scale(outcome)[1])


def effects_by_cell(data: ReportData, outcome: str) -> Axes:
    """Plot the effects of the primary cases, a panel for each combination of other levers.

    All panels share their axis; the numbers are below the name of each row. A combination in
    which no pair of runs differs in the outcome has no panel.
    """
    panels = [
        (cell, distinct_rows(scaled_effects(effects, outcome)))
        for cell, effects in data.cell_effects(outcome)
        if not is_untouched(effects)
    ]
    panels = [(cell, rows) for cell, rows in panels if len(rows)]
    names = [row_names(rows) for _, rows in panels]
    axes = row_panels([clean_text(cell.label) for cell, _ in panels], names)
    for ax, (_, rows) in zip(axes, panels, strict=True):
        draw_effects(ax, rows)
    title = interaction_title(data, outcome)
    note = "Lines: 95 % intervals; hollow: 0 is within."
    return set_labels(axes[0], title, difference_label(outcome), "", note)


def row_names(rows: pd.DataFrame) -> list[str]:
    """Return the cases of rows in lines, each with its effect below."""
    names = fit_names([clean_text(case) for case in rows["case"]], ROW_WIDTH_IN)
    texts = [
        format_difference(row.difference, row.low, row.high).replace(NO_BREAK_SPACE, " ")
        for row in named_rows(rows)
    ]
    return [
        f"{name}\n{fill_text(text, ROW_WIDTH_IN)}"
        for name, text in zip(names, texts, strict=True)
    ]


def draw_effects(ax: Axes, rows: pd.DataFrame) -> None:
    """Draw the effects in one cell: a point and an interval for each case."""
    for at, row in enumerate(named_rows(rows)):
        is_clear = row.low > 0.0 or row.high < 0.0
        face = PALETTE[0] if is_clear else "white"
        ax.plot([row.low, row.high], [at, at], color=PALETTE[0], **INTERVAL_LINE)
        ax.plot(row.difference, at, "o", color=PALETTE[0], markersize=5.5, markerfacecolor=face)
    ax.axvline(0.0, color="black", linewidth=0.8)
