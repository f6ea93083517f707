"""Sensitivity: Sobol's indices, elementary effects, partial rank correlations."""

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes

from mesa_mosul.analysis.cases import check_columns
from mesa_mosul.plots.style import PALETTE, clean_text, outcome_text, outcome_unit, with_unit
from mesa_mosul.plots.sweep_layout import (
    ROW_WIDTH_IN,
    add_legend,
    axes_or_new,
    count_lines,
    set_labels,
    set_row_labels,
)
from mesa_mosul.plots.text_fit import fit_names

MAX_ROWS = 20
"""Largest number of factors that are shown, the strongest first."""
SHIFT = 0.17
"""Distance of two marks in a row from its middle."""


def factor_names(rows: pd.DataFrame) -> list[str]:
    """Return the names of the factors of a table in lines, broken after dots."""
    return fit_names([clean_text(str(name)) for name in rows["factor"]], ROW_WIDTH_IN)


def rows_note(shown: int, total: int, reason: str) -> str:
    """Return how many factors are not shown, and why."""
    hidden = total - shown
    return (
        f" {hidden} further parameter{'' if hidden == 1 else 's'}: {reason}." if hidden else ""
    )


def sobol_indices(table: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Plot Sobol's first-order and total indices with 95 % intervals, the largest on top.

    Parameters
    ----------
    table
        As `analysis.sensitivity.sobol_analysis` returns it, for one combination of levers.
    ax
        Axes to plot on; None for a new figure.

    Returns
    -------
    matplotlib.axes.Axes
        One row per factor.

    Raises
    ------
    AnalysisError
        If a column is missing.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"factor": ["command.tempo"], "first": 0.6, "first_low": 0.5,
    ...     "first_high": 0.7, "total": 0.8, "total_low": 0.7, "total_high": 0.9})
    >>> sobol_indices(table).get_xlabel()
    'share of the variance (0 to 1)'
    """
    check_columns(table, ["factor", "first", "first_low", "first_high", "total"])
    rows = table.sort_values("total", ascending=False).head(MAX_ROWS)
    names = factor_names(rows)
    ax, at = axes_or_new(ax, count_lines(names)), np.arange(len(rows))
    handles: dict[str, Artist] = {}
    for shift, name, colour, marker, label in (
        (-SHIFT, "first", PALETTE[0], "o", "alone"),
        (SHIFT, "total", PALETTE[1], "s", "with interactions"),
    ):
        low, index, high = (
            rows[f"{name}{end}"].clip(0.0, 1.0) for end in ("_low", "", "_high")
        )
        ax.hlines(at + shift, low, high, color=colour, linewidth=1.6)
        handles[label] = ax.plot(index, at + shift, marker, color=colour, markersize=5)[0]
    set_row_labels(ax, names)
    ax.set_xlim(-0.02, 1.02)
    add_legend(ax, handles, beside_rows=True)
    note = "Sobol indices, first-order and total; lines: 95 %, cut at 0 and 1."
    note += rows_note(len(rows), len(table), "smaller total indices")
    return set_labels(
        ax,
        "Which parameters the variance is due to",
        "share of the variance (0 to 1)",
        "",
        note,
    )


def elementary_effects(table: pd.DataFrame, outcome: str, ax: Axes | None = None) -> Axes:
    """Plot the size and the standard deviation of Morris' elementary effects, largest on top.

    Parameters
    ----------
    table
        As `analysis.sensitivity.morris_analysis` returns it, for one combination of levers.
    outcome
        Name of the outcome, for the unit.
    ax
        Axes to plot on; None for a new figure.

    Returns
    -------
    matplotlib.axes.Axes
        One row per factor: the mean absolute effect with its 95 % interval, and the standard
        deviation of the effects, large where the factor interacts or acts nonlinearly.

    Raises
    ------
    AnalysisError
        If a column is missing.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"factor": ["command.tempo"], "mu_star": 3.0, "mu_star_low": 2.0,
    ...     "mu_star_high": 4.0, "sigma": 1.0})
    >>> elementary_effects(table, "km2_city_held").get_xlabel()
    'effect over the whole range (km²)'
    """
    check_columns(table, ["factor", "mu_star", "mu_star_low", "mu_star_high", "sigma"])
    rows = table.sort_values("mu_star", ascending=False).head(MAX_ROWS)
    names = factor_names(rows)
    ax, at = axes_or_new(ax, count_lines(names)), np.arange(len(rows))
    low, high = rows["mu_star_low"].clip(lower=0.0), rows["mu_star_high"]
    ax.hlines(at - SHIFT, low, high, color=PALETTE[0], linewidth=1.6)
    handles: dict[str, Artist] = {
        "mean size": ax.plot(rows["mu_star"], at - SHIFT, "o", color=PALETTE[0], markersize=5)[
            0
        ],
        "standard deviation": ax.plot(
            rows["sigma"], at + SHIFT, "D", color=PALETTE[1], markersize=4.5
        )[0],
    }
    set_row_labels(ax, names)
    largest = float(np.nanmax([*high, *rows["sigma"], 0.0])) or 1.0
    ax.set_xlim(-0.02 * largest, 1.05 * largest)
    add_legend(ax, handles, beside_rows=True)
    note = "Morris' elementary effects; lines: 95 %, cut at 0. A standard deviation as large as"
    note += " the mean size: the effect depends on other parameters or is nonlinear."
    note += rows_note(len(rows), len(table), "smaller effects")
    x_label = with_unit("effect over the whole range", outcome_unit(outcome))
    title = f"Effects of the parameters: {outcome_text(outcome)}"
    return set_labels(ax, title, x_label, "", note)


def rank_correlations(table: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Plot partial rank correlation coefficients (PRCC) with 95 % intervals.

    Parameters
    ----------
    table
        As `analysis.rank_correlation.partial_rank_correlations` returns it.
    ax
        Axes to plot on; None for a new figure.

    Returns
    -------
    matplotlib.axes.Axes
        One row per factor whose interval excludes 0, the strongest on top; if there is none,
        one row per factor.

    Raises
    ------
    AnalysisError
        If a column is missing.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"factor": ["command.tempo"], "correlation": -0.8, "low": -0.9,
    ...     "high": -0.7})
    >>> rank_correlations(table).get_xlabel()
    'correlation (-1 to 1)'
    """
    check_columns(table, ["factor", "correlation", "low", "high"])
    order = table["correlation"].abs().sort_values(ascending=False).index
    ranked = table.reindex(order)
    is_clear = (ranked["low"] > 0.0) | (ranked["high"] < 0.0)
    rows = (ranked[is_clear] if is_clear.any() else ranked).head(MAX_ROWS)
    names = factor_names(rows)
    ax, at = axes_or_new(ax, count_lines(names)), np.arange(len(rows))
    ax.hlines(at, rows["low"], rows["high"], color=PALETTE[0], linewidth=1.8)
    ax.plot(rows["correlation"], at, "o", color=PALETTE[0], markersize=5.5)
    ax.axvline(0.0, color="black", linewidth=0.8)
    ax.set_xlim(-1.05, 1.05)
    set_row_labels(ax, names)
    note = "Partial rank correlation; lines: 95 %."
    if not is_clear.any():
        note += " All intervals contain 0."
    reason = "0 is within the interval, or smaller" if is_clear.any() else "smaller"
    note += rows_note(len(rows), len(table), reason)
    title = "Parameters by their correlation with the outcome"
    return set_labels(ax, title, "correlation (-1 to 1)", "", note)
