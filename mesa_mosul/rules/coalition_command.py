"""Decisions of the Kurdish command and Washington, and the bridges that the coalition cuts."""

from mesa_mosul.engine.codes import (
    ADVISERS,
    ARRIVAL_BY_DECISION,
    CUT_BRIDGE,
    DEFENDER,
    EAST_BANK,
    IRAQI,
    KURDISH_COMMAND,
    KURDISH_HOLD_LINE,
    NO_INDEX,
    REINFORCE_ATTACKERS,
    SEND_REINFORCEMENTS,
    STOP_ON_LINE,
    UNDECIDED,
    WASHINGTON,
)
from mesa_mosul.engine.jit import compiled
from mesa_mosul.engine.random_streams import (
    STREAM_STRATEGIC_DECISION,
    Clock,
    rate_to_probability,
    uniform,
)
from mesa_mosul.engine.world import World
from mesa_mosul.parameters.registry import Parameters
from mesa_mosul.rules.axis_progress import axis_city_km2, is_eastern_axis
from mesa_mosul.rules.event_log import log_event
from mesa_mosul.rules.lines_of_communication import schedule_arrival


@compiled
def kurdish_control(world: World) -> float:
    """Return the controlled fraction of the axes that do not enter the city."""
    axes_of_advance, control_km2, area_km2 = world.axes_of_advance, 0.0, 0.0
    for axis in range(axes_of_advance.bank.size):
        if axes_of_advance.enters_city[axis]:
            continue
        for index in range(
            axes_of_advance.first_cell_index[axis], axes_of_advance.end_cell_index[axis]
        ):
            cell = world.contested_cells[index]
            control_km2 += world.cells.control[cell] * world.cells.area_km2[cell]
            area_km2 += world.cells.area_km2[cell]
    return control_km2 / area_km2 if area_km2 > 0.0 else 0.0


@compiled
def fortify(world: World, p: Parameters) -> None:
    """Raise the cover of cells that the Peshmerga control by one day of fortification."""
    axes_of_advance, cells = world.axes_of_advance, world.cells
    max_cover = p.peshmerga.line_cover
    for axis in range(axes_of_advance.bank.size):
        if axes_of_advance.enters_city[axis]:
            continue
        for index in range(
            axes_of_advance.first_cell_index[axis], axes_of_advance.end_cell_index[axis]
        ):
            cell = world.contested_cells[index]
            if cells.control[cell] >= 0.5:
                cover = cells.cover[cell] + max_cover / p.peshmerga.fortify_days
                cells.cover[cell] = max(cells.cover[cell], min(max_cover, cover))


@compiled
def decide_kurdish_posture(world: World, p: Parameters, clock: Clock) -> None:
    """Stop the Kurdish offensive on its date, or at a rate that rises with its control."""
    commands = world.commands
    if commands.posture[KURDISH_COMMAND] == KURDISH_HOLD_LINE:
        fortify(world, p)
        return
    if not p.peshmerga.leaves_offensive:
        return
    control = kurdish_control(world)
    is_due = clock.tick >= commands.scheduled_tick[KURDISH_COMMAND]
    u = uniform(clock, KURDISH_COMMAND, STREAM_STRATEGIC_DECISION, 0)
    is_undated = clock.tick >= world.external.endogenous_from_tick[0]
    probability = (
        rate_to_probability(p.peshmerga.stop_rate * control, 1.0) if is_undated else 0.0
    )
    if is_due or u < probability:
        days = (clock.tick - commands.posture_since_tick[KURDISH_COMMAND]) / clock.ticks_per_day
        commands.posture[KURDISH_COMMAND] = KURDISH_HOLD_LINE
        commands.posture_since_tick[KURDISH_COMMAND] = clock.tick
        by_date = 1.0 if is_due else 0.0
        log_event(world, clock, STOP_ON_LINE, KURDISH_COMMAND, NO_INDEX, control, days, by_date)


@compiled
def has_pending_advisers(world: World) -> bool:
    """Return whether advisers are among the units that arrive by decision."""
    units = world.units
    for row in range(units.uid.size):
        mode = world.formations.arrival_mode[units.formation[row]]
        if units.kind[row] == ADVISERS and mode == ARRIVAL_BY_DECISION:
            return True
    return False


@compiled
def city_km2_left(world: World, axis: int) -> float:
    """Return the km2 of the city that an axis has still to take."""
    area_km2 = 0.0
    for index in range(
        world.axes_of_advance.first_cell_index[axis], world.axes_of_advance.end_cell_index[axis]
    ):
        area_km2 += world.cells.city_area_km2[world.contested_cells[index]]
    return area_km2 - axis_city_km2(world, axis)


