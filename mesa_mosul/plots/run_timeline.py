"""The neighbourhoods that changed hands in a run, each with a bar while it was controlled."""

from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.axes import Axes

from mesa_mosul.analysis.errors import AnalysisError
from mesa_mosul.engine import codes
from mesa_mosul.plots.sweep_layout import (
    axes_or_new,
    set_date_ticks,
    set_labels,
    set_row_labels,
)

if TYPE_CHECKING:
    from mesa_mosul.simulation.run_record import RunRecord

CLEARED, LOST = (
    codes.EVENTS[codes.NEIGHBOURHOOD_CLEARED],
    codes.EVENTS[codes.NEIGHBOURHOOD_LOST],
)
BAR_COLOUR, LOSS_COLOUR = "#9fcbea", "#D55E00"


def timeline(run: "RunRecord", ax: Axes | None = None) -> Axes:
    """Plot the neighbourhoods that changed hands in a run, a bar from cleared to lost.

    Parameters
    ----------
    run
        A run, as `mm.run` returns it.
    ax
        Axes to plot on; None for a new figure.

    Returns
    -------
    matplotlib.axes.Axes
        One row per neighbourhood, in the order of the first change; a cross where it was lost.

    Raises
    ------
    AnalysisError
        If no neighbourhood changed hands.

    Examples
    --------
    >>> import mesa_mosul as mm
    >>> ax = timeline(mm.run("reported", seed=1, days=12))
    >>> ax.get_xlabel()
    'date'
    """
    names = {row.id: row.name for row in run.built.tables.neighbourhoods}
    changes = run.events[run.events["event"].isin([CLEARED, LOST])]
    if changes.empty:
        raise AnalysisError("no neighbourhood changed hands in this run")
    order = list(dict.fromkeys(changes["subject"]))
    end = run.daily.index[-1] + pd.Timedelta(days=1)
    ax = axes_or_new(ax, len(order))
    for row, neighbourhood in enumerate(order):
        own = changes[changes["subject"] == neighbourhood]
        for start, stop in control_spans(own, run.daily.index[0], end):
            ax.barh(row, stop - start, left=start, height=0.7, color=BAR_COLOUR)
    losses = changes[changes["event"] == LOST]
    rows = [order.index(neighbourhood) for neighbourhood in losses["subject"]]
    ax.plot(losses["date"], rows, "x", color=LOSS_COLOUR, label="lost again")
    set_row_labels(ax, [names[neighbourhood] for neighbourhood in order])
    ax.xaxis_date()
    set_date_ticks(ax, 5)
    cleared = len(changes) - len(losses)
    run_name = f"{run.scenario.name}, seed {run.seed}"
    title = f"Neighbourhoods cleared {cleared} times, lost {len(losses)} times: {run_name}"
    return set_labels(ax, title, "date", "")


def control_spans(
    status_changes: pd.DataFrame, first: pd.Timestamp, end: pd.Timestamp
) -> list[tuple[Any, Any]]:
    """Return when a neighbourhood was controlled, as pairs of dates.

    One whose first change is a loss was controlled from `first` on.
    """
    spans, since = [], first if status_changes.iloc[0]["event"] == LOST else None
    for date, event in zip(status_changes["date"], status_changes["event"], strict=True):
        if event == CLEARED and since is None:
            since = date
        elif event == LOST and since is not None:
            spans.append((since, date))
            since = None
    return spans + ([(since, end)] if since is not None else [])
