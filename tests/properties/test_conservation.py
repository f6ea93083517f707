"""Conservation: every man and every civilian is accounted for, every day, in every battle."""

import datetime

import numpy as np
import pytest
from town import (
    BATTLE_KINDS,
    coarse_battle,
    coarse_simulation,
    iter_worlds,
    random_parameters,
    run_days,
)

from mesa_mosul.engine.codes import BRIDGE, DEFENDER, FORCES, NO_BANK, NO_INDEX, OUTSIDE, RIVER
from mesa_mosul.engine.world import iter_columns
from mesa_mosul.simulation.outcome import count_forces_at_start

DAYS = 12
MAY_BE_NEGATIVE = {
    "units.time_budget_min": "a unit on the march owes minutes",
    "kernel.offset": "a neighbour to the south or west",
    "axis_review.men_short": "where units are large, more may stand at the front than it wants",
    "external.remembered_advance_rate_km2_per_day": "what was lost may be won back",
    "axes_of_advance.advance_rate_km2_per_day": "an axis may lose more than it gains",
    "event_log.value_2": "the rate at which ISIS loses territory, in its decision to go west",
    "bridges.cut_at": "a bridge may be down before the campaign",
}
NO_ONE_STANDS_FOR = {
    "units.axis",
    "units.cell",
    "formations.axis",
    "formations.committed_axis",
    "cells.axis",
    "cells.neighbourhood",
    "event_log.subject",
    "event_log.cell",
    "neighbourhoods.cell",
    "bridges.cell",
}
SHARES = (
    "cells.control",
    "cells.cover",
    "cells.concealment",
    "cells.mean_concealment",
    "battalions.cohesion",
    "units.exposed_fraction",
    "neighbourhoods.control",
    "cell_workspace.time_fraction_used",
)


@pytest.fixture(
    scope="module", params=[(kind, seed) for kind in BATTLE_KINDS for seed in (1, 2)]
)
def battle(request):
    kind, seed = request.param
    return run_days(coarse_battle(kind, seed, "compiled"), DAYS)


@pytest.fixture(scope="module", params=range(10))
def odd_battle(request):
    """A battle with every parameter drawn from anywhere in its range."""
    draw = request.param
    return run_days(
        coarse_battle(
            BATTLE_KINDS[draw % len(BATTLE_KINDS)], draw, "compiled", **random_parameters(draw)
        ),
        6,
    )


def unaccounted(course):
    """Return, by force, the men missing from each day of a battle's ledger."""
    daily, start = course.daily(), count_forces_at_start(course.built)
    return {
        force: (
            start[force]
            + daily[f"{force}_arrived"]
            - daily[
                [f"{force}_{state}" for state in ("strength", "wounded_now", "killed")]
            ].sum(axis=1)
            - daily[f"{force}_withdrawn"]
        ).tolist()
        for force in FORCES
    }


def civilians_missing(course, civilians):
    daily = course.daily()
    gone = [name for name in daily if name.startswith("civilians_killed_")]
    return (civilians - daily[["civilians", "civilians_displaced", *gone]].sum(axis=1)).tolist()


def check_men(course):
    days = len(course.ledger)
    assert unaccounted(course) == {force: [0] * days for force in FORCES}


def check_civilians(course):
    civilians = course.scenario.parameters.civilians.in_city
    assert civilians_missing(course, civilians) == [0] * len(course.ledger)


def check_signs(world):
    wrong = []
    for name, column in iter_columns(world):
        least = -1 if name in NO_ONE_STANDS_FOR else 0
        if name not in MAY_BE_NEGATIVE and column.size and column.min() < least:
            wrong.append(f"{name}: {column.min()}")
    assert wrong == []


def check_shares(world):
    found = dict(iter_columns(world))
    wrong = [
        f"{name}: {found[name].min()} to {found[name].max()}"
        for name in SHARES
        if found[name].min() < 0 or found[name].max() > 1 + 1e-12
    ]
    assert wrong == []


def check_finite(world):
    wrong = [name for name, column in iter_columns(world) if not np.isfinite(column).all()]
    assert wrong == []


def check_land(world):
    there = world.units.cell[world.units.cell != NO_INDEX]
    assert not np.isin(world.cells.land_class[there], (RIVER, BRIDGE, OUTSIDE)).any()
    assert (world.cells.bank[there] != NO_BANK).all()


def check_events(course):
    last = min(int(course.world.totals.n_events[0]), course.world.event_log.tick.size)
    assert (np.diff(course.world.event_log.tick[:last]) >= 0).all()


CHECKS_OF_A_COURSE = [check_men, check_civilians, check_events]
CHECKS_OF_A_WORLD = [check_signs, check_shares, check_finite, check_land]


def test_men_at_the_start_and_arrived_are_all_accounted_for(battle):
    check_men(battle)


def test_civilians_are_present_or_killed_or_displaced(battle):
    check_civilians(battle)


