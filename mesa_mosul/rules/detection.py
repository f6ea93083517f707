"""Detection: which fraction of each unit the enemy can aim at."""

from mesa_mosul.engine.codes import SNIPERS
from mesa_mosul.engine.jit import compiled
from mesa_mosul.engine.random_streams import Clock, rate_to_probability
from mesa_mosul.engine.world import World
from mesa_mosul.parameters.registry import Parameters
from mesa_mosul.rules.density import is_attacking, is_present

SNIPER_EXPOSURE_RATIO = 0.5
"""Exposure of snipers relative to other troops in position (A162, judged, not varied)."""


@compiled
def exposed_fraction(initially_exposed: float, detection_probability: float) -> float:
    """Return the fraction of a unit that the enemy can aim at.

    initially_exposed: fraction visible from the start; detection_probability: that of a
    hidden man.
    """
    return initially_exposed + (1.0 - initially_exposed) * detection_probability


@compiled
def initially_exposed_fraction(world: World, p: Parameters, row: int) -> float:
    """Return the fraction of a unit that is visible without being detected."""
    if is_attacking(world, row):
        return p.detection.exposed_attacking
    visible_fraction = p.detection.exposed_holding * (
        1.0 - world.cells.concealment[world.units.cell[row]]
    )
    return (
        SNIPER_EXPOSURE_RATIO * visible_fraction
        if world.units.kind[row] == SNIPERS
        else visible_fraction
    )


@compiled
def update_exposure(world: World, p: Parameters, clock: Clock) -> None:
    """Update the exposed fraction of every unit on the map."""
    units, cells, local_density = world.units, world.cells, world.local_density
    hours = clock.tick_minutes / 60.0
    for row in range(units.uid.size):
        if not is_present(units, row):
            units.exposed_fraction[row] = 0.0
            continue
        cell = units.cell[row]
        observer_density = local_density.density[1 - units.side[row], cell]
        rate = (
            p.detection.detection_rate * observer_density * (1.0 - cells.mean_concealment[cell])
        )
        detection_probability = rate_to_probability(rate, hours)
        units.exposed_fraction[row] = exposed_fraction(
            initially_exposed_fraction(world, p, row), detection_probability
        )
