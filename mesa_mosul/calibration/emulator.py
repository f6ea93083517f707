"""An emulator: what a run would show of each target, as a regression on the numbers drawn.

The numbers enter as standard normal scores of their prior, so that the prior is a standard
normal distribution of independent scores. What the regression leaves over is random variation
of runs and numbers that hardly act; its covariance is estimated from runs left out.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from mesa_mosul.analysis.errors import optional_import
from mesa_mosul.calibration.targets import Observed, log_likelihood
from mesa_mosul.inputs.schemas.evidence import CalibrationTarget

with optional_import("a calibration"):
    from sklearn.linear_model import BayesianRidge, LassoCV
    from sklearn.model_selection import cross_val_predict

MAX_ACTIVE, MAX_SQUARED, MAX_CROSSED = 80, 30, 8
"""Most scores that a regression uses, and most of them that it squares and crosses."""
FOLDS, MAX_ITERATIONS = 5, 10_000
"""Folds of validation, and iterations of the choice of active scores."""


class Regression(NamedTuple):
    """A regression of one target on its active scores.

    active: columns of the scores, the strongest first. r2: of runs left out.
    """

    active: np.ndarray
    model: BayesianRidge
    r2: float

    def predict(self, scores: np.ndarray) -> np.ndarray:
        """Return predictions on the scale of the target, shape (sets,)."""
        return self.model.predict(cross_features(scores[:, self.active]))


class Emulator(NamedTuple):
    """Regressions of all targets, and the covariance of what they leave over."""

    targets: tuple[CalibrationTarget, ...]
    regressions: tuple[Regression, ...]
    residual_covariance: np.ndarray

    def log_likelihood(self, scores: np.ndarray, seen: Observed) -> np.ndarray:
        """Return the log likelihood of what was observed for sets of numbers, shape (sets,)."""
        means = np.column_stack([one.predict(scores) for one in self.regressions])
        return log_likelihood(self.targets, means, self.residual_covariance, seen)


def cross_features(scores: np.ndarray) -> np.ndarray:
    """Return scores, squares and products of the first of them, shape (sets, features)."""
    first = min(scores.shape[1], MAX_CROSSED)
    products = [
        scores[:, row] * scores[:, column]
        for row in range(first)
        for column in range(row + 1, first)
    ]
    return np.column_stack([scores, scores[:, :MAX_SQUARED] ** 2, *products])


def fit_regression(scores: np.ndarray, values: np.ndarray) -> tuple[Regression, np.ndarray]:
    """Return the regression of one target, and the residuals of runs left out."""
    spread = max(float(values.std()), np.finfo(float).eps)
    lasso = LassoCV(cv=FOLDS, max_iter=MAX_ITERATIONS)
    coefficients = np.abs(lasso.fit(scores, (values - values.mean()) / spread).coef_)
    active = np.argsort(-coefficients)[: max(1, min(MAX_ACTIVE, (coefficients > 0).sum()))]
    features = cross_features(scores[:, active])
    residuals = values - cross_val_predict(BayesianRidge(), features, values, cv=FOLDS)
    r2 = 1.0 - float((residuals**2).mean()) / spread**2
    return Regression(active, BayesianRidge().fit(features, values), r2), residuals


def fit_emulator(
    targets: Sequence[CalibrationTarget], scores: np.ndarray, values: np.ndarray
) -> Emulator:
    """Return an emulator.

    scores: shape (runs, numbers). values: of the runs on the scales of the targets, shape
    (runs, targets).
    """
    fits = [fit_regression(scores, column) for column in values.T]
    residuals = np.column_stack([residual for _, residual in fits])
    return Emulator(tuple(targets), tuple(fit for fit, _ in fits), np.cov(residuals.T))
