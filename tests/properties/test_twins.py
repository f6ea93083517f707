"""The plain and the compiled form of whole battles: the same to the last bit."""

import numpy as np
import pytest
from town import BATTLE_KINDS, coarse_battle, coarse_simulation, random_parameters, run_days

from mesa_mosul.engine.compiled_parameters import CompiledParameters
from mesa_mosul.engine.jit import plain_twin
from mesa_mosul.engine.world import iter_columns
from mesa_mosul.simulation.ledger import record_day

KM_CELLS = {
    "resolution.cell_metres": 1000,
    "iraqi.men_per_unit": 200,
    "isis.men_per_unit": 50,
    "peshmerga.men_per_unit": 200,
    "coalition.men_per_unit": 200,
}


def differing_columns(first, second):
    """Return the columns in which two battles differ."""
    columns = dict(iter_columns(second.world))
    return [
        name
        for name, column in iter_columns(first.world)
        if not np.array_equal(column, columns[name])
    ]


@pytest.mark.parametrize("kind", BATTLE_KINDS)
def test_ten_days_are_the_same_in_both_forms(kind):
    twins = [run_days(coarse_battle(kind, 7, engine), 10) for engine in ("plain", "compiled")]
    assert differing_columns(*twins) == []
    assert np.array_equal(twins[0].ledger, twins[1].ledger)


@pytest.mark.parametrize("draw", range(12))
def test_both_forms_agree_whatever_the_parameters(draw):
    changes, kind = random_parameters(draw), BATTLE_KINDS[draw % len(BATTLE_KINDS)]
    twins = [
        run_days(coarse_battle(kind, draw, engine, **changes), 2)
        for engine in ("plain", "compiled")
    ]
    assert differing_columns(*twins) == []
    assert twins[0].digest() == twins[1].digest()


@pytest.mark.parametrize("hours", [1, 3, 12])
def test_both_forms_agree_at_any_length_of_a_tick(hours):
    changes = {"resolution.hours_per_tick": hours}
    twins = [
        run_days(coarse_simulation(engine=one, **changes), 1) for one in ("plain", "compiled")
    ]
    assert twins[0].digest() == twins[1].digest()


def test_a_day_of_the_reported_scenario_is_the_same_in_both_forms_with_smaller_units():
    twins = [
        run_days(coarse_simulation(engine=one, **KM_CELLS), 1) for one in ("plain", "compiled")
    ]
    assert twins[0].digest() == twins[1].digest()


@pytest.mark.slow
def test_three_days_of_the_reported_scenario_as_it_ships_are_the_same_in_both_forms():
    import mesa_mosul as mm

    twins = [mm.run("reported", seed=1, days=3, engine=one) for one in ("plain", "compiled")]
    assert twins[0].outcome["digest"] == twins[1].outcome["digest"]


def test_the_ledger_of_one_world_is_the_same_in_both_forms():
    simulation = run_days(coarse_simulation(), 2)
    rows = np.zeros((2, len(simulation.columns)))
    p = simulation.scenario.parameters
    plain_twin(record_day)(simulation.world, p, simulation.clock, rows[0])
    record_day(
        simulation.built.compiled_world, CompiledParameters(p), simulation.clock, rows[1]
    )
    assert np.array_equal(rows[0], rows[1])


def test_a_battle_repeats_itself():
    one, other = (run_days(coarse_simulation(seed=3, engine="compiled"), 5) for _ in range(2))
    assert one.digest() == other.digest()


def test_another_seed_is_another_battle():
    one, other = (
        run_days(coarse_simulation(seed=seed, engine="compiled"), 5) for seed in (1, 2)
    )
    assert one.digest() != other.digest()
