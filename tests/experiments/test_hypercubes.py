"""Cubes that are filled evenly."""

import time

import numpy as np
import pytest

from mesa_mosul.experiments.draws import DesignError
from mesa_mosul.experiments.hypercubes import (
    largest_correlation,
    latin_hypercube,
    nearly_orthogonal,
    sobol,
)


@pytest.mark.parametrize("make", [latin_hypercube, nearly_orthogonal])
def test_every_factor_has_one_point_in_each_slice(make):
    slices = np.sort((make(40, 6, 1) * 40).astype(int), axis=0)
    assert (slices == np.arange(40)[:, None]).all()


@pytest.mark.parametrize("seed", range(5))
def test_22_factors_over_129_points_hardly_correlate_and_take_no_second(seed):
    begun = time.process_time()
    cube = nearly_orthogonal(129, 22, seed)
    assert time.process_time() - begun < 1.0
    assert largest_correlation(cube) <= 0.03


def test_a_nearly_orthogonal_cube_correlates_less_than_a_latin_one():
    loose = largest_correlation(latin_hypercube(129, 22, 1))
    assert largest_correlation(nearly_orthogonal(129, 22, 1)) < 0.2 * loose


def test_a_correlation_is_found():
    one = np.arange(10.0)
    assert largest_correlation(np.column_stack([one, -one])) == pytest.approx(1.0)


@pytest.mark.parametrize("make", [latin_hypercube, nearly_orthogonal, sobol])
def test_a_seed_gives_its_points_again_and_another_gives_others(make):
    assert (make(64, 5, 3) == make(64, 5, 3)).all()
    assert (make(64, 5, 3) != make(64, 5, 4)).any()


@pytest.mark.parametrize("make", [latin_hypercube, nearly_orthogonal, sobol])
def test_points_lie_inside_the_cube(make):
    cube = make(32, 7, 5)
    assert cube.shape == (32, 7)
    assert ((cube >= 0.0) & (cube <= 1.0)).all()


def test_too_few_points_are_told_how_many_it_takes():
    with pytest.raises(DesignError, match="22 factors take at least 24 points"):
        nearly_orthogonal(20, 22, 1)


def test_sobol_takes_powers_of_two():
    with pytest.raises(DesignError, match="such as 128"):
        sobol(100, 3, 1)
