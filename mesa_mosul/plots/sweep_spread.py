"""The spread of outcomes: between cases, parameter sets, and the seeds of each set."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from mesa_mosul.analysis.cases import numeric_outcome
from mesa_mosul.analysis.errors import AnalysisError
from mesa_mosul.analysis.spread import spread
from mesa_mosul.analysis.variance_shares import CASES, SEEDS, SETS, SETS_BY_CASES
from mesa_mosul.formatting import percent_with_decimals
from mesa_mosul.plots.style import (
    BASE_COLOUR,
    PALETTE,
    capitalize,
    outcome_text,
    outcome_unit,
    with_unit,
)
from mesa_mosul.plots.sweep_cases import distinct_cases
from mesa_mosul.plots.sweep_layout import (
    ROW_WIDTH_IN,
    LegendMark,
    add_legend,
    axes_or_new,
    count_lines,
    panel_axes,
    set_labels,
    set_row_labels,
)
from mesa_mosul.plots.text_fit import FONT_SIZE, fit_names

SETS_HEIGHT_IN = 3.2
COMPONENT_STYLE = {
    SETS: ("parameter sets", PALETTE[0], "white"),
    SETS_BY_CASES: ("effects differ between sets", PALETTE[5], "black"),
    CASES: ("cases", PALETTE[4], "black"),
    SEEDS: ("seeds", "#D0D0D0", "black"),
}
"""Label, colour and colour of letters of each component of a variance, in the order of bars."""
MIN_SHARE_WRITTEN = 0.09
"""Smallest share that has room for its number."""


def set_spread(
    runs: pd.DataFrame,
    outcome: str,
    by: Sequence[str] = (),
    ax: Axes | None = None,
    set_column: str = "draw",
) -> Axes:
    """Plot what parameter sets and what seeds do to an outcome, by case.

    Parameter sets are sorted by the mean of their runs. Their means rise from left to right as
    the distribution function of what is not known; the line of each set is chance, from its
    least to its greatest run. Steep means with long lines: chance; flat means with short lines:
    parameters.

    Parameters
    ----------
    runs
        One row per run: `replicate`, `outcome`, `set_column`, the factors `by`.
    outcome
        Name of a numeric or boolean column; of a boolean the means are shares of runs.
    by
        Factors that distinguish the cases; those with equal runs are plotted once.
    ax
        Axes to plot on, for a single case; None for a new figure, with a panel per case, the
        means of the first case in grey behind the others.
    set_column
        Column that identifies a parameter set.

    Returns
    -------
    matplotlib.axes.Axes
        The first panel, if there are several. The title says which share of the variance of the
        first case parameter sets have, with its interval (`analysis.spread`).

    Raises
    ------
    AnalysisError
        As `analysis.spread.spread`.

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> runs = pd.DataFrame({"draw": np.repeat(range(20), 2), "replicate": [0, 1] * 20})
    >>> runs["isis_killed"] = 30 * runs["draw"] + [0, 10, 10, 0] * 10
    >>> set_spread(runs, "isis_killed").get_xlabel()
    'ISIS killed (personnel)'
    """
    runs = runs.reset_index(drop=True)
    table = spread(runs, outcome, by, set_column)
    cases = distinct_cases(runs, by, outcome)
    names = list(cases.names.values())
    panels = (
        panel_axes(names) if ax is None and len(names) > 1 else
        (axes_or_new(ax, height_in=SETS_HEIGHT_IN),)
    )  # fmt: skip
    value = numeric_outcome(cases.runs, outcome).astype(float)
    base = None
    for panel, (case, _) in zip(panels, cases.names.items(), strict=False):
        rows = cases.runs[cases.case == case]
        means = draw_set_means(panel, value.loc[rows.index].groupby(rows[set_column]))
        if base is None:
            base = means
        else:
            panel.plot(*rising(base), "-", color=BASE_COLOUR, linewidth=1.2, zorder=0)
    first = table.iloc[0]
    note = (
        f"{capitalize(cases.describe())}, {first['sets']:,} sets x {first['seeds']} seeds. Dot:"
        " mean of a parameter set; line: its least to its greatest run."
    )
    if len(names) > 1:
        note += f" Grey: means of {names[0]}. The title is of that case."
    text = outcome_text(outcome)
    x_label = with_unit(text, outcome_unit(outcome))
    return set_labels(panels[0], describe_share(first), x_label, "sets at or below (%)", note)


def draw_set_means(ax: Axes, by_set: Any) -> np.ndarray:
    """Draw a line and a dot for each parameter set; return the sorted means.

    by_set: an outcome grouped by parameter set.
    """
    table = by_set.agg(["mean", "min", "max"]).sort_values("mean")
    means, heights = rising(table["mean"].to_numpy())
    ax.hlines(heights, table["min"], table["max"], color=PALETTE[0], alpha=0.3, linewidth=1)
    ax.plot(means, heights, ".", color=PALETTE[0], markersize=3.5)
    ax.set_ylim(-2.0, 102.0)
    return means


def rising(means: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return sorted means, and how many of them, in %, are at or below each."""
    return means, 100.0 * (np.arange(len(means)) + 1.0) / len(means)


