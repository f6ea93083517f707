"""Indices and effects come out where they are known exactly."""

import sys

import numpy as np
import pandas as pd
import pytest

from mesa_mosul.analysis.errors import AnalysisError
from mesa_mosul.analysis.sensitivity import morris, sobol, sobol_pairs
from mesa_mosul.experiments.designs import lay_out
from tests.experiments.test_designs import BASE, C, D, space
from tests.experiments.test_indices import ishigami

LEVER = "us.bridges_cut"
SPACE = space(
    {LEVER: [False, True]},
    {C: {"uniform": [0.4, 0.8]}, D: "evidence", "command.dash": "evidence"},
)
NAMES = list(SPACE.draws)
ALONE = SPACE._replace(levers={})
WALK = {"trajectories": 10, "levels": 6}


def made(kind, where=ALONE, replicates=2, **options):
    """Return the runs of a design without outcomes, and their places in the unit cube."""
    points = lay_out(kind, where, BASE, **options)
    table = pd.DataFrame([{"point": at, **one.factors} for at, one in enumerate(points)])
    runs = table.merge(pd.DataFrame({"replicate": range(replicates)}), how="cross")
    cube = (runs[NAMES].to_numpy(float) - [0.4, 0.0, 0.0]) / [0.4, 1.0, 1.0]
    order = np.random.default_rng(1).permutation(len(runs))
    return runs.iloc[order], cube[order]


def plane(where=ALONE):
    runs, cube = made("morris", where, **WALK)
    return runs.assign(y=cube @ [3.0, -1.0, 0.0])


@pytest.mark.parametrize("second_order", [False, True])
def test_sobol_indices_of_ishigami_come_out(second_order):
    runs, cube = made("saltelli", samples=2048, second_order=second_order)
    value, alone, total, both = ishigami(cube)
    runs = runs.assign(y=value + runs["replicate"])
    told = sobol(runs, "y", SPACE.draws, second_order)
    assert told["factor"].tolist() == NAMES
    assert told["first"].to_numpy() == pytest.approx(alone, abs=0.02)
    assert told["total"].to_numpy() == pytest.approx(total, abs=0.02)
    assert (told["first_low"] <= alone).all()
    assert (told["total_high"] >= total).all()
    if second_order:
        pairs = sobol_pairs(runs, "y", SPACE.draws).set_index(["factor", "other"])
        assert pairs["second"].to_list() == pytest.approx([0.0, both, 0.0], abs=0.02)
        assert pairs.loc[(C, "command.dash"), "second_low"] > 0.0


def test_each_level_of_a_lever_has_its_own_indices_and_none_where_nothing_varies():
    runs, cube = made("saltelli", SPACE, samples=64)
    told = sobol(runs.assign(y=np.where(runs[LEVER], cube[:, 0], 0.1)), "y", SPACE.draws,
                 held=[LEVER]).set_index(LEVER)  # fmt: skip
    assert told.loc[True, "first"].to_list() == pytest.approx([1.0, 0.0, 0.0], abs=0.05)
    assert told.loc[False, ["first", "total", "first_low"]].isna().all(axis=None)


@pytest.mark.parametrize("lost", [0, 7, 319])
def test_sobol_says_how_many_points_are_missing(lost):
    runs, cube = made("saltelli", samples=64)
    runs = runs.assign(y=cube[:, 0])
    with pytest.raises(AnalysisError, match="319 of 320 points"):
        sobol(runs[runs["point"] != lost], "y", SPACE.draws)


def test_points_of_another_design_or_another_order_are_no_saltelli_sample():
    runs, cube = made("saltelli", samples=64)
    runs = runs.assign(y=cube[:, 0])
    for draws in (dict(reversed(SPACE.draws.items())), SPACE.draws):
        table = runs if draws is not SPACE.draws else runs.assign(**{C: runs["point"]})
        with pytest.raises(AnalysisError, match="no Saltelli sample"):
            sobol(table, "y", draws)


def test_pairs_take_a_design_of_second_order():
    runs, cube = made("saltelli", samples=64)
    with pytest.raises(AnalysisError, match="if it was laid as is said here"):
        sobol_pairs(runs.assign(y=cube[:, 0]), "y", SPACE.draws)


def test_the_effects_of_a_plane_are_its_slopes_at_every_level_of_a_lever():
    told = morris(plane(SPACE), "y", SPACE.draws, **WALK, seed=1, held=[LEVER])
    assert told[LEVER].tolist() == [False] * 3 + [True] * 3
    assert told["mu"].to_list() == pytest.approx([3.0, -1.0, 0.0] * 2)
    for name in ("mu_star", "mu_star_low", "mu_star_high"):
        assert told[name].to_list() == pytest.approx([3.0, 1.0, 0.0] * 2)
    assert told["sigma"].to_list() == pytest.approx([0.0] * 6, abs=1e-9)


def test_morris_takes_the_points_of_its_design_only():
    runs = plane()
    with pytest.raises(AnalysisError, match="39 of 40 points"):
        morris(runs[runs["point"] != 3], "y", SPACE.draws, **WALK, seed=1)
    with pytest.raises(AnalysisError, match="another version of SALib"):
        morris(runs, "y", SPACE.draws, **WALK, seed=2)


def test_indices_and_effects_need_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "SALib.analyze.sobol", None)
    with pytest.raises(AnalysisError, match="sobol needs the extra 'analysis': pip"):
        sobol(plane(), "y", SPACE.draws)
    monkeypatch.setitem(sys.modules, "SALib.analyze.morris", None)
    with pytest.raises(AnalysisError, match="morris needs the extra 'analysis': pip"):
        morris(plane(), "y", SPACE.draws, **WALK, seed=1)
