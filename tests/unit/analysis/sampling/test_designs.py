"""Designs: which points they lay out, and that indices come out right through them."""

import itertools

import numpy as np
import pandas as pd
import pytest

from mesa_mosul.analysis.sampling.designs import (
    DESIGN_KINDS,
    MAX_VALUES,
    SAMPLING_DESIGNS,
    DesignSpace,
    check_size,
    generate_design,
)
from mesa_mosul.analysis.sampling.factors import DesignError, parse_distribution, parse_lever
from mesa_mosul.analysis.sampling.hypercubes import hypercube_of_point
from mesa_mosul.parameters.registry import ParameterError, parameters

A, B, C, D = (
    "isis.fighters",
    "coalition.bridges_cut_at_start",
    "command.attack_day_fraction",
    "corridor.passable_day_fraction",
)
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
    return DesignSpace(
        {name: parse_lever(name, said) for name, said in dict(levers).items()},
        {name: parse_distribution(name, said) for name, said in dict(draws).items()},
        seed,
    )


def laid(kind, levers=(), draws=(), seed=1, **options):
    return generate_design(kind, space(levers, draws, seed), BASE, **(OPTIONS[kind] | options))


def values(points, names):
    return np.array([[point.changes[name] for name in names] for point in points], float)


@pytest.mark.parametrize("kind", DESIGN_KINDS)
def test_every_kind_of_design_can_be_laid_out(kind):
    draws = {} if kind in ("factorial", "table") else DRAWS
    points = laid(kind, LEVERS, draws)
    assert len({str(point.factors) for point in points}) == len(points) > 1
    assert len({tuple(point.factors) for point in points}) == 1


@pytest.mark.parametrize("kind", DESIGN_KINDS)
def test_the_same_design_is_laid_out_twice_alike(kind):
    draws = {} if kind in ("factorial", "table") else DRAWS
    assert laid(kind, LEVERS, draws) == laid(kind, LEVERS, draws)


@pytest.mark.parametrize("kind", SAMPLING_DESIGNS)
def test_another_seed_draws_other_points(kind):
    assert laid(kind, draws=DRAWS, seed=1) != laid(kind, draws=DRAWS, seed=2)


def test_a_factorial_crosses_every_level_with_every_other():
    points = laid("factorial", {**LEVERS, C: [0.4, 0.5, 0.6]})
    wanted = itertools.product([5000, 6000], [False, True], [0.4, 0.5, 0.6])
    assert [tuple(point.changes.values()) for point in points] == list(wanted)
    assert all(point.factors == point.changes for point in points)


def test_without_a_lever_there_is_one_point_that_changes_nothing():
    assert laid("factorial") == [({}, {}, None)]


def test_a_named_level_is_a_factor_by_its_name_and_sets_what_it_says():
    levels = {"none": {}, "both": {A: 5000, B: True}}
    assert laid("factorial", {"help": levels}) == [
        ({"help": "none"}, {}, None),
        ({"help": "both"}, {A: 5000, B: True}, None),
    ]


def test_one_at_a_time_leaves_all_else_at_the_base():
    points = laid(
        "one_at_a_time", {A: [5000, 6000], "help": {"some": {B: True}}}, {C: "evidence"}
    )
    low, high = parameters()[C].spec.low, parameters()[C].spec.high
    changes = [{}, {A: 5000}, {A: 6000}, {B: True}, {C: low}, {C: high}]
    assert [point.changes for point in points] == changes
    assert [point.factors["factor"] for point in points] == ["base", A, A, "help", C, C]
    assert [point.factors["level"] for point in points[1:4]] == ["5000", "6000", "some"]


def test_one_at_a_time_passes_over_what_is_so_in_the_base():
    levers = {A: [BASE[A], 5000], B: [BASE[B], not BASE[B]], "help": {"none": {}}}
    points = laid("one_at_a_time", levers, {"isis.returning_men": {"uniform": [0, 100]}})
    assert BASE["isis.returning_men"] == 0
    assert [point.changes for point in points] == [
        {}, {A: 5000}, {B: not BASE[B]}, {"isis.returning_men": 100}
    ]  # fmt: skip


def test_one_at_a_time_may_name_a_parameter_in_a_lever_and_a_range():
    points = laid("one_at_a_time", {C: [0.5]}, {C: {"uniform": [0.4, 0.8]}})
    assert [point.changes for point in points] == [{}, {C: 0.5}, {C: 0.4}, {C: 0.8}]


