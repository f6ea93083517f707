"""Unit roles: what each unit does, by its mission, its battalion and local demand."""

from mesa_mosul.engine.codes import (
    COUNTER_ATTACK,
    DEFENDER,
    EAST_BANK,
    FIGHTERS,
    IRAQI_COMMAND,
    ISIS_COMMAND,
    KURDISH_COMMAND,
    KURDISH_HOLD_LINE,
    MISSION_ASSAULT,
    MISSION_FIRE_SUPPORT,
    MISSION_GARRISON,
    MISSION_HOLD,
    MISSION_HOLD_LINE,
    MISSION_REAR_AREA,
    MISSION_RESERVE,
    MISSION_WESTERN_CORRIDOR,
    NO_INDEX,
    PESHMERGA,
    ROLE_ATTACK,
    ROLE_AWAITING_ENTRY,
    ROLE_GARRISON,
    ROLE_HOLD,
    ROLE_HOLD_LINE,
    ROLE_MOBILE,
    ROLE_OFF_MAP,
    ROLE_RAID,
    ROLE_REFIT,
    WEST_BANK,
    WESTERN_OFFENSIVE,
)
from mesa_mosul.engine.jit import compiled
from mesa_mosul.engine.random_streams import (
    STREAM_BANK_TRANSFER,
    STREAM_HOLDING,
    STREAM_RAID,
    Clock,
    bernoulli,
    rate_to_probability,
)
from mesa_mosul.engine.world import World
from mesa_mosul.parameters.registry import Parameters
from mesa_mosul.rules.density import is_present
from mesa_mosul.rules.lines_of_communication import is_any_bridge_open
from mesa_mosul.rules.raids import joins_raid, may_join_raid, raid_in_reach


@compiled
def hold_probability(
    demanded_density: float, holder_density: float, free_density: float
) -> float:
    """Return the probability that an unassigned unit becomes a holder; densities in men/km2."""
    if free_density <= 0.0 or demanded_density <= holder_density:
        return 0.0
    return min(1.0, (demanded_density - holder_density) / free_density)


@compiled
def release_probability(demanded_density: float, holder_density: float) -> float:
    """Return the probability that a holder is released to attack; densities in men/km2."""
    return (
        (holder_density - demanded_density) / holder_density
        if holder_density > demanded_density
        else 0.0
    )


@compiled
def attack_or_hold_role(world: World, clock: Clock, row: int) -> int:
    """Return the role of a unit that attacks and leaves holders behind."""
    units, cell, local_density, holding = (
        world.units,
        world.units.cell[row],
        world.local_density,
        world.holding,
    )
    if not is_present(units, row):
        return ROLE_HOLD if units.role[row] == ROLE_HOLD else ROLE_ATTACK
    demanded_density, holder_density = (
        holding.demanded_density[cell],
        holding.holder_density[cell],
    )
    decision_group = units.decision_group[row]
    if units.role[row] == ROLE_HOLD:
        probability = release_probability(demanded_density, holder_density)
        return (
            ROLE_ATTACK
            if bernoulli(clock, decision_group, STREAM_HOLDING, probability)
            else ROLE_HOLD
        )
    if world.cells.control[cell] < 1.0:
        return ROLE_ATTACK
    probability = hold_probability(
        demanded_density, holder_density, local_density.density[0, cell] - holder_density
    )
    return (
        ROLE_HOLD
        if bernoulli(clock, decision_group, STREAM_HOLDING, probability)
        else ROLE_ATTACK
    )


@compiled
def attacker_role(world: World, clock: Clock, row: int) -> int:
    """Return the role of a unit of the attackers."""
    units, mission = world.units, world.units.mission[row]
    if clock.tick < units.available_tick[row]:
        return ROLE_AWAITING_ENTRY
    if clock.tick < world.battalions.refit_until_tick[units.battalion[row]]:
        return ROLE_REFIT
    if mission in (MISSION_REAR_AREA, MISSION_WESTERN_CORRIDOR, MISSION_FIRE_SUPPORT):
        return ROLE_OFF_MAP
    if (
        mission == MISSION_RESERVE
        and world.formations.committed_axis[units.formation[row]] == NO_INDEX
    ):
        return ROLE_OFF_MAP
    holds_line = world.commands.posture[KURDISH_COMMAND] == KURDISH_HOLD_LINE
    if mission == MISSION_HOLD_LINE or (units.force[row] == PESHMERGA and holds_line):
        return ROLE_HOLD_LINE
    if mission == MISSION_HOLD:
        return ROLE_HOLD
    return attack_or_hold_role(world, clock, row)


