"""The share of runs of a sweep in which an event has not yet occurred, by day."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from mesa_mosul.analysis.cases import check_columns
from mesa_mosul.analysis.survival import survival
from mesa_mosul.plots.style import capitalize, clean_text
from mesa_mosul.plots.sweep_cases import distinct_cases
from mesa_mosul.plots.sweep_layout import set_labels
from mesa_mosul.plots.sweep_time_series import draw_cases, fill_interval, panels_note

EVENT_LABELS = {
    "captured": "city not yet captured",
    "east_cleared": "east not yet cleared",
    "stalled": "no stall yet",
}
MAX_CURVES = 2
"""Largest number of cases whose curves share a frame."""


def survival_curves(
    runs: pd.DataFrame,
    event: str,
    by: Sequence[str] = (),
    ax: Axes | None = None,
    set_column: str = "",
) -> Axes:
    """Plot the share of runs without an event by day.

    Parameters
    ----------
    runs
        One row per run, as for `analysis.survival.survival`.
    event
        captured, east_cleared or stalled.
    by
        Factors that distinguish the cases.
    ax
        Axes to plot on; None for a new figure, with a panel per case for more than two.
    set_column
        As for `analysis.survival.survival`.

    Returns
    -------
    matplotlib.axes.Axes
        A step line and a band per case; the bands are 95 % intervals, for each day alone.

    Raises
    ------
    AnalysisError
        If a column is missing.

    Examples
    --------
    >>> import pandas as pd
    >>> runs = pd.DataFrame({"replicate": range(2), "days": 90, "stalled": [True, False],
    ...     "stalled_day": [10.0, None]})
    >>> survival_curves(runs, "stalled").get_ylabel()
    'no stall yet (% of runs)'
    """
    check_columns(runs, [event, f"{event}_day", "days"])
    times = runs[[f"{event}_day", "days"]].astype(float).agg(tuple, axis=1)
    cases = distinct_cases(runs.assign(event_times=times), by, "event_times")
    table = survival(cases.runs, event, by, set_column)
    table = table.assign(case=table["case"].map(cases.names))
    percent = ["share", "low", "high"]
    table[percent] = 100.0 * table[percent]
    parts, names = dict(list(table.groupby("case"))), list(dict.fromkeys(table["case"]))

    def draw(panel: Axes, case: str, colour: str, dash: str) -> Artist:
        fill_interval(panel, parts[case], "day", colour, 0.15, step="post")
        return panel.step(
            parts[case]["day"], parts[case]["share"], dash, color=colour, where="post"
        )[0]

    first = draw_cases(ax, names, draw, MAX_CURVES)
    first.set_ylim(-3.0, 103.0)
    first.set_xlim(left=0.0)
    first.xaxis.set_major_locator(MaxNLocator(5, integer=True))
    words = EVENT_LABELS.get(event, f"no {clean_text(event)} yet")
    note = f"{capitalize(cases.describe())}; bands: 95 % for each day alone."
    note += panels_note(names, MAX_CURVES, ax)
    title = f"{capitalize(words)}, by day"
    x_label = "time from the start (days)"
    if np.isfinite(table["day"].max()):
        first.set_xlim(right=float(table["day"].max()) * 1.01)
    return set_labels(first, title, x_label, f"{words} (% of runs)", note)
