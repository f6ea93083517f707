"""Prepared defences: they slow the first clearing of a cell and cause casualties.

Fortification only decreases: cells that ISIS retakes are not fortified again.
"""

from mesa_mosul.engine.codes import IRAQI_COMMAND
from mesa_mosul.engine.fixed_point import M2_PER_KM2
from mesa_mosul.engine.jit import compiled
from mesa_mosul.engine.random_streams import (
    STREAM_MINE,
    Clock,
    binomial,
    rate_to_probability,
    uniform,
)
from mesa_mosul.engine.world import World
from mesa_mosul.parameters.registry import Parameters


@compiled
def extra_work_factor(p: Parameters) -> float:
    """Return the relative extra work of clearing a fully fortified cell."""
    extra_work = p.obstacles.barricade_extra_work if p.switch.barricades else 0.0
    extra_work += p.obstacles.mine_extra_work if p.switch.mines else 0.0
    extra_work += p.obstacles.contamination_extra_work if p.switch.contaminated_ground else 0.0
    return extra_work


@compiled
def fortified_fraction_remaining(fortification: float, control: float) -> float:
    """Return the fortified fraction of a cell's uncleared terrain.

    Both arguments are fractions of the cell; fortification is spread evenly over the terrain.
    """
    return min(1.0, fortification / (1.0 - control)) if control < 1.0 else 0.0


@compiled
def clearing_rate(world: World, p: Parameters, cell: int) -> float:
    """Return the km2 that a man clears per hour unopposed."""
    tempo_factor = 1.0 + p.command.tempo_clearing_bonus * world.commands.tempo[IRAQI_COMMAND]
    cells = world.cells
    fortified_fraction = fortified_fraction_remaining(
        cells.fortification[cell], cells.control[cell]
    )
    return (
        cells.clearing_rate_km2_per_man_h[cell]
        * tempo_factor
        / (1.0 + extra_work_factor(p) * fortified_fraction)
    )


@compiled
def resistance_density(world: World, p: Parameters, cell: int) -> float:
    """Return the density of defenders against clearing, men/km2; snipers count for more."""
    snipers = world.holding.sniper_density[cell] if p.switch.snipers else 0.0
    return (
        world.local_density.density[1, cell] + (p.obstacles.sniper_equivalence - 1.0) * snipers
    )


@compiled
def degrade_fortification(world: World, cell: int, control_before: float) -> None:
    """Reduce a cell's fortification by what was cleared of it; record the km2 cleared.

    control_before: the cell's control before this clearing.
    """
    cells = world.cells
    fortified_fraction = fortified_fraction_remaining(cells.fortification[cell], control_before)
    remaining = min(cells.fortification[cell], fortified_fraction * (1.0 - cells.control[cell]))
    world.cell_workspace.fortified_km2_cleared[cell] = (
        cells.fortification[cell] - remaining
    ) * cells.area_km2[cell]
    cells.fortification[cell] = remaining


@compiled
def draw_mine_casualties(
    world: World, p: Parameters, clock: Clock, row: int, round_index: int
) -> None:
    """Draw a unit's mine casualties and record its share of the fortified km2 cleared."""
    units, cell_workspace, cell = world.units, world.cell_workspace, world.units.cell[row]
    if cell_workspace.fortified_km2_cleared[cell] <= 0.0:
        return
    strength, workers = units.strength[row], cell_workspace.workers[cell]
    world.unit_workspace.fortified_m2_cleared[row] += int(
        M2_PER_KM2 * cell_workspace.fortified_km2_cleared[cell] * strength / workers
    )
    if p.switch.mines:
        probability = rate_to_probability(
            p.obstacles.mine_casualties_per_km2 * cell_workspace.fortified_km2_cleared[cell],
            1.0 / workers,
        )
        u = uniform(clock, units.uid[row], STREAM_MINE, round_index)
        world.unit_workspace.casualties_by_mine[row] += binomial(strength, probability, u)
