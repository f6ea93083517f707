"""Dates, shares and tables as a reader likes them: plain text, one width."""

import datetime
import textwrap
from collections.abc import Iterable, Sequence

WIDTH = 96


def day_in_words(date: datetime.date) -> str:
    """Return a date as 6 December 2016."""
    return f"{date.day} {date:%B %Y}"


def percent(share: float, digits: int = 0) -> str:
    """Return a share as percent."""
    return f"{100 * share:.{digits}f} %"


def sentence(parts: Iterable[str]) -> str:
    """Return the parts that are not empty, joined by semicolons."""
    return "; ".join(part for part in parts if part)


def aligned(rows: Sequence[Sequence[str]], left: int = 1, gap: str = "  ") -> list[str]:
    """Return rows of cells as lines in columns.

    left: so many columns stand to the left, the others to the right.
    """
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        cells = [
            cell.ljust(width) if at < left else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append(gap.join(cells).rstrip())
    return lines


def wrapped(text: str, indent: int = 0, hang: int = 0) -> list[str]:
    """Return a text as lines; hang: spaces more for all lines but the first."""
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent + hang),
        break_long_words=False,
        break_on_hyphens=False,
    )
