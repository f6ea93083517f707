"""Nobody is lost from the count: men and people are somewhere, every day, in every war."""

import datetime

import numpy as np
import pytest
from town import WARS, any_parameters, by_day, lived, town, war

from mesa_mosul.names import BRIDGE, FORCES, ISIS_SIDE, NO_BANK, NO_ONE, OUTSIDE, RIVER
from mesa_mosul.outcome import forces_at_start
from mesa_mosul.state import columns

DAYS = 12
MAY_BE_NEGATIVE = {
    "units.minutes": "a unit on the march owes minutes",
    "bell.offset": "a neighbour to the south or west",
    "council.lacking": "where units are large, more may stand at the front than it wants",
    "outside.pace": "what was lost may be won back",
    "bridges.cut_at": "a bridge may be down before the campaign",
}
NO_ONE_STANDS_FOR = {
    "units.axis", "units.cell", "formations.axis", "formations.sent_to", "city.axis",
    "city.quarter", "events.who", "events.cell", "quarters.cell", "bridges.cell",
}  # fmt: skip
SHARES = ("city.held", "city.cover", "city.hiding", "city.screen", "battalions.cohesion",
          "units.seen", "quarters.share", "site.used")  # fmt: skip


@pytest.fixture(scope="module", params=[(kind, seed) for kind in WARS for seed in (1, 2)])
def battle(request):
    kind, seed = request.param
    return lived(war(kind, seed, "compiled"), DAYS)


@pytest.fixture(scope="module", params=range(10))
def odd_battle(request):
    """A battle with every parameter drawn from anywhere in its range."""
    draw = request.param
    return lived(war(WARS[draw % len(WARS)], draw, "compiled", **any_parameters(draw)), 6)


def unaccounted(course):
    """Return, by force, the men missing from each day of a battle's ledger."""
    daily, start = course.daily(), forces_at_start(course.stage)
    return {
        force: (
            start[force]
            + daily[f"{force}_arrived"]
            - daily[[f"{force}_{what}" for what in ("effective", "wounded", "killed")]].sum(
                axis=1
            )
            - daily[f"{force}_withdrawn"]
        ).tolist()
        for force in FORCES
    }


def people_missing(course, people):
    daily = course.daily()
    gone = [name for name in daily if name.startswith("civilians_killed")]
    return (people - daily[["civilians", "civilians_displaced", *gone]].sum(axis=1)).tolist()


def check_men(course):
    days = len(course.ledger)
    assert unaccounted(course) == {force: [0] * days for force in FORCES}


def check_people(course):
    people = course.scenario.parameters.people.in_city
    assert people_missing(course, people) == [0] * len(course.ledger)


def check_signs(world):
    wrong = []
    for name, column in columns(world):
        least = -1 if name in NO_ONE_STANDS_FOR else 0
        if name not in MAY_BE_NEGATIVE and column.size and column.min() < least:
            wrong.append(f"{name}: {column.min()}")
    assert wrong == []


def check_shares(world):
    found = dict(columns(world))
    wrong = [
        f"{name}: {found[name].min()} to {found[name].max()}"
        for name in SHARES
        if found[name].min() < 0 or found[name].max() > 1 + 1e-12
    ]
    assert wrong == []


def check_finite(world):
    wrong = [name for name, column in columns(world) if not np.isfinite(column).all()]
    assert wrong == []


def check_land(world):
    there = world.units.cell[world.units.cell != NO_ONE]
    assert not np.isin(world.city.ground[there], (RIVER, BRIDGE, OUTSIDE)).any()
    assert (world.city.bank[there] != NO_BANK).all()


def check_events(course):
    last = min(int(course.world.counts.events[0]), course.world.events.tick.size)
    assert (np.diff(course.world.events.tick[:last]) >= 0).all()


CHECKS_OF_A_COURSE = [check_men, check_people, check_events]
CHECKS_OF_A_WORLD = [check_signs, check_shares, check_finite, check_land]


def test_men_at_the_start_and_arrived_are_all_accounted_for(battle):
    check_men(battle)


