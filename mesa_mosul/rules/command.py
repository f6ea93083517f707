"""Daily decisions of all commands; every decision is an event.

Pauses, reserves and postures are hazards that rise with a shortfall; the phases of the campaign
(entering the city, regrouping, attacking the west) change when their condition is met.
"""

from mesa_mosul.engine.codes import (
    ATTACKER,
    AXIS_ATTACK,
    AXIS_PAUSE,
    COMMIT_RESERVE,
    EASTERN_OFFENSIVE,
    IRAQI_COMMAND,
    MISSION_ASSAULT,
    MISSION_RESERVE,
    NEVER,
    NO_INDEX,
    OPERATIONAL_PAUSE,
    PAUSE_AXIS,
    RESUME_AXIS,
    ROLE_ATTACK,
    ROLE_HOLD,
    ROLE_REFIT,
    SHIFT_FORMATION,
)
from mesa_mosul.engine.fixed_point import PERMILLE
from mesa_mosul.engine.jit import compiled
from mesa_mosul.engine.random_streams import (
    STREAM_POSTURE,
    STREAM_RESERVE,
    Clock,
    rate_to_probability,
    uniform,
)
from mesa_mosul.engine.world import World
from mesa_mosul.parameters.registry import Parameters
from mesa_mosul.rules.axis_progress import (
    axis_control,
    is_eastern_axis,
    update_advance_rate,
)
from mesa_mosul.rules.coalition_command import (
    decide_bridge_cut,
    decide_kurdish_posture,
    decide_reinforcements,
)
from mesa_mosul.rules.event_log import log_event
from mesa_mosul.rules.hazards import relative_shortfall
from mesa_mosul.rules.iraqi_campaign import (
    choose_attack_days,
    decide_campaign_phase,
    is_endogenous,
    set_tempo,
)
from mesa_mosul.rules.isis_command import decide_isis_posture
from mesa_mosul.rules.lines_of_communication import delay_arrivals, update_road_state
from mesa_mosul.rules.raqqa_command import decide_raqqa_posture, update_officials_bonus


@compiled
def is_reviewed(world: World, p: Parameters, row: int) -> bool:
    """Return whether the review of an axis counts a unit: one of a lead formation.

    With `switch.lead_formations` off, any unit that attacks or holds.
    """
    units, role = world.units, world.units.role[row]
    if not p.switch.lead_formations:
        return role in (ROLE_ATTACK, ROLE_HOLD)
    is_lead = units.mission[row] in (MISSION_ASSAULT, MISSION_RESERVE)
    return is_lead and role in (ROLE_ATTACK, ROLE_HOLD, ROLE_REFIT)


@compiled
def review_axes(world: World, p: Parameters) -> None:
    """Sum strength, authorized strength and cohesion-weighted strength of every axis.

    Those who refit have no cohesion to offer; those lost are missing from the authorized
    strength of their units.
    """
    units, axis_review = world.units, world.axis_review
    axis_review.strength[:] = 0
    axis_review.authorized[:] = 0
    axis_review.cohesion_weighted_men[:] = 0
    for row in range(units.uid.size):
        axis = units.axis[row]
        if units.side[row] != ATTACKER or axis < 0 or not is_reviewed(world, p, row):
            continue
        axis_review.strength[axis] += units.strength[row]
        axis_review.authorized[axis] += (
            units.authorized_strength[row] if p.switch.lead_formations else units.strength[row]
        )
        if units.role[row] != ROLE_REFIT:
            cohesion = world.battalions.cohesion[units.battalion[row]]
            axis_review.cohesion_weighted_men[axis] += units.strength[row] * int(
                PERMILLE * cohesion
            )


@compiled
def reason_to_pause(readiness: float, loss_fraction: float, p: Parameters) -> float:
    """Return the strength of the reasons to pause an axis, 0 to 1.

    loss_fraction: fraction of its strength lost in a day.
    """
    fatigue = relative_shortfall(readiness, p.command.pause_readiness)
    excess_losses = max(0.0, loss_fraction / p.command.axis_pause_daily_loss - 1.0)
    return min(1.0, fatigue + 0.5 * excess_losses)


@compiled
def decide_axis_posture(world: World, p: Parameters, clock: Clock, axis: int) -> None:
    """Pause an axis, or let it resume its attack, by the Iraqi command's daily review."""
    axes_of_advance, ticks_per_day, axis_review = (
        world.axes_of_advance,
        clock.ticks_per_day,
        world.axis_review,
    )
    strength = axis_review.strength[axis]
    casualties = (
        axes_of_advance.casualties_total[axis] - axes_of_advance.casualties_at_review[axis]
    )
    axes_of_advance.casualties_at_review[axis] = axes_of_advance.casualties_total[axis]
    if strength == 0:
        return
    readiness = axis_review.cohesion_weighted_men[axis] / (
        PERMILLE * axis_review.authorized[axis]
    )
    loss_fraction = casualties / (strength + casualties)
    days = (clock.tick - axes_of_advance.posture_since_tick[axis]) / ticks_per_day
    u = uniform(clock, axis, STREAM_POSTURE, 0)
    if axes_of_advance.posture[axis] == AXIS_ATTACK:
        rate = p.command.axis_pause_rate * reason_to_pause(readiness, loss_fraction, p)
        if u < rate_to_probability(rate, 1.0):
            axes_of_advance.posture[axis], axes_of_advance.posture_since_tick[axis] = (
                AXIS_PAUSE,
                clock.tick,
            )
            log_event(world, clock, PAUSE_AXIS, axis, NO_INDEX, readiness, loss_fraction, days)
    elif days >= p.command.rest_days:
        rate = 1.0 - 2.0 * relative_shortfall(readiness, p.command.resume_readiness)
        if u < rate_to_probability(max(0.0, rate), 1.0):
            axes_of_advance.posture[axis], axes_of_advance.posture_since_tick[axis] = (
                AXIS_ATTACK,
                clock.tick,
            )
            log_event(world, clock, RESUME_AXIS, axis, NO_INDEX, readiness, loss_fraction, days)


