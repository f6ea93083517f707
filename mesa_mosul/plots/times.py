"""What happens when: bands over the days, survival, quarters won and lost, convergence."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter

from mesa_mosul import observed
from mesa_mosul.analysis import comparison, distributions
from mesa_mosul.analysis import convergence as settling
from mesa_mosul.analysis import survival as curves
from mesa_mosul.analysis.cases import cases, check_columns
from mesa_mosul.analysis.errors import AnalysisError
from mesa_mosul.observed import Point
from mesa_mosul.panels import draw_points
from mesa_mosul.plots.frames import GROUND, colours, keyed, label, sheet, titled
from mesa_mosul.tables import read_all

if TYPE_CHECKING:
    from mesa_mosul.fight import Run

WON, LOST = "quarter won", "quarter lost"
TOTALS = ("iraqi_killed", "iraqi_wounded", "isis_losses", "civilians_killed")


def dated(axes: Axes) -> None:
    """Give an axis of dates readable ticks."""
    axes.xaxis.set_major_locator(AutoDateLocator(maxticks=8))
    axes.xaxis.set_major_formatter(ConciseDateFormatter(axes.xaxis.get_major_locator()))


def band(
    daily: pd.DataFrame,
    runs: pd.DataFrame,
    column: str,
    by: Sequence[str] = (),
    axes: Axes | None = None,
) -> Axes:
    """Draw a recorded column by day: median of the runs and the band of 5 to 95 % of them.

    daily: one row a run and day, by `key`; runs: gives the factors of each key. What was
    observed of the same quantity is drawn beside it, each source by its own operator: shares of
    ground as held or claimed, totals that count from the runs' first day.
    """
    check_columns(daily, ["key", "date"])
    unique = runs.drop_duplicates("key").assign(case=cases(runs.drop_duplicates("key"), by))
    table = daily.merge(unique[["key", "case"]], on="key")
    told = distributions.band(table, column, table["case"])
    axes, found = sheet(axes), list(dict.fromkeys(told["case"]))
    for case, (colour, dash) in colours(found).items():
        part = told[told["case"] == case]
        axes.fill_between(
            part["date"], part["low"], part["high"], color=colour, alpha=0.18, linewidth=0
        )
        axes.plot(part["date"], part["median"], dash, color=colour, label=case)
    draw_points(axes, seen(column, daily["date"]), "#000000", "observed")
    keyed(axes, [*found, "observed"])
    dated(axes)
    title = f"Median and 5 to 95 % of {len(unique):,} runs"
    return titled(axes, title, "date", label(column))


def seen(column: str, dates: pd.Series) -> list[Point]:
    """Return what was observed of a column on these dates."""
    history = read_all().history
    first, last = dates.min().date(), dates.max().date()
    if column in TOTALS:
        return observed.totals(history, column, first, last)
    if found := GROUND.fullmatch(column):
        scale = 0.01 if found[1] == "share" else 0.01 * km2(found[2])
        points = observed.territory(history, found[2], first, last)
        return [point.scaled(scale) for point in points if point.measure == found[3]]
    return []


def km2(area: str) -> float:
    """Return the size of an area in km2, as the world's map has it."""
    from mesa_mosul.build import build
    from mesa_mosul.outcome import areas
    from mesa_mosul.setting import scenario

    return areas(build(scenario("reported"), read_all()))[area]


def survival(
    runs: pd.DataFrame, event: str, by: Sequence[str] = (), axes: Axes | None = None
) -> Axes:
    """Draw the share of runs in which an event has not come, by day (Kaplan-Meier).

    event: captured, east_cleared or stalled. Bands are 95 % intervals of each day alone; runs
    without it are counted to their last day.
    """
    told = curves.survival(runs, event, by)
    axes, found = sheet(axes), list(dict.fromkeys(told["case"]))
    for case, (colour, dash) in colours(found).items():
        part = told[told["case"] == case]
        axes.step(part["day"], part["share"], dash, color=colour, where="post", label=case)
        axes.fill_between(
            part["day"],
            part["low"],
            part["high"],
            step="post",
            color=colour,
            alpha=0.15,
            linewidth=0,
        )
    keyed(axes, found)
    axes.set_ylim(-0.03, 1.03)
    words = {"captured": "city not yet captured", "east_cleared": "east not yet cleared",
             "stalled": "no stall yet"}  # fmt: skip
    up = f"{words.get(event, f'no {event} yet')} (share of runs)"
    return titled(axes, f"{len(runs):,} runs", "days from the start (days)", up)