def describe_share(row: pd.Series) -> str:
    """Return in words which share of the variance parameter sets have."""
    share, low, high = (float(row[name]) for name in ("share_sets", "low", "high"))
    if np.isnan(share):
        return "No run differs from another"
    ends = ""
    if low < high:
        low_text, high_text = (percent_with_decimals(end, 0) for end in (low, high))
        ends = f" ({low_text} to {high_text} %)"
    text = f"{percent_with_decimals(share, 0)} % of the variance{ends}"
    return f"{text} is between parameter sets, the rest is chance"


def variance_bars(tables: Mapping[str, pd.DataFrame], ax: Axes | None = None) -> Axes:
    """Plot whose the variance of single runs is, a bar per outcome.

    Parameters
    ----------
    tables
        `analysis.variance_shares.variance_shares` of each outcome, by its name.
    ax
        Axes to plot on; None for a new figure.

    Returns
    -------
    matplotlib.axes.Axes
        A stacked bar per outcome, in per cent of its variance; the title says what has most of
        that of the first. Outcomes of which no run differs have no bar.

    Raises
    ------
    AnalysisError
        Without an outcome.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"component": ["parameter sets", "seeds"], "share": [0.8, 0.2],
    ...     "low": [0.7, 0.1], "high": [0.9, 0.3], "cases": 1, "sets": 100, "seeds": 5})
    >>> " ".join(variance_bars({"isis_killed": table}).figure.get_suptitle().split())
    'ISIS killed: 80 % of the variance (70 to 90 %) is between parameter sets'
    """
    if not tables:
        raise AnalysisError("there is no outcome whose variance could be split")
    labels = fit_names([capitalize(outcome_text(name)) for name in tables], ROW_WIDTH_IN)
    ax, left = axes_or_new(ax, count_lines(labels)), np.zeros(len(labels))
    handles: dict[str, LegendMark] = {}
    shares = [table.set_index("component")["share"] for table in tables.values()]
    for component, (label, colour, letters) in COMPONENT_STYLE.items():
        width = np.nan_to_num([float(one.get(component, 0.0)) for one in shares])
        if not any(component in one.index for one in shares):
            continue
        handles[label] = ax.barh(
            np.arange(len(labels)), 100.0 * width, 0.65, left=100.0 * left, color=colour
        )
        for row in np.flatnonzero(width >= MIN_SHARE_WRITTEN):
            at, text = 100.0 * (left[row] + width[row] / 2.0), f"{100.0 * width[row]:.0f}"
            ax.text(
                at,
                float(row),
                text,
                ha="center",
                va="center",
                color=letters,
                fontsize=FONT_SIZE,
            )
        left = left + width
    set_row_labels(ax, labels)
    ax.set_xlim(0.0, 100.0)
    add_legend(ax, handles, beside_rows=True)
    name, table = next(iter(tables.items()))
    cases, sets, seeds = (int(table[one].iloc[0]) for one in ("cases", "sets", "seeds"))
    note = f"Variance of a single run{f' of any of {cases} cases' if cases > 1 else ''};"
    note += f" {sets:,} sets x {seeds} seeds{' a case' if cases > 1 else ''}."
    x_label = "share of the variance of single runs (%)"
    return set_labels(ax, describe_largest(name, table), x_label, "", note)


def describe_largest(outcome: str, table: pd.DataFrame) -> str:
    """Return in words what has the largest share of an outcome's variance."""
    title = capitalize(outcome_text(outcome))
    if table["share"].isna().all():
        return f"{title}: no run differs from another"
    row = table.iloc[int(np.nanargmax(table["share"]))]
    share, low, high = (percent_with_decimals(row[one], 0) for one in ("share", "low", "high"))
    ends = f" ({low} to {high} %)" if row["low"] < row["high"] else ""
    name = str(row["component"])
    where = "in effects that differ by set" if name == SETS_BY_CASES else f"between {name}"
    return f"{title}: {share} % of the variance{ends} is {where}"
