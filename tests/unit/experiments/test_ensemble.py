"""The ensemble: read, checked, and drawn from."""

import json

import numpy as np
import pandas as pd
import pytest

from mesa_mosul.experiments.calibrated_sets import warn_of_other_model
from mesa_mosul.experiments.ensemble import EnsembleError, choose_sets, ensemble
from mesa_mosul.experiments.experiment import Experiment
from mesa_mosul.experiments.spec_errors import ExperimentError
from mesa_mosul.experiments.trial import trial_points
from mesa_mosul.inputs.csv_reader import SeedError

ROWS = {"weight": [0.5, 1.5], "seed": [7, 2**59], "isis.fighters": [4000, 5000]}


def write(folder, table, provenance='{"scenario": "campaign"}'):
    pd.DataFrame(table).to_csv(folder / "ensemble.csv", index=False)
    (folder / "ensemble.json").write_text(provenance, encoding="utf-8")
    return folder


def test_an_ensemble_is_read_with_weights_that_sum_to_one(tmp_path):
    read = ensemble(write(tmp_path, ROWS))
    assert read.weights.tolist() == [0.25, 0.75]
    assert read.numbers.to_dict("list") == {"isis.fighters": [4000, 5000]}
    assert read.seeds.tolist() == [7, 2**59]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"weight": [0.5, 0.0]}, "above 0"),
        ({"weight": [0.5, None]}, "a value in every cell"),
        ({"isis.fighters": [4000, 10**9]}, "isis.fighters is 1000000000"),
        ({"isis.fighter": [1, 2]}, "no parameter is called 'isis.fighter'"),
    ],
)
def test_a_damaged_ensemble_is_refused_with_what_would_be_right(tmp_path, changes, message):
    with pytest.raises(SeedError, match=message):
        ensemble(write(tmp_path, {**ROWS, **changes}))


@pytest.mark.parametrize("text", ["[]", "{}", "no json"])
def test_an_ensemble_without_provenance_is_refused(tmp_path, text):
    with pytest.raises(SeedError, match=r"ensemble\.json"):
        ensemble(write(tmp_path, ROWS, text))


def test_a_missing_ensemble_is_named_with_the_command_that_makes_it(tmp_path):
    with pytest.raises(SeedError, match=r"ensemble\.csv is missing .* 'mosul calibrate'"):
        ensemble(tmp_path)


def test_sets_are_chosen_in_proportion_to_their_weights_and_once():
    weights = np.random.default_rng(1).uniform(0.5, 1.5, 40)
    weights /= weights.sum()
    chosen = [choose_sets(weights, 10, np.random.default_rng(seed)) for seed in range(8000)]
    assert all(len(set(rows.tolist())) == 10 for rows in chosen)
    share = np.bincount(np.concatenate(chosen), minlength=40) / 8000
    assert share == pytest.approx(10 * weights, abs=5 * np.sqrt(0.25 / 8000))


def test_a_set_too_heavy_for_its_share_is_chosen_for_certain():
    weights = np.array([0.7, *[0.03] * 10])
    chosen = [choose_sets(weights, 4, np.random.default_rng(seed)) for seed in range(300)]
    assert all(0 in rows and len(rows) == 4 for rows in chosen)


def test_all_sets_are_chosen_whatever_their_weights():
    assert choose_sets(np.array([0.9, 0.05, 0.05]), 3, np.random.default_rng(1)).tolist() == [
        0,
        1,
        2,
    ]


@pytest.mark.parametrize("count", [0, 4])
def test_more_sets_than_there_are_is_an_error(count):
    with pytest.raises(EnsembleError, match=f"has 3 parameter sets, not {count}"):
        choose_sets(np.ones(3) / 3, count, np.random.default_rng(1))


def test_the_provenance_is_that_of_the_file(tmp_path):
    provenance = {"scenario": "campaign", "model": "abc"}
    assert ensemble(write(tmp_path, ROWS, json.dumps(provenance))).provenance == provenance


def test_an_ensemble_of_another_model_is_used_with_a_warning():
    with pytest.warns(UserWarning, match="'mosul calibrate' makes it anew"):
        warn_of_other_model({"model": "0" * 64})


def planned_seeds(**options):
    """Return the seeds of an experiment over five sets and two cases, by point."""
    design = {"kind": "ensemble", "points": 5}
    made = Experiment(
        "reported", days=2, replications=3, levers={"isis.returning_men": [0, 500]},
        uncertainties="calibrated", design=design, **options,
    )  # fmt: skip
    planned = made.plan().plan_runs([3] * 10)
    return [tuple(one.job.seed for one in planned if one.point == point) for point in range(10)]


def test_each_set_has_seeds_of_its_own_which_its_cases_share():
    seeds = planned_seeds()
    assert len({seed for point in seeds for seed in point}) == 15
    assert sorted(seeds) == sorted(2 * list(set(seeds)))
    assert planned_seeds() == seeds != planned_seeds(seed=2017)


