"""Intervals of means and shares against statsmodels, and the design effect."""

import numpy as np
import pandas as pd
import pytest

from mesa_mosul.analysis.intervals import effective_sample_size, mean_interval, wilson_interval


@pytest.mark.parametrize("yes", [0, 1, 37, 199, 200])
def test_wilson_is_what_statsmodels_has(yes):
    from statsmodels.stats.proportion import proportion_confint

    assert wilson_interval(yes, 200) == pytest.approx(
        proportion_confint(yes, 200, method="wilson"), abs=1e-12
    )


def test_a_single_value_has_no_interval():
    assert np.isnan(mean_interval(np.array([3.0]))).all()


@pytest.mark.parametrize("is_common", [True, False])
def test_an_effective_sample_size_lies_between_replicates_and_runs(is_common):
    replicate = np.repeat(np.arange(100), 4)
    rng = np.random.default_rng(1)
    value = rng.random(100)[replicate] < 0.3 if is_common else rng.random(400) < 0.3
    size = effective_sample_size(pd.DataFrame({"replicate": replicate, "value": value * 1.0}))
    assert size == pytest.approx(100 if is_common else 400, rel=0.2)
