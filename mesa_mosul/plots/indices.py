"""Sensitivity: Sobol's indices, elementary effects, correlations of ranks."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from mesa_mosul.analysis.cases import check_columns
from mesa_mosul.plots.frames import COLOURS, rows_named, rows_of, sheet, titled, unit

SHOWN = 20
"""The strongest are shown."""


def indices(table: pd.DataFrame, axes: Axes | None = None) -> Axes:
    """Draw Sobol's first-order and total indices with 95 % intervals, the strongest on top.

    table: what `analysis.sensitivity.sobol` returns.
    """
    check_columns(table, ["factor", "first", "first_low", "first_high", "total"])
    told = table.sort_values("total", ascending=False).head(SHOWN)
    axes, at = sheet(axes, len(told)), np.arange(len(told))
    for shift, name, colour, mark in (
        (-0.15, "first", COLOURS[0], "o"),
        (0.15, "total", COLOURS[1], "s"),
    ):
        axes.hlines(at + shift, told[f"{name}_low"], told[f"{name}_high"], color=colour)
        axes.plot(told[name], at + shift, mark, color=colour, markersize=4, label=name)
    axes.axvline(0.0, color="black", linewidth=0.8)
    rows_named(axes, told["factor"].tolist())
    axes.legend(fontsize=8, frameon=False)
    return titled(
        axes, "Sobol indices", "share of the variance (0 to 1)", "number (what is varied)"
    )


def elementary_effects(table: pd.DataFrame, outcome: str, axes: Axes | None = None) -> Axes:
    """Draw Morris' effects: how far a number moves an outcome, and how unevenly.

    table: what `analysis.sensitivity.morris` returns.
    """
    check_columns(table, ["factor", "mu_star", "sigma"])
    axes = sheet(axes)
    axes.plot(table["mu_star"], table["sigma"], "o", color=COLOURS[0])
    for row in rows_of(table):
        axes.annotate(
            row.factor, (row.mu_star, row.sigma), (3, 3), textcoords="offset points", fontsize=7
        )
    across = f"mean of absolute effects over the whole range ({unit(outcome)})"
    up = f"standard deviation of effects ({unit(outcome)})"
    return titled(axes, "Elementary effects", across, up)


def rank_correlations(table: pd.DataFrame, axes: Axes | None = None) -> Axes:
    """Draw partial rank correlations with their 95 % intervals, the strongest on top.

    table: what `analysis.sensitivity.rank_correlations` returns.
    """
    check_columns(table, ["factor", "correlation", "low", "high"])
    told = table.reindex(table["correlation"].abs().sort_values(ascending=False).index).head(
        SHOWN
    )
    axes, at = sheet(axes, len(told)), np.arange(len(told))
    axes.barh(at, told["correlation"], height=0.6, color=COLOURS[0], alpha=0.45)
    axes.hlines(at, told["low"], told["high"], color="black", linewidth=1.2)
    axes.axvline(0.0, color="black", linewidth=0.8)
    axes.set_xlim(-1.05, 1.05)
    rows_named(axes, told["factor"].tolist())
    return titled(
        axes, "Partial rank correlations", "correlation (-1 to 1)", "number (what is varied)"
    )
