"""Fire support: a daily budget of air munitions and artillery rounds, allocated by request."""

import math

import numpy as np

from mesa_mosul.engine.codes import AIR_WING, ARTILLERY, DEFENDER, IRAQI_COMMAND
from mesa_mosul.engine.fixed_point import FIXED_POINT_ONE, PERMILLE
from mesa_mosul.engine.jit import compiled
from mesa_mosul.engine.ledger_column import LedgerColumn, positions
from mesa_mosul.engine.random_streams import (
    STREAM_FIRE_GRANT,
    STREAM_FIRE_SUPPORT_HIT,
    Clock,
    binomial,
    rate_to_probability,
    stochastic_round,
    uniform,
)
from mesa_mosul.engine.world import World
from mesa_mosul.parameters.registry import Parameters

FIRE_SUPPORT_LEDGER = (
    LedgerColumn("air_munitions", "munitions", "Munitions released from the air so far."),
    LedgerColumn("artillery_rounds", "rounds", "Artillery rounds fired so far."),
    LedgerColumn(
        "refused_fires", "munitions and rounds", "Fires refused for risk to civilians."
    ),
)
AT = positions(*FIRE_SUPPORT_LEDGER)


@compiled
def approval_probability(population_density: float, density_tolerance: float) -> float:
    """Return the approved fraction of fire requests; population and tolerance per km2."""
    return math.exp(-population_density / density_tolerance)


@compiled
def target_still_present_probability(delay_hours: float, dwell_hours: float) -> float:
    """Return the probability that a target is still present after a delay, in hours."""
    return math.exp(-delay_hours / dwell_hours)


@compiled
def direct_call_fraction(world: World, p: Parameters, cell: int) -> float:
    """Return the fraction of a cell's requests that advisers make directly.

    The others go through the joint centre. All are direct if the switch `call_delay` is off.
    """
    if not p.switch.call_delay:
        return 1.0
    return world.external.adviser_coverage[0] if world.cells.axis[cell] >= 0 else 0.0


@compiled
def approved_fraction(world: World, p: Parameters, cell: int, is_direct: bool) -> float:
    """Return the approved fraction of one kind of request from a cell."""
    tempo_bonus = p.command.tempo_tolerance_bonus * world.commands.tempo[IRAQI_COMMAND]
    density_tolerance = (
        p.fire_support.collateral_tolerance_per_km2
        * (p.fire_support.direct_tolerance_factor if is_direct else 1.0)
        * (1.0 + tempo_bonus)
    )
    population_density = world.cells.population[cell] / world.cells.area_km2[cell]
    return approval_probability(population_density, density_tolerance)


@compiled
def mixed_approval(world: World, p: Parameters, cell: int) -> tuple[float, float]:
    """Return the approved fraction of a cell's requests, and the direct part of those."""
    direct_fraction = direct_call_fraction(world, p, cell)
    direct = direct_fraction * approved_fraction(world, p, cell, True)
    approved = direct + (1.0 - direct_fraction) * approved_fraction(world, p, cell, False)
    return approved, direct / approved if approved > 0.0 else direct_fraction


@compiled
def in_time_fraction(world: World, p: Parameters, cell: int) -> float:
    """Return the fraction of the approved fires that find their target still present."""
    fires, (_, direct_fraction) = p.fire_support, mixed_approval(world, p, cell)
    direct = target_still_present_probability(
        fires.direct_response_hours, fires.target_dwell_hours
    )
    through_centre = target_still_present_probability(
        fires.response_hours, fires.target_dwell_hours
    )
    return direct_fraction * direct + (1.0 - direct_fraction) * through_centre


@compiled
def count_equipment(world: World, clock: Clock, kind: int) -> int:
    """Return the number of aircraft or guns that have arrived."""
    units, total = world.units, 0
    for row in range(units.uid.size):
        if units.kind[row] == kind and clock.tick >= units.arrival_tick[row]:
            total += units.equipment[row]
    return total


@compiled
def aircraft_available(world: World, p: Parameters, clock: Clock) -> float:
    """Return the aircraft over the city, after diversion and weather."""
    if not p.switch.air:
        return 0.0
    undiverted_fraction = 1.0 - world.external.sorties_diverted_permille[0] / PERMILLE
    airworthy_fraction = 1.0 - world.external.aircraft_grounded_permille[0] / PERMILLE
    return undiverted_fraction * airworthy_fraction * count_equipment(world, clock, AIR_WING)


