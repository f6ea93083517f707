"""Points that fill a cube: one in every slice, hardly correlated, the same for a seed."""

import time

import numpy as np
import pytest

from mesa_mosul.analysis.sampling.factors import DesignError
from mesa_mosul.analysis.sampling.hypercubes import (
    latin_hypercube,
    max_abs_correlation,
    nearly_orthogonal,
    replicated_latin_hypercubes,
    sobol_sequence,
)

ALL = (latin_hypercube, nearly_orthogonal, sobol_sequence)


def slices(cube):
    """Return in which of as many equal slices as there are points each coordinate lies."""
    return np.floor(cube * len(cube)).astype(int)


@pytest.mark.parametrize("fill", ALL)
@pytest.mark.parametrize(("points", "factors"), [(8, 1), (8, 4), (64, 22)])
def test_every_factor_has_exactly_one_point_in_every_slice(fill, points, factors):
    cube = fill(points, factors, 1)
    assert cube.shape == (points, factors)
    assert (np.sort(slices(cube), axis=0) == np.arange(points)[:, None]).all()


@pytest.mark.parametrize("fill", ALL)
def test_the_same_seed_gives_the_same_points_and_another_gives_others(fill):
    first = fill(64, 5, 1)
    assert np.array_equal(first, fill(64, 5, 1))
    assert not np.array_equal(first, fill(64, 5, 2))


@pytest.mark.parametrize("fill", ALL)
def test_no_two_factors_are_the_same(fill):
    cube = slices(fill(64, 22, 1))
    assert len({tuple(column) for column in cube.T}) == 22


def test_a_nearly_orthogonal_hypercube_lies_at_the_middles_of_its_slices():
    cube = nearly_orthogonal(129, 22, 1)
    assert cube * 129 - slices(cube) == pytest.approx(0.5)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_22_factors_hardly_correlate_over_129_points(seed):
    started = time.process_time()
    cube = nearly_orthogonal(129, 22, seed)
    assert time.process_time() - started < 10.0
    assert max_abs_correlation(cube) <= 0.03
    assert max_abs_correlation(latin_hypercube(129, 22, seed)) > 0.1


def test_the_largest_correlation_is_that_of_the_most_alike_columns():
    dice = np.random.default_rng(1)
    columns = dice.normal(size=(50, 4))
    columns[:, 3] = -columns[:, 1] + 0.1 * columns[:, 0]
    pairs = [abs(np.corrcoef(columns[:, i], columns[:, j])[0, 1])
             for i in range(4) for j in range(i)]  # fmt: skip
    assert max_abs_correlation(columns) == pytest.approx(max(pairs))


@pytest.mark.parametrize("factors", [1, 2, 3, 5, 22])
@pytest.mark.parametrize("seed", range(5))
def test_as_few_points_as_are_allowed_still_make_a_hypercube(factors, seed):
    points = factors + 2
    cube = nearly_orthogonal(points, factors, seed)
    assert (np.sort(slices(cube), axis=0) == np.arange(points)[:, None]).all()
    assert max_abs_correlation(cube) < 0.3


def test_too_few_points_are_answered_with_enough():
    with pytest.raises(DesignError, match="22 factors take at least 24 points, not 23"):
        nearly_orthogonal(23, 22, 1)


@pytest.mark.parametrize(("points", "near"), [(3, 4), (100, 128), (129, 256)])
def test_sobol_asks_for_the_next_power_of_two(points, near):
    with pytest.raises(DesignError, match=f"points is {points}.*such as {near}"):
        sobol_sequence(points, 3, 1)


def test_replicated_hypercubes_are_independent_latin_hypercubes_in_order():
    cube = replicated_latin_hypercubes(60, 3, seed=1, hypercubes=5)
    for part in cube.reshape(5, 12, 3):
        slices = np.sort(np.floor(part * 12), axis=0)
        assert (slices == np.arange(12)[:, None]).all()
    assert len(np.unique(cube[:, 0])) == 60
    assert np.array_equal(replicated_latin_hypercubes(8, 2, 1), latin_hypercube(8, 2, 1))


def test_the_spread_between_hypercubes_is_the_error_of_their_mean():
    errors, claimed = [], []
    for seed in range(200):
        cube = replicated_latin_hypercubes(50, 2, seed, hypercubes=5)
        means = (cube**2).sum(axis=1).reshape(5, 10).mean(axis=1)
        errors.append(means.mean() - 2 / 3)
        claimed.append(means.var(ddof=1) / 5)
    assert np.mean(claimed) == pytest.approx(np.var(errors), rel=0.3)


@pytest.mark.parametrize("hypercubes", [7, 30, 60])
def test_hypercubes_that_do_not_divide_the_points_are_refused(hypercubes):
    with pytest.raises(DesignError, match=f"hypercubes is {hypercubes}: it takes"):
        replicated_latin_hypercubes(50, 2, 1, hypercubes=hypercubes)
