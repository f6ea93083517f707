"""From runs to weighted parameter sets."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from mesa_mosul.calibration.targets import Observed, log_likelihood
from mesa_mosul.inputs.schemas.evidence import CalibrationTarget

CENTRAL_PROBABILITIES = (0.1, 0.5, 0.9)
"""Ends and middle of intervals of 80 %."""


def weigh_sets(
    targets: Sequence[CalibrationTarget],
    values: np.ndarray,
    log_weight: np.ndarray,
    seen: Observed,
) -> np.ndarray:
    """Return weights of parameter sets by their runs, shape (sets,).

    values: on the scales of the targets, shape (sets, replications, targets). log_weight: by
    which the sets were drawn. Random variation is pooled over the sets, first over all and
    then by the weights that this gives, since it is to be right near the record.
    """
    means, replications = values.mean(axis=1), values.shape[1]
    weights = np.full(len(values), 1.0 / len(values))
    for _ in range(2):
        variation = pooled_variation(values, weights) * (1.0 + 1.0 / replications)
        weights = normalize_weights(
            log_likelihood(targets, means, variation, seen) - log_weight
        )
    return weights


def pooled_variation(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return the covariance of runs of a set about their mean, shape (targets, targets)."""
    deviations = values - values.mean(axis=1, keepdims=True)
    within = np.einsum("s,srt,sru->tu", weights / weights.sum(), deviations, deviations)
    return within / (values.shape[1] - 1)


def normalize_weights(log_likelihood: np.ndarray) -> np.ndarray:
    """Return weights that sum to 1, shape (sets,)."""
    weights = np.exp(log_likelihood - log_likelihood.max())
    return weights / weights.sum()


def effective_size(weights: np.ndarray) -> float:
    """Return how many equally weighted sets are worth as much (Kish 1965)."""
    return float(weights.sum() ** 2 / (weights**2).sum())


def weighted_quantiles(
    values: np.ndarray, weights: np.ndarray, probabilities: Sequence[float]
) -> np.ndarray:
    """Return quantiles of weighted values, shape (probabilities, columns).

    values: shape (sets, columns). A quantile lies between the sets beside it, each in the
    middle of its own weight.
    """
    quantiles = np.empty((len(probabilities), values.shape[1]))
    for column in range(values.shape[1]):
        order = np.argsort(values[:, column], kind="stable")
        weight = weights[order] / weights.sum()
        middles = np.cumsum(weight) - 0.5 * weight
        quantiles[:, column] = np.interp(probabilities, middles, values[order, column])
    return quantiles


def truncate_weights(weights: np.ndarray) -> np.ndarray:
    """Return weights of which none is above 1 / sqrt(sets), summing to 1.

    Truncated importance sampling (Ionides 2008, doi:10.1198/106186008X320456).
    """
    cut = np.minimum(weights / weights.sum(), 1.0 / np.sqrt(len(weights)))
    return cut / cut.sum()


def summarize_numbers(
    prior_numbers: pd.DataFrame, numbers: pd.DataFrame, weights: np.ndarray
) -> pd.DataFrame:
    """Return the prior's and the posterior's median and ends of 80 %, one row per number.

    prior_numbers: sets drawn from the prior. numbers, weights: weighted sets. shrinkage: 1 less
    the ratio of the posterior's width to the prior's; near 0 where the record says nothing.
    """
    prior = np.quantile(prior_numbers.to_numpy(float), CENTRAL_PROBABILITIES, axis=0)
    posterior = weighted_quantiles(numbers.to_numpy(float), weights, CENTRAL_PROBABILITIES)
    width = np.maximum(prior[2] - prior[0], np.finfo(float).tiny)
    columns = {
        "prior_low": prior[0], "prior_median": prior[1], "prior_high": prior[2],
        "low": posterior[0], "median": posterior[1], "high": posterior[2],
        "shrinkage": 1.0 - (posterior[2] - posterior[0]) / width,
    }  # fmt: skip
    return pd.DataFrame(columns, index=pd.Index(numbers.columns, name="parameter"))
