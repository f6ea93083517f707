"""A world whose posterior is known: targets that are linear in scores, with normal noise."""

import datetime

import numpy as np

from mesa_mosul.calibration.targets import error_covariance, observed
from mesa_mosul.inputs.schemas.evidence import CalibrationTarget

NOISE = 0.15
SLOPES = np.array([[0.8, 0.0, 0.3, 0.0], [0.0, -0.6, 0.3, 0.0], [0.5, 0.5, 0.0, 0.0]])
"""Effects of four scores, of which the last does nothing, on three targets."""


def make_target(number, value, error=0.2, form="equal", scale="log", **more):
    return CalibrationTarget(
        id=f"T{number:02d}", evidence="E061", observable="entry_day",
        date=datetime.date(2016, 12, 13), form=form, value=value, error=error, scale=scale,
        **more,
    )  # fmt: skip


TARGETS = tuple(make_target(number, value) for number, value in enumerate((1.6, 0.7, 1.2)))
"""On a log scale, on which the error is that of the table."""


def simulate_values(scores, random, replications=1):
    """Return values on the scales of the targets, shape (sets, replications, targets)."""
    noise = random.standard_normal((len(scores), replications, len(SLOPES)))
    return (scores @ SLOPES.T)[:, None] + NOISE * noise


def exact_posterior():
    """Return mean and covariance of the scores given what was observed (Gaussian algebra)."""
    covariance = error_covariance(TARGETS) + NOISE**2 * np.eye(len(SLOPES))
    precision = np.eye(SLOPES.shape[1]) + SLOPES.T @ np.linalg.solve(covariance, SLOPES)
    inverse = np.linalg.inv(precision)
    return inverse @ SLOPES.T @ np.linalg.solve(covariance, observed(TARGETS).values), inverse