@compiled
def collect_fire_requests(world: World, p: Parameters) -> int:
    """Request fire on exposed defenders in contact, by cell; return the total weight."""
    units, cell_workspace = world.units, world.cell_workspace
    for index in range(world.contested_cells.size):
        cell_workspace.fire_requests[world.contested_cells[index]] = 0
    total_requests = 0
    for index in range(world.totals.n_isis_present[0]):
        row = world.unit_workspace.isis_present_rows[index]
        cell = units.cell[row]
        if world.local_density.density[0, cell] >= p.detection.contact_density:
            weight = int(units.strength[row] * units.exposed_fraction[row] * FIXED_POINT_ONE)
            cell_workspace.fire_requests[cell] += weight
            total_requests += weight
    return total_requests


@compiled
def grant_fires(
    world: World, p: Parameters, clock: Clock, cell: int, amount: float, draw_index: int
) -> int:
    """Return the approved part of a cell's amount, rounded at random; count the refusals."""
    approved, _ = mixed_approval(world, p, cell)
    expected_approval = amount * approved
    n_refusals = stochastic_round(
        amount - expected_approval, uniform(clock, cell, STREAM_FIRE_GRANT, draw_index)
    )
    world.totals.refused_fires[0] += n_refusals
    return stochastic_round(
        expected_approval, uniform(clock, cell, STREAM_FIRE_GRANT, draw_index + 1)
    )


@compiled
def allocate_fires(world: World, p: Parameters, clock: Clock, total_requests: int) -> None:
    """Allocate munitions and rounds to cells in proportion to their requests."""
    cells, cell_workspace = world.cells, world.cell_workspace
    tick_days = 1.0 / clock.ticks_per_day
    munitions, rounds = (
        aircraft_available(world, p, clock) * p.fire_support.munitions_per_aircraft * tick_days,
        0.0,
    )
    if p.switch.artillery:
        rounds = (
            count_equipment(world, clock, ARTILLERY) * p.fire_support.rounds_per_gun * tick_days
        )
    for index in range(world.contested_cells.size):
        cell = world.contested_cells[index]
        cell_workspace.air_munitions[cell] = 0
        cell_workspace.artillery_rounds[cell] = 0
        if cell_workspace.fire_requests[cell] > 0 and cells.area_km2[cell] > 0.0:
            share = cell_workspace.fire_requests[cell] / total_requests
            cell_workspace.air_munitions[cell] = grant_fires(
                world, p, clock, cell, munitions * share, 0
            )
            cell_workspace.artillery_rounds[cell] = grant_fires(
                world, p, clock, cell, rounds * share, 2
            )
            world.totals.air_munitions[0] += cell_workspace.air_munitions[cell]
            world.totals.artillery_rounds[0] += cell_workspace.artillery_rounds[cell]


@compiled
def hit_probability(world: World, p: Parameters, row: int) -> float:
    """Return the probability that fire support hits each man of a unit this tick."""
    cell, cell_workspace = world.units.cell[row], world.cell_workspace
    expected_hits = (
        cell_workspace.air_munitions[cell] * p.fire_support.hits_per_munition
        + cell_workspace.artillery_rounds[cell] * p.fire_support.hits_per_round
    )
    if expected_hits <= 0.0:
        return 0.0
    expected_hits *= in_time_fraction(world, p, cell)
    defenders = world.local_density.men[DEFENDER, cell]
    return (
        rate_to_probability(expected_hits * (1.0 - world.cells.cover[cell]), 1.0 / defenders)
        if defenders > 0
        else 0.0
    )


@compiled
def deliver_fire_support(world: World, p: Parameters, clock: Clock) -> None:
    """Allocate air and artillery to fire requests, apply refusals, draw ISIS casualties.

    Writes `fire_requests`, `air_munitions`, `artillery_rounds`, `casualties_by_fire_support`.
    """
    units, unit_workspace = world.units, world.unit_workspace
    allocate_fires(world, p, clock, collect_fire_requests(world, p))
    for row in range(units.uid.size):
        unit_workspace.casualties_by_fire_support[row] = 0
    for index in range(world.totals.n_isis_present[0]):
        row = unit_workspace.isis_present_rows[index]
        probability = hit_probability(world, p, row)
        if probability > 0.0:
            u = uniform(clock, units.uid[row], STREAM_FIRE_SUPPORT_HIT, 0)
            unit_workspace.casualties_by_fire_support[row] = binomial(
                units.strength[row], probability, u
            )


@compiled
def record_fire_support(world: World, ledger_row: np.ndarray, first: int) -> None:
    """Write the fire support columns of a ledger row, from position `first`."""
    totals = world.totals
    ledger_row[first + AT.air_munitions] = totals.air_munitions[0]
    ledger_row[first + AT.artillery_rounds] = totals.artillery_rounds[0]
    ledger_row[first + AT.refused_fires] = totals.refused_fires[0]
