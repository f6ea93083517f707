"""An experiment cut down to be tried: two levels of each lever, few replications."""

import datetime
from collections.abc import Sequence
from typing import Any

from mesa_mosul.analysis.sampling.designs import ONE_AT_A_TIME_COLUMNS, DesignPoint
from mesa_mosul.experiments.contrast_spec import Levels, levels_of_levers
from mesa_mosul.experiments.experiment_design import outcome_date, planned_end
from mesa_mosul.experiments.experiment_file import ExperimentSpec
from mesa_mosul.inputs.scenario import Scenario

TRIAL_REPLICATIONS, TRIAL_SETS, MAX_TRIAL_POINTS = 2, 4, 16
"""Replications of a trial, parameter sets of each combination of levers, most combinations."""
MAX_RUN_DAYS = 8000
"""Days of all runs of a trial together that are affordable: about half a minute on a core."""
MIN_DAYS, DAYS_AFTER_LAST_ACT = 20, 17
"""Fewest days of a run, and those beyond the last day that a lever names: reinforcements arrive
14 days after their decision."""
PATTERN_PREFIX = "pattern."
"""Beginning of outcomes that take the whole campaign."""
DAY_PARAMETER, RATE_PARAMETER = "_day", "per_day"
"""Ends of the names of parameters that are days of the run, and of those that are not."""


def trial_points(
    spec: ExperimentSpec, points: Sequence[DesignPoint], n_scenarios: int
) -> list[DesignPoint]:
    """Return the points of a trial: two levels of each lever, the first few parameter sets.

    The levels are crossed, or if that makes too many combinations, varied one at a time.
    """
    pairs = two_levels(spec)
    bases = {name: values[0] for name, values in pairs.items()}
    groups: dict[tuple[Any, ...], list[DesignPoint]] = {}
    for point in points:
        if set(ONE_AT_A_TIME_COLUMNS) <= point.factors.keys():
            group: tuple[Any, ...] = (point.factors["factor"],)
        elif all(point.factors[name] in values for name, values in pairs.items()):
            group = tuple(point.factors[name] for name in pairs)
        else:
            continue
        groups.setdefault(group, []).append(point)
    if set(ONE_AT_A_TIME_COLUMNS) <= points[0].factors.keys():
        return [
            point for group in groups.values() for point in group[:TRIAL_SETS]
            if point.factors["level"] == group[0].factors["level"]
        ]  # fmt: skip
    if len(groups) * n_scenarios > MAX_TRIAL_POINTS:
        groups = {
            levels: group for levels, group in groups.items()
            if sum(a != b for a, b in zip(levels, bases.values(), strict=True)) <= 1
        }  # fmt: skip
    return [point for group in groups.values() for point in group[:TRIAL_SETS]]


def two_levels(spec: ExperimentSpec) -> Levels:
    """Return the base level of each lever and another: the primary case, or the last."""
    levels, primary = levels_of_levers(spec.levers), spec.primary
    pairs = {}
    for name, values in levels.items():
        base = primary.base.get(name, values[0]) if primary else values[0]
        is_case = primary and primary.lever == name and primary.case is not None
        others = [value for value in values if value != base]
        others = [primary.case] if primary and is_case else others[-1:]
        pairs[name] = [base, *others]
    return pairs


def last_act(points: Sequence[DesignPoint]) -> int:
    """Return the latest day of the run on which a point sets something to happen."""
    days = [
        value for point in points for name, value in point.changes.items()
        if name.endswith(DAY_PARAMETER) and not name.endswith(RATE_PARAMETER)
    ]  # fmt: skip
    return int(max(days, default=0))


def trial_days(
    spec: ExperimentSpec, scenarios: Sequence[Scenario], points: Sequence[DesignPoint]
) -> tuple[int, str]:
    """Return the days of a trial's runs, and what is not tried because of them, in words.

    Runs last until the levers have acted and outcomes have their dates, if that is affordable.
    """
    planned = min(spec.days or one.days for one in scenarios)
    acted = max(MIN_DAYS, last_act(points) + DAYS_AFTER_LAST_ACT)
    wanted = min(planned, max(acted, last_outcome_day(spec.outcomes, scenarios, planned)))
    affordable = MAX_RUN_DAYS // (len(points) * len(scenarios) * TRIAL_REPLICATIONS)
    days = min(wanted, max(affordable, 1))
    note = f"{days} of {planned} days"
    if days < min(acted, planned):
        note += f", too few for levers that act until day {last_act(points)}"
    return days, note


def last_outcome_day(
    outcomes: Sequence[str], scenarios: Sequence[Scenario], planned: int
) -> int:
    """Return the day of a run on which all outcomes can be computed."""
    if any(name.startswith(PATTERN_PREFIX) for name in outcomes):
        return planned
    start = min(one.start for one in scenarios)
    dates = [outcome_date(name) for name in outcomes if outcome_date(name)]
    days = [(datetime.date.fromisoformat(date) - start).days + 1 for date in dates]
    return max(days, default=0)


def reached_outcomes(
    outcomes: Sequence[str], scenarios: Sequence[Scenario], days: int
) -> list[str]:
    """Return the outcomes whose date, if they have one, the runs of a trial reach."""
    last = min(planned_end(one, days) for one in scenarios).isoformat()
    return [name for name in outcomes if outcome_date(name) <= last]