@compiled
def defender_role(world: World, p: Parameters, clock: Clock, row: int) -> int:
    """Return the role of a unit of ISIS."""
    units, role = world.units, world.units.role[row]
    tick_days = 1.0 / clock.ticks_per_day
    if units.mission[row] == MISSION_REAR_AREA:
        return ROLE_OFF_MAP
    if clock.tick < world.battalions.refit_until_tick[units.battalion[row]]:
        return ROLE_REFIT
    if role in (ROLE_OFF_MAP, ROLE_REFIT, ROLE_AWAITING_ENTRY):
        role = ROLE_GARRISON if units.mission[row] == MISSION_GARRISON else ROLE_MOBILE
    if not is_present(units, row):
        return role
    is_threatened = (
        world.local_density.density[0, units.cell[row]] >= p.detection.contact_density
    )
    decision_group = units.decision_group[row]
    if role == ROLE_RAID:
        if raid_in_reach(world, p, clock, row) != NO_INDEX:
            return ROLE_RAID
        probability = rate_to_probability(1.0 / p.hold.raid_duration_days, tick_days)
        return (
            ROLE_MOBILE
            if bernoulli(clock, decision_group, STREAM_RAID, probability)
            else ROLE_RAID
        )
    may_raid = (
        p.switch.counter_attacks and world.commands.posture[ISIS_COMMAND] == COUNTER_ATTACK
    )
    if may_raid and may_join_raid(world, row) and joins_raid(world, p, clock, row):
        return ROLE_RAID
    if role == ROLE_GARRISON and units.kind[row] == FIGHTERS and not is_threatened:
        probability = rate_to_probability(p.defence.garrison_release_rate, tick_days)
        return (
            ROLE_MOBILE
            if bernoulli(clock, decision_group, STREAM_RAID, probability)
            else ROLE_GARRISON
        )
    if role == ROLE_MOBILE and is_threatened and may_raid:
        probability = rate_to_probability(p.hold.infiltration_rate, tick_days)
        return (
            ROLE_RAID
            if bernoulli(clock, decision_group, STREAM_RAID, probability)
            else ROLE_MOBILE
        )
    return role


@compiled
def priority_bank(world: World) -> int:
    """Return the bank to which mobile groups of the other bank may transfer."""
    is_western_offensive = world.commands.posture[IRAQI_COMMAND] == WESTERN_OFFENSIVE
    return WEST_BANK if is_western_offensive or world.external.redeploys_west[0] else EAST_BANK


@compiled
def transfer_between_banks(
    world: World, p: Parameters, clock: Clock, row: int, transfer_rate: float
) -> None:
    """Transfer mobile groups to the priority bank at random; transfer_rate: per day."""
    units = world.units
    bank = priority_bank(world)
    if units.role[row] != ROLE_MOBILE or units.assigned_bank[row] == bank:
        return
    probability = rate_to_probability(transfer_rate, 1.0 / clock.ticks_per_day)
    if bernoulli(clock, units.decision_group[row], STREAM_BANK_TRANSFER, probability):
        units.assigned_bank[row] = bank


@compiled
def western_axis(world: World) -> int:
    """Return the axis that enters the city on the west bank; -1 if there is none."""
    for axis in range(world.axes_of_advance.bank.size):
        if (
            world.axes_of_advance.bank[axis] == WEST_BANK
            and world.axes_of_advance.enters_city[axis]
        ):
            return axis
    return NO_INDEX


@compiled
def assigned_axis(world: World, row: int) -> int:
    """Return the axis to which a unit of the attackers is assigned."""
    units, mission = world.units, world.units.mission[row]
    if units.force[row] == PESHMERGA:
        return units.axis[row]
    is_western_offensive = world.commands.posture[IRAQI_COMMAND] == WESTERN_OFFENSIVE
    if (
        is_western_offensive
        and mission in (MISSION_ASSAULT, MISSION_RESERVE)
        and western_axis(world) != NO_INDEX
    ):
        return western_axis(world)
    committed_axis = world.formations.committed_axis[units.formation[row]]
    return units.axis[row] if committed_axis == NO_INDEX else committed_axis


@compiled
def reassign_axis(world: World, p: Parameters, clock: Clock, row: int) -> None:
    """Transfer a unit to its assigned axis; a change of bank takes days off the map."""
    units, axis = world.units, assigned_axis(world, row)
    if axis == units.axis[row]:
        return
    if world.axes_of_advance.bank[axis] != world.axes_of_advance.bank[units.axis[row]]:
        units.available_tick[row] = clock.tick + int(
            p.advance.axis_transfer_days * clock.ticks_per_day
        )
    units.axis[row] = axis


@compiled
def assign_roles(world: World, p: Parameters, clock: Clock) -> None:
    """Assign every unit its role; transfer some to another bank or axis."""
    units = world.units
    transfer_rate = (
        p.defence.bank_transfer_rate
        if is_any_bridge_open(world, clock)
        else p.defence.boat_transfer_rate
    )
    for row in range(units.uid.size):
        if units.strength[row] == 0 or clock.tick < units.arrival_tick[row]:
            units.role[row] = ROLE_OFF_MAP
        elif units.side[row] == DEFENDER:
            units.role[row] = defender_role(world, p, clock, row)
            if p.switch.bridges:
                transfer_between_banks(world, p, clock, row, transfer_rate)
        else:
            reassign_axis(world, p, clock, row)
            units.role[row] = attacker_role(world, clock, row)
