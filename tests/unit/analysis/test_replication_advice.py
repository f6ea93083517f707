"""Advice on replications: the number needed, and intervals that cover."""

import numpy as np
import pytest
from tables import paired_runs

from mesa_mosul.analysis.intervals import mean_interval
from mesa_mosul.analysis.replication_advice import convergence, replication_advice


def test_the_last_row_is_the_mean_of_all():
    table = paired_runs(runs=60)
    value = table.loc[table["help"] == "none", "km2"].to_numpy()
    last = convergence(table, "km2", ["help"]).query("case == 'none'").iloc[-1]
    low, high = mean_interval(value)
    assert last[["mean", "low", "high", "sd"]].tolist() == pytest.approx(
        [value.mean(), low, high, value.std(ddof=1)]
    )


def test_the_replications_needed_follow_from_the_standard_deviation():
    result = replication_advice(paired_runs(runs=400), "km2", ["help"], half_width=0.1)
    assert result["replications_needed"].tolist() == pytest.approx(
        (1.96 * result["sd"] / 0.1) ** 2, rel=0.01
    )
    assert result["is_sufficient"].tolist() == (result["replications_needed"] <= 400).tolist()


def test_the_interval_of_the_standard_deviation_covers_it():
    ends = [
        replication_advice(paired_runs(runs=100, seed=seed), "km2", ["help"]).iloc[0]
        for seed in range(150)
    ]
    covered = np.mean([abs(row["sd"] - 1.0) <= row["sd_half_width"] for row in ends])
    assert 0.88 <= covered <= 0.99


def test_equal_values_need_one_run():
    result = replication_advice(paired_runs(runs=20).assign(km2=3.0), "km2", ["help"])
    assert result["replications_needed"].tolist() == [1, 1]
    assert result["is_sufficient"].all()
