"""What bounds an outcome: the least and largest value, and the end of a run."""

import functools
from typing import NamedTuple

import numpy as np
import pandas as pd
import scipy

from mesa_mosul.analysis.cases import is_boolean, numeric_outcome
from mesa_mosul.analysis.errors import AnalysisError
from mesa_mosul.analysis.survival import event_times
from mesa_mosul.plots.style import TERRITORY_COLUMN, outcome_unit

CENSORED_EVENTS = {"days_to_clear_east": "east_cleared"}
"""Outcomes that are the time until an event, to the run's end at most."""
EVENT_ABSENCE = {
    "captured": "not captured",
    "east_cleared": "not cleared",
    "stalled": "no stall",
}
"""What a run without an event is called."""
GRID_POINTS = 256
RANGE_MARGIN = 0.12
"""Margin beyond the values, as a fraction of their range, where no bound is nearer."""
SPIKE_WIDTH = 0.01
"""Least width of a kernel, as a fraction of the range that is plotted."""


class OutcomeValues(NamedTuple):
    """An outcome in each run: missing where the run ended before its event.

    value: float, indexed as the runs. absence: words for the runs that have no value, such as
    "not cleared by day 60"; empty if all have one.
    """

    value: pd.Series
    absence: str


def known_values(runs: pd.DataFrame, outcome: str) -> OutcomeValues:
    """Return an outcome as floats, days of events missing in runs that ended before.

    Raises AnalysisError for booleans, text, and values that are missing for another reason.
    """
    if is_boolean(runs, outcome):
        raise AnalysisError(
            f"'{outcome}' is true or false; plot its share of runs: probability {outcome}"
        )
    event = CENSORED_EVENTS.get(outcome, outcome.removesuffix("_day"))
    if outcome != event and {event, f"{event}_day", "days"} <= set(runs.columns):
        times = event_times(runs, event)
        observed = times["event_observed"]
        ends = runs.loc[~observed, "days"].unique()
        when = f"by day {ends[0]:g}" if len(ends) == 1 else "by the end of the run"
        absence = f"{EVENT_ABSENCE.get(event, f'no {event}')} {when}" if len(ends) else ""
        return OutcomeValues(times["day"].where(observed).astype(float), absence)
    return OutcomeValues(numeric_outcome(runs, outcome), "")


def outcome_bounds(runs: pd.DataFrame, outcome: str, value: np.ndarray) -> tuple[float, float]:
    """Return the least and the largest value that an outcome can have; infinite if unknown.

    An outcome that is nowhere negative counts as one that cannot be.
    """
    name = outcome.partition("@")[0]
    low = 0.0 if value.size and value.min() >= 0.0 else -np.inf
    high = np.inf
    if outcome_unit(outcome).endswith("0 to 1"):
        high = 1.0
    elif (match := TERRITORY_COLUMN.fullmatch(name)) and match[1] == "km2":
        high = area_km2(match[2])
    elif name.startswith("days") and "days" in runs.columns:
        high = float(runs["days"].max())
    return low, high if value.size and value.max() <= high else np.inf


@functools.cache
def area_km2(area: str) -> float:
    """Return the size of an area on the map of the scenario `reported`, km2."""
    from mesa_mosul.initialization.world_builder import build_world
    from mesa_mosul.inputs.scenario import scenario
    from mesa_mosul.inputs.tables import read_tables
    from mesa_mosul.simulation.daily_table import area_sizes_km2

    return area_sizes_km2(build_world(scenario("reported"), read_tables()))[area]


def value_grid(value: np.ndarray, bounds: tuple[float, float]) -> np.ndarray:
    """Return points over the range of values and a margin, within the bounds."""
    margin = RANGE_MARGIN * (np.ptp(value) or abs(float(value[0])) or 1.0)
    low, high = max(value.min() - margin, bounds[0]), min(value.max() + margin, bounds[1])
    if low == high:
        low, high = low - 0.5 * (low > bounds[0]), high + 0.5 * (high < bounds[1])
    return np.linspace(low, high, GRID_POINTS)


def bounded_density(
    value: np.ndarray, grid: np.ndarray, bounds: tuple[float, float]
) -> np.ndarray:
    """Return a kernel density on a grid, with an integral of 1 between the bounds.

    Kernels that reach beyond a bound are reflected at it (Silverman 1986, 2.10). The width is
    Silverman's for shapes that need not be normal, so that a spike is not hidden.
    """
    spread = min(value.std(ddof=1), scipy.stats.iqr(value) / 1.34) if len(value) > 1 else 0.0
    spread = spread or (value.std(ddof=1) if len(value) > 1 else 0.0)
    width = max(0.9 * spread * len(value) ** -0.2, SPIKE_WIDTH * float(np.ptp(grid)), 1e-12)
    images = [value, *(2.0 * bound - value for bound in bounds if np.isfinite(bound))]
    density = np.zeros(len(grid))
    for image in images:
        density += scipy.stats.norm.pdf((grid[:, None] - image) / width).mean(axis=1) / width
    return density