def timeline(run: "Run", axes: Axes | None = None) -> Axes:
    """Draw the quarters that changed hands in one run: a bar from won to lost or to the end."""
    names = [quarter.name for quarter in run.stage.tables.quarters]
    turns = run.events[run.events["what"].isin([WON, LOST])]
    if turns.empty:
        raise AnalysisError("no quarter changed hands in this run")
    order = list(dict.fromkeys(turns["one"].astype(int)))
    end = run.daily.index[-1] + pd.Timedelta(days=1)
    axes = sheet(axes, len(order), wide=7.5)
    axes.figure.set_figheight(max(3.0, 1.2 + 0.17 * len(order)))  # type: ignore[union-attr]
    for at, quarter in enumerate(order):
        for start, stop in held(turns[turns["one"] == quarter], run.daily.index[0], end):
            axes.barh(at, stop - start, left=start, height=0.7, color="#9fcbea")
    lost = turns[turns["what"] == LOST]
    rows = [order.index(int(one)) for one in lost["one"]]
    axes.plot(lost["date"], rows, "x", color="#D55E00", label="lost again")
    axes.set_yticks(range(len(order)), [names[one] for one in order], fontsize=6)
    axes.set_ylim(len(order) - 0.4, -0.6)
    axes.xaxis_date()
    dated(axes)
    won = int((turns["what"] == WON).sum())
    title = f"Quarters won {won} times, lost {len(lost)}: {run.scenario.name}, seed {run.seed}"
    return titled(axes, title, "date", "quarter (name)")


def held(turns: pd.DataFrame, first: pd.Timestamp, end: pd.Timestamp) -> list[tuple[Any, Any]]:
    """Return the spans in which a quarter counted as won; one lost first was won before."""
    spans, since = [], first if turns.iloc[0]["what"] == LOST else None
    for date, what in zip(turns["date"], turns["what"], strict=True):
        if what == WON and since is None:
            since = date
        elif what == LOST and since is not None:
            spans.append((since, date))
            since = None
    return spans + ([(since, end)] if since is not None else [])


def convergence(
    runs: pd.DataFrame, outcome: str, by: Sequence[str] = (), axes: Axes | None = None
) -> Axes:
    """Draw the mean of an outcome and its 95 % interval over the first n replications."""
    told = settling.convergence(runs, outcome, by)
    axes, found = sheet(axes), list(dict.fromkeys(told["case"]))
    for case, (colour, dash) in colours(found).items():
        part = told[told["case"] == case]
        axes.plot(part["replications"], part["mean"], dash, color=colour, label=case)
        axes.fill_between(
            part["replications"],
            part["low"],
            part["high"],
            color=colour,
            alpha=0.12,
            linewidth=0,
        )
    keyed(axes, found)
    last = told[told["replications"] >= settling.FIRST * 2]
    if len(last):
        ends = np.array([last["low"].min(), last["high"].max()])
        axes.set_ylim(*(ends + np.array([-0.1, 0.1]) * (np.ptp(ends) or 1.0)))
    return titled(axes, "Mean and 95 % interval", "replications (runs a case)", label(outcome))


def gain(
    daily: pd.DataFrame,
    runs: pd.DataFrame,
    column: str,
    by: Sequence[str],
    base: Any,
    axes: Axes | None = None,
) -> Axes:
    """Draw what common luck gains by day: variance of unpaired over paired differences."""
    told = comparison.gain_by_day(daily, runs, column, by, base)
    told = told[np.isfinite(told["gain"])]
    if told.empty:
        raise AnalysisError(f"'{column}' is the same in all cases, or differs by a constant")
    axes, found = sheet(axes), list(dict.fromkeys(told["case"]))
    for case, (colour, dash) in colours(found).items():
        part = told[told["case"] == case]
        axes.plot(part["date"], part["gain"], dash, color=colour, label=case)
    axes.axhline(1.0, color="black", linewidth=0.8)
    axes.set_yscale("log")
    keyed(axes, found)
    dated(axes)
    about, _, _ = label(column).rpartition(" (")
    return titled(
        axes,
        f"What common luck gains: {about}",
        "date",
        "variance unpaired over paired (ratio)",
    )
