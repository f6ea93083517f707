"""Observed values of `seeds/history.csv` on the days of a run, ready to plot.

The model never reads them. A figure is grouped by its originator, so that a repeated figure
counts once; an official share of territory is a claim, whatever its source calls it.
"""

import datetime
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from mesa_mosul.inputs.scenario import CAMPAIGN_START
from mesa_mosul.inputs.schemas.evidence import Observation

ORIGINATOR_KEYWORDS = {
    "analysts": ("Musings", "ISW", "analyst"),
    "coalition or wire": ("coalition", "US Central Command", "Reuters"),
    "Iraqi officials": ("Iraqi", "Counter-Terrorism"),
    "ISIS": ("ISIS",),
    "United Nations": ("UNAMI", "OCHA", "IOM"),
}
"""Kinds of source, and the words by which an originator is recognized."""
OTHER_SOURCE = "others"
SOURCE_KINDS = (*ORIGINATOR_KEYWORDS, OTHER_SOURCE)


class ObservedValue(NamedTuple):
    """One observation, in the unit of a plot's axis.

    start_date, end_date: the days that it covers, within the run. is_upper_bound: only its
    upper end is known.
    """

    id: str
    source_kind: str
    measure: str
    start_date: datetime.date
    end_date: datetime.date
    low: float
    central: float
    high: float
    is_upper_bound: bool

    def minus(self, baseline: float) -> "ObservedValue":
        """Return the value less a baseline."""
        low, middle, high = self.low - baseline, self.central - baseline, self.high - baseline
        return self._replace(low=low, central=middle, high=high)

    def times(self, factor: float) -> "ObservedValue":
        """Return the value in another unit."""
        low, middle, high = self.low * factor, self.central * factor, self.high * factor
        return self._replace(low=low, central=middle, high=high)


def classify_originator(originator: str) -> str:
    """Return the kind of source of an originator; of several, the first counts."""
    first = originator.split(" and ")[0]
    for kind, words in ORIGINATOR_KEYWORDS.items():
        if any(word in first for word in words):
            return kind
    return OTHER_SOURCE


def to_observed_value(
    row: Observation, start_date: datetime.date, end_date: datetime.date
) -> ObservedValue:
    """Return an observation with its range, for the given days."""
    known = [value for value in (row.low, row.central, row.high) if value is not None]
    middle = row.central if row.central is not None else (known[0] + known[-1]) / 2
    bound = row.low is None and row.central is None
    kind, measure = classify_originator(row.originator), row.measure
    if kind == "Iraqi officials" and measure == "held":
        measure = "claimed"
    return ObservedValue(
        row.id, kind, measure, start_date, end_date, known[0], middle, known[-1], bound
    )


def select_territory(
    history: Iterable[Observation],
    area: str,
    first_date: datetime.date,
    last_date: datetime.date,
) -> list[ObservedValue]:
    """Return the observed shares of an area in %, from the first to the last day."""
    return [
        to_observed_value(row, row.date, row.date)
        for row in history
        if (row.series, row.area) == ("territory", area) and first_date <= row.date <= last_date
    ]


def select_totals(
    history: Iterable[Observation],
    series: str,
    first_date: datetime.date,
    last_date: datetime.date,
) -> list[ObservedValue]:
    """Return the observed totals that count from the first day of a run, as its ledger does."""
    return [
        to_observed_value(row, row.date, row.date)
        for row in history
        if (row.series, row.measure, row.date_from) == (series, "total", first_date)
        and row.date <= last_date
    ]


def select_levels_and_rates(
    history: Iterable[Observation],
    series: str,
    first_date: datetime.date,
    last_date: datetime.date,
) -> list[ObservedValue]:
    """Return observed rates and levels whose days overlap those of a run, cut to them."""
    return [
        to_observed_value(
            row, max(first_date, row.date_from or row.date), min(last_date, row.date)
        )
        for row in history
        if row.series == series
        and row.measure in ("rate", "level")
        and (row.date_from or row.date) <= last_date
        and row.date >= first_date
    ]


def daily_means(
    history: Iterable[Observation],
    series: str,
    first_date: datetime.date,
    last_date: datetime.date,
) -> list[ObservedValue]:
    """Return observed totals as daily means, each over the days since the total before it.

    Totals that count from the same day are steps of one count; of two that end on the same
    day the first counts. Only days of the run are kept.
    """
    means: list[ObservedValue] = []
    previous: dict[datetime.date, tuple[float, datetime.date]] = {}
    rows = [row for row in history if (row.series, row.measure) == (series, "total")]
    for row in sorted(rows, key=lambda row: row.date):
        start = row.date_from or row.date
        counted, since = previous.get(start, (0.0, start))
        days = (row.date - since).days + 1
        if days < 1:
            continue
        total = to_observed_value(row, max(first_date, since), min(last_date, row.date))
        previous[start] = (total.central, row.date + datetime.timedelta(days=1))
        if since <= last_date and row.date >= first_date:
            means.append(total.minus(counted).times(1 / days))
    return means


def change_since_start(
    history: Iterable[Observation],
    series: str,
    first_date: datetime.date,
    last_date: datetime.date,
) -> list[ObservedValue]:
    """Return observed levels less the level on the day before the first day of a run.

    That level is interpolated linearly; at the launch it is 0.
    """
    rows = [row for row in history if (row.series, row.measure) == (series, "level")]
    levels = [
        to_observed_value(row, row.date, row.date)
        for row in sorted(rows, key=lambda row: row.date)
    ]
    days = [CAMPAIGN_START.toordinal(), *(level.end_date.toordinal() for level in levels)]
    baseline = np.interp(
        first_date.toordinal() - 1, days, [0.0, *(level.central for level in levels)]
    )
    return [
        level.minus(float(baseline))
        for level in levels
        if first_date <= level.end_date <= last_date
    ]
