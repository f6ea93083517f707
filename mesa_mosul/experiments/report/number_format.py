"""Numbers, differences and intervals as text."""

import math

import pandas as pd

from mesa_mosul.plots.style import outcome_text

SIGNIFICANT_DIGITS, MAX_DECIMALS = 3, 4
NO_BREAK_SPACE = "\u00a0"
"""A space at which no line breaks."""


def format_number(value: float) -> str:
    """Return a number with three significant digits, and an integer from a hundred on.

    >>> format_number(12.345), format_number(1234.56)
    ('12.3', '1,235')
    """
    if math.isnan(value):
        return "-"
    if math.isinf(value):
        return "infinite"
    if value == 0.0:
        return "0"
    decimals = max(0, SIGNIFICANT_DIGITS - 1 - math.floor(math.log10(abs(value))))
    text = f"{value:,.{min(decimals, MAX_DECIMALS)}f}"
    return text if float(text.replace(",", "")) else "0"


def format_signed(value: float) -> str:
    """Return a difference with its sign."""
    text = format_number(value)
    return f"+{text}" if value > 0 and text != "0" else text


def format_interval(low: float, high: float) -> str:
    """Return an interval of differences, which no line breaks."""
    return f"{format_signed(low)}{NO_BREAK_SPACE}to{NO_BREAK_SPACE}{format_signed(high)}"


def format_difference(value: float, low: float, high: float) -> str:
    """Return a difference with its interval; `0 exactly` if both are 0.

    low, high: NaN for fewer than two pairs, and then the text says so.
    """
    if math.isnan(low):
        return "no pairs" if math.isnan(value) else f"{format_signed(value)} (no interval)"
    return (
        "0 exactly"
        if value == low == high == 0.0
        else f"{format_signed(value)} ({format_interval(low, high)})"
    )


def outcome_title(outcome: str) -> str:
    """Return the label of an outcome without its unit."""
    return outcome_text(outcome)


def format_cells(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table with every number as text."""
    return table.map(
        lambda cell: format_number(cell) if isinstance(cell, float) else
        f"{cell:,}" if isinstance(cell, int) and not isinstance(cell, bool) else cell
    )  # fmt: skip
