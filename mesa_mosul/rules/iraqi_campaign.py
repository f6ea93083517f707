"""The Iraqi command's campaign: approach, eastern offensive, pause, western offensive.

An operational pause is a decision whose hazard rises with lack of progress and exhaustion.
Its end synchronizes the axes and embeds advisers with the leading battalions.
"""

from mesa_mosul.engine.codes import (
    ADVISERS,
    APPROACH,
    ATTACK_WEST,
    BEGIN_REGROUPING,
    EASTERN_OFFENSIVE,
    EMBED_ADVISERS,
    ENTER_CITY,
    IRAQI,
    IRAQI_COMMAND,
    MISSION_ASSAULT,
    MISSION_RESERVE,
    NO_INDEX,
    OPERATIONAL_PAUSE,
    PAUSE_FRONT,
    REGROUPING,
    RESUME_FRONT,
    ROLE_ATTACK,
    ROLE_HOLD,
    ROLE_REFIT,
    WESTERN_OFFENSIVE,
)
from mesa_mosul.engine.fixed_point import PERMILLE
from mesa_mosul.engine.jit import compiled
from mesa_mosul.engine.random_streams import (
    STREAM_ATTACK_DAY,
    STREAM_CAMPAIGN_PHASE,
    Clock,
    rate_to_probability,
    uniform,
)
from mesa_mosul.engine.world import World
from mesa_mosul.parameters.registry import Parameters
from mesa_mosul.rules.axis_progress import (
    axis_control,
    eastern_control_range,
    is_axis_engaged,
    is_eastern_axis,
)
from mesa_mosul.rules.event_log import log_event
from mesa_mosul.rules.hazards import relative_shortfall


@compiled
def tempo_on_day(p: Parameters, day: float) -> float:
    """Return the operational tempo on a day of the run, 0 to 1.

    The higher of the doctrinal tempo and the pressure of a deadline that has not passed.
    """
    days_left = p.command.deadline_day - day
    if not p.switch.deadline or days_left < 0.0:
        return p.command.tempo
    return max(p.command.tempo, 1.0 - min(1.0, days_left / p.command.deadline_notice_days))


@compiled
def set_tempo(world: World, p: Parameters, clock: Clock) -> None:
    """Set the Iraqi command's operational tempo for the day."""
    day = (clock.tick - world.totals.first_tick[0]) / clock.ticks_per_day
    world.commands.tempo[IRAQI_COMMAND] = tempo_on_day(p, day)


@compiled
def choose_attack_days(world: World, p: Parameters, clock: Clock, axis: int) -> None:
    """Decide whether an axis attacks today: always if synchronized, else at random.

    Eastern axes never attack during an operational pause.
    """
    axes_of_advance, posture = world.axes_of_advance, world.commands.posture[IRAQI_COMMAND]
    axes_of_advance.attacks_today[axis] = not (
        posture == OPERATIONAL_PAUSE and is_eastern_axis(world, axis)
    )
    if (
        p.switch.out_of_step
        and is_axis_engaged(world, axis)
        and not axes_of_advance.synchronized[axis]
    ):
        tempo = world.commands.tempo[IRAQI_COMMAND]
        probability = p.command.attack_day_fraction + tempo * (
            1.0 - p.command.attack_day_fraction
        )
        axes_of_advance.attacks_today[axis] = (
            uniform(clock, axis, STREAM_ATTACK_DAY, 0) < probability
        )


@compiled
def eastern_lag_and_readiness(world: World, p: Parameters) -> tuple[float, float]:
    """Return the eastern axes' lag behind their target rate and readiness, both 0 to 1.

    Completed axes do not count.
    """
    axes_of_advance, axis_review = world.axes_of_advance, world.axis_review
    advance_rate, target_rate, authorized, cohesion_weight = 0.0, 0.0, 0, 0
    for axis in range(axes_of_advance.bank.size):
        if (
            is_eastern_axis(world, axis)
            and axis_control(world, axis, True) < p.command.axis_complete_threshold
        ):
            advance_rate += max(0.0, axes_of_advance.advance_rate_km2_per_day[axis])
            target_rate += p.command.target_advance_rate
            authorized += axis_review.authorized[axis]
            cohesion_weight += axis_review.cohesion_weighted_men[axis]
    lag = relative_shortfall(advance_rate, target_rate) if target_rate > 0.0 else 0.0
    return lag, cohesion_weight / (PERMILLE * authorized) if authorized > 0 else 1.0


@compiled
def reason_to_pause_front(
    lag: float, readiness: float, remaining_fraction: float, p: Parameters
) -> float:
    """Return the strength of the reasons for an operational pause, 0 to 1.

    lag: relative shortfall of the advance rate; remaining_fraction: terrain still to take.
    """
    fatigue = relative_shortfall(readiness, p.command.pause_readiness)
    return remaining_fraction * min(1.0, lag + fatigue)


@compiled
def is_endogenous(world: World, clock: Clock) -> bool:
    """Return whether rules decide: true after the last dated decision supplied."""
    return clock.tick >= world.external.endogenous_from_tick[0]


@compiled
def should_pause_front(
    world: World, p: Parameters, clock: Clock, min_control: float, days: float
) -> bool:
    """Return whether the eastern offensive pauses; days: since the phase began."""
    if not p.switch.pause:
        return False
    if not is_endogenous(world, clock):
        return clock.tick == world.scheduled_orders.pause_tick[0]
    if days < p.command.advance_rate_memory_days:
        return False
    lag, readiness = eastern_lag_and_readiness(world, p)
    rate = p.command.front_pause_rate * reason_to_pause_front(
        lag, readiness, 1.0 - min_control, p
    )
    rate *= 1.0 - world.commands.tempo[IRAQI_COMMAND]
    return uniform(clock, IRAQI_COMMAND, STREAM_CAMPAIGN_PHASE, 0) < rate_to_probability(
        rate, 1.0
    )


