"""Designs: which points of levers and uncertainties are run."""

import numpy as np
import pandas as pd
import pytest
from SALib.analyze import sobol as analysis
from SALib.test_functions import Ishigami

from mesa_mosul.experiments.designs import KINDS, SAMPLED, Space, lay_out, problem
from mesa_mosul.experiments.draws import DesignError, read_draw, read_lever
from mesa_mosul.parameters import ParameterError

NUMBERS = ("hold.density", "fire.killed_share", "strikes.air_hits")
DRAWS = {name: read_draw(name, "evidence") for name in NUMBERS}
LEVERS = {
    "isis.returning": read_lever("isis.returning", [0, 500]),
    "plan": read_lever("plan", {"leaves": {"isis.withdraws": True}, "holds": {}}),
}
OPTIONS = {
    "latin_hypercube": {"points": 10},
    "nolh": {"points": 10},
    "sobol": {"points": 8},
    "morris": {"trajectories": 5},
    "saltelli": {"samples": 8},
    "table": {"table": pd.DataFrame({"hold.density": [40, 50]})},
}


def laid(kind, levers=(), draws=(), base=None, **options):
    return lay_out(kind, Space(dict(levers), dict(draws), 7), base or {}, **options)


def test_a_factorial_design_has_every_combination():
    points = laid("factorial", LEVERS)
    assert len(points) == 4
    assert {(p.factors["isis.returning"], p.factors["plan"]) for p in points} == {
        (0, "leaves"), (0, "holds"), (500, "leaves"), (500, "holds"),
    }  # fmt: skip
    assert points[-1].changes == {"isis.returning": 500}


def test_one_at_a_time_leaves_all_else_as_it_is():
    points = laid("one_at_a_time", LEVERS, DRAWS, base={"isis.returning": 0})
    assert points[0].changes == {}
    assert all(len(point.changes) == 1 for point in points[1:])
    assert {"isis.returning": 0} not in [point.changes for point in points]
    assert len(points) == 1 + 1 + 1 + 2 * len(DRAWS)


@pytest.mark.parametrize("kind", SAMPLED)
def test_samples_are_the_same_at_every_combination_of_levers(kind):
    points = laid(kind, LEVERS, DRAWS, **OPTIONS[kind])
    quarter = len(points) // 4
    samples = [[p.changes[n] for n in NUMBERS] for p in points]
    assert all(samples[:quarter] == samples[k * quarter : (k + 1) * quarter] for k in (1, 2, 3))


def test_a_trajectory_moves_one_number_at_a_time():
    points = laid("morris", draws=DRAWS, trajectories=6)
    assert len(points) == 6 * (len(DRAWS) + 1)
    values = np.array([[p.changes[n] for n in NUMBERS] for p in points]).reshape(6, -1, 3)
    moved = (np.diff(values, axis=1) != 0).sum(axis=2)
    assert (moved == 1).all()


@pytest.mark.parametrize(("second", "times"), [(False, 5), (True, 8)])
def test_saltelli_points_are_as_many_as_its_indices_take(second, times):
    assert len(laid("saltelli", draws=DRAWS, samples=16, second_order=second)) == 16 * times


def test_sobol_indices_of_a_known_function_come_out_right():
    points = laid("saltelli", draws=DRAWS, samples=4096)
    ends = {n: DRAWS[n].at(np.array([0.0, 1.0])) for n in NUMBERS}
    values = pd.DataFrame([p.changes for p in points])
    parts = np.column_stack([part_of(values[n], *ends[n]) for n in NUMBERS])
    y = Ishigami.evaluate((2 * parts - 1) * np.pi)
    found = analysis.analyze(problem(DRAWS), y, calc_second_order=False, seed=1)
    assert found["S1"] == pytest.approx([0.3139, 0.4424, 0.0], abs=0.02)
    assert found["ST"] == pytest.approx([0.5576, 0.4424, 0.2437], abs=0.02)


def part_of(values, low, high):
    """Return at which part of its range a number was drawn."""
    if low > 0 and high / low >= 10:
        return np.log(values / low) / np.log(high / low)
    return (values - low) / (high - low)


def test_a_table_gives_its_rows():
    table = pd.DataFrame({"hold.density": [40.0, 50.0], "isis.fighters": [4000, 6000]})
    points = laid("table", table=table)
    assert [point.changes for point in points] == table.to_dict("records")


@pytest.mark.parametrize(
    "table",
    [None, pd.DataFrame({"hold.density": [40.0, None]}), pd.DataFrame({"hold.density": []})],
)
def test_a_table_with_holes_is_refused(table):
    with pytest.raises(DesignError, match="table"):
        laid("table", table=table)


def test_a_table_of_unknown_numbers_is_refused():
    with pytest.raises(ParameterError, match="nothing"):
        laid("table", table=pd.DataFrame({"nothing": [1]}))


def test_a_number_is_varied_by_one_hand_only():
    levers = {"hold.density": read_lever("hold.density", [40, 50])}
    with pytest.raises(DesignError, match="varied twice"):
        laid("nolh", levers, DRAWS, points=9)


@pytest.mark.parametrize(
    ("kind", "options", "said"),
    [
        ("nolh", {}, "nolh takes points; it was given nothing"),
        ("nolh", {"samples": 4}, "nolh takes points; it was given samples"),
        ("morris", {"points": 4}, "trajectories, levels"),
        ("saltelli", {"samples": 100}, "power of two"),
        ("factorial", {"points": 4}, "factorial takes no points"),
        ("grid", {}, "no design is called 'grid'"),
    ],
)
def test_a_design_says_what_it_takes(kind, options, said):
    with pytest.raises(DesignError, match=said):
        laid(kind, LEVERS, DRAWS if kind in SAMPLED else {}, **options)


def test_a_factorial_does_not_draw():
    with pytest.raises(DesignError, match="uncertainties take another design"):
        laid("factorial", LEVERS, DRAWS)


@pytest.mark.parametrize("kind", SAMPLED)
def test_nothing_to_draw_is_said_so(kind):
    with pytest.raises(DesignError, match="to draw"):
        laid(kind, LEVERS, **OPTIONS[kind])


def test_every_kind_of_design_can_be_laid_out():
    for kind in KINDS:
        draws = DRAWS if kind in SAMPLED else {}
        assert laid(kind, {}, draws, **OPTIONS.get(kind, {}))
