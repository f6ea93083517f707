"""Designs of Morris and Saltelli: their steps, and indices that come out through them."""

import numpy as np
import pytest

from mesa_mosul.analysis.sampling.designs import generate_design
from mesa_mosul.analysis.sampling.salib_cubes import salib_problem
from tests.unit.analysis.sampling.test_designs import BASE, DRAWS, C, D, laid, space, values


def test_each_step_of_a_trajectory_moves_one_factor_and_each_factor_is_moved_once():
    points = laid("morris", draws=DRAWS, trajectories=10)
    assert len(points) == 10 * (len(DRAWS) + 1)
    paths = values(points, DRAWS).reshape(10, len(DRAWS) + 1, len(DRAWS))
    moved = np.diff(paths, axis=1) != 0.0
    assert (moved.sum(axis=2) == 1).all()
    assert (moved.sum(axis=1) == 1).all()


def test_the_steps_of_morris_are_those_of_its_levels():
    draws = {C: {"uniform": [0.4, 0.8]}, D: "evidence"}
    found = values(laid("morris", draws=draws, trajectories=20, levels=6), draws)
    part = (found - [0.4, 0.0]) / [0.4, 1.0] * 5
    assert part == pytest.approx(np.round(part), abs=1e-9)
    assert set(np.round(part[:, 0])) == set(range(6))


def test_the_elementary_effects_of_a_plane_are_its_slopes():
    from SALib.analyze import morris as morris_analysis

    made = space(draws={C: {"uniform": [0.4, 0.8]}, D: "evidence"})
    found = values(generate_design("morris", made, BASE, trajectories=10), made.uncertainties)
    cube = (found - [0.4, 0.0]) / [0.4, 1.0]
    told = morris_analysis.analyze(
        salib_problem(made.uncertainties), cube, 3 * cube[:, 0] - cube[:, 1], seed=1
    )
    assert np.asarray(told["mu"]) == pytest.approx([3.0, -1.0])
    assert np.asarray(told["sigma"]) == pytest.approx([0.0, 0.0], abs=1e-9)


@pytest.mark.parametrize(("second_order", "blocks"), [(False, 3 + 2), (True, 2 * 3 + 2)])
def test_saltelli_takes_so_many_points(second_order, blocks):
    points = laid("saltelli", draws=DRAWS, samples=16, second_order=second_order)
    assert len(points) == 16 * blocks


def ishigami(cube, a=7.0, b=0.1):
    """Return the Ishigami function at points of the unit cube, and its exact indices."""
    x, y, z = (2.0 * cube.T - 1.0) * np.pi
    value = np.sin(x) + a * np.sin(y) ** 2 + b * z**4 * np.sin(x)
    first = 0.5 * (1.0 + b * np.pi**4 / 5.0) ** 2
    second, both = a**2 / 8.0, 8.0 * b**2 * np.pi**8 / 225.0
    total = first + second + both
    alone = np.array([first, second, 0.0]) / total
    return value, alone, alone + np.array([both, 0.0, both]) / total, both / total


@pytest.mark.parametrize("second_order", [False, True])
def test_sobol_indices_come_out_through_these_points(second_order):
    from SALib.analyze import sobol as sobol_analysis

    draws = {
        C: {"uniform": [0.4, 0.8]},
        D: "evidence",
        "command.tempo": {"uniform": [0.0, 1.0]},
    }
    made = space(draws=draws)
    points = generate_design("saltelli", made, BASE, samples=2048, second_order=second_order)
    cube = (values(points, draws) - [0.4, 0.0, 0.0]) / [0.4, 1.0, 1.0]
    value, alone, total, both = ishigami(cube)
    told = sobol_analysis.analyze(
        salib_problem(made.uncertainties),
        value,
        calc_second_order=second_order,
        num_resamples=10,
        seed=1,
    )
    assert told["S1"] == pytest.approx(alone, abs=0.02)
    assert told["ST"] == pytest.approx(total, abs=0.02)
    if second_order:
        assert told["S2"][0, 2] == pytest.approx(both, abs=0.02)
