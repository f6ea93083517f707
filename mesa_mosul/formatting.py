"""Numbers, dates, shares and tables as plain text: nothing that is not 0 is written as 0."""

import datetime
import math
import re
import textwrap
from collections.abc import Sequence

LINE_WIDTH = 96
SIGNIFICANT_DIGITS = 3
SMALLEST_DECIMAL = 1e-3
"""Numbers below this one are written with a power of ten."""
ROUNDING_ERROR = 1e-12
"""Below it a share differs from 1 by errors of floating-point arithmetic alone."""
MAX_DECIMALS = 12
NO_BREAK_SPACE = "\u00a0"
"""A space at which no line breaks."""
SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def has_word_beginning(part: str, text: str) -> bool:
    """Return whether a word of a text begins with a part, in small letters or large.

    Names are texts of words, too.

    >>> has_word_beginning("rain", "weather.rain_days"), has_word_beginning("rain", "terrain")
    (True, False)
    """
    start = r"(?<![^\W_])" if part[:1].isalnum() else ""
    return re.search(start + re.escape(part), text, re.IGNORECASE) is not None


def format_number(value: float, digits: int = SIGNIFICANT_DIGITS) -> str:
    """Return a number with significant digits, an integer in full.

    >>> format_number(12.345), format_number(1234.56)
    ('12.3', '1,235')
    >>> format_number(0.0000123).replace(NO_BREAK_SPACE, " ")
    '1.23 × 10⁻⁵'
    """
    if math.isnan(value):
        return "-"
    if math.isinf(value):
        return "infinite" if value > 0 else "-infinite"
    if value == 0.0:
        return "0"
    exponent = math.floor(math.log10(abs(value)))
    if abs(value) < SMALLEST_DECIMAL:
        mantissa, _, power = f"{value:.{digits - 1}e}".partition("e")
        power = str(int(power)).translate(SUPERSCRIPTS)
        return f"{mantissa}{NO_BREAK_SPACE}×{NO_BREAK_SPACE}10{power}"
    return f"{value:,.{max(0, digits - 1 - exponent)}f}"


def percent_text(share: float) -> str:
    """Return a share in percent, without the sign; never 0 or 100 for what is not.

    >>> percent_text(0.02), percent_text(1.0), percent_text(0.99971)
    ('2.00', '100', '99.97')
    """
    share = snap_share(share)
    text = format_number(100.0 * share)
    if 0.0 < share < 1.0 and float_of(text) >= 100.0:
        decimals = 1 - math.floor(math.log10(100.0 * (1.0 - share)))
        return f"{100.0 * share:.{min(max(decimals - 1, 1), 12)}f}"
    return "100" if share == 1.0 else text


def snap_share(share: float) -> float:
    """Return 1 for a share that differs from it by rounding errors alone.

    >>> snap_share(1.0 - 1e-15), snap_share(0.9)
    (1.0, 0.9)
    """
    return 1.0 if abs(share - 1.0) < ROUNDING_ERROR else share


def float_of(text: str) -> float:
    """Return the number that a text of `format_number` stands for."""
    digits, _, power = text.replace(",", "").partition(f"{NO_BREAK_SPACE}×")
    return float(digits) if not power else 0.0


def percent_with_decimals(share: float, decimals: int) -> str:
    """Return a share in percent; with more decimals if it would else be written as 0 or 100.

    >>> percent_with_decimals(0.25, 0), percent_with_decimals(0.0004, 0)
    ('25', '0.04')
    """
    share = snap_share(share)
    for count in range(decimals, MAX_DECIMALS):
        text = f"{100.0 * share:.{count}f}"
        if share in (0.0, 1.0) or abs(float(text)) not in (0.0, 100.0):
            break
    return text


def decimal_text(value: float, decimals: int, signed: bool = False) -> str:
    """Return a number with decimals; with its first digit if it would else be written as 0.

    >>> decimal_text(12.34, 1), decimal_text(0.0004, 1), decimal_text(0.0, 1, signed=True)
    ('12.3', '0.0004', '+0.0')
    """
    if 0.0 < abs(value) < 0.5 * 10.0**-decimals:
        decimals = min(-math.floor(math.log10(abs(value))), MAX_DECIMALS)
    return f"{value:{'+' if signed else ''},.{decimals}f}"


def format_date(date: datetime.date) -> str:
    """Return a date as 6 December 2016."""
    return f"{date.day} {date:%B %Y}"


def format_percent(fraction: float, digits: int = 0) -> str:
    """Return a fraction in per cent, such as 25 %."""
    return f"{percent_with_decimals(fraction, digits)} %"


def align_rows(rows: Sequence[Sequence[str]], n_left: int = 1, gap: str = "  ") -> list[str]:
    """Return rows of cells as lines in columns.

    n_left: number of columns that are aligned to the left; the others are aligned to the right.
    """
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        cells = [
            cell.ljust(width) if column < n_left else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append(gap.join(cells).rstrip())
    return lines


def wrap_text(text: str, indent: int = 0, hanging_indent: int = 0) -> list[str]:
    """Return a text as lines; hanging_indent: further spaces for all lines but the first."""
    return textwrap.wrap(
        text,
        LINE_WIDTH,
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent + hanging_indent),
        break_long_words=False,
        break_on_hyphens=False,
    )
