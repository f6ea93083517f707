"""Tunnels: raiders come out on taken ground of the city that no front is near."""

from town import field_cell, open_field

from mesa_mosul.engine.codes import EAST_BANK
from mesa_mosul.engine.jit import plain_twin
from mesa_mosul.parameters.registry import Parameters, with_changes
from mesa_mosul.rules.isis_deployment import list_infiltration_targets
from mesa_mosul.rules.weighted_choice import total_demand

P = Parameters()


def soft(p=P, near=0.0, in_city=True):
    """Return how much soft ground one thinly held cell is to raiders."""
    world = open_field(1)
    world.cells.city_area_km2[field_cell()] = 1.0 if in_city else 0.0
    world.cells.control[field_cell()], world.holding.demanded_density[field_cell()] = 1.0, 90.0
    world.local_density.density[1, field_cell()] = near
    last = plain_twin(list_infiltration_targets)(world, p, EAST_BANK, 0)
    return plain_twin(total_demand)(world.candidates, 0, last)


def test_ground_behind_the_front_is_chosen_as_much_less_as_is_stated():
    assert soft() == int(P.hold.deep_raid_weight * soft(near=50.0)) > 0


def test_without_tunnels_nobody_comes_out_behind_the_front():
    p = with_changes(P, {"switch.tunnels": False})
    assert soft(p) == 0
    assert soft(p, near=50.0) == soft(near=50.0)


def test_there_are_no_tunnels_outside_the_city():
    assert soft(in_city=False) == 0
