"""The declaration of a column of the daily ledger, beside the rule that owns its figure."""

from collections import namedtuple
from typing import Any, NamedTuple

FLOAT_UNITS = ("km2", "share")
"""Units of measures; all others are counts, integers."""


class LedgerColumn(NamedTuple):
    """One column of the ledger: its name, unit and meaning.

    name: may hold one of {force}, {area} and {axis}; there is then a column for each. labels:
    the labels of a column that holds a code. divisor: what a stored number is divided by.
    """

    name: str
    unit: str
    meaning: str
    labels: tuple[str, ...] = ()
    divisor: int = 1

    @property
    def is_float(self) -> bool:
        """Whether it holds a measure, not a count or a code."""
        return self.unit in FLOAT_UNITS


def key(column: LedgerColumn) -> str:
    """Return a column's name without its placeholder: `strength` for `{force}_strength`."""
    before, brace, after = column.name.partition("{")
    return before + after.partition("}_")[2] if brace else column.name


def positions(*columns: LedgerColumn) -> Any:
    """Return the index of each column in its section, as a named tuple that rules can read."""
    names = [key(column) for column in columns]
    return namedtuple("Positions", names)(*range(len(names)))