@pytest.mark.parametrize("kind", SAMPLING_DESIGNS)
def test_samples_are_the_same_at_every_combination_of_the_levers(kind):
    points, count = laid(kind, LEVERS, DRAWS), COUNTS[kind]
    alone = values(laid(kind, draws=DRAWS), DRAWS)
    assert len(points) == 4 * count
    for part in range(4):
        block = points[part * count : (part + 1) * count]
        assert len({(point.factors[A], point.factors[B]) for point in block}) == 1
        assert np.array_equal(values(block, DRAWS), alone)


@pytest.mark.parametrize("kind", ["latin_hypercube", "nolh", "sobol"])
def test_each_sample_may_have_a_seed_of_its_own_at_every_combination(kind):
    points, count = laid(kind, LEVERS, DRAWS, own_seeds=True), COUNTS[kind]
    seeds = [point.seed for point in points]
    assert len(set(seeds)) == count
    assert seeds == seeds[:count] * 4
    assert max(seeds) < 2**60
    other = laid(kind, LEVERS, DRAWS, seed=2, own_seeds=True)
    assert not set(seeds) & {point.seed for point in other}


@pytest.mark.parametrize("kind", ["latin_hypercube", "nolh", "sobol"])
def test_each_draw_of_a_filled_cube_has_one_point_in_every_slice_of_its_distribution(kind):
    draws = {C: {"uniform": [0.4, 0.8]}, D: "evidence"}
    found = values(laid(kind, draws=draws, points=32), draws)
    part = (found - [0.4, 0.0]) / [0.4, 1.0]
    assert (np.sort(np.floor(part * 32), axis=0) == np.arange(32)[:, None]).all()


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
    with pytest.raises(ParameterError, match=r"did you mean command\.attack_day_fraction"):
        laid("table", table=pd.DataFrame({"command.attack_day_fractoin": [0.5]}))


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
        ("latin_hypercube", {}, "takes points, hypercubes, own_seeds; it was given nothing"),
        ("latin_hypercube", {"points": 8, "hypercubes": 3}, "points = 9 would do"),
        ("latin_hypercube", {"points": 10**12}, "1,000,000 or fewer"),
        ("saltelli", {"samples": 2**30}, "1,000,000 or fewer"),
        ("morris", {"trajectories": 10**9}, "1,000,000 or fewer"),
        ("nolh", {"samples": 8}, "takes points, own_seeds; it was given samples"),
        (
            "sobol",
            {"points": 8, "levels": 4},
            "takes points, own_seeds; it was given levels, points",
        ),
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
        generate_design(kind, space(draws=DRAWS), BASE, **options)


def test_a_design_that_would_fill_the_memory_is_refused():
    factors = DesignSpace({}, dict.fromkeys(map(str, range(50))), 1)
    most = MAX_VALUES // 50
    check_size(factors, most)
    with pytest.raises(DesignError, match=f"50 factors; so many factors take {most:,} points"):
        check_size(factors, most + 1)


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
        generate_design(kind, space(LEVERS), BASE, **options)


def test_a_factorial_out_of_all_proportion_is_refused_before_it_is_generated():
    levers = {A: range(3500, 5500), "iraqi.troops": range(30000, 32000)}
    with pytest.raises(DesignError, match="4,000,000 points"):
        generate_design("factorial", space(levers), BASE)


@pytest.mark.parametrize("kind", ["factorial", "table"])
def test_uncertainties_are_not_passed_over(kind):
    with pytest.raises(DesignError, match="another design, such as"):
        laid(kind, draws=DRAWS)


@pytest.mark.parametrize("kind", SAMPLING_DESIGNS)
def test_a_design_that_draws_asks_for_something_to_draw(kind):
    with pytest.raises(DesignError, match=r"takes \[uncertainties\]"):
        laid(kind, LEVERS)


def test_an_unknown_design_is_answered_with_all_there_are():
    with pytest.raises(DesignError, match=r"'lhs'.*" + ", ".join(DESIGN_KINDS)):
        generate_design("lhs", space(LEVERS), BASE)


def test_the_hypercube_of_each_point_follows_from_its_number():
    points = laid("latin_hypercube", {A: [5000, 6000]}, DRAWS, points=12, hypercubes=3)
    cubes = hypercube_of_point(np.arange(24), points=12, hypercubes=3)
    for fighters in (5000, 6000):
        for cube in range(3):
            part = [point for at, point in enumerate(points)
                    if cubes[at] == cube and point.changes[A] == fighters]  # fmt: skip
            fractions = values(part, ["corridor.passable_day_fraction"])[:, 0]
            assert np.sort(np.floor(4 * fractions)).tolist() == [0, 1, 2, 3]
