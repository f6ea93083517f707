"""Baselines of a tick's speed: a loop that only draws random numbers, and an empty call."""

from mesa_mosul.engine.jit import compiled
from mesa_mosul.engine.random_streams import Clock, uniform
from mesa_mosul.engine.world import World
from mesa_mosul.parameters.registry import Parameters
from mesa_mosul.rules.density import is_present

DRAWS_PER_UNIT = 14
"""Uniform draws for each unit in contact: as many as a tick of the campaign takes."""


@compiled
def rng_baseline(world: World, p: Parameters, clock: Clock) -> None:
    """Take a fixed number of uniform draws for each unit in contact, reading what fire does."""
    units, density = world.units, world.local_density.density
    hits = world.unit_workspace.casualties_by_small_arms
    for row in range(units.uid.size):
        hits[row] = 0
        if not is_present(units, row):
            continue
        cell, side = units.cell[row], units.side[row]
        if density[1 - side, cell] < p.detection.contact_density:
            continue
        probability = units.exposed_fraction[row] * (1.0 - world.cells.cover[cell])
        probability *= world.battalions.cohesion[units.battalion[row]]
        probability *= units.combat_effectiveness[row]
        for draw in range(DRAWS_PER_UNIT):
            if uniform(clock, units.uid[row], 0, draw) < probability:
                hits[row] += 1


@compiled
def no_op(world: World, p: Parameters, clock: Clock) -> None:
    """Do nothing: the cost of calling a rule."""
