"""Decisions of ISIS in Raqqa: orders, reinforcements, diversions; returning officials."""

from mesa_mosul.engine.codes import (
    ARRIVAL_SENT_BY_RAQQA,
    ARRIVAL_WESTERN_ROAD,
    DIVERSION,
    LAUNCH_DIVERSION,
    NO_INDEX,
    OBSERVE,
    OFFICIALS,
    RAQQA_COMMAND,
    REINFORCE_DEFENDERS,
    ROAD_CLOSED,
    SEND_FIGHTERS,
    SEND_HOLD_ORDER,
)
from mesa_mosul.engine.fixed_point import PERMILLE
from mesa_mosul.engine.jit import compiled
from mesa_mosul.engine.random_streams import (
    STREAM_STRATEGIC_DECISION,
    Clock,
    rate_to_probability,
    uniform,
)
from mesa_mosul.engine.world import World
from mesa_mosul.parameters.registry import Parameters
from mesa_mosul.rules.event_log import log_event
from mesa_mosul.rules.isis_command import expected_loss_fraction, value_of_holding
from mesa_mosul.rules.lines_of_communication import schedule_arrival


@compiled
def set_raqqa_posture(world: World, clock: Clock, posture: int) -> None:
    """Set the posture of the Raqqa command from this tick on."""
    world.commands.posture[RAQQA_COMMAND] = posture
    world.commands.posture_since_tick[RAQQA_COMMAND] = clock.tick


@compiled
def send_hold_order(
    world: World, p: Parameters, clock: Clock, expected_loss: float, holding_value: float
) -> None:
    """Send Mosul an order to hold, at a rate that rises with the expected loss."""
    reason = min(1.0, expected_loss / holding_value)
    u = uniform(clock, RAQQA_COMMAND, STREAM_STRATEGIC_DECISION, 0)
    if u < rate_to_probability(p.raqqa.hold_order_rate * reason, 1.0):
        world.external.hold_order_received[0] = True
        log_event(
            world,
            clock,
            SEND_HOLD_ORDER,
            RAQQA_COMMAND,
            NO_INDEX,
            expected_loss,
            holding_value,
            p.raqqa.hold_order_value,
        )


@compiled
def send_raqqa_fighters(
    world: World, p: Parameters, clock: Clock, expected_loss: float
) -> None:
    """Schedule the arrival of reinforcements from Raqqa by the western road."""
    days = p.raqqa.reinforcement_travel_days
    strength = schedule_arrival(
        world, ARRIVAL_SENT_BY_RAQQA, clock.tick + max(1, int(days * clock.ticks_per_day))
    )
    if strength > 0:
        set_raqqa_posture(world, clock, REINFORCE_DEFENDERS)
        log_event(
            world,
            clock,
            SEND_FIGHTERS,
            RAQQA_COMMAND,
            NO_INDEX,
            float(strength),
            days,
            expected_loss,
        )


@compiled
def launch_diversion(
    world: World, p: Parameters, clock: Clock, expected_loss: float, holding_value: float
) -> None:
    """Launch a diversion elsewhere, at a rate that rises with the expected loss."""
    reason = min(1.0, expected_loss / holding_value)
    u = uniform(clock, RAQQA_COMMAND, STREAM_STRATEGIC_DECISION, 1)
    if u < rate_to_probability(p.raqqa.diversion_rate * reason, 1.0):
        days = p.raqqa.diversion_duration_days
        world.external.diversion_until_tick[0] = clock.tick + int(days * clock.ticks_per_day)
        set_raqqa_posture(world, clock, DIVERSION)
        log_event(
            world,
            clock,
            LAUNCH_DIVERSION,
            RAQQA_COMMAND,
            NO_INDEX,
            expected_loss,
            holding_value,
            days,
        )


@compiled
def decide_support(world: World, p: Parameters, clock: Clock) -> None:
    """Decide on the hold order, reinforcements and a diversion."""
    external = world.external
    expected_loss, holding_value = (
        expected_loss_fraction(world, p, clock),
        value_of_holding(world, p),
    )
    if external.western_road_state[0] != ROAD_CLOSED:
        if not external.hold_order_received[0]:
            send_hold_order(world, p, clock, expected_loss, holding_value)
        if clock.tick >= world.commands.scheduled_tick[RAQQA_COMMAND]:
            send_raqqa_fighters(world, p, clock, expected_loss)
    if clock.tick >= external.diversion_until_tick[0]:
        launch_diversion(world, p, clock, expected_loss, holding_value)


@compiled
def decide_raqqa_posture(world: World, p: Parameters, clock: Clock) -> None:
    """Run the Raqqa command's daily decisions and update the diverted sorties."""
    external = world.external
    is_over = clock.tick >= external.diversion_until_tick[0]
    if is_over and world.commands.posture[RAQQA_COMMAND] == DIVERSION:
        set_raqqa_posture(world, clock, OBSERVE)
    if p.switch.raqqa:
        decide_support(world, p, clock)
    is_diverting = clock.tick < external.diversion_until_tick[0]
    external.sorties_diverted_permille[0] = (
        int(PERMILLE * p.raqqa.sorties_diverted_fraction) if is_diverting else 0
    )


@compiled
def update_officials_bonus(world: World, p: Parameters, clock: Clock) -> None:
    """Update the recovery bonus of ISIS battalions from returning officials present."""
    units, strength_present, total_strength = world.units, 0, 0
    for row in range(units.uid.size):
        is_returning = (
            world.formations.arrival_mode[units.formation[row]] == ARRIVAL_WESTERN_ROAD
        )
        if units.kind[row] == OFFICIALS and is_returning:
            total_strength += units.authorized_strength[row]
            if units.arrival_tick[row] <= clock.tick:
                strength_present += units.strength[row]
    fraction_present = strength_present / total_strength if total_strength > 0 else 0.0
    world.external.recovery_bonus_of_officials[0] = (
        p.isis.officials_recovery_bonus * fraction_present
    )
