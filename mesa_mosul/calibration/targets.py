"""What was observed, and how likely a run is by it.

An observation is a run's value plus an error, and the density of that error is the kernel of
the approximate Bayesian computation, which makes it exact for these errors (Wilkinson 2013,
doi:10.1515/sagmb-2013-0010).
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
"""Standard deviation of what the model misses whatever its parameters, relative to a value."""
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
    scaled = np.array(values, float)
    for index, target in enumerate(targets):
        if target.scale == LOG:
            scaled[..., index] = np.log(np.maximum(scaled[..., index], SMALLEST_VALUE))
    return scaled


def observed(targets: Sequence[CalibrationTarget]) -> Observed:
    """Return what was observed: values, and bounds that hold."""
    return Observed(bounds_on_scale(targets), np.ones(len(targets), bool))


def error_covariance(targets: Sequence[CalibrationTarget]) -> np.ndarray:
    """Return the covariance of errors and discrepancy, shape (targets, targets)."""
    errors = np.array([target.error for target in targets])
    shared = np.array([target.shared_fraction for target in targets])
    discrepancy = np.array(
        [DISCREPANCY * (1.0 if target.scale == LOG else target.value) for target in targets]
    )
    covariance = np.diag(errors**2 + discrepancy**2)
    for row, one in enumerate(targets):
        for column, other in enumerate(targets):
            if row != column and one.group is not None and one.group == other.group:
                common = np.sqrt(shared[row] * shared[column]) * errors[row] * errors[column]
                covariance[row, column] = common
    return covariance


def log_likelihood(
    targets: Sequence[CalibrationTarget], values: np.ndarray, seen: Observed
) -> np.ndarray:
    """Return the log likelihood of what was observed for each run, shape (runs,).

    values: of the runs, on the scales of the targets, shape (runs, targets).
    """
    bounds = bounds_on_scale(targets)
    return density_of_observed(
        targets, values, seen.values, bounds, seen.bound_holds, error_covariance(targets)
    )


def density_of_observed(
    targets: Sequence[CalibrationTarget],
    values: np.ndarray,
    seen_values: np.ndarray,
    bounds: np.ndarray,
    bound_holds: np.ndarray,
    covariance: np.ndarray,
) -> np.ndarray:
    """Return the log density of observed values and bounds around values, shape (runs,).

    All on one scale; bounds are taken as independent of one another and of the rest.
    """
    equal = np.array([target.form == EQUAL for target in targets])
    law = scipy.stats.multivariate_normal(cov=covariance[np.ix_(equal, equal)])
    total = np.atleast_1d(law.logpdf(seen_values[equal] - values[:, equal]))
    for index in np.flatnonzero(~equal).tolist():
        inside = bounds[index] - values[:, index]
        if (targets[index].form == AT_MOST) != bound_holds[index]:
            inside = -inside
        sd = np.sqrt(covariance[index, index])
        total = total + scipy.stats.norm.logcdf(inside / sd)
    return total


def bounds_on_scale(targets: Sequence[CalibrationTarget]) -> np.ndarray:
    """Return the values of the targets on their scales, shape (targets,)."""
    return to_scale(targets, np.array([target.value for target in targets]))


def simulate_observation(
    targets: Sequence[CalibrationTarget], values: np.ndarray, random: np.random.Generator
) -> Observed:
    """Return what would be observed of a run with these values, errors drawn at random."""
    noisy = random.multivariate_normal(values, error_covariance(targets))
    is_upper = np.array([target.form == AT_MOST for target in targets])
    bounds = bounds_on_scale(targets)
    return Observed(noisy, np.where(is_upper, noisy <= bounds, noisy >= bounds))


def read_values(targets: Sequence[CalibrationTarget], runs: pd.DataFrame) -> np.ndarray:
    """Return the values of runs on the scales of their targets, shape (runs, targets)."""
    return to_scale(targets, runs[[target.id for target in targets]].to_numpy(float))
