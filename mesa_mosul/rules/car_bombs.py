"""Car bombs: built in workshops, launched at attackers, intercepted or effective."""

import numpy as np

from mesa_mosul.engine.codes import (
    ATTACKER,
    CAR_BOMB_CELLS,
    CAR_BOMB_DETONATES,
    EAST_BANK,
    ISIS,
    ROAD_CLOSED,
    WEST_BANK,
)
from mesa_mosul.engine.jit import compiled
from mesa_mosul.engine.ledger_column import LedgerColumn, positions
from mesa_mosul.engine.random_streams import (
    STREAM_CAR_BOMB_BUILD,
    STREAM_CAR_BOMB_HIT,
    STREAM_CAR_BOMB_LAUNCH,
    STREAM_CAR_BOMB_OUTCOME,
    STREAM_CAR_BOMB_TARGET,
    Clock,
    binomial,
    rate_to_probability,
    stochastic_round,
    uniform,
)
from mesa_mosul.engine.world import World
from mesa_mosul.parameters.registry import Parameters
from mesa_mosul.rules.car_bomb_outcomes import resolve_attack
from mesa_mosul.rules.event_log import log_event
from mesa_mosul.rules.fire_support import aircraft_available
from mesa_mosul.rules.lines_of_communication import is_any_bridge_open
from mesa_mosul.rules.weighted_choice import append_demand, draw_cell, total_demand

CAR_BOMB_LEDGER = (
    LedgerColumn("car_bombs_built", "car bombs", "Car bombs built so far."),
    LedgerColumn(
        "car_bombs_launched", "car bombs", "Car bombs launched so far, stopped or not."
    ),
    LedgerColumn("car_bombs_effective", "car bombs", "Car bombs that reached their target."),
    LedgerColumn(
        "car_bombs_stopped_from_the_air", "car bombs", "Car bombs destroyed by aircraft."
    ),
    LedgerColumn(
        "car_bombs_stopped_by_craters", "car bombs", "Car bombs stopped by cratered roads."
    ),
    LedgerColumn(
        "car_bombs_stopped_by_fire", "car bombs", "Car bombs stopped by anti-tank fire."
    ),
    LedgerColumn("car_bombs_failed", "car bombs", "Car bombs that failed technically."),
)
AT = positions(*CAR_BOMB_LEDGER)


@compiled
def list_car_bomb_targets(world: World, bank: int, end: int) -> int:
    """Add a bank's cells with attacking attackers to the candidates; return the new end."""
    for index in range(world.contested_cells.size):
        cell = world.contested_cells[index]
        if world.cells.bank[cell] == bank:
            end = append_demand(
                world.candidates, end, cell, world.local_density.attacking_men[ATTACKER, cell]
            )
    return end


@compiled
def workshop_men(world: World) -> int:
    """Return the authorized strength of all car bomb workshops."""
    units, strength = world.units, 0
    for index in range(world.totals.n_isis_present[0]):
        row = world.unit_workspace.isis_present_rows[index]
        if units.kind[row] == CAR_BOMB_CELLS:
            strength += units.authorized_strength[row]
    return strength


@compiled
def build_car_bombs(
    world: World, p: Parameters, clock: Clock, row: int, total_builders: int
) -> None:
    """Add to a workshop's stock its share of the daily production."""
    units = world.units
    share = units.authorized_strength[row] / total_builders
    amount = p.isis.car_bombs_per_day * share / clock.ticks_per_day
    if world.external.western_road_state[0] == ROAD_CLOSED:
        amount *= 1.0 - p.corridor.car_bomb_supply_fraction
    n_built = stochastic_round(amount, uniform(clock, units.uid[row], STREAM_CAR_BOMB_BUILD, 0))
    units.equipment[row] += n_built
    world.totals.car_bombs_built[0] += n_built


@compiled
def launch_car_bombs(
    world: World, p: Parameters, clock: Clock, row: int, end: int, rate: float, aircraft: float
) -> None:
    """Launch a binomial number of a workshop's stock at the candidate cells before `end`.

    The probability is scaled by the fraction of the workshop's crews that is present.
    """
    units, uid = world.units, world.units.uid[row]
    crews = units.strength[row] / units.authorized_strength[row]
    probability = crews * rate_to_probability(rate, 1.0 / clock.ticks_per_day)
    n_launched = binomial(
        units.equipment[row], probability, uniform(clock, uid, STREAM_CAR_BOMB_LAUNCH, 0)
    )
    units.equipment[row] -= n_launched
    world.totals.car_bombs_launched[0] += n_launched
    for bomb in range(n_launched):
        cell = draw_cell(
            world.candidates, 0, end, uniform(clock, uid, STREAM_CAR_BOMB_TARGET, bomb)
        )
        resolve_attack(
            world, p, aircraft, cell, uniform(clock, uid, STREAM_CAR_BOMB_OUTCOME, bomb)
        )


