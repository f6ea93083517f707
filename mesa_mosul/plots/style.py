"""What all plots share: axes, labels and units of outcomes, colours of cases."""

import datetime
import re
from collections.abc import Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.container import ErrorbarContainer
from matplotlib.legend_handler import HandlerErrorbar

from mesa_mosul.plots.map_layers import FORCE_LABEL
from mesa_mosul.plots.notebook_figure import new_figure

PALETTE = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
"""By Okabe and Ito: distinguishable by readers who are colour-blind."""
LINE_STYLES = ("-", "--", "-.", ":")
AREA_LABELS = {
    "city": "territory of the city",
    "east": "territory of the east",
    "west": "territory of the west",
    "old_city": "territory of the Old City",
    "theatre": "territory of the theatre",
}
OUTCOME_LABELS = {
    "captured": "city captured (share of runs)",
    "east_cleared": "east cleared (share of runs)",
    "stalled": "offensive stalls (share of runs)",
    "captured_day": "city captured (days from the start)",
    "east_cleared_day": "east cleared (days from the start)",
    "stalled_day": "stall begins (days from the start)",
    "civilians_killed": "civilians killed (civilians, simulated)",
    "civilians_injured": "civilians injured (civilians, simulated)",
    "civilians_displaced": "civilians displaced (civilians, simulated)",
    "car_bombs_launched": "car bombs launched (number)",
    "car_bombs_effective": "car bombs effective (number)",
    "air_munitions": "munitions from the air (number)",
    "days_to_clear_east": "time until the east is cleared, to the run's end at most (days)",
    "days": "length of the run (days)",
}
FORCE_COLUMN = re.compile(rf"({'|'.join(FORCE_LABEL)})_(\w+)")
TERRITORY_COLUMN = re.compile(rf"(km2|share)_({'|'.join(AREA_LABELS)})_(\w+)")
ERRORBAR_LEGEND = {ErrorbarContainer: HandlerErrorbar(xerr_size=1.2, yerr_size=0.5)}
"""How a legend shows points with their ranges."""
MIN_HEIGHT_IN, ROW_HEIGHT_IN = 1.6, 0.27


def outcome_label(outcome: str) -> str:
    """Return the label of an outcome or a column, with its unit in brackets."""
    name, _, date = outcome.partition("@")
    when = f", {format_long_date(date)}" if date else ""
    if name in OUTCOME_LABELS:
        text, _, unit = OUTCOME_LABELS[name].partition(" (")
        return f"{text}{when} ({unit}"
    if match := TERRITORY_COLUMN.fullmatch(name):
        unit = {"km2": "km²", "share": "share, 0 to 1"}[match[1]]
        return f"{AREA_LABELS[match[2]]}, {match[3]}{when} ({unit})"
    if match := FORCE_COLUMN.fullmatch(name):
        unit = "0 to 1" if match[2] == "cohesion" else "personnel"
        return f"{FORCE_LABEL[match[1]]} {match[2].replace('_', ' ')}{when} ({unit})"
    return f"{name.replace('_', ' ')}{when} (value)"


def format_long_date(date: str) -> str:
    """Return a date in words."""
    day = datetime.date.fromisoformat(date)
    return f"{day.day} {day:%B %Y}"


def outcome_unit(outcome: str) -> str:
    """Return the unit of an outcome as its label states it."""
    return outcome_label(outcome).rpartition("(")[2].rstrip(")")


def axes_or_new(
    ax: Axes | None, row_count: int = 0, width_in: float = 7.0, height_in: float = 4.2
) -> Axes:
    """Return the given axes, or those of a new figure that has room for the rows.

    A notebook shows new axes as their figure; see `notebook_figure`.
    """
    if ax is not None:
        return ax
    return new_figure(
        width_in, MIN_HEIGHT_IN + ROW_HEIGHT_IN * row_count if row_count else height_in
    ).subplots()


def case_styles(cases: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Return a colour and a line style for each case."""
    count = len(PALETTE)
    return {
        case: (PALETTE[index % count], LINE_STYLES[index // count % len(LINE_STYLES)])
        for index, case in enumerate(cases)
    }


def set_labels(ax: Axes, title: str, x_label: str, y_label: str) -> Axes:
    """Set the title and the axis labels of a plot."""
    ax.set_title(title, loc="left", fontsize=10, fontweight="bold", wrap=True)
    ax.set_xlabel(x_label)
    ax.set_ylabel(y_label)
    ax.grid(True, color="#e0e0e0", linewidth=0.6)
    ax.set_axisbelow(True)
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    return ax


def add_legend(ax: Axes, cases: Sequence[str]) -> None:
    """Add a legend of the cases, if there is more than one."""
    if len(cases) > 1:
        font_size = 7 if len(cases) > 6 else 8
        ax.legend(fontsize=font_size, frameon=False, handler_map=ERRORBAR_LEGEND)


def set_row_labels(ax: Axes, row_labels: Sequence[str]) -> None:
    """Name the rows of a plot, the first on top."""
    ax.set_yticks(range(len(row_labels)), list(row_labels), fontsize=8)
    ax.set_ylim(len(row_labels) - 0.4, -0.6)


def named_rows(table: pd.DataFrame) -> list[Any]:
    """Return the rows of a table, columns as attributes."""
    return list(table.itertuples(index=False))
