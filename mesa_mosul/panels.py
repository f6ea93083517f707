"""Panels of a run's course: each takes a ledger and an axes, draws, and returns the axes.

Lines are simulated; points and bars are observed, with the range that a source gives.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.container import ErrorbarContainer
from matplotlib.dates import date2num
from matplotlib.legend_handler import HandlerErrorbar
from matplotlib.ticker import StrMethodFormatter

from mesa_mosul import observed
from mesa_mosul.layers import COLOUR, SHOWN_AS
from mesa_mosul.names import FORCES
from mesa_mosul.observed import Point

MEASURE = {
    "held": ("#000000", "-"),
    "entered": ("#56B4E9", "--"),
    "secured": ("#009E73", "-."),
    "claimed": ("#E69F00", ":"),
}
CAUSE = {
    "by_isis": ("by ISIS", "#D55E00", "--"),
    "in_crossfire": ("in crossfire", "#CC79A7", "-."),
    "by_fires": ("by the attackers' fires", "#0072B2", ":"),
}
MARK = dict(zip(observed.KINDS, ("o", "s", "^", "X", "D", "v"), strict=True))
TICKS = 6
DOT = {"-": ".", "--": "x", "-.": "+", ":": "1"}
"""Marks of a line that is too short for its dashes to show."""


def line(
    axes: Axes, values: pd.Series, colour: str, dash: str, label: str, width: float = 1.7
) -> None:
    """Draw a simulated series; a run of a few days shows each as a dot."""
    axes.plot(
        values.index,
        values.to_numpy(),
        dash,
        color=colour,
        linewidth=width,
        marker=DOT[dash] if len(values) < TICKS else "",
        label=label,
    )


def draw_points(
    axes: Axes, points: Sequence[Point], colour: str, about: str, hollow: bool = False
) -> None:
    """Draw observations with their ranges, a marker for each kind of source."""
    for kind in dict.fromkeys(point.kind for point in points):
        some = [point for point in points if point.kind == kind]
        begin, end = (date2num([point[at] for point in some]) for at in (3, 4))
        low, middle, high = (np.array([point[at] for point in some]) for at in (5, 6, 7))
        bound = np.array([point.bound for point in some])
        axes.errorbar(
            (begin + end) / 2,
            middle,
            yerr=(np.where(bound, 0.1 * middle, middle - low), high - middle),
            xerr=(end - begin) / 2,
            uplims=bound,
            linestyle="",
            marker=MARK[kind],
            color=colour,
            markerfacecolor="white" if hollow else colour,
            markeredgecolor="black",
            markersize=5.5,
            capsize=2,
            linewidth=1,
            zorder=5,
            label=f"{about}: {kind}",
        )


def date_words(days: pd.Index) -> list[str]:
    """Return dates in words, with the year where it changes."""
    years = [day.year for day in days]
    return [
        f"{day.day} {day:%b}" + (f"\n{day.year}" if day.year not in years[:at] else "")
        for at, day in enumerate(days)
    ]


def finish(axes: Axes, daily: pd.DataFrame, title: str, unit: str) -> Axes:
    """Give a panel its title, its unit, its dates and its legend."""
    axes.set_title(title, loc="left", fontsize=10, fontweight="bold")
    axes.set_ylabel(unit)
    axes.set_xlabel("date")
    days = daily.index[:: -(-len(daily) // TICKS)]
    axes.set_xticks(days, date_words(days), fontsize=8)
    axes.yaxis.set_major_formatter(StrMethodFormatter("{x:,g}"))
    room = pd.Timedelta(hours=12 + len(daily) // 4)
    axes.set_xlim(daily.index[0] - room, daily.index[-1] + room)
    axes.set_ylim(0, max(1.0, axes.get_ylim()[1]))
    axes.grid(alpha=0.3, linewidth=0.5)
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(
        loc="upper left",
        bbox_to_anchor=(1, 1),
        frameon=False,
        fontsize=8,
        handler_map={ErrorbarContainer: HandlerErrorbar(xerr_size=1.2, yerr_size=0.5)},
    )
    return axes


def per_day(total: pd.Series) -> pd.Series:
    """Return what a running total gained on each day, from nothing."""
    return total.diff().fillna(total)


def territory(
    daily: pd.DataFrame,
    axes: Axes,
    area: str = "east",
    points: Sequence[Point] = (),
    km2: float | None = None,
) -> Axes:
    """Draw the share of an area by measure; points: observed shares in %; km2: its size."""
    for measure, (colour, dash) in MEASURE.items():
        line(axes, 100 * daily[f"share_{area}_{measure}"], colour, dash, measure)
        seen = [point for point in points if point.measure == measure]
        draw_points(axes, seen, colour, f"observed {measure}")
    size = f", {km2:.0f} km²" if km2 else ""
    return finish(axes, daily, f"Territory: the {area}{size}", f"share of the {area} (%)")


def losses(
    daily: pd.DataFrame,
    axes: Axes,
    killed: Sequence[Point] = (),
    wounded: Sequence[Point] = (),
    isis: Sequence[Point] = (),
) -> Axes:
    """Draw the killed and wounded of each force that has any; the rest is observed."""
    for force in FORCES:
        if daily[f"{force}_losses"].any():
            for fate, more, dash in (("killed", "", "-"), ("wounded", ", not back", "--")):
                label = f"{SHOWN_AS[force]} {fate}{more}"
                line(axes, daily[f"{force}_{fate}"], COLOUR[force], dash, label)
    draw_points(axes, killed, COLOUR["iraqi"], "observed Iraqi killed")
    draw_points(axes, wounded, COLOUR["iraqi"], "observed Iraqi wounded, all", hollow=True)
    draw_points(axes, isis, COLOUR["isis"], "observed ISIS losses")
    return finish(axes, daily, "Losses since the run's start", "men")


def cohesion(daily: pd.DataFrame, axes: Axes) -> Axes:
    """Draw the mean cohesion of Iraqi and ISIS men."""
    for force, dash in (("iraqi", "-"), ("isis", "--")):
        line(axes, daily[f"{force}_cohesion"], COLOUR[force], dash, SHOWN_AS[force])
    finish(axes, daily, "Cohesion", "mean cohesion (0 to 1)")
    axes.set_ylim(0, 1.05)
    return axes


def men(
    daily: pd.DataFrame, axes: Axes, force: str = "iraqi", engaged: Sequence[Point] = ()
) -> Axes:
    """Draw what a force's men do; engaged: observed men in contact."""
    looks = {
        "engaged": ("in contact", COLOUR[force], "-"),
        "holding": ("holding ground", "#009E73", "--"),
        "resting": ("refitting", "#000000", ":"),
    }
    for what, (label, colour, dash) in looks.items():
        if f"{force}_{what}" in daily:
            line(axes, daily[f"{force}_{what}"], colour, dash, label)
    draw_points(axes, engaged, COLOUR[force], "observed in contact")
    return finish(axes, daily, f"{SHOWN_AS[force]} men on a day", "men")


