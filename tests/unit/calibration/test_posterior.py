"""From the likelihoods of runs to weighted parameter sets."""

import numpy as np
import pandas as pd
import pytest

from mesa_mosul.calibration.posterior import (
    effective_size,
    normalize_weights,
    summarize_numbers,
    truncate_weights,
    weighted_quantiles,
)


def test_weights_sum_to_one_however_small_the_likelihoods():
    weights = normalize_weights(np.array([-5000.0, -5001.0]))
    assert weights == pytest.approx([1 / (1 + np.exp(-1)), np.exp(-1) / (1 + np.exp(-1))])


def test_the_effective_size_counts_equal_sets_and_a_single_one():
    assert effective_size(np.full(40, 0.025)) == pytest.approx(40)
    assert effective_size(np.array([1.0, 0.0, 0.0])) == pytest.approx(1)


def test_integer_weights_are_repetitions():
    random = np.random.default_rng(1)
    values, counts = random.standard_normal((200, 2)), random.integers(1, 6, 200)
    repeated = np.repeat(values, counts, axis=0)
    expected = np.quantile(repeated, (0.1, 0.5, 0.9), axis=0)
    assert weighted_quantiles(values, counts, (0.1, 0.5, 0.9)) == pytest.approx(
        expected, abs=0.07
    )


def test_no_weight_is_above_one_over_the_root_of_the_sets():
    weights = np.array([0.97, *[0.0003] * 99, 0.0003])
    cut = truncate_weights(weights)
    assert cut.sum() == pytest.approx(1.0)
    assert cut[0] / cut[1] == pytest.approx((1 / np.sqrt(101)) / (0.0003 / weights.sum()))


def test_a_number_of_which_the_record_says_nothing_shrinks_by_nothing():
    random = np.random.default_rng(3)
    prior = pd.DataFrame(random.standard_normal((4000, 2)), columns=["known", "unknown"])
    weights = normalize_weights(-0.5 * (prior["known"].to_numpy() / 0.5) ** 2)
    table = summarize_numbers(prior, prior, weights)
    assert table.loc["unknown", "shrinkage"] == pytest.approx(0.0, abs=0.06)
    expected = 1.0 - np.sqrt(0.2)  # the posterior's variance is 1 / (1 + 4)
    assert table.loc["known", "shrinkage"] == pytest.approx(expected, abs=0.06)
