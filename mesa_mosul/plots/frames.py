"""What all plots share: axes, the words and units of outcomes, the colours of cases."""

import datetime
import re
from collections.abc import Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.container import ErrorbarContainer
from matplotlib.legend_handler import HandlerErrorbar

from mesa_mosul.layers import SHOWN_AS
from mesa_mosul.maps import canvas

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
"""Of Okabe and Ito: told apart by readers who are colour-blind."""
DASHES = ("-", "--", "-.", ":")
AREAS = {
    "city": "ground of the city",
    "east": "ground of the east",
    "west": "ground of the west",
    "old_city": "ground of the Old City",
    "theatre": "ground of the theatre",
}
WORDS = {
    "captured": "city captured (share of runs)",
    "east_cleared": "east cleared (share of runs)",
    "stalled": "offensive stalls (share of runs)",
    "captured_day": "city captured (days from the start)",
    "east_cleared_day": "east cleared (days from the start)",
    "stalled_day": "stall begins (days from the start)",
    "civilians_killed": "civilians killed (people, simulated)",
    "civilians_hurt": "civilians hurt (people, simulated)",
    "civilians_displaced": "civilians displaced (people, simulated)",
    "car_bombs_launched": "car bombs launched (number)",
    "car_bombs_effective": "car bombs effective (number)",
    "munitions": "munitions from the air (number)",
    "days_to_clear_east": "time until the east is cleared, to the run's end at most (days)",
    "days": "length of the run (days)",
}
FORCE = re.compile(rf"({'|'.join(SHOWN_AS)})_(\w+)")
GROUND = re.compile(rf"(km2|share)_({'|'.join(AREAS)})_(\w+)")
WITH_ERRORS = {ErrorbarContainer: HandlerErrorbar(xerr_size=1.2, yerr_size=0.5)}
"""How a legend shows points with their ranges."""
LEAST_HIGH, A_CASE = 1.6, 0.27


def label(outcome: str) -> str:
    """Return what an outcome or a column is, in words, with its unit."""
    name, _, date = outcome.partition("@")
    when = f", {day_words(date)}" if date else ""
    if name in WORDS:
        about, _, unit = WORDS[name].partition(" (")
        return f"{about}{when} ({unit}"
    if found := GROUND.fullmatch(name):
        unit = {"km2": "km²", "share": "share, 0 to 1"}[found[1]]
        return f"{AREAS[found[2]]}, {found[3]}{when} ({unit})"
    if found := FORCE.fullmatch(name):
        unit = "0 to 1" if found[2] == "cohesion" else "men"
        return f"{SHOWN_AS[found[1]]} {found[2].replace('_', ' ')}{when} ({unit})"
    return f"{name.replace('_', ' ')}{when} (value)"


def day_words(date: str) -> str:
    """Return a date in words."""
    day = datetime.date.fromisoformat(date)
    return f"{day.day} {day:%B %Y}"


def unit(outcome: str) -> str:
    """Return the unit of an outcome, as its label has it."""
    return label(outcome).rpartition("(")[2].rstrip(")")


def sheet(axes: Axes | None, rows: int = 0, wide: float = 7.0, high: float = 4.2) -> Axes:
    """Return axes to draw on: those given, or of a figure with room for so many rows."""
    if axes is not None:
        return axes
    return canvas(wide, LEAST_HIGH + A_CASE * rows if rows else high).subplots()


def colours(cases: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Return a colour and a dash for each case."""
    count = len(COLOURS)
    return {
        case: (COLOURS[at % count], DASHES[at // count % len(DASHES)])
        for at, case in enumerate(cases)
    }


def titled(axes: Axes, title: str, across: str, up: str) -> Axes:
    """Give a plot its title and the labels of its axes."""
    axes.set_title(title, loc="left", fontsize=10, fontweight="bold", wrap=True)
    axes.set_xlabel(across)
    axes.set_ylabel(up)
    axes.grid(True, color="#e0e0e0", linewidth=0.6)
    axes.set_axisbelow(True)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    return axes


def keyed(axes: Axes, cases: Sequence[str]) -> None:
    """Add the key of cases, if there is more than one."""
    if len(cases) > 1:
        size = 7 if len(cases) > 6 else 8
        axes.legend(fontsize=size, frameon=False, handler_map=WITH_ERRORS)


def rows_named(axes: Axes, cases: Sequence[str]) -> None:
    """Name the rows of a plot, the first on top."""
    axes.set_yticks(range(len(cases)), list(cases), fontsize=8)
    axes.set_ylim(len(cases) - 0.4, -0.6)


def rows_of(table: pd.DataFrame) -> list[Any]:
    """Return the rows of a table, columns as attributes."""
    return list(table.itertuples(index=False))
