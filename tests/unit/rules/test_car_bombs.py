"""Car bombs from the workshop to the street."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from town import field_cell, list_units, make_clock, open_field, set_unit

from mesa_mosul.engine.codes import (
    AIR_WING,
    ARMY,
    CAR_BOMB_CELLS,
    CAR_BOMB_DETONATES,
    CAR_BOMB_OUTCOMES,
    IRAQI,
    ISIS,
    NEVER,
    NO_INDEX,
    ROAD_CLOSED,
    ROAD_OPEN,
    ROLE_ATTACK,
    ROLE_GARRISON,
    US,
    WEST_BANK,
)
from mesa_mosul.engine.jit import plain_twin
from mesa_mosul.parameters.registry import Parameters, with_changes
from mesa_mosul.rules.axis_progress import adapt_to_car_bombs
from mesa_mosul.rules.car_bomb_outcomes import attack_outcome, resolve_attack
from mesa_mosul.rules.car_bombs import attack_with_car_bombs
from mesa_mosul.rules.fire_support import aircraft_available

P = Parameters()
EAGER = with_changes(P, {"car_bombs.launch_rate": 0.3, "car_bombs.reliability": 0.5})


def sprung(
    stock=100,
    *,
    attack=True,
    bank=None,
    men=100,
    number=0,
    p=EAGER,
    workshop=None,
    road=ROAD_OPEN,
):
    """Return a field with a workshop in the north and attackers in the middle, a tick on."""
    world = open_field(2)
    set_unit(
        world,
        0,
        force=ISIS,
        kind=CAR_BOMB_CELLS,
        strength=10,
        cell=field_cell(4),
        role=ROLE_GARRISON,
        equipment=stock,
    )
    set_unit(
        world, 1, force=IRAQI, kind=ARMY, strength=men, cell=field_cell(), role=ROLE_ATTACK
    )
    world.external.western_road_state[0] = road
    if bank is not None:
        world.units.assigned_bank[0] = bank
    if workshop is not None:
        world.units.cell[0] = workshop
    world.local_density.men[0, field_cell()] = men
    world.local_density.attacking_men[0, field_cell()] = men if attack else 0
    plain_twin(attack_with_car_bombs)(list_units(world), p, make_clock(number))
    return world


def funnel(world):
    counts = world.totals
    stopped = (
        counts.car_bombs_stopped_by_air
        + counts.car_bombs_stopped_by_craters
        + counts.car_bombs_stopped_by_fire
    )
    stopped += counts.car_bombs_failed
    return [int(c[0]) for c in (counts.car_bombs_launched, stopped, counts.car_bombs_effective)]


@given(st.integers(0, 500), st.integers(0, 99))
def test_every_car_bomb_is_in_stock_or_stopped_or_effective(stock, number):
    world = sprung(stock, number=number)
    launched, stopped, effective = funnel(world)
    assert launched == stopped + effective
    assert world.units.equipment[0] == stock + world.totals.car_bombs_built[0] - launched


@given(st.integers(0, 500), st.integers(0, 99))
def test_those_that_reach_their_target_explode_where_attackers_attack(stock, number):
    world = sprung(stock, number=number)
    assert (
        world.cell_workspace.car_bomb_detonations[field_cell()]
        == world.cell_workspace.car_bomb_detonations.sum()
        == funnel(world)[2]
    )


def test_none_is_launched_where_nobody_attacks():
    assert all(funnel(sprung(attack=False, number=n))[0] == 0 for n in range(50))


def test_none_is_launched_from_the_other_bank():
    assert all(funnel(sprung(bank=WEST_BANK, number=n))[0] == 0 for n in range(50))


def test_a_workshop_that_is_off_the_map_neither_builds_nor_launches():
    worlds = [sprung(workshop=NO_INDEX, number=n) for n in range(50)]
    assert all(funnel(w)[0] == w.totals.car_bombs_built[0] == 0 for w in worlds)


def test_they_are_launched_at_the_stated_rate():
    sent = np.mean([funnel(sprung(number=n))[0] for n in range(300)])
    assert sent == pytest.approx((100 + 2.5 / 2) * (1 - np.exp(-0.3 / 4)), rel=0.1)


def test_the_stated_share_reaches_its_target():
    counts = np.sum([funnel(sprung(number=n)) for n in range(300)], axis=0)
    assert counts[2] / counts[0] == pytest.approx(0.5, abs=0.03)


def test_all_workshops_together_build_the_stated_number_a_day():
    p = with_changes(P, {"isis.car_bombs_per_day": 12.0})
    built = [sprung(number=n, p=p).totals.car_bombs_built[0] for n in range(400)]
    assert np.mean(built) == pytest.approx(12.0 / 4, rel=0.03)


def test_none_reaches_its_target_more_often_than_it_was_sent():
    easy, hard = (with_changes(EAGER, {"car_bombs.reliability": s}) for s in (0.8, 0.4))
    for number in range(50):
        assert (
            funnel(sprung(number=number, p=hard))[2] <= funnel(sprung(number=number, p=easy))[2]
        )


@given(st.integers(0, 400), st.integers(0, 99))
def test_no_more_are_hit_than_there_are(men, number):
    assert 0 <= sprung(men=men, number=number).unit_workspace.casualties_by_car_bomb[1] <= men


def test_nobody_is_hit_where_nothing_explodes():
    worlds = [sprung(number=n) for n in range(50)]
    quiet = [world for world in worlds if not world.cell_workspace.car_bomb_detonations.any()]
    assert quiet
    assert not any(world.unit_workspace.casualties_by_car_bomb.any() for world in quiet)


def test_isis_is_not_hit_by_its_own():
    assert not any(sprung(number=n).unit_workspace.casualties_by_car_bomb[0] for n in range(50))


def test_deadlier_ones_hit_more():
    weak, strong = (
        with_changes(EAGER, {"car_bombs.casualties_per_detonation": c}) for c in (2.0, 15.0)
    )
    hits = [
        np.sum(
            [sprung(number=n, p=p).unit_workspace.casualties_by_car_bomb[1] for n in range(30)]
        )
        for p in (weak, strong)
    ]
    assert hits[0] < hits[1]


def test_every_place_that_is_hit_is_logged():
    world = next(w for w in (sprung(number=n) for n in range(50)) if funnel(w)[2])
    assert world.event_log.event_code[0] == CAR_BOMB_DETONATES
    assert (world.event_log.cell[0], world.event_log.value_1[0]) == (
        field_cell(),
        funnel(world)[2],
    )


share = st.floats(0, 1)


def tell(luck, air=0.3, craters=0.2, fire=0.1, success=0.5):
    return CAR_BOMB_OUTCOMES[plain_twin(attack_outcome)(luck, air, craters, fire, success)]


@given(share, share, share, share)
def test_each_stops_its_share_of_those_that_come_so_far(air, craters, fire, success):
    lots = (np.arange(2000) + 0.5) / 2000
    seen = Counter(tell(u, air, craters, fire, success) for u in lots)
    passed = np.cumprod([1.0, 1 - air, 1 - craters, 1 - fire, success])
    stopped = passed[:-1] - passed[1:]
    expected = dict(zip(CAR_BOMB_OUTCOMES[1:], stopped, strict=True)) | {
        CAR_BOMB_OUTCOMES[0]: passed[-1]
    }
    assert {what: seen[what] / 2000 for what in CAR_BOMB_OUTCOMES} == pytest.approx(
        expected, abs=0.002
    )


def test_one_that_would_arrive_fails_by_the_first_that_is_strong_enough():
    assert tell(0.0) == "effective"
    assert tell(0.0, air=1.0) == "stopped from the air"
    assert tell(0.0, craters=1.0) == "stopped by craters"
    assert tell(0.0, fire=1.0) == "stopped by fire"
    assert tell(0.0, success=0.0) == "failed"


def arriving(planes=0, cratered=0.0, anti_tank=0.0, away=0, grounded=0, p=P):
    """Return which share of 400 car bombs arrives in the middle of a field."""
    world = open_field(1)
    set_unit(world, 0, force=US, kind=AIR_WING, equipment=planes)
    (
        world.axes_of_advance.crater_stop_probability[0],
        world.axes_of_advance.anti_tank_stop_probability[0],
    ) = cratered, anti_tank
    (
        world.external.sorties_diverted_permille[0],
        world.external.aircraft_grounded_permille[0],
    ) = away, grounded
    above = plain_twin(aircraft_available)(world, p, make_clock())
    for u in (np.arange(400) + 0.5) / 400:
        plain_twin(resolve_attack)(world, p, above, field_cell(), u)
    return world.totals.car_bombs_effective[0] / 400


def test_where_nothing_stops_them_the_stated_share_arrives():
    assert arriving() == P.car_bombs.reliability


@given(st.integers(0, 200), st.integers(0, 200))
def test_more_aircraft_never_let_more_arrive(one, other):
    few, many = sorted((one, other))
    assert arriving(few) >= arriving(many) >= 0.0


def test_aircraft_drawn_away_grounded_or_switched_off_stop_none():
    assert arriving(90, away=1000) == arriving(90, grounded=1000) == P.car_bombs.reliability
    assert arriving(90, p=with_changes(P, {"switch.air": False})) == P.car_bombs.reliability


@given(share, share)
def test_craters_and_anti_tank_fire_stop_their_share(cratered, anti_tank):
    expected = P.car_bombs.reliability * (1 - cratered) * (1 - anti_tank)
    found = arriving(cratered=cratered, anti_tank=anti_tank)
    assert found == pytest.approx(expected, abs=0.003)


def test_a_shut_road_takes_its_share_of_what_is_built():
    p = with_changes(
        P, {"isis.car_bombs_per_day": 12.0, "corridor.car_bomb_supply_fraction": 0.5}
    )
    built = [
        sprung(number=n, p=p, road=ROAD_CLOSED).totals.car_bombs_built[0] for n in range(400)
    ]
    assert np.mean(built) == pytest.approx(6.0 / 4, rel=0.05)


def learnt(days, gained=0.0, p=P):
    """Return the shares that craters and anti-tank fire stop after some days in the city."""
    world = open_field(1)
    for _ in range(days):
        plain_twin(adapt_to_car_bombs)(world, p, 0, gained)
    return world.axes_of_advance.crater_stop_probability[
        0
    ], world.axes_of_advance.anti_tank_stop_probability[0]


def test_craters_and_anti_tank_fire_grow_to_their_largest_share_and_not_beyond():
    assert learnt(0) == (0.0, 0.0)
    assert np.all(np.diff([learnt(days) for days in (1, 5, 30)], axis=0) > 0)
    most = P.car_bombs.max_crater_stop_probability, P.car_bombs.max_anti_tank_stop_probability
    assert learnt(1000) == pytest.approx(most)


def test_a_front_that_moves_leaves_its_craters_behind():
    assert learnt(20, gained=1.0)[0] < learnt(20)[0]
    assert learnt(20, gained=1.0)[1] == learnt(20)[1]


def test_without_aircraft_nobody_makes_craters():
    assert learnt(50, p=with_changes(P, {"switch.air": False}))[0] == 0.0


def test_where_they_are_switched_off_none_is_launched():
    p = with_changes(EAGER, {"switch.car_bombs": False})
    assert all(funnel(sprung(number=n, p=p))[0] == 0 for n in range(50))


def from_the_west(open_bridge, p=EAGER):
    """Return how many car bombs a workshop of the west sends at the east in 50 ticks."""
    sent = 0
    for number in range(50):
        world = open_field(2)
        set_unit(
            world,
            0,
            force=ISIS,
            kind=CAR_BOMB_CELLS,
            strength=10,
            cell=field_cell(4),
            role=ROLE_GARRISON,
            equipment=100,
            assigned_bank=WEST_BANK,
        )
        set_unit(
            world, 1, force=IRAQI, kind=ARMY, strength=100, cell=field_cell(), role=ROLE_ATTACK
        )
        world.local_density.men[0, field_cell()] = world.local_density.attacking_men[
            0, field_cell()
        ] = 100
        world.bridges.cut_at[0] = NEVER if open_bridge else 0
        plain_twin(attack_with_car_bombs)(list_units(world), p, make_clock(number))
        sent += funnel(world)[0]
    return sent


def test_the_other_banks_come_over_open_bridges_less_often():
    own = sum(funnel(sprung(number=n))[0] for n in range(50))
    assert 0 < from_the_west(True) < own
    assert from_the_west(False) == 0
    assert from_the_west(True, with_changes(EAGER, {"switch.bridges": False})) == 0
