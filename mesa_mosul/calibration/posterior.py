"""From the likelihoods of runs to weighted parameter sets."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

CENTRAL_PROBABILITIES = (0.1, 0.5, 0.9)
"""Ends and middle of intervals of 80 %."""


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


def thin_sets(weights: np.ndarray, count: int, random: np.random.Generator) -> np.ndarray:
    """Return weights of which at most `count` are above 0, with the same expectations.

    Sets above a threshold keep their weight; the others are drawn systematically and get the
    threshold (Fearnhead and Clifford 2003, doi:10.1111/1467-9868.00421).
    """
    if np.count_nonzero(weights) <= count:
        return weights / weights.sum()
    weights = weights / weights.sum()
    threshold = find_threshold(weights, count)
    thinned = np.where(weights >= threshold, weights, 0.0)
    small = np.flatnonzero(weights < threshold)
    steps = np.concatenate([[0.0], np.cumsum(weights[small] / threshold)]) + random.random()
    thinned[small[np.floor(steps[1:]) > np.floor(steps[:-1])]] = threshold
    return thinned / thinned.sum()


def find_threshold(weights: np.ndarray, count: int) -> float:
    """Return c with sum(min(weights / c, 1)) = count."""
    ordered = np.sort(weights)[::-1]
    tails = np.concatenate([np.cumsum(ordered[::-1])[::-1], [0.0]])
    for kept in range(count):
        threshold = tails[kept] / (count - kept)
        if kept == ordered.size or ordered[kept] < threshold:
            return float(threshold)
    return float(ordered[count - 1])


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
