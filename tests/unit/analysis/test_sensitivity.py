"""Indices and effects come out where they are known exactly."""

import sys

import numpy as np
import pandas as pd
import pytest

from mesa_mosul.analysis.errors import AnalysisError
from mesa_mosul.analysis.sampling.designs import generate_design
from mesa_mosul.analysis.sensitivity import morris_analysis, sobol_analysis, sobol_second_order
from tests.unit.analysis.sampling.test_designs import BASE, C, D, space
from tests.unit.analysis.test_indices_of_designs import ishigami

LEVER = "coalition.bridges_cut_at_start"
SPACE = space(
    {LEVER: [False, True]},
    {C: {"uniform": [0.4, 0.8]}, D: "evidence", "command.tempo": {"uniform": [0.0, 1.0]}},
)
NAMES = list(SPACE.uncertainties)
ALONE = SPACE._replace(levers={})
TRAJECTORIES, GRID_LEVELS = 10, 6
MORRIS = {"trajectories": TRAJECTORIES, "grid_levels": GRID_LEVELS}


def design_runs(kind, where=ALONE, replicates=2, **options):
    """Return the runs of a design without outcomes, and their coordinates in the unit cube."""
    points = generate_design(kind, where, BASE, **options)
    table = pd.DataFrame([{"point": at, **point.factors} for at, point in enumerate(points)])
    runs = table.merge(pd.DataFrame({"replicate": range(replicates)}), how="cross")
    cube = (runs[NAMES].to_numpy(float) - [0.4, 0.0, 0.0]) / [0.4, 1.0, 1.0]
    order = np.random.default_rng(1).permutation(len(runs))
    return runs.iloc[order], cube[order]


def plane(where=ALONE):
    runs, cube = design_runs("morris", where, trajectories=TRAJECTORIES, levels=GRID_LEVELS)
    return runs.assign(y=cube @ [3.0, -1.0, 0.0])


@pytest.mark.parametrize("second_order", [False, True])
def test_sobol_indices_of_ishigami_come_out(second_order):
    runs, cube = design_runs("saltelli", samples=2048, second_order=second_order)
    value, alone, total, both = ishigami(cube)
    runs = runs.assign(y=value + runs["replicate"])
    result = sobol_analysis(runs, "y", SPACE.uncertainties, second_order)
    assert result["factor"].tolist() == NAMES
    assert result["first"].to_numpy() == pytest.approx(alone, abs=0.02)
    assert result["total"].to_numpy() == pytest.approx(total, abs=0.02)
    assert (result["first_low"] <= alone).all()
    assert (result["total_high"] >= total).all()
    if second_order:
        pairs = sobol_second_order(runs, "y", SPACE.uncertainties).set_index(
            ["factor", "other_factor"]
        )
        assert pairs["second"].to_list() == pytest.approx([0.0, both, 0.0], abs=0.02)
        assert pairs.loc[(C, "command.tempo"), "second_low"] > 0.0


def test_each_level_of_a_lever_has_its_own_indices_and_none_where_nothing_varies():
    runs, cube = design_runs("saltelli", SPACE, samples=64)
    runs = runs.assign(y=np.where(runs[LEVER], cube[:, 0], 0.1))
    result = sobol_analysis(runs, "y", SPACE.uncertainties, levers=[LEVER]).set_index(LEVER)
    assert result.loc[True, "first"].to_list() == pytest.approx([1.0, 0.0, 0.0], abs=0.05)
    assert result.loc[False, ["first", "total", "first_low"]].isna().all(axis=None)


@pytest.mark.parametrize("lost", [0, 7, 319])
def test_sobol_says_how_many_points_are_missing(lost):
    runs, cube = design_runs("saltelli", samples=64)
    runs = runs.assign(y=cube[:, 0])
    with pytest.raises(AnalysisError, match="319 of 320 points"):
        sobol_analysis(runs[runs["point"] != lost], "y", SPACE.uncertainties)


def test_points_of_another_design_or_another_order_are_no_saltelli_sample():
    runs, cube = design_runs("saltelli", samples=64)
    runs = runs.assign(y=cube[:, 0])
    for uncertainties in (dict(reversed(SPACE.uncertainties.items())), SPACE.uncertainties):
        table = (
            runs
            if uncertainties is not SPACE.uncertainties
            else runs.assign(**{C: runs["point"]})
        )
        with pytest.raises(AnalysisError, match="no Saltelli sample"):
            sobol_analysis(table, "y", uncertainties)


def test_pairs_take_a_design_of_second_order():
    runs, cube = design_runs("saltelli", samples=64)
    with pytest.raises(AnalysisError, match="design have runs; finish the sweep"):
        sobol_second_order(runs.assign(y=cube[:, 0]), "y", SPACE.uncertainties)


def test_the_effects_of_a_plane_are_its_slopes_at_every_level_of_a_lever():
    result = morris_analysis(
        plane(SPACE), "y", SPACE.uncertainties, **MORRIS, seed=1, levers=[LEVER]
    )
    assert result[LEVER].tolist() == [False] * 3 + [True] * 3
    assert result["mu"].to_list() == pytest.approx([3.0, -1.0, 0.0] * 2)
    for name in ("mu_star", "mu_star_low", "mu_star_high"):
        assert result[name].to_list() == pytest.approx([3.0, 1.0, 0.0] * 2)
    assert result["sigma"].to_list() == pytest.approx([0.0] * 6, abs=1e-9)


def test_morris_takes_the_points_of_its_design_only():
    runs = plane()
    with pytest.raises(AnalysisError, match="39 of 40 points"):
        morris_analysis(runs[runs["point"] != 3], "y", SPACE.uncertainties, **MORRIS, seed=1)
    with pytest.raises(AnalysisError, match="another version of SALib"):
        morris_analysis(runs, "y", SPACE.uncertainties, **MORRIS, seed=2)


def test_indices_and_effects_need_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "SALib.analyze.sobol", None)
    with pytest.raises(AnalysisError, match="sobol_analysis needs the extra 'analysis': pip"):
        sobol_analysis(plane(), "y", SPACE.uncertainties)
    monkeypatch.setitem(sys.modules, "SALib.analyze.morris", None)
    with pytest.raises(AnalysisError, match="morris_analysis needs the extra 'analysis': pip"):
        morris_analysis(plane(), "y", SPACE.uncertainties, **MORRIS, seed=1)
