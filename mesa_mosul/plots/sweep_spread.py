"""The spread of an outcome: between parameter sets, and between the seeds of each set."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from mesa_mosul.analysis.cases import numeric_outcome
from mesa_mosul.analysis.spread import spread
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
from mesa_mosul.plots.sweep_layout import axes_or_new, panel_axes, set_labels

SETS_HEIGHT_IN = 3.2


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
