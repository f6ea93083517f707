"""Boxes and trees are found where they were planted, and not in noise."""

import sys

import numpy as np
import pandas as pd
import pytest

from mesa_mosul.analysis.discovery import box, inside, plain, reproducibility, resampled
from mesa_mosul.analysis.errors import AnalysisError
from mesa_mosul.analysis.trees import tree, yes_or_numbers

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
    table = runs()
    found = box(table, "planted", FACTORS)
    limits = found.limits.set_index("factor")
    assert set(limits.index) == {"depth", "cut"}
    assert limits.loc["depth", "low"] == pytest.approx(0.3, abs=0.05)
    assert limits.loc["depth", "high"] == pytest.approx(0.8, abs=0.05)
    assert limits.loc["cut", "values"] == (True,)
    assert found.coverage > 0.9
    assert found.density > 0.9


def test_a_box_counts_the_runs_that_lie_inside():
    table = runs()
    found = box(table, "planted", FACTORS)
    among, right = inside(found, table), table["planted"].to_numpy()
    assert found.mass == among.mean()
    assert found.density == right[among].mean()
    assert found.coverage == among[right].mean()


def test_words_and_whole_numbers_limit_a_box_and_other_edges_stay_open():
    table = runs()
    found = box(table, "worded", FACTORS)
    limits = found.limits.set_index("factor")
    assert limits.loc["road", "values"] == ("mined", "shut")
    assert 1 < limits.loc["crews", "low"] <= 2
    assert np.isnan(limits.loc["crews", "high"])
    assert (inside(found, table) == table["worded"]).all()


def test_a_box_can_be_asked_about_runs_of_one_level_and_about_numbers_alone():
    table = runs()
    found = box(table, "planted", ["depth", "cut"])
    assert not inside(found, table[~table["cut"]]).any()
    deep = box(table[table["cut"]], "planted", ["depth", "speed"])
    assert inside(deep, table.assign(depth=0.5, speed=0.5)).all()
    assert not inside(deep, table.assign(depth=0.1)).any()


def test_an_outcome_is_wanted_by_any_of_its_values():
    table = runs().assign(end=lambda one: np.where(one["planted"], "stall", "fall"))
    wanted = box(table, "planted", FACTORS)
    pd.testing.assert_frame_equal(box(table, "end", FACTORS, "stall").limits, wanted.limits)


def test_a_larger_mass_leaves_more_runs_in_a_box():
    table = runs()
    assert box(table, "noise", FACTORS, mass=0.5).mass >= 0.5
    assert box(table, "noise", FACTORS, mass=0.05).mass < 0.5


def test_a_box_of_noise_is_no_better_than_chance_on_other_points():
    table = runs()
    told = resampled(table, "noise", FACTORS, halves=8)
    assert len(told) == 8
    assert box(table, "noise", FACTORS).density > 0.4
    assert told["density"].mean() == pytest.approx(told["base_rate"].mean(), abs=0.06)


def test_a_planted_box_holds_on_other_points_by_the_same_factors():
    told = resampled(runs(), "planted", FACTORS, halves=5)
    assert (told[["coverage", "density"]].mean() > 0.9).all()
    often = reproducibility(told).set_index("factor")["share"]
    assert often[["depth", "cut"]].to_list() == [1.0, 1.0]
    assert often.drop(["depth", "cut"]).lt(1.0).all()


def test_a_factor_is_reproducible_by_the_share_of_halves_that_restrict_it():
    table = pd.DataFrame({"restricted": [("a", "b"), ("a",), (), ("a",)]})
    assert dict(reproducibility(table).itertuples(index=False)) == {"a": 0.75, "b": 0.25}


@pytest.mark.parametrize("unit", ["point", "sample"])
def test_runs_of_one_point_are_never_split(unit):
    table = runs(80, 4).assign(sample=lambda one: one["point"] % 40)
    luck = np.random.default_rng(1).permutation(80 if unit == "point" else 40)
    table["name"] = luck[table[unit]].astype(float)
    table["hit"] = table["name"] % 2 == 0
    words = table.assign(name="no. " + table["name"].astype(str))
    told = resampled(words, "hit", ["name"], halves=3, mass=0.2, unit=unit)
    assert (told["restricted"] == ("name",)).all()
    assert (told["coverage"] == 0.0).all()


def test_a_tree_tells_a_planted_region_by_its_rule():
    table = runs()
    told = tree(table, "planted", FACTORS)
    first = told.iloc[0]
    assert first["density"] == first["coverage"] == 1.0
    parts = first["rule"].split(" and ")
    assert "cut is true" in parts
    low, high = next(one for one in parts if "depth" in one).split(" < depth <= ")
    assert (float(low), float(high)) == pytest.approx((0.3, 0.8), abs=0.02)
    assert first["runs"] == table["planted"].sum() == 2 * first["points"]


def test_the_leaves_of_a_tree_hold_every_run_once():
    told = tree(runs(), "noise", FACTORS, leaves=4, mass=0.1)
    assert len(told) <= 4
    assert told["runs"].sum() == 1200
    assert (told["mass"] >= 0.1).all()
    for name in ("mass", "coverage"):
        assert told[name].sum() == pytest.approx(1.0)


def test_two_values_are_one_yes_or_no_and_more_are_one_each():
    coded = yes_or_numbers(plain(runs(), ["depth", "cut", "road"]))
    words = ["road is mined", "road is open", "road is shut"]
    assert coded.columns.tolist() == ["depth", "cut is true", *words]
    assert (coded[words].sum(axis=1) == 1).all()


def test_a_tree_speaks_of_words_and_says_so_if_it_has_no_rule():
    table = runs()
    told = tree(table, "worded", FACTORS)
    assert told.loc[0, "rule"] in ("road is not open and 1.5 < crews",
                                   "1.5 < crews and road is not open")  # fmt: skip
    assert tree(table, "noise", ["cut"], mass=0.6)["rule"].tolist() == ["all runs"]


@pytest.mark.parametrize("find", [box, resampled, tree])
def test_an_outcome_of_all_runs_or_of_none_has_no_region(find):
    for value in (True, False):
        with pytest.raises(AnalysisError, match="'planted' is True in"):
            find(runs().assign(planted=value), "planted", FACTORS)
    with pytest.raises(AnalysisError, match="none of the factors varies"):
        find(runs(), "planted", ["same"])
    with pytest.raises(AnalysisError, match="'depth' is missing in"):
        find(runs().assign(depth=np.nan), "planted", FACTORS)


@pytest.mark.parametrize(
    ("find", "library"), [(box, "ema_workbench.analysis"), (tree, "sklearn.tree")]
)
def test_a_missing_library_is_said_with_the_extra_that_brings_it(find, library, monkeypatch):
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(AnalysisError, match=f"{find.__name__} needs the extra 'analysis': pip"):
        find(runs(), "planted", FACTORS)
