"""Effects with their intervals: forests, tornados, shares of runs, the fates of car bombs."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from mesa_mosul.analysis import distributions
from mesa_mosul.analysis.cases import check_columns, label_cases
from mesa_mosul.plots.style import (
    PALETTE,
    axes_or_new,
    named_rows,
    outcome_label,
    outcome_unit,
    set_labels,
    set_row_labels,
)

FATE_STYLE = {
    "car_bombs_stopped_from_the_air": ("stopped from the air", "#56B4E9", "///"),
    "car_bombs_stopped_by_craters": ("stopped by craters", "#E69F00", "..."),
    "car_bombs_stopped_by_fire": ("stopped by fire", "#0072B2", "\\\\\\"),
    "car_bombs_failed": ("failed", "#999999", ""),
    "car_bombs_effective": ("effective", "#D55E00", "xxx"),
}
"""Label, colour and hatch of each fate of a car bomb, by its column."""


def forest(effects: pd.DataFrame, outcome: str, ax: Axes | None = None) -> Axes:
    """Plot paired differences from the base with their 95 % intervals, a row per case.

    Parameters
    ----------
    effects
        As `analysis.paired_comparison.paired_differences` or `two_way_differences` returns it.
    outcome
        Name of the outcome, for the labels.
    ax
        Axes to plot on; None for a new figure.

    Returns
    -------
    matplotlib.axes.Axes
        A point and a line per case; hollow if the interval contains 0 or is unknown.

    Raises
    ------
    AnalysisError
        If a column is missing.

    Examples
    --------
    >>> import pandas as pd
    >>> effects = pd.DataFrame({"case": ["4,000 troops"], "difference": 1.0, "low": 0.5,
    ...     "high": 1.5})
    >>> forest(effects, "civilians_killed").get_title(loc="left")
    'Change of civilians killed'
    """
    check_columns(effects, ["case", "difference", "low", "high"])
    ax = axes_or_new(ax, len(effects))
    for at, row in enumerate(named_rows(effects)):
        excludes_zero = row.low > 0.0 or row.high < 0.0
        ax.plot([row.low, row.high], [at, at], color=PALETTE[0], linewidth=1.6)
        ax.plot(row.difference, at, "o", color=PALETTE[0], markersize=5,
                  markerfacecolor=PALETTE[0] if excludes_zero else "white")  # fmt: skip
    ax.axvline(0.0, color="black", linewidth=0.8)
    set_row_labels(ax, effects["case"].tolist())
    x_label = f"paired difference, 95 % interval ({outcome_unit(outcome)})"
    set_labels(ax, f"Change of {outcome_label(outcome).rpartition(' (')[0]}", x_label, "case")
    ax.title.set_position((0.0, 1.0))
    return ax


def tornado(effects: pd.DataFrame, outcome: str, ax: Axes | None = None) -> Axes:
    """Plot the effect of each factor that was varied alone, a row per level.

    Parameters
    ----------
    effects
        Paired differences with the columns factor, level, difference, low, high.
    outcome
        Name of the outcome, for the labels.
    ax
        Axes to plot on; None for a new figure.

    Returns
    -------
    matplotlib.axes.Axes
        A bar and an interval per level; the factor with the largest effect on top.

    Raises
    ------
    AnalysisError
        If a column is missing.

    Examples
    --------
    >>> import pandas as pd
    >>> effects = pd.DataFrame({"factor": ["R05"], "level": ["4,750 fighters"],
    ...     "difference": -1.0, "low": -1.5, "high": -0.5})
    >>> tornado(effects, "km2_city_held").get_xlabel()
    'difference from the base (km²)'
    """
    check_columns(effects, ["factor", "level", "difference", "low", "high"])
    largest = effects["difference"].abs().groupby(effects["factor"]).transform("max")
    rows = effects.assign(largest=largest)
    rows = rows.sort_values(["largest", "factor"], ascending=[False, True])
    ax = axes_or_new(ax, len(rows))
    for at, row in enumerate(named_rows(rows)):
        colour = PALETTE[0] if row.difference >= 0 else PALETTE[1]
        ax.barh(at, row.difference, height=0.65, color=colour, alpha=0.45)
        ax.plot([row.low, row.high], [at, at], color="black", linewidth=1)
    ax.axvline(0.0, color="black", linewidth=0.8)
    set_row_labels(ax, [f"{row.factor}: {row.level}" for row in named_rows(rows)])
    title = f"Change of {outcome_label(outcome).rpartition(' (')[0]}"
    x_label = f"difference from the base ({outcome_unit(outcome)})"
    return set_labels(ax, title, x_label, "factor and its level")


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
        A bar and an interval per case.

    Raises
    ------
    AnalysisError
        If the outcome is not boolean.

    Examples
    --------
    >>> import pandas as pd
    >>> runs = pd.DataFrame({"replicate": range(4), "stalled": [True, False, False, False]})
    >>> probability_bars(runs, "stalled").get_title(loc="left")
    '4 runs, 95 % intervals'
    """
    table = distributions.probability(runs, outcome, by, set_column)
    ax, at = axes_or_new(ax, len(table)), np.arange(len(table))
    ax.barh(at, table["share"], height=0.6, color=PALETTE[0], alpha=0.4)
    ax.hlines(at, table["low"], table["high"], color="black", linewidth=1.4)
    set_row_labels(ax, table["case"].tolist())
    ax.set_xlim(0.0, 1.0)
    return set_labels(ax, f"{len(runs):,} runs, 95 % intervals", outcome_label(outcome), "case")


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
    'car bombs launched (number)'
    """
    check_columns(daily, ["key", "date", *FATE_STYLE])
    last = daily.sort_values("date").groupby("key").tail(1)
    unique = runs.drop_duplicates("key")
    unique = unique.assign(case=label_cases(unique, by))
    by_case = last.merge(unique[["key", "case"]], on="key").groupby("case", observed=True)
    means = by_case[list(FATE_STYLE)].mean()
    ax, left = axes_or_new(ax, len(means)), np.zeros(len(means))
    for name, (label, colour, hatch) in FATE_STYLE.items():
        ax.barh(np.arange(len(means)), means[name], left=left, height=0.65, color=colour,
                  hatch=hatch, edgecolor="white", label=label)  # fmt: skip
        left = left + means[name].to_numpy()
    set_row_labels(ax, [str(case) for case in means.index])
    below = -0.75 / ax.figure.get_figheight()  # type: ignore[union-attr]
    ax.legend(fontsize=7, frameon=False, ncols=3, loc="upper left", bbox_to_anchor=(0, below))
    return set_labels(
        ax, "Fates of car bombs, mean of runs", "car bombs launched (number)", "case"
    )