@compiled
def should_resume_front(world: World, p: Parameters, clock: Clock, days: float) -> bool:
    """Return whether the eastern offensive resumes; days: since the pause began."""
    if not is_endogenous(world, clock):
        return clock.tick == world.scheduled_orders.resume_tick[0]
    if days < p.command.rest_days:
        return False
    _, readiness = eastern_lag_and_readiness(world, p)
    rate = 1.0 - 2.0 * relative_shortfall(readiness, p.command.resume_readiness)
    return uniform(clock, IRAQI_COMMAND, STREAM_CAMPAIGN_PHASE, 1) < rate_to_probability(
        max(0.0, rate), 1.0
    )


@compiled
def next_campaign_phase(
    world: World,
    p: Parameters,
    clock: Clock,
    posture: int,
    min_control: float,
    days: float,
) -> tuple[int, int]:
    """Return the next campaign phase and the event that opens it; -1 without a change."""
    complete_threshold = p.command.axis_complete_threshold
    if posture == APPROACH and (
        min_control >= complete_threshold or days >= p.advance.city_wait_days
    ):
        return EASTERN_OFFENSIVE, ENTER_CITY
    if posture in (EASTERN_OFFENSIVE, OPERATIONAL_PAUSE) and min_control >= complete_threshold:
        return REGROUPING, BEGIN_REGROUPING
    if posture == EASTERN_OFFENSIVE and should_pause_front(world, p, clock, min_control, days):
        return OPERATIONAL_PAUSE, PAUSE_FRONT
    if posture == OPERATIONAL_PAUSE and should_resume_front(world, p, clock, days):
        return EASTERN_OFFENSIVE, RESUME_FRONT
    if posture == REGROUPING and days >= p.advance.west_wait_days:
        return WESTERN_OFFENSIVE, ATTACK_WEST
    return posture, NO_INDEX


@compiled
def covered_fraction(adviser_men: int, lead_troops: int, troops_per_adviser: float) -> float:
    """Return the fraction of the leading troops whom advisers serve, 0 to 1."""
    served = adviser_men * troops_per_adviser
    return served / lead_troops if served < lead_troops else 1.0


@compiled
def is_leading(world: World, row: int) -> bool:
    """Return whether a unit is of an Iraqi lead formation that is on its axis, or refits."""
    units, role = world.units, world.units.role[row]
    is_lead = units.mission[row] in (MISSION_ASSAULT, MISSION_RESERVE)
    is_committed = role in (ROLE_ATTACK, ROLE_HOLD, ROLE_REFIT)
    return units.force[row] == IRAQI and is_lead and is_committed


@compiled
def update_adviser_coverage(world: World, p: Parameters, clock: Clock) -> None:
    """Update the fraction of the leading battalions that have advisers with them."""
    units, adviser_men, lead_troops = world.units, 0, 0
    for row in range(units.uid.size):
        if units.kind[row] == ADVISERS and units.arrival_tick[row] <= clock.tick:
            adviser_men += units.strength[row]
        elif is_leading(world, row):
            lead_troops += units.authorized_strength[row]
    is_embedded = world.axes_of_advance.advisers_embedded[0]
    world.external.adviser_coverage[0] = (
        covered_fraction(adviser_men, lead_troops, p.coalition.troops_per_adviser)
        if is_embedded
        else 0.0
    )


@compiled
def embed_advisers(world: World, p: Parameters, clock: Clock) -> None:
    """Embed advisers, who may call fires, with the leading battalions of every axis."""
    axes_of_advance = world.axes_of_advance
    if axes_of_advance.advisers_embedded[0] or not p.coalition.advisers_embed:
        return
    axes_of_advance.advisers_embedded[:] = True
    response_hours, direct_hours = (
        p.fire_support.response_hours,
        p.fire_support.direct_response_hours,
    )
    log_event(
        world, clock, EMBED_ADVISERS, IRAQI_COMMAND, NO_INDEX, response_hours, direct_hours, 0.0
    )


@compiled
def decide_campaign_phase(world: World, p: Parameters, clock: Clock) -> None:
    """Advance the Iraqi command's campaign to its next phase where due."""
    commands, axes_of_advance = world.commands, world.axes_of_advance
    posture = commands.posture[IRAQI_COMMAND]
    min_control, max_control = eastern_control_range(world, posture != APPROACH)
    if posture == APPROACH and max_control < p.command.axis_complete_threshold:
        commands.posture_since_tick[IRAQI_COMMAND] = clock.tick
    days = (clock.tick - commands.posture_since_tick[IRAQI_COMMAND]) / clock.ticks_per_day
    next_phase, event_code = next_campaign_phase(world, p, clock, posture, min_control, days)
    if (
        clock.tick == world.scheduled_orders.embed_tick[0]
        or clock.tick >= world.external.advisers_arrival_tick[0]
    ):
        embed_advisers(world, p, clock)
    if event_code == RESUME_FRONT:
        axes_of_advance.synchronized[:] = True
        if is_endogenous(world, clock):
            embed_advisers(world, p, clock)
    update_adviser_coverage(world, p, clock)
    if event_code != NO_INDEX:
        commands.posture[IRAQI_COMMAND] = next_phase
        commands.posture_since_tick[IRAQI_COMMAND] = clock.tick
        log_event(
            world, clock, event_code, IRAQI_COMMAND, NO_INDEX, min_control, max_control, days
        )
