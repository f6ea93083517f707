"""Raids on thinly held places: when they are ordered, who goes, and where."""

import numpy as np
import pytest
from town import field_cell, make_clock, open_field, set_unit

from mesa_mosul.engine.codes import (
    COUNTER_ATTACK,
    FIGHTERS,
    ISIS,
    ISIS_COMMAND,
    NO_INDEX,
    ORDER_RAID,
    ROLE_GARRISON,
    ROLE_MOBILE,
    SNIPERS,
    STATIC_DEFENCE,
)
from mesa_mosul.engine.jit import plain_twin
from mesa_mosul.parameters.registry import Parameters, with_changes
from mesa_mosul.rules.raids import (
    draw_raid_cell,
    joins_raid,
    list_raid_targets,
    order_raids,
    raid_in_reach,
)
from mesa_mosul.rules.weighted_choice import total_demand

P = with_changes(Parameters(), {"hold.raid_rate": 0.5, "hold.raid_fraction": 0.4})
OBJECTIVE = field_cell()


def battlefield(men=50, role=ROLE_MOBILE, cell=None, kind=FIGHTERS, posture=COUNTER_ATTACK):
    """Return a field of the city with one controlled cell and one unit of ISIS."""
    world = open_field(1)
    set_unit(
        world,
        0,
        force=ISIS,
        strength=men,
        cell=OBJECTIVE if cell is None else cell,
        role=role,
        kind=kind,
        time_budget_min=360,
    )
    world.cells.city_area_km2[:] = world.cells.area_km2
    world.cells.control[OBJECTIVE] = 1.0
    world.axes_of_advance.enters_city[0] = True
    world.commands.posture[ISIS_COMMAND] = posture
    return world


def ordered(number=0, p=P, **said):
    """Return the field after the orders of one day."""
    world = battlefield(**said)
    plain_twin(order_raids)(world, p, make_clock(4 * number + 4))
    return world


def is_ordered(number=0, **said):
    return ordered(number, **said).axes_of_advance.raid_until_tick[0] > 0


def test_raids_are_ordered_at_the_stated_rate():
    share = np.mean([is_ordered(number) for number in range(2000)])
    assert share == pytest.approx(1.0 - np.exp(-0.5), abs=0.03)


def test_no_raid_is_ordered_by_who_only_defends():
    assert not any(is_ordered(number, posture=STATIC_DEFENCE) for number in range(100))


def test_no_raid_is_ordered_at_a_rate_of_0():
    calm = with_changes(P, {"hold.raid_rate": 0.0})
    assert not any(is_ordered(number, p=calm) for number in range(100))


def test_no_raid_is_ordered_on_a_line_before_another_town():
    for number in range(100):
        world = battlefield()
        world.axes_of_advance.enters_city[0] = False
        plain_twin(order_raids)(world, P, make_clock(4 * number + 4))
        assert world.axes_of_advance.raid_until_tick[0] == 0


@pytest.mark.parametrize("said", [{"kind": SNIPERS, "role": ROLE_GARRISON}, {"men": 0}])
def test_no_raid_is_ordered_without_fighters(said):
    assert not any(is_ordered(number, **said) for number in range(100))


def test_an_axis_has_one_raid_at_a_time():
    world = battlefield()
    for number in range(40):
        world.axes_of_advance.raid_until_tick[0] = 1000
        plain_twin(order_raids)(world, P, make_clock(4 * number))
    assert world.totals.n_events[0] == 0


def test_an_order_is_logged_with_its_reasons():
    world = next(w for w in map(ordered, range(100)) if w.totals.n_events[0])
    log = world.event_log
    assert (log.event_code[0], log.cell[0]) == (ORDER_RAID, OBJECTIVE)
    assert (log.value_1[0], log.value_2[0]) == (50.0, pytest.approx(20.0))


def under_way(cell, role=ROLE_MOBILE, since=4):
    """Return a field with a raid on it."""
    world = battlefield(cell=cell, role=role)
    axes = world.axes_of_advance
    axes.raid_objective[0], axes.raid_since_tick[0], axes.raid_until_tick[0] = (
        OBJECTIVE,
        since,
        since + 4,
    )
    return world


def joining(cell, tick=4, **said):
    world = under_way(cell, **said)
    groups = []
    for group in range(1000):
        world.units.decision_group[0] = group
        groups.append(plain_twin(joins_raid)(world, P, make_clock(tick), 0))
    return np.mean(groups)


def test_the_stated_fraction_of_those_in_reach_goes():
    assert joining(OBJECTIVE) == pytest.approx(0.4, abs=0.05)


def test_nobody_joins_after_the_first_tick():
    assert joining(OBJECTIVE, tick=5) == 0.0


def test_nobody_comes_from_beyond_reach():
    world = under_way(field_cell(2))
    near = with_changes(P, {"hold.raid_reach_km": 1.0})
    assert plain_twin(raid_in_reach)(world, P, make_clock(4), 0) == 0
    assert plain_twin(raid_in_reach)(world, near, make_clock(4), 0) == NO_INDEX


def test_nobody_crosses_the_river_for_a_raid():
    world = under_way(field_cell(2))
    world.cells.bank[field_cell(2)] += 1
    assert plain_twin(raid_in_reach)(world, P, make_clock(4), 0) == NO_INDEX


def test_a_raid_ends_on_its_tick():
    world = under_way(OBJECTIVE)
    assert plain_twin(raid_in_reach)(world, P, make_clock(7), 0) == 0
    assert plain_twin(raid_in_reach)(world, P, make_clock(8), 0) == NO_INDEX


def test_raiders_spread_by_the_kernel_over_what_is_controlled():
    world = battlefield()
    world.cells.control[:] = 1.0
    drawn = [
        plain_twin(draw_raid_cell)(world, OBJECTIVE, (n + 0.5) / 4000) for n in range(4000)
    ]
    near = OBJECTIVE + world.kernel.offset
    share = world.kernel.weight * world.cells.area_km2[near]
    counts = [drawn.count(cell) / 4000 for cell in near]
    assert counts == pytest.approx(share / share.sum(), abs=1e-3)


def test_raiders_have_no_cell_where_nothing_is_controlled():
    world = battlefield()
    world.cells.control[:] = 0.4
    assert plain_twin(draw_raid_cell)(world, OBJECTIVE, 0.5) == NO_INDEX


@pytest.mark.parametrize("attackers", [0.0, 50.0, 500.0])
def test_a_place_counts_the_less_the_more_attackers_are_near(attackers):
    world = battlefield()
    world.local_density.density[1, OBJECTIVE] = 50.0
    world.local_density.density[0, OBJECTIVE] = attackers
    end = plain_twin(list_raid_targets)(world, P, 0, 0, True)
    weight = plain_twin(total_demand)(world.candidates, 0, end)
    assert weight == int(1000 * 90 / (90 + attackers + 1) * world.cells.area_km2[OBJECTIVE])
