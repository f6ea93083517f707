"""The mean of a sample that may be skewed: Student's t interval, and that without skewness.

Hall, P. (1992): On the removal of skewness by transformation, Journal of the Royal Statistical
Society B 54, 221-228. Over parameter sets many means are skewed: a case that differs in few
sets, an outcome that grows by factors. Student's interval then ends too early on one side. Of a
few values that lie on both sides of 0 it is Hall's that does, as their skewness is chance; so
that each end is the outer one of both.
"""

import numpy as np
import scipy

from mesa_mosul.analysis.confidence import CONFIDENCE_LEVEL

MIN_SKEWNESS = 1e-6
"""Skewness over the root of the number of values below which nothing is to be removed."""
MAX_SKEWNESS = 0.8
"""The same, times the quantile of t, up to which it is removed: beyond, an end of the interval
would run away. A hundred values of which five are not 0 have about as much."""


def limits_of_mean(deviations: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the ends of the 95 % interval of a mean, as differences from it.

    deviations: independent values less their mean, (values, ...); two or more.

    >>> low, high = limits_of_mean(np.array([-1.0, 0.0, 1.0]))
    >>> low.round(3).tolist(), high.round(3).tolist()
    (-2.484, 2.484)
    >>> low, high = limits_of_mean(np.array([-1.0, -1.0, -1.0, 3.0]))
    >>> low.round(3).tolist(), high.round(3).tolist()
    (-3.182, 5.08)
    """
    error = deviations.std(axis=0, ddof=1) / np.sqrt(len(deviations))
    quantile, shape = student_quantile(len(deviations)), removed_skewness(deviations)
    upper = np.maximum(quantile, inverse_transformation(quantile, shape))
    lower = np.minimum(-quantile, inverse_transformation(-quantile, shape))
    return -error * upper, -error * lower


def student_quantile(count: int) -> float:
    """Return the quantile of Student's t at which a 95 % interval of a mean ends."""
    return float(scipy.special.stdtrit(count - 1, 0.5 + CONFIDENCE_LEVEL / 2))


def smaller_statistic(t: np.ndarray, deviations: np.ndarray) -> np.ndarray:
    """Return Student's t of a mean, or that without skewness if it is nearer to 0; absolute."""
    return np.minimum(np.abs(t), np.abs(transformation(t, removed_skewness(deviations))))


def removed_skewness(deviations: np.ndarray) -> np.ndarray:
    """Return the skewness over the root of the number of values, to the extent it is removed.

    0 where all are equal.
    """
    scale = np.sqrt((deviations**2).mean(axis=0))
    cubes = ((deviations / np.where(scale > 0.0, scale, 1.0)) ** 3).mean(axis=0)
    limit = MAX_SKEWNESS / student_quantile(len(deviations))
    return np.asarray(np.clip(cubes / np.sqrt(len(deviations)), -limit, limit))


def transformation(t: np.ndarray, shape: np.ndarray) -> np.ndarray:
    """Return Student's t without skewness (Hall 1992)."""
    return np.asarray(t + shape * t**2 / 3.0 + shape**2 * t**3 / 27.0 + shape / 6.0)


def inverse_transformation(value: float, shape: np.ndarray) -> np.ndarray:
    """Return the t of which `transformation` is the value."""
    is_skewed = np.abs(shape) > MIN_SKEWNESS
    divisor = np.where(is_skewed, shape, 1.0)
    root = np.cbrt(1.0 + divisor * (value - divisor / 6.0))
    return np.where(is_skewed, 3.0 * (root - 1.0) / divisor, value)
