"""Numbers and intervals as a reader takes them in."""

import math

import pandas as pd

from mesa_mosul.plots.frames import label

DIGITS = 3
HARD = "\u00a0"
"""A blank at which no line breaks."""


def number(value: float) -> str:
    """Return a number with three digits that count, whole from a hundred on."""
    if math.isnan(value):
        return "-"
    if math.isinf(value):
        return "never"
    if value == 0.0:
        return "0"
    places = max(0, DIGITS - 1 - math.floor(math.log10(abs(value))))
    told = f"{value:,.{min(places, 4)}f}"
    return told if float(told.replace(",", "")) else "0"


def signed(value: float) -> str:
    """Return a difference with its sign."""
    told = number(value)
    return f"+{told}" if value > 0 and told != "0" else told


def span(low: float, high: float) -> str:
    """Return an interval of differences, which no line breaks."""
    return f"{signed(low)}{HARD}to{HARD}{signed(high)}"


def difference(value: float, low: float, high: float) -> str:
    """Return a difference and its interval; 0 where there is exactly none.

    Without an interval, from fewer than two pairs, it says so.
    """
    if math.isnan(low):
        return "no pairs" if math.isnan(value) else f"{signed(value)} (no interval)"
    return (
        "0 exactly" if value == low == high == 0.0 else f"{signed(value)} ({span(low, high)})"
    )


def about(outcome: str) -> str:
    """Return what an outcome is, without its unit."""
    return label(outcome).rpartition(" (")[0]


def cells(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table with every number as a reader takes it in."""
    return table.map(
        lambda cell: number(cell) if isinstance(cell, float) else
        f"{cell:,}" if isinstance(cell, int) and not isinstance(cell, bool) else cell
    )  # fmt: skip
