"""What was observed while a run's days passed: points of `seeds/history.csv`, ready to draw.

The model never reads them. A figure is grouped by who said it first, so that nobody is
counted twice; an official share of ground is a claim, whatever its source calls it.
"""

import datetime
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from mesa_mosul.rows.record import Observation
from mesa_mosul.setting import LAUNCH

WORDS = {
    "analysts": ("Musings", "ISW", "analyst"),
    "coalition or wire": ("coalition", "US Central Command", "Reuters"),
    "Iraqi officials": ("Iraqi", "Counter-Terrorism"),
    "ISIS": ("ISIS",),
    "United Nations": ("UNAMI", "OCHA", "IOM"),
}
"""Kinds of source, and the words by which an originator is known."""
OTHER = "others"
KINDS = (*WORDS, OTHER)


class Point(NamedTuple):
    """One observation, in the unit of its axis.

    begin, end: the days it speaks of, within the run. bound: only its upper end is known.
    """

    id: str
    kind: str
    measure: str
    begin: datetime.date
    end: datetime.date
    low: float
    middle: float
    high: float
    bound: bool

    def less(self, base: float) -> "Point":
        """Return the point counted from another level."""
        low, middle, high = self.low - base, self.middle - base, self.high - base
        return self._replace(low=low, middle=middle, high=high)

    def scaled(self, factor: float) -> "Point":
        """Return the point in another unit."""
        low, middle, high = self.low * factor, self.middle * factor, self.high * factor
        return self._replace(low=low, middle=middle, high=high)


def kind_of(originator: str) -> str:
    """Return what kind of source speaks; of several, the first named."""
    first = originator.split(" and ")[0]
    for kind, words in WORDS.items():
        if any(word in first for word in words):
            return kind
    return OTHER


def point(row: Observation, begin: datetime.date, end: datetime.date) -> Point:
    """Return an observation with its range, over the days given."""
    known = [value for value in (row.low, row.central, row.high) if value is not None]
    middle = row.central if row.central is not None else (known[0] + known[-1]) / 2
    bound = row.low is None and row.central is None
    kind, measure = kind_of(row.originator), row.measure
    if kind == "Iraqi officials" and measure == "held":
        measure = "claimed"
    return Point(row.id, kind, measure, begin, end, known[0], middle, known[-1], bound)


def territory(
    history: Iterable[Observation], area: str, first: datetime.date, last: datetime.date
) -> list[Point]:
    """Return the observed shares of an area in %, from the first to the last day."""
    return [
        point(row, row.date, row.date)
        for row in history
        if (row.series, row.area) == ("territory", area) and first <= row.date <= last
    ]


def totals(
    history: Iterable[Observation], series: str, first: datetime.date, last: datetime.date
) -> list[Point]:
    """Return the observed totals that count from the run's first day, as its ledger does."""
    return [
        point(row, row.date, row.date)
        for row in history
        if (row.series, row.measure, row.date_from) == (series, "total", first)
        and row.date <= last
    ]


def spans(
    history: Iterable[Observation], series: str, first: datetime.date, last: datetime.date
) -> list[Point]:
    """Return observed rates and levels whose days overlap the run's, cut to them."""
    return [
        point(row, max(first, row.date_from or row.date), min(last, row.date))
        for row in history
        if row.series == series
        and row.measure in ("rate", "level")
        and (row.date_from or row.date) <= last
        and row.date >= first
    ]


def a_day(
    history: Iterable[Observation], series: str, first: datetime.date, last: datetime.date
) -> list[Point]:
    """Return observed totals as means a day, each over the days since the total before it.

    Totals that count from one day are steps of one count, and of two to one day the first
    counts; only days of the run are kept.
    """
    found: list[Point] = []
    before: dict[datetime.date, tuple[float, datetime.date]] = {}
    rows = [row for row in history if (row.series, row.measure) == (series, "total")]
    for row in sorted(rows, key=lambda row: row.date):
        start = row.date_from or row.date
        gone, since = before.get(start, (0.0, start))
        days = (row.date - since).days + 1
        if days < 1:
            continue
        total = point(row, max(first, since), min(last, row.date))
        before[start] = (total.middle, row.date + datetime.timedelta(days=1))
        if since <= last and row.date >= first:
            found.append(total.less(gone).scaled(1 / days))
    return found


def since_start(
    history: Iterable[Observation], series: str, first: datetime.date, last: datetime.date
) -> list[Point]:
    """Return observed levels less the level on the eve of the run's first day.

    The eve's level is read off the line between its neighbours; at the launch it is 0.
    """
    rows = [row for row in history if (row.series, row.measure) == (series, "level")]
    levels = [point(row, row.date, row.date) for row in sorted(rows, key=lambda row: row.date)]
    days = [LAUNCH.toordinal(), *(level.end.toordinal() for level in levels)]
    base = np.interp(first.toordinal() - 1, days, [0.0, *(level.middle for level in levels)])
    return [level.less(float(base)) for level in levels if first <= level.end <= last]
