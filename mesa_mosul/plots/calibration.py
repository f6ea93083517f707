"""Plots of a calibration: runs before and after it beside the record, and the numbers."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from mesa_mosul.plots.style import BASE_COLOUR, PALETTE, factor_text, format_long_date
from mesa_mosul.plots.sweep_layout import (
    ROW_WIDTH_IN,
    add_legend,
    axes_or_new,
    count_lines,
    named_rows,
    set_labels,
    set_row_labels,
)
from mesa_mosul.plots.text_fit import fit_names

PRIOR, POSTERIOR, RECORD = "before", "after", "observed"
COLOURS = {PRIOR: BASE_COLOUR, POSTERIOR: PALETTE[0]}
OFFSETS = {PRIOR: 0.16, POSTERIOR: -0.16}
"""Rows above (-) and below (+) the middle of a row."""
OBSERVABLE_TEXTS = {
    "entry_day": "entry into the city",
    "share_city_held": "city held",
    "share_east_held": "east held",
    "share_east_entered": "east entered",
    "secured_of_entered": "secured of those entered",
    "neighbourhoods_claimed_again": "neighbourhoods freed again",
    "iraqi_killed": "Iraqi killed",
    "isis_casualties": "ISIS casualties",
    "car_bombs_launched": "car bombs launched",
    "car_bombs_effective": "car bombs that arrived",
    "civilians_displaced": "civilians displaced",
}
MAX_ERRORS = 8.0
"""Errors from the record beyond which the axis ends: whatever lies there is far off."""


def calibration_fit(table: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Plot runs before and after a calibration beside what was observed.

    Parameters
    ----------
    table
        As in `fit.csv` of a calibration: one row per target.
    ax
        Axes to plot on; None for a figure of its own.

    Returns
    -------
    matplotlib.axes.Axes

    Examples
    --------
    >>> import pandas as pd
    >>> from mesa_mosul.plots.calibration import calibration_fit
    >>> row = {"observable": "share_city_held", "date": "2016-12-12", "form": "equal",
    ...        "value": 0.25, "scale": "root", "error": 0.035, "prior_low": 0.0,
    ...        "prior_median": 0.02, "prior_high": 0.2, "low": 0.2, "median": 0.24, "high": 0.3}
    >>> calibration_fit(pd.DataFrame([row])).get_xlabel()
    'standard errors from the observed value'
    """
    rows = named_rows(table)
    names = fit_names([target_text(row) for row in rows], ROW_WIDTH_IN)
    ax = axes_or_new(ax, count_lines(names))
    for at, row in enumerate(rows):
        draw_observed(ax, at, row.form)
        for kind, columns in (
            (PRIOR, (row.prior_low, row.prior_median, row.prior_high)),
            (POSTERIOR, (row.low, row.median, row.high)),
        ):
            low, median, high = np.clip(errors_from(row, columns), -MAX_ERRORS, MAX_ERRORS)
            draw_interval(ax, at, kind, low, median, high)
    set_row_labels(ax, names)
    ax.set_xlim(-MAX_ERRORS, MAX_ERRORS)
    add_legend(ax, legend_marks(with_record=True), beside_rows=True)
    return set_labels(
        ax,
        "What was observed by 13 December 2016, beside runs",
        "standard errors from the observed value",
        "",
        "Points: medians; lines: nine of ten runs. Green: within two standard errors of an"
        " observed value, or within an observed bound.",
    )


def target_text(row: Any) -> str:
    """Return a target's quantity, date and value, in two lines."""
    date = format_long_date(str(row.date)).replace(" 2016", "")
    words = {"equal": "", "at_most": "at most ", "at_least": "at least "}
    value = row.value
    name = OBSERVABLE_TEXTS[row.observable]
    if row.observable.startswith(("share", "secured")):
        figure = f"{100 * value:.0f} %"
    else:
        figure = f"day {value:.0f}" if name.startswith("entry") else f"{value:,.0f}"
    bound = words[row.form]
    return f"{name}\n{bound}{figure}, {date}"


def errors_from(row: Any, values: tuple[float, ...]) -> np.ndarray:
    """Return values as distances from a target, in standard errors."""
    to_scale = np.log if row.scale == "log" else np.sqrt
    return (to_scale(np.array(values, float)) - to_scale(row.value)) / row.error


def draw_observed(ax: Axes, at: float, form: str) -> None:
    """Shade where runs agree with a target."""
    ends = {"equal": (-2.0, 2.0), "at_most": (-MAX_ERRORS, 0.0), "at_least": (0.0, MAX_ERRORS)}
    low, high = ends[form]
    ax.barh(at, high - low, height=0.84, left=low, color=PALETTE[2], alpha=0.25, zorder=0)


def draw_interval(
    ax: Axes, at: float, kind: str, low: float, median: float, high: float
) -> None:
    """Draw an interval and its median in the row of a plot."""
    colour, height = COLOURS[kind], at + OFFSETS[kind]
    ax.plot([low, high], [height] * 2, linewidth=2.0, color=colour, solid_capstyle="butt")
    ax.plot([median], [height], "o", markersize=5, color=colour)


def legend_marks(with_record: bool) -> dict[str, Line2D]:
    """Return what stands for each kind of interval."""
    marks = {
        f"{kind} calibration": Line2D([], [], color=COLOURS[kind], marker="o", linewidth=2.0)
        for kind in (PRIOR, POSTERIOR)
    }
    shade = Line2D([], [], color=PALETTE[2], alpha=0.25, linewidth=7.0)
    return marks | ({RECORD: shade} if with_record else {})


def calibration_numbers(table: pd.DataFrame, count: int = 15, ax: Axes | None = None) -> Axes:
    """Plot the numbers that a calibration narrows most, before and after.

    Parameters
    ----------
    table
        As in `numbers.csv` of a calibration: one row per number.
    count
        Most numbers that are shown.
    ax
        Axes to plot on; None for a figure of its own.

    Returns
    -------
    matplotlib.axes.Axes

    Examples
    --------
    >>> import pandas as pd
    >>> from mesa_mosul.plots.calibration import calibration_numbers
    >>> row = {"parameter": "isis.fighters", "prior_low": 3300, "prior_median": 6200,
    ...        "prior_high": 9200, "low": 3000, "median": 4000, "high": 5200, "shrinkage": 0.6}
    >>> calibration_numbers(pd.DataFrame([row])).get_xlabel()
    'fraction of the prior interval'
    """
    rows = named_rows(table.sort_values("shrinkage", ascending=False).head(count))
    names = fit_names([factor_text(row.parameter) for row in rows], ROW_WIDTH_IN)
    ax = axes_or_new(ax, count_lines(names))
    for at, row in enumerate(rows):
        width = row.prior_high - row.prior_low
        parts = (np.array([row.low, row.median, row.high]) - row.prior_low) / width
        draw_interval(ax, at, PRIOR, 0.0, (row.prior_median - row.prior_low) / width, 1.0)
        draw_interval(ax, at, POSTERIOR, *parts)
    set_row_labels(ax, names)
    add_legend(ax, legend_marks(with_record=False), beside_rows=True)
    return set_labels(
        ax,
        f"The {len(rows)} numbers that the record narrows most, of {len(table)}",
        "fraction of the prior interval",
        "",
        "Points: medians; lines: intervals of 80 %, that of the prior from 0 to 1.",
    )