def test_the_log_is_in_order(battle):
    check_events(battle)


@pytest.mark.parametrize("check", CHECKS_OF_A_WORLD, ids=lambda check: check.__name__[6:])
def test_columns_are_sane(battle, check):
    check(battle.world)


@pytest.mark.parametrize("check", CHECKS_OF_A_COURSE, ids=lambda check: check.__name__[6:])
def test_all_is_accounted_for_whatever_the_parameters(odd_battle, check):
    check(odd_battle)


@pytest.mark.parametrize("check", CHECKS_OF_A_WORLD, ids=lambda check: check.__name__[6:])
def test_columns_are_sane_whatever_the_parameters(odd_battle, check):
    check(odd_battle.world)


def test_men_come_to_harm_at_all(battle):
    daily = battle.daily()
    assert daily[["iraqi_killed", "isis_killed"]].iloc[-1].min() > 0


def test_a_cumulative_count_never_falls(battle):
    daily = battle.daily()
    ends = (
        "_killed",
        "_withdrawn",
        "_arrived",
        "_displaced",
        "_injured",
        "_launched",
        "air_munitions",
    )
    cumulative = [name for name in daily if name.endswith(ends) or "_killed_" in name]
    assert len(cumulative) > 20
    falling = [name for name in cumulative if (daily[name].diff().dropna() < 0).any()]
    assert falling == []


@pytest.mark.parametrize("kind", BATTLE_KINDS)
def test_car_bombs_are_in_stock_or_launched(kind):
    course = coarse_battle(kind, 4, "compiled")
    stock = course.world.units.equipment.sum()
    world, totals = run_days(course, DAYS).world, course.world.totals
    assert (
        world.units.equipment.sum()
        == stock + totals.car_bombs_built[0] - totals.car_bombs_launched[0]
    )
    stopped = (
        totals.car_bombs_stopped_by_air
        + totals.car_bombs_stopped_by_craters
        + totals.car_bombs_stopped_by_fire
    )
    assert (
        totals.car_bombs_launched
        == stopped + totals.car_bombs_failed + totals.car_bombs_effective
    )


def test_the_cohesion_of_a_force_is_that_of_the_men_it_has(battle):
    units, today = battle.world.units, battle.daily().iloc[-1]
    cohesion = battle.world.battalions.cohesion[units.battalion]
    here = units.strength * (units.arrival_tick < battle.clock.tick)
    mean = {
        force: np.average(cohesion[units.force == code], weights=here[units.force == code])
        for code, force in enumerate(FORCES)
    }
    assert {force: today[f"{force}_cohesion"] for force in FORCES} == pytest.approx(
        mean, abs=0.002
    )


def test_no_more_is_secured_than_is_entered(battle):
    daily = battle.daily()
    for area in ("city", "east", "west"):
        assert (daily[f"km2_{area}_entered"] >= daily[f"km2_{area}_secured"] - 1e-9).all()


def crossings(course, days):
    """Return how many units changed banks on the map in some days, by side."""
    found = np.zeros(2, int)
    units, bank = course.world.units, course.world.cells.bank
    before = units.cell.copy()
    for world in iter_worlds(course, days):
        stayed = (before != NO_INDEX) & (world.units.cell != NO_INDEX)
        crossed = stayed & (bank[before] != bank[world.units.cell])
        found += np.bincount(units.side[crossed], minlength=2)
        before = world.units.cell.copy()
    return found


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_nobody_crosses_the_river_when_all_bridges_are_cut(seed):
    assert crossings(coarse_battle("cut off", seed, "compiled"), 20).tolist() == [0, 0]


def test_isis_crosses_the_river_over_an_open_bridge():
    nobody_comes = {"isis.recruits_per_day": 0, "isis.arrivals_per_day": 0}
    course = coarse_simulation(
        engine="compiled", **{"defence.bank_transfer_rate": 0.3, **nobody_comes}
    )
    assert crossings(course, 20)[DEFENDER] > 0


def test_no_unit_of_isis_is_sent_to_the_other_bank_when_all_bridges_are_cut():
    course = coarse_battle("cut off", 1, "compiled", **{"defence.bank_transfer_rate": 0.3})
    before = course.world.units.assigned_bank.copy()
    run_days(course, DAYS)
    assert np.array_equal(before, course.world.units.assigned_bank)


def test_recruits_arrive_at_their_daily_rate():
    rates = {"isis.recruits_per_day": 20.0, "isis.arrivals_per_day": 0}
    course = run_days(coarse_simulation(engine="compiled", **rates), 20)
    assert course.daily()["isis_arrived"].iloc[-1] == pytest.approx(20 * 20, abs=100)


def test_the_days_of_a_ledger_follow_each_other():
    daily = run_days(coarse_simulation(engine="compiled"), 4).daily()
    assert daily.index[0].date() == datetime.date(2016, 12, 6)
    assert len(daily) == 4
    assert daily.index.is_monotonic_increasing
