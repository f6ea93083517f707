"""Designs: which points they lay out, and that indices come out right through them."""

import itertools

import numpy as np
import pandas as pd
import pytest
from SALib.analyze import morris as morris_analysis
from SALib.analyze import sobol as sobol_analysis

from mesa_mosul.experiments.designs import KINDS, SAMPLED, Space, lay_out, problem
from mesa_mosul.experiments.draws import DesignError, read_draw, read_lever
from mesa_mosul.parameters import ParameterError, parameters

A, B, C, D = "isis.fighters", "us.bridges_cut", "command.effort", "corridor.passing"
BASE = {name: entry.default for name, entry in parameters().items()}
LEVERS = {A: [5000, 6000], B: [False, True]}
DRAWS = {C: "evidence", D: "evidence", "fire.aimed_rate": "evidence"}
TABLE = pd.DataFrame({C: [0.5, 0.6, 0.7], D: [0.1, 0.2, 0.3]})
OPTIONS = {
    "factorial": {},
    "one_at_a_time": {},
    "table": {"table": TABLE},
    "latin_hypercube": {"points": 8},
    "nolh": {"points": 8},
    "sobol": {"points": 8},
    "morris": {"trajectories": 3},
    "saltelli": {"samples": 4},
}
COUNTS = {"latin_hypercube": 8, "nolh": 8, "sobol": 8, "morris": 3 * 4, "saltelli": 4 * 5}


def space(levers=(), draws=(), seed=1):
    return Space(
        {name: read_lever(name, said) for name, said in dict(levers).items()},
        {name: read_draw(name, said) for name, said in dict(draws).items()},
        seed,
    )


def laid(kind, levers=(), draws=(), seed=1, **options):
    return lay_out(kind, space(levers, draws, seed), BASE, **(OPTIONS[kind] | options))


def values(points, names):
    return np.array([[point.changes[name] for name in names] for point in points], float)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_design_can_be_laid_out(kind):
    draws = {} if kind in ("factorial", "table") else DRAWS
    points = laid(kind, LEVERS, draws)
    assert len({str(point.factors) for point in points}) == len(points) > 1
    assert len({tuple(point.factors) for point in points}) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_design_is_laid_out_twice_alike(kind):
    draws = {} if kind in ("factorial", "table") else DRAWS
    assert laid(kind, LEVERS, draws) == laid(kind, LEVERS, draws)


@pytest.mark.parametrize("kind", SAMPLED)
def test_another_seed_draws_other_points(kind):
    assert laid(kind, draws=DRAWS, seed=1) != laid(kind, draws=DRAWS, seed=2)


def test_a_factorial_crosses_every_level_with_every_other():
    points = laid("factorial", {**LEVERS, C: [0.4, 0.5, 0.6]})
    wanted = itertools.product([5000, 6000], [False, True], [0.4, 0.5, 0.6])
    assert [tuple(point.changes.values()) for point in points] == list(wanted)
    assert all(point.factors == point.changes for point in points)


def test_without_a_lever_there_is_one_point_that_changes_nothing():
    assert laid("factorial") == [({}, {})]


def test_a_named_level_is_a_factor_by_its_name_and_sets_what_it_says():
    levels = {"none": {}, "both": {A: 5000, B: True}}
    assert laid("factorial", {"help": levels}) == [
        ({"help": "none"}, {}),
        ({"help": "both"}, {A: 5000, B: True}),
    ]


def test_one_at_a_time_leaves_all_else_at_the_base():
    points = laid(
        "one_at_a_time", {A: [5000, 6000], "help": {"some": {B: True}}}, {C: "evidence"}
    )
    low, high = parameters()[C].known.low, parameters()[C].known.high
    changes = [{}, {A: 5000}, {A: 6000}, {B: True}, {C: low}, {C: high}]
    assert [point.changes for point in points] == changes
    assert [point.factors["varied"] for point in points] == ["base", A, A, "help", C, C]
    assert [point.factors["to"] for point in points[1:4]] == ["5000", "6000", "some"]


def test_one_at_a_time_passes_over_what_is_so_in_the_base():
    levers = {A: [BASE[A], 5000], B: [BASE[B], not BASE[B]], "help": {"none": {}}}
    points = laid("one_at_a_time", levers, {"isis.returning": {"uniform": [0, 100]}})
    assert BASE["isis.returning"] == 0
    assert [point.changes for point in points] == [
        {}, {A: 5000}, {B: not BASE[B]}, {"isis.returning": 100}
    ]  # fmt: skip


def test_one_at_a_time_may_name_a_parameter_in_a_lever_and_a_range():
    points = laid("one_at_a_time", {C: [0.5]}, {C: {"uniform": [0.4, 0.8]}})
    assert [point.changes for point in points] == [{}, {C: 0.5}, {C: 0.4}, {C: 0.8}]


@pytest.mark.parametrize("kind", SAMPLED)
def test_samples_are_the_same_at_every_combination_of_the_levers(kind):
    points, count = laid(kind, LEVERS, DRAWS), COUNTS[kind]
    alone = values(laid(kind, draws=DRAWS), DRAWS)
    assert len(points) == 4 * count
    for part in range(4):
        block = points[part * count : (part + 1) * count]
        assert len({(point.factors[A], point.factors[B]) for point in block}) == 1
        assert np.array_equal(values(block, DRAWS), alone)


