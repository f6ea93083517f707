"""Numbers, differences and intervals as text: nothing that is not 0 is printed as 0."""

import math
from typing import Any

import pandas as pd

from mesa_mosul.analysis.sampling.factors import find_parameter
from mesa_mosul.formatting import (
    NO_BREAK_SPACE,
    SMALLEST_DECIMAL,
    format_number,
    percent_text,
)
from mesa_mosul.parameters.errors import MosulError
from mesa_mosul.plots.style import outcome_text, outcome_unit

SMALLEST_P = 0.001
"""p-value below which it is only said that it is below."""
PERCENT, POINTS = "%", "percentage points"
STEPS_PER_INTERVAL = 10.0
"""A difference is rounded to a power of ten of at most the interval's width over this."""
IN_ALL_PAIRS = " in all pairs"
"""End of the text of a difference that is the same in all pairs."""


def format_signed(value: float) -> str:
    """Return a difference with its sign."""
    return f"+{format_number(value)}" if value > 0 else format_number(value)


def format_p_value(p: float) -> str:
    """Return a p-value, of a small one that it is small: its size says nothing more.

    >>> format_p_value(0.0312), format_p_value(1e-40)
    ('p = 0.0312', 'p < 0.001')
    """
    return f"p = {format_number(p)}" if p >= SMALLEST_P else f"p < {SMALLEST_P}"


def format_step(value: float, step: float) -> str:
    """Return a signed number rounded to a power of ten; with one digit if that would be 0.

    >>> format_step(31.96, 1.0), format_step(0.0004, 0.1), format_step(-0.0, 1.0)
    ('+32', '+0.0004', '0')
    """
    if value == 0.0 or not math.isfinite(value):
        return format_number(abs(value) if value == 0.0 else value)
    sign = "+" if value > 0 else "-"
    size = round(abs(value) / step) * step
    if size == 0.0:
        exponent = math.floor(math.log10(abs(value)))
        if abs(value) < SMALLEST_DECIMAL / 10:
            return format_signed(value)
        return f"{sign}{abs(value):.{max(0, -exponent)}f}"
    return f"{sign}{size:,.{max(0, -round(math.log10(step)))}f}"


def rounding_step(low: float, high: float) -> float:
    """Return the power of ten to which a number with this interval is rounded.

    >>> rounding_step(12.6, 51.5), rounding_step(-0.05, 0.02)
    (1.0, 0.001)
    """
    return float(10.0 ** math.floor(math.log10((high - low) / STEPS_PER_INTERVAL)))


def format_difference(value: float, low: float, high: float) -> str:
    """Return a difference with its interval, rounded to about a tenth of the interval's width.

    low, high: NaN where there is no interval, and then the text says so; no difference at all
    needs none.

    >>> format_difference(31.96, 12.62, 51.54).replace("\u00a0", " ")
    '+32 (+13 to +52)'
    """
    if math.isnan(value):
        return "no pairs"
    if math.isnan(low) or math.isnan(high):
        return f"0{IN_ALL_PAIRS}" if value == 0.0 else f"{format_signed(value)} (no interval)"
    if not (math.isfinite(low) and math.isfinite(high) and high > low):
        text = format_signed(value)
        is_spread = not low == high == value
        return (
            f"{text} ({format_interval(low, high)})" if is_spread else f"{text}{IN_ALL_PAIRS}"
        )
    step = rounding_step(low, high)
    bounds = (format_step(low, step), format_step(high, step))
    return f"{format_step(value, step)} ({join_interval(*bounds)})"


def format_size(value: float, low: float, high: float) -> tuple[str, str]:
    """Return a difference and its interval without signs, the smaller end first.

    The interval is empty where there is none. Ends of both signs have theirs.

    >>> format_size(-31.96, -51.54, -12.62), format_size(2.0, 2.0, 2.0)
    (('32', '13 to 52'), ('2.00', ''))
    """
    if not (math.isfinite(low) and math.isfinite(high) and high > low):
        return format_number(abs(value)), ""
    step = rounding_step(low, high)
    ends = [format_step(end, step) for end in (low, high)]
    if low >= 0.0 or high <= 0.0:
        ends = [end.lstrip("+-") for end in (ends if low >= 0.0 else reversed(ends))]
    return format_step(value, step).lstrip("+-"), " to ".join(ends)


def format_rounded(value: float, low: float, high: float) -> str:
    """Return a number with as many digits as an interval with these ends supports.

    >>> format_rounded(2351.4, -113.0, -53.0), format_rounded(8.18, -9.2, -7.2)
    ('2,351', '8.2')
    """
    if not (math.isfinite(low) and math.isfinite(high) and high > low):
        return format_number(value)
    return format_step(value, rounding_step(low, high)).lstrip("+")


def format_effect(effect: Any, outcome: str) -> str:
    """Return a difference with its interval, as `outcome_scale` scales it.

    effect: a row with difference, low and high.
    """
    scale = outcome_scale(outcome)[0]
    value, low, high = (scale * float(effect[name]) for name in ("difference", "low", "high"))
    return format_difference(value, low, high)


def format_interval(low: float, high: float) -> str:
    """Return an interval of differences, which no line breaks."""
    return join_interval(format_signed(low), format_signed(high))


def join_interval(low: str, high: str) -> str:
    """Return two bounds as an interval, which no line breaks."""
    return f"{low}{NO_BREAK_SPACE}to{NO_BREAK_SPACE}{high}"


def format_share(share: float, low: float, high: float) -> str:
    """Return a share with its interval in percent."""
    bounds = join_interval(percent_text(low), percent_text(high))
    return f"{percent_text(share)} % ({bounds} %)"


def format_mean(value: float, low: float, high: float, unit: str) -> str:
    """Return a mean with its interval and unit."""
    if math.isnan(low):
        return f"{format_number(value)} {unit}"
    return f"{format_number(value)} {unit} ({join_interval(*map(format_number, (low, high)))})"


def outcome_title(outcome: str) -> str:
    """Return the label of an outcome without its unit."""
    return outcome_text(outcome)


def is_share(outcome: str) -> bool:
    """Return whether an outcome is a share of runs or of an area, which is given in percent."""
    return outcome_unit(outcome).startswith("share")


def short_unit(outcome: str) -> str:
    """Return the unit of an outcome in a sentence that says elsewhere what is simulated."""
    return outcome_unit(outcome).partition(",")[0]


def outcome_scale(outcome: str) -> tuple[float, str]:
    """Return by what differences of an outcome are multiplied, and their unit then."""
    return (100.0, POINTS) if is_share(outcome) else (1.0, short_unit(outcome))


def format_level(outcome: str, value: float) -> str:
    """Return the mean of an outcome with its unit, a share in percent."""
    if is_share(outcome):
        return f"{percent_text(value)} %"
    return f"{format_number(value)} {short_unit(outcome)}"


def parameter_unit(name: str) -> str:
    """Return the unit of a parameter; empty for a name that is none."""
    try:
        return find_parameter(name).spec.unit
    except MosulError:
        return ""


def format_cells(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table with every number as text."""
    return table.map(
        lambda cell: format_number(cell) if isinstance(cell, float) else
        f"{cell:,}" if isinstance(cell, int) and not isinstance(cell, bool) else cell
    )  # fmt: skip
