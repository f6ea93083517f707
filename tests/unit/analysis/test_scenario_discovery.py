"""Boxes and trees are found where they were planted, and not in noise."""

import sys

import numpy as np
import pandas as pd
import pytest
from planted_boxes import count_boxes_of_noise, count_planted_boxes, sample_box
from scipy import stats

from mesa_mosul.analysis.box_limits import in_limits, varying_factors
from mesa_mosul.analysis.box_validation import Sample
from mesa_mosul.analysis.classification_tree import classification_tree, one_hot
from mesa_mosul.analysis.errors import AnalysisError
from mesa_mosul.analysis.scenario_discovery import prim_box, quasi_p, reproducibility

FACTORS = ["depth", "speed", "cut", "road", "crews", "same"]


def runs(points=600, replicates=2, seed=1):
    """Return runs over six factors, in no order, with a planted region and with noise."""
    rng = np.random.default_rng(seed)
    table = pd.DataFrame(
        {
            "point": range(points),
            "depth": rng.random(points),
            "speed": rng.random(points),
            "cut": rng.random(points) < 0.5,
            "road": rng.choice(["open", "shut", "mined"], points),
            "crews": rng.integers(0, 5, points),
            "same": 1.0,
        }
    )
    table = table.merge(pd.DataFrame({"replicate": range(replicates)}), how="cross")
    deep = (table["depth"] > 0.3) & (table["depth"] < 0.8)
    table["planted"] = deep & table["cut"]
    table["worded"] = (table["road"] != "open") & (table["crews"] >= 2)
    table["noise"] = rng.random(len(table)) < 0.3
    return table.sample(frac=1, random_state=1)


def test_a_planted_box_is_found():
    table = runs(300)
    box = prim_box(table, "planted", FACTORS, splits=5)
    limits = box.limits.set_index("factor")
    assert set(limits.index) == {"depth", "cut"}
    assert limits.loc["depth", "low"] == pytest.approx(0.3, abs=0.05)
    assert limits.loc["depth", "high"] == pytest.approx(0.8, abs=0.05)
    assert limits.loc["cut", "values"] == (True,)
    assert box.coverage > 0.9
    assert box.density > 0.9


def test_a_box_counts_the_runs_that_lie_inside():
    table = runs(300)
    box = prim_box(table, "planted", FACTORS, splits=5)
    is_inside, is_target = in_limits(box.limits, table), table["planted"].to_numpy()
    assert box.mass == is_inside.mean()
    assert box.density == is_target[is_inside].mean()
    assert box.coverage == is_inside[is_target].mean()


def test_text_and_integers_limit_a_box_and_other_edges_stay_open():
    table = runs(300)
    box = prim_box(table, "worded", FACTORS, splits=5)
    limits = box.limits.set_index("factor")
    assert limits.loc["road", "values"] == ("mined", "shut")
    assert 1 < limits.loc["crews", "low"] <= 2
    assert np.isnan(limits.loc["crews", "high"])
    assert (in_limits(box.limits, table) == table["worded"]).all()


def test_a_box_can_be_found_among_runs_of_one_level_and_among_numbers_alone():
    table = runs(300)
    box = prim_box(table, "planted", ["depth", "cut"], splits=5)
    assert not in_limits(box.limits, table[~table["cut"]]).any()
    deep = prim_box(table[table["cut"]], "planted", ["depth", "speed"], splits=5)
    assert in_limits(deep.limits, table.assign(depth=0.5, speed=0.5)).all()
    assert not in_limits(deep.limits, table.assign(depth=0.1)).any()


def test_an_outcome_is_wanted_by_any_of_its_values():
    table = runs(200).assign(end=lambda t: np.where(t["planted"], "stall", "fall"))
    wanted = prim_box(table, "planted", FACTORS, splits=5)
    pd.testing.assert_frame_equal(
        prim_box(table, "end", FACTORS, "stall", splits=5).limits, wanted.limits
    )


def test_a_box_has_at_least_the_wanted_mass():
    table = runs(points=200, replicates=1)
    assert prim_box(table, "planted", ["depth"], mass_min=0.4, splits=5).mass >= 0.4


@pytest.mark.slow
@pytest.mark.parametrize(
    ("points", "factors", "trials"), [(33, 8, 60), (129, 29, 8), (100, 60, 8)]
)
def test_pure_noise_has_no_box_in_95_percent_of_samples(points, factors, trials):
    assert count_boxes_of_noise(points, factors, trials) <= 0.05 * trials


@pytest.mark.slow
@pytest.mark.parametrize(
    ("points", "factors", "replicates", "trials"), [(129, 29, 1, 10), (100, 60, 10, 4)]
)
def test_a_planted_box_is_found_in_90_percent_of_samples(points, factors, replicates, trials):
    n_found, n_wrong = count_planted_boxes(points, factors, replicates, trials)
    assert n_found >= 0.9 * trials
    assert n_wrong <= 0.2 * trials


def test_noise_has_a_box_without_limits_and_a_reason():
    table, names = sample_box(60, 6, 1, planted=False)
    box = prim_box(table, "y", names, splits=5)
    assert box.limits.empty
    assert "left out of the search" in box.reason
    assert (box.coverage, box.mass) == (1.0, 1.0)
    assert box.density == box.base_rate == table["y"].mean()


def test_the_tests_of_a_box_are_on_runs_that_the_search_has_not_seen():
    table, names = sample_box(60, 6, 1, planted=False)
    tests = prim_box(table, "y", names, splits=10).splits
    assert len(tests) == 10
    assert tests["base_rate"].mean() == pytest.approx(table["y"].mean())