@compiled
def longest_paused_axis(world: World) -> tuple[int, int]:
    """Return the axis paused longest and the tick it paused at; (-1, NEVER) if none is."""
    axes_of_advance, longest, since_tick = world.axes_of_advance, NO_INDEX, NEVER
    for axis in range(axes_of_advance.bank.size):
        if (
            axes_of_advance.posture[axis] == AXIS_PAUSE
            and axes_of_advance.posture_since_tick[axis] < since_tick
        ):
            longest, since_tick = axis, axes_of_advance.posture_since_tick[axis]
    return longest, since_tick


@compiled
def weakest_axis(world: World, completed_control: float) -> int:
    """Return the eastern axis with the lowest control of its part of the city.

    -1 if all of them exceed completed_control.
    """
    weakest, min_control = NO_INDEX, completed_control
    for axis in range(world.axes_of_advance.bank.size):
        if is_eastern_axis(world, axis):
            control = axis_control(world, axis, True)
            if control < min_control:
                weakest, min_control = axis, control
    return weakest


@compiled
def reserve_destination(world: World, p: Parameters) -> tuple[int, int, float]:
    """Return the axis that receives reserves, the tick it waits since, and the commit rate.

    It is the axis paused longest; during an operational pause, the weakest axis. The rate is
    per day.
    """
    commands = world.commands
    if commands.posture[IRAQI_COMMAND] == OPERATIONAL_PAUSE:
        axis = weakest_axis(world, p.command.axis_complete_threshold)
        return (
            axis,
            commands.posture_since_tick[IRAQI_COMMAND],
            p.command.front_pause_commit_rate,
        )
    axis, since_tick = longest_paused_axis(world)
    return axis, since_tick, p.command.commit_rate


@compiled
def commit_reserves(world: World, p: Parameters, clock: Clock) -> None:
    """Commit reserves on their scheduled date, or at random where rules decide."""
    formations = world.formations
    axis, since_tick, rate = reserve_destination(world, p)
    probability = rate_to_probability(rate, 1.0) if is_endogenous(world, clock) else 0.0
    for row in range(formations.mission.size):
        if (
            formations.mission[row] != MISSION_RESERVE
            or formations.committed_axis[row] != NO_INDEX
        ):
            continue
        destination, is_ordered = axis, clock.tick == formations.scheduled_commit_tick[row]
        if is_ordered:
            destination = weakest_axis(world, p.command.axis_complete_threshold)
        u = uniform(clock, formations.code[row], STREAM_RESERVE, 0)
        if destination != NO_INDEX and (is_ordered or u < probability):
            formations.committed_axis[row] = destination
            days = max(0, clock.tick - since_tick) / clock.ticks_per_day
            log_event(
                world, clock, COMMIT_RESERVE, row, NO_INDEX, float(destination), days, 0.0
            )


@compiled
def shift_formations(world: World, p: Parameters, clock: Clock) -> None:
    """Transfer the assault formations of a completed eastern axis to the weakest one."""
    formations, complete_threshold = world.formations, p.command.axis_complete_threshold
    destination = weakest_axis(world, complete_threshold)
    if world.commands.posture[IRAQI_COMMAND] != EASTERN_OFFENSIVE or destination == NO_INDEX:
        return
    for row in range(formations.mission.size):
        axis = (
            formations.axis[row]
            if formations.committed_axis[row] == NO_INDEX
            else formations.committed_axis[row]
        )
        if formations.mission[row] != MISSION_ASSAULT or axis < 0 or axis == destination:
            continue
        if (
            is_eastern_axis(world, axis)
            and axis_control(world, axis, True) >= complete_threshold
        ):
            formations.committed_axis[row] = destination
            control = axis_control(world, destination, True)
            log_event(
                world, clock, SHIFT_FORMATION, row, NO_INDEX, float(destination), control, 0.0
            )


@compiled
def decide_commands(world: World, p: Parameters, clock: Clock) -> None:
    """On the first tick of each day, run the decision rules of all commands.

    Order: axis review, tempo, campaign phase; advance rate, posture and attack day of each
    axis; reserves, shifts; road state; Raqqa, ISIS, Kurdish command, Washington; bridges;
    arrivals and officials.
    """
    if clock.tick % clock.ticks_per_day != 0:
        return
    review_axes(world, p)
    set_tempo(world, p, clock)
    decide_campaign_phase(world, p, clock)
    for axis in range(world.axes_of_advance.bank.size):
        update_advance_rate(world, p, axis)
        decide_axis_posture(world, p, clock, axis)
        choose_attack_days(world, p, clock, axis)
    commit_reserves(world, p, clock)
    shift_formations(world, p, clock)
    update_road_state(world, clock)
    decide_raqqa_posture(world, p, clock)
    decide_isis_posture(world, p, clock)
    decide_kurdish_posture(world, p, clock)
    decide_reinforcements(world, p, clock)
    decide_bridge_cut(world, p, clock)
    delay_arrivals(world, p, clock)
    update_officials_bonus(world, p, clock)
