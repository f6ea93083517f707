"""Time in sweeps: bands over the days, survival, convergence, variance reduction."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter

from mesa_mosul.analysis.cases import check_columns, label_cases
from mesa_mosul.analysis.distributions import daily_quantiles
from mesa_mosul.analysis.errors import AnalysisError
from mesa_mosul.analysis.replication_advice import MIN_REPLICATIONS_SHOWN, convergence
from mesa_mosul.analysis.survival import survival
from mesa_mosul.analysis.variance_reduction import variance_reduction_by_day
from mesa_mosul.inputs import observations
from mesa_mosul.inputs.observations import ObservedValue
from mesa_mosul.inputs.tables import read_tables
from mesa_mosul.plots.run_panels import plot_observations
from mesa_mosul.plots.style import (
    TERRITORY_COLUMN,
    add_legend,
    axes_or_new,
    case_styles,
    outcome_label,
    set_labels,
)

CUMULATIVE_SERIES = ("iraqi_killed", "iraqi_wounded", "isis_casualties", "civilians_killed")
"""Columns whose observations are totals since the start."""
EVENT_LABELS = {
    "captured": "city not yet captured",
    "east_cleared": "east not yet cleared",
    "stalled": "no stall yet",
}


def set_date_ticks(ax: Axes) -> None:
    """Give a horizontal axis of dates readable ticks."""
    ax.xaxis.set_major_locator(AutoDateLocator(maxticks=8))
    ax.xaxis.set_major_formatter(ConciseDateFormatter(ax.xaxis.get_major_locator()))


def quantile_band(
    daily: pd.DataFrame,
    runs: pd.DataFrame,
    column: str,
    by: Sequence[str] = (),
    ax: Axes | None = None,
) -> Axes:
    """Plot a recorded column by day: the median of the runs and their 5 to 95 % band.

    Observations of the same quantity are plotted beside it: fractions of the territory as
    controlled or claimed, and totals from the first day of the runs on.

    Parameters
    ----------
    daily
        One row per run and day: `key`, `date`, `column`.
    runs
        One row per run: `key` and the factors `by`.
    column
        A recorded column of the ledger.
    by
        Factors that distinguish the cases.
    ax
        Axes to plot on; None for a new figure.

    Returns
    -------
    matplotlib.axes.Axes
        A line and a band per case.

    Raises
    ------
    AnalysisError
        If the column was not recorded.

    Examples
    --------
    >>> import pandas as pd
    >>> days = pd.date_range("2016-12-06", periods=2)
    >>> daily = pd.DataFrame({"key": list("aabb"), "date": [*days, *days],
    ...     "isis_killed": [1, 5, 2, 9]})
    >>> ax = quantile_band(daily, pd.DataFrame({"key": ["a", "b"]}), "isis_killed")
    >>> ax.get_title(loc="left")
    'Median and 5 to 95 % of 2 runs'
    """
    check_columns(daily, ["key", "date"])
    unique = runs.drop_duplicates("key")
    unique = unique.assign(case=label_cases(unique, by))
    table = daily.merge(unique[["key", "case"]], on="key")
    table = daily_quantiles(table, column, table["case"])
    ax, cases = axes_or_new(ax), list(dict.fromkeys(table["case"]))
    for case, (colour, dash) in case_styles(cases).items():
        part = table[table["case"] == case]
        ax.plot(part["date"], part["median"], dash, color=colour, label=case)
        fill_interval(ax, part, "date", colour, 0.18)
    plot_observations(ax, find_observations(column, daily["date"]), "#000000", "observed")
    add_legend(ax, [*cases, "observed"])
    set_date_ticks(ax)
    title = f"Median and 5 to 95 % of {len(unique):,} runs"
    return set_labels(ax, title, "date", outcome_label(column))


def fill_interval(
    ax: Axes, table: pd.DataFrame, x: str, colour: str, alpha: float, step: Any = None
) -> None:
    """Fill the area between the columns low and high of a table over its column x."""
    ax.fill_between(
        table[x], table["low"], table["high"], step=step, color=colour, alpha=alpha, linewidth=0
    )


def find_observations(column: str, dates: pd.Series) -> list[ObservedValue]:
    """Return the observations of a column in the period of the dates."""
    history = read_tables().history
    first, last = dates.min().date(), dates.max().date()
    if column in CUMULATIVE_SERIES:
        return observations.select_totals(history, column, first, last)
    if match := TERRITORY_COLUMN.fullmatch(column):
        scale = 0.01 if match[1] == "share" else 0.01 * lookup_area_km2(match[2])
        points = observations.select_territory(history, match[2], first, last)
        return [point.times(scale) for point in points if point.measure == match[3]]
    return []


def lookup_area_km2(area: str) -> float:
    """Return the size of an area on the map of the scenario `reported`, km2."""
    from mesa_mosul.initialization.world_builder import build_world
    from mesa_mosul.inputs.scenario import scenario
    from mesa_mosul.simulation.daily_table import area_sizes_km2

    return area_sizes_km2(build_world(scenario("reported"), read_tables()))[area]


def survival_curves(
    runs: pd.DataFrame, event: str, by: Sequence[str] = (), ax: Axes | None = None
) -> Axes:
    """Plot the share of runs without an event by day (Kaplan-Meier estimator).

    Parameters
    ----------
    runs
        One row per run, as for `analysis.survival.survival`.
    event
        captured, east_cleared or stalled.
    by
        Factors that distinguish the cases.
    ax
        Axes to plot on; None for a new figure.

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
    'no stall yet (share of runs)'
    """
    table = survival(runs, event, by)
    ax, cases = axes_or_new(ax), list(dict.fromkeys(table["case"]))
    for case, (colour, dash) in case_styles(cases).items():
        part = table[table["case"] == case]
        ax.step(part["day"], part["share"], dash, color=colour, where="post", label=case)
        fill_interval(ax, part, "day", colour, 0.15, step="post")
    add_legend(ax, cases)
    ax.set_ylim(-0.03, 1.03)
    y_label = f"{EVENT_LABELS.get(event, f'no {event} yet')} (share of runs)"
    return set_labels(ax, f"{len(runs):,} runs", "days from the start (days)", y_label)


def convergence_curves(
    runs: pd.DataFrame, outcome: str, by: Sequence[str] = (), ax: Axes | None = None
) -> Axes:
    """Plot the mean of an outcome and its 95 % interval over the first n replications.

    Parameters, errors as for `analysis.replication_advice.convergence`; ax: axes to plot on,
    None for a new figure.

    Examples
    --------
    >>> import pandas as pd
    >>> runs = pd.DataFrame({"replicate": range(6), "days": [60, 70, 65, 80, 75, 90]})
    >>> convergence_curves(runs, "days").get_xlabel()
    'replications (runs per case)'
    """
    table = convergence(runs, outcome, by)
    ax, cases = axes_or_new(ax), list(dict.fromkeys(table["case"]))
    for case, (colour, dash) in case_styles(cases).items():
        part = table[table["case"] == case]
        ax.plot(part["replications"], part["mean"], dash, color=colour, label=case)
        fill_interval(ax, part, "replications", colour, 0.12)
    add_legend(ax, cases)
    last = table[table["replications"] >= MIN_REPLICATIONS_SHOWN * 2]
    if len(last):
        ends = np.array([last["low"].min(), last["high"].max()])
        ax.set_ylim(*(ends + np.array([-0.1, 0.1]) * (np.ptp(ends) or 1.0)))
    x_label = "replications (runs per case)"
    return set_labels(ax, "Mean and 95 % interval", x_label, outcome_label(outcome))


def variance_reduction(
    daily: pd.DataFrame,
    runs: pd.DataFrame,
    column: str,
    by: Sequence[str],
    base: Any,
    ax: Axes | None = None,
) -> Axes:
    """Plot the variance reduction factor of common random numbers, by day.

    Parameters, errors as for `analysis.variance_reduction.variance_reduction_by_day`; ax: axes
    to plot on, None for a new figure.

    Examples
    --------
    >>> import pandas as pd
    >>> runs = pd.DataFrame({"key": list("abcd"), "help": ["no", "no", "yes", "yes"]})
    >>> daily = pd.DataFrame({"key": list("abcd"), "replicate": [0, 1, 0, 1],
    ...     "date": pd.Timestamp("2016-12-06"), "isis_killed": [1.0, 3.0, 2.0, 5.0]})
    >>> variance_reduction(daily, runs, "isis_killed", ["help"], "no").get_ylabel()
    'variance of unpaired over paired differences (ratio)'
    """
    table = variance_reduction_by_day(daily, runs, column, by, base)
    table = table[np.isfinite(table["vrf"])]
    if table.empty:
        raise AnalysisError(f"'{column}' is the same in all cases, or differs by a constant")
    ax, cases = axes_or_new(ax), list(dict.fromkeys(table["case"]))
    for case, (colour, dash) in case_styles(cases).items():
        part = table[table["case"] == case]
        ax.plot(part["date"], part["vrf"], dash, color=colour, label=case)
    ax.axhline(1.0, color="black", linewidth=0.8)
    ax.set_yscale("log")
    add_legend(ax, cases)
    set_date_ticks(ax)
    title = f"Variance reduction factor: {outcome_label(column).rpartition(' (')[0]}"
    return set_labels(ax, title, "date", "variance of unpaired over paired differences (ratio)")
