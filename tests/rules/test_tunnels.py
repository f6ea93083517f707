"""Tunnels: raiders come out on taken ground of the city that no front is near."""

from town import field, middle

from mesa_mosul.compiled import plain
from mesa_mosul.names import EAST
from mesa_mosul.parameters import Parameters, changed
from mesa_mosul.rules.defence import list_soft_ground
from mesa_mosul.rules.places import total

P = Parameters()


def soft(p=P, near=0.0, in_city=True):
    """Return how much soft ground one thinly held cell is to raiders."""
    world = field(1)
    world.city.city_area[middle()] = 1.0 if in_city else 0.0
    world.city.held[middle()], world.hold.wanted[middle()] = 1.0, 90.0
    world.near.density[1, middle()] = near
    last = plain(list_soft_ground)(world, p, EAST, 0)
    return plain(total)(world.listed, 0, last)


def test_ground_behind_the_front_is_chosen_as_much_less_as_is_stated():
    assert soft() == int(P.hold.tunnels * soft(near=50.0)) > 0


def test_without_tunnels_nobody_comes_out_behind_the_front():
    p = changed(P, {"switch.tunnels": False})
    assert soft(p) == 0
    assert soft(p, near=50.0) == soft(near=50.0)


def test_there_are_no_tunnels_outside_the_city():
    assert soft(in_city=False) == 0
