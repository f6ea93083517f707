"""What was observed, and how likely runs are by it.

All is compared on the scales of the targets: logarithms, or roots, on which effects of numbers
add up and random variation hardly depends on them.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
import scipy

from mesa_mosul.inputs.schemas.evidence import CalibrationTarget
from mesa_mosul.inputs.tables import read_table

EQUAL, AT_MOST, LOG = "equal", "at_most", "log"
DISCREPANCY = 0.1
"""Standard deviation of what the model misses whatever its numbers, relative to a value."""
SMALLEST_VALUE = 0.5
"""Value that stands for a count of 0 on a log scale."""


class Observed(NamedTuple):
    """What was observed, on the scales of the targets.

    values, shape (targets,): of targets of form equal; the others are bounds. bound_holds,
    shape (targets,): whether the quantity with its error was within the bound.
    """

    values: np.ndarray
    bound_holds: np.ndarray


def read_targets() -> tuple[CalibrationTarget, ...]:
    """Return the targets of `seeds/calibration_targets.csv`."""
    return read_table("calibration_targets")  # type: ignore[return-value]


def to_scale(targets: Sequence[CalibrationTarget], values: np.ndarray) -> np.ndarray:
    """Return values on the scales of their targets, shape (..., targets)."""
    is_log = np.array([target.scale == LOG for target in targets])
    values = np.asarray(values, float)
    logarithms = np.log(np.maximum(values, SMALLEST_VALUE))
    return np.where(is_log, logarithms, np.sqrt(np.maximum(values, 0.0)))


def target_values(targets: Sequence[CalibrationTarget]) -> np.ndarray:
    """Return the values of the targets on their scales, shape (targets,)."""
    return to_scale(targets, np.array([target.value for target in targets]))


def observed(targets: Sequence[CalibrationTarget]) -> Observed:
    """Return what was observed: values, and bounds that hold."""
    return Observed(target_values(targets), np.ones(len(targets), bool))


def read_values(targets: Sequence[CalibrationTarget], runs: pd.DataFrame) -> np.ndarray:
    """Return the values of runs on the scales of their targets, shape (runs, targets)."""
    return to_scale(targets, runs[[target.id for target in targets]].to_numpy(float))


def error_covariance(targets: Sequence[CalibrationTarget]) -> np.ndarray:
    """Return the covariance of errors and discrepancy on the scales, shape (targets, targets).

    An error on a root's scale is that of the value times the slope of the root there.
    """
    errors = np.empty(len(targets))
    discrepancies = np.empty(len(targets))
    for index, target in enumerate(targets):
        slope = 1.0 if target.scale == LOG else 0.5 / np.sqrt(target.value)
        errors[index] = slope * target.error
        discrepancies[index] = DISCREPANCY * (
            1.0 if target.scale == LOG else slope * target.value
        )
    covariance = np.diag(errors**2 + discrepancies**2)
    for row, one in enumerate(targets):
        for column, other in enumerate(targets):
            if row != column and one.group is not None and one.group == other.group:
                shared = np.sqrt(one.shared_fraction * other.shared_fraction)
                covariance[row, column] = shared * errors[row] * errors[column]
    return covariance


def log_likelihood(
    targets: Sequence[CalibrationTarget],
    means: np.ndarray,
    variation: np.ndarray,
    seen: Observed,
) -> np.ndarray:
    """Return the log likelihood of what was observed for each parameter set, shape (sets,).

    A synthetic likelihood (Wood 2010, doi:10.1038/nature09319): what happened is one draw from
    a normal distribution of runs, and was observed with an error. means: of the runs of each
    set, shape (sets, targets). variation: covariance of single runs about them. Bounds are
    taken as independent of one another and of the rest.
    """
    covariance = error_covariance(targets) + variation
    equal = np.array([target.form == EQUAL for target in targets])
    law = scipy.stats.multivariate_normal(cov=covariance[np.ix_(equal, equal)])
    total = np.atleast_1d(law.logpdf(seen.values[equal] - means[:, equal]))
    bounds = target_values(targets)
    for index in np.flatnonzero(~equal).tolist():
        inside = bounds[index] - means[:, index]
        if (targets[index].form == AT_MOST) != seen.bound_holds[index]:
            inside = -inside
        sd = np.sqrt(covariance[index, index])
        total = total + scipy.stats.norm.logcdf(inside / sd)
    return total


def simulate_observation(
    targets: Sequence[CalibrationTarget], values: np.ndarray, random: np.random.Generator
) -> Observed:
    """Return what would be observed of a run with these values, errors drawn at random."""
    noisy = random.multivariate_normal(values, error_covariance(targets))
    is_upper = np.array([target.form == AT_MOST for target in targets])
    bounds = target_values(targets)
    return Observed(noisy, np.where(is_upper, noisy <= bounds, noisy >= bounds))