def test_people_are_there_or_killed_or_displaced(battle):
    check_people(battle)


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


@pytest.mark.parametrize("kind", WARS)
def test_a_count_of_dead_never_falls(kind):
    course = lived(war(kind, 3, "compiled"), DAYS)
    daily = course.daily()
    ends = (
        "_killed",
        "_withdrawn",
        "_arrived",
        "_displaced",
        "_hurt",
        "_launched",
        "munitions",
    )
    rising = [name for name in daily if name.endswith(ends) or "_killed_" in name]
    falling = [name for name in rising if (daily[name].diff().dropna() < 0).any()]
    assert falling == []


@pytest.mark.parametrize("kind", WARS)
def test_car_bombs_are_in_stock_or_launched(kind):
    course = war(kind, 4, "compiled")
    stock = course.world.units.pieces.sum()
    world, counts = lived(course, DAYS).world, course.world.counts
    assert world.units.pieces.sum() == stock + counts.bombs_built[0] - counts.bombs_launched[0]
    stopped = counts.bombs_by_air + counts.bombs_by_craters + counts.bombs_by_fire
    assert counts.bombs_launched == stopped + counts.bombs_failed + counts.bombs_effective


def test_the_cohesion_of_a_force_is_that_of_the_men_it_has(battle):
    units, today = battle.world.units, battle.daily().iloc[-1]
    cohesion = battle.world.battalions.cohesion[units.battalion]
    here = units.men * (units.arrives < battle.tick.number)
    mean = {
        force: np.average(cohesion[units.force == code], weights=here[units.force == code])
        for code, force in enumerate(FORCES)
    }
    assert {force: today[f"{force}_cohesion"] for force in FORCES} == pytest.approx(
        mean, abs=0.002
    )


@pytest.mark.parametrize("kind", WARS)
def test_no_more_is_secured_than_is_entered(kind):
    daily = lived(war(kind, 4, "compiled"), DAYS).daily()
    for area in ("city", "east", "west"):
        assert (daily[f"km2_{area}_entered"] >= daily[f"km2_{area}_secured"] - 1e-9).all()


def crossings(course, days):
    """Return how many units changed banks on the map in some days, by side."""
    found = np.zeros(2, int)
    units, bank = course.world.units, course.world.city.bank
    before = units.cell.copy()
    for world in by_day(course, days):
        stayed = (before != NO_ONE) & (world.units.cell != NO_ONE)
        crossed = stayed & (bank[before] != bank[world.units.cell])
        found += np.bincount(units.side[crossed], minlength=2)
        before = world.units.cell.copy()
    return found


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_nobody_crosses_the_river_when_all_bridges_are_cut(seed):
    assert crossings(war("cut off", seed, "compiled"), 20).tolist() == [0, 0]


def test_isis_crosses_the_river_over_an_open_bridge():
    nobody_comes = {"isis.recruits_a_day": 0, "isis.arrivals_a_day": 0}
    course = town(engine="compiled", **{"defence.send_over": 0.3, **nobody_comes})
    assert crossings(course, 20)[ISIS_SIDE] > 0


def test_no_unit_of_isis_is_sent_to_the_other_bank_when_all_bridges_are_cut():
    course = war("cut off", 1, "compiled", **{"defence.send_over": 0.3})
    before = course.world.units.bank.copy()
    lived(course, DAYS)
    assert np.array_equal(before, course.world.units.bank)


def test_recruits_arrive_at_their_daily_rate():
    rates = {"isis.recruits_a_day": 20.0, "isis.arrivals_a_day": 0}
    course = lived(town(engine="compiled", **rates), 20)
    assert course.daily()["isis_arrived"].iloc[-1] == pytest.approx(20 * 20, abs=100)


def test_the_days_of_a_ledger_follow_each_other():
    daily = lived(town(engine="compiled"), 4).daily()
    assert daily.index[0].date() == datetime.date(2016, 12, 6)
    assert len(daily) == 4
    assert daily.index.is_monotonic_increasing
