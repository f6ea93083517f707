"""Panels of a run's course: each takes a daily table and axes, draws, and returns the axes.

Lines are simulated; points and bars are observed, with the range that a source gives.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.container import ErrorbarContainer
from matplotlib.dates import date2num
from matplotlib.lines import Line2D
from matplotlib.ticker import StrMethodFormatter

from mesa_mosul.engine.codes import FORCES
from mesa_mosul.inputs import observations as observed
from mesa_mosul.inputs.observations import ObservedValue
from mesa_mosul.plots.map_layers import FORCE_COLOUR, FORCE_LABEL

MEASURE_STYLE = {
    "held": ("#000000", "-"),
    "entered": ("#56B4E9", "--"),
    "secured": ("#009E73", "-."),
    "claimed": ("#E69F00", ":"),
}
CAUSE_STYLE = {
    "by_isis": ("by ISIS", "#D55E00", "--"),
    "in_crossfire": ("in crossfire", "#CC79A7", "-."),
    "by_fires": ("by the attackers' fires", "#0072B2", ":"),
}
SOURCE_MARKER = dict(zip(observed.SOURCE_KINDS, ("o", "s", "^", "X", "D", "v"), strict=True))
MAX_DATE_TICKS = 6
LEGEND_ROW_PT = 14
MAX_WIDE_ENTRIES = 6
"""Entries of a legend up to which four fit beside each other."""
SHORT_SERIES_MARKER = {"-": ".", "--": "x", "-.": "+", ":": "1"}
"""Markers of a line that is too short for its dashes to show."""


def plot_series(
    ax: Axes, values: pd.Series, colour: str, dash: str, label: str, width: float = 1.7
) -> None:
    """Plot a simulated series; a run of a few days shows each as a marker."""
    ax.plot(
        values.index,
        values.to_numpy(),
        dash,
        color=colour,
        linewidth=width,
        marker=SHORT_SERIES_MARKER[dash] if len(values) < MAX_DATE_TICKS else "",
        label=label,
    )


def plot_observations(
    ax: Axes,
    observations: Sequence[ObservedValue],
    colour: str,
    series_label: str,
    hollow: bool = False,
) -> None:
    """Plot observations with their ranges, a marker for each kind of source."""
    for kind in dict.fromkeys(point.source_kind for point in observations):
        points = [point for point in observations if point.source_kind == kind]
        begin = date2num([point.start_date for point in points])
        end = date2num([point.end_date for point in points])
        low = np.array([point.low for point in points])
        middle = np.array([point.central for point in points])
        high = np.array([point.high for point in points])
        bound = np.array([point.is_upper_bound for point in points])
        ax.errorbar(
            (begin + end) / 2,
            middle,
            yerr=(np.where(bound, 0.1 * middle, middle - low), high - middle),
            xerr=(end - begin) / 2,
            uplims=bound,
            linestyle="",
            marker=SOURCE_MARKER[kind],
            color=colour,
            markerfacecolor="white" if hollow else colour,
            markeredgecolor="black",
            markersize=5.5,
            capsize=2,
            linewidth=1,
            zorder=5,
            label=f"{series_label}: {kind}",
        )


def date_tick_labels(days: pd.Index) -> list[str]:
    """Return dates in words, with the year where it changes."""
    years = [day.year for day in days]
    return [
        f"{day.day} {day:%b}" + (f"\n{day.year}" if day.year not in years[:index] else "")
        for index, day in enumerate(days)
    ]


def legend_entries(ax: Axes) -> list[Artist]:
    """Return a panel's lines, and one marker for each kind of source of its observations.

    An observation has the colour of the line beside which it belongs.
    """
    handles, labels = ax.get_legend_handles_labels()
    lines = [one for one in handles if not isinstance(one, ErrorbarContainer)]
    markers: dict[str, Artist] = {}
    for container, label in zip(handles, labels, strict=True):
        if isinstance(container, ErrorbarContainer):
            series, _, kind = label.rpartition(": ")
            marker = container.lines[0]
            is_hollow = marker.get_markerfacecolor() == "white"
            text = f"{series if is_hollow else 'observed'}: {kind}"
            face = "white" if is_hollow else "grey"
            markers[text] = Line2D(
                [], [], linestyle="", marker=SOURCE_MARKER[kind], markersize=5.5,
                markerfacecolor=face, markeredgecolor="black", label=text,
            )  # fmt: skip
    return [*lines, *markers.values()]


def style_panel(ax: Axes, daily: pd.DataFrame, title: str, unit: str) -> Axes:
    """Give a panel its title, its unit, its dates and, above it, its legend."""
    ax.set_ylabel(unit)
    ax.set_xlabel("date")
    days = daily.index[:: -(-len(daily) // MAX_DATE_TICKS)]
    ax.set_xticks(days, date_tick_labels(days), fontsize=9)
    ax.yaxis.set_major_formatter(StrMethodFormatter("{x:,g}"))
    margin = pd.Timedelta(hours=12 + len(daily) // 4)
    ax.set_xlim(daily.index[0] - margin, daily.index[-1] + margin)
    ax.set_ylim(0, max(1.0, ax.get_ylim()[1]))
    ax.grid(alpha=0.3, linewidth=0.5)
    ax.spines[["top", "right"]].set_visible(False)
    entries = legend_entries(ax)
    columns = 4 if len(entries) <= MAX_WIDE_ENTRIES else 3
    rows = -(-len(entries) // columns)
    ax.set_title(
        title, loc="left", fontsize=11, fontweight="bold", pad=6 + LEGEND_ROW_PT * rows
    )
    legend = ax.legend(
        handles=entries,
        loc="lower left",
        bbox_to_anchor=(0, 1),
        ncols=columns,
        frameon=False,
        fontsize=9,
        borderaxespad=0.2,
        handlelength=1.6,
        columnspacing=1.2,
    )
    # The title's distance makes room for it; its width must not narrow the panel.
    legend.set_in_layout(False)
    return ax


def last_day_text(daily: pd.DataFrame) -> str:
    """Return the last day of a run, in words."""
    return f"on {daily.index[-1].day} {daily.index[-1]:%B}"


def daily_increments(running_total: pd.Series) -> pd.Series:
    """Return what a running total gained on each day, from nothing."""
    return running_total.diff().fillna(running_total)


def territory_panel(
    daily: pd.DataFrame,
    ax: Axes,
    area: str = "east",
    observations: Sequence[ObservedValue] = (),
    km2: float | None = None,
) -> Axes:
    """Plot the share of an area by measure.

    observations: shares in %; km2: size of the area.
    """
    for measure, (colour, dash) in MEASURE_STYLE.items():
        plot_series(ax, 100 * daily[f"share_{area}_{measure}"], colour, dash, measure)
        points = [point for point in observations if point.measure == measure]
        plot_observations(ax, points, colour, f"observed {measure}")
    size = f" ({km2:.0f} km²)" if km2 else ""
    held = 100 * daily[f"share_{area}_held"].iloc[-1]
    title = f"The {area}{size}: {held:.0f} % held {last_day_text(daily)}"
    return style_panel(ax, daily, title, f"share of the {area} (%)")


def casualties_panel(
    daily: pd.DataFrame,
    ax: Axes,
    observed_killed: Sequence[ObservedValue] = (),
    observed_wounded: Sequence[ObservedValue] = (),
    observed_isis: Sequence[ObservedValue] = (),
) -> Axes:
    """Plot the killed and the ever wounded of each force that has casualties."""
    for force in FORCES:
        if daily[f"{force}_casualties"].any():
            for fate, dash in (("killed", "-"), ("wounded", "--")):
                label = f"{FORCE_LABEL[force]} {fate}"
                plot_series(ax, daily[f"{force}_{fate}"], FORCE_COLOUR[force], dash, label)
    plot_observations(ax, observed_killed, FORCE_COLOUR["iraqi"], "observed Iraqi killed")
    plot_observations(
        ax, observed_wounded, FORCE_COLOUR["iraqi"], "observed Iraqi wounded", hollow=True
    )
    plot_observations(ax, observed_isis, FORCE_COLOUR["isis"], "observed ISIS casualties")
    iraqi, isis = (daily[f"{force}_casualties"].iloc[-1] for force in ("iraqi", "isis"))
    title = f"Casualties since the start: {iraqi:,.0f} Iraqi, {isis:,.0f} ISIS"
    return style_panel(ax, daily, title, "personnel")


def cohesion_panel(daily: pd.DataFrame, ax: Axes) -> Axes:
    """Plot the mean cohesion of Iraqi troops and ISIS fighters."""
    for force, dash in (("iraqi", "-"), ("isis", "--")):
        plot_series(
            ax, daily[f"{force}_cohesion"], FORCE_COLOUR[force], dash, FORCE_LABEL[force]
        )
    iraqi, isis = (daily[f"{force}_cohesion"].iloc[-1] for force in ("iraqi", "isis"))
    title = f"Cohesion: Iraqi {iraqi:.2f}, ISIS {isis:.2f} {last_day_text(daily)}"
    style_panel(ax, daily, title, "mean cohesion (0 to 1)")
    ax.set_ylim(0, 1.05)
    return ax


def personnel_panel(
    daily: pd.DataFrame,
    ax: Axes,
    force: str = "iraqi",
    observed_in_contact: Sequence[ObservedValue] = (),
) -> Axes:
    """Plot how many of a force are in contact, hold territory and refit."""
    styles = {
        "in_contact": ("in contact", FORCE_COLOUR[force], "-"),
        "holding": ("holding territory", "#009E73", "--"),
        "refitting": ("refitting", "#000000", ":"),
    }
    for activity, (label, colour, dash) in styles.items():
        if f"{force}_{activity}" in daily:
            plot_series(ax, daily[f"{force}_{activity}"], colour, dash, label)
    plot_observations(ax, observed_in_contact, FORCE_COLOUR[force], "observed in contact")
    most = daily[f"{force}_in_contact"].max()
    title = f"{FORCE_LABEL[force]} personnel: at most {most:,.0f} in contact"
    return style_panel(ax, daily, title, "personnel")


def air_strikes_panel(daily: pd.DataFrame, ax: Axes) -> Axes:
    """Plot munitions dropped and strikes refused per day."""
    plot_series(ax, daily_increments(daily["air_munitions"]), "#0072B2", "-", "munitions")
    plot_series(
        ax, daily_increments(daily["refused_fires"]), "#E69F00", "--", "strikes refused"
    )
    dropped, refused = (daily[name].iloc[-1] for name in ("air_munitions", "refused_fires"))
    title = f"Air strikes: {dropped:,.0f} munitions, {refused:,.0f} strikes refused"
    return style_panel(ax, daily, title, "number per day")


def car_bombs_panel(
    daily: pd.DataFrame,
    ax: Axes,
    observed_launches: Sequence[ObservedValue] = (),
    observed_attacks: Sequence[ObservedValue] = (),
) -> Axes:
    """Plot car bombs per day: launched, stopped or failed, and effective."""
    launches, effective = daily["car_bombs_launched"], daily["car_bombs_effective"]
    plot_series(ax, daily_increments(launches), "#000000", "-", "launched", 1.3)
    plot_series(
        ax, daily_increments(launches - effective), "#56B4E9", "--", "stopped or failed", 1.3
    )
    plot_series(ax, daily_increments(effective), "#D55E00", "-.", "effective", 1.3)
    plot_observations(ax, observed_launches, "#000000", "observed launched")
    plot_observations(ax, observed_attacks, "#D55E00", "observed executed")
    title = f"Car bombs: {launches.iloc[-1]:,.0f} launched, {effective.iloc[-1]:,.0f} effective"
    return style_panel(ax, daily, title, "car bombs per day")


def civilian_deaths_panel(
    daily: pd.DataFrame, ax: Axes, observed_killed: Sequence[ObservedValue] = ()
) -> Axes:
    """Plot the civilians killed by cause; observations: totals of the province."""
    plot_series(ax, daily["civilians_killed"], "#000000", "-", "all causes")
    for cause, (label, colour, dash) in CAUSE_STYLE.items():
        plot_series(ax, daily[f"civilians_killed_{cause}"], colour, dash, label)
    plot_observations(ax, observed_killed, "#000000", "observed, province")
    killed = daily["civilians_killed"].iloc[-1]
    title = f"Civilians killed: {killed:,.0f} (simulated harm is no body count)"
    return style_panel(ax, daily, title, "civilians (running total)")


def displacement_panel(
    daily: pd.DataFrame, ax: Axes, observations: Sequence[ObservedValue] = ()
) -> Axes:
    """Plot the civilians who left the city; observations: displaced by the operation."""
    plot_series(ax, daily["civilians_displaced"] / 1000, "#0072B2", "-", "displaced")
    thousands = [point.times(0.001) for point in observations]
    plot_observations(ax, thousands, "#CC79A7", "observed, all districts, net")
    left = daily["civilians_displaced"].iloc[-1]
    title = f"Civilians displaced since the start: {left:,.0f}"
    return style_panel(ax, daily, title, "thousand civilians")