def test_without_common_random_numbers_no_run_shares_its_seed():
    seeds = planned_seeds(common_random_numbers=False)
    assert len({seed for point in seeds for seed in point}) == 30


def levers_alone(**options):
    """Return an experiment that sets two levers one at a time, over three sets."""
    return Experiment(
        "reported", days=2, replications=2, uncertainties="calibrated",
        levers={"isis.returning_men": [500], "corridor.closed_at_start": [True]},
        design={"kind": "one_at_a_time", "points": 3}, **options,
    )  # fmt: skip


def test_levers_set_one_at_a_time_have_the_same_sets_as_the_base():
    points = levers_alone().plan().points
    cases = [(point.factors["factor"], point.factors["level"]) for point in points]
    assert cases[::3] == [
        ("base", None), ("isis.returning_men", "500"), ("corridor.closed_at_start", "True"),
    ]  # fmt: skip
    runs = [{**point.changes, "seed": point.seed} for point in points]
    for base, returned, closed in zip(runs[:3], runs[3:6], runs[6:], strict=True):
        assert returned == base | {"isis.returning_men": 500}
        assert closed == base | {"corridor.closed_at_start": True}


def test_effects_of_levers_set_one_at_a_time_are_paired_by_set_and_seed(tmp_path):
    result = levers_alone().run(tmp_path / "r", workers=0, progress=False)
    effects = result.analysis.one_at_a_time_effects("isis_killed")
    assert effects["pairs"].tolist() == [6, 6]
    assert effects["basis"].unique().tolist() == ["3 sets with seeds of their own"]
    runs = result.runs.set_index(["factor", "replicate"])["isis_killed"]
    change = runs["corridor.closed_at_start"].mean() - runs["base"].mean()
    row = effects.set_index("factor").loc["corridor.closed_at_start"]
    assert row["difference"] == pytest.approx(change)


def test_a_trial_of_levers_set_one_at_a_time_tries_a_value_of_each_over_few_sets():
    tried = trial_points(levers_alone().spec, levers_alone().plan().points, 1)
    assert len(tried) == 9
    assert {point.factors["level"] for point in tried} == {None, "500", "True"}


def test_the_run_that_agreed_is_repeated_once():
    with pytest.raises(ExperimentError, match="repeats one run of each set"):
        Experiment(
            "campaign", replications=2, uncertainties="calibrated",
            design={"kind": "ensemble", "points": 5, "own_seeds": True},
        )  # fmt: skip


def forces_drawn(how):
    """Return an experiment over four sets that draws parameters of the forces besides."""
    return Experiment(
        "reported", days=2, replications=2, uncertainties={"*": "calibrated", **how},
        design={"kind": "ensemble", "points": 4},
    )  # fmt: skip


def test_what_has_a_distribution_of_its_own_is_not_that_of_the_set():
    how = {"isis.fighters": {"uniform": [3000, 4000]}, "iraqi.*": "evidence"}
    own = [point.changes for point in forces_drawn(how).plan().points]
    sets = [point.changes for point in forces_drawn({}).plan().points]
    assert [one["hold.raid_fraction"] for one in own] == [
        one["hold.raid_fraction"] for one in sets
    ]
    assert len({one["iraqi.troops"] for one in own}) == 4
    assert all(3000 <= one["isis.fighters"] <= 4000 for one in own)
    # a Latin hypercube: one value in each quarter of the range
    assert sorted(int((one["isis.fighters"] - 3000) // 250) for one in own) == [0, 1, 2, 3]
    assert not any("isis.fighters" in one for one in sets)  # the scenario's own


def test_sensitivity_beside_the_ensemble_is_that_of_what_was_drawn_alone(tmp_path):
    how = {"isis.fighters": {"uniform": [3000, 4000]}}
    result = forces_drawn(how).run(tmp_path / "r", workers=0, progress=False)
    assert result.analysis.uncertain("prcc") == ["isis.fighters"]
    assert list(result.analysis.uncertainties) == ["isis.fighters"]
    assert len(result.analysis.uncertain_factors) > 100


@pytest.mark.parametrize("table", [{"fire.*": "calibrated"}, {"fire.aimed_rate": "calibrated"}])
def test_the_ensemble_is_taken_as_a_whole(table):
    with pytest.raises(ExperimentError, match="stands for the ensemble as a whole"):
        Experiment("reported", uncertainties=table)
    with pytest.raises(ExperimentError, match="stands for the ensemble as a whole"):
        forces_drawn(table)


def test_a_run_that_agreed_is_not_repeated_with_other_forces():
    with pytest.raises(ExperimentError, match="nothing else can be drawn"):
        Experiment(
            "campaign", replications=1, uncertainties={"*": "calibrated", "isis.*": "evidence"},
            design={"kind": "ensemble", "points": 4, "own_seeds": True},
        )  # fmt: skip
