"""Civilians: deaths by cause, injuries, and displacement from the combat zone."""

import numpy as np

from mesa_mosul.engine.codes import ATTACKER, DEFENDER
from mesa_mosul.engine.jit import compiled
from mesa_mosul.engine.ledger_column import LedgerColumn, positions
from mesa_mosul.engine.random_streams import (
    STREAM_CIVILIAN_HARM,
    STREAM_DISPLACEMENT,
    Clock,
    rate_to_probability,
    stochastic_round,
    uniform,
)
from mesa_mosul.engine.world import World
from mesa_mosul.parameters.registry import Parameters

CIVILIAN_LEDGER = (
    LedgerColumn("civilians", "persons", "Civilians in the city."),
    LedgerColumn("civilians_killed_by_isis", "persons", "Civilians killed by ISIS so far."),
    LedgerColumn(
        "civilians_killed_in_crossfire", "persons", "Civilians killed in crossfire so far."
    ),
    LedgerColumn(
        "civilians_killed_by_fires", "persons", "Civilians killed by air and artillery so far."
    ),
    LedgerColumn("civilians_injured", "persons", "Civilians injured so far."),
    LedgerColumn("civilians_displaced", "persons", "Civilians who have left the city so far."),
    LedgerColumn("civilians_at_risk", "persons", "Civilians in the combat zone today."),
)
AT = positions(*CIVILIAN_LEDGER)


@compiled
def is_in_combat_zone(world: World, p: Parameters, cell: int) -> bool:
    """Return whether both sides are in contact at a cell and at least one of them attacks."""
    contact, local_density = p.detection.contact_density, world.local_density
    both_present = (
        local_density.density[ATTACKER, cell] >= contact
        and local_density.density[DEFENDER, cell] >= contact
    )
    attacking_density = (
        local_density.attacking_density[ATTACKER, cell]
        + local_density.attacking_density[DEFENDER, cell]
    )
    return both_present and attacking_density >= contact


@compiled
def affected_count(population: int, probability: float, u: float) -> int:
    """Return how many civilians an event of this probability affects; u: a uniform draw."""
    return min(population, stochastic_round(population * probability, u))


@compiled
def draw_affected(
    clock: Clock, cell: int, population: int, probability: float, stream: int, draw_index: int
) -> int:
    """Draw how many of a cell's civilians are affected; no draw at probability 0."""
    if probability <= 0.0:
        return 0
    return affected_count(population, probability, uniform(clock, cell, stream, draw_index))


@compiled
def fire_support_death_probability(world: World, p: Parameters, cell: int) -> float:
    """Return the probability that a civilian in a cell is killed by fire support this tick."""
    cell_workspace = world.cell_workspace
    lethal_area = (
        cell_workspace.air_munitions[cell] * p.civilians.lethal_area_per_munition
        + cell_workspace.artillery_rounds[cell] * p.civilians.lethal_area_per_round
    )
    return (
        rate_to_probability(lethal_area, 1.0 / world.cells.area_km2[cell])
        if lethal_area > 0.0
        else 0.0
    )


@compiled
def harm_cell(world: World, p: Parameters, clock: Clock, cell: int) -> None:
    """Update a cell's civilian deaths by cause, injured and displaced."""
    cells, tick_days = world.cells, 1.0 / clock.ticks_per_day
    population, in_combat_zone = cells.population[cell], is_in_combat_zone(world, p, cell)
    rate = p.civilians.isis_killing_rate * (1.0 - cells.control[cell])
    deaths_by_isis = draw_affected(
        clock, cell, population, rate_to_probability(rate, tick_days), STREAM_CIVILIAN_HARM, 0
    )
    deaths_by_fires = draw_affected(
        clock,
        cell,
        population,
        fire_support_death_probability(world, p, cell),
        STREAM_CIVILIAN_HARM,
        1,
    )
    deaths_in_crossfire = 0
    if in_combat_zone:
        probability = rate_to_probability(p.civilians.crossfire_death_rate, tick_days)
        deaths_in_crossfire = draw_affected(
            clock, cell, population, probability, STREAM_CIVILIAN_HARM, 2
        )
    deaths = min(population, deaths_by_isis + deaths_by_fires + deaths_in_crossfire)
    deaths_in_crossfire = min(deaths_in_crossfire, deaths)
    deaths_by_fires = min(deaths_by_fires, deaths - deaths_in_crossfire)
    cells.killed_by_crossfire[cell] += deaths_in_crossfire
    cells.killed_by_fire_support[cell] += deaths_by_fires
    cells.killed_by_isis[cell] += deaths - deaths_in_crossfire - deaths_by_fires
    if deaths_in_crossfire + deaths_by_fires > 0:
        expected_injured = (
            deaths_in_crossfire + deaths_by_fires
        ) * p.civilians.injured_per_killed
        cells.injured[cell] += stochastic_round(
            expected_injured, uniform(clock, cell, STREAM_CIVILIAN_HARM, 3)
        )
    cells.population[cell] -= deaths
    if in_combat_zone:
        probability = rate_to_probability(p.civilians.displacement_rate, tick_days)
        departures = draw_affected(
            clock, cell, cells.population[cell], probability, STREAM_DISPLACEMENT, 0
        )
        cells.displaced[cell] += departures
        cells.population[cell] -= departures


@compiled
def harm_and_displace_civilians(world: World, p: Parameters, clock: Clock) -> None:
    """Update population, deaths by cause, injured and displaced in every inhabited cell."""
    for index in range(world.contested_cells_sorted.size):
        cell = world.contested_cells_sorted[index]
        if world.cells.population[cell] > 0:
            harm_cell(world, p, clock, cell)


@compiled
def record_civilians(world: World, p: Parameters, ledger_row: np.ndarray, first: int) -> None:
    """Write the civilian columns of a ledger row, from position `first`."""
    cells = world.cells
    for index in range(world.contested_cells_sorted.size):
        cell = world.contested_cells_sorted[index]
        ledger_row[first + AT.civilians] += cells.population[cell]
        ledger_row[first + AT.civilians_killed_by_isis] += cells.killed_by_isis[cell]
        ledger_row[first + AT.civilians_killed_in_crossfire] += cells.killed_by_crossfire[cell]
        ledger_row[first + AT.civilians_killed_by_fires] += cells.killed_by_fire_support[cell]
        ledger_row[first + AT.civilians_injured] += cells.injured[cell]
        ledger_row[first + AT.civilians_displaced] += cells.displaced[cell]
        if cells.population[cell] > 0 and is_in_combat_zone(world, p, cell):
            ledger_row[first + AT.civilians_at_risk] += cells.population[cell]