@compiled
def neediest_axis(world: World, fresh_men: int) -> int:
    """Return the eastern axis with most of the city left per man once fresh men have come.

    -1 if none has any left.
    """
    neediest, most_left = NO_INDEX, 0.0
    for axis in range(world.axes_of_advance.bank.size):
        if is_eastern_axis(world, axis):
            men = world.axis_review.authorized[axis] + fresh_men
            left_per_man = city_km2_left(world, axis) / max(1, men)
            if left_per_man > most_left:
                neediest, most_left = axis, left_per_man
    return neediest


@compiled
def formation_strength(world: World, formation: int) -> int:
    """Return the strength of a formation, present or not."""
    units, strength = world.units, 0
    for row in range(units.uid.size):
        if units.formation[row] == formation:
            strength += units.strength[row]
    return strength


@compiled
def is_fresh_brigade(world: World, formation: int) -> bool:
    """Return whether a formation is an Iraqi one that arrives by decision."""
    if world.formations.arrival_mode[formation] != ARRIVAL_BY_DECISION:
        return False
    for row in range(world.units.uid.size):
        if world.units.formation[row] == formation:
            return world.units.force[row] == IRAQI
    return False


@compiled
def send_brigades(world: World) -> None:
    """Give each fresh Iraqi brigade the axis that needs it most, one after another."""
    for formation in range(world.formations.code.size):
        if is_fresh_brigade(world, formation):
            strength = formation_strength(world, formation)
            axis = neediest_axis(world, strength)
            if axis != NO_INDEX:
                world.formations.committed_axis[formation] = axis
                world.axis_review.authorized[axis] += strength


@compiled
def decide_reinforcements(world: World, p: Parameters, clock: Clock) -> None:
    """Schedule the planned reinforcements of Washington and Baghdad on the decision day."""
    commands = world.commands
    if (
        commands.posture[WASHINGTON] != UNDECIDED
        or clock.tick < commands.scheduled_tick[WASHINGTON]
    ):
        return
    days = (clock.tick - commands.posture_since_tick[WASHINGTON]) / clock.ticks_per_day
    arrival_tick = clock.tick + max(1, int(p.reinforcement.delay_days * clock.ticks_per_day))
    send_brigades(world)
    strength = schedule_arrival(world, ARRIVAL_BY_DECISION, arrival_tick)
    if has_pending_advisers(world):
        world.external.advisers_arrival_tick[0] = arrival_tick
    commands.posture[WASHINGTON], commands.posture_since_tick[WASHINGTON] = (
        REINFORCE_ATTACKERS,
        clock.tick,
    )
    delay = p.reinforcement.delay_days
    log_event(
        world, clock, SEND_REINFORCEMENTS, WASHINGTON, NO_INDEX, float(strength), delay, days
    )


@compiled
def count_open_bridges(world: World, clock: Clock) -> int:
    """Return the number of bridges that are still open."""
    n_open = 0
    for bridge in range(world.bridges.cut_at.size):
        if clock.tick < world.bridges.cut_at[bridge]:
            n_open += 1
    return n_open


@compiled
def isis_men_on_east_bank(world: World, clock: Clock) -> int:
    """Return the strength of ISIS assigned to the east bank."""
    units, strength = world.units, 0
    for row in range(units.uid.size):
        has_arrived = units.arrival_tick[row] <= clock.tick
        if (
            has_arrived
            and units.side[row] == DEFENDER
            and units.assigned_bank[row] == EAST_BANK
        ):
            strength += units.strength[row]
    return strength


@compiled
def decide_bridge_cut(world: World, p: Parameters, clock: Clock) -> None:
    """Cut one open bridge at random, where bridges are not cut by date."""
    n_open = count_open_bridges(world, clock)
    if n_open == 0 or clock.tick < world.external.endogenous_from_tick[0]:
        return
    if uniform(clock, WASHINGTON, STREAM_STRATEGIC_DECISION, 0) >= rate_to_probability(
        p.coalition.bridge_cut_rate, 1.0
    ):
        return
    position = int(uniform(clock, WASHINGTON, STREAM_STRATEGIC_DECISION, 1) * n_open)
    for bridge in range(world.bridges.cut_at.size):
        if clock.tick < world.bridges.cut_at[bridge]:
            if position == 0:
                world.bridges.cut_at[bridge] = clock.tick
                cell, strength = (
                    world.bridges.cell[bridge],
                    float(isis_men_on_east_bank(world, clock)),
                )
                log_event(
                    world, clock, CUT_BRIDGE, bridge, cell, float(n_open - 1), strength, 0.0
                )
            position -= 1
