"""Groups of parameters in designs: who is correlated, and who stays independent."""

import numpy as np
import pytest
from scipy import stats

from mesa_mosul.analysis.sampling.dependence import correlate_groups, evidence_groups
from mesa_mosul.analysis.sampling.factors import parse_distribution
from mesa_mosul.analysis.sampling.hypercubes import replicated_latin_hypercubes, sobol_sequence
from tests.unit.analysis.sampling.test_designs import laid, values

PACES = ("advance.clearing_rate_open", "advance.clearing_rate_village")
ALONE = "fire.aimed_rate"
GROUPS = ["a", "", "a", "b", "a", "b"]


def spearman(one, other):
    return stats.spearmanr(one, other).statistic


@pytest.fixture(scope="module")
def cube():
    return np.random.default_rng(7).random((4096, len(GROUPS)))


@pytest.mark.parametrize("correlation", [0.2, 0.7, 0.95])
def test_any_two_members_of_a_group_have_the_same_correlation(cube, correlation):
    made = correlate_groups(cube, GROUPS, correlation=correlation)
    wanted = 6.0 / np.pi * np.arcsin(correlation / 2.0)
    for one, other in [(0, 2), (0, 4), (2, 4), (3, 5)]:
        assert spearman(made[:, one], made[:, other]) == pytest.approx(wanted, abs=0.06)


def test_different_groups_and_those_of_no_group_stay_independent(cube):
    made = correlate_groups(cube, GROUPS)
    for one, other in [(0, 1), (1, 2), (0, 3), (4, 5), (1, 5)]:
        assert abs(spearman(made[:, one], made[:, other])) < 0.06


def test_the_dependence_is_that_of_a_gaussian_copula(cube):
    """The normal scores of two members have the joint distribution of two normal variables.

    Their sum and their difference are independent and normal, in the tails too.
    """
    made = correlate_groups(cube, GROUPS)
    one, other = stats.norm.ppf(made[:, [0, 2]].T)
    for score, variance in ((one + other, 2 + 2 * 0.7), (one - other, 2 - 2 * 0.7)):
        assert stats.kstest(score / variance**0.5, stats.norm.cdf).pvalue > 0.001
    both = np.mean((made[:, 0] < 0.1) & (made[:, 2] < 0.1))
    law = stats.multivariate_normal([0, 0], [[1, 0.7], [0.7, 1]])
    assert both == pytest.approx(law.cdf(stats.norm.ppf([0.1, 0.1])), abs=0.01)


def test_every_column_keeps_its_values_and_one_alone_its_order(cube):
    made = correlate_groups(cube, GROUPS)
    assert np.array_equal(np.sort(made, axis=0), np.sort(cube, axis=0))
    assert np.array_equal(made[:, 1], cube[:, 1])
    assert np.array_equal(correlate_groups(cube, ["a", "b", "", "", "", ""]), cube)


def test_a_cube_that_has_no_group_is_left_as_it_is(cube):
    before = cube.copy()
    assert np.array_equal(correlate_groups(cube, [""] * len(GROUPS)), cube)
    correlate_groups(cube, GROUPS)
    assert np.array_equal(cube, before)


def test_values_stay_in_their_independent_hypercube():
    cube = replicated_latin_hypercubes(60, 2, seed=1, hypercubes=3)
    made = correlate_groups(cube, ["a", "a"], blocks=3)
    for part in range(3):
        rows = slice(20 * part, 20 * part + 20)
        assert np.array_equal(np.sort(made[rows], axis=0), np.sort(cube[rows], axis=0))
        assert spearman(*made[rows].T) > 0.4


def test_the_ends_of_a_range_do_no_harm():
    cube = np.array([[0.0, 1.0], [1.0, 0.0], [0.5, 0.5]])
    made = correlate_groups(cube, ["a", "a"])
    assert np.array_equal(np.sort(made, axis=0), np.sort(cube, axis=0))


def test_a_balanced_sequence_stays_nearly_where_a_copula_point_by_point_puts_it():
    cube = sobol_sequence(1024, 2, seed=3)
    made = correlate_groups(cube, ["a", "a"])
    first, second = stats.norm.ppf(cube.T)
    wanted = stats.norm.cdf(0.7 * first + (1 - 0.7**2) ** 0.5 * second)
    assert abs(made[:, 1] - wanted).max() < 0.01


def test_a_distribution_of_the_user_takes_a_parameter_out_of_its_group():
    draws = [
        parse_distribution(PACES[0], "evidence"),
        parse_distribution(PACES[1], {"uniform": [5e-5, 1e-4]}),
        parse_distribution(ALONE, "evidence"),
    ]
    assert evidence_groups(draws) == ["paces", "", ""]


DRAWS = {**dict.fromkeys(PACES, "evidence"), ALONE: "evidence"}


@pytest.mark.parametrize("kind", ["latin_hypercube", "nolh", "sobol"])
def test_designs_that_fill_space_draw_a_group_together(kind):
    drawn = values(laid(kind, draws=DRAWS, points=512), list(DRAWS))
    assert spearman(drawn[:, 0], drawn[:, 1]) == pytest.approx(0.683, abs=0.06)
    assert abs(spearman(drawn[:, 0], drawn[:, 2])) < 0.1
    own = values(
        laid(kind, draws=DRAWS | {PACES[0]: {"uniform": [2e-4, 1e-3]}}, points=512), list(DRAWS)
    )
    assert abs(spearman(own[:, 0], own[:, 1])) < 0.15


def test_hypercubes_of_a_design_stay_independent_with_a_group():
    drawn = values(laid("latin_hypercube", draws=DRAWS, points=64, hypercubes=4), list(DRAWS))
    ranks = stats.rankdata(drawn[:, 1]).reshape(4, 16)
    assert all(set(((row - 1) // 4).astype(int)) == set(range(16)) for row in ranks)


def test_designs_for_indices_take_independent_parameters():
    morris = values(laid("morris", draws=DRAWS, trajectories=200), list(DRAWS))
    steps = np.diff(morris.reshape(200, 4, 3), axis=1) != 0.0
    assert (steps.sum(axis=2) == 1).all()
    saltelli = values(laid("saltelli", draws=DRAWS, samples=512), list(DRAWS))
    assert abs(spearman(saltelli[::5, 0], saltelli[::5, 1])) < 0.1
