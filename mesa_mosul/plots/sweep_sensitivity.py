"""Sensitivity: Sobol's indices, elementary effects, partial rank correlations."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from mesa_mosul.analysis.cases import check_columns
from mesa_mosul.plots.style import (
    PALETTE,
    axes_or_new,
    named_rows,
    outcome_unit,
    set_labels,
    set_row_labels,
)

MAX_ROWS = 20
"""Largest number of factors that are shown, the strongest first."""
FACTOR_LABEL = "parameter (name)"


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
    ax, at = axes_or_new(ax, len(rows)), np.arange(len(rows))
    for shift, name, colour, marker in (
        (-0.15, "first", PALETTE[0], "o"),
        (0.15, "total", PALETTE[1], "s"),
    ):
        ax.hlines(at + shift, rows[f"{name}_low"], rows[f"{name}_high"], color=colour)
        ax.plot(rows[name], at + shift, marker, color=colour, markersize=4, label=name)
    ax.axvline(0.0, color="black", linewidth=0.8)
    set_row_labels(ax, rows["factor"].tolist())
    ax.legend(fontsize=8, frameon=False)
    return set_labels(ax, "Sobol indices", "share of the variance (0 to 1)", FACTOR_LABEL)


def elementary_effects(table: pd.DataFrame, outcome: str, ax: Axes | None = None) -> Axes:
    """Plot Morris' elementary effects: their size against their standard deviation.

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
        A labelled point per factor.

    Raises
    ------
    AnalysisError
        If a column is missing.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"factor": ["command.tempo"], "mu_star": 3.0, "sigma": 1.0})
    >>> elementary_effects(table, "km2_city_held").get_ylabel()
    'standard deviation of the effects (km²)'
    """
    check_columns(table, ["factor", "mu_star", "sigma"])
    ax = axes_or_new(ax)
    ax.plot(table["mu_star"], table["sigma"], "o", color=PALETTE[0])
    for row in named_rows(table):
        ax.annotate(
            row.factor, (row.mu_star, row.sigma), (3, 3), textcoords="offset points", fontsize=7
        )
    unit = outcome_unit(outcome)
    x_label = f"mean absolute effect over the whole range ({unit})"
    y_label = f"standard deviation of the effects ({unit})"
    return set_labels(ax, "Elementary effects", x_label, y_label)


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
        One row per factor, the strongest on top.

    Raises
    ------
    AnalysisError
        If a column is missing.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"factor": ["command.tempo"], "correlation": -0.8, "low": -0.9,
    ...     "high": -0.7})
    >>> rank_correlations(table).get_title(loc="left")
    'Partial rank correlations'
    """
    check_columns(table, ["factor", "correlation", "low", "high"])
    order = table["correlation"].abs().sort_values(ascending=False).index
    rows = table.reindex(order).head(MAX_ROWS)
    ax, at = axes_or_new(ax, len(rows)), np.arange(len(rows))
    ax.barh(at, rows["correlation"], height=0.6, color=PALETTE[0], alpha=0.45)
    ax.hlines(at, rows["low"], rows["high"], color="black", linewidth=1.2)
    ax.axvline(0.0, color="black", linewidth=0.8)
    ax.set_xlim(-1.05, 1.05)
    set_row_labels(ax, rows["factor"].tolist())
    return set_labels(ax, "Partial rank correlations", "correlation (-1 to 1)", FACTOR_LABEL)
