"""Which runs of a design count as an independent sample."""

import numpy as np
import pandas as pd
import pytest
from SALib.sample import morris, sobol
from scipy import stats

from mesa_mosul.analysis.design_checks import sampled_runs
from mesa_mosul.analysis.errors import AnalysisError

FACTORS = ["x", "y", "z"]
PROBLEM = {"num_vars": 3, "names": FACTORS, "bounds": [[0.0, 1.0]] * 3}


def design(cube, levers=1):
    """Return one run per point of a cube at each level of a lever."""
    table = pd.concat([pd.DataFrame(cube, columns=FACTORS).assign(lever=at)
                       for at in range(levers)], ignore_index=True)  # fmt: skip
    return table.assign(point=range(len(table)), replicate=0)


@pytest.mark.parametrize("second_order", [False, True])
def test_of_a_saltelli_design_only_both_independent_samples_count(second_order):
    cube = sobol.sample(PROBLEM, 64, calc_second_order=second_order, seed=1)
    runs = sampled_runs(design(cube, 2), "summary", "saltelli", 3, second_order)
    assert runs.groupby("lever").size().tolist() == [128, 128]
    one = runs[runs["lever"] == 0]
    for name in FACTORS:
        assert one[name].nunique() == 128
        assert stats.kstest(one[name], "uniform").pvalue > 0.5


def test_a_morris_design_is_refused_in_words():
    runs = design(morris.sample(PROBLEM, 6, num_levels=4, seed=1))
    with pytest.raises(AnalysisError, match=r"summary takes a sample.*sensitivity alone.*nolh"):
        sampled_runs(runs, "summary", "morris", 3)


def test_points_that_are_repeated_count_as_often_as_they_were_drawn():
    cube = np.array([[0.1, 0.2, 0.3], [0.4, 0.5, 0.6], [0.1, 0.2, 0.3]])
    runs = pd.concat([design(cube), design(cube).assign(replicate=1)])
    assert len(sampled_runs(runs, "summary", "latin_hypercube", 3)) == 6


def test_where_nothing_was_drawn_all_runs_count():
    runs = design(np.zeros((4, 3)))
    assert len(sampled_runs(runs, "summary", "factorial", 0)) == 4
