"""Replications in sweeps: how means converge, and what common random numbers gain."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import scipy
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullFormatter

from mesa_mosul.analysis.confidence import CONFIDENCE_LEVEL
from mesa_mosul.analysis.errors import AnalysisError
from mesa_mosul.analysis.replication_advice import MIN_REPLICATIONS_SHOWN, convergence
from mesa_mosul.analysis.variance_reduction import variance_reduction_by_day
from mesa_mosul.plots.style import case_styles, outcome_label, outcome_text, three_digits
from mesa_mosul.plots.sweep_cases import distinct_cases
from mesa_mosul.plots.sweep_layout import add_legend, axes_or_new, set_date_ticks, set_labels
from mesa_mosul.plots.sweep_time_series import draw_cases, fill_interval

LEAST_RATIO_RANGE = (0.45, 2.2)
"""Ratios that the axis of variance reduction factors shows at least."""
MAX_MARKED_ROWS = 12
"""Largest number of points of a curve that are marked one by one."""


def convergence_curves(
    runs: pd.DataFrame,
    outcome: str,
    by: Sequence[str] = (),
    ax: Axes | None = None,
    set_column: str = "",
) -> Axes:
    """Plot the mean of an outcome and its 95 % interval over the first n replications.

    Parameters, errors as for `analysis.replication_advice.convergence`; ax: axes to plot on,
    None for a new figure, with a panel for each of several cases.

    Examples
    --------
    >>> import pandas as pd
    >>> runs = pd.DataFrame({"replicate": range(6), "days": [60, 70, 65, 80, 75, 90]})
    >>> convergence_curves(runs, "days").get_xlabel()
    'replications (runs)'
    """
    cases = distinct_cases(runs, by, outcome)
    table = convergence(cases.runs, outcome, by, set_column)
    table = table.assign(case=table["case"].map(cases.names))
    parts, names = dict(list(table.groupby("case"))), list(dict.fromkeys(table["case"]))

    def draw(panel: Axes, case: str, colour: str, dash: str) -> Artist:
        part = parts[case]
        marker = "o" if len(part) <= MAX_MARKED_ROWS else ""
        if len(part) == 1:
            panel.vlines(part["replications"], part["low"], part["high"], color=colour)
        fill_interval(panel, part, "replications", colour, 0.18)
        return panel.plot(
            part["replications"], part["mean"], dash, marker=marker, markersize=4, color=colour
        )[0]

    first = draw_cases(ax, names, draw, 1, has_base=False)
    first.xaxis.set_major_locator(MaxNLocator(5, integer=True))
    counts = table["replications"]
    if counts.nunique() == 1:
        first.set_xlim(counts.iloc[0] - 1, counts.iloc[0] + 1)
    last = table[table["replications"] >= MIN_REPLICATIONS_SHOWN * 2]
    ends = np.array([last["low"].min(), last["high"].max()])
    if np.isfinite(ends).all():
        first.set_ylim(*(ends + np.array([-0.1, 0.1]) * (np.ptp(ends) or 1.0)))
    fewest = int(table.groupby("case")["replications"].max().min())
    plural = "" if fewest == 1 else "s"
    per = "parameter set" if set_column else "case"
    note = f"{fewest} replication{plural} per {per}; band: 95 % interval of the mean."
    title = f"Mean by number of replications: {outcome_text(outcome)}"
    return set_labels(first, title, "replications (runs)", outcome_label(outcome), note)


def variance_reduction(
    daily: pd.DataFrame,
    runs: pd.DataFrame,
    column: str,
    by: Sequence[str],
    base: Any,
    ax: Axes | None = None,
    set_column: str = "",
) -> Axes:
    """Plot the variance reduction factor of common random numbers, by day.

    Parameters, errors as for `analysis.variance_reduction.variance_reduction_by_day`; ax: axes
    to plot on, None for a new figure. No factor to plot is an AnalysisError too.

    Examples
    --------
    >>> import pandas as pd
    >>> runs = pd.DataFrame({"key": list("abcd"), "help": ["no", "no", "yes", "yes"]})
    >>> daily = pd.DataFrame({"key": list("abcd"), "replicate": [0, 1, 0, 1],
    ...     "date": pd.Timestamp("2016-12-06"), "isis_killed": [1.0, 3.0, 2.0, 5.0]})
    >>> variance_reduction(daily, runs, "isis_killed", ["help"], "no").get_yscale()
    'log'
    """
    table = variance_reduction_by_day(daily, runs, column, by, base, set_column)
    if table.empty:
        raise AnalysisError(
            "no case has two replicates in common with the base; a variance takes two or more"
        )
    finite = table[np.isfinite(table["vrf"])]
    if finite.empty:
        raise AnalysisError(f"'{column}' is the same in all cases, or differs by a constant")
    ax, names = axes_or_new(ax), list(dict.fromkeys(finite["case"]))
    handles: dict[str, Artist] = {}
    for case, (colour, dash) in case_styles(names).items():
        part = finite[finite["case"] == case]
        marker = "o" if len(part) <= MAX_MARKED_ROWS else ""
        handles[case] = ax.plot(
            part["date"], part["vrf"], dash, marker=marker, markersize=4, color=colour
        )[0]
    ax.axhline(1.0, color="black", linewidth=0.8)
    ax.set_yscale("log")
    low, high = finite["vrf"].min(), finite["vrf"].max()
    ax.set_ylim(min(LEAST_RATIO_RANGE[0], low / 1.1), max(LEAST_RATIO_RANGE[1], high * 1.1))
    ax.yaxis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda ratio, _: f"{ratio:,g}"))
    ax.yaxis.set_minor_formatter(NullFormatter())
    add_legend(ax, handles)
    set_date_ticks(ax, 5)
    pairs = int(table["pairs"].min())
    factor = scipy.stats.f.ppf(0.5 + CONFIDENCE_LEVEL / 2, pairs - 1, pairs - 1)
    note = f"1: pairing gains nothing. {pairs} pairs: by chance alone a ratio is wrong by a"
    note += f" factor of up to about {three_digits(float(factor))}."
    if len(finite) < len(table):
        note += " Days on which all pairs differ by the same amount are left out."
    title = f"What pairing gains: {outcome_text(column)}"
    return set_labels(ax, title, "date", "variance, unpaired over paired (ratio)", note)
