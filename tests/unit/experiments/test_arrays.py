"""Labelled arrays hold what the tables hold, place by place."""

import numpy as np
import pandas as pd
import pytest

import mesa_mosul as mm
from mesa_mosul.analysis.sampling.prior import campaign_numbers
from mesa_mosul.experiments.example import example_results, example_uncertain_results

INDEX = ["isis.returning_men", "iraqi.troops", "replicate"]


def test_every_run_is_in_its_place():
    results = example_results()
    data = results.to_xarray()
    assert dict(data.sizes) == {
        "isis.returning_men": 2, "iraqi.troops": 2, "replicate": 3, "date": 2
    }  # fmt: skip
    for row in results.runs.to_dict("records"):
        place = {name: row[name] for name in INDEX}
        assert data["iraqi_killed"].sel(place).item() == row["iraqi_killed"]
        assert pd.Timestamp(data["last_day"].sel(place).item()) == pd.Timestamp(row["last_day"])


def test_every_day_is_in_its_place():
    results = example_results()
    data, runs = results.to_xarray(), results.runs.set_index("key")
    for row in results.daily.to_dict("records"):
        run = runs.loc[row["key"]]
        place = {name: run[name] for name in INDEX}
        held = data["km2_city_held"].sel(place | {"date": row["date"]})
        assert held.item() == row["km2_city_held"]


def test_the_numbers_of_a_set_are_its_coordinates():
    results = example_uncertain_results()
    data, runs = results.to_xarray(), results.analysis.runs
    for row in runs.to_dict("records"):
        one = data.sel(draw=row["draw"], replicate=row["replicate"])
        assert one["isis.fighters"].item() == row["isis.fighters"]
        assert one["iraqi_killed"].item() == row["iraqi_killed"]


def test_missing_runs_are_nan(tmp_path):
    experiment = mm.Experiment("duel", days=1, replications=2, levers={"duel.red": [40, 50]})
    made = experiment.run(tmp_path / "r", workers=0, progress=False)
    made.analysis.runs = made.analysis.runs.iloc[:-1]
    killed = made.to_xarray()["iraqi_killed"]
    assert int(np.isnan(killed).sum()) == 1


def test_points_that_are_no_grid_are_a_dimension(tmp_path):
    experiment = mm.Experiment(
        "duel", days=1, replications=2, levers={"duel.red": [40, 50], "duel.blue": [50, 60]},
        design={"kind": "one_at_a_time"},
    )  # fmt: skip
    made = experiment.run(tmp_path / "r", workers=0, progress=False)
    data = made.to_xarray()
    assert data["iraqi_killed"].size >= len(made.runs)


def test_the_ensemble_weighs_its_sets_by_repeating_them():
    ensemble = mm.ensemble()
    tree = ensemble.to_arviz(prior_sets=400)
    assert set(tree["posterior"].data_vars) == set(ensemble.numbers)
    weighted = float((ensemble.weights * ensemble.numbers["isis.fighters"]).sum())
    assert tree["posterior"]["isis.fighters"].mean().item() == pytest.approx(weighted, rel=0.02)
    assert set(tree["prior"].data_vars) == set(ensemble.numbers) <= set(campaign_numbers())
