"""Conservation: every man and every civilian is accounted for, every day, in every battle."""

import datetime

import numpy as np
import pytest
from invariants import (
    CHECKS_OF_A_COURSE,
    CHECKS_OF_A_WORLD,
    check_civilians,
    check_events,
    check_men,
)
from town import (
    BATTLE_KINDS,
    coarse_battle,
    coarse_simulation,
    iter_worlds,
    random_parameters,
    run_days,
)

from mesa_mosul.engine.codes import DEFENDER, FORCES, NO_INDEX

DAYS = 12


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
