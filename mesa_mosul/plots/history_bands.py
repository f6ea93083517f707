"""Bands of an ensemble over the days, with what was observed and two simple forecasts."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.container import Container

from mesa_mosul.analysis.cases import check_columns
from mesa_mosul.plots.notebook_figure import NotebookFigure
from mesa_mosul.plots.style import PALETTE
from mesa_mosul.plots.sweep_layout import (
    LINE_IN,
    PANEL_HEIGHT_IN,
    PANELS_MARGIN_IN,
    LegendMark,
    add_legend,
    axes_or_new,
    new_plot_figure,
    set_date_ticks,
    set_labels,
)
from mesa_mosul.plots.sweep_time_series import BAND_ALPHA, fill_interval
from mesa_mosul.plots.text_fit import FONT_SIZE

HistoryTables = tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame | None]
"""Bands, observations and rivals of a series."""
NOTE = (
    "Dots: values, with their ranges; lines without a dot: ranges; arrows: bounds on one side."
)

BAND_ENDS = {"90 %": ("q05", "q95"), "50 %": ("q25", "q75")}
RIVAL_STYLES = {
    "persistence": ("persistence", PALETTE[1], "--"),
    "constant_rate": ("constant rate", PALETTE[2], "-."),
}
"""Label, colour and dashes of each simple forecast, by its column."""
BOUND_LENGTH = 6.0
"""Length of the arrow of a one-sided bound, percentage points."""
DAYS_AFTER = 30
"""Days that panels show after the last observation."""
OBSERVED_COLOUR = "#000000"


def history_bands(
    bands: pd.DataFrame,
    observations: pd.DataFrame,
    rivals: pd.DataFrame | None = None,
    ax: Axes | None = None,
    title: str = "Share of territory",
) -> Axes:
    """Plot the 50 % and 90 % bands of an ensemble, with observations and simple forecasts.

    Parameters
    ----------
    bands
        One row per date: `date` and q05, q25, q50, q75, q95 in %.
    observations
        One row per observation: `date`, low, central, high in %, missing where unknown. A dot
        is a central value, a line a range, an arrow a bound on one side.
    rivals
        One row per date: `date`, and persistence or constant_rate in %; None for none.
    ax
        Axes to plot on; None for a new figure.
    title
        What the shares are of.

    Returns
    -------
    matplotlib.axes.Axes
        Shares in % over the days.

    Raises
    ------
    AnalysisError
        If a column is missing.

    Examples
    --------
    >>> import pandas as pd
    >>> days = pd.date_range("2016-12-01", periods=2)
    >>> bands = pd.DataFrame({"date": days, "q05": 10.0, "q25": 15.0, "q50": 20.0,
    ...     "q75": 25.0, "q95": 30.0})
    >>> observed = pd.DataFrame({"date": days[:1], "low": 18.0, "central": 20.0, "high": 22.0})
    >>> history_bands(bands, observed).get_ylabel()
    'share (%)'
    """
    ax = axes_or_new(ax)
    add_legend(ax, draw_history(ax, bands, observations, rivals))
    set_date_ticks(ax, 6)
    return set_labels(ax, title, "date", "share (%)", NOTE)


def history_panels(series: Mapping[str, HistoryTables]) -> NotebookFigure:
    """Return a figure with a panel for each series: bands, observations and rivals by title.

    The tables are those of `history_bands`. The days end DAYS_AFTER after the last observation.
    """
    height = PANEL_HEIGHT_IN + LINE_IN
    figure = new_plot_figure(PANELS_MARGIN_IN + height * len(series))
    grid = figure.subplots(len(series), 1, sharex=True, squeeze=False)
    figure.panels = tuple(grid[:, 0])
    handles: dict[str, LegendMark] = {}
    for panel, (title, tables) in zip(figure.panels, series.items(), strict=True):
        handles |= draw_history(panel, *tables)
        panel.set_title(title, loc="right", fontsize=FONT_SIZE, parse_math=False)
    bands, _, _ = next(iter(series.values()))
    last = max(tables[1]["date"].max() for tables in series.values())
    end = min(bands["date"].max(), last + pd.Timedelta(days=DAYS_AFTER))
    figure.panels[0].set_xlim(bands["date"].min(), end)
    for panel in figure.panels:
        set_date_ticks(panel, 6)
    add_legend(figure.panels[0], handles)
    set_labels(
        figure.panels[0],
        "Share of territory",
        "date",
        "share (%)",
        f"{NOTE} Forecasts of 13 December.",
    )
    return figure


def draw_history(
    ax: Axes, bands: pd.DataFrame, observations: pd.DataFrame, rivals: pd.DataFrame | None
) -> dict[str, LegendMark]:
    """Draw bands, observations and rivals; return what stands for each in a legend."""
    ends = [end for pair in BAND_ENDS.values() for end in pair]
    check_columns(bands, ["date", "q50", *ends])
    check_columns(observations, ["date", "low", "central", "high"])
    handles: dict[str, LegendMark] = {}
    for (name, (low, high)), alpha in zip(BAND_ENDS.items(), BAND_ALPHA, strict=True):
        table = bands.assign(low=bands[low], high=bands[high])
        handles[f"{name} band"] = fill_interval(ax, table, "date", PALETTE[0], alpha)
    handles["median"] = ax.plot(bands["date"], bands["q50"], color=PALETTE[0], linewidth=1.4)[0]
    for column, (label, colour, dash) in RIVAL_STYLES.items():
        if rivals is not None and column in rivals:
            line = ax.plot(rivals["date"], rivals[column], dash, color=colour, linewidth=0.9)
            handles[label] = line[0]
    if len(observations):
        handles["observed"] = draw_observed_shares(ax, observations)
    ax.set_ylim(-3.0, 103.0)
    return handles


def draw_observed_shares(ax: Axes, observations: pd.DataFrame) -> LegendMark:
    """Draw observed values, ranges and bounds; return what stands for them in a legend."""
    mark: Container | None = None
    style: dict[str, Any] = {
        "color": OBSERVED_COLOUR,
        "linewidth": 1.0,
        "capsize": 2.0,
        "zorder": 5,
    }
    central = observations["central"]
    low, high = observations["low"], observations["high"]
    is_value, is_range = central.notna(), central.isna() & low.notna() & high.notna()
    for rows, marker in ((is_value, "o"), (is_range, "")):
        part = observations[rows]
        middle = central[rows].fillna((low[rows] + high[rows]) / 2)
        spread = [middle - low[rows].fillna(middle), high[rows].fillna(middle) - middle]
        if len(part):
            drawn = ax.errorbar(part["date"], middle, yerr=spread, fmt=marker or "none",
                                markersize=4.0, **style)  # fmt: skip
            mark = mark or drawn
    for end, is_upper in ((high, True), (low, False)):
        rows = central.isna() & end.notna() & ~is_range
        if rows.any():
            drawn = ax.errorbar(observations["date"][rows], end[rows], yerr=BOUND_LENGTH,
                                uplims=is_upper, lolims=not is_upper, fmt="_",
                                markersize=6.0, **style)  # fmt: skip
            mark = mark or drawn
    assert mark is not None  # every observation has one number or more
    return mark