@compiled
def detonate_car_bombs(world: World, p: Parameters, clock: Clock) -> None:
    """Log the detonations and draw the attackers' casualties in those cells."""
    units, local_density, unit_workspace, cell_workspace = (
        world.units,
        world.local_density,
        world.unit_workspace,
        world.cell_workspace,
    )
    for index in range(world.contested_cells_sorted.size):
        cell = world.contested_cells_sorted[index]
        if cell_workspace.car_bomb_detonations[cell] > 0:
            log_event(
                world,
                clock,
                CAR_BOMB_DETONATES,
                ISIS,
                cell,
                float(cell_workspace.car_bomb_detonations[cell]),
                0.0,
                0.0,
            )
    for row in range(units.uid.size):
        unit_workspace.casualties_by_car_bomb[row] = 0
    for index in range(world.totals.n_present[0]):
        row = unit_workspace.present_rows[index]
        if units.side[row] != ATTACKER:
            continue
        cell = units.cell[row]
        if cell_workspace.car_bomb_detonations[cell] > 0:
            expected_hits = (
                cell_workspace.car_bomb_detonations[cell]
                * p.car_bombs.casualties_per_detonation
            )
            probability = rate_to_probability(
                expected_hits, 1.0 / local_density.men[ATTACKER, cell]
            )
            u = uniform(clock, units.uid[row], STREAM_CAR_BOMB_HIT, 0)
            unit_workspace.casualties_by_car_bomb[row] = binomial(
                units.strength[row], probability, u
            )


@compiled
def launch_rate(world: World, p: Parameters, clock: Clock, row: int, bank: int) -> float:
    """Return a workshop's launch rate per day against a bank; 0 across cut bridges."""
    if not p.switch.car_bombs:
        return 0.0
    if world.units.assigned_bank[row] == bank:
        return p.car_bombs.launch_rate
    can_cross = bank == EAST_BANK and p.switch.bridges and is_any_bridge_open(world, clock)
    return p.car_bombs.launch_rate * p.car_bombs.cross_river_launch_ratio if can_cross else 0.0


@compiled
def attack_with_car_bombs(world: World, p: Parameters, clock: Clock) -> None:
    """Build car bombs, launch them at attackers and draw the casualties they cause."""
    units, cell_workspace, candidates = world.units, world.cell_workspace, world.candidates
    for index in range(world.contested_cells.size):
        cell_workspace.car_bomb_detonations[world.contested_cells[index]] = 0
    builders, aircraft = workshop_men(world), aircraft_available(world, p, clock)
    for bank in (EAST_BANK, WEST_BANK):
        end = list_car_bomb_targets(world, bank, 0)
        for index in range(world.totals.n_isis_present[0]):
            row = world.unit_workspace.isis_present_rows[index]
            if units.kind[row] != CAR_BOMB_CELLS:
                continue
            if units.assigned_bank[row] == bank:
                build_car_bombs(world, p, clock, row, builders)
            rate = launch_rate(world, p, clock, row, bank)
            if rate > 0.0 and total_demand(candidates, 0, end) > 0:
                launch_car_bombs(world, p, clock, row, end, rate, aircraft)
    detonate_car_bombs(world, p, clock)


@compiled
def record_car_bombs(world: World, ledger_row: np.ndarray, first: int) -> None:
    """Write the car bomb columns of a ledger row, from position `first`."""
    totals = world.totals
    ledger_row[first + AT.car_bombs_built] = totals.car_bombs_built[0]
    ledger_row[first + AT.car_bombs_launched] = totals.car_bombs_launched[0]
    ledger_row[first + AT.car_bombs_effective] = totals.car_bombs_effective[0]
    ledger_row[first + AT.car_bombs_stopped_from_the_air] = totals.car_bombs_stopped_by_air[0]
    ledger_row[first + AT.car_bombs_stopped_by_craters] = totals.car_bombs_stopped_by_craters[0]
    ledger_row[first + AT.car_bombs_stopped_by_fire] = totals.car_bombs_stopped_by_fire[0]
    ledger_row[first + AT.car_bombs_failed] = totals.car_bombs_failed[0]
