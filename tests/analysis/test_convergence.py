"""Advice on replications: it says when there are enough, and keeps its word."""

import numpy as np
import pytest

from mesa_mosul.analysis.convergence import advice, convergence
from mesa_mosul.analysis.distributions import mean_interval
from tests.analysis.tables import paired


def test_the_last_row_is_the_mean_of_all():
    table = paired(runs=60)
    value = table.loc[table["help"] == "none", "won"].to_numpy()
    last = convergence(table, "won", ["help"]).query("case == 'none'").iloc[-1]
    low, high = mean_interval(value)
    assert last[["mean", "low", "high", "sd"]].tolist() == pytest.approx(
        [value.mean(), low, high, value.std(ddof=1)]
    )


def test_a_mean_asks_for_the_runs_that_its_spread_takes():
    told = advice(paired(runs=400), "won", ["help"], half=0.1)
    assert told["needed"].tolist() == pytest.approx((1.96 * told["sd"] / 0.1) ** 2, rel=0.01)
    assert told["enough"].tolist() == (told["needed"] <= 400).tolist()


def test_the_interval_of_the_spread_covers_it():
    ends = [advice(paired(runs=100, seed=seed), "won", ["help"]).iloc[0] for seed in range(150)]
    covered = np.mean([abs(row["sd"] - 1.0) <= row["sd_half"] for row in ends])
    assert 0.88 <= covered <= 0.99


def test_equal_values_need_one_run():
    told = advice(paired(runs=20).assign(won=3.0), "won", ["help"])
    assert told["needed"].tolist() == [1, 1]
    assert told["enough"].all()
