"""Shares: of runs with an outcome, and of the fates of car bombs."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from mesa_mosul.analysis import distributions
from mesa_mosul.analysis.cases import check_columns, label_cases
from mesa_mosul.analysis.errors import AnalysisError
from mesa_mosul.formatting import percent_with_decimals
from mesa_mosul.plots.style import PALETTE, capitalize, outcome_text
from mesa_mosul.plots.sweep_cases import distinct_cases, join_equal_cases
from mesa_mosul.plots.sweep_layout import (
    ROW_WIDTH_IN,
    LegendMark,
    add_legend,
    axes_or_new,
    count_lines,
    named_rows,
    set_labels,
    set_row_labels,
)
from mesa_mosul.plots.text_fit import fit_names

FATE_STYLE = {
    "car_bombs_stopped_from_the_air": ("stopped from the air", "#56B4E9"),
    "car_bombs_stopped_by_craters": ("stopped by craters", "#E69F00"),
    "car_bombs_stopped_by_fire": ("stopped by fire", "#0072B2"),
    "car_bombs_failed": ("failed", "#999999"),
    "car_bombs_effective": ("effective", "#D55E00"),
}
"""Label and colour of each fate of a car bomb, by its column."""


def probability_bars(
    runs: pd.DataFrame,
    outcome: str,
    by: Sequence[str] = (),
    ax: Axes | None = None,
    set_column: str = "",
) -> Axes:
    """Plot the share of runs in which a boolean outcome is true, with its 95 % interval.

    Parameters
    ----------
    runs, outcome, by
        As for `analysis.distributions.probability`.
    ax
        Axes to plot on; None for a new figure.
    set_column
        As for `analysis.distributions.probability`.

    Returns
    -------
    matplotlib.axes.Axes
        A point and an interval per case, in per cent; cases with equal runs share a row.

    Raises
    ------
    AnalysisError
        If the outcome is not boolean.

    Examples
    --------
    >>> import pandas as pd
    >>> runs = pd.DataFrame({"replicate": range(4), "stalled": [True, False, False, False]})
    >>> probability_bars(runs, "stalled").get_xlabel()
    'offensive stalls (% of runs)'
    """
    distributions.probability(runs, outcome, by, set_column)
    cases = distinct_cases(runs, by, outcome)
    table = distributions.probability(cases.runs, outcome, by, set_column)
    labels = fit_names([cases.names[case] for case in table["case"]], ROW_WIDTH_IN)
    names = [
        f"{label}\n{percent_with_decimals(row.share, 1)} %"
        f" ({percent_with_decimals(row.low, 1)} to {percent_with_decimals(row.high, 1)})"
        for label, row in zip(labels, named_rows(table), strict=True)
    ]
    ax, at = axes_or_new(ax, count_lines(names)), np.arange(len(table))
    ax.hlines(at, 100.0 * table["low"], 100.0 * table["high"], color=PALETTE[0], linewidth=1.8)
    share = 100.0 * table["share"]
    ax.plot(share, at, "o", color=PALETTE[0], markersize=5.5, clip_on=False)
    set_row_labels(ax, names)
    highest = float(np.nanmax([*table["high"], *table["share"], 0.05]))
    ax.set_xlim(0.0, min(100.0, 110.0 * highest))
    note = f"{capitalize(cases.describe())}; lines: 95 % intervals."
    x_label = f"{outcome_text(outcome)} (% of runs)"
    return set_labels(ax, f"Share of runs: {outcome_text(outcome)}", x_label, "", note)


def car_bomb_fates(
    daily: pd.DataFrame, runs: pd.DataFrame, by: Sequence[str] = (), ax: Axes | None = None
) -> Axes:
    """Plot the fates of the car bombs launched, means of the runs by case.

    Parameters
    ----------
    daily
        One row per run and day: `key`, `date` and the recorded columns of FATE_STYLE.
    runs
        One row per run: `key` and the factors `by`.
    by
        Factors that distinguish the cases.
    ax
        Axes to plot on; None for a new figure.

    Returns
    -------
    matplotlib.axes.Axes
        A stacked bar per case.

    Raises
    ------
    AnalysisError
        If a column is missing.

    Examples
    --------
    >>> import pandas as pd
    >>> daily = pd.DataFrame({"key": ["a"], "date": pd.Timestamp("2016-12-06"),
    ...     **dict.fromkeys(FATE_STYLE, 1)})
    >>> car_bomb_fates(daily, pd.DataFrame({"key": ["a"]})).get_xlabel()
    'car bombs launched (car bombs per run)'
    """
    check_columns(daily, ["key", "date", *FATE_STYLE])
    last = daily.sort_values("date").groupby("key").tail(1)
    table = runs.assign(case=label_cases(runs, by)).merge(last, on="key", suffixes=("_run", ""))
    if table.empty:
        raise AnalysisError("no run has recorded days; there is nothing to plot")
    means = table.groupby("case", observed=True)[list(FATE_STYLE)].mean()
    groups: dict[tuple[float, ...], list[str]] = {}
    for case, row in zip(means.index, means.to_numpy(), strict=True):
        groups.setdefault(tuple(row), []).append(str(case))
    names = fit_names([join_equal_cases(cases) for cases in groups.values()], ROW_WIDTH_IN)
    ax, left = axes_or_new(ax, count_lines(names)), np.zeros(len(groups))
    handles: dict[str, LegendMark] = {}
    for column, (label, colour) in enumerate(FATE_STYLE.values()):
        width = np.array([row[column] for row in groups])
        handles[label] = ax.barh(np.arange(len(groups)), width, 0.65, left=left, color=colour)
        left = left + width
    set_row_labels(ax, names)
    add_legend(ax, handles, beside_rows=True)
    x_label = "car bombs launched (car bombs per run)"
    note = f"Means of {table['key'].nunique():,} runs."
    return set_labels(ax, "What became of the car bombs", x_label, "", note)
