"""Movement of ISIS: to threatened cells, back from lost terrain, behind the front."""

from mesa_mosul.engine.codes import (
    DEFENDER,
    EAST_BANK,
    NO_INDEX,
    ROLE_GARRISON,
    ROLE_MOBILE,
    ROLE_RAID,
    WEST_BANK,
)
from mesa_mosul.engine.jit import compiled
from mesa_mosul.engine.random_streams import (
    STREAM_DEFENDER_MARCH,
    STREAM_EXFILTRATION,
    Clock,
    rate_to_probability,
    uniform,
)
from mesa_mosul.engine.world import World
from mesa_mosul.parameters.registry import Parameters
from mesa_mosul.rules.density import is_present
from mesa_mosul.rules.lines_of_communication import exfiltration_rate, withdraw_from_city
from mesa_mosul.rules.movement import march_to
from mesa_mosul.rules.raids import draw_raid_cell, list_raid_targets, raid_in_reach
from mesa_mosul.rules.weighted_choice import (
    append_demand,
    dispatch_fraction,
    draw_cell,
    total_demand,
)


@compiled
def is_threatened(world: World, p: Parameters, cell: int) -> bool:
    """Return whether the attackers' density at a cell amounts to contact."""
    return world.local_density.density[0, cell] >= p.detection.contact_density


@compiled
def list_threatened_cells(world: World, p: Parameters, bank: int, end: int) -> tuple[int, int]:
    """Add a bank's threatened cells by their shortfall of defenders.

    Return the new end of the candidate table and the net shortfall of troops (surplus cells
    subtract).
    """
    cells, local_density, net_shortfall = world.cells, world.local_density, 0
    for index in range(world.contested_cells.size):
        cell = world.contested_cells[index]
        if cells.bank[cell] != bank or cells.control[cell] >= p.defence.fall_back_threshold:
            continue
        if is_threatened(world, p, cell):
            demand = p.defence.men_per_km2 * (1.0 - cells.control[cell]) * cells.area_km2[cell]
            shortfall = int(demand) - local_density.men[DEFENDER, cell]
            end = append_demand(world.candidates, end, cell, shortfall)
            net_shortfall += shortfall
    return end, net_shortfall


@compiled
def list_infiltration_targets(world: World, p: Parameters, bank: int, end: int) -> int:
    """Add the targets of raids on all axes of a bank; return the new end."""
    for axis in range(world.axes_of_advance.bank.size):
        if world.axes_of_advance.bank[axis] == bank:
            end = list_raid_targets(world, p, axis, end, False)
    return end


@compiled
def is_uncommitted(world: World, p: Parameters, row: int) -> bool:
    """Return whether a mobile unit is in a cell that is not threatened."""
    units = world.units
    return (
        is_present(units, row)
        and units.role[row] == ROLE_MOBILE
        and not is_threatened(world, p, units.cell[row])
    )


@compiled
def uncommitted_men(world: World, p: Parameters, bank: int) -> int:
    """Return the strength of a bank's uncommitted mobile units."""
    units, strength = world.units, 0
    for row in range(units.uid.size):
        if units.assigned_bank[row] == bank and is_uncommitted(world, p, row):
            strength += units.strength[row]
    return strength


@compiled
def must_fall_back(world: World, p: Parameters, row: int) -> bool:
    """Return whether a unit is in a cell that the attackers have taken."""
    units, role = world.units, world.units.role[row]
    is_defending = role in (ROLE_GARRISON, ROLE_MOBILE)
    return (
        is_defending
        and is_present(units, row)
        and world.cells.control[units.cell[row]] >= p.defence.fall_back_threshold
    )


@compiled
def exfiltrate(world: World, p: Parameters, clock: Clock, row: int) -> None:
    """Draw whether a unit without territory leaves for good."""
    rate = exfiltration_rate(world, p, clock, world.units.assigned_bank[row])
    probability = rate_to_probability(rate, 1.0 / clock.ticks_per_day)
    world.unit_workspace.is_leaving[row] = (
        uniform(clock, world.units.decision_group[row], STREAM_EXFILTRATION, 0) < probability
    )


@compiled
def fall_back(
    world: World, p: Parameters, clock: Clock, row: int, start: int, end: int
) -> None:
    """Move a displaced unit to a threatened cell, or let it exfiltrate where there is none."""
    decision_group = world.units.decision_group[row]
    if total_demand(world.candidates, start, end) > 0:
        u = uniform(clock, decision_group, STREAM_DEFENDER_MARCH, 0)
        march_to(world, p, clock, row, draw_cell(world.candidates, start, end, u))
    else:
        exfiltrate(world, p, clock, row)


@compiled
def infiltrate(
    world: World, p: Parameters, clock: Clock, row: int, start: int, end: int
) -> None:
    """Move a raider near the objective of a raid within reach, else to a cell it chooses."""
    decision_group = world.units.decision_group[row]
    axis = raid_in_reach(world, p, clock, row)
    if axis != NO_INDEX:
        u = uniform(clock, decision_group, STREAM_DEFENDER_MARCH, 2)
        cell = draw_raid_cell(world, world.axes_of_advance.raid_objective[axis], u)
        if cell != NO_INDEX:
            march_to(world, p, clock, row, cell)
    elif (
        total_demand(world.candidates, start, end) > 0
        and world.local_density.density[0, world.units.cell[row]] > 0.0
    ):
        u = uniform(clock, decision_group, STREAM_DEFENDER_MARCH, 1)
        march_to(world, p, clock, row, draw_cell(world.candidates, start, end, u))


@compiled
def move_defenders_of_bank(world: World, p: Parameters, clock: Clock, bank: int) -> None:
    """Move the ISIS units of one bank."""
    units, candidates = world.units, world.candidates
    end_threatened, net_shortfall = list_threatened_cells(world, p, bank, 0)
    end_targets = list_infiltration_targets(world, p, bank, end_threatened)
    dispatch = dispatch_fraction(net_shortfall, uncommitted_men(world, p, bank))
    probability = dispatch * rate_to_probability(
        p.defence.reaction_rate, 1.0 / clock.ticks_per_day
    )
    for row in range(units.uid.size):
        if units.assigned_bank[row] != bank or units.side[row] != DEFENDER:
            continue
        if units.cell[row] == NO_INDEX:
            if units.role[row] in (ROLE_GARRISON, ROLE_MOBILE):
                exfiltrate(world, p, clock, row)
            continue
        if must_fall_back(world, p, row):
            fall_back(world, p, clock, row, 0, end_threatened)
        elif units.role[row] == ROLE_RAID and world.cells.control[units.cell[row]] < 0.5:
            infiltrate(world, p, clock, row, end_threatened, end_targets)
        elif probability > 0.0 and is_uncommitted(world, p, row):
            u = uniform(clock, units.decision_group[row], STREAM_DEFENDER_MARCH, 1)
            if u < probability:
                march_to(
                    world,
                    p,
                    clock,
                    row,
                    draw_cell(candidates, 0, end_threatened, u / probability),
                )


@compiled
def move_defenders(world: World, p: Parameters, clock: Clock) -> None:
    """Move ISIS units of both banks and withdraw those that leave the city."""
    world.unit_workspace.is_leaving[:] = False
    move_defenders_of_bank(world, p, clock, EAST_BANK)
    move_defenders_of_bank(world, p, clock, WEST_BANK)
    withdraw_from_city(world, p, clock)