def fires(daily: pd.DataFrame, axes: Axes) -> Axes:
    """Draw munitions dropped and strikes refused a day."""
    line(axes, per_day(daily["munitions"]), "#0072B2", "-", "munitions")
    line(axes, per_day(daily["refusals"]), "#E69F00", "--", "strikes refused")
    return finish(axes, daily, "Air strikes", "number a day")


def car_bombs(
    daily: pd.DataFrame,
    axes: Axes,
    launched: Sequence[Point] = (),
    executed: Sequence[Point] = (),
) -> Axes:
    """Draw car bombs a day: launched, stopped or failed, effective; the rest is observed."""
    launches, effective = daily["car_bombs_launched"], daily["car_bombs_effective"]
    line(axes, per_day(launches), "#000000", "-", "launched", 1.3)
    line(axes, per_day(launches - effective), "#56B4E9", "--", "stopped or failed", 1.3)
    line(axes, per_day(effective), "#D55E00", "-.", "effective", 1.3)
    draw_points(axes, launched, "#000000", "observed launched")
    draw_points(axes, executed, "#D55E00", "observed executed")
    return finish(axes, daily, "Car bombs", "car bombs a day")


def civilians_killed(daily: pd.DataFrame, axes: Axes, killed: Sequence[Point] = ()) -> Axes:
    """Draw the people killed by cause; killed: observed totals of the province."""
    line(axes, daily["civilians_killed"], "#000000", "-", "all causes")
    for cause, (label, colour, dash) in CAUSE.items():
        line(axes, daily[f"civilians_killed_{cause}"], colour, dash, label)
    draw_points(axes, killed, "#000000", "observed, province")
    title = "Civilians killed: simulated harm is no body count"
    return finish(axes, daily, title, "people (running total)")


def displaced(daily: pd.DataFrame, axes: Axes, seen: Sequence[Point] = ()) -> Axes:
    """Draw the people who left the city; seen: those displaced by the operation."""
    line(axes, daily["civilians_displaced"] / 1000, "#0072B2", "-", "displaced")
    thousands = [point.scaled(0.001) for point in seen]
    draw_points(axes, thousands, "#CC79A7", "observed, all districts, net")
    return finish(axes, daily, "Civilians displaced since the start", "thousand people")
