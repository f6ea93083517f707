"""Boxes and trees are found where they were planted, and not in noise."""

import sys

import numpy as np
import pandas as pd
import pytest

from mesa_mosul.analysis.classification_tree import classification_tree, one_hot
from mesa_mosul.analysis.errors import AnalysisError
from mesa_mosul.analysis.scenario_discovery import (
    in_limits,
    prim_box,
    reproducibility,
    split_half_validation,
    varying_factors,
)

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


@pytest.fixture(scope="module")
def planted_box():
    return prim_box(runs(), "planted", FACTORS)


def test_a_planted_box_is_found(planted_box):
    box = planted_box
    limits = box.limits.set_index("factor")
    assert set(limits.index) == {"depth", "cut"}
    assert limits.loc["depth", "low"] == pytest.approx(0.3, abs=0.05)
    assert limits.loc["depth", "high"] == pytest.approx(0.8, abs=0.05)
    assert limits.loc["cut", "values"] == (True,)
    assert box.coverage > 0.9
    assert box.density > 0.9


def test_a_box_counts_the_runs_that_lie_inside(planted_box):
    table, box = runs(), planted_box
    is_inside, is_target = in_limits(box.limits, table), table["planted"].to_numpy()
    assert box.mass == is_inside.mean()
    assert box.density == is_target[is_inside].mean()
    assert box.coverage == is_inside[is_target].mean()


def test_text_and_integers_limit_a_box_and_other_edges_stay_open():
    table = runs()
    box = prim_box(table, "worded", FACTORS)
    limits = box.limits.set_index("factor")
    assert limits.loc["road", "values"] == ("mined", "shut")
    assert 1 < limits.loc["crews", "low"] <= 2
    assert np.isnan(limits.loc["crews", "high"])
    assert (in_limits(box.limits, table) == table["worded"]).all()


def test_a_box_can_be_found_among_runs_of_one_level_and_among_numbers_alone():
    table = runs()
    box = prim_box(table, "planted", ["depth", "cut"])
    assert not in_limits(box.limits, table[~table["cut"]]).any()
    deep = prim_box(table[table["cut"]], "planted", ["depth", "speed"])
    assert in_limits(deep.limits, table.assign(depth=0.5, speed=0.5)).all()
    assert not in_limits(deep.limits, table.assign(depth=0.1)).any()


def test_an_outcome_is_wanted_by_any_of_its_values(planted_box):
    table = runs().assign(end=lambda t: np.where(t["planted"], "stall", "fall"))
    pd.testing.assert_frame_equal(
        prim_box(table, "end", FACTORS, "stall").limits, planted_box.limits
    )


def test_a_larger_mass_leaves_more_runs_in_a_box():
    table = runs()
    assert prim_box(table, "noise", FACTORS, mass_min=0.5).mass >= 0.5
    assert prim_box(table, "noise", FACTORS, mass_min=0.05).mass < 0.5


def test_a_box_of_noise_is_no_better_than_chance_on_other_points():
    table = runs()
    result = split_half_validation(table, "noise", FACTORS, splits=8)
    assert len(result) == 8
    assert prim_box(table, "noise", FACTORS).density > 0.4
    assert result["density"].mean() == pytest.approx(result["base_rate"].mean(), abs=0.06)


def test_a_planted_box_holds_on_other_points_by_the_same_factors():
    result = split_half_validation(runs(), "planted", FACTORS, splits=5)
    assert (result[["coverage", "density"]].mean() > 0.9).all()
    often = reproducibility(result).set_index("factor")["share"]
    assert often[["depth", "cut"]].to_list() == [1.0, 1.0]
    assert often.drop(["depth", "cut"]).lt(1.0).all()


def test_a_factor_is_reproducible_by_the_share_of_halves_that_restrict_it():
    table = pd.DataFrame({"restricted": [("a", "b"), ("a",), (), ("a",)]})
    assert dict(reproducibility(table).itertuples(index=False)) == {"a": 0.75, "b": 0.25}


@pytest.mark.parametrize("unit", ["point", "sample"])
def test_runs_of_one_point_are_never_split(unit):
    table = runs(80, 4).assign(sample=lambda t: t["point"] % 40)
    numbers = np.random.default_rng(1).permutation(80 if unit == "point" else 40)
    table["name"] = numbers[table[unit]].astype(float)
    table["hit"] = table["name"] % 2 == 0
    words = table.assign(name="no. " + table["name"].astype(str))
    result = split_half_validation(
        words, "hit", ["name"], splits=3, mass_min=0.2, resampling_unit=unit
    )
    assert (result["restricted"] == ("name",)).all()
    assert (result["coverage"] == 0.0).all()


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
    result = classification_tree(runs(), "noise", FACTORS, max_leaves=4, mass_min=0.1)
    assert len(result) <= 4
    assert result["runs"].sum() == 1200
    assert (result["mass"] >= 0.1).all()
    for name in ("mass", "coverage"):
        assert result[name].sum() == pytest.approx(1.0)


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


@pytest.mark.parametrize("find", [prim_box, split_half_validation, classification_tree])
def test_an_outcome_of_all_runs_or_of_none_has_no_region(find):
    for value in (True, False):
        with pytest.raises(AnalysisError, match="'planted' is True in"):
            find(runs().assign(planted=value), "planted", FACTORS)
    with pytest.raises(AnalysisError, match="none of the factors varies"):
        find(runs(), "planted", ["same"])
    with pytest.raises(AnalysisError, match="'depth' is missing in"):
        find(runs().assign(depth=np.nan), "planted", FACTORS)


@pytest.mark.parametrize(
    ("find", "library"),
    [(prim_box, "ema_workbench.analysis"), (classification_tree, "sklearn.tree")],
)
def test_a_missing_library_is_reported_with_the_extra_that_brings_it(
    find, library, monkeypatch
):
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(AnalysisError, match=f"{find.__name__} needs the extra 'analysis': pip"):
        find(runs(), "planted", FACTORS)
