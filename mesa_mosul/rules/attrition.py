"""Attrition laws of the firefight, from the square to the linear law.

Troops who find a target kill at a rate of their own (aimed fire, Lanchester's square law;
Lanchester 1916); those who find none fire at the terrain where the enemy must be (area fire,
Lanchester's linear law). The fraction that finds a target rises with the density of exposed
enemies (Holling type II functional response; Holling 1959). One side hidden and the other in
the open gives the ambush model of Deitchman (1962).
"""

import numpy as np

from mesa_mosul.engine.codes import ATTACKER
from mesa_mosul.engine.jit import compiled
from mesa_mosul.engine.workspace import Kernel
from mesa_mosul.engine.world import World
from mesa_mosul.parameters.registry import Parameters
from mesa_mosul.rules.density import frontage_fraction, is_attacking


@compiled
def aimed_fire_fraction(exposed_density: float, search_density: float) -> float:
    """Return the fraction of troops who find a target (Holling type II); in men/km2."""
    return (
        exposed_density / (exposed_density + search_density) if exposed_density > 0.0 else 0.0
    )


@compiled
def cohesion_factor(cohesion: float, fire_dependence: float) -> float:
    """Return the fraction of its fire and work that a battalion of this cohesion delivers."""
    return 1.0 - fire_dependence * (1.0 - cohesion)


@compiled
def suppression_factor(hit_rate: float, suppression_hours: float) -> float:
    """Return the fraction of their fire that suppressed troops deliver, 1 / (1 + s r).

    hit_rate: r, hits per man and hour; suppression_hours: s, fire is halved at r = 1 / s.
    """
    return 1.0 / (1.0 + suppression_hours * hit_rate)


@compiled
def engagement_intensity(
    attacks: bool, enemy_attacking_density: float, enemy_density: float, idle_fraction: float
) -> float:
    """Return the engagement intensity in [idle_fraction, 1].

    It is 1 if the unit attacks, else it rises with the attacking fraction of nearby enemies.
    Densities in men/km2.
    """
    if attacks:
        return 1.0
    return idle_fraction + (1.0 - idle_fraction) * (
        enemy_attacking_density / enemy_density if enemy_density > 0.0 else 0.0
    )


@compiled
def unit_engagement(world: World, p: Parameters, row: int) -> float:
    """Return a unit's engagement intensity at its cell; 0 without contact."""
    local_density, cell, enemy_side = (
        world.local_density,
        world.units.cell[row],
        1 - world.units.side[row],
    )
    if local_density.density[enemy_side, cell] < p.detection.contact_density:
        return 0.0
    return engagement_intensity(
        is_attacking(world, row),
        local_density.attacking_density[enemy_side, cell],
        local_density.density[enemy_side, cell],
        p.fire.idle_fire_fraction,
    )


@compiled
def armour_factor(world: World, p: Parameters, row: int) -> float:
    """Return the fraction of a unit's fire left where its vehicles cannot go (the Old City)."""
    cells, cell = world.cells, world.units.cell[row]
    if world.units.side[row] != ATTACKER or cells.old_city_area_km2[cell] <= 0.0:
        return 1.0
    return (
        1.0 - p.fire.armour_fire_fraction * cells.old_city_area_km2[cell] / cells.area_km2[cell]
    )


@compiled
def fire_effectiveness(world: World, p: Parameters, row: int) -> float:
    """Return the fire that each unsuppressed man of a unit delivers.

    The unit of measure is an attacking rifleman of full cohesion and combat effectiveness 1.
    """
    units = world.units
    cohesion = world.battalions.cohesion[units.battalion[row]]
    density = world.local_density.density[units.side[row], units.cell[row]]
    effectiveness = units.combat_effectiveness[row] * cohesion_factor(
        cohesion, p.cohesion.max_performance_loss
    )
    frontage = frontage_fraction(density, p.fire.frontage_men_per_km2)
    return (
        effectiveness * unit_engagement(world, p, row) * frontage * armour_factor(world, p, row)
    )


@compiled
def smooth_at(kernel: Kernel, values: np.ndarray, cell: int) -> float:
    """Return the kernel density at a cell, per km2, of integer counts by cell."""
    density = 0.0
    for k in range(kernel.offset.size):
        density += values[cell + kernel.offset[k]] * kernel.weight[k]
    return density