def test_a_planted_box_holds_on_other_points_and_shows_its_tradeoff():
    box = prim_box(runs(200), "planted", FACTORS, splits=5)
    assert min(box.test_coverage, box.test_density) > 0.85
    often = reproducibility(box.splits).set_index("factor")["share"]
    assert often[["depth", "cut"]].to_list() == [1.0, 1.0]
    curve = box.tradeoff
    assert curve["is_selected"].sum() == 1
    assert curve["mass"].is_monotonic_decreasing
    assert tuple(curve.iloc[0][["coverage", "mass"]]) == (1.0, 1.0)
    assert curve.iloc[0]["density"] == box.base_rate


def test_runs_of_one_set_do_not_lower_a_quasi_p_value():
    one = sample_box(100, 2, 3, True)[0]
    many = one.loc[one.index.repeat(10)].reset_index(drop=True)
    limits = pd.DataFrame([("x0", 0.5, np.nan, None)],
                          columns=["factor", "low", "high", "values"])  # fmt: skip
    values = [
        quasi_p(Sample(table[["x0", "x1"]], table["y"].to_numpy(), table["point"].to_numpy()),
                limits, limits.iloc[:0])
        for table in (one, many)
    ]  # fmt: skip
    assert values[0] == pytest.approx(values[1])
    inside = one[one["x0"] >= 0.5]["y"]
    exact = stats.binomtest(int(inside.sum()), len(inside), one["y"].mean(), "greater")
    assert values[0] == pytest.approx(exact.pvalue)


def test_a_factor_is_reproducible_by_the_share_of_halves_that_restrict_it():
    table = pd.DataFrame({"restricted": [("a", "b"), ("a",), (), ("a",)]})
    assert dict(reproducibility(table).itertuples(index=False)) == {"a": 0.75, "b": 0.25}


@pytest.mark.parametrize("unit", ["point", "sample"])
def test_runs_of_one_set_are_never_split(unit):
    table = runs(80, 4).assign(sample=lambda t: t["point"] % 40)
    numbers = np.random.default_rng(1).permutation(80 if unit == "point" else 40)
    table["name"] = numbers[table[unit]].astype(float)
    table["hit"] = table["name"] % 2 == 0
    words = table.assign(name="no. " + table["name"].astype(str))
    result = prim_box(
        words, "hit", ["name"], splits=5, mass_min=0.2, resampling_unit=unit
    )  # a set's name tells its outcome, which no other set shares
    assert result.reason


def test_a_tree_finds_a_planted_region():
    table = runs()
    result = classification_tree(table, "planted", FACTORS)
    first = result.iloc[0]
    assert first["density"] == first["coverage"] == 1.0
    parts = first["rule"].split(" and ")
    assert "cut is true" in parts
    low, high = next(part for part in parts if "depth" in part).split(" < depth <= ")
    assert (float(low), float(high)) == pytest.approx((0.3, 0.8), abs=0.02)
    assert first["runs"] == table["planted"].sum() == 2 * first["points"]


def test_the_leaves_of_a_tree_contain_every_run_once():
    result = classification_tree(runs(), "planted", FACTORS, max_leaves=4, mass_min=0.1)
    assert len(result) <= 4
    assert result["runs"].sum() == 1200
    assert (result["mass"] >= 0.1).all()
    for name in ("mass", "coverage"):
        assert result[name].sum() == pytest.approx(1.0)


def test_a_tree_of_noise_has_one_leaf_and_a_planted_region_more():
    rows = []
    for seed in range(10):
        for planted in (False, True):
            table, names = sample_box(129, 10, seed, planted)
            rows.append((planted, len(classification_tree(table, "y", names, max_leaves=4))))
    leaves = pd.DataFrame(rows, columns=["planted", "leaves"])
    assert (leaves.loc[~leaves["planted"], "leaves"] == 1).all()
    assert (leaves.loc[leaves["planted"], "leaves"] > 1).mean() >= 0.9


def test_two_values_are_one_boolean_and_more_are_one_each():
    coded = one_hot(varying_factors(runs(), ["depth", "cut", "road"]))
    words = ["road is mined", "road is open", "road is shut"]
    assert coded.columns.tolist() == ["depth", "cut is true", *words]
    assert (coded[words].sum(axis=1) == 1).all()


def test_a_tree_splits_text_and_says_so_if_it_has_no_rule():
    table = runs()
    result = classification_tree(table, "worded", FACTORS)
    assert result.loc[0, "rule"] in ("road is not open and 1.5 < crews",
                                   "1.5 < crews and road is not open")  # fmt: skip
    assert classification_tree(table, "noise", ["cut"], mass_min=0.6)["rule"].tolist() == [
        "all runs"
    ]


@pytest.mark.parametrize("find", [prim_box, classification_tree])
def test_an_outcome_of_all_runs_or_of_none_has_no_region(find):
    for value in (True, False):
        with pytest.raises(AnalysisError, match="'planted' is True in"):
            find(runs().assign(planted=value), "planted", FACTORS)
    with pytest.raises(AnalysisError, match="none of the factors varies"):
        find(runs(), "planted", ["same"])
    with pytest.raises(AnalysisError, match="'depth' is missing in"):
        find(runs().assign(depth=np.nan), "planted", FACTORS)


@pytest.mark.parametrize(
    ("find", "library", "extra"),
    [
        (prim_box, "ema_workbench.analysis", "ema"),
        (classification_tree, "sklearn.tree", "analysis"),
    ],
)
def test_a_missing_library_is_reported_with_the_extra_that_brings_it(
    find, library, extra, monkeypatch
):
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(AnalysisError, match=f"{find.__name__} needs the extra '{extra}': pip"):
        find(runs(), "planted", FACTORS)
