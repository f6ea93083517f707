"""What `mosul bench` measures is what it says."""

import json

import numpy as np
import pytest
from town import coarse_simulation, run_days

from mesa_mosul.cli.main import main
from mesa_mosul.engine import jit
from mesa_mosul.engine.jit import plain_twin
from mesa_mosul.engine.random_streams import uniform
from mesa_mosul.engine.world import iter_columns
from mesa_mosul.inputs.scenario import scenario
from mesa_mosul.simulation.simulation import Simulation
from mesa_mosul.verification.benchmark import measurements_table, measurements_to_json
from mesa_mosul.verification.benchmark_baseline import DRAWS_PER_UNIT, rng_baseline
from mesa_mosul.verification.peer_model import PeerModel, strength_by_side
from mesa_mosul.verification.timing import Measurement, min_cpu_seconds


def test_the_smallest_of_some_repeats_is_kept():
    turns = iter((200_000, 10))
    assert min_cpu_seconds(2, lambda: sum(range(next(turns)))) < min_cpu_seconds(
        1, sum, range(200_000)
    )


def test_the_peer_fights_the_same_units_and_both_sides_lose():
    simulation = run_days(coarse_simulation("recorded"), 1)
    peer = PeerModel(simulation)
    units, before = simulation.world.units, strength_by_side(peer)
    assert before.tolist() == [units.strength[units.side == side].sum() for side in (0, 1)]
    for _ in range(4):
        peer.step()
    assert np.all(strength_by_side(peer) < before)
    casualties = [
        sum(agent.killed + agent.wounded for agent in peer.agents if agent.side == side)
        for side in (0, 1)
    ]
    assert np.array_equal(before - strength_by_side(peer), casualties)


def test_the_peer_gains_territory():
    peer = PeerModel(run_days(coarse_simulation("recorded"), 1))
    before = peer.control.sum()
    for _ in range(4):
        peer.step()
    assert peer.control.sum() > before


def test_the_baseline_draws_for_units_in_contact_and_writes_nothing_else():
    simulation = run_days(coarse_simulation("recorded"), 1)
    before = {name: column.copy() for name, column in iter_columns(simulation.world)}
    args = simulation.world, simulation.scenario.parameters, simulation.clock
    plain_twin(rng_baseline)(*args)
    hits = simulation.world.unit_workspace.casualties_by_small_arms
    assert hits.any()
    assert hits.max() <= DRAWS_PER_UNIT
    changed = [
        name
        for name, column in iter_columns(simulation.world)
        if np.any(column != before[name])
    ]
    assert changed == ["unit_workspace.casualties_by_small_arms"]


def test_the_baseline_draws_as_often_as_a_tick_of_the_campaign(monkeypatch):
    draws, simulation = [], run_days(Simulation(scenario("campaign"), 1), 40)
    for rule in [known for known in jit._plain_twins if hasattr(known, "py_func")]:
        monkeypatch.delitem(jit._plain_twins, rule)
    monkeypatch.setitem(
        jit._plain_twins, uniform, lambda *args: draws.append(args) or uniform(*args)
    )
    simulation.engine = "plain"
    simulation.run_day()
    units, density = simulation.world.units, simulation.world.local_density.density
    present = (units.strength > 0) & (units.cell >= 0) & (units.time_budget_min >= 0)
    enemies = density[1 - units.side[present], units.cell[present]]
    threshold = simulation.scenario.parameters.detection.contact_density
    draws_per_tick = len(draws) / simulation.clock.ticks_per_day
    in_contact = int((enemies >= threshold).sum())
    assert draws_per_tick / in_contact == pytest.approx(DRAWS_PER_UNIT, rel=0.2)


def test_measurements_are_written_as_a_table_and_as_json():
    figures = [Measurement("a tick", 2.5, "times", "at least 2")]
    assert "| a tick | 2.5 times | at least 2 |" in measurements_table(figures)
    assert json.loads(measurements_to_json(figures))[0]["value"] == 2.5


def test_the_command_line_describes_it(capsys):
    with pytest.raises(SystemExit):
        main(["bench", "--help"])
    assert "ratios" in capsys.readouterr().out