@pytest.mark.parametrize("kind", ["latin_hypercube", "nolh", "sobol"])
def test_each_draw_of_a_filled_cube_has_one_point_in_every_slice_of_its_distribution(kind):
    draws = {C: {"uniform": [0.4, 0.8]}, D: "evidence"}
    found = values(laid(kind, draws=draws, points=32), draws)
    part = (found - [0.4, 0.0]) / [0.4, 1.0]
    assert (np.sort(np.floor(part * 32), axis=0) == np.arange(32)[:, None]).all()


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
    made = space(draws={C: {"uniform": [0.4, 0.8]}, D: "evidence"})
    found = values(lay_out("morris", made, BASE, trajectories=10), made.draws)
    cube = (found - [0.4, 0.0]) / [0.4, 1.0]
    told = morris_analysis.analyze(
        problem(made.draws), cube, 3 * cube[:, 0] - cube[:, 1], seed=1
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
    draws = {C: {"uniform": [0.4, 0.8]}, D: "evidence", "command.dash": "evidence"}
    made = space(draws=draws)
    points = lay_out("saltelli", made, BASE, samples=2048, second_order=second_order)
    cube = (values(points, draws) - [0.4, 0.0, 0.0]) / [0.4, 1.0, 1.0]
    value, alone, total, both = ishigami(cube)
    told = sobol_analysis.analyze(
        problem(made.draws), value, calc_second_order=second_order, num_resamples=10, seed=1
    )
    assert told["S1"] == pytest.approx(alone, abs=0.02)
    assert told["ST"] == pytest.approx(total, abs=0.02)
    if second_order:
        assert told["S2"][0, 2] == pytest.approx(both, abs=0.02)


def test_a_table_gives_its_rows_at_every_combination_of_the_levers():
    points = laid("table", {A: [5000, 6000]})
    rows = [{C: 0.5, D: 0.1}, {C: 0.6, D: 0.2}, {C: 0.7, D: 0.3}]
    assert [point.changes for point in points] == [
        {A: fighters, **row} for fighters in (5000, 6000) for row in rows
    ]


def test_a_table_keeps_whole_numbers_and_switches_as_they_are():
    (point,) = laid("table", table=pd.DataFrame({A: [5000], B: [True], C: [0.5]}))
    assert [type(value) for value in point.changes.values()] == [int, bool, float]


@pytest.mark.parametrize(
    "table",
    [
        pd.DataFrame({C: [0.5, None]}),
        pd.DataFrame({C: []}),
        pd.DataFrame({C: [0.5], D: [float("nan")]}),
    ],
)
def test_a_table_with_an_empty_cell_or_no_row_is_refused(table):
    with pytest.raises(DesignError, match="every cell, and a row or more"):
        laid("table", table=table)


def test_a_table_of_no_file_asks_for_one():
    with pytest.raises(DesignError, match=r"points\.csv"):
        laid("table", table=None)


def test_a_column_of_a_table_that_is_no_parameter_is_answered_with_the_nearest():
    with pytest.raises(ParameterError, match=r"did you mean command\.effort"):
        laid("table", table=pd.DataFrame({"command.efort": [0.5]}))


TWICE = (
    ("factorial", {A: [5000], "help": {"some": {A: 6000}}}, {}),
    ("nolh", {C: [0.5]}, {C: "evidence", D: "evidence"}),
    ("saltelli", {"help": {"none": {}, "some": {D: 0.5}}}, {D: "evidence"}),
    ("table", {D: [0.5]}, {}),
)


@pytest.mark.parametrize(("kind", "levers", "draws"), TWICE)
def test_a_parameter_that_is_varied_twice_is_refused(kind, levers, draws):
    with pytest.raises(DesignError, match="varied twice"):
        laid(kind, levers, draws)


@pytest.mark.parametrize(
    ("kind", "options", "wanted"),
    [
        ("latin_hypercube", {}, "takes points; it was given nothing"),
        ("nolh", {"samples": 8}, "takes points; it was given samples"),
        ("sobol", {"points": 8, "levels": 4}, "takes points; it was given levels, points"),
        ("morris", {"points": 8}, "takes trajectories, levels; it was given points"),
        ("saltelli", {}, "takes samples, second_order; it was given nothing"),
        ("saltelli", {"samples": 100}, "takes a power of two, such as 128"),
        ("morris", {"levels": 5}, "takes an even number"),
        ("nolh", {"points": 4}, "at least 5 points"),
        ("nolh", {"points": 8, "table": TABLE}, "takes no file"),
        ("one_at_a_time", {"points": 8}, "takes no points"),
    ],
)
def test_wrong_options_of_a_design_are_answered_with_right_ones(kind, options, wanted):
    with pytest.raises(DesignError, match=wanted):
        lay_out(kind, space(draws=DRAWS), BASE, **options)


@pytest.mark.parametrize(
    ("kind", "options", "wanted"),
    [
        ("factorial", {"points": 8, "levels": 2}, "takes no levels, points"),
        ("factorial", {"table": TABLE}, "takes no file"),
        ("table", {"table": TABLE, "points": 8}, "takes no points"),
    ],
)
def test_a_design_that_draws_nothing_takes_no_options(kind, options, wanted):
    with pytest.raises(DesignError, match=wanted):
        lay_out(kind, space(LEVERS), BASE, **options)


@pytest.mark.parametrize("kind", ["factorial", "table"])
def test_uncertainties_are_not_passed_over(kind):
    with pytest.raises(DesignError, match="another design, such as"):
        laid(kind, draws=DRAWS)


@pytest.mark.parametrize("kind", SAMPLED)
def test_a_design_that_draws_asks_for_something_to_draw(kind):
    with pytest.raises(DesignError, match=r"takes \[uncertainties\]"):
        laid(kind, LEVERS)


def test_an_unknown_design_is_answered_with_all_there_are():
    with pytest.raises(DesignError, match=r"'lhs'.*" + ", ".join(KINDS)):
        lay_out("lhs", space(LEVERS), BASE)
