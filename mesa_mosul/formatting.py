"""Dates, shares and tables as plain text of one width."""

import datetime
import textwrap
from collections.abc import Sequence

LINE_WIDTH = 96


def format_date(date: datetime.date) -> str:
    """Return a date as 6 December 2016."""
    return f"{date.day} {date:%B %Y}"


def format_percent(fraction: float, digits: int = 0) -> str:
    """Return a fraction in per cent, such as 25 %."""
    return f"{100 * fraction:.{digits}f} %"


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
